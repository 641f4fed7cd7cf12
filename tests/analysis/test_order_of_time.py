"""Slices of records in order of time say what looking at each record says."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from app.analysis.asof import open_at
from app.analysis.kpis.open_intervals import backlog_intervals, intervals_of
from app.analysis.kpis.signatures import joint
from app.analysis.kpis.ticket_times import rows_between
from app.models.columns import MISSING
from tests.analysis.sample_facts import make_facts

few = hypothesis_settings(max_examples=40, deadline=None)
instants = st.one_of(st.none(), st.integers(100, 130))


@few
@given(st.lists(instants, max_size=12), st.integers(95, 135), st.integers(95, 135))
def test_rows_between_are_those_inside(opened, begin, end):
    facts = make_facts([{"key": f"T{i}", "opened": at} for i, at in enumerate(opened)])
    at = facts.tickets.opened.tolist()
    inside = [row for row, one in enumerate(at) if one != MISSING and begin <= one < end]
    assert rows_between(facts, "opened", begin, end).tolist() == inside


def test_what_has_no_instant_lies_in_no_span():
    facts = make_facts([{"key": "T", "opened": 100}])
    assert rows_between(facts, "closed", MISSING, 2**40).tolist() == []


@few
@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=15),
    st.lists(st.integers(-2, 45), min_size=1, max_size=6).map(sorted),
    st.integers(0, 2**15 - 1),
)
def test_open_intervals_are_counted_and_listed_at_every_snapshot(spans, snapshots, bits):
    mask = np.array([bool(bits >> row & 1) for row in range(len(spans))], np.bool_)
    begin, end = (np.array([span[side] for span in spans], np.int64) for side in (0, 1))
    found = intervals_of(np.arange(len(spans)), begin, end)
    open_ = [[row for row, (a, b) in enumerate(spans) if a < at <= b] for at in snapshots]
    counts = found.counts(np.array(snapshots, np.int64), mask).tolist()
    assert counts == [sum(mask[row] for row in rows) for rows in open_]
    assert [found.rows_at(at).tolist() for at in snapshots] == open_


@few
@given(st.lists(st.tuples(instants, instants, st.booleans()), max_size=8), st.integers(98, 132))
def test_intervals_of_merged_tickets_hold_what_was_open(rows, at):
    facts = make_facts(
        [
            {"key": f"T{i}", "opened": opened, "resolved": resolved, "duplicate": merged}
            for i, (opened, resolved, merged) in enumerate(rows)
        ]
    )
    asked = open_at(facts, None, at) & facts.details.duplicate
    assert backlog_intervals(facts).merged.rows_at(at).tolist() == np.flatnonzero(asked).tolist()


@pytest.mark.parametrize("spread", [1, 10**6])
@few
@given(codes=st.lists(st.tuples(st.integers(-1, 3), st.integers(-1, 3)), max_size=15))
def test_joint_codes_are_dense_and_in_order_of_their_parts(spread, codes):
    pairs = [(first, second * spread if second > 0 else second) for first, second in codes]
    columns = [np.array([pair[side] for pair in pairs], np.int64) for side in (0, 1)]
    order = sorted(set(pairs))
    assert joint(*columns).tolist() == [order.index(pair) for pair in pairs]
