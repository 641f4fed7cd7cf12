"""How analysis says many instants in its sentences (DESIGN_LANGUAGE §8)."""

from datetime import datetime
from zoneinfo import ZoneInfo

from app.models.moments import day_of
from app.models.settings import MINUTE

_QUARTER = 15 * MINUTE


class Moments:
    """Says UTC instants in one zone, with the year only where it isn't that of `now`."""

    def __init__(self, zone: str, now: int) -> None:
        self._zone = ZoneInfo(zone)
        self._year = self._local(now).year
        self._quarters: dict[int, tuple[str, str, int, str]] = {}
        """Per quarter of an hour: day, "22:", first minute, zone. Spares a date object each."""

    def at(self, instant: int) -> str:
        """An instant with its day: "Tue 24 Nov 01:30"."""
        day, hour, minute, _ = self._parts(instant)
        return f"{day} {hour}{minute:02d}"

    def clock(self, instant: int) -> str:
        """Only the time of day: "01:30"."""
        _, hour, minute, _ = self._parts(instant)
        return f"{hour}{minute:02d}"

    def between(self, start: int, end: int) -> str:
        """Two instants and the zone, a shared day once: "Mon 23 Nov 22:30 to 23:30 UTC"."""
        day, hour, minute, _ = self._parts(start)
        end_day, end_hour, end_minute, zone = self._parts(end)
        until = "" if day == end_day else f"{end_day} "
        return f"{day} {hour}{minute:02d} to {until}{end_hour}{end_minute:02d} {zone}"

    def zone_at(self, instant: int) -> str:
        """The zone's short name at an instant: "CET", "UTC"."""
        return self._parts(instant)[3]

    def _local(self, instant: int) -> datetime:
        return datetime.fromtimestamp(instant, self._zone)

    def _parts(self, instant: int) -> tuple[str, str, int, str]:
        quarter, rest = divmod(instant, _QUARTER)
        known = self._quarters.get(quarter)
        if known is None:
            local = self._local(quarter * _QUARTER)
            if (local.minute * MINUTE + local.second) % _QUARTER:
                return self._said(self._local(instant))
            known = self._quarters[quarter] = self._said(local)
        if rest < MINUTE:
            return known
        day, hour, minute, zone = known
        return day, hour, minute + rest // MINUTE, zone

    def _said(self, local: datetime) -> tuple[str, str, int, str]:
        year = "" if local.year == self._year else f" {local.year}"
        day = f"{day_of(local)}{year}"
        return day, f"{local.hour:02d}:", local.minute, local.tzname() or str(self._zone)
