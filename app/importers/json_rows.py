"""Rows out of JSON: Table API answers, list exports, plain arrays and JSON lines."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

from app.importers.blocks import BLOCK, Block, Sheet
from app.importers.encoding import LINE_LIMIT, Packed, find_encoding, open_text
from app.importers.json_shape import COLUMNS_LIMIT, STORED, flatten, unwrap, unwrap_line
from app.models.errors import AppError

DOCUMENT_LIMIT = 1_000_000_000
"""Bytes of the largest file that is parsed as one JSON document.

All of it is held in memory: 2.7 times its size when its characters are Latin, 6.3 times with a
single emoji in it (docs/decisions.md, Structure). JSON lines are read one by one, without this.
"""


class JsonRecords:
    """A JSON file of records; each field of the first records becomes a column."""

    def __init__(self, packed: Packed, encoding: str | None) -> None:
        self._packed = packed
        self._name = packed.path.name
        self._encoding = encoding or find_encoding(packed.head(), packed.open, self._name)
        self._lines = self._is_lines()
        self._envelope = ""
        self._warnings: list[str] = []
        self._whole = None if self._lines else self._load()
        self._columns, self._raw = self._survey()

    def sheet(self) -> Sheet:
        """The file as a sheet whose header is the fields found."""
        return Sheet(
            self._name,
            "ndjson" if self._lines else "json",
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
        for number, record in enumerate(self._records(), start=1):
            cells = dict(flatten(record))
            rows.append([cells.get(column, "") for column in self._columns])
            if len(rows) == BLOCK:
                yield Block(number - BLOCK + 1, rows)
                rows = []
        if rows:
            yield Block(number - len(rows) + 1, rows)

    def _is_lines(self) -> bool:
        with open_text(self._packed, self._encoding) as stream:
            lines = iter(lambda: stream.readline(LINE_LIMIT), "")
            first = next((line for line in lines if line.strip("\ufeff \t\r\n")), "")
            try:
                return isinstance(_parse(first.strip("\ufeff \t\r\n")), dict) and any(
                    line.strip() for line in stream
                )
            except (ValueError, RecursionError):
                return False

    def _load(self) -> list[Any]:
        if self._packed.size > DOCUMENT_LIMIT:
            raise AppError(
                f"{self._name} is one JSON document of {self._packed.size // 1_000_000:,} MB; up "
                f"to {DOCUMENT_LIMIT // 1_000_000:,} MB are read. Export fewer rows, such as one "
                "month, or JSON lines or CSV."
            )
        with open_text(self._packed, self._encoding) as stream:
            try:
                whole = _parse(stream.read().lstrip("\ufeff"))
            except ValueError as error:
                self._refuse(error)
            except RecursionError as error:
                raise AppError(f"{self._name} nests deeper than any export does.") from error
        records, self._envelope = unwrap(whole)
        return records

    def _records(self) -> Iterator[dict[str, Any]]:
        for record in self._each() if self._whole is None else self._whole:
            yield record if isinstance(record, dict) else {}

    def _each(self) -> Iterator[Any]:
        with open_text(self._packed, self._encoding) as stream:
            for number, line in enumerate(stream, start=1):
                text = line.strip("\ufeff \t\r\n")
                if text:
                    try:
                        yield from unwrap_line(_parse(text))
                    except (ValueError, RecursionError) as error:
                        raise AppError(
                            f"{self._name}: line {number} is not a complete JSON record. "
                            "The file may be cut short; export it again."
                        ) from error

    def _refuse(self, error: ValueError) -> NoReturn:
        at = f" near line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise AppError(
            f"{self._name} is not complete JSON{at}. The file may be cut short; export it again."
        ) from error

    def _survey(self) -> tuple[tuple[str, ...], bool | None]:
        """Every field of every record, in order of appearance, and whether values are stored."""
        columns: dict[str, None] = {}
        stored = shown = False
        for record in self._records():
            for path, _ in flatten(record):
                if len(columns) < COLUMNS_LIMIT:
                    columns.setdefault(path)
            for value in record.values():
                if isinstance(value, dict):
                    stored |= "value" in value
                    shown |= "display_value" in value and "value" not in value
        if len(columns) == COLUMNS_LIMIT:
            self._warnings.append(
                f"The records have more than {COLUMNS_LIMIT:,} different fields; "
                "the others were not looked at."
            )
        if not any(path.endswith(STORED) for path in columns) and not shown:
            return tuple(columns), None
        return tuple(columns), stored and not shown


_SURROGATE = re.compile(
    r"\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(\\u[dD][89a-fA-F][0-9a-fA-F]{2})"
)
"""Half of a character, which is none; a backslash and whole pairs are matched to be kept."""


def _parse(text: str) -> Any:
    if "\\u" in text:
        text = _SURROGATE.sub(lambda found: "\\ufffd" if found[1] else found[0], text)
    constant: Callable[[str], Any] = lambda _: None  # noqa: E731 - NaN and Infinity are no values
    return json.loads(text, parse_constant=constant)
