"""Believable results to write reports from; the figures are those of one imagined customer."""

from datetime import UTC, datetime

# ruff: noqa: ISC004 - sentences inside tuples
from app.models.period import Period
from app.models.results import (
    Distribution,
    Driver,
    KpiDefinition,
    KpiPart,
    KpiResult,
    Limits,
    Provenance,
    RequestedDecision,
    Scorecard,
    Signal,
    TrendPoint,
)

ZONE = "Europe/Berlin"
WEEK = 7 * 86_400
HOSTILE = "=cmd|' /C calc'!A0"
TYPST = '#read("/etc/passwd") *bold* $x$'
OVERRIDE = "left\u202eright"


def at(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> int:
    return int(datetime(year, month, day, hour, minute, tzinfo=UTC).timestamp())


NOW = at(2026, 11, 23, 7, 12)
PERIOD = Period(
    "week", "2026-W47", "Week 47, 16 to 22 November 2026", "W47",
    at(2026, 11, 15, 23), at(2026, 11, 22, 23), ZONE,
)  # fmt: skip
OCTOBER = Period(
    "month", "2026-10", "October 2026", "Oct", at(2026, 9, 30, 22), at(2026, 10, 31, 23), ZONE
)


def weeks(*values: float | None, n: int = 40) -> tuple[TrendPoint, ...]:
    first = 48 - len(values)
    return tuple(
        TrendPoint(
            f"2026-W{first + i:02}",
            f"W{first + i}",
            PERIOD.start - (len(values) - 1 - i) * WEEK,
            value,
            n,
        )
        for i, value in enumerate(values)
    )


def months(*values: float | None, n: int = 150) -> tuple[TrendPoint, ...]:
    names = ("Nov", "Dec", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct")
    shown = names[-len(values) :]
    return tuple(
        TrendPoint(f"2026-{i:02}", label, OCTOBER.start - (len(values) - i) * 30 * 86_400, value, n)
        for i, (label, value) in enumerate(zip(shown, values, strict=True))
    )


def limits(mean: float, lower: float, upper: float, points: int = 25) -> Limits:
    step = (upper - mean) / 2.66
    return Limits(mean, lower, upper, step, 3.267 * step, points, points >= 12)


SLA_TREND = weeks(
    *(92.6, 92.1, 91.7, 92.9, 92.3, 91.9, 92.8, 92.2, 92.5, 91.8, 92.6, 92.4),
    *(93.9, 94.3, 93.7, 94.4, 94.0, 93.6, 94.5, 94.1, 93.8, 94.4, 94.2, 93.7, 94.3, 91.6),
    n=1148,
)
P1_TREND = weeks(
    *(102, 88, None, 131, 96, 120, 84, 99, 105, None, 92, 118, 76, 101, 95, 128, 90),
    *(104, 83, 111, 97, None, 88, 107, 101, 94),
    n=2,
)
P2_TREND = weeks(
    *(7.1, 6.4, 8.2, 7.7, 6.9, 6.2, 7.4, 6.6, 7.9, 7.2, 6.8, 7.5, 6.1, 7.0, 6.7, 7.6, 6.5),
    *(7.3, 6.9, 6.4, 7.1, 6.8, 7.2, 6.3, 6.9, 6.6),
    n=9,
)
BACKLOG_TREND = weeks(
    *(6.8, 7.1, 6.6, 7.3, 6.9, 7.4, 7.0, 6.7, 7.2, 6.9, 6.5, 7.0, 7.1, 6.8, 6.6, 7.2, 7.0, 6.9),
    *(7.6, 7.7, 7.5, 7.9, 8.0, 8.2, 8.1, 8.5),
    n=4846,
)


def definition(formula: str, cohort: str, clock: str, pairs: str) -> KpiDefinition:
    return KpiDefinition(
        formula,
        cohort,
        clock,
        "Incidents of every group; children of a major count here and not in K1.",
        "Cancelled, spam, test and duplicate records; invalid intervals.",
        pairs,
        7,
    )


def time_to_restore() -> KpiResult:
    p1 = KpiPart(
        "P1",
        "P1 time to restore",
        "min",
        94.0,
        2,
        distribution=Distribution(2, 5640, 5640, 7080, 4200, 7080, 2),
        target=120.0,
        stretch=60.0,
        met=True,
        verdict="2 of 2 inside target",
        better_by=26.0,
        previous=101.0,
        trend=P1_TREND,
        limits=limits(103, 71, 134, 22),
        rows=("INC0479912", "INC0480233"),
    )
    p2 = KpiPart(
        "P2",
        "P2 time to restore",
        "h",
        6.6,
        9,
        distribution=Distribution(9, 23_760, 21_900, 31_800, 7_200, 34_200, 7),
        target=8.0,
        stretch=4.0,
        met=True,
        verdict="Met",
        better_by=1.4,
        previous=6.9,
        trend=P2_TREND,
        limits=limits(6.9, 5.0, 8.6),
        rows=tuple(f"INC04801{i:02}" for i in range(9)),
    )
    return KpiResult(
        "K1",
        "P1 / P2 time to restore",
        "Restore and respond",
        "lower",
        "week",
        PERIOD,
        (p1, p2),
        (KpiPart("resolve", "P1 time to resolve", "min", 171.0, 2),),
        (("children of a major", 14), ("cancelled", 3)),
        (
            "n under 5",
            "P1: two incidents in the week; read each incident and not the trend.",
            "Start is the opening time for 1 of 2 P1 incidents: no outage names them.",
        ),
        (
            ("Open at the end of the period", "P1 0, P2 3"),
            ("Kaplan-Meier median, P2", "6 h 40 m"),
            ("Restored taken from", "82 % resolved, 18 % outage end"),
            ("Peak priority known for", "100 %"),
        ),
        (),
        "",
        definition(
            "Mean of restored minus start, over incidents restored in the period.",
            "restored-in, peak priority",
            "elapsed 24 × 7; holds are not deducted",
            "SLA compliance; incident recurrence",
        ),
        "M. Nowak",
    )


def sla_compliance() -> KpiResult:
    incidents = KpiPart(
        "incidents",
        "SLA compliance, incidents",
        "%",
        91.6376306620209,
        1148,
        1052,
        1148,
        interval=(89.9, 93.1),
        target=93.0,
        stretch=95.0,
        met=False,
        verdict="Missed",
        better_by=-1.3623693379791,
        previous=94.3,
        trend=SLA_TREND,
        limits=limits(94.07, 92.72, 95.42, 14),
        signal=Signal("below_limit", good=False, words="Below limit"),
        rows=tuple(f"INC{481_000 + i:07}" for i in range(60)),
        numerator_rows=tuple(f"INC{481_000 + i:07}" for i in range(55)),
    )
    requests = KpiPart(
        "requests",
        "SLA compliance, requests",
        "%",
        96.2,
        2310,
        2222,
        2310,
        interval=(95.3, 96.9),
        target=90.0,
        met=True,
        verdict="Met",
        better_by=6.2,
        previous=95.8,
        trend=weeks(95.1, 95.9, 96.4, 95.5, 96.0, 95.7, 95.8, 96.2),
        limits=limits(95.77, 94.1, 97.4, 7),
    )
    return KpiResult(
        "K4",
        "SLA compliance",
        "Flow and service",
        "higher",
        "week",
        PERIOD,
        (incidents, requests),
        (
            KpiPart("resolved-in", "Resolved in the period instead", "%", 92.4, 1131, 1045, 1131),
            KpiPart("source", "The source's own verdict", "%", 93.8, 1148, 1077, 1148),
        ),
        (("duplicates", 41), ("cancelled", 12), ("test records", 3)),
        ("Default policy", "27 tickets carry no SLA of their own and use the default policy."),
        (
            ("Breached at peak priority but met at the end", "6"),
            ("Open and already breached", "17"),
            ("Disagrees with the source's verdict", "25 of 1,148"),
        ),
        (
            Driver("SAP Finance Apps", 31, 32.3),
            Driver("Identity & Access", 19, 52.1),
            Driver("End-User Compute", 14, 66.7),
            Driver("Network Operations", 12, 79.2),
            Driver("Messaging & Collaboration", 8, 87.5),
            Driver("7 other groups", 12, 100.0),
        ),
        "96 breached tickets by group",
        definition(
            "Met ÷ (met + missed), one ticket × one target.",
            "due-in: the target instant falls in the period",
            "calendar of each SLA, minus holds on the agreed list",
            "Backlog over 30 days; wrong priority",
        ),
        "J. Whitfield",
    )


def backlog() -> KpiResult:
    part = KpiPart(
        "all",
        "Backlog over 30 days",
        "%",
        8.5,
        4846,
        412,
        4846,
        interval=(7.7, 9.3),
        target=8.0,
        met=False,
        verdict="Missed",
        better_by=-0.5,
        previous=8.1,
        trend=BACKLOG_TREND,
        limits=limits(7.2, 5.7, 8.6),
        signal=Signal("run_above", good=False, words="8 above mean"),
    )
    return KpiResult(
        "K5",
        "Backlog over 30 days",
        "Flow and service",
        "lower",
        "week",
        PERIOD,
        (part,),
        (),
        (("left, outcome unknown", 37),),
        ("As known then", "Snapshot as it was known on Sunday 24:00; later updates don't count."),
        (
            ("Median age", "4 d 7 h"),
            ("90 of 100 are younger than", "27 d"),
            ("No update for 7 days", "611"),
            ("On hold", "388"),
        ),
        (
            Driver("End-User Compute", 143, 34.7),
            Driver("SAP Finance Apps", 96, 58.0),
            Driver("Facilities", 71, 75.2),
            Driver("Other", 102, 100.0),
        ),
        "412 tickets over 30 days by group",
        definition(
            "Open longer than 30 × 24 h ÷ all open, at the end of the period.",
            "snapshot-at the end of the period, as known then",
            "elapsed since the original opening",
            "SLA compliance; stakeholder satisfaction",
        ),
        "J. Whitfield",
    )


def change_success() -> KpiResult:
    part = KpiPart(
        "strict",
        "Change success rate",
        "%",
        97.4,
        154,
        150,
        154,
        interval=(93.5, 99.0),
        target=95.0,
        met=True,
        verdict="Met",
        better_by=2.4,
        previous=96.1,
        trend=months(96.2, 97.1, 95.8, 96.6, 97.4, 96.0, 96.9, 97.8, 95.9, 97.0, 96.1, 97.4),
        limits=limits(96.5, 94.2, 98.9, 11),
    )
    return KpiResult(
        "K9",
        "Change success rate",
        "Change",
        "higher",
        "month",
        OCTOBER,
        (part,),
        (
            KpiPart("reported", "By close code alone", "%", 98.7, 154, 152, 154),
            KpiPart("standard", "Standard changes", "%", 99.1, 112, 111, 112),
        ),
        (("cancelled or rejected", 9), ("still unclosed", 4)),
        ("4 unclosed",),
        (("Late end", "11 of 154"), ("Maturing (last 7 days)", "23")),
        (Driver("Network Operations", 2, 50.0), Driver("Identity & Access", 2, 100.0)),
        "4 unsuccessful changes by group",
        definition(
            "Successful, not backed out and without a linked incident ÷ all implemented.",
            "planned-end-in the period, implemented",
            "none",
            "Emergency change rate; change record quality",
        ),
        "I. Duarte",
    )


def emergency_changes() -> KpiResult:
    part = KpiPart(
        "all",
        "Emergency change rate",
        "%",
        7.8,
        154,
        12,
        154,
        interval=(4.5, 13.1),
        target=10.0,
        stretch=5.0,
        met=True,
        verdict="Met",
        better_by=2.2,
        previous=8.0,
        trend=months(9.4, 8.8, 9.1, 8.2, 8.9, 9.6, 8.1, 8.7, 7.9, 8.4, 8.0, 7.8),
        limits=limits(8.6, 6.6, 10.5, 11),
    )
    return KpiResult(
        "K10",
        "Emergency change rate",
        "Change",
        "lower",
        "month",
        OCTOBER,
        (part,),
        (KpiPart("no-standard", "Without standard changes", "%", 28.6, 42, 12, 42),),
        (),
        (),
        (("Emergency without an incident", "2"), ("Recorded afterwards", "1")),
        (),
        "",
        definition(
            "Emergency ÷ all implemented changes.",
            "planned-end-in the period, implemented",
            "none",
            "Change success rate",
        ),
        "I. Duarte",
    )


def no_data(kpi_id: str, label: str, group: str, needs: str) -> KpiResult:
    part = KpiPart("all", label, "%", None, 0, verdict="n/a", target=95.0)
    words = definition("Closed on time ÷ due.", "due-in", "elapsed", "None")
    return KpiResult(
        kpi_id, label, group, "higher", "month", OCTOBER, (part,), (), (), ("No data",), (), (),
        "", words, "", f"Import {needs}.",
    )  # fmt: skip


def provenance() -> tuple[Provenance, ...]:
    return (
        Provenance(
            41, "incident_2026-11-23.csv", "9f2c" * 16, "servicenow-incident-csv", "incident",
            18_406, 212, 1_380, 3, at(2026, 11, 23, 6, 45), at(2026, 11, 23, 7, 2), ZONE,
        ),
        Provenance(
            42, "change_request_2026-11-23.xlsx", "07ab" * 16, "servicenow-change-xlsx", "change",
            2_922, 24, 57, 0, at(2026, 11, 23, 6, 45), at(2026, 11, 23, 7, 3), ZONE,
        ),
    )  # fmt: skip


def scorecard(*, wide: bool = False) -> Scorecard:
    """The scorecard of today's five KPI families; `wide` has all nineteen rows of the design."""
    kpis = [time_to_restore(), sla_compliance(), backlog(), change_success(), emergency_changes()]
    if wide:
        for i, label in enumerate(("Time to acknowledge", "Tier-1 availability")):
            kpis.insert(1 + i, no_data(f"K{2 + 10 * i}", label, "Restore and respond", "alerts"))
        for i, label in enumerate(
            ("Incident recurrence, 30 d", "PIR completed on time", "Actions closed on time",
             "Audit evidence pass rate"),
        ):  # fmt: skip
            follow = "Problem and follow-through"
            kpis.insert(5 + i, no_data(f"K{13 + i}", label, follow, "problem records"))
        for i, label in enumerate(
            ("Change record quality", "Alert noise ratio", "Automation hours saved",
             "Knowledge article use", "Vendor response on time", "Stakeholder satisfaction"),
        ):  # fmt: skip
            kpis.append(no_data(f"K{20 + i}", label, "Signals and efficiency", "survey answers"))
    return Scorecard(
        "IT Operations weekly scorecard",
        PERIOD,
        ZONE,
        "all services",
        at(2026, 11, 23, 6, 45),
        NOW,
        ("Demo data",),
        "One outage, not a trend, took SLA compliance below its normal range",
        (
            (
                "3 of 5 targets met",
                "Time to restore and both change measures are on target. Neither miss is normal "
                "variation.",
            ),
            (
                "Backlog is getting worse",
                "Tickets older than 30 days have run 8 weeks above their mean and passed the "
                "target of 8 %.",
            ),
            (
                "Two incidents decided the week",
                "38 of 96 breached tickets link to INC0479912. Without them 94.9 %, for context "
                "only.",
            ),
        ),
        tuple(kpis),
        (
            RequestedDecision(
                "Move SAP support pack 32 to Tue 01:30",
                "Removes collision C1 tonight with the core switch firmware.",
                "Waiting past 18:00 leaves 2 h 30 m of overlap on lon-core-sw-02.",
                "I. Duarte",
                "CAB, Mon 23 Nov 10:30",
            ),
            RequestedDecision(
                "Fund quarterly core pair failover tests",
                "No test since March 2025. 2 engineer days each quarter.",
                "Each quarter without one leaves 640 users on an untested pair.",
                "M. Nowak",
                "Fri 27 Nov",
            ),
            RequestedDecision(
                "Clear the 143 oldest End-User Compute tickets",
                "They are 35 % of the backlog over 30 days.",
                "At this week's rate 9 more pass 30 days each day.",
                "J. Whitfield",
                "Fri 27 Nov",
            ),
        ),
        "24 changes in the next 72 hours, 5 high risk, 3 collisions, 2 not approved. Peak-trading "
        "freeze starts Wed 25 Nov 18:00 and ends Tue 1 Dec 06:00.",
        (
            "P1 time to restore has n = 2: read each incident and not the trend.",
            "11 % of incidents have no configuration item.",
            "3 rows of incident_2026-11-23.csv were rejected; they are listed in the import.",
        ),
        provenance(),
        7,
        "0.1.0",
        "3fa1" * 16,
        "J. Whitfield",
    )
