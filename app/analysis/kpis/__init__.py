"""The KPIs: a readable list, each a declared line with a pure function (METRICS §2)."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from app.analysis.kpis.acknowledge import K2
from app.analysis.kpis.actions_on_time import K8
from app.analysis.kpis.alert_noise import K13
from app.analysis.kpis.audit_evidence import K18
from app.analysis.kpis.automation import K14
from app.analysis.kpis.availability import K12
from app.analysis.kpis.backlog import K5
from app.analysis.kpis.base import Context, Kpi, Outcome, context
from app.analysis.kpis.change_emergency import K10
from app.analysis.kpis.change_success import K9
from app.analysis.kpis.first_contact import K6
from app.analysis.kpis.knowledge_use import K15
from app.analysis.kpis.parts import Line, absent_part
from app.analysis.kpis.record_quality import K11
from app.analysis.kpis.recurrence import K3
from app.analysis.kpis.restore import K1
from app.analysis.kpis.review_on_time import K7
from app.analysis.kpis.satisfaction import K16
from app.analysis.kpis.sla_compliance import K4
from app.analysis.kpis.vendor_response import K17
from app.analysis.kpis.words import parameter_words
from app.analysis.periods import KINDS, last_complete
from app.models.columns import Facts
from app.models.period import Period
from app.models.results import ChartNote, KpiResult
from app.models.scope import EVERYTHING, Scope
from app.models.settings import KpiVariant, Settings

KPIS: tuple[Kpi, ...] = (
    K1,
    K2,
    K3,
    K4,
    K5,
    K6,
    K7,
    K8,
    K9,
    K10,
    K11,
    K12,
    K13,
    K14,
    K15,
    K16,
    K17,
    K18,
)


_NOTHING: Mapping[str, tuple[ChartNote, ...]] = {}


BY_DEFINITION = "By its definition"
"""The fact that says what the chosen definition sets beside its variant."""


def compute(
    facts: Facts,
    settings: Settings,
    period: Period,
    now: int,
    *,
    scope: Scope = EVERYTHING,
    notes: Mapping[str, tuple[ChartNote, ...]] = _NOTHING,
    only: Collection[str] = (),
) -> tuple[KpiResult, ...]:
    """Every KPI of the period at `now` (UTC seconds), of one scope or of everything.

    A KPI that is reported more rarely than the period shows its own last complete period
    before the period's end (METRICS §1, cohorts). `notes` are each KPI's own, with the phases of
    its limits; `only` names the KPIs that are asked for.
    """
    return tuple(
        _result(
            kpi,
            context(
                facts,
                settings,
                _own(kpi, period, now, settings),
                now,
                scope,
                tuple(notes.get(kpi.id, ())),
            ),
        )
        for kpi in KPIS
        if not only or kpi.id in only
    )


def kpi_met(result: KpiResult) -> bool | None:
    """Whether the KPI as a whole is met: all of its judged parts are. None without a verdict."""
    verdicts = [part.met for part in result.parts if part.met is not None]
    return all(verdicts) if verdicts else None


def _own(kpi: Kpi, period: Period, now: int, settings: Settings) -> Period:
    if KINDS.index(kpi.cadence) <= KINDS.index(period.kind):
        return period
    return last_complete(kpi.cadence, min(period.end, now), settings.report_zone)


def _outcome(kpi: Kpi, ctx: Context) -> Outcome:
    field = ctx.scope.field
    if field and field not in kpi.scopes:
        shown = "only all groups together can be shown"
        if kpi.scopes:
            shown = f"it can be shown by {' or '.join(kpi.scopes)}, or for all groups together"
        line = Line(kpi.id, "", kpi.label, kpi.unit, kpi.better)
        needs = f"{kpi.label} isn't kept by {field}; {shown}."
        return Outcome(parts=(absent_part(ctx, line),), needs=needs)
    found = kpi.function(ctx)
    if found.needs and not found.excluded:
        found = replace(found, facts=(), caveats=())
    elif not (found.needs or found.caveats or any(part.n for part in found.parts)):
        where = f" of {ctx.scope.words()}" if field else ""
        found = replace(found, caveats=(f"none{where} in {ctx.period.short}",))
    return found


def _parameters(variant: KpiVariant | None) -> tuple[tuple[str, str], ...]:
    """What the chosen definition sets beside its variant, as a fact."""
    words = [parameter_words(*one) for one in variant.parameters] if variant else []
    said = ", ".join(filter(None, words))
    return ((BY_DEFINITION, said),) if said else ()


def _result(kpi: Kpi, ctx: Context) -> KpiResult:
    found = _outcome(kpi, ctx)
    period, variant = ctx.period, ctx.variant(kpi.id)
    running = (f"{period.short} not over",) if ctx.now < period.end else ()
    target = ctx.target(kpi.id, found.parts[0].name)
    definition = kpi.definition
    if variant is not None:
        definition = replace(definition, version=variant.version)
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
        facts=(*found.facts, *found.always, *_parameters(variant)),
        drivers=found.drivers,
        drivers_label=found.drivers_label,
        definition=definition,
        owner=target.owner if target else "No owner",
        needs=found.needs,
        records=found.records,
        variant=found.variant,
        variants=found.variants,
        fallback=found.fallback,
        excluded_rows=found.excluded_rows,
        notes=ctx.notes,
        target_version=target.version if target else 1,
        approver=target.approver if target else "",
    )
