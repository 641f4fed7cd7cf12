"""Every edge case of METRICS §2, last paragraph, for K1, K4, K5, K9, K10, K11 and K18 by name.

The other KPIs have theirs beside their own tests. A case is facts, and the n and value of one part
that must come out of them; a record that a KPI has no clock for must leave it as it is.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest

from app.analysis.kpis import compute
from app.analysis.periods import containing
from app.models.columns import Facts
from app.models.columns.absent import bare_details
from app.models.settings import Settings
from app.services.settings import load_settings
from tests.analysis.change_evidence import change, evidence
from tests.analysis.sample_facts import at, make_facts

EDGES = (
    "DST forward", "DST back", "holiday inside a hold", "out of hours", "zero length",
    "resolved before opened", "closed without resolved", "reopened twice", "P3 to P1 to P3",
    "child of a major", "merged duplicate", "open at period end", "on the period boundary",
    "empty denominator", "one row", "all missing", "mixed zones", "re-import", "open-only export",
)  # fmt: skip
KINDS = {"K1": "week", "K4": "week", "K5": "week", "K9": "month", "K10": "month", "K11": "month",
         "K18": "quarter"}  # fmt: skip
BERLIN = load_settings("Europe/Berlin")
UTC = load_settings("UTC")
HOLIDAYS = replace(UTC, calendars=(replace(UTC.calendars[0], holidays=(("2026-11-18", 0, 1440),)),))
RESOLUTION = "Incidents, resolution"


@dataclass(frozen=True)
class Case:
    """What goes in, and what must come out of the named part (the first, if none is named)."""

    facts: Facts
    n: int
    value: float | None
    part: str = ""
    settings: Settings = UTC
    day: str = "2026-11-18"
    """A day inside the period."""
    excluded: str = ""
    open_n: int | None = None


def duplicate(tickets: list[dict[str, Any]], **more: Any) -> Facts:
    details = bare_details(len(tickets))
    return make_facts(
        tickets, details=replace(details, duplicate=np.ones(len(tickets), np.bool_)), **more
    )


def p1(**more: Any) -> dict[str, Any]:
    return {
        "key": "A", "priority": 1, "opened": "2026-11-16T00:00", "resolved": "2026-11-16T01:00",
        **more,
    }  # fmt: skip


REOPENED = [
    ("A", "2026-11-16T00:00", "new"), ("A", "2026-11-16T01:00", "resolved"),
    ("A", "2026-11-16T02:00", "in_progress"), ("A", "2026-11-16T02:30", "resolved"),
    ("A", "2026-11-17T00:00", "in_progress"), ("A", "2026-11-17T02:00", "resolved"),
]  # fmt: skip
RAISED = [("A", "2026-11-16T00:00", 3), ("A", "2026-11-16T03:00", 1), ("A", "2026-11-16T04:00", 3)]
EASED = {"priority": 3, "open_priority": 3, "peak_priority": 1, "has_history": True}
HELD = [("A", "2026-11-17T12:00", "2026-11-19T12:00", "awaiting_caller")]
NIGHT = {23: ("2026-03-28T23:00", "2026-03-29T22:00"), 25: ("2026-10-24T22:00", "2026-10-25T23:00")}
"""Berlin midnight to midnight on the days of 23 and 25 hours."""


def restore_cases() -> dict[str, Case]:
    def night(hours: int) -> Case:
        begin, end = NIGHT[hours]
        facts = make_facts([p1(opened=begin, resolved=end)])
        return Case(facts, 1, 60 * hours, settings=BERLIN)

    return {
        "DST forward": replace(night(23), day="2026-03-30"),
        "DST back": replace(night(25), day="2026-10-26"),
        "holiday inside a hold": Case(
            make_facts([p1(resolved="2026-11-20T00:00")], holds=HELD), 1, 4 * 1440,
            settings=HOLIDAYS,
        ),
        "out of hours": Case(
            make_facts([p1(opened="2026-11-21T02:00", resolved="2026-11-22T02:00")]), 1, 1440
        ),
        "zero length": Case(make_facts([p1(resolved="2026-11-16T00:00")]), 1, 0),
        "resolved before opened": Case(
            make_facts([p1(opened="2026-11-16T02:00")]), 0, None, excluded="restored before opened"
        ),
        "closed without resolved": Case(
            make_facts([p1(resolved=None, closed="2026-11-16T00:30")]), 1, 30
        ),
        "reopened twice": Case(
            make_facts([p1(resolved="2026-11-17T02:00")], states=REOPENED), 1, 60 + 30 + 120
        ),
        "P3 to P1 to P3": Case(
            make_facts([p1(**EASED, resolved="2026-11-16T05:00")], priorities=RAISED), 1, 120
        ),
        "child of a major": Case(
            make_facts([p1(is_child=True)]), 0, None, excluded="child of a major"
        ),
        "merged duplicate": Case(duplicate([p1()]), 0, None, excluded="duplicate or merged"),
        "open at period end": Case(make_facts([p1(resolved=None)]), 0, None, open_n=1),
        "on the period boundary": Case(
            make_facts([
                p1(resolved="2026-11-15T23:59:59", opened="2026-11-15"),
                p1(resolved="2026-11-16T00:00", opened="2026-11-15T23:50"),
                p1(resolved="2026-11-22T23:59:59", opened="2026-11-22T23:49:59"),
                p1(resolved="2026-11-23T00:00", opened="2026-11-22"),
            ]), 2, 10,
        ),
        "empty denominator": Case(make_facts([p1(priority=3)]), 0, None),
        "one row": Case(make_facts([p1()]), 1, 60),
        "all missing": Case(make_facts([p1(opened=None, resolved=None)] * 3), 0, None),
        "mixed zones": Case(
            make_facts([p1(opened="2026-11-16T10:00+05:30", resolved="2026-11-15T23:45-05:00")]),
            1, 15,
        ),
        "re-import": Case(make_facts([p1()], revision=9), 1, 60),
        "open-only export": Case(
            make_facts([p1(resolved=None, outcome_unknown=True, as_of="2026-11-17")]), 0, None,
            open_n=0,
        ),
    }  # fmt: skip


def sla_cases() -> dict[str, Case]:
    """The resolution target alone, except where there is nothing at all."""

    def one(n: int, value: float | None, *tickets: dict[str, Any], **more: Any) -> Case:
        about = {name: more.pop(name) for name in ("settings", "day", "excluded") if name in more}
        return Case(make_facts(list(tickets), **more), n, value, RESOLUTION, **about)

    def night(hours: int) -> Case:
        """P2, 8 elapsed hours over the change: kept to the second."""
        change_at = at("2026-03-29T01:00" if hours == 23 else "2026-10-25T01:00")
        exact = p1(priority=2, opened=change_at - 4 * 3600, resolved=change_at + 4 * 3600)
        late = {**exact, "key": "B", "resolved": change_at + 4 * 3600 + 1}
        day = "2026-03-29" if hours == 23 else "2026-10-25"
        return one(2, 50, exact, late, settings=BERLIN, day=day)

    business = p1(priority=3, opened="2026-11-16T08:00", resolved="2026-11-20T18:00")
    late = p1(resolved="2026-11-16T04:00:01")
    return {
        "DST forward": night(23),
        "DST back": night(25),
        "holiday inside a hold": one(1, 100, business, holds=HELD, settings=HOLIDAYS),
        "out of hours": one(
            1, 100, p1(priority=4, opened="2026-11-14T10:00", resolved="2026-11-15T10:00")
        ),
        "zero length": one(1, 100, p1(resolved="2026-11-16T00:00")),
        "resolved before opened": one(
            0, None, p1(resolved="2026-11-15T23:00"), excluded="ended before opened"
        ),
        "closed without resolved": one(1, 0, p1(resolved=None, closed="2026-11-16T04:00:01")),
        "reopened twice": one(1, 0, p1(resolved="2026-11-17T02:00"), states=REOPENED),
        "P3 to P1 to P3": one(
            1, 100, p1(**EASED, resolved="2026-11-16T12:00"), priorities=RAISED
        ),
        "child of a major": one(1, 100, p1(is_child=True)),
        "merged duplicate": Case(
            duplicate([p1()]), 0, None, RESOLUTION, excluded="duplicate or merged"
        ),
        "open at period end": one(1, 0, p1(resolved=None)),
        "on the period boundary": one(
            2, 50, p1(opened="2026-11-15T19:59:59"),
            p1(opened="2026-11-15T20:00", resolved="2026-11-15T22:00"),
            p1(opened="2026-11-22T19:59:59", resolved=None), p1(opened="2026-11-22T20:00"),
        ),
        "empty denominator": one(0, None, p1(priority=0), excluded="no priority"),
        "one row": one(1, 0, late),
        "all missing": one(0, None, p1(opened=None, resolved=None)),
        "mixed zones": one(
            2, 50, p1(opened="2026-11-16T10:00+05:30", resolved="2026-11-16T03:30-05:00"),
            p1(opened="2026-11-16T10:00+05:30", resolved="2026-11-16T03:30:01-05:00"),
        ),
        "re-import": one(1, 0, late, revision=9),
        "open-only export": one(
            0, None, p1(resolved=None, outcome_unknown=True, as_of="2026-11-17"),
            excluded="outcome unknown",
        ),
    }  # fmt: skip


def backlog_cases() -> dict[str, Case]:
    end = at("2026-11-23")
    old = p1(opened=end - 2_592_001, resolved=None)
    new = p1(key="B", opened=end - 2_592_000, resolved=None)

    def local(bound: str, day: str) -> Case:
        """Thirty days of seconds, whatever the wall shows: one old, one on the edge."""
        last = at(bound)
        pair = [{**old, "opened": last - 2_592_001}, {**new, "opened": last - 2_592_000}]
        return Case(make_facts(pair), 2, 50, settings=BERLIN, day=day)

    return {
        "DST forward": local("2026-04-05T22:00", "2026-04-01"),
        "DST back": local("2026-11-01T23:00", "2026-10-28"),
        "holiday inside a hold": Case(
            make_facts([old, new], holds=HELD), 2, 50, settings=HOLIDAYS
        ),
        "out of hours": Case(make_facts([p1(opened="2026-11-21T03:00", resolved=None)]), 1, 0),
        "zero length": Case(make_facts([p1(opened=end, resolved=None)]), 1, 0),
        "resolved before opened": Case(make_facts([p1(opened="2026-11-16T02:00")]), 0, None),
        "closed without resolved": Case(
            make_facts([p1(resolved=None, state="closed")]), 0, None,
            excluded="ended, no resolved time",
        ),
        "reopened twice": Case(
            make_facts([{**old, "resolved": None}], states=[
                ("A", end - 2_592_001, "new"), ("A", end - 2_000_000, "resolved"),
                ("A", end - 1_900_000, "in_progress"), ("A", end - 800_000, "resolved"),
                ("A", end - 700_000, "in_progress"),
            ]), 1, 100,
        ),
        "P3 to P1 to P3": Case(make_facts([{**old, **EASED}], priorities=RAISED), 1, 100),
        "child of a major": Case(make_facts([{**old, "is_child": True}]), 1, 100),
        "merged duplicate": Case(duplicate([old]), 0, None, excluded="duplicate or merged"),
        "open at period end": Case(make_facts([{**old, "resolved": end + 1}]), 1, 100),
        "on the period boundary": Case(
            make_facts([
                p1(opened=end, resolved=None), p1(opened=end + 1, resolved=None),
                p1(resolved=end), p1(resolved=end + 1),
            ]), 2, 0,
        ),
        "empty denominator": Case(make_facts([p1()]), 0, None),
        "one row": Case(make_facts([old]), 1, 100),
        "all missing": Case(
            make_facts([p1(opened=None, resolved=None)]), 0, None, excluded="no opened time"
        ),
        "mixed zones": Case(
            make_facts([
                p1(opened="2026-10-23T23:59:59-00:00", resolved=None),
                p1(key="B", opened="2026-10-24T05:30+05:30", resolved=None),
            ]), 2, 50,
        ),
        "re-import": Case(make_facts([old, new], revision=9), 2, 50),
        "open-only export": Case(
            make_facts([{**old, "outcome_unknown": True, "as_of": "2026-11-17"}]), 0, None,
            excluded="left, outcome unknown",
        ),
    }  # fmt: skip


GOOD = {"K9": 100.0, "K10": 0.0, "K11": 100.0, "K18": 100.0}
"""The value of one whole, normal change."""
UNCLOSED = {"state": "implement", "closed": None, "close_code": None}


def change_cases(kpi: str) -> dict[str, Case]:
    good = GOOD[kpi]

    def case(*rows: dict[str, Any], n: int = 1, value: float | None = good, **more: Any) -> Case:
        about = {
            name: more.pop(name) for name in ("settings", "day", "excluded", "part") if name in more
        }
        return Case(evidence(rows, **more), n, value, day=about.pop("day", "2026-10-05"), **about)

    def beside(ticket: dict[str, Any], **more: Any) -> Case:
        """A ticket of this kind changes nothing about the changes."""
        return case(change(), tickets=[ticket], **more)

    spring = ["2026-03-31T21:59:59", "2026-03-31T22:00"]
    autumn = ["2026-10-31T22:59:59", "2026-10-31T23:00"]
    if kpi == "K18":
        autumn = ["2026-12-31T22:59:59", "2026-12-31T23:00"]
    first, last, after = ("2026-10-01T00:00", "2026-10-31T23:59:59", "2026-11-01T00:00")
    if kpi == "K18":
        last, after = "2026-12-31T23:59:59", "2027-01-01T00:00"
    uncoded = case(change(close_code=None), n=0, value=None, excluded="no close code")
    running = case(change(**UNCLOSED), n=0, value=None, excluded="not closed yet")
    major = p1(is_major=True, opened="2026-10-04", resolved="2026-10-05")
    if kpi in {"K10", "K11"}:
        uncoded, running = case(change(close_code=None)), case(change(**UNCLOSED))
    if kpi == "K18":
        uncoded = case(change(close_code=None), value=0)
        running = case(change(**UNCLOSED), value=0)
    seen = replace(bare_details(1), duplicate=np.array([True]))
    ahead = {"planned_start": "2026-01-06", "actual_start": "2026-01-06"}
    early = [("Cyd", "approved", "2026-01-05")]

    def bounds(*ends: str, n: int, **more: Any) -> Case:
        rows = [change(planned_end=one, approvals=early, **ahead) for one in ends]
        return case(*rows, n=n, **more)

    noon = "2026-10-05T12:00"
    return {
        "DST forward": bounds(*spring, n=1, settings=BERLIN, day="2026-03-10"),
        "DST back": bounds(*autumn, n=1, settings=BERLIN, day="2026-10-10"),
        "holiday inside a hold": case(change(), settings=HOLIDAYS, tickets=[p1()], holds=HELD),
        "out of hours": bounds("2026-10-04T02:00", n=1),
        "zero length": case(change(
            planned_start=noon, planned_end=noon, actual_start=noon, actual_end=noon,
            approvals=[("Cyd", "approved", noon)],
        )),
        "resolved before opened": case(
            change(actual_start="2026-10-05T08:00", actual_end="2026-10-05T07:00")
        ),
        "closed without resolved": uncoded,
        "reopened twice": case(change(state="review")),
        "P3 to P1 to P3": beside(p1(**EASED), priorities=RAISED),
        "child of a major": beside({**major, "is_child": True}),
        "merged duplicate": beside(major, details=seen),
        "open at period end": running,
        "on the period boundary": bounds("2026-09-30T23:59:59", first, last, after, n=2),
        "empty denominator": case(
            change(planned_end="2025-01-01"), change(state="cancelled", close_code=None),
            n=0, value=None, excluded="cancelled or rejected",
        ),
        "one row": case(change()),
        "all missing": case(
            change(planned_start=None, planned_end=None, closed=None, close_code=None), n=0,
            value=None,
        ),
        "mixed zones": bounds("2026-10-01T05:30+05:30", "2026-10-01T05:29:59+05:30", n=1),
        "re-import": case(change(), revision=9),
        "open-only export": beside(p1(outcome_unknown=True, resolved=None)),
    }  # fmt: skip


TABLE = {
    "K1": restore_cases(),
    "K4": sla_cases(),
    "K5": backlog_cases(),
    **{kpi: change_cases(kpi) for kpi in GOOD},
}


def test_every_kpi_has_every_edge_case():
    assert {kpi: tuple(cases) for kpi, cases in TABLE.items()} == dict.fromkeys(KINDS, EDGES)


@pytest.mark.parametrize("edge", EDGES)
@pytest.mark.parametrize("kpi", KINDS)
def test_edge_case(kpi, edge):
    case = TABLE[kpi][edge]
    period = containing(KINDS[kpi], at(case.day), case.settings.report_zone)
    now = at("2027-06-01")
    found = compute(case.facts, case.settings, period, now, only=(kpi,))[0]
    assert found.period == period
    parts = {part.name: part for part in (*found.parts, *found.extra)}
    part = parts[case.part] if case.part else found.parts[0]
    assert part.n == case.n
    assert part.value == (None if case.value is None else pytest.approx(case.value))
    if case.value is None:
        assert (part.met, part.signal) == (None, None)
    if case.excluded:
        assert dict(found.excluded)[case.excluded] >= 1
        assert dict(found.excluded_rows)[case.excluded]
    if case.open_n is not None:
        assert part.open_n == case.open_n
    again = compute(replace(case.facts, revision=77), case.settings, period, now, only=(kpi,))[0]
    assert again == found
