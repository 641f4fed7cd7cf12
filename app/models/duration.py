"""Durations in words, the same on screen and in every export."""


def duration(seconds: int) -> str:
    """“2 h 30 m”, “1 d 8 h”, “48 m” (design language, wording)."""
    sign = "−" if seconds < 0 else ""
    minutes = abs(seconds) // 60
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return f"{sign}{days} d {hours} h" if hours else f"{sign}{days} d"
    if hours:
        return f"{sign}{hours} h {rest:02d} m" if rest else f"{sign}{hours} h"
    return f"{sign}{rest} m"
