"""Which open incidents will breach their resolution target, and how far to believe it (§4.3).

With S the Kaplan-Meier curve of time to resolve on the SLA's clock, an incident still open at age
a breaches with P = S(target) ÷ S(a). The curve is of its like: priority, group, category and
whether it was reopened; of fewer than 30 that were resolved, its parent.
"""

from dataclasses import dataclass

import numpy as np

from app.analysis.asof import OVER
from app.analysis.sla import promises
from app.analysis.trends.calibration import (
    Judged,
    brier_scores,
    is_calibrated,
    reliability,
    risk_words,
)
from app.analysis.trends.incidents import incidents, opened_between
from app.analysis.trends.survival import F64, Curves
from app.models.columns import I64, MISSING, Facts, Flags
from app.models.results.trends import BreachRisk, RiskRow
from app.models.scope import EVERYTHING, Scope
from app.models.settings import DAY, HOUR, Settings

FEWEST_EVENTS = 30
LEARNED_S = 365 * DAY
LEARNINGS, LEARNED_EVERY_S = 3, 30 * DAY
"""The 3 months judged: each by what was known before it began."""
LOOK_EVERY_S = 53 * HOUR
"""Between two looks at the open incidents of the months judged: any hour, any weekday."""
_LEVELS = 4
_NONE = -1


@dataclass(frozen=True, slots=True)
class _Kinds:
    """Per ticket a code at each level, the closest first; each keeps the priority."""

    codes: tuple[I64, ...]


@dataclass(frozen=True, slots=True)
class _Chances:
    """Per asked row: the chance (NaN without a curve), usual rest (-1 unknown), level, n."""

    probability: F64
    usual_left: I64
    level: I64
    n: I64


def breach_risk(
    facts: Facts, settings: Settings, now: int, scope: Scope = EVERYTHING
) -> BreachRisk:
    """Every running resolution clock of the scope with its chance to breach (METRICS §4.3).

    Learned from the last year of all incidents, judged on the last 3 months of the scope by what
    was known before them. `probability` is None everywhere when that isn't calibrated, and the
    rows stand by time left. Clocks on an agreed hold and targets already overrun are left out.
    """
    judged = _judge(facts, settings, now, scope)
    brier, base = brier_scores(judged)
    table = reliability(judged)
    calibrated = is_calibrated(judged, table)
    rows, target, age = _running(facts, settings, np.flatnonzero(incidents(facts, scope)), now)
    found = _chances(facts, settings, now, rows, target, age)
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
                learned_from=_learned(facts, int(rows[i]), int(found.level[i]), int(found.n[i])),
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


def _judge(facts: Facts, settings: Settings, now: int, scope: Scope) -> Judged:
    """Forecasts of the last 3 months, made by what was known before, and what came of them.

    Each look takes the open, running incidents of its instant. Those whose outcome isn't known
    at `now` are not judged.
    """
    tickets = facts.tickets
    begun = [now - back * LEARNED_EVERY_S for back in range(LEARNINGS, 0, -1)]
    mask = incidents(facts, scope)
    mask &= (tickets.resolved == MISSING) | (tickets.resolved > begun[0])
    near = np.flatnonzero(mask & (tickets.opened < now))
    final = promises(facts, settings, near, now, "resolution")
    breached = final.elapsed > final.target
    kept = (final.target >= 0) & (breached | (final.stop != MISSING))
    near, breached = near[kept], breached[kept]
    outcome = np.zeros(len(tickets), np.bool_)
    outcome[near[breached]] = True
    months = [_looked(facts, settings, near, since) for since in begun]
    rows, forecast = (np.concatenate(part) for part in zip(*months, strict=True))
    known = ~np.isnan(forecast)
    return Judged(forecast[known], outcome[rows[known]])


def _looked(facts: Facts, settings: Settings, near: I64, since: int) -> tuple[I64, F64]:
    """Rows open at each look of one month, and their chances by what was known before it."""
    at = np.arange(since, since + LEARNED_EVERY_S, LOOK_EVERY_S, dtype=np.int64)
    looks = [_running(facts, settings, near, moment) for moment in at.tolist()]
    rows, target, age = (np.concatenate(part) for part in zip(*looks, strict=True))
    when = np.repeat(at, [len(look[0]) for look in looks])
    return rows, _chances(facts, settings, since, rows, target, age, when=when).probability


def _running(facts: Facts, settings: Settings, rows: I64, at: int) -> tuple[I64, I64, I64]:
    """Of these rows the ones open at the instant inside their target: row, target, age.

    Seconds are on the SLA's clock; paused ones don't run.
    """
    tickets = facts.tickets
    resolved = tickets.resolved[rows]
    open_ = (tickets.opened[rows] <= at) & ((resolved == MISSING) | (resolved > at))
    open_ &= ~((resolved == MISSING) & OVER[tickets.state[rows]])
    open_ &= ~(tickets.outcome_unknown[rows] & (tickets.as_of[rows] < at))
    rows = rows[open_]
    made = promises(facts, settings, rows, at, "resolution")
    runs = (made.target >= 0) & ~made.paused & (made.elapsed <= made.target)
    return rows[runs], made.target[runs], made.elapsed[runs]


def _chances(
    facts: Facts,
    settings: Settings,
    learned_at: int,
    rows: I64,
    target: I64,
    age: I64,
    *,
    when: I64 | None = None,
) -> _Chances:
    """By curves of what was known at `learned_at`; `when` is each row's own instant, else that."""
    past = opened_between(facts, _told(facts), learned_at - LEARNED_S, learned_at)
    made = promises(facts, settings, past, learned_at, "resolution")
    past, made_elapsed = past[made.target >= 0], made.elapsed[made.target >= 0]
    ended = (made.stop != MISSING)[made.target >= 0]
    at_past = np.full(len(past), learned_at, np.int64)
    at_rows = np.full(len(rows), learned_at, np.int64) if when is None else when
    first = _first_reopened(facts)
    mine = _kinds(facts, past, first[past] <= at_past)
    theirs = _kinds(facts, rows, first[rows] <= at_rows)
    chance = np.full(len(rows), np.nan)
    usual, level, n = (np.full(len(rows), _NONE, np.int64) for _ in range(3))
    for step in range(_LEVELS):
        curves = Curves(mine.codes[step], made_elapsed, ended)
        wanted = (level == _NONE) & (curves.events(theirs.codes[step]) >= FEWEST_EVENTS)
        for code in np.unique(theirs.codes[step][wanted]).tolist():
            of = np.flatnonzero(wanted & (theirs.codes[step] == code))
            curve = curves.of(code)
            still = curve.at(age[of])
            of, still = of[still > 0], still[still > 0]
            chance[of] = np.minimum(curve.at(target[of]) / still, 1.0)
            end = curve.usual_end(age[of])
            usual[of] = np.where(end >= 0, end - age[of], _NONE)
            level[of], n[of] = step, curve.n
    return _Chances(chance, usual, level, n)


def _told(facts: Facts) -> Flags:
    """Incidents of which it is known how they ended, or that they still run."""
    tickets = facts.tickets
    mask = incidents(facts, EVERYTHING)
    mask &= ~((tickets.resolved == MISSING) & OVER[tickets.state])
    return mask & ~tickets.outcome_unknown & ~facts.details.duplicate


def _first_reopened(facts: Facts) -> I64:
    """When each ticket was first reopened; without a history of states at once, if ever."""
    tickets, states = facts.tickets, facts.states
    never = np.iinfo(np.int64).max
    first = np.where(tickets.reopen_count > 0, tickets.opened, never)
    first[states.ticket] = never
    again = np.flatnonzero(
        (states.ticket[1:] == states.ticket[:-1])
        & OVER[states.value[:-1]]
        & ~OVER[states.value[1:]]
    )[::-1]
    first[states.ticket[again + 1]] = states.at[again + 1]
    return first


def _kinds(facts: Facts, rows: I64, reopened: Flags) -> _Kinds:
    """Codes of (priority, group, category, reopened) and of its parents, closest first."""
    tickets = facts.tickets
    priority = tickets.priority[rows].astype(np.int64)
    group = tickets.group[rows].astype(np.int64) + 1
    category = tickets.category[rows].astype(np.int64) + 1
    in_group = priority * (len(tickets.groups) + 1) + group
    in_category = in_group * (len(tickets.categories) + 1) + category
    return _Kinds((in_category * 2 + reopened, in_category, in_group, priority))


def _learned(facts: Facts, row: int, level: int, n: int) -> str:
    """The level of a curve in words: "P2 · Network · n 214"; empty without one."""
    if level == _NONE:
        return ""
    tickets = facts.tickets
    group, category = int(tickets.group[row]), int(tickets.category[row])
    parts = [f"P{tickets.priority[row]}"]
    if level <= 2:
        parts.append(tickets.groups[group] if group >= 0 else "no group")
    if level <= 1:
        parts.append(tickets.categories[category] if category >= 0 else "no category")
    if level == 0:
        reopened = tickets.reopen_count[row] > 0
        parts.append("reopened" if reopened else "not reopened")
    return " · ".join((*parts, f"n {n:,}"))
