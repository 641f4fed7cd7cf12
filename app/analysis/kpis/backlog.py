"""K5: share of the open tickets that are older than 30 days (METRICS K5)."""

from dataclasses import replace

import numpy as np

from app.analysis.asof import CANCELLED, last_before, told_states
from app.analysis.kpis.base import Context, Kpi, Outcome, keyed, known, of_kinds, present
from app.analysis.kpis.open_intervals import OLD_S, backlog_intervals, intervals_of
from app.analysis.kpis.pareto import pareto
from app.analysis.kpis.parts import Line, share_part
from app.analysis.kpis.restore import NEEDS
from app.analysis.kpis.shares import Share
from app.analysis.kpis.ticket_times import Instant, rows_between
from app.analysis.kpis.words import number, percent, signed
from app.analysis.remember import once_for_facts
from app.analysis.statistics import distribution
from app.models.change import CHANGE_STATES
from app.models.columns import I8, I64, MISSING, Facts, Flags, Text
from app.models.counts import counted
from app.models.duration import duration
from app.models.moments import stamp
from app.models.results import KpiDefinition, KpiPart
from app.models.settings import DAY
from app.models.ticket import TICKET_STATES

_RESOLVED, _CLOSED = TICKET_STATES.index("resolved"), TICKET_STATES.index("closed")
_BANDS = (1, 3, 7, 14)
_BAND_WORDS = ("under 1 d", "1 to 3 d", "3 to 7 d", "7 to 14 d", "14 to 30 d", "over 30 d")
_OLDER = (30, 60, 90)
_OLDER_WORDS = ("30 to 60 d", "60 to 90 d", "over 90 d")
_RUSH_S = 2 * DAY
_RUSH = 5
_CHANGE_OVER = [CHANGE_STATES.index(state) for state in ("closed", "cancelled", "rejected")]
_FLOW: tuple[Instant, Instant] = ("opened", "resolved")
_KINDS = {
    "Incidents": ("incident",),
    "Requests": ("request", "request_item", "catalog_task"),
    "Problems": ("problem",),
}


def _backlog(ctx: Context) -> Outcome:
    tickets = ctx.facts.tickets
    open_ = backlog_intervals(ctx.facts).counted.rows_at(ctx.cutoff)
    mine = ctx.tickets_in_scope()
    open_ = open_ if mine is None else open_[mine[open_]]
    parts = {
        name: _part(ctx, name, kinds, open_)
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
        excluded=present({why: len(rows) for why, rows in out.items()}),
        caveats=("n under 5",) if 0 < incidents.n < 5 else (),
        facts=_facts(ctx, rows),
        drivers=pareto(tickets.group[old], tickets.groups, "No group", "groups"),
        drivers_label="Incidents over 30 days",
        needs="" if of_kinds(ctx.facts, _KINDS["Incidents"]).any() else NEEDS,
        excluded_rows=keyed({why: tickets.key[rows] for why, rows in out.items()}),
    )


def _part(ctx: Context, name: str, kinds: tuple[str, ...], open_: I64) -> KpiPart:
    tickets, of, mask = ctx.facts.tickets, backlog_intervals(ctx.facts), of_kinds(ctx.facts, kinds)
    rows = open_[mask[open_]]
    mine = ctx.tickets_in_scope()
    mask = mask if mine is None else mask & mine
    k, n = of.old.counts(ctx.snapshots, mask), of.counted.counts(ctx.snapshots, mask)
    label = "Backlog over 30 days" if name == "Incidents" else f"{name} over 30 days"
    line = Line("K5", name, label, "%", "lower", judged=name == "Incidents", runs=False)
    age = ctx.cutoff - tickets.opened[rows]
    return share_part(ctx, line, _share(k, n, tickets.key[rows], age))


def _share(k: I64, n: I64, keys: Text, age: I64) -> Share:
    """The counts with the keys of what is open at the last snapshot, and its ages there."""
    order = np.argsort(keys, kind="stable")
    keys, old = keys[order], age[order] > OLD_S
    return Share(k, n, keys, keys[old], distribution(age, OLD_S))


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
    k, n = (
        intervals_of(rows, first, end).counts(ctx.snapshots, mask)
        for first in (np.maximum(begin, changes.opened[rows] + OLD_S), begin)
    )
    now_open = rows[(begin < ctx.cutoff) & (ctx.cutoff <= end)]
    age = ctx.cutoff - changes.opened[now_open]
    line = Line("K5", "Changes", "Changes over 30 days", "%", "lower", judged=False, runs=False)
    share = _share(k, n, changes.key[now_open], age)
    return replace(share_part(ctx, line, share), records="change")


@once_for_facts
def _doubtful(facts: Facts) -> I64:
    """Rows of the incidents that lack an instant or are merged: no others can be left out."""
    tickets = facts.tickets
    sound = known(tickets.opened) & known(tickets.resolved) & ~facts.details.duplicate
    return np.flatnonzero((tickets.kind == 0) & ~sound)


def _excluded(ctx: Context) -> dict[str, I64]:
    """Left out of the snapshot: tickets that would be in it if more were known about them."""
    tickets, mine, rows = ctx.facts.tickets, ctx.tickets_in_scope(), _doubtful(ctx.facts)
    rows = rows if mine is None else rows[mine[rows]]
    opened, state = tickets.opened[rows], tickets.state[rows]
    begun = known(opened) & (opened <= ctx.cutoff)
    ended = (state == _RESOLVED) | (state == _CLOSED)
    unresolved = ~known(tickets.resolved[rows])
    left = tickets.outcome_unknown[rows] & (tickets.as_of[rows] < ctx.cutoff)
    doubled = np.isin(rows, backlog_intervals(ctx.facts).merged.rows_at(ctx.cutoff))
    masks = {
        "left, outcome unknown": begun & left & unresolved,
        "ended, no resolved time": begun & ended & unresolved,
        "no opened time": ~known(opened) & ~ended & (state != CANCELLED),
        "duplicate or merged": begun & doubled,
    }
    return {why: rows[mask] for why, mask in masks.items()}


def _mass_close(ctx: Context) -> tuple[str, str] | None:
    """A finding: many closed without a note in the last 48 hours of the period (METRICS K5).

    Many are at least 5, and more than twice what two days of the period before them brought.
    """
    edge, begin = ctx.cutoff - _RUSH_S, int(ctx.edges[-2])
    rows = _between(ctx, "closed", min(begin, edge))
    closed = ctx.facts.tickets.closed[rows[~ctx.facts.details.noted[rows]]]
    late = int(np.count_nonzero(closed >= edge))
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
        ("Age", " · ".join(f"{word}: {count}" for word, count in bands)),
        ("Over 30 days", " · ".join(f"{word}: {count}" for word, count in older)),
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
    state = ctx.facts.tickets.state
    opened, resolved = (
        int(np.count_nonzero(state[_between(ctx, instant, int(ctx.edges[-2]))] != CANCELLED))
        for instant in _FLOW
    )
    return opened, resolved


def _between(ctx: Context, instant: Instant, begin: int) -> I64:
    """Rows of the asked incidents whose instant lies between `begin` and the snapshot."""
    rows = rows_between(ctx.facts, instant, begin, ctx.cutoff)
    kept, mine = ctx.facts.tickets.kind[rows] == 0, ctx.tickets_in_scope()
    asked: I64 = rows[kept if mine is None else kept & mine[rows]]
    return asked


def _last_touch(ctx: Context, rows: I64) -> tuple[I64, Flags]:
    """The last update known at the snapshot, and for which rows one is known."""
    states = ctx.facts.states
    touched = ctx.facts.tickets.updated[rows].copy()
    touched[touched > ctx.cutoff] = MISSING
    places = last_before(states.ticket, states.at, ctx.cutoff)
    _, mine, theirs = np.intersect1d(
        rows, states.ticket[places], assume_unique=True, return_indices=True
    )
    touched[mine] = np.maximum(touched[mine], states.at[places][theirs])
    return touched, known(touched)


def _state_at(ctx: Context, rows: I64) -> I8:
    """State codes at the snapshot: by history, else the state now."""
    states = told_states(ctx.facts)
    state = ctx.facts.tickets.state.copy()
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
