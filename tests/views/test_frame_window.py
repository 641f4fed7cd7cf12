"""The window: screens, keys, history, status, zones, drops, the watched folder, pictures."""

import os
import stat
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout

from app.models.errors import AppError
from app.views import background, main_window, messages, start, theme
from app.views.main_window import MainWindow
from app.views.page import Page
from app.views.pages import PAGES, PageSpec
from app.views.watch import FolderWatch, scan
from app.views.widgets import Button, Panel, PlainLabel
from tests.views import samples_frame as samples

LEFT = Qt.MouseButton.LeftButton
CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


class Sample(Page):
    """A screen that counts what is asked of it."""

    def __init__(self, tower, name="one", fails=False):
        super().__init__(tower)
        self.page_id = name
        self.fails = fails
        self.reads = 0
        self.ticks = []
        self.filters = []
        self.files = ()
        self.shown = None
        panel = Panel(name)
        panel.body.addWidget(Button(f"Press {name}"))
        self.body.addWidget(panel)

    def refresh(self):
        self.reads += 1
        self.run_query(self.read)

    def read(self):
        if self.fails:
            raise AppError("The store is damaged. Restore a backup.")
        return self.page_id

    def show_result(self, result):
        self.shown = result

    def tick(self, now):
        self.ticks.append(now)

    def apply_filter(self, wanted):
        self.filters.append(wanted)

    def add_files(self, paths):
        self.files = paths

    def export_words(self):
        return "Export one" if self.page_id == "one" else ""

    def primary_export(self):
        self.shown = "exported"


def spec(name, **more):
    return PageSpec(name, name.title(), f"Title {name}", f"sub {name}", "sun", "Operate",
                    lambda tower: Sample(tower, name, **more))  # fmt: skip


@pytest.fixture
def tower(tmp_path):
    return samples.SampleTower(tmp_path)


@pytest.fixture
def window(qtbot, light, tower, monkeypatch):
    monkeypatch.setattr(main_window, "store_status", samples.status)
    made = MainWindow(tower, pages=(spec("one"), spec("two"), spec("import")))
    qtbot.addWidget(made)
    made.resize(1440, 900)
    made.show()
    made.go("one")
    rest(qtbot)
    yield made
    made.close()


def rest(qtbot):
    hub = background.hub()
    if not hub.idle():
        with qtbot.waitSignal(hub.rested, timeout=5000):
            pass


def test_pages_are_built_when_seen_and_read_once(qtbot, window):
    assert list(window.pages) == ["one"]
    assert (window.page().reads, window.page().shown) == (1, "one")
    qtbot.mouseClick(window.nav.items["two"], LEFT)
    rest(qtbot)
    assert window.page().page_id == "two"
    assert window.top.title.text() == "Title two"
    qtbot.mouseClick(window.nav.items["one"], LEFT)
    rest(qtbot)
    assert window.page().reads == 1


def test_an_update_makes_the_others_stale_until_they_are_seen(qtbot, window):
    window.go("two")
    rest(qtbot)
    window.recompute()
    rest(qtbot)
    assert (window.pages["two"].reads, window.pages["one"].reads) == (2, 1)
    window.go("one")
    rest(qtbot)
    assert window.pages["one"].reads == 2


def test_another_revision_of_the_store_updates_the_screen(qtbot, window):
    window.tower.revision = 2
    window.tick()
    rest(qtbot)
    assert window.page().reads == 2
    assert window.page().ticks == [samples.NOW]


def test_keys_change_screens_and_walk_back(qtbot, window):
    qtbot.keyClick(window, Qt.Key.Key_2, CTRL)
    assert window.page().page_id == "two"
    qtbot.keyClick(window, Qt.Key.Key_3, CTRL)
    qtbot.keyClick(window, Qt.Key.Key_Left, ALT)
    assert window.page().page_id == "two"
    qtbot.keyClick(window, Qt.Key.Key_Left, ALT)
    qtbot.keyClick(window, Qt.Key.Key_Left, ALT)
    assert window.page().page_id == "one"
    qtbot.keyClick(window, Qt.Key.Key_Right, ALT)
    assert window.page().page_id == "two"
    assert window.nav.items["two"].isChecked()
    rest(qtbot)


def test_keys_recompute_export_theme_zone_and_help(qtbot, window):
    qtbot.keyClick(window, Qt.Key.Key_F5)
    rest(qtbot)
    assert window.page().reads == 2
    qtbot.keyClick(window, Qt.Key.Key_E, CTRL)
    assert window.page().shown == "exported"
    qtbot.keyClick(window, Qt.Key.Key_L, CTRL | SHIFT)
    assert theme.current() is theme.DARK
    assert window.remembered.text("theme") == "dark"
    before = window.tower.zone
    qtbot.keyClick(window, Qt.Key.Key_Z, CTRL | ALT)
    assert window.tower.zone != before
    assert window.page().tower is window.tower
    qtbot.keyClick(window, Qt.Key.Key_F1)
    assert window.help.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_K, CTRL)
    assert window.palette_box.isVisible()
    assert not window.help.isVisible()
    rest(qtbot)


def test_f6_goes_through_the_regions(qtbot, window):
    names = []
    for _step in range(4):
        qtbot.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_F6)
        focus = window.focusWidget()
        names.append(
            next(r.accessibleName() for r in reversed(window_regions(window)) if holds(r, focus))
        )
    assert names == ["Navigation", "Top bar", "one", "Navigation"]


def window_regions(window):
    from app.views.regions import regions

    return regions(window)


def holds(region, widget):
    return region.isAncestorOf(widget)


def test_what_can_not_be_done_says_why(qtbot, window):
    why = {entry.id: entry.why_not() for entry in window.registry.entries()}
    assert why["data.undo"] == "Nothing to undo"
    assert why["data.cancel"] == "No job is running"
    assert why["data.export"] == ""
    window.go("two")
    rest(qtbot)
    why = {entry.id: entry.why_not() for entry in window.registry.entries()}
    assert why["data.export"] == "This screen has no export"
    assert why["data.import"] == ""
    window.status = replace(samples.status(window.tower), read_only="The folder is read-only.")
    assert window.why_no_import() == "The store is read-only"


def test_actions_of_the_screen_are_listed_and_run(qtbot, window):
    ran = []
    action = QAction("Show as &table", window)
    action.triggered.connect(lambda: ran.append(1))
    window.registry.set_page_actions((action,))
    entry = window.registry.entries()[-1]
    assert (entry.text, entry.group) == ("Show as table", "This screen")
    window.registry.run(entry.id)
    assert ran == [1]
    action.setEnabled(False)
    assert window.registry.entries()[-1].why_not() == "Not possible now"


def test_help_lists_the_keys_of_the_screen_that_is_seen_now(qtbot, window):
    def listed():
        return {label.text() for label in window.help.findChildren(PlainLabel) if label.isVisible()}

    action, why = QAction("Show as table", window), QAction("Why is this number this", window)
    action.setShortcut("Ctrl+Shift+T")
    why.setShortcut("W")
    window.registry.set_page_actions((action, why))
    window.open_help()
    assert {"Show as table", "Why is this number this"} <= listed()
    assert "Why is this number this (scorecard)" not in listed(), "it stands there once"
    window.help.shut()
    window.registry.set_page_actions(())
    window.open_help()
    assert "Show as table" not in listed()
    assert {"Recompute", "Why is this number this (scorecard)"} <= listed()
    window.help.shut()


def test_an_error_stands_in_its_page_with_what_to_do(qtbot, light, tower, monkeypatch):
    monkeypatch.setattr(main_window, "store_status", samples.status)
    window = MainWindow(tower, pages=(spec("one", fails=True),))
    qtbot.addWidget(window)
    window.show()
    window.go("one")
    rest(qtbot)
    page = window.page()
    assert page.error_bar.isVisible()
    assert page.error_bar.words() == "The store is damaged. Restore a backup."
    page.fails = False
    page.refresh()
    rest(qtbot)
    assert not page.error_bar.isVisible()
    assert page.shown == "one"
    window.close()


def test_a_change_that_is_told_is_read_once_and_one_that_is_not_is_found(qtbot, window):
    window.go("one")
    rest(qtbot)
    page = window.page()
    before = page.reads
    window.tower.revision += 1
    page.data_changed.emit()
    rest(qtbot)
    assert page.reads == before + 1
    window.tower.revision += 1
    window.read_status()
    rest(qtbot)
    assert page.reads == before + 2


def test_the_status_is_read_each_half_minute_while_a_clock_runs_fast(qtbot, window):
    window.go("one")
    rest(qtbot)
    page = window.page()
    page.fast_tick = True
    window.tick()
    rest(qtbot)
    before = page.reads
    window.tower.revision += 1
    for _second in range(29):
        window.tick()
    rest(qtbot)
    assert page.reads == before
    window.tick()
    rest(qtbot)
    assert page.reads == before + 1


def test_top_bar_shows_each_source_and_its_age(window):
    assert window.top.sources.words() == (
        ("met", "Incidents", "07:45"),
        ("risk", "CMDB", "Fri 17:12"),
    )
    assert "18,406 rows" in window.top.sources._parts[0][3]
    assert window.top.zone.words == "CET (UTC+1)"
    assert window.foot.store.text() == "Local store 412 MB"
    assert window.foot.backup.text() == "Last backup 06:12"
    assert window.foot.clock.text() == "Mon 23 Nov 2026 08:12 CET"


def test_badges_subtitles_and_navigation_between_screens(qtbot, window):
    page = window.page()
    page.badge.emit("two", 17, "breach")
    assert window.nav.items["two"].accessibleName() == "Two, 17 breached"
    page.subtitle.emit("new words")
    assert window.top.subtitle.text() == "new words"
    page.navigate.emit("two", "filter")
    rest(qtbot)
    assert window.page().filters == ["filter"]


def test_a_record_opens_on_the_screen_of_its_kind(qtbot, window, monkeypatch):
    monkeypatch.setattr(main_window, "find", lambda _tower, key, _n: (("change", key, "Patch"),))
    monkeypatch.setitem(main_window.RECORD_PAGE, "change", "two")
    window.page().open_record.emit("CHG1")
    rest(qtbot)
    assert window.page().filters == ["CHG1"]
    monkeypatch.setattr(main_window, "find", lambda *_args: ())
    window.open_record("CHG2")
    rest(qtbot)
    assert "CHG2 is not in the store" in window.message_bar.message().words


def test_narrow_windows_fold_the_navigation(qtbot, window):
    assert window.nav.width() == 148
    window.resize(1100, 720)
    assert window.nav.width() == 48
    assert window.nav.items["one"].toolTip() == "One (Ctrl+1)"
    window.resize(1300, 720)
    assert window.nav.width() == 148


def test_messages_offer_undo_once(qtbot, window):
    undone = []
    messages.done("3 files imported.", undo=lambda: undone.append(1))
    assert window.message_bar.isVisible()
    assert window.message_bar.accessibleName() == "3 files imported."
    qtbot.keyClick(window, Qt.Key.Key_Z, CTRL)
    assert undone == [1]
    assert not window.message_bar.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_Z, CTRL)
    assert undone == [1]


def test_a_fault_stays_with_its_details(qtbot, window):
    messages.failed(background.Failure("This step stopped.", "Traceback: x"))
    bar = window.message_bar
    assert bar.isVisible()
    assert not bar._timer.isActive()
    qtbot.mouseClick(bar._copy, LEFT)
    assert QApplication.clipboard().text() == "Traceback: x"
    qtbot.mouseClick(bar._close, LEFT)
    assert not bar.isVisible()


def test_status_bar_shows_the_job_and_cancels_it(qtbot, window):
    gate, ended = threading.Event(), []

    def work(progress):
        progress(25, 100, "incident.csv")
        while not gate.wait(0.01):
            progress(25, 100, "incident.csv")

    background.change("Dry run", work, ended.append, ended.append)
    background.change("Next", lambda _progress: None, ended.append)
    qtbot.waitUntil(lambda: window.foot.counts.text() == "incident.csv, 25%")
    assert window.foot.job.text() == "Dry run"
    assert window.foot.bar.share() == 0.25
    assert window.foot.queue.text() == "1 more queued: Next"
    qtbot.mouseClick(window.foot.cancel, LEFT)
    rest(qtbot)
    gate.set()
    assert "cancelled" in ended[0].words
    assert not window.foot.bar.isVisible()


def held(paths) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def test_files_dropped_anywhere_go_to_the_import_screen(qtbot, window, tmp_path):
    data = held([tmp_path / "a.csv", tmp_path / "b.csv"])
    copy = Qt.DropAction.CopyAction
    enter = QDragEnterEvent(QPoint(5, 5), copy, data, LEFT, Qt.KeyboardModifier.NoModifier)
    window.dragEnterEvent(enter)
    assert enter.isAccepted()
    assert window.drop.isVisible()
    window.grab()
    window.dropEvent(QDropEvent(QPointF(5, 5), copy, data, LEFT, Qt.KeyboardModifier.NoModifier))
    assert not window.drop.isVisible()
    assert window.page().files == (tmp_path / "a.csv", tmp_path / "b.csv")
    rest(qtbot)


def test_what_is_no_file_is_not_taken(window):
    data = QMimeData()
    data.setText("just words")
    copy = Qt.DropAction.CopyAction
    enter = QDragEnterEvent(QPoint(5, 5), copy, data, LEFT, Qt.KeyboardModifier.NoModifier)
    enter.ignore()
    window.dragEnterEvent(enter)
    assert not window.drop.isVisible()


def test_watched_files_are_given_once_when_they_stopped_growing(qtbot, light, tmp_path):
    given, lost = [], []
    watch = FolderWatch()
    watch.arrived.connect(given.append)
    watch.lost.connect(lost.append)
    target = tmp_path / "a.csv"
    target.write_text("1")
    (tmp_path / "notes.md").write_text("no export")
    (tmp_path / ".hidden.csv").write_text("no export")
    watch.watch(tmp_path)
    rest(qtbot)
    assert given == []
    target.write_text("12")
    watch.poll()
    rest(qtbot)
    assert given == []
    for _poll in range(3):
        watch.poll()
        rest(qtbot)
    assert given == [(target,)]
    again = FolderWatch(watch.given())
    again.arrived.connect(given.append)
    again.watch(tmp_path)
    rest(qtbot)
    again.poll()
    rest(qtbot)
    assert given == [(target,)]
    watch.watch(tmp_path / "gone")
    rest(qtbot)
    watch.poll()
    rest(qtbot)
    assert len(lost) == 1
    assert "can't be read" in lost[0]
    watch.watch(None)
    again.watch(None)


def test_scan_ignores_links(tmp_path):
    (tmp_path / "a.csv").write_text("1")
    (tmp_path / "b.csv").symlink_to(tmp_path / "a.csv")
    assert list(scan(tmp_path)) == ["a.csv"]


def test_what_is_remembered_survives_a_damaged_file(qtbot, light, tmp_path):
    from app.views.remembered import Remembered

    kept = Remembered(tmp_path / "tower.db")
    kept.keep("theme", "dark")
    kept.keep_given({"a.csv": (1, 2)})
    assert Remembered(tmp_path / "tower.db").given() == {"a.csv": (1, 2)}
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / "window.ini").stat().st_mode) == 0o600
    kept.keep("watch/given", "[broken")
    assert kept.given() == {}
    assert kept.text("theme") == "dark"


def test_pictures_of_every_screen(qtbot, light, tower, tmp_path, monkeypatch):
    monkeypatch.setattr(main_window, "store_status", samples.status)
    monkeypatch.setattr(MainWindow.__init__, "__kwdefaults__", {"pages": (spec("one"),)})
    shots = start.save_screens(tower, tmp_path / "screens", "dark")
    assert [(name, path.name) for name, path, _ms in shots] == [("one", "one.png")]
    assert shots[0][1].stat().st_size > 10_000
    monkeypatch.setattr(
        MainWindow.__init__, "__kwdefaults__", {"pages": (spec("bad", fails=True),)}
    )
    with pytest.raises(AppError, match="The screen bad shows an error: The store is damaged"):
        start.save_screens(tower, tmp_path / "screens", "light")


def test_every_entry_of_the_navigation_has_its_icon_and_page():
    from app.services.resources import resource

    for one in PAGES:
        assert resource("icons", f"{one.icon}.svg").is_file()
    assert [one.id for one in PAGES] == [
        "today", "queues", "changes", "scorecard", "trends", "import", "quality", "settings",
    ]  # fmt: skip


def test_everything_focusable_has_a_name(window):
    layouts = window.findChildren(QVBoxLayout)
    assert layouts
    nameless = [
        child
        for child in window.findChildren(Button) + list(window.nav.items.values())
        if not child.accessibleName()
    ]
    assert not nameless
    assert Path(window.remembered._settings.fileName()).parent == window.tower.path.parent
