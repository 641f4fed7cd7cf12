"""The import screen on real files and a real store: the whole way in, out again, and cancelled."""

import csv
import multiprocessing
import time
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from app.models.records import Options
from app.services.import_files import import_files, past_imports
from app.services.tower import open_tower
from app.views import background, messages
from app.views.importing import steps
from app.views.importing.page import ImportPage
from app.views.importing.work import Order
from app.views.status_bar import StatusBar
from tests.views import samples_frame as samples
from tests.views.test_importing_page import LEFT, choose, pick, rest

HEADER = ("number", "short_description", "state", "priority", "opened_at", "sys_updated_on")


@pytest.fixture
def tower(tmp_path):
    place = tmp_path / "store" / "tower.db"
    with open_tower(place, now=samples.NOW, report_zone="UTC") as opened:
        yield opened


@pytest.fixture
def page(qtbot, light, tower):
    made = ImportPage(tower)
    qtbot.addWidget(made)
    made.resize(1292, 830)
    made.show()
    rest(qtbot)
    yield made
    background.hub().stop()


@pytest.fixture
def bar(qtbot, light):
    made = StatusBar()
    qtbot.addWidget(made)
    made.resize(1292, 26)
    made.show()
    return made


def write_incidents(path: Path, count: int) -> None:
    with path.open("w", newline="", encoding="utf-8") as stream:
        rows = csv.writer(stream)
        rows.writerow(HEADER)
        for number in range(count):
            opened = f"2026-11-{number % 20 + 1:02} 08:00:00"
            title = f"Printer {number} <b>out</b> of paper"
            rows.writerow((f"INC{number:07}", title, "2", "3", opened, opened))
        rows.writerow(("INC9999999", "Broken", "2", "3", "2026-13-45 08:00:00", ""))


def write_big(path: Path) -> None:
    """Some 150 MB of incidents: long enough in every phase to be cancelled in it."""
    block = "".join(
        f"INC{number:07},{'The printer on floor nine is out of paper. ' * 5},2,3,"
        f"2026-11-{number % 20 + 1:02} 08:00:00,2026-11-21 08:00:00\n"
        for number in range(5_000)
    )
    with path.open("w", encoding="utf-8") as stream:
        stream.write(",".join(HEADER) + "\n")
        for _ in range(110):
            stream.write(block)


def test_a_real_file_goes_in_and_out_again(qtbot, page, tower, tmp_path):
    exported = tmp_path / "incident.csv"
    write_incidents(exported, 40)
    said = []
    messages.speaker().said.connect(said.append)
    page.add_files((exported,))
    rest(qtbot)
    board = page.board
    assert page.step == steps.DATES
    headers = [board.mapping.table.value(row, "header").text for row in range(len(HEADER))]
    assert headers == list(HEADER)
    assert board.mapping.table.value(0, "field").value == "key"
    assert not board.foot.go.isEnabled()
    assert board.steps.buttons[3].told() == "to decide"
    choose(board.dates.zone, "UTC")
    rest(qtbot)
    assert board.dry.bar.counts() == (40, 0, 0, 1)
    assert sum(line.rows for line in board.problems.lines) == 1
    assert len(tower.facts().tickets) == 0
    qtbot.mouseClick(board.foot.go, LEFT)
    rest(qtbot)
    assert len(tower.facts().tickets) == 40
    page.refresh()
    rest(qtbot)
    page.go_step(steps.IMPORT)
    table = board.past.table
    assert table.count() == 1
    qtbot.mouseClick(table.viewport(), LEFT, pos=table.cell_rect(0, "undo").center())
    rest(qtbot)
    assert len(tower.facts().tickets) == 0
    assert said[-1].words.startswith("Batch 1 was taken back: 40 records removed")
    messages.speaker().said.disconnect(said.append)


def test_a_second_file_leaves_the_first_imported(qtbot, page, tower, tmp_path):
    first, second = tmp_path / "incident.csv", tmp_path / "second.csv"
    write_incidents(first, 4)
    write_changes(second, ("db", "web"))
    go = page.board.foot.go
    for path in (first, second):
        page.add_files((path,))
        rest(qtbot)
        choose(page.board.dates.zone, "UTC")
        rest(qtbot)
        assert go.words == f"Import {4 if path is first else 2} rows"
        qtbot.waitUntil(lambda: go.width() >= go.sizeHint().width())
        qtbot.mouseClick(go, LEFT)
        rest(qtbot)
    assert [entry.state for entry in page.entries] == ["imported", "imported"]
    assert [line.file_name for line in past_imports(tower)] == ["second.csv", "incident.csv"]


def write_changes(path: Path, cis: tuple[str, ...]) -> None:
    lines = ["number,short_description,type,state,start_date,end_date,cmdb_ci"]
    lines += [
        f"CHG{number:07},Patch,Normal,Scheduled,2026-11-25 20:00:00,2026-11-25 22:00:00,{ci}"
        for number, ci in enumerate(cis)
    ]
    path.write_text("\n".join(lines) + "\n", "utf-8")


def test_cis_that_a_file_names_are_told_with_the_new_ones(qtbot, page, tower, tmp_path):
    before, exported = tmp_path / "before.csv", tmp_path / "change_request.csv"
    write_changes(before, ("db", "web"))
    assert import_files(tower, (before,), Options(timezone="UTC")).files[0].new == 2
    write_changes(exported, ("db", "web", "app"))
    page.add_files((exported,))
    rest(qtbot)
    dry, also = page.board.dry, page.board.dry.values["Also"]
    choose(page.board.dates.zone, "UTC")
    rest(qtbot)
    assert (dry.accessibleName(), also.text()) == ("Dry run", "3 CIs (1 new), 3 links to CIs")
    assert also.isVisible()
    qtbot.mouseClick(page.board.foot.go, LEFT)
    rest(qtbot)
    assert (dry.accessibleName(), also.text()) == ("Result", "3 CIs (1 new), 3 links to CIs")


def test_a_semicolon_file_in_another_encoding_is_laid_out_by_hand(qtbot, page, tmp_path):
    exported = tmp_path / "export.csv"
    lines = ["Service desk, weekly", "number;short_description;state;opened_at;sys_updated_on"]
    lines += [
        f"INC00000{n:02};Drucker für Raum {n};2;2026-11-02 08:00:00;2026-11-02 09:00:00"
        for n in range(30)
    ]
    exported.write_bytes("\r\n".join(lines).encode("cp1252"))
    page.add_files((exported,))
    rest(qtbot)
    mapping = page.board.mapping
    mapping.open_form("encoding")
    form = mapping.form
    choose(form.encoding.box, "cp437")
    rest(qtbot)
    titles = [form.head.value(2, f"c{at}").text for at in range(2)]
    assert "Drucker fⁿr Raum 0" in titles
    choose(form.encoding.box, "cp1252")
    choose(form.delimiter.box, ";")
    rest(qtbot)
    row = next(at for at in range(3) if form.head.value(at, "c0").text == "number")
    if page.entry().seen.header_row != row + 1:
        at = form.head.cell_rect(row, "c0").center()
        qtbot.mouseClick(form.head.viewport(), LEFT, pos=at)
        rest(qtbot)
    assert form.head.value(row + 1, "c1").text == "Drucker für Raum 0"
    qtbot.mouseClick(form.done, LEFT)
    choose(page.board.dates.zone, "Europe/Berlin")
    rest(qtbot)
    assert page.board.dry.bar.counts()[0] == 30


def left_behind(tower):
    """Files and processes that a job that was cancelled must not leave."""
    sources = tower.store.sources_folder
    kept = [path.name for path in sources.iterdir()] if sources.is_dir() else []
    return kept, multiprocessing.active_children(), past_imports(tower)


def cancel_when(qtbot, bar, ready):
    """Press Cancel once `ready`; seconds until the job is gone."""
    hub = background.hub()
    qtbot.waitUntil(lambda: ready() or not hub.jobs(), timeout=60_000)
    assert hub.jobs(), "the job ended before it could be cancelled"
    begun = time.monotonic()
    qtbot.mouseClick(bar.cancel, LEFT)
    qtbot.waitUntil(lambda: not hub.jobs(), timeout=20_000)
    return time.monotonic() - begun


@pytest.mark.timeout(240)
def test_a_big_file_is_cancelled_within_a_second_and_leaves_nothing(
    qtbot, page, bar, tower, tmp_path
):
    exported = tmp_path / "incident.csv"
    write_big(exported)
    hub = background.hub()
    page.add_files((exported,))
    qtbot.waitUntil(lambda: page.entry().seen is not None, timeout=60_000)
    assert page.board.mapping.table.count() == len(HEADER)
    choose(page.board.dates.zone, "UTC")
    only = lambda: [job.cancelled for job in hub.jobs()] == [False]  # noqa: E731
    assert cancel_when(qtbot, bar, only) < 1.0
    rest(qtbot)
    page.check_again()
    assert cancel_when(qtbot, bar, lambda: bar.bar.share() > 0.02) < 1.0
    rest(qtbot)
    assert "was cancelled" in page.error_bar.words()
    assert left_behind(tower) == ([], [], ())
    assert page.entry().state == "waiting"
    assert not page.board.foot.go.isEnabled()


@pytest.mark.timeout(240)
def test_a_big_import_is_cancelled_within_a_second_and_leaves_nothing(
    qtbot, page, bar, tower, tmp_path
):
    exported = tmp_path / "incident.csv"
    write_big(exported)
    page.work.store(Order(exported, Options(timezone="UTC")))
    assert cancel_when(qtbot, bar, lambda: bar.bar.share() > 0.02) < 1.0
    rest(qtbot)
    assert len(tower.facts().tickets) == 0
    assert left_behind(tower) == ([], [], ())


def test_decisions_are_kept_under_a_name_and_decide_for_the_next_file(qtbot, page, tmp_path):
    first, second = tmp_path / "monday.csv", tmp_path / "tuesday.csv"
    for path in (first, second):
        write_incidents(path, 12)
    mapping = page.board.mapping
    page.add_files((first,))
    rest(qtbot)
    choose(page.board.dates.zone, "Europe/Lisbon")
    rest(qtbot)
    pick(qtbot, mapping.table, 1, "field", "Not imported")
    choose(mapping.profile, "name")
    qtbot.keyClicks(mapping.name_row.field, "Weekly")
    qtbot.keyClick(mapping.name_row.field, Qt.Key.Key_Return)
    rest(qtbot)
    assert mapping.profile.currentText() == "Profile: Weekly"
    page.profiles.export(page.profiles.known[0].id, tmp_path / "weekly.json")
    rest(qtbot)
    page.clear()
    page.add_files((second,))
    rest(qtbot)
    assert page.entry().options.timezone == "Europe/Lisbon"
    assert mapping.table.value(1, "field").value == ""
    assert page.board.dry.bar.counts() == (12, 0, 0, 1)
    choose(mapping.profile, "forget")
    rest(qtbot)
    assert page.board.steps.buttons[3].told() == "to decide"
    assert mapping.table.value(1, "field").value == "title"
    page.profiles.load(tmp_path / "weekly.json")
    rest(qtbot)
    assert page.entry().options.timezone == "Europe/Lisbon"


def test_save_mapping_decides_whether_the_next_file_asks(qtbot, page, tmp_path):
    for keep in (False, True):
        page.board.foot.keep.setChecked(keep)
        now, later = tmp_path / f"now {keep}.csv", tmp_path / f"later {keep}.csv"
        write_incidents(now, 12 + keep)
        write_incidents(later, 15)
        page.add_files((now,))
        rest(qtbot)
        choose(page.board.dates.zone, "Europe/Lisbon")
        rest(qtbot)
        qtbot.mouseClick(page.board.foot.go, LEFT)
        rest(qtbot)
        assert page.entry().state == "imported"
        page.clear()
        page.add_files((later,))
        rest(qtbot)
        assert page.entry().ready is keep
        page.clear()
