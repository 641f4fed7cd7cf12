"""Instants in words, the same on screen, in sentences and in every export (DESIGN_LANGUAGE §8).

`at` is UTC seconds, `zone` an IANA name. Names of days and months are English in every locale:
strftime would follow the computer's once a window has set it.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def local(at: int, zone: str) -> datetime:
    """UTC seconds as wall time in `zone`."""
    return datetime.fromtimestamp(at, ZoneInfo(zone))


def day_of(wall: datetime) -> str:
    """The day of a wall time: “Tue 24 Nov”."""
    return f"{DAYS[wall.weekday()]} {wall.day} {MONTHS[wall.month - 1]}"


def clock(at: int, zone: str) -> str:
    """The time of day: “01:30”."""
    return f"{local(at, zone):%H:%M}"


def day(at: int, zone: str) -> str:
    """The local day: “Tue 24 Nov”."""
    return day_of(local(at, zone))


def stamp(at: int, zone: str) -> str:
    """Day and time, where a header names the zone: “Tue 24 Nov 01:30”."""
    return f"{day(at, zone)} {clock(at, zone)}"


def dated(at: int, zone: str) -> str:
    """Day, year and time, where the zone stands beside it: “Mon 23 Nov 2026 08:12”."""
    wall = local(at, zone)
    return f"{day_of(wall)} {wall.year} {wall:%H:%M}"


def full(at: int, zone: str) -> str:
    """Day, year, time and zone, as in exports: “Mon 23 Nov 2026 08:12 CET”."""
    return f"{dated(at, zone)} {zone_name(at, zone)}"


def zone_name(at: int, zone: str) -> str:
    """The zone's short name, or its IANA name where it has none ("+04")."""
    name = local(at, zone).tzname() or zone
    return zone if name[:1] in "+-" else name
