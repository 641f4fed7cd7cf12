"""Whether records that other files hold too speak for another time zone (FORMATS §1.1)."""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, available_timezones

from app.store.shared_records import began_otherwise, known_before, zones_used

LEAST = 5
"""Records that must agree before anything is said."""
_SHARE = 0.9
_LOOKED_AT = 200
_FIRST = (
    "UTC", "Europe/London", "Europe/Berlin", "Europe/Helsinki", "America/New_York",
    "America/Chicago", "America/Denver", "America/Los_Angeles", "America/Sao_Paulo",
    "Asia/Kolkata", "Asia/Singapore", "Asia/Tokyo", "Australia/Sydney",
)  # fmt: skip
"""Of several zones with the same clock the first of these is named."""


def zone_hint(cursor: sqlite3.Cursor, zone: str | None) -> tuple[str, ...]:
    """A sentence when the newest batch, read in `zone`, fits other files in another zone only.

    `cursor` is inside the transaction of the import. None: its times carry their own zone.
    """
    if zone is None:
        return ()
    batch = cursor.execute("SELECT max(id) FROM batch").fetchone()[0]
    pairs = began_otherwise(cursor, batch)
    if 2 * len(pairs) <= known_before(cursor, batch):
        return ()
    return hint(pairs, zone, zones_used(cursor))


def hint(pairs: Sequence[tuple[int, int]], zone: str, used: Iterable[str] = ()) -> tuple[str, ...]:
    """The same for (began as other files say, as this one says) in UTC seconds. Pure."""
    if len(pairs) < LEAST:
        return ()
    few = pairs[:: max(1, len(pairs) // _LOOKED_AT)]
    wanted = [(other, own + _offset(ZoneInfo(zone), own) - other) for other, own in few]
    names = dict.fromkeys((*used, *_FIRST, *sorted(available_timezones())))
    probable = next((name for name in names if name != zone and _fits(name, wanted)), None)
    if probable is None:
        return ()
    shift = Counter(own - other for other, own in pairs).most_common(1)[0][0]
    later = "later" if shift > 0 else "earlier"
    words = (
        f"{len(pairs):,} records are known from other files too and would begin "
        f"{_words(abs(shift))} {later} by this one, read in {zone}: the zone is probably "
        f"{probable}."
    )
    return (words,)


def _fits(name: str, wanted: Sequence[tuple[int, int]]) -> bool:
    zone, misses = ZoneInfo(name), 0
    allowed = len(wanted) * (1 - _SHARE)
    for at, offset in wanted:
        # exports without seconds are up to a minute off
        misses += abs(_offset(zone, at) - offset) >= 60
        if misses > allowed:
            return False
    return True


def _offset(zone: ZoneInfo, at: int) -> int:
    shift = datetime.fromtimestamp(at, UTC).astimezone(zone).utcoffset()
    return int(shift.total_seconds()) if shift is not None else 0


def _words(seconds: int) -> str:
    hours, minutes = seconds // 3600, seconds % 3600 // 60
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"
