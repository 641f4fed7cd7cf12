"""Time zones that calendars name: IANA, Windows names, and those a file defines itself (§24)."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.importers.ics_recurrence import Budget, Rule, RuleError, occurrences, rule_of
from app.importers.ics_text import Entry

_OFFSET = re.compile(r"([+-])(\d{2})(\d{2})(?:\d{2})?")
_FIXED = re.compile(r"(?:UTC|GMT)\s*([+-])(\d{1,2})(?::?(\d{2}))?")
_BACK = timedelta(days=731)
_DAYS = 3_000
_BLOCKS_LIMIT = 100


class Zones:
    """Finds the zone of a TZID; one a file."""

    def __init__(self) -> None:
        self._defined: dict[str, Entry] = {}
        self._known: dict[str, tzinfo | None] = {}

    def define(self, entry: Entry) -> None:
        """A VTIMEZONE of the file; used when its name says nothing."""
        self._defined.setdefault(entry.value("TZID").strip('"'), entry)

    def find(self, name: str) -> tzinfo | None:
        """The zone; None when neither its name nor the file tells.

        A name that is known goes before the file's own definition, which often holds only the
        rule of the year it was written in.
        """
        if name not in self._known:
            self._known[name] = _by_name(name) or self._by_definition(name)
        return self._known[name]

    def _by_definition(self, name: str) -> tzinfo | None:
        entry = self._defined.get(name)
        if entry is None:
            return None
        located = entry.value("X-LIC-LOCATION")
        return (_by_name(located) if located else None) or _written(name, entry)


def _by_name(name: str) -> tzinfo | None:
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    name = name.strip().strip('"')
    if fixed := _FIXED.fullmatch(name):
        return timezone(_delta(fixed[1], fixed[2], fixed[3] or "0"), name)
    tail = "/".join(name.split("/")[-2:]) if name.startswith("/") else ""
    for candidate in filter(None, (name, WINDOWS_TO_OLSON.get(name), tail)):
        try:
            return ZoneInfo(candidate)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    return None


def _delta(sign: str, hours: str, minutes: str) -> timedelta:
    delta = min(timedelta(hours=int(hours), minutes=int(minutes)), timedelta(hours=23))
    return -delta if sign == "-" else delta


@dataclass(frozen=True, slots=True)
class _Observance:
    """Standard or summer time: since when, how often again, and how far from UTC."""

    start: datetime
    rule: Rule | None
    offset: timedelta

    def onsets(self, year: int) -> list[datetime]:
        """When it began in a year and the one before; its first beginning when that was earlier."""
        end = datetime(year + 1, 1, 1)  # noqa: DTZ001 - wall time
        if self.rule is None or self.start >= end:
            return [self.start]
        near = occurrences(self.start, self.rule, end - _BACK, end, Budget(_DAYS))
        return [self.start, *near]


class _FileZone(tzinfo):
    """A zone that a VTIMEZONE of the file describes."""

    def __init__(self, name: str, observances: tuple[_Observance, ...]) -> None:
        self._name = name
        self._observances = observances
        self._years: dict[int, list[tuple[datetime, timedelta]]] = {}

    def utcoffset(self, moment: datetime | None) -> timedelta:
        """How far wall time is ahead of UTC, by the observance that began last."""
        wall = (moment or datetime(1970, 1, 1)).replace(tzinfo=None)  # noqa: DTZ001 - wall time
        if wall.year not in self._years:
            self._years[wall.year] = sorted(
                (onset, each.offset)
                for each in self._observances
                for onset in each.onsets(wall.year)
            )
        begun = self._years[wall.year]
        place = bisect_right(begun, (wall, timedelta.max))
        return begun[max(place - 1, 0)][1]

    def dst(self, moment: datetime | None) -> timedelta:
        """Not told apart from the rest of the offset."""
        del moment
        return timedelta()

    def tzname(self, moment: datetime | None) -> str:
        """The name in the file."""
        del moment
        return self._name


def _written(name: str, entry: Entry) -> tzinfo | None:
    """The zone as the file defines it; None for a definition that can't be followed."""
    from icalendar import Component

    try:
        parsed = [Component.from_ical(block) for block in _blocks(entry)]
        observances = tuple(_observance(each) for each in parsed)
    except (ValueError, KeyError, TypeError, AttributeError, RuleError):
        return None
    return _FileZone(name, observances) if observances else None


def _blocks(entry: Entry) -> list[str]:
    """The parts for standard and summer time, each as text."""
    blocks: list[str] = []
    open_lines: list[str] | None = None
    for line in entry.lines:
        if line.upper() in {"BEGIN:STANDARD", "BEGIN:DAYLIGHT"}:
            open_lines = []
        if open_lines is None:
            continue
        open_lines.append(line)
        if line.upper() in {"END:STANDARD", "END:DAYLIGHT"}:
            blocks.append("\r\n".join((*open_lines, "")))
            open_lines = None
            if len(blocks) == _BLOCKS_LIMIT:
                break
    return blocks


def _observance(part: Any) -> _Observance:
    written = part["DTSTART"].dt
    if not isinstance(written, datetime):
        raise RuleError("DTSTART")
    start = written.replace(tzinfo=None)
    found = _OFFSET.fullmatch(part["TZOFFSETTO"].to_ical())
    if found is None:
        raise RuleError("TZOFFSETTO")
    rule = None
    if "RRULE" in part:
        rule = rule_of(dict(part["RRULE"]), start, _until(part["RRULE"]))
        if rule.frequency != "YEARLY" or rule.count is not None:
            raise RuleError(rule.frequency)
    return _Observance(start, rule, _delta(*found.groups()))


def _until(parts: Any) -> datetime | None:
    until = next(iter(parts.get("UNTIL", ())), None)
    if until is None:
        return None
    moment = until if isinstance(until, datetime) else datetime(until.year, until.month, until.day)  # noqa: DTZ001 - wall time
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
