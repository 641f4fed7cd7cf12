"""Lines of an iCalendar file to its entries: unfolded, bounded, one entry at a time (FORMATS §24).

Lines are joined as bytes: a writer folds at 75 octets, which may fall inside a character.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.importers.blocks import FIELD_LIMIT
from app.importers.encoding import Packed, open_text

ENTRY_LINES = 5_000
ENTRY_SIZE = 4_000_000
"""The most lines and bytes that one entry may have; a larger one is left out."""
_CUT = "The file ends inside this entry; it may be cut short"
_LONG = f"A line of this entry is longer than {FIELD_LIMIT:,} characters"
_LARGE = f"The entry has more than {ENTRY_LINES:,} lines or {ENTRY_SIZE:,} characters"


@dataclass(slots=True)
class Entry:
    """One component of a calendar with its own lines; those of its alarms are left away."""

    name: str
    """VEVENT, VTIMEZONE, VTODO ..."""
    lines: list[str] = field(default_factory=list)
    trouble: str = ""
    """Why it can't be read."""
    size: int = 0

    def value(self, name: str) -> str:
        """The text after the colon of a simple property; "" when it isn't there."""
        for line in self.lines:
            if line[: len(name)].upper() == name and line[len(name) : len(name) + 1] in {":", ";"}:
                return line.partition(":")[2].strip()
        return ""

    def text(self) -> str:
        """The entry as the calendar library reads it."""
        return "\r\n".join((f"BEGIN:{self.name}", *self.lines, f"END:{self.name}", ""))


class Entries:
    """One pass over the entries of a file; `whole` afterwards says whether it ended as it must."""

    def __init__(self, packed: Packed, encoding: str) -> None:
        self._packed = packed
        self._encoding = encoding
        self.whole = False
        self.method = ""
        """PUBLISH, REQUEST, CANCEL ...: what the calendar says of its entries so far."""

    def __iter__(self) -> Iterator[Entry]:
        self.whole, self.method = False, ""
        entry: Entry | None = None
        depth = 0
        for line in unfolded(_lines(self._packed, self._encoding)):
            verb, _, name = (line or "").partition(":")
            verb, name = verb.strip().upper(), name.strip().upper()
            if verb == "BEGIN" and entry is None:
                if name != "VCALENDAR":
                    entry, depth = Entry(name), 0
            elif verb == "METHOD" and entry is None:
                self.method = name
            elif verb == "END" and entry is None:
                self.whole = name == "VCALENDAR"
            elif entry is not None and verb == "END" and (not depth or name == entry.name):
                yield entry
                entry = None
            elif entry is not None:
                depth += (verb == "BEGIN") - (verb == "END")
                _add(entry, line, nested=depth > 0 or verb == "END")
        if entry is not None:
            entry.trouble = _CUT
            yield entry


def _add(entry: Entry, line: str | None, *, nested: bool) -> None:
    if line is None:
        entry.trouble = entry.trouble or _LONG
    elif entry.trouble or (nested and entry.name != "VTIMEZONE"):
        return
    elif len(entry.lines) == ENTRY_LINES or entry.size > ENTRY_SIZE:
        entry.trouble = _LARGE
        entry.lines.clear()
    else:
        entry.lines.append(line)
        entry.size += len(line)


def unfolded(lines: Iterator[bytes]) -> Iterator[str | None]:
    """Whole lines; None for one of more than FIELD_LIMIT bytes."""
    parts: list[bytes] = []
    size = 0
    for line in lines:
        if line[:1] in {b" ", b"\t"} and parts:
            size += len(line)
            if size <= FIELD_LIMIT:
                parts.append(line[1:])
            continue
        if parts:
            yield _text(parts, size)
        parts, size = [line[: FIELD_LIMIT + 1]], len(line)
    if parts:
        yield _text(parts, size)


def _text(parts: list[bytes], size: int) -> str | None:
    if size > FIELD_LIMIT:
        return None
    whole = b"".join(parts)
    try:
        return whole.decode("utf-8")
    except UnicodeDecodeError:
        return whole.decode("cp1252", "replace")


def _lines(packed: Packed, encoding: str) -> Iterator[bytes]:
    """Physical lines without their ends; blank ones are passed over."""
    if encoding.startswith(("utf-16", "utf-32")):
        with open_text(packed, encoding) as text:
            yield from (line.encode().strip(b"\r\n") for line in text if line.strip())
        return
    stream = packed.open()
    stream.drop_nuls = stream.bounded_lines = True
    with io.BufferedReader(stream, 1 << 18) as buffered:
        for line in buffered:
            for part in line.removeprefix(b"\xef\xbb\xbf").split(b"\r"):
                if part.strip():
                    yield part.rstrip(b"\n")
