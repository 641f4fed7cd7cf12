"""Instants that are not written as a date: seconds, milliseconds ... since 1970 (FORMATS §0.3)."""

import re
from typing import ClassVar

_EPOCH = re.compile(r"(\d{9,19})(?:\.\d+)?|/Date\((-?\d{1,16})(?:[+-]\d{4})?\)/")
_UNITS = ((10**11, 1), (10**14, 10**3), (10**17, 10**6))
"""(below, parts of a second): the unit is told by the magnitude."""


class BadValueError(ValueError):
    """A cell that can't be read; the message is the reason that the user sees."""

    problem: ClassVar[str] = "value_unreadable"
    """Its kind (models.problems)."""


class BadDateError(BadValueError):
    """A cell that is no date and time."""

    problem = "date_unreadable"


class SkippedHourError(BadValueError):
    """A time on an hour that the clock skips."""

    problem = "missing_hour"


class EmptyKeyError(BadValueError):
    """A record without its number."""

    problem = "key_empty"


class LongCellError(BadValueError):
    """A cell beyond the limit."""

    problem = "cell_too_long"


def other_instant(text: str) -> int:
    """UTC seconds of a number since 1970 in seconds, ms, µs or ns; BadValueError for the rest."""
    found = _EPOCH.fullmatch(text)
    if found is None:
        raise BadDateError(f"{short(text)} can't be read as a date and time")
    if found[2]:
        return int(found[2]) // 1000
    number = int(found[1])
    return number // next((parts for limit, parts in _UNITS if number < limit), 10**9)


def short(text: str) -> str:
    """A cell as messages show it."""
    return text if len(text) <= 60 else f"{text[:57]}…"
