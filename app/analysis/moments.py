"""How analysis says instants and counts in its sentences (DESIGN_LANGUAGE §8)."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from app.models.settings import MINUTE

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip
_QUARTER = 15 * MINUTE


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun: "1 change", "2,819 CIs"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


class Moments:
    """Says UTC instants in one zone, with the year only where it isn't that of `now`."""

    def __init__(self, zone: str, now: int) -> None:
        self._zone = ZoneInfo(zone)
        self._year = self._local(now).year
        self._quarters: dict[int, tuple[str, str, int]] = {}
        """Per quarter of an hour: day, "22:", first minute. Spares a date object an instant."""

    def at(self, instant: int) -> str:
        """An instant with its day: "Tue 24 Nov 01:30"."""
        day, hour, minute = self._parts(instant)
        return f"{day} {hour}{minute:02d}"

    def clock(self, instant: int) -> str:
        """Only the time of day: "01:30"."""
        _, hour, minute = self._parts(instant)
        return f"{hour}{minute:02d}"

    def between(self, start: int, end: int) -> str:
        """Two instants and the zone, a shared day once: "Mon 23 Nov 22:30 to 23:30 UTC"."""
        day, hour, minute = self._parts(start)
        end_day, end_hour, end_minute = self._parts(end)
        until = f"{end_hour}{end_minute:02d}" if day == end_day else self.at(end)
        return f"{day} {hour}{minute:02d} to {until} {self.zone_at(end)}"

    def zone_at(self, instant: int) -> str:
        """The zone's short name at an instant: "CET", "UTC"."""
        return self._local(instant).tzname() or str(self._zone)

    def _local(self, instant: int) -> datetime:
        return datetime.fromtimestamp(instant, UTC).astimezone(self._zone)

    def _parts(self, instant: int) -> tuple[str, str, int]:
        quarter, rest = divmod(instant, _QUARTER)
        known = self._quarters.get(quarter)
        if known is None:
            local = self._local(quarter * _QUARTER)
            if (local.minute * MINUTE + local.second) % _QUARTER:
                return self._said(self._local(instant))
            known = self._quarters[quarter] = self._said(local)
        return known[0], known[1], known[2] + rest // MINUTE

    def _said(self, local: datetime) -> tuple[str, str, int]:
        year = "" if local.year == self._year else f" {local.year}"
        day = f"{_DAYS[local.weekday()]} {local.day} {_MONTHS[local.month - 1]}{year}"
        return day, f"{local.hour:02d}:", local.minute
