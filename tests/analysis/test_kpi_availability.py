"""K12 against minutes counted one by one, and the edge cases of METRICS §2."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from app.analysis.kpis import compute
from app.analysis.periods import earlier, parse_period
from app.models.columns import Registers, ServiceRow, SourceFreshness
from app.models.scope import Scope
from app.models.settings import KpiVariant
from app.services.settings import load_settings
from tests.analysis.sample_facts import at, make_facts
from tests.analysis.signal_rows import make_outages

DEFAULTS = load_settings("Europe/Berlin")
OCTOBER = parse_period("2026-10", "Europe/Berlin")
MARCH = parse_period("2026-03", "Europe/Berlin")
NOW = at("2026-11-23T08:00")
MINUTE, HOUR, DAY = 60, 3600, 86400
LONG_AGO = {"service": "Elsewhere", "start": "2025-01-01T00:00", "end": "2025-01-01T00:01"}
HOURS = {
    "24x7": lambda *_: True,
    "Mon-Fri 08:00-18:00": lambda weekday, minute: weekday < 5 and 480 <= minute < 1080,
    "Sat-Sun 22:00-02:00": lambda weekday, minute: (
        (weekday in (5, 6) and minute >= 1320) or (weekday in (6, 0) and minute < 120)
    ),
    "Mon-Thu 7-12, 13:30-17; Fri 7am-1pm": lambda weekday, minute: (
        (weekday < 4 and (420 <= minute < 720 or 810 <= minute < 1020))
        or (weekday == 4 and 420 <= minute < 780)
    ),
}
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe")


def service(name="SAP", hours="24x7", zone="UTC", target=None, tier=1):
    return ServiceRow(name, tier, None, hours, zone, target)


def k12(
    outages=(), services=None, period=OCTOBER, now=NOW, settings=DEFAULTS, scope=None, **beside
):
    registers = Registers(services=tuple(services if services is not None else [service()]))
    rows = [LONG_AGO, *outages] if outages is not None else []
    facts = make_facts(registers=registers, outages=make_outages(rows), **beside)
    found = compute(facts, settings, period, now, scope=scope or Scope(), only=("K12",))
    return next(result for result in found if result.id == "K12")


def outage(start, end, **more):
    return {"service": "SAP", "start": start, "end": end, **more}


def availability(result, name="SAP"):
    return next(part.value for part in result.extra if part.name == name)


def minutes_down(result, period=OCTOBER, name="SAP"):
    """Of a 24×7 service without maintenance, from its availability."""
    return (1 - availability(result, name) / 100) * (period.end - period.start) / MINUTE


@cache
def agreed_minutes(hours, zone, period):
    """The minutes of the period whose local wall time lies in the hours."""
    place, found = ZoneInfo(zone), set()
    for minute in range(period.start // MINUTE, period.end // MINUTE):
        wall = datetime.fromtimestamp(minute * MINUTE, UTC).astimezone(place)
        if HOURS[hours](wall.weekday(), wall.hour * 60 + wall.minute):
            found.add(minute)
    return frozenset(found)


def covered(rows):
    return {m for row in rows for m in range(row["start"] // MINUTE, row["end"] // MINUTE)}


first_minute = (OCTOBER.start - 3 * DAY) // MINUTE
intervals = st.fixed_dictionaries({
    "service": st.sampled_from(("SAP", "Mail", "Tier 2")),
    "kind": st.sampled_from(("outage", "outage", "degradation", "planned", "silence")),
    "begin": st.integers(0, 36 * 1440),
    "lasts": st.integers(-30, 3 * 1440),
    "lead": st.sampled_from((-600, 0, 600, None)),
    "cancelled": st.sampled_from((False, False, False, True)),
})  # fmt: skip


def interval(case):
    start = (first_minute + case["begin"]) * MINUTE
    said = None if case["lead"] is None else start - case["lead"]
    return {**case, "start": start, "end": start + case["lasts"] * MINUTE, "announced": said}


@hypothesis_settings(max_examples=40, deadline=None)
@given(
    st.lists(intervals, max_size=10),
    st.sampled_from(sorted(HOURS)),
    st.sampled_from(ZONES),
    st.sampled_from((90.0, 99.0, None)),
)
def test_equals_minutes_counted_one_by_one(cases, hours, zone, target):
    rows = [interval(case) for case in cases]
    services = [service("SAP", hours, zone, target), service("Mail"), service("Tier 2", tier=2)]
    found = k12(rows, services)
    valid = [row for row in rows if row["end"] > row["start"] and not row["cancelled"]]
    met = dict.fromkeys(("strict", "weighted", "lenient"), 0)
    for one in services[:2]:
        own = [row for row in valid if row["service"] == one.name]
        excused = covered(
            row
            for row in own
            if row["kind"] == "planned" and row["announced"] is not None and row["lead"] > 0
        )
        asked = agreed_minutes(one.hours, one.zone, OCTOBER) - excused
        whole = covered(row for row in own if row["kind"] == "outage")
        partial = covered(row for row in own if row["kind"] == "degradation") - whole
        lost = {"strict": 1.0, "weighted": 0.5, "lenient": 0.0}
        for name, weight in lost.items():
            down = len(whole & asked) + weight * len(partial & asked)
            share = 100 * (1 - down / len(asked))
            met[name] += share >= (one.target or 99.9) - 1e-9
            if name == "strict":
                part = next(part for part in found.extra if part.name == one.name)
                assert part.value == pytest.approx(share, abs=1e-9)
        within = (whole | partial) & set(range(OCTOBER.start // MINUTE, OCTOBER.end // MINUTE))
        assert part.n == sum(
            1
            for begin in (minute for minute in within if minute - 1 not in within)
            if run_from(begin, within) & asked
        )
    parts = {part.name: part for part in (*found.parts, *found.extra)}
    for name, count in met.items():
        assert (parts[name].numerator, parts[name].denominator) == (count, 2)


def run_from(begin, minutes):
    run = set()
    while begin in minutes:
        run.add(begin)
        begin += 1
    return run


@hypothesis_settings(max_examples=15, deadline=None)
@given(st.lists(intervals, max_size=6))
def test_each_point_of_the_trend_is_that_months_own_value(cases):
    rows = [interval(case) for case in cases]
    trend = k12(rows).parts[0].trend
    for back in (1, 2):
        assert trend[-1 - back].value == k12(rows, period=earlier(OCTOBER, back)).parts[0].value


def test_value_is_the_share_of_services_with_the_worst_named():
    found = k12(
        [outage("2026-10-05T10:00", "2026-10-05T12:00"),
         outage("2026-10-06T10:00", "2026-10-06T10:30", service="Mail")],
        [service(), service("Mail"), service("Web"), service("Low", target=99.0)],
    )  # fmt: skip
    part = found.parts[0]
    assert (part.numerator, part.denominator, part.value) == (3, 4, 75)
    assert (part.rows, part.numerator_rows) == (
        ("Low", "Mail", "SAP", "Web"), ("Low", "Mail", "Web"),
    )  # fmt: skip
    facts = dict(found.facts)
    assert facts["On target"] == "3 of 4; worst SAP 99.73 %"
    assert facts["Downtime"] == "150 min in 2 outages, merged"
    assert facts["Error budget left, worst"] == "−1 h 15 m of 44 m"
    assert facts["Source"] == "outage records"
    assert [(bar.label, bar.count) for bar in found.drivers] == [("SAP", 120), ("Mail", 30)]
    own = next(part for part in found.extra if part.name == "SAP")
    assert (own.rows, own.records, found.records) == (("O2",), "outage", "service")


def test_overlapping_and_touching_outages_are_one():
    found = k12([
        outage("2026-10-05T10:00", "2026-10-05T11:00"),
        outage("2026-10-05T10:30", "2026-10-05T11:30"),
        outage("2026-10-05T11:30", "2026-10-05T12:00", kind="degradation"),
    ])  # fmt: skip
    assert minutes_down(found) == pytest.approx(120)
    assert dict(found.facts)["Downtime"] == "120 min in 1 outage, merged"


def test_mean_time_between_failures_is_time_up_by_outage():
    found = k12([outage("2026-10-05T10:00", "2026-10-05T11:00"),
                 outage("2026-10-07T10:00", "2026-10-07T11:00")])  # fmt: skip
    assert dict(found.facts)["MTBF"] == "15 d 11 h"
    assert dict(k12([]).facts)["MTBF"] == "n/a: no outage"


def test_an_overrun_of_maintenance_is_not_excused():
    window = outage("2026-10-05T10:00", "2026-10-05T11:00", kind="planned",
                    announced="2026-10-01T00:00")  # fmt: skip
    found = k12([window, outage("2026-10-05T10:00", "2026-10-05T11:20")])
    assert dict(found.facts)["Downtime"] == "20 min in 1 outage, merged"
    assert dict(found.facts)["Planned maintenance left out"] == "60 min"


@pytest.mark.parametrize("announced", [None, "2026-10-05T10:00", "2026-10-06T00:00"])
def test_maintenance_not_announced_before_it_began_is_downtime(announced):
    window = outage("2026-10-05T10:00", "2026-10-05T11:00", kind="planned", announced=announced)
    found = k12([window, outage("2026-10-05T10:00", "2026-10-05T11:00")])
    assert minutes_down(found) == pytest.approx(60)
    assert dict(found.facts)["Not announced before, not excused"] == "1 planned window"


def test_degraded_counts_fully_half_or_not_at_all():
    rows = [outage("2026-10-05T10:00", "2026-10-05T11:00", kind="degradation")]
    values = {}
    for variant in ("strict", "weighted", "lenient"):
        chosen = replace(DEFAULTS, variants=(KpiVariant("K12", variant),))
        found = k12(rows, settings=chosen)
        assert (found.variant, found.parts[0].name) == (variant, variant)
        assert {part.name for part in found.extra} >= set(found.variants) - {variant}
        values[variant] = minutes_down(found)
    assert values == {
        "strict": pytest.approx(60), "weighted": pytest.approx(30), "lenient": pytest.approx(0),
    }  # fmt: skip


def test_value_equal_to_its_target_is_met():
    ten_hours = [outage("2026-09-05T00:00", "2026-09-05T07:12")]
    period = parse_period("2026-09", "UTC")
    found = k12(ten_hours, [service(target=99.0)], period=period, settings=load_settings("UTC"))
    assert availability(found) == pytest.approx(99.0)
    assert (found.parts[0].value, found.parts[0].met) == (100, True)


def test_availability_k12_dst_forward():
    hours = [service(hours="Sun 01:00-04:00", zone="Europe/Berlin")]
    found = k12([outage("2026-03-28T23:00", "2026-03-29T10:00")], hours, period=MARCH)
    assert availability(found) == pytest.approx(100 * (1 - 2 / (4 * 3 + 2)))


def test_availability_k12_dst_back():
    hours = [service(hours="Sun 01:00-04:00", zone="Europe/Berlin")]
    found = k12([outage("2026-10-24T22:00", "2026-10-25T10:00")], hours)
    assert availability(found) == pytest.approx(100 * (1 - 4 / (3 * 3 + 4)))


def test_availability_k12_holiday_is_no_agreed_time():
    rule = replace(DEFAULTS.calendars[0], holidays=(("2026-10-05", 0, 1440),))
    settings = replace(DEFAULTS, calendars=(rule,))
    rows = [outage("2026-10-05T06:00", "2026-10-05T20:00")]
    hours = [service(hours="Business days")]
    assert availability(k12(rows, hours, settings=settings)) == 100
    assert availability(k12(rows, hours)) == pytest.approx(100 * (1 - 10 / 220))


def test_availability_k12_out_of_hours_is_no_downtime():
    found = k12([outage("2026-10-05T20:00", "2026-10-06T04:00")],
                [service(hours="Mon-Fri 08:00-18:00")])  # fmt: skip
    assert availability(found) == 100
    assert dict(found.facts)["Downtime"] == "0 min in 0 outages, merged"


def test_availability_k12_zero_length():
    found = k12([outage("2026-10-05T10:00", "2026-10-05T10:00")])
    assert (availability(found), found.excluded) == (100, ())


def test_availability_k12_ended_before_it_began():
    found = k12([outage("2026-10-05T10:00", "2026-10-05T09:00")])
    assert availability(found) == 100
    assert found.excluded == (("ended before it began", 1),)
    assert found.excluded_rows == (("ended before it began", ("O2",)),)


def p1(opened, **more):
    return {"service": "SAP", "priority": 1, "opened": opened, **more}


def by_tickets(tickets, **more):
    early = {"priority": 4, "opened": "2025-01-01T00:00", "closed": "2025-01-02T00:00"}
    return k12(None, tickets=[*tickets, early], **more)


def test_availability_k12_closed_without_resolved():
    found = by_tickets([p1("2026-10-05T10:00", closed="2026-10-05T11:00")])
    assert minutes_down(found) == pytest.approx(60)
    assert found.fallback == "100 % by P1 incidents"
    assert found.caveats[1] == "by P1 incidents"


def test_availability_k12_restored_comes_before_resolved():
    found = by_tickets([
        p1("2026-10-05T10:00", restored="2026-10-05T10:20", resolved="2026-10-05T11:00")
    ])  # fmt: skip
    assert minutes_down(found) == pytest.approx(20)


def test_availability_k12_reopened_twice_lasts_to_the_last_resolution():
    found = by_tickets([p1("2026-10-05T10:00", resolved="2026-10-05T16:00", reopen_count=2)])
    assert minutes_down(found) == pytest.approx(360)


def test_availability_k12_p3_p1_p3_starts_at_the_promotion():
    ticket = p1("2026-10-05T10:00", key="T", priority=3, peak_priority=1, open_priority=3,
                has_history=True, resolved="2026-10-05T15:00")  # fmt: skip
    raised = [("T", "2026-10-05T10:00", 3), ("T", "2026-10-05T12:00", 1),
              ("T", "2026-10-05T13:00", 3)]  # fmt: skip
    assert minutes_down(by_tickets([ticket], priorities=raised)) == pytest.approx(180)


def test_availability_k12_child_of_a_major_and_merged_duplicate_count_once():
    times = {"opened": "2026-10-05T10:00", "resolved": "2026-10-05T11:00"}
    later = {"opened": "2026-10-05T10:30", "resolved": "2026-10-05T11:15"}
    found = by_tickets([p1(**times), p1(**later, is_child=True)])
    assert minutes_down(found) == pytest.approx(75)


def test_availability_k12_open_at_period_end():
    rows = [outage("2026-10-31T22:00", None)]
    assert minutes_down(k12(rows)) == pytest.approx(60)
    half = at("2026-10-11T22:00")
    running = k12([outage("2026-10-11T21:00", None)], now=half)
    assert running.period.id == "2026-10"
    lost = 100 - availability(running)
    assert lost == pytest.approx(100 * HOUR / (half - OCTOBER.start))


def test_availability_k12_on_the_period_boundary_to_the_second():
    before = [outage(OCTOBER.start - HOUR, OCTOBER.start), outage(OCTOBER.end, OCTOBER.end + 9)]
    assert availability(k12(before)) == 100
    inside = [outage(OCTOBER.start - HOUR, OCTOBER.start + 1), outage(OCTOBER.end - 1, None)]
    assert minutes_down(k12(inside)) == pytest.approx(2 / 60)


def test_availability_k12_empty_denominator():
    for services in ([], [service(tier=2)]):
        found = k12([], services)
        assert (found.parts[0].value, found.parts[0].verdict) == (None, "n/a")
        assert "tier" in found.needs
    always_off = outage(OCTOBER.start, OCTOBER.end, kind="planned", announced=OCTOBER.start - 1)
    assert k12([always_off]).parts[0].n == 0


def test_availability_k12_one_row():
    part = k12([]).parts[0]
    assert (part.value, part.n, part.verdict, part.met) == (100, 1, "1 of 1 inside target", True)


def test_availability_k12_all_missing():
    found = k12(None)
    assert (found.parts[0].value, found.needs[:14]) == (None, "Import outages")
    silent = k12([outage(None, None)])
    assert silent.parts[0].value == 100
    assert silent.excluded == (("no start", 1),)


def test_availability_k12_mixed_zones():
    rows = [
        outage("2026-10-05T05:00", "2026-10-05T07:00"),
        outage("2026-10-05T05:00", "2026-10-05T07:00", service="Mail"),
    ]
    hours = "Mon-Fri 08:00-18:00"
    found = k12(rows, [service(hours=hours, zone="Europe/Berlin"),
                       service("Mail", hours=hours, zone="UTC")])  # fmt: skip
    assert availability(found) == pytest.approx(100 * (1 - 1 / 220))
    assert availability(found, "Mail") == 100


def test_availability_k12_reimport_of_the_same_outage_changes_nothing():
    rows = [outage("2026-10-05T10:00", "2026-10-05T11:00")]
    assert k12(rows * 2).parts == k12(rows).parts


def test_availability_k12_open_only_export_has_an_unknown_outcome():
    found = by_tickets([p1("2026-10-05T10:00", outcome_unknown=True)])
    assert availability(found) == 100
    assert found.excluded == (("outcome unknown", 1),)


def test_flagged_p1_comes_before_every_p1(settings):
    facts = make_facts(
        [p1("2025-01-01T00:00", resolved="2025-01-01T01:00"),
         p1("2026-10-05T10:00", resolved="2026-10-05T11:00"),
         p1("2026-10-06T10:00", resolved="2026-10-06T11:00")],
        registers=Registers(services=(service(),)),
    )  # fmt: skip
    facts.details.outage[1] = True
    found = compute(facts, settings, parse_period("2026-10", "UTC"), NOW, only=("K12",))[0]
    assert found.fallback == "100 % by P1 incidents with an outage flag"
    assert dict(found.facts)["Downtime"] == "60 min in 1 outage, merged"


def test_a_period_of_which_nothing_is_known_is_not_available():
    first = [outage("2026-09-15T10:00", "2026-09-15T11:00")]
    facts = make_facts(
        registers=Registers(services=(service(),)),
        outages=make_outages(first),
        sources=[SourceFreshness("Outages", "outage", OCTOBER.start, "o.csv", 1, NOW, False)],
    )
    part = compute(facts, DEFAULTS, OCTOBER, NOW, only=("K12",))[0].parts[0]
    assert [point.value for point in part.trend[-3:]] == [None, 0, None]


def test_hours_that_cannot_be_read_are_round_the_clock_and_said():
    found = k12([], [service(hours="when needed"), service("Mail", "Mon-Fri 8-18", "Mars/Base")])
    assert found.caveats[-1] == "Agreed hours or zone not understood: SAP, Mail."


def test_scope_of_a_service_a_tier_and_a_group():
    services = [service(), service("Mail")]
    assert k12([], services, scope=Scope("service", "Mail")).parts[0].rows == ("Mail",)
    assert k12([], services, scope=Scope("tier", "1")).parts[0].n == 2
    assert k12([], services, scope=Scope("tier", "2")).parts[0].n == 0
    assert k12([], services, scope=Scope("group", "SAP")).parts[0].value is None
