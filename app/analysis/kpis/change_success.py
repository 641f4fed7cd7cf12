"""K9: share of implemented changes that succeeded (METRICS K9)."""

import numpy as np

from app.analysis.kpis.base import Context, Kpi, Outcome, chosen, known
from app.analysis.kpis.change_cohort import NEEDS, STANDARD, Cohort, cohort, excluded, left_out
from app.analysis.kpis.pareto import pareto
from app.analysis.kpis.parts import Line, share_part, value_part
from app.analysis.kpis.shares import share_of
from app.models.change import CHANGE_TYPES
from app.models.columns import I64, Flags
from app.models.counts import counted
from app.models.results import KpiDefinition, KpiPart
from app.models.settings import DAY

_SUCCESSFUL, _WITH_ISSUES = 1, 2
VARIANTS = ("strict", "reported", "lenient")
_LABELS = {
    "strict": "Successful, no linked or confirmed incident",
    "reported": "By close code alone",
    "lenient": "Successful with issues counted too",
}
_WEIGHTS = (4, 3, 2, 1)
"""What a change of very high, high, moderate and low risk counts."""
_MATURING_S = 7 * DAY
_NEEDS_CODES = (
    "Import changes with their close code (ServiceNow change_request: close_code); the changes "
    "here have none."
)


def _success(ctx: Context) -> Outcome:
    changes = ctx.facts.changes
    of = cohort(ctx)
    code = changes.close_code[of.rows]
    bins = np.where(of.ended & (code > 0), of.bins, -1)
    name = chosen(ctx, "K9", VARIANTS)
    views = successes(ctx, of)
    hit = views[name]
    kind = changes.type[of.rows]
    standard = np.where(kind == STANDARD, bins, -1)
    parts = [_part(ctx, of, bins, hit, name, "Change success rate", judged=True)]
    if (kind == STANDARD).any():
        parts.append(
            _part(ctx, of, standard, hit, "standard", "Standard change success", judged=True)
        )
    late = (bins == len(ctx.periods) - 1) & ~hit
    reasons = left_out(ctx, of)
    last = of.last(ctx)
    reasons["not closed yet"] = of.rows[last & of.implemented & ~of.ended]
    reasons["no close code"] = of.rows[last & of.ended & (code == 0)]
    counts, keys = excluded(ctx, reasons)
    codes, names, others = _models(ctx, of.rows[late])
    return Outcome(
        parts=tuple(parts),
        extra=(*_extras(ctx, of, bins, views, name), _weighted(ctx, of, bins, hit)),
        excluded=counts,
        caveats=_caveats(ctx, parts, len(reasons["no close code"])),
        facts=_facts(ctx, of, bins) if last.any() else (),
        drivers=pareto(codes, names, f"No {others[:-1]}", others),
        drivers_label="Changes that did not succeed",
        needs=_needs(ctx),
        records="change",
        variant=name,
        variants=VARIANTS,
        excluded_rows=keys,
    )


def successes(ctx: Context, of: Cohort) -> dict[str, Flags]:
    """Which changes succeeded, by variant (METRICS K9)."""
    changes = ctx.facts.changes
    code = changes.close_code[of.rows]
    strict = (code == _SUCCESSFUL) & ~_caused(ctx, of)
    return {
        "strict": np.asarray(strict, np.bool_),
        "reported": np.asarray(code == _SUCCESSFUL, np.bool_),
        "lenient": np.asarray(strict | (code == _WITH_ISSUES), np.bool_),
    }


def _caused(ctx: Context, of: Cohort) -> Flags:
    """An incident is linked to the change, or a person confirmed that it caused some."""
    changes = ctx.facts.changes
    linked = changes.linked_incidents[of.rows] > 0
    return np.asarray(linked | _confirmed(ctx, of), np.bool_)


def _confirmed(ctx: Context, of: Cohort) -> Flags:
    keys = ctx.facts.changes.key[of.rows]
    return np.asarray(np.isin(keys, list(ctx.facts.confirmed_changes)), np.bool_)


def _weighted(ctx: Context, of: Cohort, bins: I64, hit: Flags) -> KpiPart:
    """Each change by its risk: very high counts 4, high 3, moderate 2, low or unknown 1."""
    changes = ctx.facts.changes
    risk = changes.risk[of.rows].astype(np.int64)
    weight = np.array((1, *_WEIGHTS), np.int64)[np.clip(risk, 0, len(_WEIGHTS))]
    size, inside = len(ctx.periods), bins >= 0
    whole = np.bincount(bins[inside], weights=weight[inside], minlength=size)
    won = np.bincount(bins[inside], weights=(weight * hit)[inside], minlength=size)
    counts = np.bincount(bins[inside], minlength=size)
    values = [100 * a / b if b else None for a, b in zip(won.tolist(), whole.tolist(), strict=True)]
    line = Line("K9", "risk-weighted", "Weighted by risk", "%", "higher", judged=False)
    last = bins == size - 1
    rows, hits = changes.key[of.rows[last]], changes.key[of.rows[last & hit]]
    return value_part(ctx, line, values, counts.tolist(), rows=rows, hits=hits)


def _part(
    ctx: Context, of: Cohort, bins: I64, hit: Flags, name: str, label: str, *, judged: bool
) -> KpiPart:
    line = Line("K9", name, label, "%", "higher", judged=judged)
    share = share_of(ctx, bins, hit, ctx.facts.changes.key, of.rows)
    return share_part(ctx, line, share)


def _extras(
    ctx: Context, of: Cohort, bins: I64, variants: dict[str, Flags], value: str
) -> list[KpiPart]:
    changes = ctx.facts.changes
    hit = variants[value]
    views = [(name, _LABELS[name], bins, variants[name]) for name in variants if name != value]
    for name in ("normal", "emergency"):
        own = changes.type[of.rows] == CHANGE_TYPES.index(name)
        views.append((name, f"{name.capitalize()} changes", np.where(own, bins, -1), hit))
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
        ("With a linked incident", counted(_count(ctx, of, of.ended & linked), "change")),
        ("Still unclosed", counted(_count(ctx, of, of.implemented & ~of.ended), "change")),
    ]
    confirmed = _count(ctx, of, of.ended & _confirmed(ctx, of))
    if confirmed:
        lines.append(("Incidents confirmed by a person", f"after {counted(confirmed, 'change')}"))
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
        formula="Successful and without a linked or confirmed incident ÷ implemented changes with "
        "a close code.",
        cohort="Changes whose planned end falls in the period.",
        clock="None; a late end is schedule adherence, its own figure.",
        inclusion="Implemented changes of every type; by type beside. Causes that are only "
        "inferred stand beside, never in the value.",
        exclusion="Cancelled or rejected; never started; not closed yet; no close code; no planned "
        "end.",
        pairs="Emergency change rate; SLA compliance",
        version=1,
    ),
)
