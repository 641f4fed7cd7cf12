"""Incidents that wait: for the first touch, on hold again and again, for a second go (§4.6)."""

import numpy as np

from app.analysis.asof import OVER
from app.analysis.source_targets import promised
from app.analysis.trends.incidents import heaviest_keys, whole_hours
from app.models.columns import I64, MISSING, Facts
from app.models.counts import counted
from app.models.duration import duration
from app.models.results.trends import ProcessFinding
from app.models.settings import DAY, Settings

MANY_HOLDS = 3


def first_touch(facts: Facts, settings: Settings, rows: I64, now: int) -> ProcessFinding | None:
    """Incidents first touched later than their response target; hours are those past it.

    Delay and target are on the SLA's clock, the target the source's own where it keeps one, else
    the settings' (K4); those nobody touched yet count once they are late.
    (METRICS §4.6)
    """
    made = promised(facts, settings, rows, now, "response")
    touched = (made.target >= 0) & (made.stop != MISSING)
    late = touched & (made.elapsed > made.target)
    if not late.any():
        return None
    median, p90 = np.percentile(made.elapsed[touched], (50, 90))
    over = (made.elapsed - made.target)[late]
    return ProcessFinding(
        kind="first_touch",
        title="Late first touch",
        words=f"{np.count_nonzero(late):,} of {counted(int(touched.sum()), 'incident')} were first "
        f"touched after their response target. First touch took {duration(float(median))} in the "
        f"median and {duration(float(p90))} at P90, on the SLA's clock.",
        n=int(np.count_nonzero(late)),
        hours=whole_hours(over.sum()),
        keys=heaviest_keys(facts, rows[late], over),
    )


def hold_churn(facts: Facts, rows: I64, now: int) -> ProcessFinding | None:
    """Incidents put on hold three times or more; hours are those on hold (METRICS §4.6)."""
    holds = facts.holds
    size = len(facts.tickets)
    asked = np.zeros(size, np.bool_)
    asked[rows] = True
    of = np.flatnonzero(asked[holds.ticket] & (holds.enter < now))
    leave = holds.leave[of]
    leave = np.where((leave == MISSING) | (leave > now), now, leave)
    times = np.bincount(holds.ticket[of], minlength=size)
    spent = np.bincount(holds.ticket[of], weights=leave - holds.enter[of], minlength=size)
    churned = np.flatnonzero(times >= MANY_HOLDS)
    if not len(churned):
        return None
    return ProcessFinding(
        kind="hold_churn",
        title="On hold again and again",
        words=f"{counted(len(churned), 'incident')} went on hold {MANY_HOLDS} times or more, up to "
        f"{int(times.max())} times.",
        n=len(churned),
        hours=whole_hours(spent[churned].sum()),
        keys=heaviest_keys(facts, churned, spent[churned]),
    )


def reopened(facts: Facts, rows: I64, now: int) -> ProcessFinding | None:
    """Incidents resolved and then reopened; hours from there to the next resolution, or now.

    Without a history of states the source's own count of reopenings speaks, without hours.
    (METRICS §4.6)
    """
    tickets, states = facts.tickets, facts.states
    size = len(tickets)
    asked, told = np.zeros(size, np.bool_), np.zeros(size, np.bool_)
    asked[rows] = True
    told[states.ticket] = True
    counted_by_source = rows[(tickets.reopen_count[rows] > 0) & ~told[rows]]
    at, spent = _second_goes(facts, now)
    mine = asked[states.ticket[at]]
    at, spent = at[mine], spent[mine]
    work = np.bincount(states.ticket[at], weights=spent, minlength=size)
    again = np.union1d(states.ticket[at], counted_by_source)
    if not len(again):
        return None
    soon = int(np.count_nonzero(states.at[at] - states.at[at - 1] < DAY))
    words = f"{counted(len(again), 'incident')} of {len(rows):,} were resolved and then reopened"
    return ProcessFinding(
        kind="reopened",
        title="Resolved, then reopened",
        words=f"{words}, {counted(soon, 'time')} within a day." if len(at) else f"{words}.",
        n=len(again),
        hours=whole_hours(spent.sum()) if len(at) else None,
        keys=heaviest_keys(facts, again, work[again]),
    )


def _second_goes(facts: Facts, now: int) -> tuple[I64, I64]:
    """Entries by which a ticket left resolved or closed, and seconds until it was over again."""
    log = facts.states
    early = log.at < now
    over = OVER[log.value]
    again = np.zeros(len(log.at), np.bool_)
    again[1:] = (log.ticket[1:] == log.ticket[:-1]) & over[:-1] & ~over[1:] & early[1:]
    place = np.flatnonzero(again)
    ends = np.flatnonzero(over & early)
    following = np.searchsorted(ends, place, side="right")
    inside = following < len(ends)
    end = np.full(len(place), now, np.int64)
    found = ends[following[inside]]
    same = log.ticket[found] == log.ticket[place[inside]]
    end[np.flatnonzero(inside)[same]] = log.at[found[same]]
    return place, end - log.at[place]
