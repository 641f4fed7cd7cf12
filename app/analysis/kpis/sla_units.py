"""Units of SLA compliance: one ticket × one target, with when it was due and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.analysis.asof import CANCELLED, open_now
from app.analysis.clock import add_business
from app.analysis.kpis.base import Context, known, of_kinds
from app.analysis.sla import BREACHED, Target, calendars, clocks, promises
from app.models.columns import I64, MISSING, Flags
from app.models.settings import DAY

WEEK = 7 * DAY
_LONGEST_LEAD = 260 * WEEK
TARGETS: tuple[Target, ...] = ("response", "resolution")
UNKNOWN_ACK = "no acknowledgement known"
NOT_KNOWN_YET = "breached only if still open"
REASONS = (
    "cancelled",
    "duplicate or merged",
    UNKNOWN_ACK,
    "outcome unknown",
    NOT_KNOWN_YET,
    "ended before opened",
)


@dataclass(frozen=True, slots=True)
class Units:
    """Units of one target over ticket rows. `reason` indexes REASONS, -1 = counts.

    `bins` is the period of the run in which the unit was due, -1 for none.
    """

    target: Target
    rows: I64
    due: I64
    bins: I64
    met: Flags
    stop: I64
    reason: I64
    over: I64
    """Seconds used beyond the target; negative where inside."""
    late_hold: Flags

    @property
    def counted(self) -> I64:
        """The bin of each unit that counts, -1 for the others."""
        return np.where(self.reason < 0, self.bins, -1)


def units(ctx: Context, kinds: Sequence[str], target: Target) -> Units:
    """Every unit of tickets of these kinds whose due instant lies in the run (METRICS K4)."""
    tickets = ctx.facts.tickets
    mask = (tickets.opened >= _earliest(ctx, target)) & (tickets.opened < ctx.cutoff)
    mask[ctx.facts.holds.ticket] = True
    again = restarts(ctx)
    if again:
        mask[ctx.facts.priorities.ticket] = True
    mask &= of_kinds(ctx.facts, kinds) & known(tickets.opened)
    mine = ctx.tickets_in_scope()
    mask = mask if mine is None else mask & mine
    rows = np.flatnonzero(mask)
    start = _restarted(ctx, rows) if again else None
    made = promises(ctx.facts, ctx.settings, rows, ctx.now, target, start=start)
    inside = np.flatnonzero((made.target >= 0) & ctx.within(made.due))
    rows, stop, due = rows[inside], made.stop[inside], made.due[inside]
    over = made.elapsed[inside] - made.target[inside]
    return Units(
        target,
        rows,
        due,
        ctx.bins(due),
        known(stop) & (over <= 0),
        stop,
        _reasons(ctx, rows, due, stop, target),
        over,
        made.late_hold[inside],
    )


def restarts(ctx: Context) -> bool:
    """Whether the agreed policy restarts a clock when the priority changes (METRICS K4).

    The default is retroactive: the clock of the final priority counts from opened.
    """
    return bool(ctx.parameter("K4", "restart", 0))


def _restarted(ctx: Context, rows: I64) -> I64:
    """When each row last changed its priority while unresolved, else when it was opened."""
    tickets, log = ctx.facts.tickets, ctx.facts.priorities
    start = tickets.opened.copy()
    changed = (
        np.flatnonzero((log.ticket[1:] == log.ticket[:-1]) & (log.value[1:] != log.value[:-1])) + 1
    )
    of, at = log.ticket[changed], log.at[changed]
    before = (at > start[of]) & (~known(tickets.resolved[of]) | (at <= tickets.resolved[of]))
    np.maximum.at(start, of[before], at[before])
    return start[rows]


def _earliest(ctx: Context, target: Target) -> int:
    """An instant before which no ticket was opened whose target, never paused, ends in the run."""
    begin = int(ctx.edges[0])
    lead = 2 * WEEK
    while lead < _LONGEST_LEAD:
        opened = np.array([begin - lead], np.int64)
        ends = [
            add_business(rule, opened, seconds[seconds >= 0].max(keepdims=True))[0]
            for rule, seconds in calendars(ctx.settings, target)
        ]
        if all(MISSING < end < begin for end in ends):
            return begin - lead
        lead *= 2
    return int(np.iinfo(np.int64).min)


def _reasons(ctx: Context, rows: I64, due: I64, stop: I64, target: Target) -> I64:
    """Why a unit doesn't count; the first reason that holds."""
    tickets = ctx.facts.tickets
    running = ~known(stop)
    logged = np.zeros(len(tickets), np.bool_)
    logged[ctx.facts.states.ticket] = True
    silent = running & ~logged[rows] if target == "response" else np.zeros(len(rows), np.bool_)
    holds: dict[str, Flags] = {
        "cancelled": tickets.state[rows] == CANCELLED,
        "duplicate or merged": ctx.facts.details.duplicate[rows],
        UNKNOWN_ACK: silent,
        "outcome unknown": running & tickets.outcome_unknown[rows],
        NOT_KNOWN_YET: running & (due >= tickets.as_of[rows]),
        "ended before opened": known(stop) & (stop < tickets.opened[rows]),
    }
    reason = np.full(len(rows), -1, np.int64)
    for code in range(len(REASONS) - 1, -1, -1):
        if REASONS[code] in holds:
            reason[holds[REASONS[code]]] = code
    return reason


def resolved_in(ctx: Context, kinds: Sequence[str], *, run: bool) -> tuple[I64, I64, Flags]:
    """Tickets resolved in the period, or in any of the `run`: rows, bins, inside their target.

    A variant of K4: what is still open and breached doesn't count.
    """
    tickets = ctx.facts.tickets
    begin = int(ctx.edges[0 if run else -2])
    mask = (tickets.resolved >= begin) & (tickets.resolved < ctx.cutoff)
    mask &= (tickets.state != CANCELLED) & (tickets.resolved >= tickets.opened)
    mask &= of_kinds(ctx.facts, kinds) & ~ctx.facts.details.duplicate
    mine = ctx.tickets_in_scope()
    rows = np.flatnonzero(mask if mine is None else mask & mine)
    start = _restarted(ctx, rows) if restarts(ctx) else None
    made = promises(ctx.facts, ctx.settings, rows, ctx.now, "resolution", start=start)
    has = made.target >= 0
    met = np.asarray(made.elapsed[has] <= made.target[has], np.bool_)
    return rows[has], ctx.bins(tickets.resolved[rows[has]]), met


def met_by_lower_priority(ctx: Context, of: Units) -> int:
    """Units met by the final priority that were breached by the peak one, in the last period."""
    tickets = ctx.facts.tickets
    last = (of.counted == len(ctx.periods) - 1) & of.met
    eased = tickets.peak_priority[of.rows] != tickets.priority[of.rows]
    rows = of.rows[last & eased]
    peak = tickets.peak_priority[rows]
    made = promises(ctx.facts, ctx.settings, rows, ctx.now, of.target, priority=peak)
    return int(np.count_nonzero((made.target >= 0) & (made.elapsed > made.target)))


def open_breached(ctx: Context, kinds: Sequence[str]) -> int:
    """Tickets still open when the period ended whose resolution target had run out by then."""
    mask = open_now(ctx.facts, None, ctx.cutoff) & of_kinds(ctx.facts, kinds)
    mine = ctx.tickets_in_scope()
    rows = np.flatnonzero(mask if mine is None else mask & mine)
    state = clocks(ctx.facts, ctx.settings, rows, ctx.cutoff, "resolution").state
    return int(np.count_nonzero(state == BREACHED))
