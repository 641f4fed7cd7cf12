"""Rows out of XML: ServiceNow unloads and lists, answers in XML (FORMATS §1.1, RELIABILITY §4)."""

import codecs
import io
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from app.importers.blocks import BLOCK, FIELDS_LIMIT, Block, Sheet
from app.importers.encoding import Packed
from app.importers.json_shape import COLUMNS_LIMIT, STORED, flatten
from app.models.errors import AppError

DEPTH_LIMIT = 256
TEXT_LIMIT = 10_000_000
"""Longest text of one element, and the most that may stand between two tags, in characters."""
RECORD_LIMIT = 50_000_000
"""Most characters of one record."""
NAMES_LIMIT = 20_000
"""Different names of elements in a file."""
_FEED = 1 << 16
_OTHERS_SHOWN = 5
_SHOWN = "display_value"
_DECLARED = re.compile(r"""<\?xml[^>]*?\sencoding\s*=\s*["']([\w.-]+)["']""")
_CODINGS = ("utf-8", "ascii", "iso8859", "cp", "koi8", "mac", "shift_jis", "euc", "gb", "big5")
_RECORD_DEPTH = 2

Record = dict[str, Any]


class XmlRecords:
    """An XML file of records: the children of its root that have children themselves.

    `<caller_id display_value="John">7f…</caller_id>` becomes the cell John and the stored value
    under `caller_id.value`. The file is read as it streams, at most one record is held.
    """

    def __init__(self, packed: Packed, guess: str, wanted: str | None = None) -> None:
        self._packed = packed
        self._name = packed.path.name
        self._encoding = wanted or _declared_encoding(packed.head(), guess)
        self._warnings: list[str] = []
        self._columns: tuple[str, ...] = ()
        self._envelope = ""
        self._raw: bool | None = None
        self._survey()

    def sheet(self) -> Sheet:
        """The file as a sheet whose header is the fields found."""
        return Sheet(
            self._name,
            "xml",
            self.blocks,
            encoding=self._encoding,
            raw=self._raw,
            envelope=self._envelope,
            warnings=self._warnings,
        )

    def blocks(self) -> Iterator[Block]:
        """The field names as row 0, then one row a record."""
        yield Block(0, [list(self._columns)])
        rows: list[list[str]] = []
        number = 0
        for name, record in self._records(_Shape()):
            if name != self._envelope:
                continue
            number += 1
            cells = dict(flatten(record))
            rows.append([cells.get(column, "") for column in self._columns])
            if len(rows) == BLOCK:
                yield Block(number - BLOCK + 1, rows)
                rows = []
        if rows:
            yield Block(number - len(rows) + 1, rows)

    def _survey(self) -> None:
        """Which records there are, their fields in order, and whether values are stored ones."""
        columns: dict[str, dict[str, None]] = {}
        counts: Counter[str] = Counter()
        shape = _Shape()
        for name, record in self._records(shape):
            counts[name] += 1
            found = columns.setdefault(name, {})
            for path, _ in flatten(record):
                if len(found) < COLUMNS_LIMIT:
                    found.setdefault(path)
        if not counts:
            raise AppError(f"{self._name} is XML without records. Export the list as CSV or JSON.")
        self._envelope = counts.most_common(1)[0][0]
        self._columns = tuple(columns[self._envelope])
        self._raw = shape.raw(stored=any(each.endswith(STORED) for each in self._columns))
        kinds = counts.most_common()[1:]
        if kinds:
            others = ", ".join(f"{count:,} {name}" for name, count in kinds[:_OTHERS_SHOWN])
            others += " …" if len(kinds) > _OTHERS_SHOWN else ""
            self._warnings.append(
                f"Beside the records “{self._envelope}” the file holds others, which were left "
                f"out: {others}. Export each table by itself."
            )
        if len(self._columns) == COLUMNS_LIMIT:
            self._warnings.append(
                f"The records have more than {COLUMNS_LIMIT:,} different fields; "
                "the others were not looked at."
            )

    def _records(self, shape: "_Shape") -> Iterator[tuple[str, Record]]:
        """(name, record) of each record; AppError for what no export holds."""
        target = _Target(self._name, shape)
        parser = DefusedXMLParser(target=target, forbid_dtd=True)
        quiet = 0
        stream = self._packed.open()
        with io.TextIOWrapper(
            io.BufferedReader(stream, 1 << 18), encoding=self._encoding, errors="replace"
        ) as text:
            try:
                while part := text.read(_FEED):
                    before = target.events
                    parser.feed(part)
                    quiet = 0 if target.events != before else quiet + len(part)
                    if quiet > TEXT_LIMIT:
                        raise _too_long(self._name)
                    yield from target.records
                    target.records.clear()
                parser.close()
            except DefusedXmlException as danger:
                raise AppError(
                    f"{self._name} declares a document type or entities of its own, which no "
                    "export does and which can be used for attacks. Export the list again."
                ) from danger
            except ParseError as error:
                line = error.position[0]
                raise AppError(
                    f"{self._name} is not complete XML near line {line:,}. The file may be cut "
                    "short; export it again."
                ) from error
        yield from target.records


class _Shape:
    """What the tags of a file say of its values."""

    def __init__(self) -> None:
        self.root = ""
        self.attributes = False
        self.shown = False

    def raw(self, *, stored: bool) -> bool | None:
        """Whether cells hold stored values; None when only their content can tell."""
        if self.root == "unload" or self.attributes:
            return True
        return stored and not self.shown if stored or self.shown else None


class _Target:
    """Takes the parser's events and builds one record at a time."""

    def __init__(self, name: str, shape: _Shape) -> None:
        self.records: list[tuple[str, Record]] = []
        self.events = 0
        self._name = name
        self._shape = shape
        self._open: list[tuple[str, Record, str | None]] = []
        self._text: list[str] = []
        self._names: set[str] = set()
        self._length = 0
        self._fields = 0
        self._weight = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self.events += 1
        if len(self._open) >= DEPTH_LIMIT:
            raise AppError(
                f"{self._name} nests more than {DEPTH_LIMIT} elements deep, which no export does."
            )
        name = tag.rpartition("}")[2]
        self._names.add(name)
        if len(self._names) > NAMES_LIMIT:
            raise AppError(
                f"{self._name} has more than {NAMES_LIMIT:,} different elements, which no export "
                "has."
            )
        if not self._open:
            self._shape.root = name
        elif len(self._open) == _RECORD_DEPTH - 1:
            self._fields = self._weight = 0
        self._fields += 1
        if self._fields > FIELDS_LIMIT:
            raise AppError(
                f"{self._name} has a record of more than {FIELDS_LIMIT:,} fields, which no "
                "export has."
            )
        shown = attributes.get(_SHOWN)
        if shown is not None:
            self._shape.attributes = True
        self._open.append((name, {}, shown))
        self._text.clear()
        self._length = 0

    def data(self, text: str) -> None:
        """Some of an element's text."""
        self.events += 1
        self._length += len(text)
        self._weight += len(text)
        if self._length > TEXT_LIMIT or self._weight > RECORD_LIMIT:
            raise _too_long(self._name)
        self._text.append(text)

    def end(self, tag: str) -> None:
        """An element is complete."""
        del tag
        self.events += 1
        name, children, shown = self._open.pop()
        if len(self._open) == _RECORD_DEPTH - 1:
            if children:
                self.records.append((name, children))
        elif self._open:
            value: Any = children or "".join(self._text).strip()
            if shown is not None:
                value = {_SHOWN: shown, "value": value}
            elif isinstance(value, dict) and _SHOWN in value and "value" not in value:
                self._shape.shown = True
            self._add(name, value)
        self._text.clear()
        self._length = 0

    def close(self) -> None:
        """The document is complete."""

    def _add(self, name: str, value: Any) -> None:
        record = self._open[-1][1]
        there = record.get(name)
        if there is None:
            record[name] = value
        elif isinstance(there, list):
            there.append(value)
        else:
            record[name] = [there, value]


def _declared_encoding(head: bytes, guess: str) -> str:
    """The encoding that the file declares; the guess where it declares none, or a wrong one."""
    declared = _DECLARED.match(head.decode(guess, "ignore").lstrip("\ufeff"))
    if declared is None or guess.startswith(("utf-16", "utf-32", "utf-8-sig")):
        return guess
    try:
        name = codecs.lookup(declared[1]).name
    except LookupError:
        return guess
    if guess == "cp1252" and name in {"utf-8", "ascii"}:
        return guess  # the bytes are no UTF-8
    return name if name.startswith(_CODINGS) else guess


def _too_long(name: str) -> AppError:
    return AppError(
        f"{name} has an element of more than {TEXT_LIMIT:,} characters, which no export has."
    )
