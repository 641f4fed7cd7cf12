"""Numbers, shares and durations in the house's words (DESIGN_LANGUAGE §8)."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo


def duration(seconds: float | None) -> str:
    """Seconds as the two largest units: "2 h 30 m", "1 d 8 h", "48 m", "12 s"; "n/a" for None."""
    if seconds is None:
        return "n/a"
    sign, whole = ("−" if seconds < 0 else ""), round(abs(seconds))
    if whole < 60:
        return f"{sign}{whole} s"
    minutes = round(whole / 60)
    if minutes < 60:
        return f"{sign}{minutes} m"
    if minutes < 1440:
        return f"{sign}{minutes // 60} h" + (f" {minutes % 60} m" if minutes % 60 else "")
    hours = round(whole / 3600)
    return f"{sign}{hours // 24} d" + (f" {hours % 24} h" if hours % 24 else "")


def count(n: int, one: str, many: str = "") -> str:
    """A number with its noun: "1 ticket", "1,148 tickets"."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def percent(k: int, n: int) -> str:
    """K of n in percent with one decimal, whole ones without: "91.6 %", "100 %"; "n/a" of none."""
    return "n/a" if n == 0 else f"{number(100 * k / n)} %"


def number(value: float) -> str:
    """At most one decimal, thousands grouped, a real minus sign."""
    text = f"{abs(value):,.1f}".removesuffix(".0")
    return f"−{text}" if value < 0 and text != "0" else text


def signed(value: float) -> str:
    """A difference with its sign: "+3.5", "−1.4", "0"."""
    text = number(value)
    return text if text == "0" or value < 0 else f"+{text}"


def day(at: int, zone: str) -> str:
    """The local day of an instant: "Fri 27 Nov"."""
    when = datetime.fromtimestamp(at, UTC).astimezone(ZoneInfo(zone))
    return f"{when:%a} {when.day} {when:%b}"


def moment(at: int, zone: str) -> str:
    """The local day and time of an instant: "Tue 24 Nov 01:30"."""
    when = datetime.fromtimestamp(at, UTC).astimezone(ZoneInfo(zone))
    return f"{day(at, zone)} {when:%H:%M}"
