"""What was open at an instant (METRICS §1, knowledge and truth).

*As of T* uses only what was known at T: a ticket with a history of states, out of a log or left by
re-imports, is what its last entry before T says; without one, its opened and resolved times decide.
*Now known about T* uses the resolved time for all. A ticket that left an open-only export with its
outcome unknown is in neither after the last export that named it.
"""

import numpy as np

from app.analysis.remember import once_for_facts
from app.models.columns import I64, MISSING, Facts, Flags, HistoryColumns
from app.models.ticket import TICKET_STATES

OVER = np.array([state in {"resolved", "closed", "cancelled"} for state in TICKET_STATES])
"""Per state code: no longer open."""
CANCELLED = TICKET_STATES.index("cancelled")
FAR = np.iinfo(np.int64).max
"""An end that has not come."""


def open_at(facts: Facts, kind_code: int | None, at: int) -> Flags:
    """Mask over tickets of one kind (None: of any): open at the instant, as known then.

    (METRICS §1)
    """
    tickets, states = facts.tickets, told_states(facts)
    open_ = _open_by_times(facts, at)
    if len(states.ticket):
        known = np.zeros(len(tickets), np.bool_)
        known[states.ticket] = True
        told = states.ticket[last_before(states.ticket, states.at, at)]
        value = states.value[last_before(states.ticket, states.at, at)]
        open_ &= ~known
        open_[told] = ~OVER[value]
    if kind_code is not None:
        open_ &= tickets.kind == kind_code
    return np.asarray(open_ & ~has_left(facts, at), np.bool_)


def open_now(facts: Facts, kind_code: int | None, at: int, rows: I64 | None = None) -> Flags:
    """Mask over tickets of one kind (None: of any): open at the instant by all that is known now.

    (METRICS §1) With `rows` it is over these ticket rows alone, which is quicker where few are.
    """
    tickets = facts.tickets
    of = slice(None) if rows is None else rows
    opened, resolved, state = tickets.opened[of], tickets.resolved[of], tickets.state[of]
    begun = (opened != MISSING) & (opened <= at)
    going = np.where(resolved != MISSING, resolved > at, ~OVER[state])
    left = tickets.outcome_unknown[of] & (tickets.as_of[of] < at)
    mask = begun & going & ~left & (state != CANCELLED)
    if kind_code is not None:
        mask &= tickets.kind[of] == kind_code
    return np.asarray(mask, np.bool_)


def has_left(facts: Facts, at: int) -> Flags:
    """Mask over tickets that had left an open-only export by then, with their outcome unknown.

    (METRICS §1, scope of an export). Up to the last export that named it a ticket was there.
    """
    tickets = facts.tickets
    return np.asarray(tickets.outcome_unknown & (tickets.as_of < at), np.bool_)


def last_before(owner: I64, at: I64, instant: int) -> I64:
    """Places of each owner's last entry strictly before the instant; ordered by (owner, at)."""
    early = np.flatnonzero(at < instant)
    if not len(early):
        return early
    owners = owner[early]
    last: I64 = early[np.append(owners[1:] != owners[:-1], True)]
    return last


def joined(log: HistoryColumns, seen: HistoryColumns) -> HistoryColumns:
    """What logs say, then what re-imports show: each ticket is in one of them (METRICS §1)."""
    if not len(seen.at):
        return log
    return HistoryColumns(
        np.concatenate((log.ticket, seen.ticket)),
        np.concatenate((log.at, seen.at)),
        np.concatenate((log.value, seen.value)),
    )


@once_for_facts
def logged(facts: Facts) -> Flags:
    """Per ticket row whether a log of its states is known; not to be written to."""
    mask = np.zeros(len(facts.tickets), np.bool_)
    mask[facts.states.ticket] = True
    mask.setflags(write=False)
    return mask


def told_states(facts: Facts) -> HistoryColumns:
    """Every state that a ticket is known to have been in, by a log or by re-imports."""
    return joined(facts.states, facts.seen.states)


def open_intervals(facts: Facts) -> tuple[I64, I64, I64]:
    """(ticket row, from, to) such that a ticket was open as of T for from < T <= to.

    For the tickets of every kind that `open_at` would count: the same answer for many T at once.
    Tickets without history have from = opened - 1 and to = resolved - 1, because they are open
    from opened <= T until resolved <= T.
    """
    tickets, states = facts.tickets, told_states(facts)
    known = np.zeros(len(tickets), np.bool_)
    known[states.ticket] = True
    flat = np.flatnonzero(~known & (tickets.opened != MISSING) & (tickets.state != CANCELLED))
    resolved = tickets.resolved[flat]
    end = np.where(resolved != MISSING, resolved - 1, FAR)
    end = np.where((resolved == MISSING) & OVER[tickets.state[flat]], MISSING, end)
    entry_end = np.full(len(states.at), FAR)
    if len(states.at):
        same = states.ticket[1:] == states.ticket[:-1]
        entry_end[:-1][same] = states.at[1:][same]
    told = ~OVER[states.value]
    rows = np.concatenate((flat, states.ticket[told]))
    last = np.where(tickets.outcome_unknown[rows], tickets.as_of[rows], FAR)
    return (
        rows,
        np.concatenate((tickets.opened[flat] - 1, states.at[told])),
        np.minimum(np.concatenate((end, entry_end[told])), last),
    )


def _open_by_times(facts: Facts, at: int) -> Flags:
    tickets = facts.tickets
    begun = (tickets.opened != MISSING) & (tickets.opened <= at)
    ended = (tickets.resolved != MISSING) & (tickets.resolved <= at)
    silent = (tickets.resolved == MISSING) & OVER[tickets.state]
    cancelled = tickets.state == CANCELLED
    return np.asarray(begun & ~ended & ~silent & ~cancelled, np.bool_)
