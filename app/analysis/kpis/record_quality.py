"""K11: how well changes are written down when they start (METRICS K11)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.analysis.kpis.base import Context, Kpi, Outcome
from app.analysis.kpis.change_cohort import NEEDS, Cohort, cohort, excluded, left_out
from app.analysis.kpis.change_controls import approved_in_time, said_approved
from app.analysis.kpis.pareto import pareto
from app.analysis.kpis.parts import Line, share_part, value_part
from app.analysis.kpis.shares import share_of
from app.analysis.kpis.words import number, percent
from app.models.columns import I64, Facts, Flags
from app.models.counts import counted
from app.models.results import KpiDefinition, KpiPart

GOOD, READY, WEAK = 80, 85, 60
"""A good record has at least 80 points; the marks ● and ▲ begin at 85 and 60."""
POINTS = {
    "Risk and impact analysis": 20,
    "Implementation plan": 20,
    "Backout plan": 20,
    "Test evidence": 15,
    "CI and service": 10,
    "Schedule and communication": 10,
    "Approvals before the start": 5,
}
"""Points of each item; a rating of presence × substance from 0 to 1 earns its share of them."""
NO_BACKOUT_CAP, NO_CI_CAP, UNAPPROVED_CAP = 40, 50, 50
_MODERATE = 3
_FINE = 10_000
"""Parts of a point that points are added up in: finer than what a rating's 32 bits tell."""
_NEEDS_TEXTS = (
    "Import changes with their plans (ServiceNow change_request: implementation_plan, "
    "backout_plan, test_plan, risk_impact_analysis)."
)


@dataclass(frozen=True, slots=True)
class Scores:
    """Per asked change: its score 0-100, and the points that each item lost (rows × items)."""

    score: NDArray[np.float64]
    """Not rounded: 79.6 points aren't 80."""
    lost: I64
    """In 10,000ths of a point, in the order of POINTS."""
    approved: Flags


def scores(ctx: Context, rows: I64) -> Scores:
    """The score of each change as its record stands, capped (METRICS K11)."""
    records, changes = ctx.facts.records, ctx.facts.changes
    approved = approved_in_time(ctx, rows) | said_approved(ctx.facts, rows)
    ratings = (
        records.analysis,
        records.implementation,
        records.backout,
        records.test,
        records.configuration,
        records.schedule,
    )
    earned = [np.clip(rating[rows].astype(np.float64), 0.0, 1.0) for rating in ratings]
    earned.append(approved.astype(np.float64))
    points = np.array(list(POINTS.values()), np.float64)
    table = np.stack(earned, axis=1) if len(rows) else np.zeros((0, len(points)))
    whole = np.rint(_FINE * table * points).astype(np.int64)
    cap = np.full(len(rows), 100.0)
    risky = (changes.risk[rows] >= 1) & (changes.risk[rows] <= _MODERATE)
    for mask, most in (
        (~records.has_ci[rows], NO_CI_CAP),
        (~approved, UNAPPROVED_CAP),
        (risky & ~records.has_backout[rows], NO_BACKOUT_CAP),
    ):
        cap = np.where(mask, np.minimum(cap, most), cap)
    score = np.minimum(whole.sum(axis=1) / _FINE, cap)
    lost = (_FINE * points).astype(np.int64) - whole
    return Scores(score, lost, np.asarray(approved, np.bool_))


def _quality(ctx: Context) -> Outcome:
    changes = ctx.facts.changes
    of = cohort(ctx)
    found = scores(ctx, of.rows)
    needs = _needs(ctx.facts)
    bins = np.where(of.implemented & (not needs), of.bins, -1)
    good = np.asarray(found.score >= GOOD, np.bool_)
    line = Line("K11", "all", "Change record quality", "%", "higher")
    part = share_part(ctx, line, share_of(ctx, bins, good, changes.key, of.rows))
    last = bins == len(ctx.periods) - 1
    counts, keys = excluded(ctx, left_out(ctx, of))
    weak = last & ~good
    worst = np.argmax(found.lost[weak], axis=1) if weak.any() else np.zeros(0, np.int64)
    return Outcome(
        parts=(part,),
        extra=(_mean(ctx, of, bins, found),),
        excluded=counts,
        caveats=_caveats(ctx, of, part, last),
        facts=_facts(found, last) if last.any() else (),
        drivers=pareto(worst.astype(np.int64), tuple(POINTS), "", "items"),
        drivers_label=f"Weakest item of changes under {GOOD}",
        needs=needs,
        records="change",
        excluded_rows=keys,
    )


def _mean(ctx: Context, of: Cohort, bins: I64, found: Scores) -> KpiPart:
    size, inside = len(ctx.periods), bins >= 0
    n = np.bincount(bins[inside], minlength=size)
    total = np.bincount(bins[inside], weights=found.score[inside], minlength=size)
    values = [a / b if b else None for a, b in zip(total.tolist(), n.tolist(), strict=True)]
    line = Line("K11", "score", "Mean score", "points", "higher", judged=False)
    rows = ctx.facts.changes.key[of.rows[bins == size - 1]]
    return value_part(ctx, line, values, n.tolist(), rows=rows)


def _needs(facts: Facts) -> str:
    if not len(facts.changes):
        return NEEDS
    records = facts.records
    written = (records.implementation > 0) | (records.backout > 0) | (records.test > 0)
    return "" if written.any() else _NEEDS_TEXTS


def _caveats(ctx: Context, of: Cohort, part: KpiPart, last: Flags) -> tuple[str, ...]:
    found = ["n under 5"] if 0 < part.n < 5 else []
    told = int(np.count_nonzero(said_approved(ctx.facts, of.rows[last])))
    if told:
        found.append(f"{counted(told, 'change')} approved by state alone, no instant known.")
    if last.any():
        found.append(
            "Texts are rated as they stand in the newest export, which may be later than the start."
        )
    return tuple(found)


def _facts(found: Scores, last: Flags) -> tuple[tuple[str, str], ...]:
    score = found.score[last]
    n = len(score)
    ready = int(np.count_nonzero(score >= READY))
    weak = int(np.count_nonzero(score < WEAK))
    unapproved = int(np.count_nonzero(~found.approved[last]))
    lost = found.lost[last].mean(axis=0) / _FINE
    items = " · ".join(
        f"{name} {number(points - gone)} of {points}"
        for (name, points), gone in zip(POINTS.items(), lost.tolist(), strict=True)
    )
    return (
        ("● 85 and more · ▲ 60 to under 85 · ◆ under 60", f"{ready} · {n - ready - weak} · {weak}"),
        ("Mean score", number(float(score.mean()))),
        ("Mean points by item", items),
        ("No approval at the start", f"{percent(unapproved, n)}, {counted(unapproved, 'change')}"),
    )


K11 = Kpi(
    id="K11",
    label="Change record quality",
    group="Change",
    unit="%",
    better="higher",
    cadence="month",
    function=_quality,
    definition=KpiDefinition(
        formula="Changes with 80 points or more ÷ implemented changes. Risk and impact analysis "
        "20, implementation plan 20, backout 20, test evidence 15, CI and service 10, schedule "
        "and communication 10, approvals before the start 5, each by presence × substance. At "
        "most 40 without backout on medium or high risk, 50 without CI or approval at the start.",
        cohort="Changes whose planned end falls in the period.",
        clock="Approvals by the start; an emergency ratified within 3 days of it.",
        inclusion="Implemented changes; the model approves standard ones.",
        exclusion="Cancelled or rejected; never started; no planned end.",
        pairs="Change success rate; audit evidence pass rate",
        version=1,
    ),
)
