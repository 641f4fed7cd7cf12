"""K9: share of implemented changes that succeeded (METRICS K9)."""

import numpy as np

from app.analysis.kpis.base import Context, Kpi, Outcome, known, present
from app.analysis.kpis.change_cohort import NEEDS, STANDARD, Cohort, cohort, left_out
from app.analysis.kpis.parts import Line, pareto, share_of, share_part
from app.models.change import CHANGE_TYPES
from app.models.columns import I64, Flags
from app.models.counts import counted
from app.models.results import KpiDefinition, KpiPart
from app.models.settings import DAY

_SUCCESSFUL, _WITH_ISSUES = 1, 2
_MATURING_S = 7 * DAY
_NEEDS_CODES = (
    "Import changes with their close code (ServiceNow change_request: close_code); the changes "
    "here have none."
)


def _success(ctx: Context) -> Outcome:
    changes = ctx.facts.changes
    of = cohort(ctx)
    code = changes.close_code[of.rows]
    counted = of.ended & (code > 0)
    bins = np.where(counted, of.bins, -1)
    strict = (code == _SUCCESSFUL) & (changes.linked_incidents[of.rows] == 0)
    kind = changes.type[of.rows]
    standard = np.where(kind == STANDARD, bins, -1)
    parts = [_part(ctx, of, bins, strict, "strict", "Change success rate", judged=True)]
    if (kind == STANDARD).any():
        parts.append(
            _part(ctx, of, standard, strict, "standard", "Standard change success", judged=True)
        )
    late = (bins == len(ctx.periods) - 1) & ~strict
    reasons = left_out(ctx, of)
    reasons["not closed yet"] = _count(ctx, of, of.implemented & ~of.ended)
    reasons["no close code"] = _count(ctx, of, of.ended & (code == 0))
    codes, names, others = _models(ctx, of.rows[late])
    return Outcome(
        parts=tuple(parts),
        extra=tuple(_extras(ctx, of, bins, strict)),
        excluded=present(reasons),
        caveats=_caveats(ctx, parts, reasons["no close code"]),
        facts=_facts(ctx, of, bins) if of.last(ctx).any() else (),
        drivers=pareto(codes, names, f"No {others[:-1]}", others),
        drivers_label="Changes that did not succeed",
        needs=_needs(ctx),
    )


def _part(
    ctx: Context, of: Cohort, bins: I64, hit: Flags, name: str, label: str, *, judged: bool
) -> KpiPart:
    line = Line("K9", name, label, "%", "higher", judged=judged)
    share = share_of(ctx, bins, hit, ctx.facts.changes.key, of.rows)
    return share_part(ctx, line, share)


def _extras(ctx: Context, of: Cohort, bins: I64, strict: Flags) -> list[KpiPart]:
    changes = ctx.facts.changes
    code = changes.close_code[of.rows]
    reported = code == _SUCCESSFUL
    views = [
        ("reported", "By close code alone", bins, reported),
        ("lenient", "Successful with issues counted too", bins, strict | (code == _WITH_ISSUES)),
    ]
    for name in ("normal", "emergency"):
        own = changes.type[of.rows] == CHANGE_TYPES.index(name)
        views.append((name, f"{name.capitalize()} changes", np.where(own, bins, -1), strict))
    planned, actual = changes.planned_end[of.rows], changes.actual_end[of.rows]
    timed = np.where(of.ended & known(actual), of.bins, -1)
    views.append(("on schedule", "Ended by the planned end", timed, actual <= planned))
    return [
        _part(ctx, of, place, hit, name, label, judged=False) for name, label, place, hit in views
    ]


def _count(ctx: Context, of: Cohort, mask: Flags) -> int:
    return int(np.count_nonzero(of.last(ctx) & mask))


def _models(ctx: Context, rows: I64) -> tuple[I64, tuple[str, ...], str]:
    """What to sort failed changes by: their model where one is recorded, else the group."""
    changes = ctx.facts.changes
    models: I64 = changes.model[rows].astype(np.int64)
    if (models >= 0).any():
        return models, changes.models, "models"
    groups: I64 = changes.group[rows].astype(np.int64)
    return groups, changes.groups, "groups"


def _needs(ctx: Context) -> str:
    if not len(ctx.facts.changes):
        return NEEDS
    return "" if (ctx.facts.changes.close_code > 0).any() else _NEEDS_CODES


def _caveats(ctx: Context, parts: list[KpiPart], uncoded: int) -> tuple[str, ...]:
    caveats = ["n under 5"] if any(0 < part.n < 5 for part in parts) else []
    if uncoded:
        caveats.append(f"no close code {uncoded:,}")
    young = ctx.now - ctx.cutoff
    if young < _MATURING_S:
        caveats.append(
            "The last 7 days are maturing: incidents may still be linked to their changes."
        )
    return tuple(caveats)


def _facts(ctx: Context, of: Cohort, bins: I64) -> tuple[tuple[str, str], ...]:
    changes = ctx.facts.changes
    last = bins == len(ctx.periods) - 1
    linked = changes.linked_incidents[of.rows] > 0
    planned = changes.planned_end[of.rows]
    fresh = planned >= ctx.now - _MATURING_S
    uncoded = _count(ctx, of, of.ended & (changes.close_code[of.rows] == 0))
    lines = [
        ("Close code missing", f"{counted(uncoded, 'closed change')}, counted apart"),
        ("With a linked incident", counted(int(np.count_nonzero(last & linked)), "change")),
        ("Still unclosed", counted(_count(ctx, of, of.implemented & ~of.ended), "change")),
    ]
    maturing = int(np.count_nonzero(last & fresh))
    if maturing:
        lines.append(
            ("Maturing", f"{counted(maturing, 'change')} planned to end in the last 7 days")
        )
    return tuple(lines)


K9 = Kpi(
    id="K9",
    label="Change success rate",
    group="Change",
    unit="%",
    better="higher",
    cadence="month",
    function=_success,
    definition=KpiDefinition(
        formula="Successful and without a linked incident ÷ implemented changes with a close code.",
        cohort="Changes whose planned end falls in the period.",
        clock="None; a late end is schedule adherence, its own figure.",
        inclusion="Implemented changes of every type; by type beside.",
        exclusion="Cancelled or rejected; never started; not closed yet; no close code.",
        pairs="Emergency change rate; SLA compliance",
        version=1,
    ),
)
