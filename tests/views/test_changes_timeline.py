"""The calendar on screen under real wheel, mouse and keys; the panel and the tables beside it."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtWidgets import QApplication

from app.views import theme
from app.views.changes.axis import DAY, HOUR
from app.views.changes.cards import Card
from app.views.changes.lanes import plan
from app.views.changes.metrics import COMPACT
from app.views.changes.panel import CollisionPanel, UnknownPanel
from app.views.changes.readiness_table import ReadinessTable, score_glyph
from app.views.changes.ruler import now_rect, overlap_rect
from app.views.changes.slice import cut
from app.views.changes.timeline import Timeline
from app.views.changes.toolbar import Toolbar, count_runs
from app.views.changes.twin import CalendarTable
from tests.views import samples_changes as samples


@pytest.fixture(autouse=True)
def _look(qapp):
    theme.apply(qapp, "light")


@pytest.fixture
def timeline(qtbot):
    made = Timeline()
    qtbot.addWidget(made)
    made.resize(900, 400)
    made.set_view(samples.START, samples.END)
    calendar = samples.calendar()
    made.show_calendar(calendar, plan(calendar.bars))
    made.show_collisions(calendar.report.collisions, 1)
    made.show()
    qtbot.waitExposed(made)
    return made


def middle(timeline, key) -> QPoint:
    box = timeline.scene().box(timeline.plan.index(key))
    y = box.spot.y + box.spot.height / 2 + timeline.metrics.ruler
    scroll = timeline.verticalScrollBar().value()
    return QPoint(round(box.spot.x + box.spot.width / 2), round(y - scroll))


def turn(timeline, at: QPoint, up: int, held=Qt.KeyboardModifier.NoModifier) -> None:
    event = QWheelEvent(
        QPointF(at), QPointF(timeline.viewport().mapToGlobal(at)), QPoint(), QPoint(0, up),
        Qt.MouseButton.NoButton, held, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(timeline.viewport(), event)


def picture(timeline) -> QImage:
    return timeline.viewport().grab().toImage()


def test_ctrl_wheel_zooms_around_the_pointer(timeline):
    at = QPoint(500, 200)
    under = timeline.scene().axis.at(500)
    turn(timeline, at, 240, Qt.KeyboardModifier.ControlModifier)
    assert timeline.end - timeline.start < 3 * DAY
    assert timeline.scene().axis.at(500) == pytest.approx(under, abs=200)
    turn(timeline, at, -2400, Qt.KeyboardModifier.ControlModifier)
    assert timeline.end - timeline.start > 7 * DAY
    assert timeline.scene().axis.at(500) == pytest.approx(under, abs=3000)


def test_wheel_scrolls_lanes_when_they_overflow_and_time_when_not(timeline, qtbot):
    before = timeline.start
    turn(timeline, QPoint(500, 200), -120)
    assert timeline.start > before
    timeline.resize(900, 200)
    start = timeline.start
    turn(timeline, QPoint(500, 100), -120)
    assert timeline.verticalScrollBar().value() > 0
    assert timeline.start == start


def test_dragging_pans_and_tells_the_range(timeline, qtbot):
    told = []
    timeline.range_changed.connect(lambda a, b: told.append((a, b)))
    area = timeline.viewport()
    free = QPoint(700, 380)
    qtbot.mousePress(area, Qt.MouseButton.LeftButton, pos=free)
    qtbot.mouseMove(area, free - QPoint(50, 0))
    qtbot.mouseMove(area, free - QPoint(100, 0))
    qtbot.mouseRelease(area, Qt.MouseButton.LeftButton, pos=free - QPoint(100, 0))
    moved = round(100 / timeline.scene().axis.scale)
    assert timeline.start == pytest.approx(samples.START + moved, abs=60)
    assert timeline.end - timeline.start == 3 * DAY
    assert told[-1] == (timeline.start, timeline.end)


def test_a_click_picks_a_bar_and_a_pill_its_collision(timeline, qtbot):
    with qtbot.waitSignal(timeline.bar_picked) as bar:
        qtbot.mouseClick(
            timeline.viewport(), Qt.MouseButton.LeftButton, pos=middle(timeline, "CHG0091393")
        )
    assert bar.args == ["CHG0091393"]
    assert timeline.focused_key() == "CHG0091393"
    pill = timeline.scene().brackets[2].pill
    at = QPoint(round(pill.x + 8), round(pill.y + 8) + timeline.metrics.ruler)
    with qtbot.waitSignal(timeline.collision_picked) as collision:
        qtbot.mouseClick(timeline.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert collision.args == [3]


def test_double_click_fits_the_bar(timeline, qtbot):
    at = middle(timeline, "CHG0091377")
    qtbot.mouseDClick(timeline.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert timeline.start == samples.at(23, "19:00")
    assert timeline.end == samples.at(24, "04:00")


def test_keys_zoom_and_go_home(timeline, qtbot):
    qtbot.keyClick(timeline, Qt.Key.Key_Plus)
    assert timeline.end - timeline.start < 3 * DAY
    qtbot.keyClick(timeline, Qt.Key.Key_0)
    assert (timeline.start, timeline.end) == (samples.START, samples.END)
    timeline.move_view(samples.END, samples.END + DAY)
    qtbot.keyClick(timeline, Qt.Key.Key_T)
    assert timeline.start <= samples.NOW < timeline.end
    assert timeline.end - timeline.start == DAY
    qtbot.keyClick(timeline, Qt.Key.Key_Minus)
    assert timeline.end - timeline.start > DAY


def test_single_keys_can_be_turned_off(timeline, qtbot):
    timeline.single_keys = False
    qtbot.keyClick(timeline, Qt.Key.Key_Plus)
    assert timeline.end - timeline.start == 3 * DAY


def test_brackets_keys_walk_over_collisions_and_wrap(timeline, qtbot):
    picked = []
    timeline.collision_picked.connect(picked.append)
    qtbot.keyClick(timeline, Qt.Key.Key_BracketRight)
    qtbot.keyClick(timeline, Qt.Key.Key_BracketLeft)
    assert picked == [2, 3]


def test_arrows_walk_over_bars_and_enter_opens(timeline, qtbot):
    timeline.set_focus_key("CHG0091420")
    qtbot.keyClick(timeline, Qt.Key.Key_Right)
    assert timeline.focused_key() == "CHG0091377"
    lane = timeline.plan.lane[timeline.plan.index("CHG0091377")]
    qtbot.keyClick(timeline, Qt.Key.Key_Down)
    assert timeline.plan.lane[timeline.plan.index(timeline.focused_key())] == lane + 1
    qtbot.keyClick(timeline, Qt.Key.Key_Up)
    assert timeline.plan.lane[timeline.plan.index(timeline.focused_key())] == lane
    timeline.set_focus_key("CHG0091420")
    qtbot.keyClick(timeline, Qt.Key.Key_Right)
    with qtbot.waitSignal(timeline.bar_activated) as opened:
        qtbot.keyClick(timeline, Qt.Key.Key_Return)
    assert opened.args == ["CHG0091377"]
    assert "Core switch firmware" in timeline.accessibleDescription()


def test_a_bar_outside_the_view_is_brought_into_it(timeline, qtbot):
    timeline.set_focus_key("CHG0091377")
    timeline.set_view(samples.START, samples.START + 6 * HOUR)
    qtbot.keyClick(timeline, Qt.Key.Key_Left)
    bar = timeline.plan.bars[timeline.plan.index("CHG0091420")]
    assert timeline.start <= bar.start < timeline.end


def test_a_fixed_strip_does_not_move(qtbot):
    strip = Timeline(COMPACT, fixed=True)
    qtbot.addWidget(strip)
    strip.resize(600, 200)
    strip.set_view(samples.NOW, samples.END)
    calendar = samples.calendar()
    strip.show_calendar(calendar, plan(calendar.bars, most_lanes=6))
    turn(strip, QPoint(300, 100), 120, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(strip, Qt.Key.Key_Plus)
    assert (strip.start, strip.end) == (samples.NOW, samples.END)


def test_tooltips_are_plain_text_and_name_bands(timeline):
    evil = "<b>bold</b> & co"
    calendar = samples.calendar()
    bars = (replace(calendar.bars[0], title=evil), *calendar.bars[1:])
    timeline.show_calendar(replace(calendar, bars=bars), plan(bars))
    words = timeline.tooltip_at(middle(timeline, "CHG0091370"))
    assert evil in words
    axis = timeline.scene().axis
    lane = [item.name for item in timeline.plan.lanes].index("Integration & API")
    y = timeline.scene().tops[lane] + 5 + timeline.metrics.ruler
    x = axis.x(samples.at(25, "22:00"))
    assert timeline.tooltip_at(QPoint(round(x), round(y))).startswith("Hard freeze")


@pytest.mark.parametrize("name", ["light", "dark"])
def test_what_is_drawn_takes_the_colours_of_the_theme(timeline, qapp, name):
    theme.apply(qapp, name)
    image = picture(timeline)
    at = middle(timeline, "CHG0091385")
    assert image.pixelColor(at.x() - 7, at.y() - 4) == theme.colour("accf")
    freeze = timeline.scene().axis.x(samples.at(25, "18:30"))
    y = middle(timeline, "CHG0091383").y()
    seen = {image.pixelColor(round(freeze) + d, y).name() for d in range(16)}
    assert theme.colour("frz").name() in seen
    x = round(timeline.scene().axis.x(samples.NOW))
    column = {image.pixelColor(x + d, 300).name() for d in (-1, 0, 1)}
    assert theme.colour("crit").name() in column


def test_the_focus_ring_is_drawn_around_the_bar(timeline, qtbot):
    timeline.show_collisions((), 0)
    timeline.setFocus()
    qtbot.waitUntil(timeline.hasFocus)
    timeline.set_focus_key("CHG0091393")
    at = middle(timeline, "CHG0091393")
    spot = timeline.scene().box(timeline.plan.index("CHG0091393")).spot
    image = picture(timeline)
    ring = {image.pixelColor(round(spot.x) - d, at.y()).name() for d in (1, 2, 3)}
    assert theme.colour("accf").name() in ring
    timeline.clearFocus()
    image = picture(timeline)
    ring = {image.pixelColor(round(spot.x) - d, at.y()).name() for d in (1, 2, 3)}
    assert theme.colour("accf").name() not in ring


def test_cut_numbers_the_collisions_of_a_view_and_puts_decided_ones_last():
    calendar = samples.calendar()
    part = cut(calendar, samples.START, samples.at(24, "12:00"))
    assert [c.number for c in part.collisions] == [1]
    first, *rest = calendar.report.collisions
    decided = replace(first, strongest=replace(first.strongest, state="Accepted"))
    report = replace(calendar.report, collisions=(decided, *rest))
    part = cut(replace(calendar, report=report), samples.START, samples.END)
    assert [c.strongest.state for c in part.collisions] == ["New", "New", "Accepted"]
    assert [c.number for c in part.collisions] == [1, 2, 3]
    assert len(part.open) == 2
    assert [finding.check for finding in part.unknown] == ["C40"]


def test_only_collisions_leaves_the_colliding_changes():
    part = cut(samples.calendar(), samples.START, samples.END, only_collisions=True)
    assert len(part.bars) == 5


def test_counts_read_as_in_the_picture():
    part = cut(samples.calendar(), samples.START, samples.END)
    words = "".join(text for text, _, _ in count_runs(part))
    assert words == "24 changes · 5 high risk · 3 collisions · 2 not approved"


def test_readiness_lists_the_lowest_score_first(qtbot):
    table = ReadinessTable()
    qtbot.addWidget(table)
    assert table.show_bars(samples.bars(), samples.ZONE) == 9
    keys = [table.key_at(int(row)) for row in table.shown()]
    assert keys[0] == "CHG0091379"
    assert keys[-1] == "CHG0091385"
    ready = {b.key: b.readiness for b in samples.bars() if b.readiness}
    keys = ("CHG0091379", "CHG0091377", "CHG0091383")
    assert [score_glyph(ready[key]) for key in keys] == ["breach", "risk", "met"]
    gap = replace(ready["CHG0091383"], items=(("Test", "missing"),))
    assert score_glyph(gap) == "risk"
    assert "Backout: missing" in table.row_text(table.row_of("CHG0091379"))


def test_the_table_twin_has_every_change_and_its_collisions(qtbot):
    table = CalendarTable()
    qtbot.addWidget(table)
    part = cut(samples.calendar(), samples.START, samples.END)
    table.show_bars(part.bars, part.collisions, samples.ZONE)
    assert table.count() == 24
    words = table.row_text([bar.key for bar in table.bars].index("CHG0091377"))
    assert "Starts: Mon 23 Nov 22:00" in words
    assert "Collisions: 1" in words


def test_the_toolbar_says_what_was_chosen(qtbot):
    bar = Toolbar()
    qtbot.addWidget(bar)
    bar.resize(1250, 40)
    bar.show()
    with qtbot.waitSignal(bar.span_chosen) as span:
        qtbot.mouseClick(bar.spans.segment("Week"), Qt.MouseButton.LeftButton)
    assert span.args == [7 * DAY]
    with qtbot.waitSignal(bar.only_collisions) as only:
        qtbot.mouseClick(bar.only, Qt.MouseButton.LeftButton)
    assert only.args == [True]
    with qtbot.waitSignal(bar.stepped) as step:
        qtbot.mouseClick(bar.later, Qt.MouseButton.LeftButton)
    assert step.args == [1]
    with qtbot.waitSignal(bar.lanes_chosen) as lanes:
        bar.choose_lanes("group")
    assert lanes.args == ["group"]
    assert bar.lanes.words == "Lanes: group"


@pytest.fixture
def panel(qtbot):
    made = CollisionPanel()
    qtbot.addWidget(made)
    made.resize(358, 760)
    calendar = samples.calendar()
    made.show_collision(calendar.report.collisions[0], 3, calendar)
    made.show()
    return made


def spoken(widget) -> str:
    labels = widget.findChildren(type(widget.title))
    return "\n".join(label.text() for label in labels if not label.isHidden())


def test_the_panel_prints_every_factor(panel):
    words = spoken(panel)
    assert "60 × 1.3 × 1.2 = 94" in words
    assert "both changes touch it" in words
    assert [card.key for card in panel.findChildren(Card)] == ["CHG0091377", "CHG0091402"]
    assert panel.place.text() == "1 of 3"
    assert panel.line.text().endswith("Severity Critical, 94 of 100")


def test_a_freeze_has_the_window_as_its_other_side(panel):
    calendar = samples.calendar()
    panel.show_collision(calendar.report.collisions[1], 3, calendar)
    assert "Month-end freeze" in spoken(panel)
    assert "CHG0091399" in [card.key for card in panel.findChildren(Card)]


def test_accepting_needs_a_reason_and_a_person(panel, qtbot):
    told = []
    panel.decided.connect(lambda *args: told.append(args))
    qtbot.mouseClick(panel.accept, Qt.MouseButton.LeftButton)
    assert panel.form.isVisible()
    assert not panel.buttons.isVisible()
    qtbot.mouseClick(panel.form.submit, Qt.MouseButton.LeftButton)
    assert panel.form.problem.text().startswith("Write the reason")
    qtbot.keyClicks(panel.form.reason, "Vendor is on site")
    qtbot.mouseClick(panel.form.submit, Qt.MouseButton.LeftButton)
    assert panel.form.problem.text() == "Name who decided."
    qtbot.keyClicks(panel.form.person, "A. Lindqvist")
    qtbot.mouseClick(panel.form.submit, Qt.MouseButton.LeftButton)
    (finding, decision, reason, person, until) = told[0]
    assert (decision, reason, person) == ("accepted", "Vendor is on site", "A. Lindqvist")
    assert finding.key == samples.finding().key
    assert until == samples.at(25, "00:00")


def test_escape_closes_the_form(panel, qtbot):
    qtbot.mouseClick(panel.dismiss, Qt.MouseButton.LeftButton)
    assert panel.form.isVisible()
    assert not panel.form.until.isVisible()
    qtbot.keyClick(panel.form.reason, Qt.Key.Key_Escape)
    assert not panel.form.isVisible()
    assert panel.buttons.isVisible()


def test_a_decided_collision_says_so_and_can_be_reopened(panel, qtbot):
    calendar = samples.calendar()
    first = calendar.report.collisions[0]
    note = "A. Lindqvist: vendor is on site, until Wed 25 Nov"
    done = replace(first, strongest=replace(first.strongest, state="Accepted", decision_note=note))
    panel.show_collision(done, 3, calendar)
    assert note in spoken(panel)
    assert not panel.accept.isVisible()
    with qtbot.waitSignal(panel.decided) as told:
        qtbot.mouseClick(panel.reopen, Qt.MouseButton.LeftButton)
    assert told.args[1] == "reopened"


def test_unknown_changes_are_listed_with_their_reason(qtbot):
    panel = UnknownPanel()
    qtbot.addWidget(panel)
    calendar = samples.calendar()
    part = cut(calendar, samples.START, samples.END)
    panel.show_findings(part.unknown, calendar)
    cards = panel.findChildren(Card)
    assert [card.key for card in cards] == ["CHG0091400"]


@pytest.mark.parametrize("days", [1, 3, 7, 30])
def test_the_time_of_an_overlap_never_lies_on_the_time_of_now(timeline, days):
    start = samples.NOW - 2 * HOUR
    timeline.set_view(start, start + days * DAY)
    scene = timeline.scene()
    right = scene.axis.left + scene.axis.width
    seen = now_rect(scene, samples.NOW, "UTC")
    moved = 0
    for begin in range(start, start + days * DAY - 3 * HOUR, 2 * HOUR):
        told = overlap_rect(scene, (begin, begin + 3 * HOUR), "UTC", samples.NOW)
        middle_x = (scene.axis.x(begin) + scene.axis.x(begin + 3 * HOUR)) / 2
        assert not told.intersects(seen)
        assert scene.axis.left <= told.left()
        assert told.right() <= right
        moved += abs(told.center().x() - middle_x) > 1
    assert moved
