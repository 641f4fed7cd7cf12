"""The form of a time as a cell writes it: date, clock, half of the day, offset from UTC."""

import re

from app.importers.plain_stamps import plain_stamp
from app.importers.written_stamps import BadDateError, short

_YEARS_S = 60_000_000_000
"""Some 1,900 years."""
STAMP = re.compile(
    r"(\d{1,4})([-/.])(\d{1,2})\2(\d{1,4})"
    r"(?:[T ]+(\d{1,2})(?::(\d{1,2}))?(?::(\d{1,2}))?(?:[.,]\d+)?\s*([AaPp])?(?:\.?[Mm]\.?)?)?"
    r"\s*(Z|UTC|[+-]\d{2}:?\d{2})?"
)


def plain(text: str) -> re.Match[str] | None:
    """The STAMP of a time that a country writes in its own way; None where it is no such time."""
    digits = plain_stamp(text)
    return None if digits is None else STAMP.fullmatch(digits)


def hour_of(hour: int, half: str | None) -> int:
    """The hour on a 24-hour clock; ValueError for one that no 12-hour clock shows."""
    if half is None:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError(hour)
    return hour % 12 + (12 if half in "Pp" else 0)


def offset_seconds(offset: str) -> int:
    """Seconds east of UTC that `Z`, `UTC`, `+0200` or `-05:30` says."""
    if offset in {"Z", "UTC"}:
        return 0
    digits = offset[1:].replace(":", "")
    seconds = int(digits[:2]) * 3600 + int(digits[2:]) * 60
    return -seconds if offset[0] == "-" else seconds


def in_range(seconds: int, text: str) -> int:
    """Seconds since 1970 of a year that the calendar has."""
    if not -_YEARS_S < seconds < 4 * _YEARS_S:
        raise BadDateError(f"{short(text)} can't be read as a date and time")
    return seconds
