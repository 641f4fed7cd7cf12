"""What changed between an instant and now, from the records and their history (METRICS §5)."""

from collections import Counter

import numpy as np

from app.models.change import CHANGE_STATES
from app.models.columns import I64, MISSING, Facts, Flags, HistoryColumns
from app.models.counts import counted
from app.models.results import ChangedLine
from app.models.ticket import TICKET_KINDS, TICKET_STATES

HOPS = 3
_INCIDENT = TICKET_KINDS.index("incident")
_REOPENED_FROM = tuple(TICKET_STATES.index(state) for state in ("resolved", "closed"))
_CANCELLED = TICKET_STATES.index("cancelled")
_DEAD = tuple(CHANGE_STATES.index(state) for state in ("cancelled", "rejected"))


def what_changed(facts: Facts, since: int, now: int) -> tuple[ChangedLine, ...]:
    """Incidents and changes in `[since, now)`, one line a kind of event; none for what didn't.

    Instants are UTC seconds. What a flat export doesn't tell (when a priority or a plan moved)
    isn't guessed: those lines come only from logged history.
    """
    lines = (
        _opened(facts, since, now),
        _resolved(facts, since, now),
        _raised(facts, since, now),
        _reassigned(facts, since, now),
        _breached(facts, since, now),
        *_changes(facts, since, now),
    )
    return tuple(line for line in lines if line is not None)


def _opened(facts: Facts, since: int, now: int) -> ChangedLine | None:
    tickets = facts.tickets
    live = (tickets.kind == _INCIDENT) & (tickets.state != _CANCELLED)
    new = live & _within(tickets.opened, since, now)
    again = np.zeros(len(tickets), np.bool_)
    places = _reopenings(facts.states, since, now)
    again[facts.states.ticket[places]] = True
    again &= live & ~new
    keys = _keys(facts, new | again)
    if not keys:
        return None
    count = int(again.sum())
    words = f"opened, {count:,} of them reopened" if count else "opened"
    return ChangedLine(f"+{len(keys):,}", words, "none", keys)


def _resolved(facts: Facts, since: int, now: int) -> ChangedLine | None:
    tickets = facts.tickets
    done = (tickets.kind == _INCIDENT) & _within(tickets.resolved, since, now)
    keys = _keys(facts, done)
    if not keys:
        return None
    judged = done & (tickets.made_sla >= 0)
    met = int((judged & (tickets.made_sla == 1)).sum())
    words = f"resolved, {met:,} inside SLA" if judged.any() else "resolved"
    return ChangedLine(f"−{len(keys):,}", words, "none", keys)


def _raised(facts: Facts, since: int, now: int) -> ChangedLine | None:
    """Priority made more serious, by the log: the value now against the last one before."""
    before = _value_at(facts.priorities, since, len(facts.tickets))
    after = _value_at(facts.priorities, now, len(facts.tickets))
    raised = (before > 0) & (after > 0) & (after < before) & (facts.tickets.kind == _INCIDENT)
    keys = _keys(facts, raised)
    if not keys:
        return None
    severe = Counter(after[raised].tolist())
    to = [f"{severe[priority]:,} now P{priority}" for priority in (1, 2) if severe[priority]]
    return ChangedLine(f"{len(keys):,}", ", ".join(["priority raised", *to]), "risk", keys)


def _reassigned(facts: Facts, since: int, now: int) -> ChangedLine | None:
    """Tickets that changed their group three times or more, the last time in the span."""
    log = facts.groups
    moved = np.zeros(len(log.at), np.bool_)
    moved[1:] = (log.ticket[1:] == log.ticket[:-1]) & (log.value[1:] != log.value[:-1])
    until_now = moved & (log.at < now)
    total = np.bincount(log.ticket[until_now], minlength=len(facts.tickets))
    recent = np.zeros(len(facts.tickets), np.bool_)
    recent[log.ticket[until_now & (log.at >= since)]] = True
    keys = _keys(facts, recent & (total >= HOPS) & (facts.tickets.kind == _INCIDENT))
    if not keys:
        return None
    return ChangedLine(f"{len(keys):,}", f"reassigned {HOPS} times or more", "risk", keys)


def _breached(facts: Facts, since: int, now: int) -> ChangedLine | None:
    """Due in the span by the source's own due time and unresolved at it."""
    tickets = facts.tickets
    late = (tickets.resolved == MISSING) | (tickets.resolved > tickets.due)
    known = (tickets.as_of == MISSING) | (tickets.due <= tickets.as_of)
    live = (tickets.kind == _INCIDENT) & (tickets.state != _CANCELLED) & ~tickets.outcome_unknown
    hit = live & _within(tickets.due, since, now) & late & known
    keys = _keys(facts, hit)
    if not keys:
        return None
    groups = Counter(tickets.groups[code] for code in tickets.group[hit].tolist() if code >= 0)
    names = ", ".join(name for name, _ in sorted(groups.items(), key=lambda g: (-g[1], g[0]))[:2])
    words = f"newly past their due time: {names}" if names else "newly past their due time"
    return ChangedLine(f"{len(keys):,}", words, "breach", keys)


def _changes(facts: Facts, since: int, now: int) -> tuple[ChangedLine | None, ...]:
    changes = facts.changes
    added = _within(changes.opened, since, now)
    dead = np.isin(changes.state, _DEAD)
    stopped = dead & (_within(changes.updated, since, now) | _within(changes.closed, since, now))
    unlawful = added & changes.unauthorized
    new = _change_line(changes.key[added & ~dead], "added", "none")
    gone = _change_line(changes.key[stopped], "cancelled or rejected", "none")
    unauthorised = _change_line(changes.key[unlawful], "unauthorised", "risk")
    return new, gone, unauthorised


def _change_line(
    keys: "np.ndarray[tuple[int], np.dtype[np.str_]]", verb: str, level: str
) -> ChangedLine | None:
    if not len(keys):
        return None
    noun = counted(len(keys), "change").split(" ", 1)[1]
    return ChangedLine(f"{len(keys):,}", f"{noun} {verb}", level, tuple(sorted(keys.tolist())))


def _within(instants: I64, since: int, now: int) -> Flags:
    inside = (instants != MISSING) & (instants >= since) & (instants < now)
    return np.asarray(inside, np.bool_)


def _reopenings(log: HistoryColumns, since: int, now: int) -> I64:
    """Places of entries that take a ticket out of resolved or closed in the span."""
    over = np.isin(log.value, (*_REOPENED_FROM, _CANCELLED))
    back = np.zeros(len(log.at), np.bool_)
    same = log.ticket[1:] == log.ticket[:-1]
    back[1:] = same & np.isin(log.value[:-1], _REOPENED_FROM) & ~over[1:]
    return np.flatnonzero(back & _within(log.at, since, now))


def _value_at(log: HistoryColumns, instant: int, tickets: int) -> I64:
    """The logged value before an instant per ticket, 0 where the log says nothing."""
    values = np.zeros(tickets, np.int64)
    early = np.flatnonzero(log.at < instant)
    values[log.ticket[early]] = log.value[early]
    return values


def _keys(facts: Facts, mask: Flags) -> tuple[str, ...]:
    return tuple(sorted(facts.tickets.key[mask].tolist()))
