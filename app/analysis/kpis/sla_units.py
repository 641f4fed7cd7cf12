"""Units of SLA compliance: one ticket × one target, with when it was due and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from app.analysis.asof import CANCELLED, FAR, logged, open_now
from app.analysis.kpis.base import Context, known, of_kinds
from app.analysis.kpis.shares import per_period
from app.analysis.kpis.ticket_times import rows_between
from app.analysis.remember import once_for_facts
from app.analysis.sla import Target, ever_held, promises, stops
from app.analysis.source_targets import promised, source_targets
from app.models.columns import I8, I64, MISSING, Facts, Flags
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
class Clocks:
    """Clocks of one target, one a ticket, in order of the instant at which they are due.

    `settled` is when one stopped, or when a ticket was resolved that nothing says was acknowledged:
    its `stop` is then MISSING, as that of one that runs. `reason` indexes REASONS, -1 = counts.
    """

    due: I64
    rows: I64
    stop: I64
    settled: I64
    over: I64
    """Seconds used beyond the target, negative where inside; of one that runs it says nothing."""
    met: Flags
    reason: I8
    late_hold: Flags
    by_source: Flags
    """The target is the source's own, not the policy's."""

    def only(self, of: slice | Flags) -> "Clocks":
        """Some of them, in the same order."""
        return Clocks(*(getattr(self, field.name)[of] for field in fields(self)))


@dataclass(frozen=True, slots=True)
class Units:
    """Units of one target: counts for each period of the run, oldest first, and the last one's.

    `n` count and `k` of these were met; `total` is of the whole run, with what doesn't count.
    """

    target: Target
    k: I64
    n: I64
    total: int
    last: Clocks

    @property
    def counted(self) -> Flags:
        """Which units of the last period count."""
        return np.asarray(self.last.reason < 0, np.bool_)


def units(ctx: Context, kinds: Sequence[str], target: Target) -> Units:
    """Every unit of tickets of these kinds whose due instant lies in the run (METRICS K4).

    What is due at the same instant whatever the period is remembered; the others are timed anew.
    """
    mask = of_kinds(ctx.facts, kinds)
    mine = ctx.tickets_in_scope()
    mask = mask if mine is None else mask & mine
    fixed = fixed_clocks(ctx, target)
    steady, moving = _in_run(ctx, fixed.clocks), fixed.moving
    kept = mask[steady.rows]
    if ctx.now < fixed.latest:
        kept &= steady.settled <= ctx.now
        later = fixed.clocks.rows[fixed.clocks.settled > ctx.now]
        moving = np.concatenate((moving, later))
    first = _units(ctx, target, steady, kept)
    moving = moving[mask[moving]]
    if not len(moving):
        return first
    timed = _timed(ctx.facts, ctx.settings, moving, ctx.now, target, again=restarts(ctx))
    rest = _in_run(ctx, timed)
    return _both(first, _units(ctx, target, rest, np.ones(len(rest.rows), np.bool_)))


def _in_run(ctx: Context, clocks: Clocks) -> Clocks:
    return clocks.only(slice(*np.searchsorted(clocks.due, (ctx.edges[0], ctx.edges[-1])).tolist()))


def _units(ctx: Context, target: Target, of: Clocks, kept: Flags) -> Units:
    cuts = np.searchsorted(of.due, ctx.edges)
    counted = kept & (of.reason < 0)
    k, n = per_period(cuts, counted & of.met), per_period(cuts, counted)
    last = of.only(slice(cuts[-2], None)).only(kept[cuts[-2] :])
    return Units(target, k, n, int(np.count_nonzero(kept)), last)


def _both(one: Units, other: Units) -> Units:
    last = Clocks(
        *(
            np.concatenate((getattr(one.last, field.name), getattr(other.last, field.name)))
            for field in fields(Clocks)
        )
    )
    return Units(one.target, one.k + other.k, one.n + other.n, one.total + other.total, last)


@dataclass(frozen=True, slots=True)
class FixedClocks:
    """The clocks of one target that are due at an instant that nothing moves any more.

    They have stopped, or run without a pause so far.
    """

    clocks: Clocks
    met_in: I8
    """Per ticket row: 1 stopped within its target, 0 not, -1 without such a clock."""
    latest: int
    """The last instant at which a clock settled."""
    running: I64
    """Rows of incidents and requests whose clock still runs."""
    moving: I64
    """Those of them that were on hold, or are paused by their source: their due instant moves."""


class _Agreed:
    """The settings that clocks depend on, as the key of a cache."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.terms = (settings.sla, settings.calendars, settings.hold_reasons)

    def __hash__(self) -> int:
        return hash(self.terms)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Agreed) and self.terms == other.terms


def fixed_clocks(ctx: Context, target: Target) -> FixedClocks:
    """The clocks of every incident and request of this revision that nothing moves any more."""
    return _fixed(ctx.facts, _Agreed(ctx.settings), target, again=restarts(ctx))


@once_for_facts
def _fixed(facts: Facts, agreed: _Agreed, target: Target, *, again: bool) -> FixedClocks:
    tickets, own = facts.tickets, source_targets(facts, target)
    stop = stops(facts, np.arange(len(tickets)), target, None if own is None else own.stop)
    settled = np.where(known(stop), stop, tickets.resolved)
    asked = of_kinds(facts, INCIDENTS + REQUESTS) & known(tickets.opened)
    runs = asked & ~known(settled)
    moves = runs & (ever_held(facts) if own is None else ever_held(facts) | own.paused)
    rows = np.flatnonzero(asked & ~moves)
    at = np.where(runs, tickets.opened, settled)
    clocks = _timed(facts, agreed.settings, rows, at[rows], target, again=again)
    met_in = np.full(len(tickets), -1, np.int8)
    met_in[clocks.rows] = np.where(runs[clocks.rows], -1, clocks.met)
    return FixedClocks(
        clocks,
        met_in,
        int(settled.max(initial=MISSING)),
        np.flatnonzero(runs),
        np.flatnonzero(moves),
    )


def _timed(
    facts: Facts, settings: Settings, rows: I64, at: int | I64, target: Target, *, again: bool
) -> Clocks:
    """The clocks of these rows as they stand at an instant, one for all or one a row."""
    start = _restarted(facts, rows) if again else None
    made = promised(facts, settings, rows, at, target, start=start)
    has = np.flatnonzero(made.target >= 0)
    has = has[np.argsort(made.due[has], kind="stable")]
    row, due, stop = rows[has], made.due[has], made.stop[has]
    over = (made.elapsed - made.target)[has]
    own = source_targets(facts, target)
    return Clocks(
        due,
        row,
        stop,
        np.where(known(stop), stop, facts.tickets.resolved[row]),
        over,
        known(stop) & (over <= 0),
        _reasons(facts, row, due, stop, target),
        made.late_hold[has],
        np.zeros(len(row), np.bool_) if own is None else own.there[row],
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


def _reasons(facts: Facts, rows: I64, due: I64, stop: I64, target: Target) -> I8:
    """Why a unit doesn't count; the first reason that holds."""
    tickets = facts.tickets
    running = ~known(stop)
    silent = running & ~logged(facts)[rows] & (target == "response")
    holds: dict[str, Flags] = {
        "cancelled": tickets.state[rows] == CANCELLED,
        "duplicate or merged": facts.details.duplicate[rows],
        UNKNOWN_ACK: silent,
        "outcome unknown": running & tickets.outcome_unknown[rows],
        NOT_KNOWN_YET: running & (due >= tickets.as_of[rows]),
        "ended before opened": known(stop) & (stop < tickets.opened[rows]),
    }
    reason = np.full(len(rows), -1, np.int8)
    for code in range(len(REASONS) - 1, -1, -1):
        if REASONS[code] in holds:
            reason[holds[REASONS[code]]] = code
    return reason


def resolved_in(ctx: Context, kinds: Sequence[str], *, run: bool) -> tuple[I64, I64, Flags]:
    """Tickets resolved in the period, or in any of the `run`: rows, bins, inside their target.

    A variant of K4: what is still open and breached doesn't count.
    """
    tickets = ctx.facts.tickets
    rows = rows_between(ctx.facts, "resolved", int(ctx.edges[0 if run else -2]), ctx.cutoff)
    kept = (tickets.state[rows] != CANCELLED) & (tickets.resolved[rows] >= tickets.opened[rows])
    kept &= of_kinds(ctx.facts, kinds)[rows] & ~ctx.facts.details.duplicate[rows]
    mine = ctx.tickets_in_scope()
    rows = rows[kept if mine is None else kept & mine[rows]]
    met_in = fixed_clocks(ctx, "resolution").met_in[rows]
    rows, met_in = rows[met_in >= 0], met_in[met_in >= 0]
    return rows, ctx.bins(tickets.resolved[rows]), np.asarray(met_in > 0, np.bool_)


def met_by_lower_priority(ctx: Context, of: Units) -> int:
    """Units met by the final priority that were breached by the peak one, in the last period."""
    tickets, last = ctx.facts.tickets, of.last
    rows = last.rows[of.counted & last.met & ~last.by_source]
    rows = rows[tickets.peak_priority[rows] != tickets.priority[rows]]
    peak = tickets.peak_priority[rows]
    made = promises(ctx.facts, ctx.settings, rows, ctx.now, of.target, priority=peak)
    return int(np.count_nonzero((made.target >= 0) & (made.elapsed > made.target)))


def open_breached(ctx: Context, kinds: Sequence[str]) -> int:
    """Tickets still open when the period ended whose resolution target had run out by then."""
    fixed = fixed_clocks(ctx, "resolution")
    later = rows_between(ctx.facts, "resolved", ctx.cutoff + 1, FAR)
    rows = np.concatenate((fixed.running, later))
    rows = rows[of_kinds(ctx.facts, kinds)[rows]]
    rows = rows[open_now(ctx.facts, None, ctx.cutoff, rows)]
    mine = ctx.tickets_in_scope()
    rows = rows if mine is None else rows[mine[rows]]
    told = np.minimum(ctx.facts.tickets.as_of[rows], ctx.cutoff)
    start = _restarted(ctx.facts, rows) if restarts(ctx) else None
    made = promised(ctx.facts, ctx.settings, rows, told, "resolution", start=start)
    return int(np.count_nonzero((made.target >= 0) & (made.elapsed > made.target)))
