"""Facts without some rows are the facts of the others alone, whatever names a row (METRICS §1)."""

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from app.analysis.quality.subset import subset
from app.models.columns import MISSING, HistoryColumns, SeenColumns
from tests.analysis.sample_facts import make_facts

TICKETS = 7
CHANGES = 5


def facts_of(tickets: list[int], changes: list[int]):
    """Facts of these numbers alone; what names another number names nothing."""
    there = {f"T{n}" for n in tickets}
    rows = [
        {"key": f"T{n}", "opened": n, "parent": f"T{(n * 3 + 1) % TICKETS}", "problem": f"P{n % 2}",
         "template": f"m{n % 3}", "noted": n % 2 == 0, "impact_start": n, "opened_by": f"p{n}"}
        for n in tickets
    ]  # fmt: skip
    named = [{"key": f"X{n}", "ticket": f"T{n % (TICKETS + 1)}"} for n in range(12)]
    return make_facts(
        rows,
        changes=[
            {"key": f"C{n}", "backout": n / 10, "requester": f"r{n}", "cis": [f"ci{n % 2}"]}
            for n in changes
        ],
        alerts=[row | {"fired": n, "linked": True} for n, row in enumerate(named)],
        outages=[row | {"start": n, "service": "Pay"} for n, row in enumerate(named)],
        surveys=[row | {"taken": n, "score": 0.5} for n, row in enumerate(named)],
        cases=[row | {"opened": n, "waits": [(n, None)]} for n, row in enumerate(named)],
        sla=[row | {"goal": n} for n, row in enumerate(named)],
        approvals=[
            {"change": f"C{n % CHANGES}", "decided": n, "approver": f"a{n}"}
            for n in range(11)
            if n % CHANGES in changes
        ],
        holds=[(f"T{n}", n, n + 1, "caller") for n in range(TICKETS) if f"T{n}" in there],
        states=[(f"T{n}", n, "new") for n in range(TICKETS) if f"T{n}" in there],
        seen=SeenColumns(
            states=HistoryColumns(
                np.arange(len(tickets)), np.array(tickets, np.int64), np.zeros(len(tickets), int)
            )
        ),
    )


def said(columns) -> dict[str, list[object]]:
    """Every column with codes as words, so that vocabularies may differ."""
    found: dict[str, list[object]] = {}
    for each in fields(columns):
        value = getattr(columns, each.name)
        if each.name in _WORDS:
            known = getattr(columns, _WORDS[each.name])
            found[each.name] = [known[code] if code >= 0 else None for code in value.tolist()]
        elif isinstance(value, np.ndarray) and each.name not in ("id", "ci_class", "ci_service"):
            found[each.name] = value.tolist()
    found.pop("service_tier", None)
    return found


_WORDS = {
    "problem": "problems", "template": "templates", "opened_by": "people", "requester": "people",
    "ci_ci": "cis", "service": "services",
}  # fmt: skip
PARTS = (
    "tickets", "details", "holds", "states", "changes", "records", "alerts", "outages", "surveys",
    "vendor_cases", "sla_records",
)  # fmt: skip


@examples(max_examples=40)
@given(st.sets(st.integers(0, TICKETS - 1)), st.sets(st.integers(0, CHANGES - 1)))
def test_a_subset_is_what_its_rows_alone_would_be(tickets: set[int], changes: set[int]) -> None:
    whole = facts_of(list(range(TICKETS)), list(range(CHANGES)))
    kept = subset(
        whole,
        np.array([n in tickets for n in range(TICKETS)]),
        np.array([n in changes for n in range(CHANGES)]),
    )
    alone = facts_of(sorted(tickets), sorted(changes))
    for part in PARTS:
        assert said(getattr(kept, part)) == said(getattr(alone, part)), part
    assert said(kept.seen.states) == said(alone.seen.states)
    assert kept.approvals.change.tolist() == alone.approvals.change.tolist()
    assert kept.approvals.decided.tolist() == alone.approvals.decided.tolist()
    people = [
        [facts.records.people[code] for code in facts.approvals.approver.tolist()]
        for facts in (kept, alone)
    ]
    assert people[0] == people[1]
    assert kept.registers == whole.registers


def test_no_mask_leaves_everything() -> None:
    whole = facts_of([0, 1], [0])
    assert subset(whole) == whole
    only = subset(whole, tickets=np.array([False, True]))
    assert only.changes is whole.changes
    assert only.approvals is whole.approvals


def test_sample_rows_name_tickets_and_changes_by_key() -> None:
    facts = make_facts(
        [{"key": "A"}, {"key": "B", "parent": "A", "impact_start": None}],
        changes=[{"key": "C", "analysis": 0.8, "cis": ["db"], "close_code": "successful"}],
        alerts=[{"fired": 5, "ticket": "B"}, {"fired": 1, "ticket": "gone"}],
        approvals=[{"change": "C", "approver": "Ann", "decided": 9}],
        surveys=[{"survey": "stakeholder", "score": 1.0, "taken": 3}],
        pirs=[{"key": "PIR1", "incident": "A", "due": "1970-01-01T00:01"}],
        support_groups=[("Net", None)],
    )
    assert facts.details.parent.tolist() == [-1, 0]
    assert facts.details.impact_start.tolist() == [MISSING, MISSING]
    assert facts.alerts.ticket.tolist() == [-1, 1]
    assert facts.records.analysis.tolist() == pytest.approx([0.8])
    assert (facts.records.has_ci[0], facts.records.closed_with_code[0]) == (True, True)
    assert facts.records.people[facts.approvals.approver[0]] == "Ann"
    assert facts.surveys.survey.tolist() == [1]
    assert facts.registers.pirs[0].due == 60
    assert facts.registers.groups == (("Net", None),)
    with pytest.raises(AssertionError, match="no"):
        make_facts(pirs=[{"key": "PIR1", "incident": "A", "dued": 1}])
