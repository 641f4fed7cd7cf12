"""Agreed hours as people write them, as a calendar: "24x7", "Mon-Fri 08:00-18:00" (METRICS §1)."""

import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.models.settings import CalendarRule, Settings, Span

_WEEK = tuple(range(7))
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SETS: dict[str, tuple[int, ...]] = {
    "daily": _WEEK, "every day": _WEEK, "all days": _WEEK,
    "weekdays": _WEEK[:5], "workdays": _WEEK[:5], "working days": _WEEK[:5],
    "weekends": _WEEK[5:], "weekend": _WEEK[5:],
}  # fmt: skip
_ALWAYS = re.compile(r"24\s*[x×*/]\s*7|24\s*h|24 hours|always|around the clock")
_WORKDAYS = re.compile(r"24\s*[x×*/]\s*5")
_DAY = (
    r"(?:mo(?:n(?:day)?)?|tu(?:e(?:s(?:day)?)?)?|we(?:d(?:nesday)?)?|th(?:u(?:rs?(?:day)?)?)?"
    r"|fr(?:i(?:day)?)?|sa(?:t(?:urday)?)?|su(?:n(?:day)?)?)s?\b\.?"
)
_TIME = r"(\d{1,2})(?::?(\d{2}))?\s*(am|pm)?"
_TOKEN = re.compile(
    rf"(?P<set>{'|'.join(_SETS)})\b"
    rf"|(?P<days>{_DAY}(?:\s*-\s*{_DAY})?)"
    rf"|(?P<times>{_TIME}\s*-\s*{_TIME})(?!\d)"
    r"|(?P<between>[\s,;:+&]+|and\b)"
)
_DASHES = str.maketrans("–—−‒", "----")


@dataclass(frozen=True, slots=True)
class AgreedHours:
    """A calendar, None for elapsed time; `understood` is false where 24x7 stands in for words."""

    rule: CalendarRule | None
    understood: bool = True


def agreed_hours(words: str | None, zone: str | None, settings: Settings) -> AgreedHours:
    """The calendar of agreed hours in their zone; without words 24x7.

    The name of a calendar of the settings is that calendar, with its holidays. A zone that isn't
    one is the report zone, and then the hours are not understood either.
    """
    text = (words or "").strip().translate(_DASHES).lower()
    named = next((rule for rule in settings.calendars if rule.name.lower() == text), None)
    if named is not None:
        return AgreedHours(named)
    if not text or _ALWAYS.fullmatch(text):
        return AgreedHours(None)
    place, is_zone = _zone(zone, settings.report_zone)
    if _WORKDAYS.fullmatch(text):
        spans: tuple[Span, ...] = tuple(Span(day, 0, 1440) for day in _WEEK[:5])
    else:
        spans = _spans(re.sub(r"\s+(?:to|until)\s+", "-", text))
    if not spans:
        return AgreedHours(None, understood=False)
    return AgreedHours(CalendarRule(text, place, spans), is_zone)


def _zone(zone: str | None, report_zone: str) -> tuple[str, bool]:
    if not zone:
        return report_zone, True
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return report_zone, False
    return zone, True


def _spans(text: str) -> tuple[Span, ...]:
    """Weekly spans; none when a word or an hour can't be read."""
    spans: list[Span] = []
    days: tuple[int, ...] = ()
    timed, place = True, 0
    while place < len(text):
        token = _TOKEN.match(text, place)
        if token is None:
            return ()
        place = token.end()
        if token["set"] or token["days"]:
            named = _SETS[token["set"]] if token["set"] else _range(token["days"])
            days = named if timed else (*days, *named)
            timed = False
        elif token["times"]:
            hours = _hours(token["times"])
            if hours is None:
                return ()
            spans += [Span(day, *hours) for day in dict.fromkeys(days or _WEEK)]
            timed = True
    if not timed:
        spans += [Span(day, 0, 1440) for day in dict.fromkeys(days)]
    return tuple(spans)


def _range(text: str) -> tuple[int, ...]:
    found = [_DAYS.index(day) for part in text.split("-") for day in _DAYS
             if part.strip().startswith(day[:2])]  # fmt: skip
    first, last = found[0], found[-1]
    return tuple((first + step) % 7 for step in range((last - first) % 7 + 1))


def _hours(text: str) -> tuple[int, int] | None:
    minutes = []
    for part in text.split("-"):
        match = re.fullmatch(_TIME, part.strip())
        if match is None:
            return None
        hour, minute = int(match[1]), int(match[2] or 0)
        if match[3]:
            if not 1 <= hour <= 12:
                return None
            hour = hour % 12 + (12 if match[3] == "pm" else 0)
        if minute > 59 or hour * 60 + minute > 1440:
            return None
        minutes.append(hour * 60 + minute)
    return minutes[0], minutes[1]
