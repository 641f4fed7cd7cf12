"""Intervals and calendars: working seconds between instants, and the instant they run out.

Calendars are weekly spans of local wall time in an IANA zone, minus holidays, plus extra days
(METRICS §1). They are laid out day by day as UTC spans, so that a day on which the clocks change
counts its real 23 or 25 hours; then everything is sums over sorted spans. Instants are int64
UTC seconds; `MISSING` in gives `MISSING` out. A calendar of None means elapsed time, 24x7.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np

from app.models.columns import I64, MISSING, Flags
from app.models.settings import DAY, CalendarRule, Settings

ALWAYS = "24x7"
_FIRST_YEAR, _LAST_YEAR = 1902, 2200
"""Calendars are laid out for these years; working time outside them is not counted."""
_QUARTER = 900
_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Spans:
    """Disjoint sorted working spans [start, end) in UTC and the working seconds before each.

    `table` holds the working seconds before each quarter hour from `first` on, and `running`
    whether the clock runs in it, where every span begins and ends on a quarter hour: a look-up
    is then one gather instead of a binary search. Both are empty otherwise.
    """

    start: I64
    end: I64
    before: I64
    first: int
    table: I64
    running: I64

    def worked(self, at: I64) -> I64:
        """Working seconds from the beginning of the layout to each instant."""
        if not len(self.start):
            return np.zeros(len(at), np.int64)
        if len(self.table):
            since = np.clip(at - self.first, 0, len(self.table) * _QUARTER - 1)
            place = since // _QUARTER
            return self.table[place] + self.running[place] * (since - place * _QUARTER)
        place = np.searchsorted(self.start, at, side="right") - 1
        inside = np.minimum(at, self.end[place]) - self.start[place]
        return np.where(place < 0, 0, self.before[place] + inside)


def calendar_of(settings: Settings, name: str) -> CalendarRule | None:
    """The calendar of that name; None (elapsed time) for "24x7" and unknown names."""
    return next((rule for rule in settings.calendars if rule.name == name), None)


def business_seconds(rule: CalendarRule | None, start: I64, end: I64) -> I64:
    """Working seconds in each [start, end); negative where end lies before start (METRICS §1)."""
    known = (start != MISSING) & (end != MISSING)
    if rule is None:
        return np.where(known, end - np.where(known, start, 0), MISSING)
    if not known.any():
        return np.full(len(start), MISSING, np.int64)
    spans = _layout(rule, start, end)
    return np.where(known, spans.worked(end) - spans.worked(start), MISSING)


def add_business(rule: CalendarRule | None, start: I64, seconds: I64) -> I64:
    """The first instant at which `seconds` (>= 0) of working time have passed since `start`.

    With nothing to wait for that is `start` itself; time that runs out at closing time gives
    closing time, not the next opening. MISSING where the calendar never gets that far.
    """
    known = (start != MISSING) & (seconds != MISSING)
    if rule is None:
        return np.where(known, start + np.where(known, seconds, 0), MISSING)
    due = np.full(len(start), MISSING, np.int64)
    if not known.any():
        return due
    begin, wait = start[known], seconds[known]
    spans = _layout(rule, begin, begin)
    goal = spans.worked(begin) + wait
    last = _year(int(begin.max())) + 1
    while last < _LAST_YEAR and _total(spans) < int(goal.max()):
        last = min(_LAST_YEAR, last + max(2, last - _year(int(begin.min()))))
        spans = _spans(rule, _year(int(begin.min())) - 1, last)
        goal = spans.worked(begin) + wait
    if not len(spans.end):
        due[known] = np.where(wait == 0, begin, MISSING)
        return due
    through = spans.before + (spans.end - spans.start)
    place = np.searchsorted(through, goal, side="left")
    reached = place < len(through)
    place = np.minimum(place, len(through) - 1)
    at = np.where(reached, spans.end[place] - (through[place] - goal), MISSING)
    due[known] = np.where(wait == 0, begin, at)
    return due


def disjoint(owner: I64, start: I64, end: I64) -> tuple[I64, I64, I64]:
    """The intervals ordered by owner and start, each cut where an earlier one still runs."""
    order = np.lexsort((end, start, owner))
    owner, start, end = owner[order], start[order], end[order]
    if not len(owner):
        return owner, start, end
    low = int(start.min())
    lane = int(end.max()) - low + 1
    place = np.unique(owner, return_inverse=True)[1].astype(np.int64)
    reach = np.maximum.accumulate(place * lane + (end - low))
    covered = np.concatenate(([-1], reach[:-1])) - place * lane + low
    start = np.minimum(np.maximum(start, covered), end)
    kept: Flags = end > start
    return owner[kept], start[kept], end[kept]


def _layout(rule: CalendarRule, start: I64, end: I64) -> Spans:
    known = [side[side != MISSING] for side in (start, end)]
    low = min(int(side.min()) for side in known if len(side))
    high = max(int(side.max()) for side in known if len(side))
    return _spans(rule, _year(low) - 1, _year(high) + 1)


def _year(at: int) -> int:
    """The UTC year of an instant, held inside the years that calendars are laid out for."""
    year = 1970 + at // (146_097 * DAY // 400)
    return min(max(year, _FIRST_YEAR + 1), _LAST_YEAR - 1)


def _total(spans: Spans) -> int:
    return int(spans.before[-1] + spans.end[-1] - spans.start[-1]) if len(spans.start) else 0


@lru_cache(maxsize=64)
def _spans(rule: CalendarRule, first_year: int, last_year: int) -> Spans:
    """Working spans of the local days of those years, both included."""
    first = date(max(first_year, _FIRST_YEAR), 1, 1).toordinal() - _EPOCH
    last = date(min(last_year, _LAST_YEAR), 12, 31).toordinal() - _EPOCH
    wall_start, wall_end = _wall(rule, first, last)
    starts, ends = [], []
    for begin, stop, offset in _offsets(rule.zone, (first - 2) * DAY, (last + 2) * DAY):
        low = max(int(np.searchsorted(wall_end, begin + offset, side="right")), 0)
        high = int(np.searchsorted(wall_start, stop + offset, side="left"))
        starts.append(np.maximum(wall_start[low:high] - offset, begin))
        ends.append(np.minimum(wall_end[low:high] - offset, stop))
    start, end = joined(np.concatenate(starts), np.concatenate(ends))
    length = end - start
    before = np.concatenate(([0], np.cumsum(length)[:-1])) if len(length) else length
    return Spans(start, end, before, *_table(start, end))


def _table(start: I64, end: I64) -> tuple[int, I64, I64]:
    empty = np.zeros(0, np.int64)
    if not len(start) or ((start % _QUARTER).any() or (end % _QUARTER).any()):
        return 0, empty, empty
    first = int(start[0])
    steps = np.zeros((int(end[-1]) - first) // _QUARTER + 2, np.int64)
    np.add.at(steps, (start - first) // _QUARTER, 1)
    np.add.at(steps, (end - first) // _QUARTER, -1)
    running = np.cumsum(steps)
    table = np.concatenate(([0], np.cumsum(running)[:-1])) * _QUARTER
    return first, table, running


def _wall(rule: CalendarRule, first: int, last: int) -> tuple[I64, I64]:
    """Working spans of local days first..last as wall seconds since 1970, merged and sorted."""
    days = np.arange(first, last + 1, dtype=np.int64)
    weekday = (days + 3) % 7
    starts, ends = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for span in rule.spans:
        on = days[weekday == span.weekday] * DAY
        stop = span.end_minute + (1440 if span.end_minute <= span.start_minute else 0)
        starts.append(on + span.start_minute * 60)
        ends.append(on + stop * 60)
    open_start, open_end = joined(np.concatenate(starts), np.concatenate(ends))
    open_start, open_end = _without(open_start, open_end, _dated(rule.holidays))
    extra = _dated(rule.extra)
    return joined(
        np.concatenate((open_start, [a for a, _ in extra])).astype(np.int64),
        np.concatenate((open_end, [b for _, b in extra])).astype(np.int64),
    )


def _dated(parts: Iterable[tuple[str, int, int]]) -> list[tuple[int, int]]:
    days = [(date.fromisoformat(day).toordinal() - _EPOCH, a, b) for day, a, b in parts]
    return sorted((day * DAY + a * 60, day * DAY + b * 60) for day, a, b in days)


def _without(start: I64, end: I64, cuts: list[tuple[int, int]]) -> tuple[I64, I64]:
    """The spans minus the cuts: a cut that falls inside a span leaves both of its ends."""
    if not cuts or not len(start):
        return start, end
    closed_start, closed_end = joined(
        np.array([a for a, _ in cuts], np.int64), np.array([b for _, b in cuts], np.int64)
    )
    edges = np.unique(np.concatenate((start, end, closed_start, closed_end)))
    begin, stop = edges[:-1], edges[1:]
    kept = _covered(begin, start, end) & ~_covered(begin, closed_start, closed_end)
    return joined(begin[kept], stop[kept])


def _covered(at: I64, start: I64, end: I64) -> Flags:
    place = np.searchsorted(start, at, side="right") - 1
    return np.asarray((place >= 0) & (at < end[place]), np.bool_)


def joined(start: I64, end: I64) -> tuple[I64, I64]:
    """The union of the spans: sorted, disjoint, touching ones made one."""
    order = np.argsort(start, kind="stable")
    start, end = start[order], np.maximum.accumulate(end[order]) if len(end) else end
    if not len(start):
        return start, end
    new = np.concatenate(([True], start[1:] > end[:-1]))
    last = np.concatenate((new[1:], [True]))
    whole = end[last] > start[new]
    return start[new][whole], end[last][whole]


def _offsets(zone: str, first: int, last: int) -> list[tuple[int, int, int]]:
    """(from, to, seconds east of UTC) over [first, last), a new piece at each change of clocks."""
    place = ZoneInfo(zone)

    def offset(at: int) -> int:
        delta = datetime.fromtimestamp(at, UTC).astimezone(place).utcoffset()
        return int(delta.total_seconds()) if delta else 0

    pieces = []
    begin, current = first, offset(first)
    for day in range(first, last, DAY):
        following = offset(day + DAY)
        if following == current:
            continue
        low, high = day, day + DAY
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if offset(middle) == current else (low, middle)
        pieces.append((begin, high, current))
        begin, current = high, following
    pieces.append((begin, last, current))
    return pieces
