"""The KPIs: a readable list, each a declared line with a pure function (METRICS §2)."""

from dataclasses import replace

from app.analysis.kpis.backlog import K5
from app.analysis.kpis.base import Kpi, context
from app.analysis.kpis.change_emergency import K10
from app.analysis.kpis.change_success import K9
from app.analysis.kpis.restore import K1
from app.analysis.kpis.sla_compliance import K4
from app.analysis.periods import KINDS, last_complete
from app.models.columns import Facts
from app.models.period import Period
from app.models.results import KpiResult
from app.models.scope import EVERYTHING, Scope
from app.models.settings import Settings

KPIS: tuple[Kpi, ...] = (K1, K4, K5, K9, K10)


def compute(
    facts: Facts, settings: Settings, period: Period, now: int, *, scope: Scope = EVERYTHING
) -> tuple[KpiResult, ...]:
    """Every KPI of the period at `now` (UTC seconds), of one scope or of everything.

    A KPI that is reported more rarely than the period shows its own last complete period
    before the period's end (METRICS §1, cohorts).
    """
    return tuple(_result(kpi, facts, settings, period, now, scope) for kpi in KPIS)


def kpi_met(result: KpiResult) -> bool | None:
    """Whether the KPI as a whole is met: all of its judged parts are. None without a verdict."""
    verdicts = [part.met for part in result.parts if part.met is not None]
    return all(verdicts) if verdicts else None


def _result(
    kpi: Kpi, facts: Facts, settings: Settings, period: Period, now: int, scope: Scope
) -> KpiResult:
    if KINDS.index(kpi.cadence) > KINDS.index(period.kind):
        period = last_complete(kpi.cadence, min(period.end, now), settings.report_zone)
    ctx = context(facts, settings, period, now, scope)
    found = kpi.function(ctx)
    running = (f"{period.short} not over",) if now < period.end else ()
    if found.needs and not found.excluded:
        found = replace(found, facts=(), caveats=())
    target = ctx.target(kpi.id, found.parts[0].name)
    return KpiResult(
        id=kpi.id,
        label=kpi.label,
        group=kpi.group,
        better=kpi.better,
        cadence=period.kind,
        period=period,
        parts=found.parts,
        extra=found.extra,
        excluded=found.excluded,
        caveats=(*running, *found.caveats),
        facts=found.facts,
        drivers=found.drivers,
        drivers_label=found.drivers_label,
        definition=kpi.definition,
        owner=target.owner if target else "No owner",
        needs=found.needs,
        records=found.records,
        variant=found.variant,
        variants=found.variants,
        fallback=found.fallback,
        excluded_rows=found.excluded_rows,
        target_version=target.version if target else 1,
        approver=target.approver if target else "",
    )
