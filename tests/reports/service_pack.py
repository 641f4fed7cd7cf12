"""A believable service review pack and KPI framework; the figures are those of one customer."""

from dataclasses import replace

from app.models.results import (
    BreachRisk,
    Cluster,
    FlowForecast,
    ForecastDay,
    FrameworkLine,
    FrameworkTarget,
    Lift,
    PackAction,
    PackBudget,
    PackChange,
    PackMajor,
    PackProblem,
    PackRisk,
    ProcessFinding,
    ServicePack,
    Trends,
)
from tests.reports import eighteen, samples

DAY = 86_400


def trends() -> Trends:
    ahead = tuple(ForecastDay(samples.NOW + i * DAY, 30.0 + i, 24.0, 41.0) for i in range(14))
    return Trends(
        at=samples.NOW,
        flow=FlowForecast(31, ahead, 85.0, 84.0, 60, 5000, 180, 6.1, 5.9),
        risk=BreachRisk((), (), None, None, calibrated=False, tested=0, words="Not calibrated."),
        clusters=(
            Cluster("posting job stuck", "posting job <n> stuck", "SAP Finance", 14,
                    (2, 3, 4, 5), 21.5, 0.9, "", 270.9, ("INC1", "INC2")),
        ),
        lifts=(
            Lift("CHG0091402", "SAP support pack 32", 9, 2.4, 0.001, 0.01, "strong",
                 (("INC0479912", 0.9), ("INC0479920", 0.4))),
        ),
        process=(
            ProcessFinding("loop", "Sent back and forth", "7 tickets went A to B to A.", 7, 18.0,
                           ("INC7",)),
        ),
        success=(),
        phases=(),
    )  # fmt: skip


def pack() -> ServicePack:
    start = samples.OCTOBER.start
    card = replace(
        eighteen.scorecard(), period=samples.OCTOBER, scope="service SAP Finance",
        title="IT Operations monthly scorecard",
    )  # fmt: skip
    months = (("Jul", 99.95), ("Aug", 99.97), ("Sep", None), ("Oct", 99.62))
    return ServicePack(
        service="SAP Finance",
        owner="I. Duarte",
        tier="tier 1",
        card=card,
        trends=trends(),
        budgets=(
            PackBudget("Availability", 99.9, 99.62, 44.6, 168.0, "min", months, "3 outages"),
            PackBudget("SLA resolution, incidents", 90.0, 94.2, 13.0, 7.0, "tickets"),
        ),
        majors=(
            PackMajor("INC0479912", "Nobody can post invoices", start + 5 * DAY, None, None, "",
                      "CHG0091402", "Due 20 Nov"),
            PackMajor("INC0479944", "Month end close ran four hours late", start + 9 * DAY,
                      start + 9 * DAY + 7200, 120.0, "Lock table full", "", "Approved 12 Nov"),
        ),
        problems=(
            PackProblem("PRB0040012", "Posting job dies when the lock table is full", "Analysis",
                        "P2", "M. Nowak", start, None, 14, "Restart the job"),
        ),
        changes_done=(
            PackChange("CHG0091402", "SAP support pack 32", "Normal", "High", start + 4 * DAY,
                       start + 4 * DAY + 9000, "Closed", "Successful with issues", "I. Duarte"),
        ),
        changes_planned=(),
        actions=(
            PackAction("ACT-2280", "Alarm when the lock table is 80 % full", "M. Nowak",
                       start + 40 * DAY, start + 10 * DAY, None, "Carried over", "INC0479912", 2),
            PackAction("ACT-2291", "Test failover", "", start + 12 * DAY, start + 12 * DAY,
                       start + 11 * DAY, "Closed"),
        ),
        risks=(
            PackRisk("Lock table fills again at month end", "14 incidents in four weeks, rising.",
                     "M. Nowak", ("INC1", "INC2")),
        ),
        decisions=card.decisions[:2],
        headline="SAP Finance overspent its October error budget by 123 minutes",
        notes=("Vendor cases name no service.",),
    )  # fmt: skip


def framework() -> tuple[FrameworkLine, ...]:
    meaning = samples.definition("Met ÷ (met + missed).", "due-in", "support calendar", "Backlog")
    changes = (
        FrameworkTarget("", 90.0, 95.0, "J. Whitfield", 1, None, "product", "", ""),
        FrameworkTarget("", 93.0, 95.5, "J. Whitfield", 2, samples.OCTOBER.start, "J. Whitfield",
                        "I. Duarte", "Contract of October asks for 93 %."),
    )  # fmt: skip
    return tuple(
        FrameworkLine(
            id=kpi.id, label=kpi.label, group=kpi.group, unit=kpi.parts[0].unit, better=kpi.better,
            cadence=kpi.cadence, definition=meaning, variant="due-in" if kpi.id == "K4" else "",
            variants=("due-in", "resolved-in") if kpi.id == "K4" else (),
            source="Incidents and SLAs of any system", target="≥ 93 % (stretch 95.5)",
            owner="J. Whitfield" if kpi.id != "K17" else "", approver="I. Duarte",
            changes=changes if kpi.id == "K4" else (),
        )
        for kpi in eighteen.results()
    )  # fmt: skip
