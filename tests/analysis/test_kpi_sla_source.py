"""K4 by the targets that the source keeps itself, against a plain computation (METRICS K4)."""

from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from app.analysis.kpis import compute
from app.analysis.periods import parse_period
from app.models.settings import KpiVariant
from app.services.settings import load_settings
from tests.analysis.sample_facts import at, make_facts

WEEK = parse_period("2026-W47", "UTC")
NOW = at("2026-11-23T08:00")
HOUR, DAY = 3600, 86400
DEFAULTS = load_settings("UTC")
RESOLUTION = {1: 4 * HOUR, 2: 8 * HOUR}


def k4(tickets, settings=DEFAULTS, period=WEEK, **beside):
    facts = make_facts(tickets, **beside)
    return compute(facts, settings, period, NOW, only=("K4",))[0]


def part(found, name):
    return next(part for part in found.extra if part.name == name)


def resolution(found):
    return part(found, "Incidents, resolution")


def fact(found, name):
    return dict(found.facts).get(name)


def incident(**more):
    return {"key": "A", "priority": 1, "opened": "2026-11-16T00:00", **more}


@st.composite
def clocks(draw):
    span = st.integers(-9 * DAY, 8 * DAY)
    return {
        "stage": draw(st.sampled_from(("in_progress", "paused", "completed", "cancelled"))),
        "start": draw(st.none() | span.map(lambda s: WEEK.start + s)),
        "breach_at": draw(st.none() | span.map(lambda s: WEEK.start + s)),
        "goal": draw(st.sampled_from((-1, 0, HOUR, 20 * HOUR))),
    }


@st.composite
def cases(draw):
    opened = WEEK.start + draw(st.integers(-9 * DAY, 7 * DAY))
    lasted = draw(st.none() | st.integers(0, 9 * DAY))
    return {
        "priority": draw(st.sampled_from((0, 1, 2))),
        "opened": opened,
        "resolved": None if lasted is None else opened + lasted,
        "clocks": draw(st.lists(clocks(), max_size=3)),
    }


def due_and_met(case):
    """The instant at which the resolution is due, and whether it was met; None for no clock."""
    end = case["resolved"] if case["resolved"] is not None and case["resolved"] <= NOW else None
    living = [clock for clock in case["clocks"] if clock["stage"] != "cancelled"]
    living.sort(key=lambda clock: float("-inf") if clock["start"] is None else clock["start"])
    newest = living[-1] if living else None
    if newest and newest["breach_at"] is not None:
        due = newest["breach_at"]
        if end is None and newest["stage"] == "paused" and due > NOW:
            return None
    elif newest and newest["goal"] >= 0:
        begun = case["opened"] if newest["start"] is None else newest["start"]
        due = begun + newest["goal"]
    elif case["priority"]:
        due = case["opened"] + RESOLUTION[case["priority"]]
    else:
        return None
    return due, end is not None and end <= due


DUE_BEFORE_OPENED = {
    "priority": 0,
    "opened": WEEK.end,
    "resolved": None,
    "clocks": [{"stage": "in_progress", "start": None, "breach_at": WEEK.start, "goal": -1}],
}


@hypothesis_settings(max_examples=80, deadline=None)
@given(st.lists(cases(), max_size=6))
@example([DUE_BEFORE_OPENED])
def test_equals_a_plain_computation(some):
    tickets = [
        {"key": f"T{i}", **{name: case[name] for name in ("priority", "opened", "resolved")}}
        for i, case in enumerate(some)
    ]
    sla = [clock | {"ticket": f"T{i}"} for i, case in enumerate(some) for clock in case["clocks"]]
    whole = resolution(k4(tickets, sla=sla))
    for back, point in enumerate(reversed(whole.trend[-3:])):
        begin = WEEK.start - back * 7 * DAY
        units = [unit for case in some if (unit := due_and_met(case)) is not None]
        inside = [met for due, met in units if begin <= due < begin + 7 * DAY]
        assert point.n == len(inside)
        assert point.value == (pytest.approx(100 * sum(inside) / len(inside)) if inside else None)


def test_the_sources_instant_goes_before_the_policy():
    """P1 has four hours by the policy; the source gave it until six."""
    ticket = incident(resolved="2026-11-16T06:00")
    clock = {"ticket": "A", "start": "2026-11-16T00:00", "breach_at": "2026-11-16T06:00"}
    assert resolution(k4([ticket])).value == 0
    found = k4([ticket], sla=[clock])
    assert resolution(found).value == 100
    assert "default policy" not in found.caveats
    assert found.fallback == ""
    assert fact(found, "Incidents, targets") == "the source's own for 100 % of 1 target"
    late = incident(resolved="2026-11-16T06:00:01")
    assert resolution(k4([late], sla=[clock])).value == 0


def test_a_goal_runs_on_our_clock_with_agreed_holds():
    ticket = incident(resolved="2026-11-16T05:00", priority=3)
    clock = {"ticket": "A", "goal": 2 * HOUR}
    hold = ("A", "2026-11-16T08:30", "2026-11-16T11:30", "awaiting_caller")
    for end, value in (("2026-11-16T13:00", 100), ("2026-11-16T13:00:01", 0)):
        found = k4([{**ticket, "resolved": end}], sla=[clock], holds=[hold])
        assert resolution(found).value == value


def test_a_goal_of_a_ticket_without_priority_runs_round_the_clock():
    ticket = incident(priority=0, resolved="2026-11-16T03:00")
    found = k4([ticket], sla=[{"ticket": "A", "goal": 3 * HOUR}])
    assert (resolution(found).n, resolution(found).value) == (1, 100)
    assert dict(found.excluded).get("no priority") is None


def test_a_restarted_clock_of_the_source_counts_from_its_start():
    ticket = incident(resolved="2026-11-16T05:30")
    clock = {"ticket": "A", "goal": 4 * HOUR, "start": "2026-11-16T02:00"}
    assert resolution(k4([ticket], sla=[clock])).value == 100
    assert resolution(k4([ticket], sla=[clock | {"start": None}])).value == 0


def test_restart_by_policy_holds_for_the_others():
    raised = incident(resolved="2026-11-16T06:00", has_history=True)
    other = incident(key="B", resolved="2026-11-16T06:00")
    log = [("A", "2026-11-16T00:00", 3), ("A", "2026-11-16T03:00", 1)]
    anew = replace(DEFAULTS, variants=(KpiVariant("K4", "due-in", parameters=(("restart", 1.0),)),))
    sla = [{"ticket": "B", "breach_at": "2026-11-16T05:00"}]
    found = resolution(k4([raised, other], settings=anew, sla=sla, priorities=log))
    assert (found.numerator, found.denominator, found.numerator_rows) == (1, 2, ("A",))


def test_the_row_says_how_many_targets_are_whose():
    tickets = [incident(), incident(key="B"), incident(key="C"), incident(key="D")]
    found = k4(tickets, sla=[{"ticket": "A", "breach_at": "2026-11-17T00:00"}])
    assert (
        fact(found, "Incidents, targets")
        == "the source's own for 25 % of 4 targets, default policy for the others"
    )
    assert "default policy for 75 %, the source's own targets for the others" in found.caveats
    assert found.fallback == "default policy"


def test_the_latest_that_is_not_cancelled_counts_and_it_is_said():
    ticket = incident(resolved="2026-11-16T08:00")
    first = {"ticket": "A", "start": "2026-11-16T00:00", "breach_at": "2026-11-16T02:00"}
    second = {"ticket": "A", "start": "2026-11-16T01:00", "breach_at": "2026-11-16T09:00"}
    third = second | {"start": "2026-11-16T03:00", "breach_at": "2026-11-16T05:00"}
    said = "Incidents with several SLAs for one target"
    found = k4([ticket], sla=[second, first, third | {"stage": "cancelled"}])
    assert resolution(found).value == 100
    assert fact(found, said) == "1 ticket, the latest not cancelled counts: A"
    assert resolution(k4([ticket], sla=[third, second, first])).value == 0
    assert fact(k4([ticket], sla=[second]), said) is None


def test_a_row_that_runs_on_a_resolved_ticket_is_stale():
    ticket = incident(resolved="2026-11-16T03:00")
    clock = {"ticket": "A", "breach_at": "2026-11-16T04:00"}
    said = "Incidents, SLA rows still running"
    for stage, words in (("in_progress", "1 resolved ticket: A"), ("completed", None)):
        found = k4([ticket], sla=[clock | {"stage": stage}])
        assert fact(found, said) == words
        assert resolution(found).value == 100
    assert fact(k4([incident()], sla=[clock | {"stage": "in_progress"}]), said) is None


def test_the_sources_verdict_of_each_target_is_audited_with_its_keys():
    tickets = [incident(resolved="2026-11-16T03:00"), incident(key="B", made_sla=1)]
    tickets.append(incident(key="C", resolved="2026-11-16T01:00", made_sla=0))
    sla = [
        {"ticket": "A", "breach_at": "2026-11-16T04:00", "breached": 1},
        {"ticket": "A", "target": "response", "goal": 900, "stop": "2026-11-16T00:20",
         "breached": 0},
        {"ticket": "C", "breach_at": "2026-11-16T04:00", "breached": 0},
    ]  # fmt: skip
    found = k4(tickets, sla=sla)
    words = fact(found, "Incidents, the source's own verdict")
    assert words == "66.7 % of 3 tickets met; differs from ours on 2"
    assert fact(found, "Incidents, resolution met at the source, missed here") == "B"
    assert fact(found, "Incidents, resolution missed at the source, met here") == "A"
    words = fact(found, "Incidents, the source's own verdict on the response")
    assert words == "100 % of 1 ticket met; differs from ours on 1"
    assert fact(found, "Incidents, response met at the source, missed here") == "A"


def test_the_sources_stop_answers_a_response_that_the_ticket_does_not_tell_of():
    ticket = incident(resolved="2026-11-16T03:00")
    clock = {"ticket": "A", "target": "response", "goal": 900, "stop": "2026-11-16T00:15"}
    found = part(k4([ticket], sla=[clock]), "Incidents, response")
    assert (found.n, found.value) == (1, 100)
    told = incident(resolved="2026-11-16T03:00", acknowledged="2026-11-16T00:16")
    assert part(k4([told], sla=[clock]), "Incidents, response").value == 0


def test_a_paused_clock_is_not_due_until_it_was_breached():
    clock = {"ticket": "A", "stage": "paused", "breach_at": "2026-11-24T00:00"}
    later = parse_period("2026-W48", "UTC")
    assert resolution(k4([incident()], sla=[clock])).n == 0
    assert resolution(k4([incident()], sla=[clock], period=later)).n == 0
    over = clock | {"breach_at": "2026-11-17T00:00"}
    assert resolution(k4([incident()], sla=[over])).value == 0
    assert fact(k4([incident()], sla=[over]), "Incidents open and breached at the end") == "1"
    assert fact(k4([incident()], sla=[clock]), "Incidents open and breached at the end") == "0"


def test_rows_that_say_no_target_or_name_no_ticket_leave_the_policy():
    sla = [
        {"ticket": "A", "target": None, "breach_at": "2026-11-30T00:00"},
        {"ticket": "gone", "breach_at": "2026-11-30T00:00"},
        {"ticket": "A", "stage": "cancelled", "breach_at": "2026-11-30T00:00"},
    ]
    found = k4([incident(resolved="2026-11-16T04:00")], sla=sla)
    assert resolution(found).value == 100
    assert "default policy" in found.caveats
