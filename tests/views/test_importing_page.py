"""The import screen under real clicks, with a real store and real files."""

import csv
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from app.models.records import Options
from app.services.tower import open_tower
from app.views import background, messages
from app.views.importing import page as importing
from app.views.importing.page import ImportPage
from tests.views import samples_frame as samples

LEFT = Qt.MouseButton.LeftButton
HEADER = ("number", "short_description", "state", "priority", "opened_at", "sys_updated_on")


def rest(qtbot):
    hub = background.hub()
    while not hub.idle():
        with qtbot.waitSignal(hub.rested, timeout=60_000):
            pass


@pytest.fixture
def fake(qtbot, light, tmp_path, monkeypatch):
    """The page on a sample tower; each import is written down instead of made."""
    asked: list[tuple[str, Options, bool]] = []

    def pretend(_tower, paths, options=Options(), *, dry_run=False, progress=None):  # noqa: B008
        path = paths[0]
        progress(path.name, 1, 2)
        asked.append((path.name, options, dry_run))
        if path.name == "jsm.csv" and not options.timezone:
            return samples.report(samples.question(str(path)))
        if path.suffix == ".docx":
            return samples.report(samples.refused(str(path)))
        batch = None if dry_run else 7
        return samples.report(samples.result(str(path), batch=batch))

    undone = []
    monkeypatch.setattr(importing, "import_files", pretend)
    monkeypatch.setattr(importing, "past_imports", lambda _tower: samples.batches())
    monkeypatch.setattr(
        importing,
        "undo",
        lambda _tower, batch: undone.append(batch) or samples.result(message=f"{batch} is back"),
    )
    page = ImportPage(samples.SampleTower(tmp_path))
    page.asked, page.undone = asked, undone
    qtbot.addWidget(page)
    page.resize(1280, 820)
    page.show()
    rest(qtbot)
    yield page
    background.hub().stop()


def names(*files):
    return tuple(Path(name) for name in files)


def test_files_are_checked_before_anything_is_stored(qtbot, fake):
    fake.add_files(names("a.csv", "notes.docx"))
    rest(qtbot)
    assert fake.asked == [("a.csv", Options(), True), ("notes.docx", Options(), True)]
    assert [row.entry.glyph for row in fake.files.rows] == ["risk", "breach"]
    assert fake.dry.bar.counts() == (1204, 2871, 237, 6)
    assert fake.problems.table.count() == 1
    assert fake.foot.go.words == "Import 4,312 rows"
    qtbot.mouseClick(fake.files.rows[1], LEFT)
    assert "this is no table" in fake.detection.question.text()
    assert not fake.dry.bar.isVisible()


def test_a_decision_is_made_in_place_and_the_file_checked_again(qtbot, fake):
    fake.add_files(names("jsm.csv"))
    rest(qtbot)
    assert not fake.foot.go.isEnabled()
    assert fake.detection.zone.isVisible()
    assert fake.detection.zone.box.currentText() == "Choose"
    box = fake.detection.zone.box
    place = box.findData("America/New_York")
    box.setCurrentIndex(place)
    box.activated.emit(place)
    rest(qtbot)
    assert fake.asked[-1] == ("jsm.csv", Options(timezone="America/New_York"), True)
    assert fake.foot.go.isEnabled()
    assert box.answered


def test_import_stores_what_is_ready_and_offers_undo(qtbot, fake):
    fake.add_files(names("a.csv", "jsm.csv"))
    rest(qtbot)
    said = []
    messages.speaker().said.connect(said.append)
    with qtbot.waitSignal(fake.data_changed):
        qtbot.mouseClick(fake.foot.go, LEFT)
    rest(qtbot)
    assert [(name, dry) for name, _options, dry in fake.asked] == [
        ("a.csv", True), ("jsm.csv", True), ("a.csv", False),
    ]  # fmt: skip
    assert fake.entries[0].state == "imported"
    assert said[-1].action_text == "Undo"
    said[-1].action()
    rest(qtbot)
    assert fake.undone == [7]
    messages.speaker().said.disconnect(said.append)


def test_past_imports_are_taken_back_from_the_list(qtbot, fake):
    table = fake.past.table
    assert table.count() == 3
    for row, expected in ((0, []), (1, []), (2, [1])):
        at = table.cell_rect(row, "undo").center()
        qtbot.mouseClick(table.viewport(), LEFT, pos=at)
        rest(qtbot)
        assert fake.undone == expected


def test_keys_check_again_and_clear(qtbot, fake):
    fake.add_files(names("a.csv"))
    rest(qtbot)
    qtbot.keyClick(fake.foot.again, Qt.Key.Key_Return)
    rest(qtbot)
    assert len(fake.asked) == 2
    qtbot.mouseClick(fake.files.clear, LEFT)
    assert fake.entries == ()
    assert fake.detection.empty.isVisible()
    assert not fake.foot.go.isEnabled()


def test_a_read_only_store_says_so(qtbot, fake):
    fake.tower.store.read_only = "The folder can't be written."
    fake.add_files(names("a.csv"))
    rest(qtbot)
    assert not fake.foot.go.isEnabled()
    assert fake.foot.words.text().startswith("The folder can't be written.")


def test_the_watched_folder_is_asked_for_and_given_up(qtbot, fake, tmp_path):
    fake.show_watched(tmp_path)
    assert fake.files.drop.watch.words == f"Stop watching {tmp_path.name}"
    with qtbot.waitSignal(fake.watch_asked, check_params_cb=lambda folder: folder is None):
        qtbot.mouseClick(fake.files.drop.watch, LEFT)
    assert fake.files.drop.watch.words == "Watch a folder…"


def test_a_fault_in_the_work_stands_in_the_page(qtbot, fake, monkeypatch):
    def broken(*_args, **_kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr(importing, "import_files", broken)
    fake.add_files(names("a.csv"))
    rest(qtbot)
    assert fake.error_bar.isVisible()
    assert "The stored data is unchanged" in fake.error_bar.words()


def write_incidents(path: Path, count: int) -> None:
    with path.open("w", newline="", encoding="utf-8") as stream:
        rows = csv.writer(stream)
        rows.writerow(HEADER)
        for number in range(count):
            opened = f"2026-11-{number % 20 + 1:02} 08:00:00"
            title = f"Printer {number} <b>out</b> of paper"
            rows.writerow((f"INC{number:07}", title, "2", "3", opened, opened))
        rows.writerow(("INC9999999", "Broken", "2", "3", "2026-13-45 08:00:00", ""))


def test_a_real_file_goes_in_and_out_again(qtbot, light, tmp_path):
    exported = tmp_path / "incident.csv"
    write_incidents(exported, 40)
    said = []
    messages.speaker().said.connect(said.append)
    with open_tower(tmp_path / "store" / "tower.db", now=samples.NOW, report_zone="UTC") as tower:
        page = ImportPage(tower)
        qtbot.addWidget(page)
        page.resize(1280, 820)
        page.show()
        page.add_files((exported,))
        rest(qtbot)
        if page.entry().decision is not None:
            page.answer(page.entry().decision[1], "UTC")
            rest(qtbot)
        assert page.dry.bar.counts() == (40, 0, 0, 1)
        assert page.problems.table.count() == 1
        assert len(tower.facts().tickets) == 0
        qtbot.mouseClick(page.foot.go, LEFT)
        rest(qtbot)
        assert len(tower.facts().tickets) == 40
        page.refresh()
        rest(qtbot)
        table = page.past.table
        assert table.count() == 1
        qtbot.mouseClick(table.viewport(), LEFT, pos=table.cell_rect(0, "undo").center())
        rest(qtbot)
        assert len(tower.facts().tickets) == 0
        assert said[-1].words.startswith("Batch 1 was taken back: 40 records removed")
        page.refresh()
        rest(qtbot)
        assert table.count() == 2
        assert table.value(1, "undo").text == "Taken back"
        messages.speaker().said.disconnect(said.append)
        background.hub().stop()
