"""Open as of an instant, against reading each ticket's log by hand (METRICS §1)."""

import numpy as np
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from app.analysis.asof import open_at, open_intervals, open_now
from app.models.columns import MISSING
from app.models.ticket import TICKET_STATES
from tests.analysis.sample_facts import make_facts

OVER = {"resolved", "closed", "cancelled"}
instants = st.integers(0, 30)
tickets = st.lists(
    st.fixed_dictionaries({
        "kind": st.sampled_from(("incident", "request")),
        "opened": st.none() | instants,
        "resolved": st.none() | instants,
        "state": st.sampled_from(TICKET_STATES),
        "outcome_unknown": st.booleans(),
        "as_of": instants,
        "log": st.lists(st.tuples(instants, st.sampled_from(TICKET_STATES)), max_size=5),
    }),
    max_size=12,
)  # fmt: skip


def facts_of(rows):
    rows = [{**row, "key": f"T{i}"} for i, row in enumerate(rows)]
    log = [(row["key"], when, state) for row in rows for when, state in row["log"]]
    return make_facts(rows, states=log)


def is_open(row, at):
    if row["outcome_unknown"] and at > row["as_of"]:
        return False
    log = sorted(row["log"], key=lambda entry: entry[0])
    if log:
        before = [state for when, state in log if when < at]
        return bool(before) and before[-1] not in OVER
    if row["opened"] is None or row["opened"] > at or row["state"] == "cancelled":
        return False
    if row["resolved"] is None:
        return row["state"] not in OVER
    return row["resolved"] > at


@hypothesis_settings(max_examples=100)
@given(tickets, st.integers(-1, 32))
def test_open_at_equals_reading_the_log(rows, at):
    facts = facts_of(rows)
    expected = [row["kind"] == "incident" and is_open(row, at) for row in rows]
    assert open_at(facts, 0, at).tolist() == expected
    assert open_at(facts, None, at).tolist() == [is_open(row, at) for row in rows]


@hypothesis_settings(max_examples=100)
@given(tickets)
def test_intervals_say_the_same_for_many_instants(rows):
    facts = facts_of([row for row in rows if row["opened"] is not None])
    row, begin, end = open_intervals(facts)
    for at in range(-1, 33):
        told = np.zeros(len(facts.tickets), np.int64)
        np.add.at(told, row[(begin < at) & (at <= end)], 1)
        assert told.max(initial=0) <= 1
        assert (told > 0).tolist() == open_at(facts, None, at).tolist()


def test_entry_at_the_instant_itself_is_not_yet_known():
    facts = facts_of([
        {"opened": 0, "log": [(0, "new"), (10, "resolved")]},
        {"opened": 10, "log": [(10, "new")]},
    ])  # fmt: skip
    assert open_at(facts, 0, 10).tolist() == [True, False]
    assert open_at(facts, 0, 11).tolist() == [False, True]


def test_flat_ticket_is_open_from_opened_until_resolved():
    facts = make_facts([{"opened": 10, "resolved": 20}])
    assert [open_at(facts, 0, at).any() for at in (9, 10, 19, 20)] == [False, True, True, False]


def test_reopened_ticket_is_open_again():
    log = [(0, "new"), (5, "resolved"), (9, "in_progress"), (12, "closed")]
    facts = facts_of([{"opened": 0, "resolved": 12, "log": log}])
    found = [open_at(facts, 0, at).any() for at in (1, 6, 10, 13)]
    assert found == [True, False, True, False]
    assert [open_now(facts, 0, at).any() for at in (1, 6, 10, 13)] == [True, True, True, False]


def test_closed_without_any_time_is_never_open():
    facts = make_facts([{"opened": 0, "state": "closed"}])
    assert not open_at(facts, 0, 100).any()
    assert facts.tickets.resolved.tolist() == [MISSING]


def test_no_tickets():
    assert open_at(make_facts(), 0, 10).tolist() == []
    assert [len(part) for part in open_intervals(make_facts())] == [0, 0, 0]
