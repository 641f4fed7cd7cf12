"""Durations in words, the same on screen, in sentences and in every export."""


def duration(seconds: float | None) -> str:
    """“2 h 30 m”, “1 d 8 h”, “48 m”, “12 s”; “n/a” for None (DESIGN_LANGUAGE §8).

    The two largest units, cut and not rounded: a clock never promises more time than there is.
    """
    if seconds is None:
        return "n/a"
    whole = round(abs(seconds))
    sign = "−" if seconds < 0 and whole else ""
    minutes = whole // 60
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return f"{sign}{days} d {hours} h" if hours else f"{sign}{days} d"
    if hours:
        return f"{sign}{hours} h {rest:02d} m" if rest else f"{sign}{hours} h"
    return f"{sign}{rest} m" if minutes or not whole else f"{sign}{whole} s"
