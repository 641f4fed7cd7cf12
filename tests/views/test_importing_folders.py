"""Folders on the import screen: listed away from the window, none lost to another."""

from app.views.importing.page import ImportPage
from tests.views import samples_frame as samples
from tests.views.samples_store import settle


def test_folders_are_listed_off_the_window_and_none_is_lost(qtbot, light, tmp_path, monkeypatch):
    page = ImportPage(samples.SampleTower(tmp_path))
    qtbot.addWidget(page)
    looked = []
    monkeypatch.setattr(page, "look_and_check", lambda entry: looked.append(entry.path.name))
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        for name in ("a.csv", "b.csv"):
            (tmp_path / folder / name).write_text("x\n")
    page.add_files((tmp_path / "one",))
    assert page.entries == ()
    page.add_files((tmp_path / "two", tmp_path / "two" / "a.csv"))
    settle(qtbot)
    assert sorted(entry.path.parent.name + entry.path.name for entry in page.entries) == [
        "onea.csv", "oneb.csv", "twoa.csv", "twob.csv",
    ]  # fmt: skip
    assert sorted(looked) == ["a.csv", "a.csv", "b.csv", "b.csv"]
    assert page.board.files.rows
