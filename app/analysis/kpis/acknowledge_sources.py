"""What K2 counts: critical alerts, and P1 and P2 incidents as their proxy (METRICS K2)."""

from dataclasses import dataclass

import numpy as np

from app.analysis.asof import CANCELLED
from app.analysis.kpis.alert_episodes import INVALID, SAME_START, episodes, overlapped
from app.analysis.kpis.base import Context, known
from app.analysis.kpis.episodes import grave, promoted
from app.models.alert import ALERT_SEVERITIES
from app.models.columns import I32, I64, MISSING, Facts, Flags, Text

ACKNOWLEDGED, MISSED, OPEN = 0, 1, 2
NEVER_NEEDED = "never needed a human"
_CRITICAL = [ALERT_SEVERITIES.index(word) for word in ("critical", "high")]
REASONS = (
    "cancelled",
    "duplicate or merged",
    "child of a major",
    "no start",
    SAME_START,
    INVALID,
    "duplicate of an open one",
    NEVER_NEEDED,
    "acknowledged before it began",
    "acknowledged before it was raised",
    "acknowledged after it ended",
    "no acknowledgement known",
    "outcome unknown",
)
"""Why one does not count; the first that holds is said."""


@dataclass(frozen=True, slots=True)
class Triggers:
    """What called for a person in the run, one row each.

    `outcome` is ACKNOWLEDGED, MISSED or OPEN as known at `now`; `seconds` is up to the
    acknowledgement, up to `now` for open ones, else 0; `reason` indexes REASONS, -1 = counts.
    `by_whom` is false where nobody says that a person acknowledged.
    """

    key: Text
    start: I64
    seconds: I64
    outcome: I64
    reason: I64
    group: I32
    groups: tuple[str, ...]
    by_whom: Flags


def of_alerts(ctx: Context) -> Triggers:
    """Alerts of critical and high severity that began in the run."""
    alerts, all_ = ctx.facts.alerts, episodes(ctx)
    grave = np.isin(alerts.severity[all_.rows], _CRITICAL)
    unseen = np.where(known(all_.acknowledged), all_.acknowledged, ctx.now + 1)
    ended = np.where(all_.open, ctx.now + 1, np.where(known(all_.end), all_.end, MISSING))
    repeated = overlapped(all_, np.minimum(unseen, ended))
    kept = np.flatnonzero(grave & all_.mine & (all_.fired >= ctx.edges[0]))
    rows, start, end = all_.rows[kept], all_.fired[kept], all_.end[kept]
    at, open_ = all_.acknowledged[kept], all_.open[kept]
    alone = (alerts.auto_resolved[rows] == 1) & known(end) & (~known(at) | (end <= at))
    reason = _first({
        SAME_START: all_.again[kept],
        INVALID: known(end) & (end < start),
        "duplicate of an open one": repeated[kept],
        NEVER_NEEDED: alone | (known(at) & (alerts.human_acknowledged[rows] == 0)),
        "acknowledged before it began": known(at) & (at < start),
        "acknowledged after it ended": known(at) & known(end) & (at > end),
        "no acknowledgement known": ~known(at) & ~open_ & _silent(ctx.facts, rows),
    })  # fmt: skip
    return Triggers(
        alerts.key[rows],
        start,
        *_result(ctx, start, at, open_),
        reason,
        alerts.team[rows],
        alerts.teams,
        np.asarray(alerts.human_acknowledged[rows] == 1, np.bool_),
    )


def _silent(facts: Facts, rows: I64) -> Flags:
    """Alerts of a source that never says whether one was acknowledged."""
    alerts = facts.alerts
    told = known(alerts.acknowledged) | (alerts.human_acknowledged >= 0)
    says = np.zeros(len(alerts.sources) + 1, np.bool_)
    says[alerts.source[told]] = True
    return np.asarray(~says[alerts.source[rows]], np.bool_)


def of_tickets(ctx: Context) -> Triggers:
    """P1 and P2 incidents by peak priority: first acknowledgement, else first assignment."""
    tickets, details = ctx.facts.tickets, ctx.facts.details
    rows, mine = grave(ctx.facts), ctx.tickets_in_scope()
    rows = rows if mine is None else rows[mine[rows]]
    opened = tickets.opened[rows]
    rows = rows[~known(opened) | (opened < ctx.cutoff)]
    start = promoted(ctx.facts, rows)
    in_run = ctx.within(start) | (~known(start) & ctx.within(tickets.resolved[rows]))
    rows, start = rows[in_run], start[in_run]
    at, end = tickets.acknowledged[rows], tickets.resolved[rows]
    at, end = (np.where(each <= ctx.now, each, MISSING) for each in (at, end))
    over = known(end) | np.isin(tickets.state[rows], (3, 4))
    opened = tickets.opened[rows]
    reason = _first({
        "cancelled": tickets.state[rows] == CANCELLED,
        "duplicate or merged": details.duplicate[rows],
        "child of a major": tickets.is_child[rows],
        "no start": ~known(start),
        INVALID: known(end) & (end < opened),
        "acknowledged before it began": known(at) & (at < opened),
        "acknowledged before it was raised": known(at) & (at < start),
        "acknowledged after it ended": known(at) & known(end) & (at > end),
        "no acknowledgement known": ~known(at) & ~_logged(ctx.facts, rows),
        "outcome unknown": ~known(at) & ~known(end) & tickets.outcome_unknown[rows],
    })  # fmt: skip
    when = np.where(known(start), start, end)
    return Triggers(
        tickets.key[rows],
        when,
        *_result(ctx, when, at, ~over),
        reason,
        tickets.group[rows],
        tickets.groups,
        np.ones(len(rows), np.bool_),
    )


def anything_said(facts: Facts) -> bool:
    """Whether any alert, or any ticket's acknowledgement or history, is there at all."""
    logs = (facts.states, facts.groups, facts.assignees)
    told = len(facts.alerts) > 0 or any(len(log.ticket) for log in logs)
    return told or bool(known(facts.tickets.acknowledged).any())


def _logged(facts: Facts, rows: I64) -> Flags:
    """Tickets whose history would show an assignment."""
    logged = np.zeros(len(rows), np.bool_)
    for log in (facts.states, facts.groups, facts.assignees):
        logged |= np.searchsorted(log.ticket, rows) < np.searchsorted(log.ticket, rows + 1)
    return logged


def _first(holds: dict[str, Flags]) -> I64:
    """The place in REASONS of the first that holds, -1 for none."""
    reason = np.full(len(next(iter(holds.values()))), -1, np.int64)
    for name in reversed(REASONS):
        if name in holds:
            reason[holds[name]] = REASONS.index(name)
    return reason


def _result(ctx: Context, start: I64, at: I64, open_: Flags) -> tuple[I64, I64]:
    """Seconds and outcome of each."""
    seen = known(at)
    outcome = np.where(seen, ACKNOWLEDGED, np.where(open_, OPEN, MISSED))
    until = np.where(seen, at, np.where(open_, ctx.now, start))
    return until - start, outcome
