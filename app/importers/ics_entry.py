"""One VEVENT as the calendar library reads it, its times with their zones settled (FORMATS §24)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import islice
from typing import Any

from app.importers.ics_recurrence import INSTANCES_LIMIT, Rule, RuleError, rule_of
from app.importers.ics_text import Entry
from app.importers.ics_zones import Zones
from app.importers.written_stamps import short

_STAMPS = ("created", "last-modified", "dtstamp")
_WORDS = (
    "uid", "sequence", "summary", "description", "location", "status", "organizer", "transp",
    "url", "x-maintnote-provider", "x-maintnote-account", "x-maintnote-maintenance-id",
    "x-maintnote-impact", "x-maintnote-status",
)  # fmt: skip
_OBJECT = "x-maintnote-object-id"
_OBJECT_IMPACT = "x-maintnote-object-impact"
_PRECEDENCE = "X-MAINTNOTE-PRECEDENCE"
_DAY = timedelta(days=1)
_ZONE = "X-ZONE"
_TZID = re.compile(
    r"^((?:DTSTART|DTEND|RDATE|EXDATE|RECURRENCE-ID)(?:;VALUE=[\w-]+)?);TZID=",
    re.IGNORECASE | re.MULTILINE,
)
"""Zones are found here, the same for every property, not guessed by the library."""


class EventError(ValueError):
    """Why an entry can't be read; the message is the reason that the user sees."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A time as written: wall clock, and the zone if one is named."""

    wall: datetime
    zone: tzinfo | None
    all_day: bool

    def utc(self) -> datetime:
        """The instant, without its offset; floating times stay as they are."""
        if self.zone is None:
            return self.wall
        return self.wall.replace(tzinfo=self.zone).astimezone(UTC).replace(tzinfo=None)

    def text(self) -> str:
        """As a cell: a day, a wall-clock time, or an instant with Z."""
        if self.all_day:
            return self.wall.date().isoformat()
        return self.utc().isoformat(" " if self.zone is None else "T") + ("Z" if self.zone else "")

    def ident(self) -> str:
        """As iCalendar writes it: what names one date of a repeating entry."""
        if self.all_day:
            return f"{self.wall:%Y%m%d}"
        return f"{self.utc():%Y%m%dT%H%M%S}" + ("Z" if self.zone else "")

    def at(self, wall: datetime) -> "Moment":
        """Another wall time of the same kind."""
        return Moment(wall, self.zone, self.all_day)

    def later(self, by: timedelta, *, on_the_wall: bool) -> "Moment":
        """So much later, on the wall's clock or in elapsed time; days are days."""
        if self.zone is None or on_the_wall:
            return self.at(self.wall + by)
        return Moment(self.utc() + by, UTC, all_day=False)


@dataclass(frozen=True, slots=True)
class Event:
    """One entry. `length` is its duration; None when the file tells no end."""

    cells: dict[str, str]
    objects: tuple[tuple[str, str], ...]
    """(object id, impact on it); one empty pair when it names none."""
    start: Moment | None
    length: timedelta | None
    on_the_wall: bool
    """The length is of the wall's clock: each date ends at the same time of day."""
    recurrence: Moment | None
    rule: Rule | None
    rule_trouble: bool
    extra: tuple[Moment, ...]
    excluded: frozenset[str]


def read_event(entry: Entry, zones: Zones) -> Event:
    """An entry's cells and times; EventError says why it can't be read."""
    from icalendar import Event as Parsed

    if entry.trouble:
        raise EventError(entry.trouble)
    try:
        parsed = Parsed.from_ical(_TZID.sub(rf"\1;{_ZONE}=", entry.text()))
        return _event(parsed, zones)
    except (OverflowError, RecursionError) as error:
        raise EventError("A date of this entry lies outside of the calendar") from error
    except EventError:
        raise
    except (ValueError, TypeError, KeyError, AttributeError, IndexError) as error:
        raise EventError("The entry is not written as a calendar entry") from error


def _event(parsed: Any, zones: Zones) -> Event:
    start = _moment(parsed, "DTSTART", zones)
    rule, trouble = _rule(parsed, start)
    cells = {name: _words(_primary(parsed, name)) for name in _WORDS}
    cells |= {name: moment.text() for name in _STAMPS if (moment := _stamp(parsed, name))}
    cells["categories"] = ";".join(
        str(word) for group in _all(parsed, "categories") for word in getattr(group, "cats", [])
    )
    cells["all-day"] = "true" if start and start.all_day else "false"
    objects = tuple(
        (_words(each), str(getattr(each, "params", {}).get(_OBJECT_IMPACT.upper(), "")))
        for each in _all(parsed, _OBJECT)
    )
    return Event(
        cells,
        objects or (("", ""),),
        start,
        *_length(parsed, start, zones),
        _moment(parsed, "RECURRENCE-ID", zones),
        rule,
        trouble,
        tuple(islice(_listed(parsed, "RDATE", zones), INSTANCES_LIMIT)),
        frozenset(moment.ident() for moment in _listed(parsed, "EXDATE", zones)),
    )


def _all(parsed: Any, name: str) -> list[Any]:
    value = parsed.get(name)
    return value if isinstance(value, list) else [] if value is None else [value]


def _first(parsed: Any, name: str) -> Any:
    return next(iter(_all(parsed, name)), None)


def _primary(parsed: Any, name: str) -> Any:
    """Of several maintenance ids of one notice the one that is marked as primary."""
    values = _all(parsed, name)
    marked = [
        each
        for each in values
        if str(getattr(each, "params", {}).get(_PRECEDENCE, "")).upper() == "PRIMARY"
    ]
    return next(iter(marked or values), None)


def _words(value: Any) -> str:
    return "" if value is None else str(value).strip()


def _moment(parsed: Any, name: str, zones: Zones) -> Moment | None:
    """A property's time; EventError for one that can't be read."""
    value = _first(parsed, name)
    if value is None:
        return None
    written = getattr(value, "dt", None)
    if not isinstance(written, date):
        raise EventError(f"{name} “{short(_words(value))}” is not a date")
    return _placed(written, value, zones)


def _placed(written: date, value: Any, zones: Zones) -> Moment:
    if not isinstance(written, datetime):
        return Moment(datetime(written.year, written.month, written.day), None, all_day=True)  # noqa: DTZ001 - wall time
    named = str(getattr(value, "params", {}).get(_ZONE, ""))
    if not named or written.tzinfo:
        return Moment(written.replace(tzinfo=None), UTC if written.tzinfo else None, all_day=False)
    zone = zones.find(named)
    if zone is None:
        raise EventError(f"“{short(named)}” is not a known time zone, nor does the file define it")
    return Moment(written.replace(tzinfo=None), zone, all_day=False)


def _stamp(parsed: Any, name: str) -> Moment | None:
    """A time of the entry itself, which is UTC; None when it can't be read."""
    value = _first(parsed, name)
    written = getattr(value, "dt", None)
    if not isinstance(written, datetime):
        return None
    utc = written.astimezone(UTC) if written.tzinfo else written
    return Moment(utc.replace(tzinfo=None), UTC, all_day=False)


def _length(parsed: Any, start: Moment | None, zones: Zones) -> tuple[timedelta | None, bool]:
    """Up to DTEND, on the wall's clock when it is of the same zone, or DURATION.

    A day without either lasts a day; a time without either has no end.
    """
    end = _moment(parsed, "DTEND", zones)
    if start is None:
        return None, False
    if end is not None:
        if (end.zone is None) != (start.zone is None):
            raise EventError("Of its start and end one names a zone and the other none")
        same = end.zone == start.zone
        length = end.wall - start.wall if same else end.utc() - start.utc()
    else:
        same = False
        written = _first(parsed, "DURATION")
        duration = getattr(written, "td", None) or getattr(written, "dt", None)
        if not isinstance(duration, timedelta):
            return (_DAY, True) if start.all_day else (None, False)
        length = duration
    if length < timedelta():
        raise EventError("The entry ends before it starts")
    return length, same


def _listed(parsed: Any, name: str, zones: Zones) -> Iterator[Moment]:
    """Dates of EXDATE or RDATE; of a period its beginning."""
    for group in _all(parsed, name):
        for each in getattr(group, "dts", []):
            written = each.dt[0] if isinstance(each.dt, tuple) else each.dt
            if isinstance(written, date):
                yield _placed(written, group, zones)


def _rule(parsed: Any, start: Moment | None) -> tuple[Rule | None, bool]:
    """The rule of a repeating entry, and whether it has one that isn't followed."""
    rules = _all(parsed, "RRULE")
    if not rules or start is None:
        return None, False
    if len(rules) > 1 or not isinstance(rules[0], dict):
        return None, True
    try:
        return rule_of(rules[0], start.wall, _until(rules[0], start)), False
    except RuleError:
        return None, True


def _until(parts: Any, start: Moment) -> datetime | None:
    """The last wall time of a rule, in the zone of the start."""
    until = next(iter(parts.get("UNTIL", ())), None)
    if until is None:
        return None
    if not isinstance(until, datetime):
        return datetime(until.year, until.month, until.day, 23, 59, 59)  # noqa: DTZ001 - wall time
    if until.tzinfo is not None and start.zone is not None:
        until = until.astimezone(start.zone)
    return until.replace(tzinfo=None)
