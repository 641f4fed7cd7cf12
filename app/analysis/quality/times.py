"""Times that can't be: out of order, impossible, or later than the export that holds them."""

from collections.abc import Callable, Iterator

import numpy as np

from app.analysis.quality.checks import Given, Hit
from app.models.change import CHANGE_STATES
from app.models.columns import I64, MISSING, Flags
from app.models.counts import counted
from app.models.duration import duration
from app.models.moments import stamp
from app.models.settings import DAY
from app.models.ticket import TICKET_STATES

_EARLIEST = 915_148_800
"""1999-01-01: earlier is an empty date that a tool wrote as 1900 or 1970."""
_LONGEST = 730 * DAY
_CLOCK_SLACK = 300
_PAIRS = (
    ("acknowledged", "opened", "acknowledged before opening", "risk"),
    ("restored", "opened", "restored before opening", "breach"),
    ("resolved", "opened", "resolved before opening", "breach"),
    ("resolved", "restored", "resolved before restoring", "risk"),
    ("closed", "resolved", "closed before resolving", "risk"),
    ("closed", "opened", "closed before opening", "breach"),
)
_CANCELLED = TICKET_STATES.index("cancelled")


def times(given: Given) -> Iterator[Hit]:
    """Order of milestones, durations and future times, of tickets and of changes (METRICS §1)."""
    yield from _order(given)
    yield from _impossible(given)
    yield from _future(given)
    yield from _changes(given)


def _order(given: Given) -> Iterator[Hit]:
    tickets, zone = given.facts.tickets, given.settings.report_zone
    told = np.zeros(len(tickets), np.bool_)
    for later, earlier, words, severity in _PAIRS:
        end: I64 = getattr(tickets, later)
        begin: I64 = getattr(tickets, earlier)
        wrong = (end != MISSING) & (begin != MISSING) & (end < begin) & ~told
        if later == "resolved":
            wrong &= tickets.resolved_level < 3  # otherwise it is the closed time
        told |= wrong
        rows = np.flatnonzero(wrong)
        if not len(rows):
            continue
        yield Hit(
            f"order.{later}_{earlier}",
            severity,
            "Order of times",
            f"{counted(len(rows), 'ticket')} {words}",
            "Compare two of them with the source. If all are off by the same hours, import the "
            "file again with the right zone; else have the times mended in the source.",
            tickets=rows,
            say=_early(later, end, earlier, begin, zone),
        )


def _early(later: str, end: I64, earlier: str, begin: I64, zone: str) -> Callable[[int], str]:
    def say(row: int) -> str:
        first, last = int(end[row]), int(begin[row])
        return (
            f"{later} {stamp(first, zone)}, {earlier} {stamp(last, zone)}: "
            f"{duration(last - first)} too early"
        )

    return say


def _from_to(begin: I64, end: I64, zone: str) -> Callable[[int], str]:
    def words(at: int) -> str:
        return "no time" if at == MISSING else stamp(at, zone)

    return lambda row: f"{words(int(begin[row]))} to {words(int(end[row]))}"


def _impossible(given: Given) -> Iterator[Hit]:
    tickets = given.facts.tickets
    live = tickets.state != _CANCELLED
    absent = np.flatnonzero((tickets.opened == MISSING) & live)
    if len(absent):
        yield Hit(
            "time.no_opened",
            "breach",
            "Impossible times",
            f"{counted(len(absent), 'ticket')} without an opened time",
            "Add the opened column to the export: without it a ticket is in no KPI and no age.",
            tickets=absent,
        )
    early = np.zeros(len(tickets), np.bool_)
    for name in ("opened", "resolved", "closed"):
        at: I64 = getattr(tickets, name)
        early |= (at != MISSING) & (at < _EARLIEST)
    if early.any():
        yield Hit(
            "time.too_early",
            "breach",
            "Impossible times",
            f"{counted(int(early.sum()), 'ticket')} with a time before 1999",
            "Such dates stand for an empty cell (1900, 1970) or a two-digit year. Choose the date "
            "order on the Import screen, or have the cells emptied in the source.",
            tickets=np.flatnonzero(early),
        )
    both = (tickets.opened != MISSING) & (tickets.resolved != MISSING) & ~early
    length = np.where(both, tickets.resolved - tickets.opened, 0)
    long = np.flatnonzero(length > _LONGEST)
    if len(long):
        yield Hit(
            "time.too_long",
            "risk",
            "Impossible times",
            f"{counted(len(long), 'ticket')} took more than two years to resolve",
            "Check whether they were forgotten and closed in bulk: a mean restore time is pulled "
            "up by them for the whole period.",
            tickets=long,
            say=lambda row: duration(int(length[row])),
        )


def _future(given: Given) -> Iterator[Hit]:
    tickets, zone = given.facts.tickets, given.settings.report_zone
    late = np.zeros(len(tickets), np.bool_)
    for name in ("opened", "acknowledged", "restored", "resolved", "closed", "updated"):
        at: I64 = getattr(tickets, name)
        late |= (at != MISSING) & (at > tickets.as_of + _CLOCK_SLACK)
    rows = np.flatnonzero(late)
    if len(rows):
        yield Hit(
            "time.future",
            "breach",
            "Impossible times",
            f"{counted(len(rows), 'ticket')} with a time after the export was made",
            "The zone of the file is probably wrong. Undo the import and choose the zone again, "
            "or say when the export was made.",
            tickets=rows,
            say=lambda row: f"the export knows up to {stamp(int(tickets.as_of[row]), zone)}",
        )


def _changes(given: Given) -> Iterator[Hit]:
    changes, now, zone = given.facts.changes, given.now, given.settings.report_zone
    for name, begin, end in (
        ("planned", changes.planned_start, changes.planned_end),
        ("actual", changes.actual_start, changes.actual_end),
    ):
        wrong = np.flatnonzero((begin != MISSING) & (end != MISSING) & (end < begin))
        if len(wrong):
            yield Hit(
                f"order.{name}",
                "breach",
                "Order of times",
                f"{counted(len(wrong), 'change')} whose {name} end is before the start",
                "Mend the times in the change record: such a change can't be checked for "
                "collisions, and its success can't be dated.",
                changes=wrong,
                say_change=_from_to(begin, end, zone),
            )
    ended = (changes.actual_end != MISSING) & (changes.actual_end > now + _CLOCK_SLACK)
    begun = (changes.actual_start != MISSING) & (changes.actual_start > now + _CLOCK_SLACK)
    if (late := np.flatnonzero(ended | begun)).size:
        yield Hit(
            "time.future_change",
            "breach",
            "Impossible times",
            f"{counted(len(late), 'change')} done at a time that is still to come",
            "The zone of the file is probably wrong. Undo the import and choose the zone again.",
            changes=late,
            say_change=_from_to(changes.actual_start, changes.actual_end, zone),
        )
    closed = changes.state == CHANGE_STATES.index("closed")
    silent: Flags = closed & (changes.planned_end == MISSING) & (changes.planned_start == MISSING)
    if silent.any():
        yield Hit(
            "time.unplanned",
            "note",
            "Impossible times",
            f"{counted(int(silent.sum()), 'closed change')} without a planned time",
            "Add the planned start and end columns to the export: without them a change is in no "
            "period.",
            changes=np.flatnonzero(silent),
        )
