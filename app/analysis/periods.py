"""Weeks, months and quarters in the report zone (METRICS §1).

A period is half-open in the report zone, so that a day on which the clocks change belongs to it
with its real length. Weeks are ISO weeks and begin on Monday.
"""

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from app.models.errors import AppError
from app.models.period import Period

KINDS = ("week", "month", "quarter")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_YEARS = range(1970, 2200)
_PATTERN = re.compile(r"(\d{4})-(?:W(\d{2})|Q([1-4])|(\d{2}))", re.ASCII)


def parse_period(id: str, zone: str) -> Period:  # noqa: A002 - the period's own word for it
    """The period of an id like 2026-W47, 2026-11 or 2026-Q4; AppError for anything else."""
    match = _PATTERN.fullmatch(id.strip().upper())
    first = None if match is None else _first_of(match)
    if first is None:
        raise AppError(
            f"“{id}” is not a period. Write a week like 2026-W47, a month like 2026-11 "
            "or a quarter like 2026-Q4."
        )
    return _period(*first, zone)


def _first_of(match: re.Match[str]) -> tuple[str, date] | None:
    """Kind and first day; None for a week 60, a month 13 or a year that can't be meant."""
    year = int(match[1])
    if not _YEARS.start <= year < _YEARS.stop:
        return None
    try:
        if match[2]:
            return "week", date.fromisocalendar(year, int(match[2]), 1)
        if match[3]:
            return "quarter", date(year, 3 * int(match[3]) - 2, 1)
        return "month", date(year, int(match[4]), 1)
    except ValueError:
        return None


def containing(kind: str, at: int, zone: str) -> Period:
    """The week, month or quarter in which the instant lies."""
    day = datetime.fromtimestamp(at, UTC).astimezone(ZoneInfo(zone)).date()
    if kind == "week":
        return _period(kind, day - timedelta(days=day.weekday()), zone)
    month = day.month if kind == "month" else day.month - (day.month - 1) % 3
    return _period(kind, date(day.year, month, 1), zone)


def earlier(period: Period, n: int) -> Period:
    """The period of the same kind `n` places earlier; a negative `n` is later."""
    first = _first_day(period)
    if period.kind == "week":
        return _period("week", first - timedelta(weeks=n), period.zone)
    months = first.year * 12 + first.month - 1 - n * (1 if period.kind == "month" else 3)
    return _period(period.kind, date(months // 12, months % 12 + 1, 1), period.zone)


def last_complete(kind: str, before: int, zone: str) -> Period:
    """The newest period of that kind that had ended at the instant."""
    return earlier(containing(kind, before, zone), 1)


@lru_cache(maxsize=64)
def run_of(period: Period, n: int) -> tuple[Period, ...]:
    """The `n` periods that end with this one, oldest first."""
    return tuple(earlier(period, back) for back in range(n - 1, -1, -1))


def _first_day(period: Period) -> date:
    return datetime.fromtimestamp(period.start, UTC).astimezone(ZoneInfo(period.zone)).date()


def _period(kind: str, first: date, zone: str) -> Period:
    if kind == "week":
        year, week, _ = first.isocalendar()
        after = first + timedelta(weeks=1)
        label = f"Week {week}, {_days(first, after - timedelta(days=1))}"
        names = (f"{year}-W{week:02}", label, f"W{week}")
    elif kind == "month":
        after = _month_after(first, 1)
        name = _MONTHS[first.month - 1]
        names = (f"{first.year}-{first.month:02}", f"{name} {first.year}", name[:3])
    else:
        after = _month_after(first, 3)
        quarter = (first.month + 2) // 3
        names = (f"{first.year}-Q{quarter}", f"Q{quarter} {first.year}", f"Q{quarter}")
    return Period(kind, *names, _midnight(first, zone), _midnight(after, zone), zone)


def _days(first: date, last: date) -> str:
    """Days in words: "16 to 22 November 2026", with months and years where they differ."""
    end = f"{last.day} {_MONTHS[last.month - 1]} {last.year}"
    if first.year != last.year:
        return f"{first.day} {_MONTHS[first.month - 1]} {first.year} to {end}"
    if first.month != last.month:
        return f"{first.day} {_MONTHS[first.month - 1]} to {end}"
    return f"{first.day} to {end}"


def _month_after(first: date, n: int) -> date:
    months = first.year * 12 + first.month - 1 + n
    return date(months // 12, months % 12 + 1, 1)


def _midnight(day: date, zone: str) -> int:
    """The instant at which a local day begins, also where its midnight is skipped."""
    wall = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))
    return int(wall.timestamp())
