"""Response and resolution clocks, against counting seconds one by one (METRICS §1, K4, §5)."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from app.analysis.live_clocks import CLOCK_STATES, clocks
from app.analysis.sla import promises
from app.models.columns import MISSING
from app.models.settings import CalendarRule, SlaTarget, Span
from app.services.settings import load_settings
from tests.analysis.sample_facts import at, make_facts

HOLD = "awaiting_caller"
TINY = CalendarRule("tiny", "UTC", tuple(Span(day, 0, 1) for day in range(7)))
"""Runs in the first minute of each day."""
POLICY = replace(
    load_settings("UTC"),
    calendars=(TINY,),
    sla=(SlaTarget(1, 20, 40, "24x7", "24x7"), SlaTarget(3, 30, 70, "tiny", "tiny")),
    at_risk_s={1: 10, 3: 15},
)
DAY = 86400
FAR = 10**12


def rows(facts):
    return np.arange(len(facts.tickets))


def clock(facts, settings, now, target="resolution"):
    made = clocks(facts, settings, rows(facts), at(now) if isinstance(now, str) else now, target)
    return CLOCK_STATES[made.state[0]], made


def runs(priority, second):
    return priority == 1 or second % DAY < 60


moments = st.one_of(st.integers(0, 80), st.integers(DAY - 10, DAY + 80))
cases = st.fixed_dictionaries({
    "priority": st.sampled_from((1, 3)),
    "opened": moments,
    "resolved": st.none() | moments,
    "holds": st.lists(st.tuples(moments, st.none() | moments, st.booleans()), max_size=4),
    "now": st.integers(DAY, DAY + 100),
})  # fmt: skip


def by_hand(case):
    """(elapsed, due, state) by walking the seconds from opened on."""
    begin, now, target = case["opened"], case["now"], {1: 40, 3: 70}[case["priority"]]
    resolved = case["resolved"]
    stopped = resolved is not None and resolved <= now
    end = resolved if stopped else now
    held = [(a, FAR if b is None else b) for a, b, agreed in case["holds"] if agreed]
    elapsed, due = 0, None
    for second in range(begin, max(end, begin)):
        if runs(case["priority"], second) and not any(a <= second < b for a, b in held):
            elapsed += 1
            if elapsed == target:
                due = second + 1
    on_hold = not stopped and any(a <= max(end, begin) < b for a, b in held)
    if elapsed > target:
        state = "breached"
    elif stopped:
        state = "met"
    elif on_hold:
        state = "paused"
    else:
        state = "at_risk" if target - elapsed < {1: 10, 3: 15}[case["priority"]] else "ok"
    return elapsed, due, state


@hypothesis_settings(max_examples=100, deadline=None)
@given(cases)
def test_clock_equals_counting_seconds(case):
    facts = make_facts(
        [{"key": "A", **{k: case[k] for k in ("priority", "opened", "resolved")}}],
        holds=[
            ("A", a, b, HOLD if agreed else "awaiting_vendor") for a, b, agreed in case["holds"]
        ],
    )
    elapsed, due, state = by_hand(case)
    found, made = clock(facts, POLICY, case["now"])
    assert (int(made.elapsed_s[0]), found) == (elapsed, state)
    target = {1: 40, 3: 70}[case["priority"]]
    assert made.remaining_s[0] == target - elapsed
    if due is not None:
        assert made.due_at[0] == due


NIGHTS = {
    "Europe/Berlin": ("2026-03-28T22:00", "2026-10-24T22:00"),
    "America/New_York": ("2026-03-07T22:00", "2026-10-31T22:00"),
    "Australia/Lord_Howe": ("2026-04-04T05:00", "2026-10-03T05:00"),
    "Asia/Kathmandu": ("2026-03-28T22:00", "2026-10-24T22:00"),
}
"""The evening before the clocks change, UTC; one zone whose clocks never do."""
local = st.fixed_dictionaries({
    "zone": st.sampled_from(sorted(NIGHTS)),
    "place": st.sampled_from((0, 1)),
    "opened": st.integers(0, 600),
    "holds": st.lists(st.tuples(st.integers(0, 1500), st.integers(1, 600)), max_size=3),
    "lasted": st.integers(0, 2400),
})  # fmt: skip


@hypothesis_settings(max_examples=40, deadline=None)
@given(local)
def test_clock_over_a_change_of_clocks_equals_counting_minutes(case):
    """Shifts of the night and the day in local time, with holds, minute by minute."""
    zone = ZoneInfo(case["zone"])
    shifts = [Span(day, 20 * 60, 4 * 60 + 30) for day in range(7)]
    shifts += [Span(day, 9 * 60, 12 * 60) for day in range(7)]
    policy = replace(
        POLICY,
        calendars=(CalendarRule("shifts", case["zone"], tuple(shifts)),),
        sla=(SlaTarget(1, None, 6 * 3600, "24x7", "shifts"),),
    )
    base = at(NIGHTS[case["zone"]][case["place"]])
    opened = base + 60 * case["opened"]
    resolved = opened + 60 * case["lasted"]
    holds = [(opened + 60 * a, opened + 60 * (a + n)) for a, n in case["holds"]]
    elapsed = 0
    for minute in range(opened, resolved, 60):
        wall = datetime.fromtimestamp(minute, zone)
        of_day = wall.hour * 60 + wall.minute
        works = of_day >= 20 * 60 or of_day < 4 * 60 + 30 or 9 * 60 <= of_day < 12 * 60
        if works and not any(a <= minute < b for a, b in holds):
            elapsed += 60
    ticket = {"key": "A", "priority": 1, "opened": opened, "resolved": resolved}
    facts = make_facts([ticket], holds=[("A", *hold, HOLD) for hold in holds])
    made = clocks(facts, policy, rows(facts), resolved + 1, "resolution")
    assert made.elapsed_s.tolist() == [elapsed]
    assert (CLOCK_STATES[made.state[0]] == "met") == (elapsed <= 6 * 3600)


def test_due_moves_by_holds_that_began_before_it():
    facts = make_facts(
        [{"key": "A", "priority": 1, "opened": 0}],
        holds=[("A", 10, 25, HOLD), ("A", 39, 49, HOLD), ("A", 70, 90, HOLD)],
    )
    _, made = clock(facts, POLICY, 60)
    assert made.due_at.tolist() == [65]


def test_default_policy_counts_business_days(settings):
    facts = make_facts([{"opened": "2026-11-20T17:00", "priority": 3}])
    state, made = clock(facts, settings, "2026-11-23T09:00")
    assert (state, made.elapsed_s[0], made.target_s[0]) == ("ok", 7200, 3 * 36000)
    assert made.due_at[0] == at("2026-11-25T17:00")


@pytest.mark.parametrize(
    ("now", "state"),
    [
        ("2026-11-16T11:30", "ok"),
        ("2026-11-16T11:30:01", "at_risk"),
        ("2026-11-16T12:00", "at_risk"),
        ("2026-11-16T12:00:01", "breached"),
    ],
)
def test_exact_limits_of_a_p1(settings, now, state):
    """At risk under 30 min; with exactly the target used it is not breached."""
    facts = make_facts([{"opened": "2026-11-16T08:00", "priority": 1}])
    assert clock(facts, settings, now)[0] == state


def test_crossing_after_the_export_reads_if_still_open(settings):
    ticket = {"opened": "2026-11-16T08:00", "priority": 1}
    for as_of, state in (
        ("2026-11-16T12:00", "breached_if_open"),
        ("2026-11-16T12:00:01", "breached"),
    ):
        facts = make_facts([{**ticket, "as_of": as_of}])
        assert clock(facts, settings, "2026-11-16T13:00")[0] == state


def test_resolved_late_is_breached_whatever_the_export_knew(settings):
    facts = make_facts([{
        "opened": "2026-11-16T08:00", "resolved": "2026-11-16T12:00:01", "priority": 1,
        "as_of": "2026-11-16T09:00",
    }])  # fmt: skip
    assert clock(facts, settings, "2026-11-17T00:00")[0] == "breached"


def test_paused_clock_has_no_due_beyond_now_but_breach_wins(settings):
    ticket = {"key": "A", "opened": "2026-11-16T08:00", "priority": 1}
    held = make_facts([ticket], holds=[("A", "2026-11-16T09:00", None, HOLD)])
    state, made = clock(held, settings, "2026-11-16T20:00")
    assert (state, made.elapsed_s[0], made.due_at[0]) == ("paused", 3600, MISSING)
    late = make_facts([ticket], holds=[("A", "2026-11-16T13:00", None, HOLD)])
    state, made = clock(late, settings, "2026-11-16T20:00")
    assert (state, made.due_at[0]) == ("breached", at("2026-11-16T12:00"))


def test_hold_that_begins_this_second_pauses(settings):
    facts = make_facts(
        [{"key": "A", "opened": "2026-11-16T08:00", "priority": 1}],
        holds=[("A", "2026-11-16T09:00", None, HOLD)],
    )
    assert clock(facts, settings, "2026-11-16T09:00")[0] == "paused"


def test_waiting_for_the_vendor_does_not_pause(settings):
    facts = make_facts(
        [{"key": "A", "opened": "2026-11-16T08:00", "priority": 1}],
        holds=[("A", "2026-11-16T09:00", None, "awaiting_vendor")],
    )
    assert clock(facts, settings, "2026-11-16T12:00:01")[0] == "breached"


def test_holiday_inside_a_hold_is_not_deducted_twice(settings):
    rule = replace(settings.calendars[0], holidays=(("2026-11-17", 0, 1440),))
    own = replace(settings, calendars=(rule,))
    facts = make_facts(
        [{"key": "A", "opened": "2026-11-16T08:00", "priority": 3}],
        holds=[("A", "2026-11-16T12:00", "2026-11-18T12:00", HOLD)],
    )
    _, made = clock(facts, own, "2026-11-18T18:00")
    assert made.elapsed_s.tolist() == [10 * 3600]


def test_no_target_no_clock(settings):
    facts = make_facts([{"opened": 0, "priority": 0}, {"opened": None, "priority": 1}])
    made = clocks(facts, settings, rows(facts), 1000, "resolution")
    assert made.state.tolist() == [0, 0]
    assert made.target_s.tolist() == [-1, -1]
    assert made.due_at.tolist() == [MISSING, MISSING]
    p5 = make_facts([{"opened": 0, "priority": 5, "state": "new"}])
    assert clock(p5, settings, 1000, "response")[0] == "none"


def test_response_stops_at_the_acknowledgement(settings):
    ticket = {"opened": 0, "priority": 1, "acknowledged": 900}
    assert clock(make_facts([ticket]), settings, 9000, "response")[0] == "met"
    ticket["acknowledged"] = 901
    assert clock(make_facts([ticket]), settings, 9000, "response")[0] == "breached"


def test_response_of_a_ticket_taken_up_at_an_unknown_time_has_no_clock(settings):
    new = {"opened": 0, "priority": 1, "state": "new"}
    assert clock(make_facts([new]), settings, 901, "response")[0] == "breached"
    taken = {"opened": 0, "priority": 1, "state": "in_progress"}
    assert clock(make_facts([taken]), settings, 901, "response")[0] == "none"


def test_another_priority_can_be_asked(settings):
    facts = make_facts([{"opened": 0, "priority": 3}])
    made = promises(facts, settings, rows(facts), 5, "resolution", priority=np.array([1], np.int8))
    assert made.target.tolist() == [4 * 3600]


def test_order_of_asked_rows_is_kept(settings):
    facts = make_facts([{"opened": n * 3600, "priority": n % 4 + 1} for n in range(8)])
    asked = np.array([5, 0, 7, 2])
    some = clocks(facts, settings, asked, 90_000, "resolution")
    every = clocks(facts, settings, rows(facts), 90_000, "resolution")
    assert some.due_at.tolist() == every.due_at[asked].tolist()
    assert some.state.tolist() == every.state[asked].tolist()


def sourced(now, stage="in_progress", due="2026-11-16T12:00", **ticket):
    opened = {"key": "INC1", "priority": 1, "opened": "2026-11-16T08:00", "state": "in_progress"}
    own = {"ticket": "INC1", "target": "resolution", "stage": stage,
           "start": "2026-11-16T08:00", "breach_at": due}  # fmt: skip
    facts = make_facts([opened | ticket], sla=[own])
    return clock(facts, load_settings("UTC"), now)


def test_a_source_that_keeps_its_own_target_is_believed_on_every_screen():
    state, made = sourced("2026-11-16T11:45", due="2026-11-16T12:00")
    assert (state, made.remaining_s[0], made.due_at[0]) == ("at_risk", 900, at("2026-11-16T12:00"))
    # The policy promises four hours too; the source promises two days.
    state, made = sourced("2026-11-17T08:00", due="2026-11-18T08:00")
    assert (state, made.target_s[0], made.elapsed_s[0]) == ("ok", 2 * DAY, DAY)
    assert sourced("2026-11-18T08:01", due="2026-11-18T08:00")[0] == "breached"


def test_a_clock_that_its_source_paused_is_paused():
    assert sourced("2026-11-16T11:45", stage="paused")[0] == "paused"
    state, made = sourced("2026-11-16T11:45", stage="paused", due="2026-11-18T08:00")
    assert (state, made.due_at[0]) == ("paused", MISSING)


def test_a_sources_target_that_ran_out_after_its_as_of_is_breached_only_if_still_open():
    late = sourced("2026-11-16T13:00", as_of="2026-11-16T11:00")
    assert late[0] == "breached_if_open"
    assert sourced("2026-11-16T13:00", as_of="2026-11-16T12:30")[0] == "breached"
