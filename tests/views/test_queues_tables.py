"""The matrix and the ticket list under real clicks and keys."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt

from app.models.results import SlaClock
from app.views import theme
from app.views.queues.chip_row import ChipRow
from app.views.queues.clock_line import ClockLine
from app.views.queues.filters import QUICK_FILTERS, Cell, Filter
from app.views.queues.group_table import GroupTable, band_at
from app.views.queues.panels import MatrixPanel, TicketPanel, stale_words
from app.views.queues.ticking import counted_down, is_soon, reached, runs_straight
from app.views.queues.toolbar import QueueToolbar
from app.views.queues.wanted import understood
from tests.views import samples_queues as samples

HEALTH = samples.health()
CTRL = Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def groups(qtbot, qapp):
    theme.apply(qapp, "light")
    table = GroupTable()
    qtbot.addWidget(table)
    table.resize(1260, 420)
    table.show_health(HEALTH, ())
    table.show()
    return table


def click(qtbot, table, row, column, *, modifier=Qt.KeyboardModifier.NoModifier, dx=0):
    box = table.cell_rect(row, column)
    at = box.center() if not dx else QPoint(box.left() + dx, box.center().y())
    qtbot.mouseClick(table.viewport(), LEFT, modifier, at)


def row_named(name):
    return next(at for at, group in enumerate(HEALTH.groups) if group.group == name)


@pytest.mark.parametrize(
    ("column", "measure"),
    [("breached", "breached"), ("at_risk", "at_risk"), ("unassigned", "unassigned"),
     ("wrong", "wrong"), ("old", "old"), ("open", "open"), ("group", "open")],
)  # fmt: skip
def test_a_click_on_a_number_filters_by_it(qtbot, groups, column, measure):
    told = []
    groups.filtered.connect(lambda cell, add: told.append((cell, add)))
    click(qtbot, groups, row_named("Storage & Backup"), column)
    click(qtbot, groups, row_named("Telephony"), column, modifier=CTRL)
    assert told == [
        (Cell("Storage & Backup", measure), False),
        (Cell("Telephony", measure), True),
    ]


def test_a_click_on_a_band_filters_by_that_age(qtbot, groups):
    told = []
    groups.filtered.connect(lambda cell, _add: told.append(cell.measure))
    row = row_named("SAP Finance Apps")
    width = groups.cell_rect(row, "ages").width()
    click(qtbot, groups, row, "ages", dx=9)
    click(qtbot, groups, row, "ages", dx=width - 9)
    assert told == ["age0", "age5"]


def test_the_total_row_filters_all_groups(qtbot, groups):
    told = []
    groups.filtered.connect(lambda cell, _add: told.append(cell))
    box = groups.cell_rect(0, "breached")
    at = QPoint(box.center().x(), groups.total_top() + 10)
    qtbot.mouseClick(groups.viewport(), LEFT, pos=at)
    assert told == [Cell(None, "breached")]


def test_keys_filter_by_the_focused_number_and_escape_clears(qtbot, groups):
    told, cleared = [], []
    groups.filtered.connect(lambda cell, _add: told.append(cell))
    groups.cleared.connect(lambda: cleared.append(1))
    groups.setFocus()
    click(qtbot, groups, 0, "group")
    for _ in range(3):
        qtbot.keyClick(groups, Qt.Key.Key_Right)
    qtbot.keyClick(groups, Qt.Key.Key_Down)
    qtbot.keyClick(groups, Qt.Key.Key_Return)
    qtbot.keyClick(groups, Qt.Key.Key_Escape)
    assert told[1:] == [Cell("Identity & Access", "open")]
    assert cleared == [1]


def test_worst_group_first_and_a_header_sorts(qtbot, groups):
    shown = [HEALTH.groups[at].health for at in groups.shown()]
    assert shown == sorted(shown, reverse=True)
    qtbot.mouseClick(groups.viewport(), LEFT, pos=groups.header_rect("open").center())
    counts = [HEALTH.groups[at].open for at in groups.shown()]
    assert counts == sorted(counts, reverse=True)


@pytest.mark.parametrize(
    ("bands", "place", "band"),
    [((1, 1, 0, 0, 0, 0), 0.2, 0), ((1, 1, 0, 0, 0, 0), 0.8, 1), ((0, 0, 0, 0, 0, 4), 0.0, 5),
     ((4, 0, 0, 0, 0, 0), 1.0, 0), ((0,) * 6, 0.5, -1), ((1, 0, 0, 0, 0, 3), 0.24, 0)],
)  # fmt: skip
def test_the_band_under_the_pointer(bands, place, band):
    assert band_at(bands, place) == band


@pytest.fixture
def tickets(qtbot, qapp):
    theme.apply(qapp, "light")
    panel = TicketPanel()
    qtbot.addWidget(panel)
    panel.resize(900, 400)
    panel.table.show_tickets(HEALTH.tickets, list(range(len(HEALTH.tickets))), "")
    panel.show()
    return panel


def test_tickets_stand_by_time_left_and_can_be_stepped_through(qtbot, tickets):
    table = tickets.table
    left = [HEALTH.tickets[at].sla.remaining_s for at in table.shown()]
    assert left == sorted(left)
    first = int(table.shown()[0])
    assert table.place(first) == (1, 412)
    assert table.step(first, -1) == -1
    assert table.place(table.step(first, 1)) == (2, 412)
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Down)
    qtbot.keyClick(table, Qt.Key.Key_Down)
    assert table.place(table.selected())[0] == 2


def test_the_list_keeps_its_ticket_when_the_filter_changes(tickets):
    table = tickets.table
    at = table.row_of("INC0482193")
    keep = [row for row, one in enumerate(HEALTH.tickets) if one.group == "Identity & Access"]
    table.show_tickets(HEALTH.tickets, keep, "INC0482193")
    assert table.selected() == at
    assert table.place(at) == (5, 58)
    assert table.place(table.row_of("INC0480000")) == (0, 58)


def test_cells_say_the_recorded_priority_struck_and_no_owner(tickets):
    words = tickets.table.row_text(tickets.table.row_of("INC0482193"))
    assert "Priority: P4 P2" in words
    assert "Assignee: No owner" in words
    assert "Resolve SLA: 48 m" in words


def test_a_clock_that_ran_out_after_the_export_has_words_of_its_own(tickets):
    clock = SlaClock("breached_if_open", 110_000, 28_800, -81_200, samples.NOW - 81_200)
    rows = (replace(HEALTH.tickets[0], sla=clock), *HEALTH.tickets[1:])
    tickets.table.show_tickets(rows, [0, 1], "")
    assert "Resolve SLA: −22 h if open" in tickets.table.row_text(0)
    assert "breached if still open" in tickets.table._tips["sla"](0)


def test_a_promise_that_was_kept_says_so_and_counts_nothing_down(qtbot, qapp):
    theme.apply(qapp, "light")
    line = ClockLine()
    qtbot.addWidget(line)
    clock = SlaClock("met", 1_200, 28_800, 27_600, samples.NOW + 27_600)
    line.show_clock("Respond P2", clock)
    assert line.accessibleName().endswith("Met in 20 m")
    assert not runs_straight(clock)


def test_a_column_can_be_hidden_and_shown(tickets):
    tickets.table.show_column("hops", wanted=False)
    assert [column.id for column in tickets.table.columns][-2:] == ["age", "sla"]
    tickets.table.show_column("hops", wanted=True)
    assert [column.id for column in tickets.table.columns][-2:] == ["hops", "sla"]


def test_an_empty_list_says_why(tickets):
    tickets.show_count(0, 412, "incidents")
    assert not tickets.table.isVisible()
    assert tickets.empty.why.text() == "None of the 412 open incidents passes the filter."
    tickets.show_count(3, 412, "incidents")
    assert tickets.table.isVisible()


def test_the_sla_column_ticks_without_losing_the_order(tickets):
    table = tickets.table
    at = table.row_of("INC0482193")
    order = list(table.shown())
    clock = counted_down(HEALTH.tickets[at].sla, samples.NOW, samples.NOW + 120)
    table.show_clocks({at: clock})
    assert "Resolve SLA: 46 m" in table.row_text(at)
    assert list(table.shown()) == order


@pytest.mark.parametrize(
    ("left", "state", "straight", "soon"),
    [(299, "at_risk", True, True), (300, "at_risk", True, False), (0, "ok", True, True),
     (100, "paused", True, False), (100, "at_risk", False, False), (-5, "breached", True, False)],
)  # fmt: skip
def test_only_a_running_clock_under_five_minutes_is_redrawn_each_second(
    left, state, straight, soon
):
    due = samples.NOW + left + (0 if straight else 3600)
    clock = SlaClock(state, 1000, 1000 + left, left, due)
    assert is_soon(clock, samples.NOW) is soon


def test_a_clock_counts_down_to_zero_and_then_asks_the_store():
    clock = SlaClock("at_risk", 940, 1000, 60, samples.NOW + 60)
    later = counted_down(clock, samples.NOW, samples.NOW + 45)
    assert (later.remaining_s, later.elapsed_s) == (15, 985)
    assert counted_down(clock, samples.NOW, samples.NOW + 90).remaining_s == 0
    assert not reached(clock, samples.NOW, samples.NOW + 60)
    assert reached(clock, samples.NOW, samples.NOW + 61)


def test_chips_close_and_tell_the_filter_without_them(qtbot, qapp):
    theme.apply(qapp, "light")
    row = ChipRow()
    qtbot.addWidget(row)
    told = []
    row.changed.connect(told.append)
    chosen = Filter(cells=(Cell("Identity & Access", "breached"),), sla="breached")
    row.show_filter(chosen, HEALTH.tickets)
    row.resize(900, 26)
    row.show()
    assert row.texts() == (
        "Group: Identity & Access", "Breached", "State: open", "SLA: breached", "Filter",
    )  # fmt: skip
    chip = row.chips[0]
    qtbot.mouseClick(chip, LEFT, pos=QPoint(chip.width() - 10, 11))
    assert told[-1].cells == (Cell(None, "breached"),)
    row.chips[3].setFocus()
    qtbot.keyClick(row.chips[3], Qt.Key.Key_Delete)
    assert told[-1] == replace(chosen, sla="")


def test_the_toolbar_counts_and_tells(qtbot, qapp):
    theme.apply(qapp, "light")
    bar = QueueToolbar()
    qtbot.addWidget(bar)
    bar.resize(1260, 26)
    bar.show_kinds(HEALTH.kinds, "incident")
    bar.show_counts({each.id: 3 for each in QUICK_FILTERS})
    bar.show()
    told = []
    bar.quick.connect(told.append)
    bar.kind.connect(told.append)
    qtbot.mouseClick(bar.tabs["wrong"], LEFT)
    qtbot.mouseClick(bar.kinds.segment("problem"), LEFT)
    assert told == ["wrong", "problem"]
    assert bar.tabs["wrong"].accessibleName() == "Wrong priority, 3"
    many = tuple((kind, 1) for kind in ("incident", "request", "problem", "case"))
    bar.show_kinds(many, "case")
    assert bar.kinds.words == "Cases 1"


def test_a_stale_source_is_named_with_what_may_have_happened(qtbot, qapp):
    theme.apply(qapp, "light")
    now = samples.NOW
    assert stale_words(HEALTH, now - 3600, now, 3600) == ""
    assert stale_words(HEALTH, now - 4000, now, 3600) == "Clocks as of 07:05"
    later = replace(HEALTH, total=replace(HEALTH.total, breached_if_open=2))
    assert stale_words(later, now - 4000, now, 3600).endswith("2 breached if still open")
    panel = MatrixPanel()
    qtbot.addWidget(panel)
    panel.show_health(later, now - 4000, now, 3600)
    assert not panel.stale.isHidden()


@pytest.mark.parametrize(
    ("wanted", "key", "kind", "chosen"),
    [
        ("INC0482193", "INC0482193", "", None),
        ("breached", "", "", Filter(cells=(Cell(None, "breached"),))),
        ("wrong_priority", "", "", Filter(cells=(Cell(None, "wrong"),))),
        ("triage", "", "", Filter(quick="triage")),
        ("problem", "", "problem", Filter()),
        (("Telephony", "old"), "", "", Filter(cells=(Cell("Telephony", "old"),))),
        ("group:A:B", "", "", Filter(cells=(Cell("A:B", "open"),))),
        ("p1", "", "", Filter(priority=1)),
        ("", "", "", Filter()),
        (None, "", "", None),
    ],
)
def test_what_another_page_asks_for(wanted, key, kind, chosen):
    asked = understood(wanted)
    assert (asked.key, asked.kind, asked.filter) == (key, kind, chosen)
