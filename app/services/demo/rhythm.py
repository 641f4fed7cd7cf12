"""When things happen: weekday and hour rhythm, business hours, all in local wall-clock time."""

import bisect
import math
import random
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Berlin")
_OPEN, _CLOSE = 8, 18
_WEEKDAYS = (1.25, 1.12, 1.05, 1.0, 0.88, 0.22, 0.18)
_HOURS = (
    4, 3, 2, 2, 2, 4, 12, 38, 78, 92, 86, 74, 52, 70, 80, 72, 58, 36, 20, 13, 10, 8, 6, 5,
)  # fmt: skip
WEEKS = 78
_FLAT_WEEKS = 12
_ROTA_WEEKS = 14
_DECAY_WEEKS = 4.5
_FLOOR = 0.1
"""Volume of the oldest weeks against the newest: queues moved to the tool one by one."""

Local = datetime
"""Wall-clock time in ZONE, without tzinfo."""


def local(moment: int) -> Local:
    """Wall-clock time of UTC seconds."""
    return datetime.fromtimestamp(moment, ZONE).replace(tzinfo=None)


def utc(moment: Local) -> int:
    """UTC seconds of a wall-clock time (first pass of a repeated hour)."""
    return int(moment.replace(tzinfo=ZONE).timestamp())


def settled(moment: Local) -> Local:
    """The same time, or two hours later where the clocks change that night."""
    moment = moment.replace(microsecond=0)
    first, second = moment.replace(tzinfo=ZONE, fold=0), moment.replace(tzinfo=ZONE, fold=1)
    if first.utcoffset() != second.utcoffset():
        return moment + timedelta(hours=2)
    return moment


def volume(weeks_ago: float) -> float:
    """Arrivals a week, against the newest weeks."""
    if weeks_ago <= _FLAT_WEEKS:
        return 1.0
    return max(_FLOOR, math.exp((_FLAT_WEEKS - weeks_ago) / _DECAY_WEEKS))


def rota_start(cut: Local) -> Local:
    """The Monday since which a triage rota takes new tickets: week 34 of the demo's year."""
    monday = cut - timedelta(days=cut.weekday(), weeks=_ROTA_WEEKS)
    return monday.replace(hour=0, minute=0, second=0, microsecond=0)


def arrivals(count: int, until: Local, chance: random.Random) -> list[Local]:
    """`count` opening times up to `until`, in order."""
    first = (until - timedelta(weeks=WEEKS)).replace(hour=0, minute=0, second=0, microsecond=0)
    days, sums, total = [], [], 0.0
    day = first
    while day <= until:
        total += volume((until - day).days / 7) * _WEEKDAYS[day.weekday()] * chance.gauss(1, 0.08)
        days.append(day)
        sums.append(total)
        day += timedelta(days=1)
    hours = list(range(24))
    times: list[Local] = []
    while len(times) < count:
        day = days[bisect.bisect(sums, chance.random() * total)]
        hour = chance.choices(hours, _HOURS)[0]
        moment = day + timedelta(hours=hour, seconds=chance.randrange(3600))
        if moment < until:
            times.append(settled(moment))
    return sorted(times)


def business_add(start: Local, seconds: float) -> Local:
    """The time at which `seconds` of Mon to Fri 08:00-18:00 have passed."""
    moment, left = start, seconds
    while True:
        opens = moment.replace(hour=_OPEN, minute=0, second=0, microsecond=0)
        closes = moment.replace(hour=_CLOSE, minute=0, second=0, microsecond=0)
        if moment.weekday() < 5 and moment < closes:
            begin = max(moment, opens)
            room = (closes - begin).total_seconds()
            if left <= room:
                return settled(begin + timedelta(seconds=left))
            left -= room
        moment = opens + timedelta(days=1)


def business_between(start: Local, end: Local) -> float:
    """Seconds of Mon to Fri 08:00-18:00 between two times."""
    total, day = 0.0, start.replace(hour=0, minute=0, second=0, microsecond=0)
    while day < end:
        if day.weekday() < 5:
            begin = max(start, day + timedelta(hours=_OPEN))
            stop = min(end, day + timedelta(hours=_CLOSE))
            total += max(0.0, (stop - begin).total_seconds())
        day += timedelta(days=1)
    return total


def business_back(end: Local, seconds: float) -> Local:
    """The time from which `seconds` of business hours have passed by `end`."""
    low, high = end - timedelta(days=40), end
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        if business_between(middle, end) > seconds:
            low = middle
        else:
            high = middle
    return settled(high)
