"""Times in exports: one date order a column, local times to UTC (FORMATS §0.3, METRICS §1)."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from app.importers.date_orders import (
    ORDER_WORDS,
    Order,
    contradiction,
    date_parts,
    possible_orders,
)
from app.importers.iso_stamps import DAY_S, wall_seconds
from app.importers.stamp_forms import STAMP, hour_of, in_range, offset_seconds, plain
from app.importers.written_stamps import BadDateError, SkippedHourError, other_instant
from app.importers.written_stamps import short as _short
from app.importers.zones import even_offset, zone_question
from app.models.errors import DecisionNeeded

REPEATED = "repeated hour"
MISSING_HOUR = "missing hour"

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - naive arithmetic on local wall time
_DAY_ZERO = _EPOCH.toordinal()
_SECOND = timedelta(seconds=1)
_HOURS_LIMIT = 200_000
_NO_TIME = frozenset({"", "?", "#N/B", "UNKNOWN", "0000-00-00", "0000-00-00 00:00:00"})
_HALVES = frozenset({"AM", "PM", "am", "pm"})
_TAILS = {f"{minute:02}": minute * 60 for minute in range(60)} | {
    f"{minute:02}:{second:02}": minute * 60 + second for minute in range(60) for second in range(60)
}


class StampReader:
    """Turns the times of one file into UTC seconds.

    Naive times are wall-clock times in `zone`; without one the first naive time raises
    DecisionNeeded. In the repeated hour the first pass is taken (or the second), a time in the
    missing hour is moved forward (or refused); both are counted in `notes`. With a `declared` date
    order a value that doesn't fit raises BadDateError; with one found by evidence, a value that
    only fits another order raises DecisionNeeded.
    """

    def __init__(
        self,
        zone: ZoneInfo | None,
        order: Order | None,
        notes: Counter[str],
        *,
        declared: bool,
        second_pass: bool = False,
        refuse_skipped: bool = False,
    ) -> None:
        self.zone = zone
        self._order = order
        self._declared = declared
        self._notes = notes
        self._second_pass, self._refuse_skipped = second_pass, refuse_skipped
        self._hours = _Hours(lambda head: self._hour(head, ""))
        self._halves = _Hours(lambda head: self._hour(head[:-2], head[-2:]))
        self._even_days: dict[date, timedelta | None] = {}

    def column(self, cells: Sequence[str]) -> Sequence[int | None]:
        """UTC seconds of each cell; None for an empty or sentinel one."""
        full = cells if all(cells) else list(filter(None, cells))
        if not full:
            return [None] * len(cells)
        known = self._plain(full)
        if known is not None:
            if full is cells:
                return known
            take = iter(known).__next__
            return [take() if cell else None for cell in cells]
        return self._mixed(cells)

    def _plain(self, cells: Sequence[str]) -> list[int] | None:
        """UTC seconds of ISO cells on days that the clocks don't change; None otherwise."""
        wall = wall_seconds(cells) if self.zone else None
        if wall is None or self.zone is None:
            return None
        if self.zone.key == "UTC":
            return _listed(wall)
        days, which = np.unique(wall // DAY_S, return_inverse=True)
        offsets = [self._even_offset(date.fromordinal(_DAY_ZERO + day)) for day in days.tolist()]
        seconds = [offset // _SECOND for offset in offsets if offset is not None]
        if len(seconds) < len(offsets):
            return None
        return _listed(wall - np.array(seconds, np.int64)[which])

    def _mixed(self, cells: Sequence[str]) -> Sequence[int | None]:
        hours, halves, tails, read = self._hours, self._halves, _TAILS, self.read
        at = next(filter(None, cells), "").find(":") + 1
        try:
            return [hours[cell[:at]] + tails[cell[at:]] if cell else None for cell in cells]
        except KeyError:
            pass
        values: list[int | None] = []
        add = values.append
        for cell in cells:
            at = cell.find(":") + 1
            try:
                if cell[-2:] in _HALVES:
                    add(halves[cell[:at] + cell[-2:]] + tails[cell[at:-3]])
                else:
                    add(hours[cell[:at]] + tails[cell[at:]])
            except KeyError:
                add(read(cell) if cell else None)
        return values

    def read(self, cell: str) -> int | None:
        """UTC seconds of one cell."""
        text = cell.strip().lstrip("'")
        wall = self._wall(text)
        if wall is None:
            return None
        local, offset = wall
        if offset is not None:
            return (local - _EPOCH) // _SECOND - offset
        return self._to_utc(local, text)

    def wall(self, cell: str) -> tuple[int, int | None] | None:
        """(wall-clock seconds since 1970, offset from UTC if the cell says it) of one cell."""
        wall = self._wall(cell.strip().lstrip("'"))
        return None if wall is None else ((wall[0] - _EPOCH) // _SECOND, wall[1])

    def _wall(self, text: str) -> tuple[datetime, int | None] | None:
        if text in _NO_TIME:
            return None
        found = STAMP.fullmatch(text)
        if found is not None:
            return self._parts(found, text)
        found = plain(text)
        if found is None:
            return _EPOCH + timedelta(seconds=in_range(other_instant(text), text)), 0
        try:
            return self._parts(found, text)
        except BadDateError as error:
            if len(found[1]) <= 2:
                raise
            raise BadDateError(f"{_short(text)} can't be read as a date and time") from error

    def _parts(self, found: re.Match[str], text: str) -> tuple[datetime, int | None] | None:
        first, _, second, third, hour, minute, seconds, half, offset = found.groups()
        order = self._order_of(text, first, second, third)
        if order is None:
            return None
        year, month, day = date_parts(first, second, third, order)
        local = self._local(text, (year, month, day), (hour, minute, seconds), half, order)
        return local, offset_seconds(offset) if offset else None

    def _order_of(self, text: str, first: str, second: str, third: str) -> Order | None:
        """The order that this value is read in; None for a sentinel year."""
        if len(first) > 2:
            return None if int(first) in {0, 1, 9999} else "ymd"
        if len(third) > 2 and int(third) in {0, 1, 9999}:
            return None
        possible = possible_orders(first, second, third)
        order = self._order
        if order in possible:
            return order
        if order is None or (possible and not self._declared):
            raise DecisionNeeded(contradiction(text, order))
        raise BadDateError(f"{_short(text)} can't be read as {ORDER_WORDS[order]}")

    def _local(
        self,
        text: str,
        date: tuple[int, int, int],
        clock: tuple[str | None, str | None, str | None],
        half: str | None,
        order: Order,
    ) -> datetime:
        hour, minute, second = (int(part or 0) for part in clock)
        try:
            hour = hour_of(hour, half)
        except ValueError as error:
            raise BadDateError(f"{_short(text)} can't be read as a time of day") from error
        try:
            return datetime(*date, hour, minute, second)  # noqa: DTZ001 - local wall time
        except ValueError as error:
            raise BadDateError(f"{_short(text)} can't be read as {ORDER_WORDS[order]}") from error

    def _to_utc(self, local: datetime, text: str) -> int:
        if self.zone is None:
            raise DecisionNeeded(zone_question(text))
        even = self._even_days.get(local.date())
        if even is not None:
            return (local - _EPOCH - even) // _SECOND
        before = local.replace(tzinfo=self.zone, fold=0).utcoffset() or timedelta()
        after = local.replace(tzinfo=self.zone, fold=1).utcoffset() or timedelta()
        if before < after and self._refuse_skipped:
            raise SkippedHourError(f"{_short(text)} is in an hour that {self.zone.key} skips")
        if before != after:
            self._notes[REPEATED if before > after else MISSING_HOUR] += 1
        offset = after if before > after and self._second_pass else before
        return int((local - _EPOCH - offset).total_seconds())

    def oddity(self, cell: str) -> str:
        """REPEATED or MISSING_HOUR for a time that the zone's clock shows twice or never."""
        try:
            wall = self.wall(cell)
        except (ValueError, DecisionNeeded):
            return ""
        if wall is None or wall[1] is not None or self.zone is None:
            return ""
        local = _EPOCH + timedelta(seconds=wall[0])
        before = local.replace(tzinfo=self.zone, fold=0).utcoffset() or timedelta()
        after = local.replace(tzinfo=self.zone, fold=1).utcoffset() or timedelta()
        return "" if before == after else REPEATED if before > after else MISSING_HOUR

    def _hour(self, head: str, half: str) -> int:
        """UTC seconds of an hour as `2026-11-05 09:`; KeyError unless its whole day is plain.

        `half` is AM, PM or nothing.
        """
        text = f"{head}00 {half}" if half else f"{head}00"
        found = (STAMP.fullmatch(text) or plain(text)) if self.zone else None
        if found is None or self.zone is None:
            raise KeyError(head)
        first, _, second, third, hours, minute, _, said, written = found.groups()
        if minute is None or written or not self._fits(first, second, third):
            raise KeyError(head)
        order = self._order if len(first) <= 2 and self._order else "ymd"
        try:
            day = date(*date_parts(first, second, third, order))
            hour = hour_of(int(hours), said)
        except ValueError as error:
            raise KeyError(head) from error
        offset = self._even_offset(day)
        if offset is None or hour > 23:
            raise KeyError(head)
        midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - local wall time
        return (midnight - _EPOCH - offset) // _SECOND + hour * 3600

    def _even_offset(self, day: date) -> timedelta | None:
        """The zone's offset on a day that has only one."""
        if day not in self._even_days and self.zone is not None:
            self._even_days[day] = even_offset(day, self.zone)
        return self._even_days[day]

    def _fits(self, first: str, second: str, third: str) -> bool:
        """Whether a date is an ordinary one in the order that the file has."""
        if len(first) > 2:
            return int(first) not in {0, 1, 9999}
        if len(third) > 2 and int(third) in {0, 1, 9999}:
            return False
        return self._order in possible_orders(first, second, third)


class _Hours(dict[str, int]):
    """Remembers the hours met so far: the minutes and seconds are then one addition."""

    def __init__(self, parse: Callable[[str], int]) -> None:
        super().__init__()
        self._parse = parse

    def __missing__(self, head: str) -> int:
        start = self._parse(head)
        if len(self) >= _HOURS_LIMIT:
            self.clear()
        self[head] = start
        return start


def _listed(seconds: NDArray[np.int64]) -> list[int]:
    values: list[int] = seconds.tolist()
    return values
