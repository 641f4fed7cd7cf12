"""What an importer is: a declared class that recognises a file and says what its columns mean."""

import re
import unicodedata
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from app.importers.blocks import Sheet
from app.importers.columns import Column
from app.models.records import Options, Plan, Value

Row = tuple[Value, ...]
Chunk = tuple[str, list[Row]]
_NUMBER = re.compile(r"([A-Z]{2,8})\d{3,}")
PREFIXES = {
    "INC": "incidents", "CHG": "changes", "PRB": "problems", "PTASK": "problem tasks",
    "CTASK": "change tasks", "REQ": "requests", "RITM": "requested items",
    "SCTASK": "catalogue tasks", "KB": "knowledge articles", "TASK": "tasks",
    "SIR": "security incidents",
}  # fmt: skip
"""Number prefixes of ServiceNow tables (FORMATS §1.2)."""


def canonical(header: str) -> str:
    """A header as it is compared: NFC, casefolded, blanks collapsed (FORMATS §0.2)."""
    text = unicodedata.normalize("NFC", header.strip("\ufeff \t\r\n'"))
    return " ".join(text.casefold().split())


@dataclass(frozen=True)
class Look:
    """The first rows of a file, for recognising it."""

    header: tuple[str, ...]
    """Canonical headers, in order."""
    sample: tuple[tuple[str, ...], ...]
    container: str = "csv"
    envelope: str = ""
    """JSON and XML: the name of the list that the records stand in; "" for a bare list."""

    def has(self, *names: str) -> bool:
        """Whether every header is there."""
        return set(names) <= set(self.header)

    def count(self, *names: str) -> int:
        """How many of the headers are there."""
        return len(set(names) & set(self.header))

    def values(self, name: str) -> list[str]:
        """The filled cells of the sample under a header; empty when the header isn't there."""
        if name not in self.header:
            return []
        place = self.header.index(name)
        return [row[place].strip() for row in self.sample if len(row) > place and row[place]]

    def matches(self, name: str, pattern: str) -> float:
        """The share of filled cells under a header that match; 0 when there are none."""
        cells = self.values(name)
        return sum(re.fullmatch(pattern, cell) is not None for cell in cells) / max(len(cells), 1)

    def prefix(self, name: str = "number") -> str:
        """The prefix that most numbers of the sample carry; "" when most carry none."""
        cells = self.values(name)
        found = Counter(match[1] for cell in cells if (match := _NUMBER.match(cell)))
        prefix, votes = found.most_common(1)[0] if found else ("", 0)
        return prefix if 2 * votes > len(cells) else ""


def look_at(sheet: Sheet, header_row: int) -> Look:
    """What an importer sees of a file."""
    rows = sheet.head()
    header = tuple(canonical(name) for name in rows[header_row])
    sample = tuple(map(tuple, rows[header_row + 1 :]))
    return Look(header, sample, sheet.container, sheet.envelope)


@dataclass(slots=True)
class Desk:
    """Where a collector says what happened to rows; belongs to one reading."""

    options: Options
    reject: Callable[[int, str, str, str], None]
    """(row, column, value, reason)."""
    warn: Callable[[str], None]
    merged: Callable[[int], None] = lambda _rows: None
    """So many rows became part of another row's record."""


class Collector:
    """Takes converted rows and hands on the rows of each table; this one has one table."""

    def __init__(self, table: str) -> None:
        self.table = table

    def take(self, numbers: Sequence[int], rows: list[Row]) -> Iterator[Chunk]:
        """Rows of one block with their line numbers."""
        del numbers
        if rows:
            yield self.table, rows

    def end(self) -> Iterator[Chunk]:
        """After the last row."""
        yield from ()


@dataclass(frozen=True)
class Importer(ABC):
    """One export format. Subclasses declare; the reading is done elsewhere, the same for all."""

    id: ClassVar[str]
    system: ClassVar[str]
    kind: ClassVar[str]
    containers: ClassVar[tuple[str, ...]] = ("csv", "xlsx", "xls", "ods", "json", "ndjson", "xml")
    table: ClassVar[str]
    key: ClassVar[tuple[str, ...]]
    constants: ClassVar[dict[str, Value]] = {}
    """Fields that every row has."""
    columns: ClassVar[tuple[Column, ...]]
    log: ClassVar[bool] = False
    hashed: ClassVar[bool] = True
    """Rows end with `row_hash`."""
    own_zone: ClassVar[bool] = False
    """Rows carry their zone themselves."""
    singly: ClassVar[bool] = False
    """Its own collector makes one record of each row too."""
    confidential: ClassVar[bool] = False
    """The file holds secrets beside what is read: no copy of it is kept with the store."""
    cut_at: ClassVar[int | None] = None
    """Row count at which the source cuts its exports."""
    cut_cells: ClassVar[int | None] = None
    """Cell count at which the source cuts its workbooks."""

    @abstractmethod
    def claims(self, look: Look) -> bool:
        """Whether the file is of this format."""

    def likeness(self, look: Look) -> float:
        """How much a file looks like this format, 0 to 1: the share of its headers that are known.

        Every required column that is missing costs as much as all others together.
        """
        known = {name for column in self.columns for name in column.names}
        named = [name for name in look.header if name]
        share = sum(name in known for name in named) / max(len(named), 1)
        missing = sum(column.required and not look.count(*column.names) for column in self.columns)
        return share / (1 + missing)

    def columns_for(self, look: Look) -> tuple[Column, ...]:
        """The columns of one file; formats whose headers nobody can list ahead add theirs here."""
        del look
        return self.columns

    def cut(self, rows: int, width: int, container: str) -> str | None:
        """Why a file of so many rows is probably cut off, in a sentence; None when it isn't."""
        if rows == self.cut_at:
            return (
                f"Exactly {rows:,} rows: {self.system} cuts exports there. "
                "If more records exist, export by month."
            )
        room = (self.cut_cells or 0) - (rows + 1) * width
        if self.cut_cells and container in {"xlsx", "xls"} and 0 <= room < width:
            return (
                f"{rows:,} rows of {width:,} columns fill the {self.cut_cells:,} cells at which "
                f"{self.system} cuts workbooks. If more records exist, export by month, or as CSV."
            )
        return None

    def plans(self, fields: tuple[str, ...]) -> dict[str, Plan]:
        """The tables that come out of a file that has `fields`."""
        return {self.table: Plan(self.table, fields, self.key, self.log)}

    def collector(self, fields: tuple[str, ...], desk: Desk) -> Collector:
        """A fresh collector for one reading."""
        del fields, desk
        return Collector(self.table)


@dataclass(frozen=True)
class Bound:
    """A column of the format and its place in this file."""

    column: Column
    place: int
    header: str
    """As the file spells it."""
    more: tuple[int, ...] = ()
    """Further places of a header that a format repeats; their cells join the first's."""


@dataclass(frozen=True)
class Binding:
    """The columns of one file."""

    bound: tuple[Bound, ...]
    width: int
    duplicated: tuple[str, ...] = field(default=())


def bind(
    columns: Sequence[Column],
    header: Sequence[str],
    stored_suffix: str,
    mapping: Sequence[tuple[str, str]] = (),
) -> Binding:
    """Find each declared column by its names; of equal headers the first is used.

    `mapping` (header, field) goes before the declared names; a header that is mapped serves no
    other field.
    """
    names = [canonical(name) for name in header]
    mapped = {canonical(name): wanted for name, wanted in mapping}
    places: dict[str, int] = {}
    for place, name in enumerate(names):
        places.setdefault(name, place)
    bound = []
    for column in columns:
        wanted = [name for name in mapped if mapped[name] == column.field]
        free = [name for name in column.names if name not in mapped]
        found = next((name for name in (*wanted, *free) if name in places), None)
        if found is None:
            continue
        stored = found + stored_suffix
        place = places[stored] if column.prefers_stored and stored in places else places[found]
        same = [at for at, name in enumerate(names) if name == found and at != place]
        more = tuple(same) if column.repeats else ()
        bound.append(Bound(column, place, header[places[found]], more))
    used = {names[each.place] for each in bound if not each.more}
    doubled = tuple(name for name in sorted(used) if name and names.count(name) > 1)
    return Binding(tuple(bound), len(header), doubled)
