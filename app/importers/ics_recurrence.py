"""Dates of a repeating calendar entry, inside a window and within a budget (RFC 5545 §3.3.10).

Every step is paid for from a budget, so that a rule that never ends, or never matches, costs
no more than an honest one.
"""

import calendar
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import product
from typing import Any

INSTANCES_LIMIT = 2_000
"""Dates that one entry may bring."""
SHARE = 1_500
"""Days that each repeating entry adds to the budget: enough for an honest rule."""
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_KNOWN = frozenset(
    {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST",
     "BYHOUR", "BYMINUTE"}
)  # fmt: skip
_TIMES_LIMIT = 96
_LAST_YEAR = 9998


class RuleError(ValueError):
    """A rule that isn't followed; the entry stands for its first date alone."""


@dataclass(slots=True)
class Budget:
    """Days that may still be looked at for one file."""

    days: int = 500_000
    spent: bool = False
    """Something wasn't followed to its end for want of it."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One RRULE; weekdays are (ordinal or 0, Monday = 0)."""

    frequency: str
    interval: int
    count: int | None
    until: datetime | None
    """Wall time in the entry's own zone."""
    weekdays: tuple[tuple[int, int], ...]
    monthdays: tuple[int, ...]
    months: tuple[int, ...]
    places: tuple[int, ...]
    week_start: int
    times: tuple[time, ...]

    @property
    def endless(self) -> bool:
        """Whether nothing in the rule ends it."""
        return self.count is None and self.until is None


def rule_of(parts: Mapping[str, Sequence[Any]], start: datetime, until: datetime | None) -> Rule:
    """A rule out of its parsed parts; RuleError for one that isn't followed."""
    frequency = str(next(iter(parts.get("FREQ", ())), "")).upper()
    if frequency not in {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"} or not parts.keys() <= _KNOWN:
        raise RuleError(frequency)
    try:
        interval = int(next(iter(parts.get("INTERVAL", (1,)))))
        count = next(iter(parts.get("COUNT", ())), None)
        hours = sorted({int(hour) for hour in parts.get("BYHOUR", (start.hour,))})
        minutes = sorted({int(minute) for minute in parts.get("BYMINUTE", (start.minute,))})
        if interval < 1 or len(hours) * len(minutes) > _TIMES_LIMIT:
            raise RuleError(frequency)
        return Rule(
            frequency,
            interval,
            None if count is None else int(count),
            until,
            tuple(_weekday(str(day)) for day in parts.get("BYDAY", ())),
            tuple(int(day) for day in parts.get("BYMONTHDAY", ())),
            tuple(int(month) for month in parts.get("BYMONTH", ())),
            tuple(int(place) for place in parts.get("BYSETPOS", ())),
            _WEEKDAYS.index(str(next(iter(parts.get("WKST", ("MO",))))).upper()),
            tuple(time(hour, minute, start.second) for hour, minute in product(hours, minutes)),
        )
    except (ValueError, TypeError, OverflowError) as error:
        raise RuleError(frequency) from error


def _weekday(text: str) -> tuple[int, int]:
    return int(text[:-2] or 0), _WEEKDAYS.index(text[-2:].upper())


def occurrences(
    start: datetime, rule: Rule, first: datetime, last: datetime, budget: Budget
) -> Iterator[datetime]:
    """Wall times in [first, last), the start itself among them, at most INSTANCES_LIMIT."""
    given = 0
    for met, moment in enumerate(_moments(start, rule, first, last, budget), start=1):
        over = rule.until is not None and moment > rule.until
        if moment >= last or over or (rule.count is not None and met > rule.count):
            return
        if moment >= first:
            yield moment
            given += 1
            if given == INSTANCES_LIMIT:
                return


def _moments(
    start: datetime, rule: Rule, first: datetime, last: datetime, budget: Budget
) -> Iterator[datetime]:
    """The start and every later moment up to `last`; those long before `first` may be skipped."""
    yield start
    at = 0 if rule.count is not None else max(0, _periods_to(start, rule, first) - 1)
    while True:
        days = _days(start, rule, at * rule.interval)
        if not days or days[0] > last.date():
            return
        budget.spent |= budget.days < len(days)
        if budget.spent:
            return
        budget.days -= len(days)
        fitting = [day for day in days if _fits(day, rule, start)]
        moments = [datetime.combine(day, clock) for day in fitting for clock in rule.times]
        if rule.places:
            size = len(moments)
            places = {place - 1 if place > 0 else size + place for place in rule.places}
            moments = [moments[place] for place in sorted(places) if 0 <= place < size]
        yield from (moment for moment in moments if moment > start)
        at += 1


def _periods_to(start: datetime, rule: Rule, first: datetime) -> int:
    days = max(0, (first - start).days)
    length = {"DAILY": 1, "WEEKLY": 7, "MONTHLY": 31, "YEARLY": 366}[rule.frequency]
    return days // (length * rule.interval)


def _days(start: datetime, rule: Rule, steps: int) -> list[date]:
    """All days of the period that lies `steps` after the start's; empty after the last year."""
    if rule.frequency == "MONTHLY":
        year, month = divmod(start.year * 12 + start.month - 1 + steps, 12)
        first = (year, month + 1, 1)
    elif rule.frequency == "YEARLY":
        first = (start.year + steps, 1, 1)
    else:
        return _short(start, rule, steps)
    if first[0] > _LAST_YEAR:
        return []
    length = _length(first[0], first[1]) if rule.frequency == "MONTHLY" else _year_length(first[0])
    return [date(*first) + timedelta(days=day) for day in range(length)]


def _short(start: datetime, rule: Rule, steps: int) -> list[date]:
    """A single day, or the days of a week."""
    weekly = rule.frequency == "WEEKLY"
    back = (start.weekday() - rule.week_start) % 7 if weekly else 0
    try:
        first = start.date() + timedelta(days=(7 if weekly else 1) * steps - back)
    except OverflowError:
        return []
    if first.year > _LAST_YEAR:
        return []
    return [first + timedelta(days=day) for day in range(7 if weekly else 1)]


def _fits(day: date, rule: Rule, start: datetime) -> bool:
    if rule.months and day.month not in rule.months:
        return False
    length = _length(day.year, day.month)
    if rule.monthdays and not {day.day, day.day - length - 1} & set(rule.monthdays):
        return False
    if rule.weekdays:
        return any(_is_weekday(day, ordinal, weekday, rule) for ordinal, weekday in rule.weekdays)
    if rule.monthdays or rule.frequency == "DAILY":
        return True
    return _like_start(day, rule, start)


def _like_start(day: date, rule: Rule, start: datetime) -> bool:
    """Whether a day is the start's of its week, month or year."""
    if rule.frequency == "WEEKLY":
        return day.weekday() == start.weekday()
    other_month = rule.frequency == "YEARLY" and not rule.months and day.month != start.month
    return day.day == start.day and not other_month


def _is_weekday(day: date, ordinal: int, weekday: int, rule: Rule) -> bool:
    if day.weekday() != weekday:
        return False
    if not ordinal or rule.frequency in {"DAILY", "WEEKLY"}:
        return True
    if rule.frequency == "MONTHLY" or rule.months:
        place, length = day.day, _length(day.year, day.month)
    else:
        place, length = day.timetuple().tm_yday, _year_length(day.year)
    return ordinal in {(place - 1) // 7 + 1, -((length - place) // 7 + 1)}


def _length(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]


def _year_length(year: int) -> int:
    return 365 + calendar.isleap(year)
