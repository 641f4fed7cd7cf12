"""The Today screen: what it says, where its rows lead, what the morning's review records."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from app.services.today import today
from app.services.tower import open_tower
from app.views import background, theme
from app.views.changes.metrics import COMPACT
from app.views.queues.wanted import understood
from app.views.today.changed_panel import WEEK, yesterday_eight
from app.views.today.clocks import clock_ink, clock_text, standup_text, ticks_fast, where
from app.views.today.page import STRIP_LANES, TodayPage
from app.views.today.tiles import spark
from tests.views import samples_changes as samples


@pytest.fixture(autouse=True)
def _look(qapp, qtbot):
    theme.apply(qapp, "light")
    yield
    qtbot.waitUntil(background.hub().idle, timeout=20_000)


@pytest.fixture
def tower(tmp_path):
    with open_tower(tmp_path / "t.db", now=samples.NOW, report_zone=samples.ZONE) as opened:
        yield opened


@pytest.fixture
def page(tower, qtbot):
    made = TodayPage(tower)
    qtbot.addWidget(made)
    made.resize(1292, 830)
    made.stale = False
    made.show()
    made.show_result(samples.today())
    return made


def item(due: int | None, level: str = "breach"):
    base = samples.attention()[0]
    return replace(base, level=level, due_at=None if due is None else samples.NOW + due)


@pytest.mark.parametrize(
    ("due", "level", "words", "ink"),
    [
        (360, "breach", "6 m", "crit"),
        (51480, "breach", "14 h 18 m", "t1"),
        (-13200, "breach", "−3 h 40 m", "crit"),
        (2880, "risk", "48 m", "warn"),
        (42, "risk", "42 s", "warn"),
        (None, "note", "–", "t3"),
    ],
)
def test_clocks_in_words_and_colour(due, level, words, ink):
    row = item(due, level)
    assert clock_text(row, samples.NOW) == words
    assert clock_ink(row, samples.NOW) == ink


def test_what_is_past_by_nature_is_an_age_and_no_overrun():
    oldest = next(i for i in samples.attention() if i.clock_word == "oldest")
    assert clock_text(oldest, samples.NOW) == "9 h 04 m"
    assert clock_ink(oldest, samples.NOW) == "warn"
    age = next(i for i in samples.attention() if i.clock_word == "age")
    assert clock_text(age, samples.NOW) == "2 d 15 h"
    assert clock_ink(age, samples.NOW) == "t1"
    unsure = replace(age, clock_word="if still open", level="risk")
    assert clock_ink(unsure, samples.NOW) == "warn"


@pytest.mark.parametrize(
    ("kind", "key", "place"),
    [
        ("incident", "INC0482207", ("queues", "INC0482207")),
        ("tickets", "37 incidents", ("queues", "triage")),
        ("wrong_priority", "INC0482027", ("queues", "INC0482027")),
        ("wrong_priority", "1,204 incidents", ("queues", "wrong")),
        ("freeze", "CHG0091399", ("changes", "CHG0091399")),
        ("collisions", "3 collisions", ("changes", "")),
        ("source", "CMDB", ("import", "")),
    ],
)
def test_where_a_row_leads(kind, key, place):
    assert where(replace(samples.attention()[0], kind=kind, key=key)) == place


def test_only_a_clock_under_five_minutes_ticks_each_second():
    assert not ticks_fast([item(301), item(None), item(-5)], samples.NOW)
    assert ticks_fast([item(299)], samples.NOW)


def test_the_band_of_a_tile_leaves_its_last_day_out():
    tile = samples.tiles()[0]
    jumped = replace(tile, trend=(*tile.trend[:-1], 5000))
    assert spark(tile).high == spark(jumped).high
    assert spark(replace(tile, trend=(1, 2, 3))).high is None


def test_tiles_lead_to_the_rows_they_count(page, qtbot):
    assert len(page.tiles) == 7
    with qtbot.waitSignal(page.navigate) as asked:
        qtbot.mouseClick(page.tiles[1], Qt.MouseButton.LeftButton)
    assert asked.args == ["queues", "sla=breached"]
    page.tiles[4].setFocus()
    with qtbot.waitSignal(page.navigate) as asked:
        qtbot.keyClick(page.tiles[4], Qt.Key.Key_Return)
    assert asked.args[0] == "changes"


def test_new_values_keep_the_tiles_and_their_focus(page):
    before = list(page.tiles)
    changed = (replace(samples.tiles()[0], value=7), *samples.tiles()[1:])
    page.show_result(replace(samples.today(), tiles=changed))
    assert page.tiles == before
    assert page.tiles[0].accessibleName().startswith("Open incidents: 7")


def test_rows_lead_to_their_page(page, qtbot):
    table = page.attention
    assert table.selected() == 0
    with qtbot.waitSignal(page.navigate) as asked:
        qtbot.mouseDClick(
            table.viewport(), Qt.MouseButton.LeftButton, pos=table.row_rect(1).center()
        )
    assert asked.args == ["changes", "CHG0091377, CHG0091402"]
    table.setFocus()
    table.select(5)
    with qtbot.waitSignal(page.navigate) as asked:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert asked.args == ["queues", "unassigned"]


def test_clocks_tick(page):
    before = page.attention.row_text(0)
    page.tick(samples.NOW + 120)
    assert before != page.attention.row_text(0)
    assert "4 m" in page.attention.row_text(0)
    assert page.fast_tick


def test_copy_for_stand_up_is_plain_text(page, qtbot):
    qtbot.mouseClick(page.copy, Qt.MouseButton.LeftButton)
    data = QGuiApplication.clipboard().mimeData()
    assert data.hasText()
    assert not data.hasHtml()
    lines = data.text().splitlines()
    assert lines[2] == (
        "1. [Breached] Customer Portal checkout returning 5xx (INC0482207 · P1 · Customer Portal)"
    )
    assert lines[3].endswith("Owner: P. Raman. Clock: 6 m update.")
    assert data.text() == standup_text(samples.attention(), samples.NOW, samples.ZONE)


def test_the_strip_shows_72_hours_in_six_lanes(page, qtbot):
    strip = page.strip
    assert strip.end - strip.start == 72 * 3600
    assert strip.metrics is COMPACT
    assert [lane.name for lane in strip.plan.lanes][-1] == "Other"
    assert len(strip.plan.lanes) == 6
    pill = next(b.pill for b in strip.scene().brackets if b.number == 2)
    at = strip.viewport().rect().topLeft()
    at.setX(round(pill.x + 6))
    at.setY(round(pill.y + 6) + COMPACT.ruler)
    with qtbot.waitSignal(page.navigate) as asked:
        qtbot.mouseClick(strip.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert asked.args == ["changes", "C20|CHG0091399|FRZ-0"]


def test_the_strip_grows_with_what_overlaps_and_needs_no_scrolling(page, qtbot):
    calendar = samples.today().calendar
    low = page.strip.height()
    twice = tuple(replace(calendar.bars[0], key=f"CHG{n}") for n in range(2))
    page.show_result(
        replace(samples.today(), calendar=replace(calendar, bars=calendar.bars + twice))
    )
    qtbot.waitUntil(lambda: page.strip.height() > low)
    assert page.strip.scene().height > STRIP_LANES * COMPACT.lane
    qtbot.waitUntil(lambda: page.strip.verticalScrollBar().maximum() == 0)


def test_keys_walk_over_the_strip_and_only_enter_or_a_click_leaves(page, qtbot):
    left = []
    page.navigate.connect(lambda *args: left.append(args))
    page.strip.setFocus()
    qtbot.keyClick(page.strip, Qt.Key.Key_Right)
    qtbot.keyClick(page.strip, Qt.Key.Key_Right)
    assert left == []
    key = page.strip.focused_key()
    qtbot.keyClick(page.strip, Qt.Key.Key_Return)
    assert left == [("changes", key)]
    spot = page.strip.scene().boxes[3].spot
    at = page.strip.viewport().rect().topLeft()
    at.setX(round(spot.x + spot.width / 2))
    at.setY(round(spot.y + spot.height / 2) + COMPACT.ruler)
    qtbot.mouseClick(page.strip.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert len(left) == 2


def test_a_changed_line_opens_its_records(page, qtbot):
    panel = page.changed
    qtbot.mouseClick(panel.lines[0], Qt.MouseButton.LeftButton)
    assert panel.stack.currentIndex() == 1
    assert panel.rows.count() == 2
    with qtbot.waitSignal(page.open_record) as opened:
        qtbot.mouseClick(
            panel.rows.viewport(),
            Qt.MouseButton.LeftButton,
            pos=panel.rows.cell_rect(1, "key").center(),
        )
    assert opened.args == ["INC0482193"]
    qtbot.mouseClick(panel.back, Qt.MouseButton.LeftButton)
    assert panel.stack.currentIndex() == 0


def test_since_is_chosen_in_the_menu(page, qtbot):
    assert page.changed.since.words == "Since Fri 17:20"
    menu = page.changed.menu()
    assert [action.text() for action in menu.actions()] == [
        "Last sign-off", "Yesterday 08:00", "7 days ago",
    ]  # fmt: skip
    told = []
    page.changed.since_chosen.connect(told.append)
    for action in menu.actions():
        action.trigger()
    eight = yesterday_eight(samples.NOW, samples.ZONE)
    assert told == [None, eight, samples.NOW - WEEK]
    assert eight == samples.at(22, "08:00")


def test_an_empty_morning_says_so(page):
    page.show_result(
        replace(samples.today(), attention=(), calendar=samples.empty_calendar(), changed=())
    )
    assert page.list.currentWidget() is page.nothing
    assert page.strips.currentWidget() is page.strip_empty
    assert not page.copy.isEnabled()


def test_a_store_without_data_says_how_to_begin(page, tower, qtbot):
    qtbot.waitUntil(background.hub().idle, timeout=20_000)
    page.show_result(today(tower))
    assert page.nothing.fact.text() == "The store holds no data yet."
    assert page.today.steps[0].detail == "No export yet; import one to begin"
    with qtbot.waitSignal(page.navigate) as asked:
        qtbot.mouseClick(page.nothing.action, Qt.MouseButton.LeftButton)
    assert asked.args == ["import", None]
    page.show_result(replace(samples.today(), attention=()))
    assert page.nothing.fact.text() == "Nothing needs attention now."
    assert not page.nothing.action.isVisible()


def test_a_step_opens_its_page_without_a_stamp(page, tower, qtbot):
    row = next(r for r in page.review.rows if r.step.id == "changes")
    with qtbot.waitSignal(page.navigate) as asked:
        qtbot.mouseClick(row, Qt.MouseButton.LeftButton)
    assert asked.args[0] == "changes"
    assert all(step.state != "done" for step in today(tower).steps)


@pytest.fixture
def real(tower, qtbot):
    made = TodayPage(tower)
    qtbot.addWidget(made)
    made.resize(1292, 830)
    with qtbot.waitSignal(made.loaded, timeout=20_000):
        made.show()
    return made


def test_continue_stamps_the_check_and_goes_there(real, tower, qtbot):
    current = next(step for step in real.today.steps if step.state == "current")
    button = next(row.button for row in real.review.rows if row.button is not None)
    with qtbot.waitSignal(real.navigate, timeout=20_000) as asked:
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert asked.args[0] == current.page
    done = next(step for step in today(tower).steps if step.id == current.id)
    assert done.state == "done"
    assert done.detail.startswith("Done 08:12")


def test_n_walks_the_review_to_its_sign_off(real, tower, qtbot):
    for _ in real.today.steps[:-1]:
        with qtbot.waitSignal(real.navigate, timeout=20_000):
            qtbot.keyClick(real, Qt.Key.Key_N)
        with qtbot.waitSignal(real.loaded, timeout=20_000):
            real.refresh()
    assert [step.state for step in real.today.steps][-1] == "current"
    with qtbot.waitSignal(real.loaded, timeout=20_000):
        qtbot.keyClick(real, Qt.Key.Key_N)
    assert all(step.state == "done" for step in real.today.steps)
    assert real.review.progress.accessibleName().startswith(f"{len(real.today.steps)} of")
    assert today(tower).since_label == "Since last sign-off"


def test_every_tile_of_the_service_is_understood_by_the_queue_screen(tower):
    asked = [tile.filter for tile in today(tower).tiles if tile.page == "queues" and tile.filter]
    assert len(asked) == 4
    assert all(understood(word).filter is not None for word in asked)
