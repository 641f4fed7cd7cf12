"""The time axis of the change calendar: instants to pixels and the ticks of its ruler."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from app.models.moments import DAYS, MONTHS, clock, local, stamp

HOUR, DAY = 3600, 86400
SPANS = (("24 h", DAY), ("72 h", 3 * DAY), ("Week", 7 * DAY), ("Month", 30 * DAY))
LEAST_SPAN, MOST_SPAN = HOUR, 120 * DAY
_HOUR_STEPS = (1, 2, 3, 4, 6, 8, 12, 24)


@dataclass(frozen=True, slots=True)
class Axis:
    """UTC seconds `[start, end)` across `width` pixels from `left`."""

    start: int
    end: int
    left: float
    width: float

    @property
    def scale(self) -> float:
        """Pixels a second."""
        return self.width / max(1, self.end - self.start)

    def x(self, at: int) -> float:
        """Return the pixel of an instant."""
        return self.left + (at - self.start) * self.scale

    def at(self, x: float) -> int:
        """Return the instant under a pixel."""
        return self.start + round((x - self.left) / self.scale)


@dataclass(frozen=True, slots=True)
class Tick:
    """One tick at a UTC instant; `kind` says how it is drawn, minor ones have no text."""

    at: int
    kind: Literal["day", "hour", "minor"]
    text: str


def ticks(axis: Axis, zone: str, *, room: float = 58.0) -> tuple[Tick, ...]:
    """Make the ruler's ticks by local wall time, hour labels at least `room` pixels apart.

    On a day with a clock change the hours keep their wall time, so their distance changes; an
    hour that the clock skips has no tick.
    """
    hour_pixels = axis.scale * HOUR
    step = next((s for s in _HOUR_STEPS if s * hour_pixels >= room), 24)
    minor = step // 2 if step % 2 == 0 else step
    found: list[Tick] = []
    for day in _days(axis, zone):
        if step == 24:
            found.append(Tick(_instant(day), "day", ""))
            continue
        found.append(Tick(_instant(day), "day", ""))
        found.extend(_hours(day, step, minor))
    inside = [tick for tick in found if axis.start <= tick.at < axis.end]
    return tuple(_with_day_names(inside, axis, zone))


def _days(axis: Axis, zone: str) -> Iterator[datetime]:
    first = local(axis.start, zone).replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    while _instant(first) < axis.end:
        yield first
        first = (first + timedelta(days=1)).replace(fold=0)


def _instant(wall: datetime) -> int:
    return int(wall.timestamp())


def _hours(day: datetime, step: int, minor: int) -> Iterator[Tick]:
    shift = 4 if step == 8 else 0
    for hour in range(minor, 24, minor):
        wall = day.replace(hour=hour)
        if wall.astimezone(UTC).astimezone(wall.tzinfo).hour != hour:
            continue
        labelled = (hour + shift) % step == 0
        text = f"{hour:02d}:00" if labelled else ""
        yield Tick(_instant(wall), "hour" if labelled else "minor", text)


def _with_day_names(found: list[Tick], axis: Axis, zone: str) -> Iterator[Tick]:
    day_pixels = axis.scale * DAY
    every = next((n for n in (1, 2, 7, 14) if n * day_pixels >= 40), 30)
    for tick in found:
        if tick.kind != "day":
            yield tick
            continue
        wall = local(tick.at, zone)
        shown = every == 1 or wall.toordinal() % every == 1 % every
        yield Tick(tick.at, "day", day_name(wall, day_pixels * every) if shown else "")


def day_name(wall: datetime, room: float) -> str:
    """Name a day in as many words as fit: "Mon 23 Nov", "Mon 23" or "23"."""
    if room >= 90:
        return f"{DAYS[wall.weekday()]} {wall.day} {MONTHS[wall.month - 1]}"
    if room >= 56:
        return f"{DAYS[wall.weekday()]} {wall.day}"
    return f"{wall.day} {MONTHS[wall.month - 1]}"


def short_stamp(at: int, zone: str) -> str:
    """Say weekday and wall time: "Tue 01:30"."""
    return f"{DAYS[local(at, zone).weekday()]} {clock(at, zone)}"


def range_words(start: int, end: int, zone: str) -> str:
    """Say the toolbar's range: "23 Nov 06:00 to 26 Nov 06:00"."""
    return f"{stamp(start, zone)[4:]} to {stamp(end, zone)[4:]}"


def home(now: int, span: int, zone: str) -> tuple[int, int]:
    """Return the range of "Now": `now` near its left edge, on a whole quarter of a local day."""
    wall = local(now, zone)
    if span > 3 * DAY:
        first = wall.replace(hour=0, minute=0, second=0, microsecond=0)
    else:
        hours = 6 if span > DAY else 1
        first = wall.replace(hour=wall.hour // hours * hours, minute=0, second=0, microsecond=0)
    return _instant(first), _instant(first) + span
