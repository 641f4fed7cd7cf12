"""Which tickets a click on the matrix lists: every number equals the rows behind it."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.views.queues.filters import (
    MEASURES,
    QUICK_FILTERS,
    SLA_CHOICES,
    Cell,
    Filter,
    cell_chips,
)
from tests.views import samples_queues as samples

HEALTH = samples.health()
NUMBERS = {
    "open": "open", "old": "older_than_30d", "unassigned": "unassigned", "at_risk": "at_risk",
    "breached": "breached", "wrong": "wrong_priority",
}  # fmt: skip


@pytest.mark.parametrize("measure", NUMBERS)
def test_each_number_of_the_matrix_lists_as_many_tickets(measure):
    for group in HEALTH.groups:
        listed = Filter().clicked(Cell(group.group, measure), add=False).chosen(HEALTH.tickets)
        assert len(listed) == getattr(group, NUMBERS[measure]), group.group
        assert all(row.group == group.group for row in listed)
    total = Filter(cells=(Cell(None, measure),)).chosen(HEALTH.tickets)
    assert len(total) == getattr(HEALTH.total, NUMBERS[measure])


def test_age_bands_part_the_open_tickets():
    for group in HEALTH.groups:
        listed = [Filter(cells=(Cell(group.group, f"age{band}"),)).chosen(HEALTH.tickets)
                  for band in range(6)]  # fmt: skip
        assert tuple(map(len, listed)) == group.age_bands


@pytest.mark.parametrize(
    ("days", "band"),
    [(0, 0), (0.999, 0), (1, 1), (3, 2), (7, 3), (13.99, 3), (14, 4), (30, 4), (30.0001, 5)],
)
def test_an_age_on_an_edge_is_in_one_band(days, band):
    row = replace(HEALTH.tickets[0], age_s=round(days * 86400))
    assert [at for at in range(6) if MEASURES[f"age{at}"][1](row)] == [band]


CELLS = st.builds(
    Cell,
    st.sampled_from([None, *(group.group for group in HEALTH.groups)]),
    st.sampled_from(sorted(MEASURES)),
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(CELLS, max_size=4), st.sampled_from([q.id for q in QUICK_FILTERS]),
    st.sampled_from(sorted(SLA_CHOICES)), st.sampled_from(["", "New", "On hold"]),
)  # fmt: skip
def test_a_filter_is_the_union_of_its_cells_and_every_chip(cells, quick, sla, state):
    chosen = Filter(quick=quick, sla=sla, state=state)
    for at, cell in enumerate(cells):
        chosen = chosen.clicked(cell, add=at > 0)
    want = [
        row for row in HEALTH.tickets
        if (not chosen.cells or any(cell.keeps(row) for cell in chosen.cells))
        and (not state or row.state == state)
        and SLA_CHOICES[sla][1](row)
        and next(q for q in QUICK_FILTERS if q.id == quick).keeps(row)
    ]  # fmt: skip
    assert list(chosen.chosen(HEALTH.tickets)) == want


def test_ctrl_click_adds_and_takes_away_and_a_click_replaces():
    one, two = Cell("SAP Finance Apps", "breached"), Cell("Telephony", "open")
    chosen = Filter().clicked(one, add=True).clicked(two, add=True)
    assert chosen.cells == (one, two)
    assert chosen.clicked(one, add=True).cells == (two,)
    assert chosen.clicked(one, add=False).cells == (one,)
    assert chosen.cleared() == Filter()


def test_chips_say_the_cells_and_close_one_dimension_each():
    one = Filter(cells=(Cell("Telephony", "breached"),))
    group, measure = cell_chips(one)
    assert (group.text, measure.text) == ("Group: Telephony", "Breached")
    assert group.without.cells == (Cell(None, "breached"),)
    assert measure.without.cells == (Cell("Telephony", "open"),)
    both = one.clicked(Cell("", "open"), add=True)
    assert [chip.text for chip in cell_chips(both)] == ["Telephony, breached", "No group"]
    assert cell_chips(both)[0].without.cells == (Cell("", "open"),)


def test_quick_filters_count_what_they_say():
    counts = {q.id: sum(map(q.keeps, HEALTH.tickets)) for q in QUICK_FILTERS}
    assert counts["all"] == len(HEALTH.tickets) == 412
    assert counts["wrong"] == HEALTH.total.wrong_priority
    assert counts["sla4h"] == sum(
        row.sla.state in {"ok", "at_risk"} and 0 <= (row.sla.remaining_s or 0) < 14_400
        for row in HEALTH.tickets
    )
    assert counts["bouncing"] == sum(row.hops >= 3 for row in HEALTH.tickets) > 0
