"""What histories say about an incident's unresolved time (METRICS §1): promotions and reopens."""

from dataclasses import dataclass

import numpy as np

from app.analysis.asof import OVER
from app.analysis.remember import once_for_facts
from app.models.columns import I64, MISSING, Facts
from app.models.ticket import TICKET_KINDS

_INCIDENT = TICKET_KINDS.index("incident")


@dataclass(frozen=True, slots=True)
class Episodes:
    """Per row: when it was resolved for good, for the first time, and the time between episodes.

    `end` and `first` are MISSING while unresolved; `between` is in seconds.
    """

    end: I64
    first: I64
    between: I64


@once_for_facts
def grave(facts: Facts) -> I64:
    """Rows of the incidents that were P1 or P2 by the highest priority held; not to be written."""
    tickets = facts.tickets
    peak = tickets.peak_priority
    rows: I64 = np.flatnonzero((tickets.kind == _INCIDENT) & (peak >= 1) & (peak <= 2))
    rows.setflags(write=False)
    return rows


def promoted(facts: Facts, rows: I64) -> I64:
    """Where each row's clock begins: opened, or the instant it first held its peak priority.

    Only a history can tell a promotion; without one it is opened (METRICS §1, priority used).
    """
    tickets, log = facts.tickets, facts.priorities
    start = tickets.opened[rows].copy()
    peak = tickets.peak_priority[rows]
    raised = tickets.has_history[rows] & (peak != tickets.open_priority[rows])
    for place in np.flatnonzero(raised):
        row = rows[place]
        low, high = np.searchsorted(log.ticket, (row, row + 1))
        at = log.at[low:high][log.value[low:high] == peak[place]]
        if len(at):
            start[place] = max(int(at[0]), int(start[place]))
    return start


def unresolved(facts: Facts, rows: I64, start: I64, window_s: int) -> Episodes:
    """Episodes of each row: a reopening within the window goes on, a later one is a recurrence.

    Times come from the history of states; `end` of a ticket that was not reopened, or has no
    history, is its resolved time.
    """
    states = facts.states
    end = facts.tickets.resolved[rows].copy()
    first, between = end.copy(), np.zeros(len(rows), np.int64)
    over = OVER[states.value]
    reopening = np.zeros(len(states.at), np.bool_)
    if len(states.at):
        same = states.ticket[1:] == states.ticket[:-1]
        reopening[1:] = same & over[:-1] & ~over[1:]
    reopened = np.isin(rows, states.ticket[reopening])
    for place in np.flatnonzero(reopened):
        low, high = np.searchsorted(states.ticket, (rows[place], rows[place] + 1))
        first[place], end[place], between[place] = _walk(
            states.at[low:high].tolist(),
            over[low:high].tolist(),
            int(start[place]),
            int(end[place]),
            window_s,
        )
    return Episodes(end, first, between)


def _walk(
    at: list[int], over: list[bool], start: int, last: int, window_s: int
) -> tuple[int, int, int]:
    """(first resolution, end, seconds between episodes) of one ticket's entries in order."""
    first, between, since, reopened = MISSING, 0, MISSING, MISSING
    for when, ended in zip(at, over, strict=True):
        if ended and since == MISSING:
            since = when
            if first == MISSING and when >= start:
                first = when
        elif not ended and since != MISSING:
            if when - since > window_s and since >= start:
                return first, since, between
            between += max(0, when - max(since, start))
            since, reopened = MISSING, when
    told = last != MISSING and last >= reopened
    return first, last if told else since, between
