"""Incidents handed from group to group: loops, and the way to the right one (METRICS §4.6)."""

from dataclasses import dataclass

import numpy as np

from app.analysis.trends.incidents import heaviest_keys, whole_hours
from app.models.columns import I64, MISSING, Facts
from app.models.counts import counted
from app.models.results.trends import ProcessFinding

MANY_HOPS = 2


@dataclass(frozen=True, slots=True)
class _Stays:
    """Stays of incidents with groups, in order; two in a row of one incident differ."""

    ticket: I64
    group: I64
    since: I64


def _stays(facts: Facts, rows: I64, now: int) -> _Stays:
    log = facts.groups
    asked = np.zeros(len(facts.tickets), np.bool_)
    asked[rows] = True
    of = np.flatnonzero(asked[log.ticket] & (log.value >= 0) & (log.at < now))
    ticket, group = log.ticket[of], log.value[of].astype(np.int64)
    new = np.ones(len(of), np.bool_)
    new[1:] = (ticket[1:] != ticket[:-1]) | (group[1:] != group[:-1])
    return _Stays(ticket[new], group[new], log.at[of][new])


def loops(facts: Facts, rows: I64, now: int) -> ProcessFinding | None:
    """A→B→A: incidents that came back to a group from the one they were handed to.

    Hours are those spent away, at B; a stay counts once. (METRICS §4.6)
    """
    of = _stays(facts, rows, now)
    t, g = of.ticket, of.group
    middle = np.flatnonzero((t[:-2] == t[2:]) & (g[:-2] == g[2:])) + 1 if len(t) > 2 else t[:0]
    if not len(middle):
        return None
    away = of.since[middle + 1] - of.since[middle]
    lost = np.bincount(t[middle], weights=away, minlength=len(facts.tickets))
    tickets = np.unique(t[middle])
    first, second = np.minimum(g[middle - 1], g[middle]), np.maximum(g[middle - 1], g[middle])
    pair, times = np.unique(first * len(facts.tickets.groups) + second, return_counts=True)
    worst = int(pair[np.argmax(times)])
    names = [facts.tickets.groups[code] for code in divmod(worst, len(facts.tickets.groups))]
    most = int(times.max())
    return ProcessFinding(
        kind="loops",
        title="Ping-pong between groups",
        words=f"{counted(len(tickets), 'incident')} came back to a group that had handed them on, "
        f"{counted(len(middle), 'time')} in all; {most:,} of them between {names[0]} and "
        f"{names[1]}.",
        n=len(tickets),
        hours=whole_hours(away.sum()),
        keys=heaviest_keys(facts, tickets, lost[tickets]),
    )


def hops(facts: Facts, rows: I64, now: int) -> ProcessFinding | None:
    """Resolved incidents that needed two or more hand-overs to the group that resolved them.

    Hours are those before its last arrival there. (METRICS §4.6)
    """
    of = _stays(facts, rows, now)
    tickets = facts.tickets
    resolved = tickets.resolved[of.ticket]
    kept = (resolved != MISSING) & (resolved <= now) & (of.since <= resolved)
    ticket, since = of.ticket[kept], of.since[kept]
    if not len(ticket):
        return None
    several, first = np.unique(ticket, return_index=True)
    last = np.append(first[1:], len(ticket)) - 1
    count = last - first
    wait = since[last] - tickets.opened[several]
    many = count >= MANY_HOPS
    if not many.any():
        return None
    return ProcessFinding(
        kind="hops",
        title="Hand-overs to the right group",
        words=f"{np.count_nonzero(many):,} of {counted(len(several), 'resolved incident')} needed "
        f"{MANY_HOPS} or more hand-overs to the group that resolved them, up to "
        f"{int(count.max())}; {float(count.mean()):.2f} on average.",
        n=int(np.count_nonzero(many)),
        hours=whole_hours(np.maximum(wait[many], 0).sum()),
        keys=heaviest_keys(facts, several[many], wait[many]),
    )
