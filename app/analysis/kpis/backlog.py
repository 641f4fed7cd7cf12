"""K5: share of the open tickets that are older than 30 days (METRICS K5)."""

from dataclasses import dataclass, replace

import numpy as np

from app.analysis.asof import CANCELLED, has_left, last_before, open_at, open_intervals, told_states
from app.analysis.kpis.base import Context, Kpi, Outcome, keyed, known, of_kinds, present
from app.analysis.kpis.pareto import pareto
from app.analysis.kpis.parts import Line, share_part
from app.analysis.kpis.restore import NEEDS
from app.analysis.kpis.shares import Share
from app.analysis.kpis.words import number, percent, signed
from app.analysis.remember import once_for_facts
from app.analysis.statistics import distribution
from app.models.change import CHANGE_STATES
from app.models.columns import I64, MISSING, Facts, Flags
from app.models.counts import counted
from app.models.duration import duration
from app.models.moments import stamp
from app.models.results import KpiDefinition, KpiPart
from app.models.settings import DAY
from app.models.ticket import TICKET_STATES

_RESOLVED, _CLOSED = TICKET_STATES.index("resolved"), TICKET_STATES.index("closed")
OLD_S = 30 * DAY
"""Older means more than this: 2,592,000 s."""
_BANDS = (1, 3, 7, 14)
_BAND_WORDS = ("under 1 d", "1 to 3 d", "3 to 7 d", "7 to 14 d", "14 to 30 d", "over 30 d")
_OLDER = (30, 60, 90)
_OLDER_WORDS = ("30 to 60 d", "60 to 90 d", "over 90 d")
_RUSH_S = 2 * DAY
_RUSH = 5
_CHANGE_OVER = [CHANGE_STATES.index(state) for state in ("closed", "cancelled", "rejected")]
_KINDS = {
    "Incidents": ("incident",),
    "Requests": ("request", "request_item", "catalog_task"),
    "Problems": ("problem",),
}


@dataclass(frozen=True, slots=True)
class _Intervals:
    """Open intervals (from, to] of tickets: open as of T for from < T <= to."""

    row: I64
    begin: I64
    end: I64


def _backlog(ctx: Context) -> Outcome:
    tickets = ctx.facts.tickets
    intervals = _of_group(ctx, _intervals(ctx.facts))
    open_ = np.sort(intervals.row[intervals.end >= ctx.cutoff])
    parts = {
        name: _part(ctx, name, kinds, intervals, open_)
        for name, kinds in _KINDS.items()
        if name == "Incidents" or of_kinds(ctx.facts, kinds).any()
    }
    rows = open_[of_kinds(ctx.facts, _KINDS["Incidents"])[open_]]
    opened = tickets.opened[rows]
    old = rows[ctx.cutoff - opened > OLD_S]
    changes = _changes(ctx)
    out = _excluded(ctx)
    extra = [part for name, part in parts.items() if name != "Incidents"]
    incidents = parts["Incidents"]
    return Outcome(
        parts=(incidents,),
        extra=(*extra, *([changes] if changes else [])),
        excluded=present({why: int(np.count_nonzero(mask)) for why, mask in out.items()}),
        caveats=("n under 5",) if 0 < incidents.n < 5 else (),
        facts=_facts(ctx, rows),
        drivers=pareto(tickets.group[old], tickets.groups, "No group", "groups"),
        drivers_label="Incidents over 30 days",
        needs="" if of_kinds(ctx.facts, _KINDS["Incidents"]).any() else NEEDS,
        excluded_rows=keyed({why: tickets.key[mask] for why, mask in out.items()}),
    )


@once_for_facts
def _intervals(facts: Facts) -> _Intervals:
    """Every open interval of a ticket that may count, whatever the period."""
    row, begin, end = open_intervals(facts)
    opened, merged = facts.tickets.opened, facts.details.duplicate
    kept = (end > begin) & known(opened[row]) & ~merged[row]
    return _Intervals(row[kept], begin[kept], end[kept])


def _of_group(ctx: Context, intervals: _Intervals) -> _Intervals:
    """Intervals that some snapshot of the run can meet, of the asked group."""
    kept = (intervals.end >= ctx.snapshots[0]) & (intervals.begin < ctx.cutoff)
    mine = ctx.tickets_in_scope()
    if mine is not None:
        kept &= mine[intervals.row]
    return _Intervals(intervals.row[kept], intervals.begin[kept], intervals.end[kept])


def _part(ctx: Context, name: str, kinds: tuple[str, ...], all_: _Intervals, open_: I64) -> KpiPart:
    tickets = ctx.facts.tickets
    of = of_kinds(ctx.facts, kinds)[all_.row]
    opened = tickets.opened[all_.row[of]]
    begin, end = all_.begin[of], all_.end[of]
    n = _open_counts(ctx, begin, end)
    k = _open_counts(ctx, np.maximum(begin, opened + OLD_S), end)
    rows = open_[of_kinds(ctx.facts, kinds)[open_]]
    age = ctx.cutoff - tickets.opened[rows]
    hits = tickets.key[rows[age > OLD_S]]
    label = "Backlog over 30 days" if name == "Incidents" else f"{name} over 30 days"
    line = Line("K5", name, label, "%", "lower", judged=name == "Incidents", runs=False)
    spread = distribution(age, OLD_S)
    return share_part(ctx, line, Share(k, n, np.sort(tickets.key[rows]), np.sort(hits), spread))


def _open_counts(ctx: Context, begin: I64, end: I64) -> I64:
    """How many of the intervals (begin, end] hold each snapshot."""
    size = len(ctx.snapshots)
    real = end > begin
    enter = np.searchsorted(ctx.snapshots, begin[real], side="right")
    leave = np.searchsorted(ctx.snapshots, end[real], side="right")
    steps = np.bincount(enter, minlength=size + 1) - np.bincount(leave, minlength=size + 1)
    counts: I64 = np.cumsum(steps)[:size].astype(np.int64)
    return counts


def _changes(ctx: Context) -> KpiPart | None:
    """Changes opened by then and not closed; without history by their times alone."""
    changes = ctx.facts.changes
    mine = ctx.changes_in_scope()
    over = np.isin(changes.state, _CHANGE_OVER)
    mask = known(changes.opened) & ~(over & ~known(changes.closed))
    mask = mask if mine is None else mask & mine
    if not mask.any():
        return None
    rows = np.flatnonzero(mask)
    begin = changes.opened[rows] - 1
    closed = changes.closed[rows]
    end = np.where(known(closed), closed - 1, np.iinfo(np.int64).max)
    n = _open_counts(ctx, begin, end)
    k = _open_counts(ctx, np.maximum(begin, changes.opened[rows] + OLD_S), end)
    now_open = rows[(begin < ctx.cutoff) & (ctx.cutoff <= end)]
    age = ctx.cutoff - changes.opened[now_open]
    line = Line("K5", "Changes", "Changes over 30 days", "%", "lower", judged=False, runs=False)
    keys = changes.key[now_open]
    share = Share(k, n, np.sort(keys), np.sort(keys[age > OLD_S]), distribution(age, OLD_S))
    return replace(share_part(ctx, line, share), records="change")


def _excluded(ctx: Context) -> dict[str, Flags]:
    """Left out of the snapshot: tickets that would be in it if more were known about them."""
    tickets = ctx.facts.tickets
    incident = tickets.kind == 0
    mine = ctx.tickets_in_scope()
    incident = incident if mine is None else incident & mine
    begun = incident & known(tickets.opened) & (tickets.opened <= ctx.cutoff)
    ended = (tickets.state == _RESOLVED) | (tickets.state == _CLOSED)
    unresolved = tickets.resolved == MISSING
    nameless = incident & ~known(tickets.opened) & ~ended & (tickets.state != CANCELLED)
    merged = ctx.facts.details.duplicate
    doubled = begun & merged & open_at(ctx.facts, 0, ctx.cutoff) if merged.any() else merged
    masks = {
        "left, outcome unknown": begun & has_left(ctx.facts, ctx.cutoff) & unresolved,
        "ended, no resolved time": begun & ended & unresolved,
        "no opened time": nameless,
        "duplicate or merged": doubled,
    }
    return {why: np.asarray(mask, np.bool_) for why, mask in masks.items()}


def _mass_close(ctx: Context) -> tuple[str, str] | None:
    """A finding: many closed without a note in the last 48 hours of the period (METRICS K5).

    Many are at least 5, and more than twice what two days of the period before them brought.
    """
    tickets = ctx.facts.tickets
    silent = (tickets.kind == 0) & known(tickets.closed) & ~ctx.facts.details.noted
    mine = ctx.tickets_in_scope()
    silent = silent if mine is None else silent & mine
    edge = ctx.cutoff - _RUSH_S
    begin = int(ctx.edges[-2])
    closed = tickets.closed[silent]
    late = int(np.count_nonzero((closed >= edge) & (closed < ctx.cutoff)))
    usual = int(np.count_nonzero((closed >= begin) & (closed < edge)))
    days = max(1, edge - begin) / DAY
    if late < _RUSH or not ctx.facts.details.noted.any() or late <= 2 * 2 * usual / days:
        return None
    words = f"{counted(late, 'incident')} without a note in the last 48 h, {usual:,} before"
    return "Closed in a mass before the end", words


def _facts(ctx: Context, rows: I64) -> tuple[tuple[str, str], ...]:
    tickets = ctx.facts.tickets
    age = ctx.cutoff - tickets.opened[rows]
    spread = distribution(age)
    arrivals, closures = _flow(ctx)
    touched, seen = _last_touch(ctx, rows)
    quiet = ctx.cutoff - touched[seen]
    n = int(np.count_nonzero(seen))
    held = int(np.count_nonzero(_state_at(ctx, rows) == TICKET_STATES.index("on_hold")))
    oldest = tickets.key[rows[np.argmax(age)]] if len(rows) else ""
    bands = zip(_BAND_WORDS, _banded(age), strict=True)
    older = zip(_OLDER_WORDS, _split(age), strict=True)
    rush = _mass_close(ctx)
    return (
        ("Snapshot", f"{stamp(ctx.cutoff, ctx.period.zone)}, as known then"),
        ("Open", f"{len(rows):,}"),
        ("Median age · P90", f"{duration(spread.median)} · {duration(spread.p90)}"),
        ("Oldest", f"{duration(spread.most)} ({oldest})" if oldest else "n/a"),
        ("Age", " · ".join(f"{word} {count}" for word, count in bands)),
        ("Over 30 days", " · ".join(f"{word} {count}" for word, count in older)),
        ("Arrivals · closures", f"{arrivals:,} · {closures:,}"),
        ("Net", signed(arrivals - closures)),
        ("On hold", f"{held:,}"),
        (
            "No update for 7 d · 30 d",
            f"{_share_over(quiet, 7, n)} · {_share_over(quiet, 30, n)}, known for {number(n)}",
        ),
        *((rush,) if rush else ()),
    )


def _banded(age: I64) -> list[int]:
    """Counts of [0,1) [1,3) [3,7) [7,14) [14,30] (30,∞) days."""
    edges = np.array([*(edge * DAY for edge in _BANDS), OLD_S + 1], np.int64)
    place = np.searchsorted(edges, age, side="right")
    return [int(n) for n in np.bincount(place, minlength=len(_BAND_WORDS))]


def _split(age: I64) -> list[int]:
    """Counts of (30,60] (60,90] (90,∞) days."""
    edges = np.array([edge * DAY + 1 for edge in _OLDER], np.int64)
    place = np.searchsorted(edges, age, side="right")
    return [int(n) for n in np.bincount(place, minlength=len(edges) + 1)[1:]]


def _share_over(quiet: I64, days: int, n: int) -> str:
    return percent(int(np.count_nonzero(quiet >= days * DAY)), n)


def _flow(ctx: Context) -> tuple[int, int]:
    """Incidents opened and resolved in the period."""
    tickets = ctx.facts.tickets
    mine = ctx.tickets_in_scope()
    incident = (tickets.kind == 0) & (tickets.state != CANCELLED)
    incident = incident if mine is None else incident & mine
    begin = ctx.edges[-2]

    def inside(at: I64) -> int:
        return int(np.count_nonzero(incident & (at >= begin) & (at < ctx.cutoff)))

    return inside(tickets.opened), inside(tickets.resolved)


def _last_touch(ctx: Context, rows: I64) -> tuple[I64, Flags]:
    """The last update known at the snapshot, and for which rows one is known."""
    states = ctx.facts.states
    touched = ctx.facts.tickets.updated[rows].copy()
    touched[touched > ctx.cutoff] = MISSING
    entry = np.full(len(ctx.facts.tickets), MISSING, np.int64)
    places = last_before(states.ticket, states.at, ctx.cutoff)
    entry[states.ticket[places]] = states.at[places]
    touched = np.maximum(touched, entry[rows])
    return touched, known(touched)


def _state_at(ctx: Context, rows: I64) -> I64:
    """State codes at the snapshot: by history, else the state now."""
    states = told_states(ctx.facts)
    state = ctx.facts.tickets.state.astype(np.int64)
    places = last_before(states.ticket, states.at, ctx.cutoff)
    state[states.ticket[places]] = states.value[places]
    return state[rows]


K5 = Kpi(
    id="K5",
    label="Backlog over 30 days",
    group="Flow and service",
    unit="%",
    better="lower",
    cadence="week",
    function=_backlog,
    definition=KpiDefinition(
        formula="Open incidents older than 30 days (more than 2,592,000 s) ÷ open incidents.",
        cohort="Snapshot when the period ended, as it was known then.",
        clock="Elapsed since opened, 24×7.",
        inclusion="Incidents; requests, problems and changes stand beside.",
        exclusion="Resolved but not closed; cancelled; duplicates and merged ones; left an "
        "open-only export with its outcome unknown; ended without a resolved time; no opened time.",
        pairs="SLA compliance; arrivals and closures",
        version=1,
    ),
)
