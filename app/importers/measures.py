"""Declared columns of measured things: durations and fractional numbers (FORMATS §0.3)."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from app.importers.cells import tidy_text
from app.importers.columns import Column, Context, Convert
from app.importers.written_stamps import BadValueError, short
from app.models.records import Value

_CLOCK = re.compile(r"(-?)(\d{1,9}):(\d{2})(?::(\d{2}))?")
_DIGITS = 12
_PLAIN = re.compile(r"-?\d{1,12}(?:\.\d+)?")
_GROUPED = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_THOUSANDS = re.compile(r"-?[1-9]\d{0,2}(?:,\d{2,3})*,\d{3}(?:\.\d*)?")
_DECIMAL_COMMA = re.compile(r"-?(?:\d+|\d{1,3}(?:\.\d{3})+),\d+")
_SINCE_1970 = re.compile(r"(?:1969|19[789]\d)-\d{2}-\d{2} \d{2}:\d{2}:\d{2}.*")
"""A duration as a date: 1969 for a negative one, 1971 and later for more than a year."""
_PART = re.compile(r"(\d{1,9}(?:\.\d+)?)\s*([^\W\d_]+)")
_UNITS = {
    "d": 86_400, "day": 86_400, "days": 86_400, "h": 3_600, "hr": 3_600, "hrs": 3_600,
    "hour": 3_600, "hours": 3_600, "m": 60, "min": 60, "mins": 60, "minute": 60, "minutes": 60,
    "s": 1, "sec": 1, "secs": 1, "second": 1, "seconds": 1, "w": 604_800, "week": 604_800,
    "weeks": 604_800,
    **dict.fromkeys(("tag", "tage", "tagen", "jour", "jours", "día", "días", "dia", "dias",
                     "giorno", "giorni", "dag", "dagen"), 86_400),
    **dict.fromkeys(("stunde", "stunden", "heure", "heures", "hora", "horas", "ora", "ore",
                     "uur", "uren"), 3_600),
    **dict.fromkeys(("minuten", "minuto", "minutos", "minuti", "minuut"), 60),
    **dict.fromkeys(("sekunde", "sekunden", "seconde", "secondes", "segundo", "segundos",
                     "secondo", "secondi", "seconden"), 1),
}  # fmt: skip
"""English; German, French, Spanish, Portuguese, Italian, Dutch as ServiceNow writes them."""
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - a duration written as a date since 1970


@dataclass(frozen=True)
class Duration(Column):
    """Seconds, from `30478`, `H:MM`, `2 Hours 5 Minutes` or a date since 1970.

    `unit` is what a plain number counts, in seconds: 1, 60, 3600, or 0.001 for milliseconds.
    """

    unit: float = field(default=1, kw_only=True)

    def compile(self, context: Context, header: str) -> Convert:
        """Whole numbers as a column; anything else cell by cell."""
        del context, header
        unit = self.unit

        def convert(cells: Sequence[str]) -> list[Value]:
            digits = "".join(cells)
            if unit == 1 and digits.isascii() and digits.isdecimal() and _are_short(cells):
                return [int(cell) if cell else None for cell in cells]
            return [seconds_of(cell, unit) for cell in cells]

        return convert


@dataclass(frozen=True)
class Number(Column):
    """A number with a fraction, after a point or a comma; separators and a percent sign go."""

    def compile(self, context: Context, header: str) -> Convert:
        """Reads each cell for itself."""
        del context, header

        def convert(cells: Sequence[str]) -> list[Value]:
            return [number_of(cell) for cell in cells]

        return convert


def seconds_of(cell: str, unit: float = 1) -> int | None:
    """A duration in seconds; None for an empty cell; BadValueError for what is none."""
    text = tidy_text(cell)
    if text is None:
        return None
    if _GROUPED.fullmatch(text):
        text = text.replace(",", "")
    if _PLAIN.fullmatch(text):
        return round(float(text) * unit)
    if clock := _CLOCK.fullmatch(text):
        sign, hours, minutes, seconds = clock.groups()
        total = int(hours) * 3_600 + int(minutes) * 60 + int(seconds or 0)
        return -total if sign else total
    if _SINCE_1970.fullmatch(text):
        try:
            return int((datetime.fromisoformat(text[:19]) - _EPOCH).total_seconds())
        except ValueError as error:
            raise _unreadable(text) from error
    parts = _PART.findall(text)
    left = _PART.sub("", text.removeprefix("-")).strip(" ,")
    if not parts or left or any(unit.casefold() not in _UNITS for _, unit in parts):
        raise _unreadable(text)
    total = round(sum(float(count) * _UNITS[unit.casefold()] for count, unit in parts))
    return -total if text.startswith("-") else total


def number_of(cell: str) -> float | None:
    """A number; None for an empty cell; BadValueError for what is none."""
    text = tidy_text(cell)
    if text is None:
        return None
    try:
        number = float(_with_point(text.removesuffix("%").strip()))
    except ValueError as error:
        raise BadValueError(f"{short(text)} can't be read as a number") from error
    if not math.isfinite(number):
        raise BadValueError(f"{short(text)} can't be read as a number")
    return number


def _with_point(text: str) -> str:
    """A number as Python writes it: `1,234.5` and `1.234,5` alike, `3,5` with a point."""
    if _THOUSANDS.fullmatch(text):
        return text.replace(",", "")
    if _DECIMAL_COMMA.fullmatch(text):
        return text.replace(".", "").replace(",", ".")
    return text


def _unreadable(text: str) -> BadValueError:
    return BadValueError(f"{short(text)} can't be read as a duration")


def _are_short(cells: Sequence[str]) -> bool:
    return max(map(len, cells)) <= _DIGITS
