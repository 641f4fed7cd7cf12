"""A scorecard of all eighteen KPIs whose rows give their values, for workbook and PDF."""

from dataclasses import replace

from app.models.results import (
    ChartNote,
    Distribution,
    Driver,
    KpiInputs,
    KpiPart,
    KpiResult,
    Limits,
    Phase,
    Scorecard,
    Signal,
    TrendPoint,
)
from tests.reports import samples

RESTORE, FLOW, FOLLOW, CHANGE, SIGNALS = (
    "Restore and respond", "Flow and service", "Problem and follow-through", "Change",
    "Signals and efficiency",
)  # fmt: skip
SCALE = {"s": 1, "min": 60, "h": 3600}


def trend(value: float, *, weekly: bool) -> tuple[TrendPoint, ...]:
    wave = (0.0, 0.03, -0.02, 0.05, -0.04, 0.01, 0.02, -0.05, 0.04, -0.01, 0.03, -0.03)
    values = [round(value * (1 + step), 6) for step in (*wave, wave[3], wave[7], wave[1])]
    run = samples.weeks if weekly else samples.months
    return run(*(values[-11:] if not weekly else values), value)


def made(part: KpiPart, better: str, *, target: float | None, weekly: bool) -> KpiPart:
    """The part with target, verdict, trend and limits round its value."""
    value = part.value or 0.0
    gap = None if target is None else (target - value if better == "lower" else value - target)
    bounds = samples.limits(value * 0.99, value * 0.9, value * 1.08, 16)
    return replace(
        part,
        target=target,
        met=None if gap is None else gap >= 0,
        verdict="No target" if gap is None else ("Met" if gap >= 0 else "Missed"),
        better_by=gap,
        previous=value * 1.02,
        trend=trend(value, weekly=weekly),
        limits=bounds,
        assurance="hit or miss",
    )


def keys(prefix: str, n: int) -> tuple[str, ...]:
    return tuple(f"{prefix}{i:07}" for i in range(n))


def lasting(name: str, label: str, unit: str, n: int, prefix: str = "INC") -> KpiPart:
    """A mean of durations; its first two records have the same key."""
    seconds = tuple(float(600 + 137 * i % 9000) for i in range(n))
    names = keys(prefix, n)
    names = (names[1], *names[1:]) if n > 9 else names
    mean = sum(seconds) / n
    spread = Distribution(n, mean, mean, mean, min(seconds), max(seconds), n - 1)
    return KpiPart(name, label, unit, mean / SCALE[unit], n, distribution=spread, rows=names,
                   measures=seconds)  # fmt: skip


def counted(name: str, label: str, k: int, n: int, prefix: str = "INC") -> KpiPart:
    names = keys(prefix, n)
    return KpiPart(name, label, "%", 100 * k / n, n, k, n, interval=(80.0, 99.0), rows=names,
                   numerator_rows=names[:k])  # fmt: skip


def twice(name: str, label: str, prefix: str) -> KpiPart:
    """A share in which a record has two targets, of which it may have met one."""
    names = keys(prefix, 40)
    weights = tuple(2.0 if i % 3 else 1.0 for i in range(40))
    hits = tuple(float(min(weight, i % 4)) for i, weight in enumerate(weights))
    k, n = int(sum(hits)), int(sum(weights))
    inside = tuple(key for key, hit in zip(names, hits, strict=True) if hit)
    return KpiPart(name, label, "%", 100 * k / n, n, k, n, rows=names, numerator_rows=inside,
                   measures=hits, weights=weights)  # fmt: skip


def scored(name: str, label: str, n: int) -> KpiPart:
    scores = tuple(float(3 + i % 3) for i in range(n))
    names = keys(name[:3].upper(), n)
    happy = tuple(key for key, score in zip(names, scores, strict=True) if score >= 4)
    return KpiPart(name, label, "/ 5", sum(scores) / n, n, rows=names, numerator_rows=happy,
                   measures=scores)  # fmt: skip


def availability() -> KpiPart:
    rows = (
        ("Collaboration", (2_682_000.0, 0.0, 99.9)),
        ("Core Network", (2_682_000.0, 2_682.0, 99.9)),
        ("SAP Finance", (2_682_000.0, 9_923.4, 99.9)),
    )
    part = counted("strict", "Tier-1 availability", 2, 3, "SRV")
    inputs = KpiInputs("minutes", ("Agreed s", "Down s", "Target %"), rows)
    return replace(part, inputs=inputs)


def hours() -> KpiPart:
    runs = tuple((f"RUN{i:03}", (0.25 * (i % 5) - 0.1,)) for i in range(20))
    rows = (*runs, ("Upkeep", (-1.35,)))
    value = sum(row[1][0] for row in rows)
    names = tuple(run for run, _ in runs)
    return KpiPart("net", "Automation hours saved", "h", value, 20, rows=names,
                   numerator_rows=names[:18],
                   inputs=KpiInputs("hours", ("Hours",), rows))  # fmt: skip


def strata() -> KpiPart:
    rows = (("Normal changes", (96.0, 25.0, 22.0)), ("Major incidents", (24.0, 24.0, 23.0)))
    value = 100 * (96 * 22 / 25 + 24 * 23 / 24) / 120
    names = keys("CHG", 49)
    return KpiPart("all", "Audit evidence pass rate", "%", value, 49, rows=names,
                   numerator_rows=names[:45],
                   inputs=KpiInputs("strata", ("Population", "Drawn", "Passed"), rows))  # fmt: skip


LINES = (
    ("K1", RESTORE, "lower", "week", "ticket",
     (lasting("P1", "P1 time to restore", "min", 2), lasting("P2", "P2 time to restore", "h", 9)),
     120.0),
    ("K2", RESTORE, "lower", "week", "alert",
     (lasting("", "Time to acknowledge", "min", 63, "AL"),), 60.0),
    ("K3", FOLLOW, "lower", "month", "ticket",
     (counted("forward 30", "Incident recurrence, 30 d", 84, 611),), 15.0),
    ("K4", FLOW, "higher", "week", "ticket",
     (twice("Incidents", "SLA compliance, incidents", "INC"),
      twice("Requests", "SLA compliance, requests", "REQ")), 90.0),
    ("K5", FLOW, "lower", "week", "ticket",
     (counted("Incidents", "Backlog over 30 days", 35, 412),), 8.0),
    ("K6", FLOW, "higher", "month", "ticket",
     (counted("gross", "First-contact resolution", 159, 231),), None),
    ("K7", FOLLOW, "higher", "month", "ticket",
     (counted("", "PIR completed on time", 10, 11),), 95.0),
    ("K8", FOLLOW, "higher", "month", "action",
     (counted("", "Actions closed on time", 46, 56),), 88.0),
    ("K9", CHANGE, "higher", "month", "change",
     (counted("strict", "Change success rate", 150, 154, "CHG"),
      counted("standard", "Standard change success", 111, 112, "CHG")), 95.0),
    ("K10", CHANGE, "lower", "month", "change",
     (counted("all", "Emergency change rate", 12, 154, "CHG"),), 10.0),
    ("K11", CHANGE, "higher", "month", "change",
     (counted("all", "Change record quality", 136, 154, "CHG"),), 90.0),
    ("K12", RESTORE, "higher", "month", "service", (availability(),), 100.0),
    ("K13", SIGNALS, "lower", "month", "alert",
     (counted("noise", "Alert noise ratio", 164, 398, "AL"),), None),
    ("K14", SIGNALS, "higher", "month", "automation_run", (hours(),), 20.0),
    ("K15", SIGNALS, "higher", "month", "ticket",
     (counted("", "Knowledge article use", 177, 460),), None),
    ("K16", FLOW, "higher", "quarter", "survey_response",
     (scored("Stakeholders", "Stakeholder satisfaction", 86),
      scored("Tickets", "Ticket satisfaction", 40)), 4.2),
    ("K17", SIGNALS, "higher", "month", "vendor_case",
     (counted("Engage", "Vendor response on time", 16, 18, "CS"),), None),
    ("K18", CHANGE, "higher", "quarter", "change", (strata(),), 95.0),
)  # fmt: skip


def results() -> tuple[KpiResult, ...]:
    meaning = samples.definition("Hits ÷ all.", "due-in", "elapsed", "Backlog over 30 days")
    found = []
    for kpi_id, group, better, cadence, records, parts, target in LINES:
        weekly = cadence == "week"
        goals = [8.0 if part.unit == "h" and kpi_id == "K1" else target for part in parts]
        own = tuple(
            made(part, better, target=goal, weekly=weekly)
            for part, goal in zip(parts, goals, strict=True)
        )
        label = parts[0].label.partition(",")[0] if len(parts) > 1 else parts[0].label
        few = ("n under 5",) if parts[0].n < 5 else ()
        found.append(
            KpiResult(
                kpi_id, label, group, better, cadence,
                samples.PERIOD if weekly else samples.OCTOBER, own, (),
                (("cancelled", 3),) if kpi_id == "K4" else (), few, (("Evidence", "history"),),
                (Driver("SAP Finance Apps", 31, 62.0, 20), Driver("Other", 19, 100.0))
                if kpi_id == "K4" else (),
                "Breached targets", meaning, "M. Nowak", records=records,
                excluded_rows=(("cancelled", ("INC9000001", "INC9000002", "INC9000003")),)
                if kpi_id == "K4" else (),
            )
        )  # fmt: skip
    return tuple(_with_phase(kpi) if kpi.id == "K4" else kpi for kpi in found)


def _with_phase(kpi: KpiResult) -> KpiResult:
    """SLA compliance with a phase, a note and a signal."""
    part = kpi.parts[0]
    before = samples.limits(60.0, 50.0, 70.0, 8)
    after: Limits = samples.limits(80.0, 76.0, 84.0, 12)
    phases = (
        Phase(part.trend[0].period, before, ""),
        Phase(part.trend[6].period, after, "Triage rota started"),
    )
    signal = Signal("below_limit", good=False, words="Below limit")
    note = ChartNote("A", part.trend[6].period, "phase", "Triage rota started", "", "J. Whitfield",
                     samples.NOW, 1, "Incidents")  # fmt: skip
    part = replace(part, limits=after, phases=phases, signal=signal)
    return replace(kpi, parts=(part, *kpi.parts[1:]), notes=(note,))


def scorecard() -> Scorecard:
    return replace(samples.scorecard(), kpis=results())
