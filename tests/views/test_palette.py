"""The palette: ranking, records, keys, greyed commands, recent first."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget

from app.views import background
from app.views.actions import Registry
from app.views.help_overlay import HelpOverlay
from app.views.palette import Palette, rank

LEFT = Qt.MouseButton.LeftButton
RECORDS = (("incident", "INC0012", "Checkout <b>fails</b>"), ("change", "CHG0012", "Patch"))


@pytest.fixture
def window(qtbot, light):
    made = QWidget()
    made.resize(1200, 800)
    qtbot.addWidget(made)
    made.show()
    yield made
    background.hub().stop()


@pytest.fixture
def ran():
    return []


@pytest.fixture
def registry(window, ran):
    made = Registry(window)
    for name, text, key, group in (
        ("go.today", "Today", "Ctrl+1", "Go to"),
        ("go.queues", "Queue health", "Ctrl+2", "Go to"),
        ("data.export", "Export this screen", "Ctrl+E", "Data"),
        ("view.theme", "Change between light and dark theme", "Ctrl+Shift+L", "View"),
    ):
        made.add(name, text, lambda name=name: ran.append(name), shortcut=key, group=group)
    made.add("data.undo", "Undo", lambda: ran.append("undo"), why_not=lambda: "Nothing to undo")
    return made


@pytest.fixture
def palette(qtbot, window, registry):
    made = Palette(window, registry, lambda text: RECORDS if "12" in text else ())
    made.open()
    return made


def settle(qtbot):
    hub = background.hub()
    if not hub.idle():
        with qtbot.waitSignal(hub.rested, timeout=5000):
            pass


def test_ranking_prefers_beginnings_and_puts_the_impossible_last(registry):
    assert rank("que", registry, ())[0].target == "go.queues"
    assert rank("theme", registry, ())[0].target == "view.theme"
    assert rank("exprot", registry, ())[0].target == "data.export"
    assert rank("zzzz", registry, ()) == ()
    last = rank("", registry, ())[-1]
    assert (last.target, last.reason) == ("data.undo", "Nothing to undo")
    assert rank("", registry, ("view.theme",))[0].target == "view.theme"


def test_typing_and_enter_run_the_command(qtbot, palette, ran):
    assert palette.field.hasFocus() or palette.isVisible()
    qtbot.keyClicks(palette.field, "queue")
    assert palette.lines.hits[0].beside == "Ctrl+2"
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    settle(qtbot)
    assert ran == ["go.queues"]
    assert not palette.isVisible()
    palette.open()
    assert palette.lines.hits[0].target == "go.queues"


def test_arrows_move_around_and_escape_closes(qtbot, palette, ran):
    count = len(palette.lines.hits)
    qtbot.keyClick(palette.field, Qt.Key.Key_Up)
    assert palette.lines.at == count - 1
    qtbot.keyClick(palette.field, Qt.Key.Key_Down)
    assert palette.lines.at == 0
    qtbot.keyClick(palette.field, Qt.Key.Key_Escape)
    assert not palette.isVisible()
    assert ran == []


def test_what_can_not_run_says_why_and_does_not_run(qtbot, palette, ran):
    qtbot.keyClicks(palette.field, "undo")
    hit = palette.lines.hits[0]
    assert hit.reason == "Nothing to undo"
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    settle(qtbot)
    assert palette.isVisible()
    assert ran == []


def test_records_are_found_by_number(qtbot, palette):
    qtbot.keyClicks(palette.field, "0012")
    settle(qtbot)
    assert [hit.target for hit in palette.lines.hits[:2]] == ["INC0012", "CHG0012"]
    with qtbot.waitSignal(palette.record_chosen) as told:
        qtbot.mouseClick(palette.lines, LEFT, pos=QPoint(40, 14))
    assert told.args == ["incident", "INC0012"]


def test_a_late_answer_to_other_words_is_not_shown(qtbot, palette):
    palette._found(("something else", RECORDS))
    assert all(hit.kind in ("Go to", "Do") for hit in palette.lines.hits)


def test_a_failing_search_says_so(qtbot, window, registry):
    from app.models.errors import AppError

    def broken(_text):
        raise AppError("The store can't be read.")

    made = Palette(window, registry, broken)
    made.open()
    qtbot.keyClicks(made.field, "12")
    settle(qtbot)
    assert made.lines.hits[0].reason == "The store can't be read."


def test_registry_refuses_a_taken_shortcut(registry):
    with pytest.raises(ValueError, match=r"Ctrl\+1 belongs to go.today"):
        registry.add("other", "Other", lambda: None, shortcut="Ctrl+1")
    with pytest.raises(ValueError, match="registered already"):
        registry.add("go.today", "Today", lambda: None)


def test_help_lists_every_shortcut(qtbot, window, registry):
    overlay = HelpOverlay(window, registry)
    overlay.toggle()
    assert overlay.isVisible()
    shown = {keys for _group, _words, keys in overlay.rows()}
    assert {entry.shortcut for entry in registry.entries() if entry.shortcut} <= shown
    qtbot.keyClick(overlay, Qt.Key.Key_Escape)
    assert not overlay.isVisible()
