"""K1 against a plain computation, and the edge cases of METRICS §2."""

from dataclasses import replace
from statistics import fmean

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from app.analysis.kpis import kpi_met
from app.analysis.periods import parse_period
from app.models.columns import MISSING, OutageColumns
from app.models.columns.absent import bare_details
from app.models.outage import OUTAGE_KINDS
from app.models.settings import KpiVariant
from app.services.settings import load_settings
from tests.analysis.few_kpis import few
from tests.analysis.sample_facts import at, instant, make_facts

WEEK = parse_period("2026-W47", "UTC")
NOW = at("2026-11-23T08:00")
HOUR, DAY = 3600, 86400
DEFAULTS = load_settings("UTC")


def k1(tickets, period=WEEK, now=NOW, group="", settings=DEFAULTS, **histories):
    facts = make_facts(tickets, **histories)
    return few(facts, settings, period, now, "K1", group=group)["K1"]


def p1(tickets, **more):
    return k1([{"priority": 1, **ticket} for ticket in tickets], **more).parts[0]


@st.composite
def incidents(draw):
    """An incident with up to three unresolved episodes; gaps up to 9 days."""
    begin = WEEK.start + draw(st.integers(-20 * DAY, 7 * DAY))
    episodes = draw(st.lists(st.integers(0, 3 * DAY), min_size=1, max_size=3))
    gaps = draw(st.lists(st.integers(1, 9 * DAY), min_size=3, max_size=3))
    return {
        "kind": draw(st.sampled_from(("incident", "incident", "request"))),
        "peak_priority": draw(st.sampled_from((1, 2, 3))),
        "begin": begin,
        "episodes": list(zip(episodes, gaps, strict=False)),
        "cancelled": draw(st.sampled_from((False, False, True))),
        "is_child": draw(st.sampled_from((False, False, True))),
        "open": draw(st.sampled_from((False, False, True))),
    }


def log_of(case):
    """[(at, state)] and the last resolution, None while open."""
    log, clock = [(case["begin"], "new")], case["begin"]
    for place, (lasts, gap) in enumerate(case["episodes"]):
        clock += lasts
        if case["open"] and place == len(case["episodes"]) - 1:
            return log, None
        log.append((clock, "resolved"))
        resolved = clock
        clock += gap
        if place < len(case["episodes"]) - 1:
            log.append((clock, "in_progress"))
    return log, resolved


def expected(case):
    """(end, seconds unresolved) by the rules in words; None while unresolved."""
    total, clock = 0, case["begin"]
    for place, (lasts, gap) in enumerate(case["episodes"]):
        last = place == len(case["episodes"]) - 1
        if case["open"] and last:
            return None
        total, clock = total + lasts, clock + lasts
        if last or gap > 7 * DAY:
            return clock, total
        clock += gap
    raise AssertionError


@hypothesis_settings(max_examples=60, deadline=None)
@given(st.lists(incidents(), max_size=8))
def test_equals_a_plain_computation(cases):
    tickets, states = [], []
    for i, case in enumerate(cases):
        log, resolved = log_of(case)
        states += [(f"T{i}", when, state) for when, state in log]
        state = "cancelled" if case["cancelled"] else "in_progress" if case["open"] else "closed"
        tickets.append({
            "key": f"T{i}", "opened": case["begin"], "resolved": resolved, "state": state,
            "kind": case["kind"], "peak_priority": case["peak_priority"],
            "is_child": case["is_child"],
        })  # fmt: skip
    found = k1(tickets, states=states)
    for part, peak, unit in zip(found.parts, (1, 2), (60, 3600), strict=True):
        ends = [
            (case, expected(case))
            for case in cases
            if case["kind"] == "incident"
            and case["peak_priority"] == peak
            and not case["cancelled"]
            and not case["is_child"]
        ]
        for place, point in enumerate(part.trend):
            begin = WEEK.start - (25 - place) * 7 * DAY
            own = [
                end[1] for _, end in ends if end is not None and begin <= end[0] < begin + 7 * DAY
            ]
            assert point.n == len(own)
            assert point.value == (pytest.approx(fmean(own) / unit) if own else None)


def test_value_is_the_mean_with_median_and_p90_beside():
    start = "2026-11-16T00:00"
    ends = [f"2026-11-16T0{hour}:00" for hour in (1, 2, 3, 4, 9)]
    part = p1([{"opened": start, "resolved": end} for end in ends])
    assert (part.value, part.unit, part.n) == (228, "min", 5)
    assert (part.distribution.median, part.distribution.p90) == (3 * HOUR, 7 * HOUR)
    assert part.distribution.inside == 2
    assert (part.verdict, part.met, part.better_by) == ("Missed", False, -108)


def test_value_equal_to_its_target_is_met():
    part = p1([{"opened": "2026-11-16T00:00", "resolved": "2026-11-16T02:00"}] * 5)
    assert (part.value, part.met, part.verdict, part.better_by) == (120, True, "Met", 0)


def test_under_five_the_cases_decide():
    inside = {"opened": "2026-11-16T00:00", "resolved": "2026-11-16T02:00"}
    late = {"opened": "2026-11-16T00:00", "resolved": "2026-11-16T02:00:01"}
    assert (p1([inside] * 4).met, p1([inside] * 4).verdict) == (True, "4 of 4 inside target")
    part = p1([inside, inside, late])
    assert (part.met, part.verdict, part.signal) == (False, "2 of 3 inside target", None)
    assert "n under 5" in k1([{"priority": 1, **late}]).caveats


def test_empty_denominator_is_not_a_zero():
    found = k1([{"priority": 3, "opened": WEEK.start, "resolved": WEEK.start + 60}])
    for part in found.parts:
        assert (part.value, part.n, part.met, part.verdict) == (None, 0, None, "n/a")
    assert kpi_met(found) is None
    assert found.needs == ""


def test_no_incidents_says_which_export_is_missing():
    found = k1([])
    assert found.needs.startswith("Import incidents")
    assert (found.facts, found.caveats) == ((), ())


def test_one_row():
    part = p1([{"key": "INC7", "opened": "2026-11-16T00:00", "resolved": "2026-11-16T00:30"}])
    assert (part.value, part.n, part.rows, part.numerator_rows) == (30, 1, ("INC7",), ("INC7",))


def test_all_missing():
    part = p1([{"opened": None, "resolved": None}] * 3)
    assert (part.value, part.n) == (None, 0)


def test_zero_length_counts_as_zero():
    part = p1([{"opened": WEEK.start, "resolved": WEEK.start}])
    assert (part.value, part.n) == (0, 1)


def test_resolved_before_opened_is_excluded_and_counted():
    ticket = {"priority": 1, "opened": WEEK.start + 60, "resolved": WEEK.start + 59}
    found = k1([ticket])
    assert found.parts[0].n == 0
    assert found.excluded == (("restored before opened", 1),)


def test_closed_without_resolved_ends_when_closed():
    part = p1([{"opened": "2026-11-16T00:00", "closed": "2026-11-16T01:00"}])
    assert (part.value, part.n) == (60, 1)


def test_closed_without_any_time_is_neither_restored_nor_open():
    found = k1([{"priority": 1, "opened": WEEK.start, "state": "closed"}])
    assert found.parts[0].n == 0
    assert dict(found.facts)["P1 open at the end"] == "0"


def test_period_boundary_to_the_second():
    before, first = WEEK.start - 1, WEEK.start
    last, after = WEEK.end - 1, WEEK.end
    for end, n in ((before, 0), (first, 1), (last, 1), (after, 0)):
        assert p1([{"opened": WEEK.start - DAY, "resolved": end}]).n == n


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25)])
def test_clock_change_does_not_lengthen_or_shorten(day, hours):
    """Berlin local midnight to midnight on the day the clocks change."""
    berlin = load_settings("Europe/Berlin")
    midnight = {23: ("T00:00+01:00", "T00:00+02:00"), 25: ("T00:00+02:00", "T00:00+01:00")}[hours]
    after = f"{day[:8]}{int(day[8:]) + 1}"
    ticket = {"opened": day + midnight[0], "resolved": after + midnight[1]}
    month = parse_period(day[:7], "Europe/Berlin")
    part = p1([ticket], period=month, settings=berlin)
    assert part.value == hours * 60


def test_mixed_zones_are_one_time():
    part = p1([{"opened": "2026-11-16T10:00+05:30", "resolved": "2026-11-15T23:45-05:00"}])
    assert part.value == 15


def test_child_of_a_major_is_counted_apart():
    whole = {"priority": 1, "opened": "2026-11-16T00:00", "resolved": "2026-11-16T01:00"}
    found = k1([whole, {**whole, "is_child": True}, {**whole, "state": "cancelled"}])
    assert found.parts[0].n == 1
    assert dict(found.excluded) == {"child of a major": 1, "cancelled": 1}


def test_p3_raised_to_p1_starts_at_the_promotion():
    raised = {
        "key": "A", "opened": "2026-11-16T00:00", "resolved": "2026-11-16T05:00", "priority": 3,
        "open_priority": 3, "peak_priority": 1, "has_history": True,
    }  # fmt: skip
    log = [("A", "2026-11-16T00:00", 3), ("A", "2026-11-16T03:00", 1), ("A", "2026-11-16T04:00", 3)]
    found = k1([raised], priorities=log)
    assert (found.parts[0].value, found.parts[0].n, found.parts[1].n) == (120, 1, 0)
    beside = {part.name: part.value for part in found.extra}
    assert beside["P1 from opened"] == 300
    assert dict(found.facts)["Raised after opening"] == "1 incident, from the promotion"


def test_reopened_twice_is_the_sum_of_unresolved_times():
    log = [
        ("A", "2026-11-10T00:00", "new"), ("A", "2026-11-10T01:00", "resolved"),
        ("A", "2026-11-12T00:00", "in_progress"), ("A", "2026-11-12T02:00", "resolved"),
        ("A", "2026-11-17T00:00", "in_progress"), ("A", "2026-11-17T04:00", "resolved"),
    ]  # fmt: skip
    ticket = {
        "key": "A", "priority": 1, "opened": "2026-11-10T00:00", "resolved": "2026-11-17T04:00",
    }  # fmt: skip
    found = k1([ticket], states=log)
    assert found.parts[0].value == (1 + 2 + 4) * 60
    assert "to the first resolution 1 h on average" in dict(found.facts)["Reopened"]


def test_reopened_after_the_window_is_a_recurrence():
    log = [
        ("A", "2026-11-16T00:00", "new"), ("A", "2026-11-16T01:00", "resolved"),
        ("A", "2026-11-23T01:00:01", "in_progress"), ("A", "2026-11-24T00:00", "resolved"),
    ]  # fmt: skip
    ticket = {
        "key": "A", "priority": 1, "opened": "2026-11-16T00:00", "resolved": "2026-11-24T00:00",
    }  # fmt: skip
    part = k1([ticket], states=log, now=at("2026-11-30T00:00")).parts[0]
    assert (part.value, part.n) == (60, 1)


def test_reopened_without_history_is_said():
    ticket = {
        "priority": 1, "opened": "2026-11-16T00:00", "resolved": "2026-11-16T01:00",
        "reopen_count": 1,
    }  # fmt: skip
    assert any("reopened without a history" in line for line in k1([ticket]).caveats)


def test_open_at_the_end_stands_beside():
    done = {"priority": 1, "opened": "2026-11-16T00:00", "resolved": "2026-11-16T02:00"}
    open_ = {"priority": 1, "opened": "2026-11-20T00:00"}
    later = {**open_, "resolved": "2026-11-23T00:00"}
    facts = dict(k1([done, open_, later]).facts)
    assert facts["P1 open at the end"] == "2"
    assert facts["P1 median with open ones (Kaplan-Meier)"] == "not reached"


def test_outcome_unknown_is_not_open_for_ever():
    gone = {"priority": 1, "opened": "2026-11-20T00:00", "outcome_unknown": True}
    assert dict(k1([gone]).facts)["P1 open at the end"] == "0"


def test_restored_before_resolved_wins_and_is_printed():
    ticket = {
        "priority": 1, "opened": "2026-11-16T00:00", "restored": "2026-11-16T00:40",
        "resolved": "2026-11-16T03:00",
    }  # fmt: skip
    found = k1([ticket])
    assert found.parts[0].value == 40
    words = "0 % by outage end · 100 % by restored milestone · 0 % by resolved"
    assert dict(found.facts)["Restored"] == words
    assert found.fallback == "100 % by restored milestone"
    assert {p.name: p.value for p in found.extra}["P1 to resolve"] == 180


def beside(rows=1, **details):
    """Details of the tickets, with some of their columns given."""
    made = bare_details(rows)
    return replace(made, **{name: np.array(values) for name, values in details.items()})


def outages(*rows):
    """(kind, start, end, ticket row, cancelled) as columns."""
    kinds, starts, ends, tickets, gone = zip(*rows, strict=True)
    codes = [OUTAGE_KINDS.index(kind) for kind in kinds]
    nothing = np.full(len(rows), -1, np.int32)
    return OutageColumns(
        np.array([f"O{i}" for i in range(len(rows))]), np.array(codes, np.int8), nothing, nothing,
        np.array([instant(one) for one in starts]), np.array([instant(one) for one in ends]),
        np.full(len(rows), MISSING), np.array(tickets), np.array(gone), (), (),
    )  # fmt: skip


FULL = {"priority": 1, "opened": "2026-11-16T00:10", "resolved": "2026-11-16T03:00"}


def test_clock_starts_with_the_impact_and_stops_with_the_outage():
    seen = beside(impact_start=[at("2026-11-16T00:00")])
    down = outages(("outage", "2026-11-16T00:00", "2026-11-16T01:00", 0, False))
    found = k1([FULL], details=seen, outages=down)
    assert found.parts[0].value == 60
    facts = dict(found.facts)
    assert facts["Start"].startswith("100 % from the impact")
    assert facts["Restored"].startswith("100 % by outage end")
    assert {p.name: p.value for p in found.extra}["P1 from opened"] == 50
    assert found.fallback == ""


@pytest.mark.parametrize(
    "row",
    [
        ("outage", "2026-11-16T00:00", None, 0, False),
        ("planned", "2026-11-16T00:00", "2026-11-16T01:00", 0, False),
        ("outage", "2026-11-16T00:00", "2026-11-16T01:00", 0, True),
        ("outage", "2026-11-16T00:00", "2026-11-16T01:00", -1, False),
    ],
)
def test_outages_that_say_nothing_leave_the_next_level(row):
    found = k1([FULL], outages=outages(row))
    assert (found.parts[0].value, found.fallback) == (170, "100 % by resolved")


def test_promoted_with_evidence_starts_at_the_impact():
    raised = {**FULL, "key": "A", "peak_priority": 1, "open_priority": 3, "has_history": True}
    log = [("A", "2026-11-16T00:10", 3), ("A", "2026-11-16T02:00", 1)]
    seen = beside(impact_start=[at("2026-11-16T00:00")])
    assert k1([raised], priorities=log).parts[0].value == 60
    assert k1([raised], priorities=log, details=seen).parts[0].value == 180


def test_merged_duplicate_is_out_and_its_impact_joins_the_survivor():
    seen = beside(
        2, duplicate=[False, True], parent=[-1, 0],
        impact_start=[at("2026-11-16T00:05"), at("2026-11-15T23:50")],
    )  # fmt: skip
    found = k1([{**FULL, "key": "A"}, {**FULL, "key": "B"}], details=seen)
    assert (found.parts[0].n, found.parts[0].value) == (1, 190)
    assert dict(found.excluded) == {"duplicate or merged": 1}
    assert dict(found.excluded_rows) == {"duplicate or merged": ("B",)}


def test_variants_by_name_and_open_ones_on_the_part():
    ticket = {
        "priority": 1, "opened": "2026-11-16T00:00", "restored": "2026-11-16T01:00",
        "resolved": "2026-11-16T02:00", "closed": "2026-11-20T00:00",
    }  # fmt: skip
    open_ = {"priority": 1, "opened": "2026-11-22T23:00"}
    found = k1([ticket, open_])
    assert (found.variant, found.variants) == ("restore", ("restore", "resolve", "close"))
    part = found.parts[0]
    assert (part.value, part.open_n, part.km_median) == (60, 1, 60)
    own = replace(DEFAULTS, variants=(KpiVariant("K1", "resolve", version=3),))
    other = k1([ticket, open_], settings=own)
    assert (other.variant, other.parts[0].value, other.definition.version) == ("resolve", 120, 3)
    assert {p.name: p.value for p in other.extra}["P1 to restore"] == 60


def test_resolved_and_not_closed_is_open_to_the_variant_close():
    begun = {"priority": 1, "opened": "2026-11-16T00:00"}
    rows = [
        begun | {"key": "A", "resolved": "2026-11-16T02:00", "state": "resolved"},
        begun | {"key": "B", "state": "closed"},
        begun | {"key": "C", "resolved": "2026-11-16T02:00", "closed": "2026-11-17T00:00"},
        begun | {"key": "D", "opened": "2026-11-22T23:00"},
    ]
    assert k1(rows).parts[0].open_n == 1
    found = k1(rows, settings=replace(DEFAULTS, variants=(KpiVariant("K1", "close", version=2),)))
    assert (found.parts[0].n, found.parts[0].open_n) == (1, 2)


def test_phases_are_means_over_those_that_show_both_ends():
    ticket = {
        "key": "A", "priority": 1, "opened": "2026-11-16T00:10",
        "acknowledged": "2026-11-16T00:15", "restored": "2026-11-16T01:00",
        "resolved": "2026-11-16T02:00", "closed": "2026-11-16T05:00",
    }  # fmt: skip
    found = k1(
        [ticket], assignees=[("A", "2026-11-16T00:20", "Ada")],
        details=beside(impact_start=[at("2026-11-16T00:00")]),
    )  # fmt: skip
    assert dict(found.facts)["By phase, mean (known for)"] == (
        "detect 10 m (1) · acknowledge 5 m (1) · assign 5 m (1) · diagnose 40 m (1) · "
        "fix 1 h (1) · verify 3 h (1)"
    )


def test_no_time_to_fix_is_told_where_restored_is_resolved():
    ticket = {**FULL, "closed": "2026-11-17T03:00"}
    assert dict(k1([ticket]).facts)["By phase, mean (known for)"] == "verify 1 d (1)"


def test_holds_are_not_deducted():
    ticket = {
        "key": "A", "priority": 1, "opened": "2026-11-16T00:00", "resolved": "2026-11-16T02:00",
    }  # fmt: skip
    hold = ("A", "2026-11-16T00:30", "2026-11-16T01:30", "awaiting_caller")
    assert k1([ticket], holds=[hold]).parts[0].value == 120


def test_scope_of_one_group():
    ticket = {"priority": 1, "opened": "2026-11-16T00:00", "resolved": "2026-11-16T01:00"}
    tickets = [{**ticket, "group": "Network"}, {**ticket, "group": "SAP"}]
    assert k1(tickets, group="SAP").parts[0].n == 1
    assert k1(tickets, group="Unheard of").parts[0].n == 0


def test_what_happens_after_now_is_not_known_yet():
    ticket = {"priority": 1, "opened": "2026-11-16T00:00", "resolved": "2026-11-18T00:00"}
    found = k1([ticket], now=at("2026-11-17T12:00"))
    assert found.parts[0].n == 0
    assert dict(found.facts)["P1 open at the end"] == "1"
    assert found.caveats[0] == "W47 not over"


def test_drivers_are_the_groups_outside_target():
    late = {"priority": 1, "opened": "2026-11-16T00:00", "resolved": "2026-11-17T00:00"}
    groups = [*"AAAABBBCCDEFG"]
    found = k1([{**late, "group": group} for group in groups])
    labels = [(bar.label, bar.count) for bar in found.drivers]
    assert labels[:3] == [("A", 4), ("B", 3), ("C", 2)]
    assert labels[-1] == ("2 other groups", 2)
    assert found.drivers[-1].cumulative == 100


def test_definition_window_is_a_setting():
    log = [
        ("A", "2026-11-16T00:00", "new"), ("A", "2026-11-16T01:00", "resolved"),
        ("A", "2026-11-16T03:00", "in_progress"), ("A", "2026-11-16T04:00", "resolved"),
    ]  # fmt: skip
    ticket = {
        "key": "A", "priority": 1, "opened": "2026-11-16T00:00", "resolved": "2026-11-16T04:00",
    }  # fmt: skip
    strict = replace(DEFAULTS, reopen_window_s=HOUR)
    assert k1([ticket], states=log).parts[0].value == 120
    assert k1([ticket], states=log, settings=strict).parts[0].value == 60
