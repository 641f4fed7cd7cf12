"""K10: share of implemented changes that were emergencies (METRICS K10)."""

import numpy as np

from app.analysis.kpis.base import Context, Kpi, Outcome, chosen, known
from app.analysis.kpis.change_cohort import (
    EMERGENCY,
    NEEDS,
    STANDARD,
    Cohort,
    cohort,
    excluded,
    left_out,
)
from app.analysis.kpis.change_controls import begun
from app.analysis.kpis.pareto import pareto
from app.analysis.kpis.parts import Line, share_part
from app.analysis.kpis.shares import share_of
from app.models.columns import I64, Flags
from app.models.counts import counted
from app.models.duration import duration
from app.models.results import KpiDefinition

VARIANTS = ("all", "without standard")
_LABELS = {"all": "Emergency change rate", "without standard": "Standard changes left out"}
_NEEDS_TYPES = (
    "Import changes with their type (ServiceNow change_request: type); the changes here don't say "
    "which were emergencies."
)


def _emergency(ctx: Context) -> Outcome:
    changes = ctx.facts.changes
    of = cohort(ctx)
    kind = changes.type[of.rows]
    typed = of.implemented & (kind >= 0)
    bins = np.where(typed, of.bins, -1)
    emergency = kind == EMERGENCY
    name = chosen(ctx, "K10", VARIANTS)
    denominators = {"all": bins, "without standard": np.where(kind == STANDARD, -1, bins)}
    shares = {
        of_name: share_part(
            ctx,
            Line("K10", of_name, _LABELS[of_name], "%", "lower", judged=of_name == name),
            share_of(ctx, place, emergency, changes.key, of.rows),
        )
        for of_name, place in denominators.items()
    }
    part = shares.pop(name)
    last = bins == len(ctx.periods) - 1
    reasons = left_out(ctx, of)
    reasons["no type"] = of.rows[of.last(ctx) & of.implemented & (kind < 0)]
    counts, keys = excluded(ctx, reasons)
    groups = changes.group[of.rows[last & emergency]]
    return Outcome(
        parts=(part,),
        extra=tuple(shares.values()),
        excluded=counts,
        caveats=("n under 5",) if 0 < part.n < 5 else (),
        facts=_facts(ctx, of, last) if last.any() else (),
        always=_unauthorised(ctx, last),
        drivers=pareto(groups, changes.groups, "No group", "groups"),
        drivers_label="Emergency changes",
        needs=_needs(ctx),
        records="change",
        variant=name,
        variants=VARIANTS,
        excluded_rows=keys,
    )


def _needs(ctx: Context) -> str:
    if not len(ctx.facts.changes):
        return NEEDS
    return "" if (ctx.facts.changes.type >= 0).any() else _NEEDS_TYPES


def _facts(ctx: Context, of: Cohort, last: Flags) -> tuple[tuple[str, str], ...]:
    changes = ctx.facts.changes
    rows = of.rows[last]
    emergency = changes.type[rows] == EMERGENCY
    opened, start = changes.opened[rows], changes.planned_start[rows]
    policy = ctx.settings.emergency_lead_s
    short = known(opened) & known(start) & (start - opened < policy)
    latent = short & ~emergency & (changes.type[rows] != STANDARD)
    alone = emergency & (changes.linked_incidents[rows] == 0)

    def words(mask: Flags) -> str:
        return counted(int(np.count_nonzero(mask)), "change")

    return (
        ("Latent emergencies", f"{words(latent)} with under {duration(policy)} of lead time"),
        ("Logged after the start", words(_retro(opened, changes.actual_start[rows]))),
        ("Emergencies without a linked incident", words(alone)),
    )


def _unauthorised(ctx: Context, last: Flags) -> tuple[tuple[str, str], ...]:
    """Unauthorised changes of the period, whatever else their records lack (METRICS K10).

    Of a change without a planned end the actual one counts, else its start. A period without
    any implemented change says so only where there are some.
    """
    changes = ctx.facts.changes
    rows = np.flatnonzero(changes.unauthorized)
    at = begun(ctx.facts, rows)
    for end in (changes.actual_end[rows], changes.planned_end[rows]):
        at = np.where(known(end), end, at)
    inside = ctx.bins(at) == len(ctx.periods) - 1
    mine = ctx.changes_in_scope()
    n = int(np.count_nonzero(inside if mine is None else inside & mine[rows]))
    return (("Unauthorised", counted(n, "change")),) if n or last.any() else ()


def _retro(opened: I64, start: I64) -> Flags:
    return np.asarray(known(opened) & known(start) & (opened > start), np.bool_)


K10 = Kpi(
    id="K10",
    label="Emergency change rate",
    group="Change",
    unit="%",
    better="lower",
    cadence="month",
    function=_emergency,
    definition=KpiDefinition(
        formula="Emergency changes ÷ all implemented changes.",
        cohort="Changes whose planned end falls in the period.",
        clock="None.",
        inclusion="Implemented changes, closed or not; a second denominator leaves standard "
        "changes out.",
        exclusion="Cancelled or rejected; never started; no planned end; no type recorded.",
        pairs="Change success rate",
        version=1,
    ),
)
