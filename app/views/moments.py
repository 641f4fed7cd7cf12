"""Instants in words, in the zone that the window shows (DESIGN_LANGUAGE §8)."""

from datetime import timedelta

from app.models.moments import DAYS, MONTHS, clock, full, local, zone_name

__all__ = ["clock", "full", "local", "near", "size_words", "zone_name", "zone_words"]

UNITS = ("bytes", "KB", "MB", "GB", "TB")


def near(at: int, now: int, zone: str) -> str:
    """The shortest form that is clear: "07:45" today, "Fri 17:02" this week, else "20 Nov 2026"."""
    then, today = local(at, zone), local(now, zone)
    if then.date() == today.date():
        return f"{then:%H:%M}"
    days = abs((today.date() - then.date()).days)
    if days < 7:
        return f"{DAYS[then.weekday()]} {then:%H:%M}"
    year = "" if then.year == today.year else f" {then.year}"
    return f"{then.day} {MONTHS[then.month - 1]}{year}"


def zone_words(at: int, zone: str) -> str:
    """ "CET (UTC+1)"."""  # noqa: D210 - the example begins with a quotation mark
    offset = local(at, zone).utcoffset() or timedelta()
    minutes = int(offset.total_seconds()) // 60
    sign = "−" if minutes < 0 else "+"
    hours, rest = divmod(abs(minutes), 60)
    shown = f"{sign}{hours}" + (f":{rest:02}" if rest else "")
    name = zone_name(at, zone)
    return name if name == "UTC" else f"{name} (UTC{shown})"


def size_words(count: int) -> str:
    """ "412 MB"."""  # noqa: D210 - the example begins with a quotation mark
    value = float(count)
    unit = 0
    while value >= 1024 and unit < len(UNITS) - 1:
        value /= 1024
        unit += 1
    digits = 0 if value >= 10 or unit == 0 else 1
    return f"{value:,.{digits}f} {UNITS[unit]}"
