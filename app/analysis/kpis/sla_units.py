"""Units of SLA compliance: one ticket × one target, with when it was due and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.analysis.asof import CANCELLED, open_now
from app.analysis.kpis.base import Context, known, of_kinds
from app.analysis.remember import once_for_facts
from app.analysis.sla import Target, promises, stops
from app.analysis.source_targets import promised, source_targets
from app.models.columns import I64, MISSING, Facts, Flags
from app.models.settings import Settings

INCIDENTS = ("incident",)
REQUESTS = ("request", "request_item", "catalog_task")
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
    counted: I64
    """The bin of each unit that counts, -1 for the others."""
    by_source: Flags
    """The target is the source's own, not the policy's."""


def units(ctx: Context, kinds: Sequence[str], target: Target) -> Units:
    """Every unit of tickets of these kinds whose due instant lies in the run (METRICS K4).

    What has stopped is the same for every period and is remembered; what runs is timed anew.
    """
    mask = of_kinds(ctx.facts, kinds)
    mine = ctx.tickets_in_scope()
    mask = mask if mine is None else mask & mine
    if not mask.any():
        return _no_units(target)
    done = stopped(ctx, target)
    cuts = np.searchsorted(done.due, ctx.edges)
    kept = mask[done.row[cuts[0] : cuts[-1]]]
    rest_rows = done.running
    if ctx.now < done.latest:
        kept &= done.settled[cuts[0] : cuts[-1]] <= ctx.now
        rest_rows = np.concatenate((rest_rows, done.row[done.settled > ctx.now]))
    ended = cuts[0] + np.flatnonzero(kept)
    rest_rows = rest_rows[mask[rest_rows]]
    start = _restarted(ctx.facts, rest_rows) if restarts(ctx) else None
    made = promised(ctx.facts, ctx.settings, rest_rows, ctx.now, target, start=start)
    inside = np.flatnonzero((made.target >= 0) & ctx.within(made.due))
    rest_rows, due, stop = rest_rows[inside], made.due[inside], made.stop[inside]

    def both(of_ended: NDArray[Any], of_rest: NDArray[Any]) -> NDArray[Any]:
        return np.concatenate((of_ended[ended], of_rest))

    rows, stops_ = both(done.row, rest_rows), both(done.stop, stop)
    over = both(done.over, (made.elapsed - made.target)[inside])
    bins = np.concatenate(
        (np.repeat(np.arange(len(ctx.periods)), np.diff(cuts))[kept], ctx.bins(due))
    )
    reason = both(done.reason, _reasons(ctx.facts, rest_rows, due, stop, target))
    return Units(
        target,
        rows,
        both(done.due, due),
        bins,
        known(stops_) & (over <= 0),
        stops_,
        reason,
        over,
        both(done.late_hold, made.late_hold[inside]),
        np.where(reason < 0, bins, -1),
        both(done.by_source, _by_source(ctx.facts, rest_rows, target)),
    )


def _by_source(facts: Facts, rows: I64, target: Target) -> Flags:
    own = source_targets(facts, target)
    return np.zeros(len(rows), np.bool_) if own is None else own.there[rows]


def _no_units(target: Target) -> Units:
    none, no = np.zeros(0, np.int64), np.zeros(0, np.bool_)
    return Units(target, none, none, none, no, none, none, none, no, none, no)


@dataclass(frozen=True, slots=True)
class Stopped:
    """The clocks of one target that run no more, by the instant at which they were due.

    `settled` is when one stopped, or when a ticket was resolved that nothing says was acknowledged;
    its `stop` is then MISSING. The others are as in Units.
    """

    row: I64
    due: I64
    over: I64
    stop: I64
    settled: I64
    late_hold: Flags
    reason: I64
    by_source: Flags
    met_in: I64
    """Per ticket row: 1 within its target, 0 not, -1 without such a clock."""
    latest: int
    """The last instant at which one of them settled."""
    running: I64
    """Rows of incidents and requests whose clock still runs."""


class _Agreed:
    """The settings that clocks depend on, as the key of a cache."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.terms = (settings.sla, settings.calendars, settings.hold_reasons)

    def __hash__(self) -> int:
        return hash(self.terms)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Agreed) and self.terms == other.terms


def stopped(ctx: Context, target: Target) -> Stopped:
    """The stopped clocks of every incident and request of this revision."""
    return _stopped(ctx.facts, _Agreed(ctx.settings), target, again=restarts(ctx))


@once_for_facts
def _stopped(facts: Facts, agreed: _Agreed, target: Target, *, again: bool) -> Stopped:
    settings, size = agreed.settings, len(facts.tickets)
    own = source_targets(facts, target)
    stop = stops(facts, np.arange(size), target, None if own is None else own.stop)
    settled = np.where(known(stop), stop, facts.tickets.resolved)
    asked = of_kinds(facts, INCIDENTS + REQUESTS) & known(facts.tickets.opened)
    rows = np.flatnonzero(asked & known(settled))
    start = _restarted(facts, rows) if again else None
    made = promised(facts, settings, rows, settled[rows], target, start=start)

    has = np.flatnonzero(made.target >= 0)
    has = has[np.argsort(made.due[has], kind="stable")]
    row, due, ended = rows[has], made.due[has], made.stop[has]
    over = (made.elapsed - made.target)[has]
    met_in = np.full(size, -1, np.int64)
    met_in[row] = over <= 0
    return Stopped(
        row,
        due,
        over,
        ended,
        settled[row],
        made.late_hold[has],
        _reasons(facts, row, due, ended, target),
        _by_source(facts, row, target),
        met_in,
        int(settled.max(initial=MISSING)),
        np.flatnonzero(asked & ~known(settled)),
    )


def restarts(ctx: Context) -> bool:
    """Whether the agreed policy restarts a clock when the priority changes (METRICS K4).

    The default is retroactive: the clock of the final priority counts from opened.
    """
    return bool(ctx.parameter("K4", "restart", 0))


def _restarted(facts: Facts, rows: I64) -> I64:
    """When each row last changed its priority while unresolved, else when it was opened."""
    tickets, log = facts.tickets, facts.priorities
    start = tickets.opened.copy()
    again = (log.ticket[1:] == log.ticket[:-1]) & (log.value[1:] != log.value[:-1])
    changed = np.flatnonzero(again) + 1
    of, at = log.ticket[changed], log.at[changed]
    before = (at > start[of]) & (~known(tickets.resolved[of]) | (at <= tickets.resolved[of]))
    np.maximum.at(start, of[before], at[before])
    return start[rows]


def _reasons(facts: Facts, rows: I64, due: I64, stop: I64, target: Target) -> I64:
    """Why a unit doesn't count; the first reason that holds."""
    tickets = facts.tickets
    running = ~known(stop)
    logged = np.zeros(len(tickets), np.bool_)
    logged[facts.states.ticket] = True
    silent = running & ~logged[rows] if target == "response" else np.zeros(len(rows), np.bool_)
    holds: dict[str, Flags] = {
        "cancelled": tickets.state[rows] == CANCELLED,
        "duplicate or merged": facts.details.duplicate[rows],
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
    done = stopped(ctx, "resolution")
    rows = rows[done.met_in[rows] >= 0]
    return rows, ctx.bins(tickets.resolved[rows]), np.asarray(done.met_in[rows] > 0, np.bool_)


def met_by_lower_priority(ctx: Context, of: Units) -> int:
    """Units met by the final priority that were breached by the peak one, in the last period."""
    tickets = ctx.facts.tickets
    last = (of.counted == len(ctx.periods) - 1) & of.met & ~of.by_source
    eased = tickets.peak_priority[of.rows] != tickets.priority[of.rows]
    rows = of.rows[last & eased]
    peak = tickets.peak_priority[rows]
    made = promises(ctx.facts, ctx.settings, rows, ctx.now, of.target, priority=peak)
    return int(np.count_nonzero((made.target >= 0) & (made.elapsed > made.target)))


def open_breached(ctx: Context, kinds: Sequence[str]) -> int:
    """Tickets still open when the period ended whose resolution target had run out by then."""
    done = stopped(ctx, "resolution")
    later = done.row[done.settled > ctx.cutoff] if ctx.cutoff < done.latest else done.row[:0]
    rows = np.concatenate((done.running, later))
    rows = rows[of_kinds(ctx.facts, kinds)[rows] & open_now(ctx.facts, None, ctx.cutoff, rows)]
    mine = ctx.tickets_in_scope()
    rows = rows if mine is None else rows[mine[rows]]
    told = np.minimum(ctx.facts.tickets.as_of[rows], ctx.cutoff)
    start = _restarted(ctx.facts, rows) if restarts(ctx) else None
    made = promised(ctx.facts, ctx.settings, rows, told, "resolution", start=start)
    return int(np.count_nonzero((made.target >= 0) & (made.elapsed > made.target)))
