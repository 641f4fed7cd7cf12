"""A believable weekly scorecard with the five first KPIs, made without a store."""

from app.models.period import Period
from app.models.results import (
    Distribution,
    Driver,
    KpiDefinition,
    KpiPart,
    KpiResult,
    Limits,
    Scorecard,
    Signal,
    TrendPoint,
)

WEEK = 7 * 86400
ZONE = "Europe/Amsterdam"
START = 1_794_783_600  # Mon 16 Nov 2026 00:00 CET
NOW = 1_795_417_920
W47 = Period(
    "week", "2026-W47", "Week 47, 16 to 22 November 2026", "W47", START, START + WEEK, ZONE
)
OCTOBER = Period("month", "2026-10", "October 2026", "Oct", 1_790_805_600, 1_793_487_600, ZONE)

_MONTHS = ("Nov", "Dec", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct")


def weekly(values: tuple[float | None, ...], n: int) -> tuple[TrendPoint, ...]:
    """A trend that ends in W47."""
    first = 47 - len(values) + 1
    return tuple(
        TrendPoint(f"2026-W{first + at:02d}", f"W{first + at}",
                   START - (len(values) - 1 - at) * WEEK, value, n)
        for at, value in enumerate(values)
    )  # fmt: skip


def monthly(values: tuple[float, ...], n: int) -> tuple[TrendPoint, ...]:
    """A trend of twelve months that ends in October."""
    return tuple(
        TrendPoint(f"m{at}", _MONTHS[at], OCTOBER.start - (11 - at) * 30 * 86400, value, n)
        for at, value in enumerate(values)
    )


def definition(formula: str, pairs: str) -> KpiDefinition:
    """A definition in words."""
    return KpiDefinition(
        formula, "due in the week", "SLA calendar, minus agreed holds",
        "Every ticket with a target", "Duplicates, cancelled and test records", pairs, 1,
    )  # fmt: skip


_P1 = (101, 88, 97, 112, 90, 84, 99, 118, 92, 87, 95, 104, 91, 86, 98, 107, 93, 89, 96, 100, 90, 85,
       94, 102, 97, 94.0)  # fmt: skip
_P2 = (6.9, 7.4, 6.2, 7.0, 5.9, 6.8, 7.7, 6.4, 7.3, 6.1, 6.6, 7.1, 6.3, 7.5, 6.8, 6.2, 7.2, 6.9,
       6.4, 7.0, 6.6, 6.3, 7.1, 6.7, 6.5, 6.6)  # fmt: skip
_SLA = (92.6, 92.1, 91.7, 92.9, 92.3, 91.9, 92.8, 92.2, 92.5, 91.8, 92.6, 92.4, 93.9, 94.3, 93.7,
        94.4, 94.0, 93.6, 94.5, 94.1, 93.8, 94.4, 94.2, 93.7, 94.3, 91.6)  # fmt: skip
_OLD = (7.6, 7.9, 7.3, 7.7, 8.0, 7.5, 7.2, 7.8, 7.4, 7.6, 7.9, 7.1, 7.5, 7.8, 7.3, 7.7, 7.2, 7.4,
        8.1, 8.0, 8.2, 8.1, 8.3, 8.2, 8.4, 8.5)  # fmt: skip
_SUCCESS = (96.8, 97.1, 96.4, 97.6, 96.9, 97.2, 96.6, 97.4, 97.0, 96.7, 97.3, 97.4)
_EMERGENCY = (8.4, 8.9, 7.9, 8.6, 8.1, 8.8, 8.0, 8.3, 8.7, 7.6, 8.2, 7.8)


def _kpi(kpi: str, label: str, group: str, better: str, parts: tuple[KpiPart, ...],
         pairs: str, **more: object) -> KpiResult:  # fmt: skip
    given: dict[str, object] = {
        "cadence": "week", "period": W47, "extra": (), "excluded": (), "caveats": (), "facts": (),
        "drivers": (), "drivers_label": "", "owner": "I. Duarte", "needs": "",
    } | more  # fmt: skip
    return KpiResult(
        id=kpi, label=label, group=group, better=better, parts=parts,
        definition=definition(f"{label}: numerator ÷ denominator", pairs), **given,
    )  # type: ignore[arg-type]  # fmt: skip


def k1() -> KpiResult:
    """P1 and P2 apart; P1 has two cases only."""
    p1 = KpiPart(
        "P1", "P1 time to restore", "min", 94.0, 2, target=120.0, stretch=60.0, met=True,
        verdict="2 of 2 inside target", better_by=26.0, previous=97.0, trend=weekly(_P1, 2),
        distribution=Distribution(2, 5640.0, 5640.0, 6360.0, 4800.0, 6480.0, 2),
        limits=Limits(96.0, 70.2, 121.8, 9.7, 31.7, 25, True), rows=("INC0479912", "INC0479330"),
    )  # fmt: skip
    p2 = KpiPart(
        "P2", "P2 time to restore", "h", 6.6, 9, target=8.0, stretch=4.0, met=True, verdict="Met",
        better_by=1.4, previous=6.5, trend=weekly(_P2, 9),
        distribution=Distribution(9, 23760.0, 22000.0, 31000.0, 9000.0, 33000.0, 8),
        limits=Limits(6.75, 4.9, 8.6, 0.7, 2.3, 25, True),
    )  # fmt: skip
    return _kpi(
        "K1", "P1 / P2 time to restore", "Restore and respond", "lower", (p1, p2),
        "Incident recurrence; SLA compliance", caveats=("n under 5", "P1: 2 cases are listed"),
        facts=(("Start from", "impact 40%, opened 60%"), ("Open at the end", "1")),
    )  # fmt: skip


def k4() -> KpiResult:
    """Below its lower limit, with drivers."""
    part = KpiPart(
        "incidents", "SLA compliance, incidents", "%", 91.6, 1148, 1052, 1148, None, (89.9, 93.1),
        93.0, 95.0, False, "Missed", -1.4, 94.3, weekly(_SLA, 1148),
        Limits(94.1, 92.7, 95.4, 0.49, 1.6, 13, True), Signal("below_limit", False, "Below limit"),
    )  # fmt: skip
    drivers = (
        Driver("SAP Finance Apps", 31, 32.0), Driver("Identity & Access", 19, 52.0),
        Driver("End-User Compute", 14, 67.0), Driver("Network Operations", 12, 79.0),
        Driver("Messaging & Collab", 8, 88.0), Driver("7 other groups", 12, 100.0),
    )  # fmt: skip
    return _kpi(
        "K4", "SLA compliance", "Flow and service", "higher", (part,),
        "Backlog older than 30 days; wrong priority", drivers=drivers,
        drivers_label="Breached tickets",
        excluded=(("duplicates", 41), ("cancelled", 12), ("test records", 3)),
        facts=(("Source's own verdict", "agrees on 1,139 of 1,148"), ("Targets", "default policy")),
    )  # fmt: skip


def k5() -> KpiResult:
    """A bad run of eight above the mean."""
    part = KpiPart(
        "share", "Backlog over 30 days", "%", 8.5, 412, 35, 412, None, (6.2, 11.6), 8.0, 5.0, False,
        "Missed", -0.5, 8.4, weekly(_OLD, 412), Limits(7.6, 6.5, 8.7, 0.41, 1.35, 18, True),
        Signal("run_above", False, "8 above mean"),
    )  # fmt: skip
    return _kpi(
        "K5", "Backlog over 30 days", "Flow and service", "lower", (part,), "SLA compliance",
        facts=(("Median age", "3 d 4 h"), ("Oldest", "212 d"), ("On hold", "38")),
    )  # fmt: skip


def k9() -> KpiResult:
    """Monthly, met, provisional limits, strict beside reported."""
    part = KpiPart(
        "strict", "Change success rate", "%", 97.4, 154, 150, 154, None, (93.5, 99.0), 95.0, None,
        True, "Met", 2.4, 97.3, monthly(_SUCCESS, 154),
        Limits(97.0, 95.3, 98.7, 0.64, 2.1, 11, False),
    )  # fmt: skip
    reported = KpiPart("reported", "By close code alone", "%", 98.1, 154, 151, 154)
    return _kpi(
        "K9", "Change success rate", "Change", "higher", (part,), "Emergency change rate",
        cadence="month", period=OCTOBER, extra=(reported,),
        caveats=("Close code missing 3%", "5 of 159 changes have no close code and are out."),
    )  # fmt: skip


def k10() -> KpiResult:
    """Monthly, lower is better."""
    part = KpiPart(
        "all", "Emergency change rate", "%", 7.8, 154, 12, 154, None, (4.5, 13.1), 10.0, 5.0, True,
        "Met", 2.2, 8.2, monthly(_EMERGENCY, 154),
        Limits(8.3, 6.6, 9.9, 0.6, 2.0, 11, False),
    )  # fmt: skip
    return _kpi(
        "K10", "Emergency change rate", "Change", "lower", (part,), "Change success rate",
        cadence="month", period=OCTOBER,
    )  # fmt: skip


def without_data(kpi: KpiResult, needs: str) -> KpiResult:
    """The same KPI with no rows, because an export is missing."""
    from dataclasses import replace

    parts = tuple(
        replace(part, value=None, n=0, met=None, verdict="n/a", better_by=None, previous=None,
                trend=(), limits=None, signal=None, numerator=None, denominator=None,
                interval=None, distribution=None)
        for part in kpi.parts
    )  # fmt: skip
    return replace(kpi, parts=parts, needs=needs, drivers=(), caveats=(), facts=(), extra=())


def card(kpis: tuple[KpiResult, ...] | None = None) -> Scorecard:
    """The weekly scorecard."""
    return Scorecard(
        "Scorecard", W47, ZONE, "", START + WEEK, NOW, (), "SLA compliance fell below its limit",
        (), kpis if kpis is not None else (k1(), k4(), k5(), k9(), k10()), (), "", (), (), 1,
        "0.1.0", "", "",
    )  # fmt: skip
