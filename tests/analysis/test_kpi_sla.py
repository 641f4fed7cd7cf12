"""K4 against a plain computation, and the edge cases of METRICS §2."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from app.analysis.kpis.sla_compliance import is_default_policy
from app.analysis.periods import parse_period
from app.models.columns.absent import bare_details
from app.models.settings import KpiVariant
from app.services.settings import load_settings
from tests.analysis.few_kpis import few
from tests.analysis.sample_facts import at, make_facts

WEEK = parse_period("2026-W47", "UTC")
NOW = at("2026-11-23T08:00")
HOUR, DAY = 3600, 86400
DEFAULTS = load_settings("UTC")
HOLD = "awaiting_caller"


def k4(tickets, period=WEEK, now=NOW, group="", settings=DEFAULTS, **histories):
    facts = make_facts(tickets, **histories)
    return few(facts, settings, period, now, "K4", group=group)["K4"]


def extra(found, name):
    return next(part for part in found.extra if part.name == name)


def working(priority, begin, end):
    """Seconds of [begin, end) on the default policy's clock, day by day."""
    if priority <= 2:
        return end - begin
    total, day = 0, datetime.fromtimestamp(begin, UTC).replace(hour=0, minute=0, second=0)
    while day.timestamp() < end:
        if day.weekday() < 5:
            opens, closes = day.timestamp() + 8 * HOUR, day.timestamp() + 18 * HOUR
            total += max(0, min(end, closes) - max(begin, opens))
        day += timedelta(days=1)
    return int(total)


POLICY = {
    1: (900, 14400),
    2: (1800, 28800),
    3: (14400, 108000),
    4: (28800, 180000),
    5: (None, 360000),
}


def used(case, end):
    """Seconds on the clock from opened to `end`, without the agreed hold."""
    total = working(case["priority"], case["opened"], end)
    if case["hold"]:
        enter = max(case["hold"][0], case["opened"])
        leave = min(case["hold"][1], end)
        if leave > enter:
            total -= working(case["priority"], enter, leave)
    return total


def by_hand(cases, begin, end):
    """(met, counted) of the units due in [begin, end)."""
    met = counted = 0
    for case in cases:
        if case["cancelled"]:
            continue
        response, resolution = POLICY[case["priority"]]
        units = [(resolution, case["resolved"])]
        if response is not None and case["acknowledged"] is not None:
            units.append((response, case["acknowledged"]))
        for target, stop in units:
            known = stop if stop is not None and stop <= NOW else None
            limit = known if known is not None else NOW
            due = due_of(case, target, limit)
            if due is not None and begin <= due < end:
                counted += 1
                met += known is not None and used(case, known) <= target
    return met, counted


def due_of(case, target, limit):
    """The first second at which the target is used up, found by halving; holds only up to limit."""
    seen = dict(case)
    if case["hold"]:
        enter, leave = case["hold"]
        seen["hold"] = (enter, min(leave, limit)) if enter < limit else None
        if used(seen, limit) < target and enter <= limit < leave and limit == NOW:
            return None
    low, high = case["opened"], case["opened"] + 60 * DAY
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if used(seen, middle) >= target else (middle + 1, high)
    return low


@st.composite
def tickets(draw):
    opened = WEEK.start + draw(st.integers(-30 * DAY, 7 * DAY))
    acknowledged = draw(st.none() | st.integers(0, 2 * DAY))
    resolved = draw(st.none() | st.integers(0, 20 * DAY))
    hold = draw(st.none() | st.tuples(st.integers(0, 5 * DAY), st.integers(1, 5 * DAY)))
    return {
        "priority": draw(st.integers(1, 5)),
        "opened": opened,
        "acknowledged": None if acknowledged is None else opened + acknowledged,
        "resolved": None if resolved is None else opened + resolved,
        "hold": hold and (opened + hold[0], opened + sum(hold)),
        "cancelled": draw(st.sampled_from((False, False, False, True))),
    }


@hypothesis_settings(max_examples=60, deadline=None)
@given(st.lists(tickets(), max_size=8))
def test_equals_a_plain_computation(cases):
    rows = [
        {
            **{name: case[name] for name in ("priority", "opened", "acknowledged", "resolved")},
            "key": f"T{i}",
            "state": "cancelled" if case["cancelled"] else "closed" if case["resolved"] else "new",
        }
        for i, case in enumerate(cases)
    ]
    holds = [(f"T{i}", *case["hold"], HOLD) for i, case in enumerate(cases) if case["hold"]]
    part = k4(rows, holds=holds).parts[0]
    for back, point in enumerate(reversed(part.trend[-6:])):
        begin = WEEK.start - back * 7 * DAY
        met, n = by_hand(cases, begin, min(begin + 7 * DAY, NOW))
        assert point.n == n
        assert point.value == (pytest.approx(100 * met / n) if n else None)


def incident(**more):
    return {"priority": 1, "opened": "2026-11-16T00:00", **more}


def test_a_unit_is_a_ticket_and_a_target():
    ticket = incident(acknowledged="2026-11-16T00:15", resolved="2026-11-16T04:00:01")
    found = k4([ticket])
    part = found.parts[0]
    assert (part.numerator, part.denominator, part.n, part.value) == (1, 2, 2, 50)
    assert extra(found, "Incidents, response").value == 100
    assert extra(found, "Incidents, resolution").value == 0
    assert part.verdict == "1 of 2 inside target"
    assert part.rows == ("INC1",)


def test_met_early_counts_where_it_was_due():
    ticket = {"priority": 4, "opened": "2026-11-11T09:00", "resolved": "2026-11-11T10:00"}
    part = extra(k4([ticket]), "Incidents, resolution")
    assert (part.n, part.value) == (1, 100)
    before = parse_period("2026-W46", "UTC")
    assert extra(k4([ticket], period=before), "Incidents, resolution").n == 0


def test_due_on_the_period_boundary_to_the_second():
    cases = ((WEEK.start - 1, 0), (WEEK.start, 1), (WEEK.end - 1, 1), (WEEK.end, 0))
    for due, n in cases:
        ticket = {"priority": 1, "opened": due - 14400, "resolved": due - 14000}
        assert extra(k4([ticket]), "Incidents, resolution").n == n


def test_exactly_the_target_is_met_and_a_second_more_is_missed():
    for end, value in (("2026-11-16T04:00", 100), ("2026-11-16T04:00:01", 0)):
        assert extra(k4([incident(resolved=end)]), "Incidents, resolution").value == value


def test_created_and_resolved_out_of_hours():
    """A P4 of a Saturday that is solved on Sunday uses no business time."""
    ticket = {"priority": 4, "opened": "2026-11-14T10:00", "resolved": "2026-11-15T10:00"}
    part = extra(k4([ticket]), "Incidents, resolution")
    assert (part.n, part.value) == (1, 100)


def test_zero_length_is_met():
    found = k4([incident(acknowledged="2026-11-16T00:00", resolved="2026-11-16T00:00")])
    assert (found.parts[0].n, found.parts[0].value) == (2, 100)


def test_resolved_before_opened_is_excluded_and_counted():
    found = k4([incident(acknowledged="2026-11-16T00:01", resolved="2026-11-15T23:59")])
    assert dict(found.excluded) == {"ended before opened": 1}
    assert found.parts[0].n == 1


def test_closed_without_resolved_stops_when_closed():
    assert extra(k4([incident(closed="2026-11-16T03:00")]), "Incidents, resolution").value == 100


def test_still_open_after_its_due_is_missed():
    found = k4([incident()])
    part = extra(found, "Incidents, resolution")
    assert (part.n, part.value) == (1, 0)
    assert dict(found.facts)["Incidents open and breached at the end"] == "1"


def test_ran_out_after_the_export_is_its_own_count():
    found = k4([incident(as_of="2026-11-16T04:00")])
    assert extra(found, "Incidents, resolution").n == 0
    assert dict(found.excluded)["breached only if still open"] == 1
    assert dict(found.facts)["Incidents open and breached at the end"] == "0"


def test_left_an_open_only_export():
    found = k4([incident(outcome_unknown=True)])
    assert dict(found.excluded)["outcome unknown"] == 1
    assert found.parts[0].n == 0


def test_no_acknowledgement_and_no_history_is_left_out_of_response():
    found = k4([incident(resolved="2026-11-16T01:00")])
    assert extra(found, "Incidents, response").n == 0
    assert dict(found.excluded)["no acknowledgement known"] == 1


def test_no_acknowledgement_in_a_history_is_answered_by_the_resolution():
    log = [("A", "2026-11-16T00:00", "new"), ("A", "2026-11-16T01:00", "resolved")]
    found = k4([incident(key="A", resolved="2026-11-16T01:00")], states=log)
    part = extra(found, "Incidents, response")
    assert (part.n, part.value) == (1, 0)


def test_holiday_inside_a_hold():
    """Mon 08:00, P3 (30 h): held Tue 12:00 to Thu 12:00 over a holiday, so due Fri 18:00."""
    rule = replace(DEFAULTS.calendars[0], holidays=(("2026-11-18", 0, 1440),))
    own = replace(DEFAULTS, calendars=(rule,))
    hold = ("A", "2026-11-17T12:00", "2026-11-19T12:00", HOLD)
    for end, value in (("2026-11-20T18:00", 100), ("2026-11-23T08:00:01", 0)):
        ticket = {"key": "A", "priority": 3, "opened": "2026-11-16T08:00", "resolved": end}
        now = at("2026-11-24T00:00")
        part = extra(k4([ticket], settings=own, now=now, holds=[hold]), "Incidents, resolution")
        assert (part.n, part.value) == (1, value)


@pytest.mark.parametrize(("month", "due"), [("2026-03", "2026-03-29"), ("2026-10", "2026-10-25")])
def test_clock_change_forward_and_back(month, due):
    """Eight elapsed hours over the night of the change; the wall shows nine or seven."""
    berlin = load_settings("Europe/Berlin")
    opened = at(f"{due}T00:30") - 4 * HOUR
    ticket = {"priority": 2, "opened": opened, "resolved": opened + 8 * HOUR}
    period = parse_period(month, "Europe/Berlin")
    met = extra(k4([ticket], period=period, settings=berlin), "Incidents, resolution")
    late = {**ticket, "resolved": opened + 8 * HOUR + 1}
    missed = extra(k4([late], period=period, settings=berlin), "Incidents, resolution")
    assert (met.value, missed.value) == (100, 0)


def test_final_priority_decides_and_the_peak_stands_beside():
    eased = incident(
        priority=3, peak_priority=1, open_priority=3, has_history=True,
        opened="2026-11-16T08:00", acknowledged="2026-11-16T08:10", resolved="2026-11-17T08:00",
    )  # fmt: skip
    found = k4([eased])
    assert found.parts[0].value == 100
    assert dict(found.facts)["Incidents breached at peak priority, met at the end"] == "1"


def test_child_of_a_major_counts():
    found = k4([incident(resolved="2026-11-16T01:00", is_child=True)])
    assert extra(found, "Incidents, resolution").n == 1


def test_cancelled_is_out_and_counted():
    found = k4([incident(resolved="2026-11-16T01:00", state="cancelled")])
    assert found.parts[0].n == 0
    assert dict(found.excluded)["cancelled"] == 2


def test_requests_stand_apart():
    done = incident(resolved="2026-11-16T01:00")
    asked = {**done, "kind": "request_item", "resolved": "2026-11-17T00:00"}
    found = k4([done, asked])
    assert [part.name for part in found.parts] == ["Incidents", "Requests"]
    assert [part.value for part in found.parts] == [100, 0]
    assert [part.name for part in k4([done]).parts] == ["Incidents"]


def test_empty_denominator_and_all_missing():
    part = k4([{"priority": 0, "opened": WEEK.start}, {"priority": 1, "opened": None}]).parts[0]
    assert (part.value, part.n, part.verdict) == (None, 0, "n/a")
    assert k4([{"priority": 0, "opened": WEEK.start}]).excluded == (("no priority", 1),)
    assert k4([]).needs.startswith("Import incidents")


def test_the_sources_own_verdict_is_audited():
    tickets = [
        incident(resolved="2026-11-16T01:00", made_sla=1),
        incident(resolved="2026-11-16T05:00", made_sla=1),
        incident(resolved="2026-11-16T05:00", made_sla=0),
        incident(resolved="2026-11-16T05:00"),
    ]
    words = dict(k4(tickets).facts)["Incidents, the source's own verdict"]
    assert words == "66.7 % of 3 tickets met; differs from ours on 1"


def test_holds_that_begin_in_the_last_tenth_are_a_finding():
    held = {"key": "A", "priority": 1, "opened": "2026-11-16T00:00"}
    for enter, words in (("2026-11-16T03:36", "1 ticket"), ("2026-11-16T03:35:59", None)):
        hold = ("A", enter, "2026-11-16T08:00", HOLD)
        found = k4([{**held, "resolved": "2026-11-16T08:01"}], holds=[hold])
        assert dict(found.facts).get("Incidents held in the last tenth of a target") == words


def test_a_miss_that_rounding_would_hide_is_a_finding():
    found = k4([incident(resolved="2026-11-16T04:00:59"), incident(resolved="2026-11-16T04:01")])
    assert dict(found.facts)["Incidents missed by under a minute"] == "1 target"


def test_clock_counts_from_opened_or_anew_by_policy():
    """P3 raised to P1 three hours later, resolved an hour after five in all."""
    raised = incident(key="A", resolved="2026-11-16T06:00", open_priority=3, has_history=True)
    log = [("A", "2026-11-16T00:00", 3), ("A", "2026-11-16T03:00", 1)]
    found = k4([raised], priorities=log)
    assert extra(found, "Incidents, resolution").value == 0
    assert dict(found.facts)["Clock after a change of priority"].startswith("counts from opened")
    anew = KpiVariant("K4", "due-in", parameters=(("restart", 1.0),))
    found = k4([raised], priorities=log, settings=replace(DEFAULTS, variants=(anew,)))
    assert extra(found, "Incidents, resolution").value == 100
    assert dict(found.facts)["Clock after a change of priority"].startswith("starts again")


def test_resolved_in_is_a_variant_by_name():
    tickets = [incident(resolved="2026-11-16T01:00"), incident()]
    assert (k4(tickets).variant, extra(k4(tickets), "Incidents, resolution").value) == (
        "due-in",
        50,
    )
    own = replace(DEFAULTS, variants=(KpiVariant("K4", "resolved-in"),))
    found = k4(tickets, settings=own)
    assert (found.variant, found.parts[0].value, found.parts[0].n) == ("resolved-in", 100, 1)
    assert extra(found, "Incidents, due-in").value == 50


def test_merged_duplicates_are_out_with_their_keys():
    seen = replace(bare_details(1), duplicate=np.array([True]))
    found = k4([incident(key="D", resolved="2026-11-16T01:00")], details=seen)
    assert found.parts[0].n == 0
    assert dict(found.excluded_rows) == {"duplicate or merged": ("D",)}


def test_default_policy_is_said_until_somebody_agrees():
    assert is_default_policy(DEFAULTS)
    assert "default policy" in k4([incident()]).caveats
    own = replace(DEFAULTS, sla=(replace(DEFAULTS.sla[0], resolution_s=7200), *DEFAULTS.sla[1:]))
    assert not is_default_policy(own)
    assert "default policy" not in k4([incident()], settings=own).caveats


def test_drivers_are_the_groups_with_breaches():
    found = k4([incident(group="SAP"), incident(group="SAP"), incident(group="Network")])
    assert [(bar.label, bar.count) for bar in found.drivers] == [("SAP", 2), ("Network", 1)]
    assert found.drivers[0].cumulative == pytest.approx(66.7, abs=0.1)


def test_long_holds_keep_old_tickets_in_the_run():
    """Opened a year ago and held almost ever since: due this week all the same."""
    ticket = incident(key="A", opened="2025-11-16T00:00", resolved="2026-11-16T01:00")
    hold = ("A", "2025-11-16T01:00", "2026-11-16T00:00", HOLD)
    part = extra(k4([ticket], holds=[hold]), "Incidents, resolution")
    assert (part.n, part.value) == (1, 100)


def test_share_has_its_wilson_interval_and_a_verdict():
    met = [incident(resolved="2026-11-16T01:00", acknowledged="2026-11-16T00:01")] * 5
    part = k4(met).parts[0]
    assert part.interval == (pytest.approx(72.2, abs=0.1), 100)
    assert (part.verdict, part.met, part.better_by) == ("Met", True, 10)
