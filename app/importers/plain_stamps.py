"""Times as computers and people write them, made plain: `2024-07-21 15:04:05` (FORMATS §0.3)."""

import re

from app.importers.month_names import named_date

_LONGEST = 90
_MARKS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Marks of writing direction that browsers put between the parts of a date."""
_COMPACT = re.compile(r"((?:19|20)\d\d)([01]\d)([0-3]\d)(?:[T ]?([0-2]\d)([0-5]\d)([0-6]\d)?(.*))?")
_UNIX = re.compile(
    r"[^\W\d_]{3} ([^\W\d_]{3} \d{1,2}) (\d\d:\d\d:\d\d) ?([A-Z]{3,4}|[+-]\d{4})? (\d{4})"
)
_NUMERIC = re.compile(
    r"(?:[^\W\d_]{2,12}\.?,? )?(\d{1,4}) ?([-/.]) ?(\d{1,2}) ?\2 ?(\d{1,4})(?!\d)(.*)"
)
_CLOCK = re.compile(
    r"(?:T|[,.]? (?:- )?(?:(?:at|um|a las|à|às|alle|ore|om|kl\.?|klo|o) )?)"
    r"(\d{1,2})(?:[:.h](\d\d)(?:[:.](\d\d)(?:[.,]\d+)?)?)?(?: ?(?:Uhr|h))?"
    r"(?: ?([ap])(?:\.? ?m)?\.?)? ?(Z|[A-Z]{3,4})?([+-]\d{1,2}(?::?\d\d)?)?(?: ?[(\[].*[)\]])?",
    re.IGNORECASE,
)
_ZONES = {
    "": "", "Z": "Z", "UTC": "Z", "GMT": "Z", "WET": "Z", "WEST": "+0100", "CET": "+0100",
    "CEST": "+0200", "EET": "+0200", "EEST": "+0300", "EST": "-0500", "EDT": "-0400",
    "MST": "-0700", "MDT": "-0600", "PST": "-0800", "PDT": "-0700",
}  # fmt: skip
"""Abbreviations that mean one offset; BST, CST, IST and their like mean several."""


def undirected(text: str) -> str:
    """A cell without the blanks, the apostrophe and the marks of direction around its text."""
    text = text.strip(" \t\r\n'")
    return text if text.isascii() else _MARKS.sub("", text).strip()


def plain_stamp(text: str) -> str | None:
    """The same time as a numeric date and a 24-hour or AM/PM clock; None when it is no time."""
    if len(text) > _LONGEST:
        return None
    text = " ".join(_MARKS.sub("", text).split())
    if found := _COMPACT.fullmatch(text):
        year, month, day, hour, minute, second, rest = found.groups()
        clock = f" {hour}:{minute}:{second or '00'}{rest}" if hour else ""
        date = f"{year}-{month}-{day}"
    elif found := _UNIX.fullmatch(text):
        named = named_date(f"{found[1]} {found[4]}")
        date, clock = (named[0] if named else ""), f" {found[2]} {found[3] or ''}".rstrip()
    elif named := named_date(text):
        date, clock = named
    elif found := _NUMERIC.fullmatch(text):
        first, mark, second, third, clock = found.groups()
        date = mark.join((first, second, third))
    else:
        return None
    if not date or not clock.strip(",. "):
        return date or None
    plain = _plain_clock(clock)
    return None if plain is None else date + plain


def _plain_clock(clock: str) -> str | None:
    found = _CLOCK.fullmatch(clock)
    if found is None:
        return None
    hour, minute, second, half, zone, offset = found.groups()
    base = (zone or "").upper()
    if base not in _ZONES or (offset and _ZONES[base] not in {"", "Z"}):
        return None
    return (
        f" {hour}:{minute or '00'}:{second or '00'}{f' {half}M' if half else ''}"
        f"{_full_offset(offset) if offset else _ZONES[base]}"
    )


def _full_offset(offset: str) -> str:
    hours, minutes = offset[1:].replace(":", ""), "00"
    if len(hours) > 2:
        hours, minutes = hours[:-2], hours[-2:]
    return f"{offset[0]}{hours:0>2}{minutes}"
