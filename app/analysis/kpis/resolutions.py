"""When tickets were resolved for good, and how often they came back (METRICS §1, reopened)."""

from dataclasses import dataclass

import numpy as np

from app.analysis.asof import FAR, OVER
from app.analysis.remember import once_for_facts
from app.models.columns import I64, MISSING, Facts, Flags


@dataclass(frozen=True, slots=True)
class Resolutions:
    """Per ticket row: `end`, when it was resolved for good, MISSING while it isn't.

    A reopening within the window goes on with the ticket (`soon`); each later one is a recurrence:
    the row and the instant stand in `again_ticket` and `again_at`, and `end` is the resolution
    before the first of them.
    """

    end: I64
    soon: Flags
    again_ticket: I64
    again_at: I64


@dataclass(frozen=True, slots=True)
class _Reopenings:
    """Every leaving of an ended state, in order: of which row, ended since when, left when.

    `last_end` is per ticket row the instant since which it stands ended by its log, else MISSING.
    """

    ticket: I64
    since: I64
    at: I64
    last_end: I64


@once_for_facts
def resolutions(facts: Facts, window_s: int) -> Resolutions:
    """Resolutions of every ticket by its history of states; without one, its resolved time.

    Computed once a revision; not to be written to.
    """
    tickets, of = facts.tickets, _reopenings(facts)
    end, soon = tickets.resolved.copy(), np.zeros(len(tickets), np.bool_)
    if not len(of.ticket):
        return Resolutions(end, soon, of.ticket, of.at)
    late = (of.at - of.since > window_s) & (of.since >= tickets.opened[of.ticket])
    final = np.append(of.ticket[1:] != of.ticket[:-1], True)
    rows, reopened = of.ticket[final], of.at[final]
    told = (end[rows] != MISSING) & (end[rows] >= reopened)
    end[rows] = np.where(told, end[rows], of.last_end[rows])
    left, place = np.unique(of.ticket[late], return_index=True)
    end[left] = of.since[late][place]
    first = np.full(len(tickets), FAR)
    first[left] = of.at[late][place]
    soon[of.ticket[~late & (of.at < first[of.ticket])]] = True
    return Resolutions(end, soon, of.ticket[late], of.at[late])


@once_for_facts
def _reopenings(facts: Facts) -> _Reopenings:
    log = facts.states
    last_end = np.full(len(facts.tickets), MISSING, np.int64)
    over = OVER[log.value]
    same = log.ticket[1:] == log.ticket[:-1]
    left = np.flatnonzero(same & over[:-1] & ~over[1:]) + 1
    ticket = log.ticket[left]
    if not len(left):
        return _Reopenings(ticket, log.at[left], log.at[left], last_end)
    begun = np.flatnonzero(over & np.append(True, ~(same & over[:-1])))
    since = log.at[begun[np.searchsorted(begun, left) - 1]]
    rows = np.unique(ticket)
    final = np.searchsorted(log.ticket, rows, side="right") - 1
    ended = over[final]
    last_end[rows[ended]] = log.at[begun[np.searchsorted(begun, final[ended], side="right") - 1]]
    return _Reopenings(ticket, since, log.at[left], last_end)
