"""Which open incidents will breach their resolution target, and how far to believe it (§4.3).

With S the Kaplan-Meier curve of time to resolve on the SLA's clock, an incident still open at age
a breaches with P = S(target) ÷ S(a). The curve is of its like: priority, group, category and
whether it was reopened; of fewer than 30 that were resolved, its parent.
"""

import numpy as np

from app.analysis.asof import OVER
from app.analysis.source_targets import promised
from app.analysis.trends.calibration import (
    Judged,
    brier_scores,
    is_calibrated,
    reliability,
    risk_words,
)
from app.analysis.trends.chances import UNKNOWN, Chances, Likes
from app.analysis.trends.incidents import incidents
from app.analysis.trends.survival import F64
from app.models.columns import I64, MISSING, Facts
from app.models.results.trends import BreachRisk, RiskRow
from app.models.scope import EVERYTHING, Scope
from app.models.settings import DAY, HOUR, Settings

LEARNINGS, LEARNED_EVERY_S = 3, 30 * DAY
"""The 3 months judged: each by what was known before it began."""
LOOK_EVERY_S = 53 * HOUR
"""Between two looks at the open incidents of the months judged: any hour, any weekday."""


def breach_risk(
    facts: Facts, settings: Settings, now: int, scope: Scope = EVERYTHING
) -> BreachRisk:
    """Every running resolution clock of the scope with its chance to breach (METRICS §4.3).

    Targets are those of K4: the source's own where it keeps one, else the settings'.
    Learned from the last year of all incidents, judged on the last 3 months of the scope by what
    was known before them. `probability` is None everywhere when that isn't calibrated, and the
    rows stand by time left. Clocks on an agreed hold and targets already overrun are left out.
    """
    likes = Likes(facts, settings)
    judged = _judge(likes, now, scope)
    brier, base = brier_scores(judged)
    table = reliability(judged)
    calibrated = is_calibrated(judged, table)
    rows, target, age = _running(likes, np.flatnonzero(incidents(facts, scope)), now)
    when = np.full(len(rows), now, np.int64)
    found = likes.chances(now, rows, target, age, when)
    reopened = likes.reopened(rows, when)
    left = target - age
    chance = found.probability if calibrated else np.full(len(rows), np.nan)
    key = facts.tickets.key[rows]
    order = np.lexsort((key, left, -np.nan_to_num(chance, nan=-1.0)))
    return BreachRisk(
        rows=tuple(
            RiskRow(
                key=str(key[i]),
                probability=None if np.isnan(chance[i]) else round(float(chance[i]), 4),
                left_s=int(left[i]),
                usual_left_s=None if found.usual_left[i] < 0 else int(found.usual_left[i]),
                learned_from=_learned(facts, int(rows[i]), found, i, reopened=bool(reopened[i])),
            )
            for i in order.tolist()
        ),
        table=table,
        brier=brier,
        base_brier=base,
        calibrated=calibrated,
        tested=len(judged.forecast),
        words=risk_words(judged, table, calibrated=calibrated),
    )


def _judge(likes: Likes, now: int, scope: Scope) -> Judged:
    """Forecasts of the last 3 months, made by what was known before, and what came of them.

    Each look takes the open, running incidents of its instant that were then to be due by `now`:
    later ones would only be judged where they went well. Of the few that were paused since, those
    without an outcome at `now` are left out.
    """
    facts, tickets = likes.facts, likes.facts.tickets
    begun = [now - back * LEARNED_EVERY_S for back in range(LEARNINGS, 0, -1)]
    mask = incidents(facts, scope)
    mask &= (tickets.resolved == MISSING) | (tickets.resolved > begun[0])
    near = np.flatnonzero(mask & (tickets.opened < now))
    final = promised(facts, likes.settings, near, now, "resolution")
    breached = final.elapsed > final.target
    kept = (final.target >= 0) & (breached | (final.stop != MISSING))
    near, breached = near[kept], breached[kept]
    outcome = np.zeros(len(tickets), np.bool_)
    outcome[near[breached]] = True
    months = [_looked(likes, near, since, now) for since in begun]
    rows, forecast = (np.concatenate(part) for part in zip(*months, strict=True))
    known = ~np.isnan(forecast)
    return Judged(forecast[known], outcome[rows[known]])


def _looked(likes: Likes, near: I64, since: int, now: int) -> tuple[I64, F64]:
    """Rows open at each look of one month, and their chances by what was known before it."""
    at = np.arange(since, since + LEARNED_EVERY_S, LOOK_EVERY_S, dtype=np.int64)
    looks = [_running(likes, near, moment, due_by=now) for moment in at.tolist()]
    rows, target, age = (np.concatenate(part) for part in zip(*looks, strict=True))
    when = np.repeat(at, [len(look[0]) for look in looks])
    return rows, likes.chances(since, rows, target, age, when).probability


def _running(
    likes: Likes, rows: I64, at: int, *, due_by: int | None = None
) -> tuple[I64, I64, I64]:
    """Of these rows the ones open at the instant inside their target: row, target, age.

    Seconds are on the SLA's clock; paused ones, by our rule or the source's, don't run and aren't
    due. With `due_by` only those due by then.
    """
    facts, tickets = likes.facts, likes.facts.tickets
    resolved = tickets.resolved[rows]
    open_ = (tickets.opened[rows] <= at) & ((resolved == MISSING) | (resolved > at))
    open_ &= ~((resolved == MISSING) & OVER[tickets.state[rows]])
    open_ &= ~(tickets.outcome_unknown[rows] & (tickets.as_of[rows] < at))
    rows = rows[open_]
    made = promised(facts, likes.settings, rows, at, "resolution")
    runs = (made.target >= 0) & (made.due != MISSING) & (made.elapsed <= made.target)
    if due_by is not None:
        runs &= made.due <= due_by
    return rows[runs], made.target[runs], made.elapsed[runs]


def _learned(facts: Facts, row: int, found: Chances, i: int, *, reopened: bool) -> str:
    """The level of a curve in words: "P2 · Network · n 214"; empty without one."""
    level, n = int(found.level[i]), int(found.n[i])
    if level == UNKNOWN:
        return ""
    tickets = facts.tickets
    group, category = int(tickets.group[row]), int(tickets.category[row])
    parts = [f"P{tickets.priority[row]}"]
    if level <= 2:
        parts.append(tickets.groups[group] if group >= 0 else "no group")
    if level <= 1:
        parts.append(tickets.categories[category] if category >= 0 else "no category")
    if level == 0:
        parts.append("reopened" if reopened else "not reopened")
    return " · ".join((*parts, f"n {n:,}"))
