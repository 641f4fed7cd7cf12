"""Rows of a file before anybody knows what they mean: blocks of text cells."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

BLOCK = 500
"""Rows handed on at a time: few enough that the processor's cache holds them."""
HEAD = 220
"""Rows looked at to recognise a file: a banner, the header, and some 200 records."""
FIELD_LIMIT = 1_000_000
"""Longest cell in characters (RELIABILITY §4); the row of a longer one is left out."""
FIELDS_LIMIT = 5_000
"""Most cells a row may have."""

Ticks = Callable[[int, int], None]


@dataclass(slots=True)
class Block:
    """Consecutive rows of one sheet. `first` is the line or record number of the first row."""

    first: int
    rows: list[list[str]]
    broken: tuple[int, str] | None = None
    """(line, reason) of an unreadable row that follows these rows."""
    by_line: bool = False
    """Cells with line breaks move the numbers of the rows after them."""
    problem: str = "cell_too_long"
    """What kind of problem the unreadable row is (models.problems)."""

    def numbers(self) -> list[int]:
        """The line (or record) number at which each row starts."""
        if not self.by_line:
            return list(range(self.first, self.first + len(self.rows)))
        numbers = []
        at = self.first
        for row in self.rows:
            numbers.append(at)
            at += 1 + line_breaks(row)
        return numbers


@dataclass(slots=True)
class Sheet:
    """One opened file: what it is made of and a way to read its rows from the start."""

    name: str
    container: str
    """csv, xlsx, xls, ods, json, ndjson."""
    blocks: Callable[[], Iterator[Block]]
    """A fresh pass over all rows, the header (or for JSON the field names) first."""
    encoding: str | None = None
    delimiter: str | None = None
    raw: bool | None = None
    """JSON and XML: True when cells hold stored values (UTC), False when display values."""
    envelope: str = ""
    """JSON and XML: the name of the list that the records stand in; "" for a bare list."""
    warnings: list[str] = field(default_factory=list)
    cut: str | None = None
    """What the file itself says of having been cut off, in a sentence."""
    _head: list[list[str]] | None = None

    def head(self) -> list[list[str]]:
        """The first HEAD rows; read once."""
        if self._head is None:
            self._head = []
            for block in self.blocks():
                self._head += block.rows
                if len(self._head) >= HEAD:
                    break
            del self._head[HEAD:]
        return self._head


def line_breaks(row: list[str]) -> int:
    """Lines that a row takes beyond its first."""
    text = "".join(cell for cell in row if "\n" in cell or "\r" in cell)
    if not text:
        return 0
    return text.count("\n") + text.count("\r") - text.count("\r\n")
