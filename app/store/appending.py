"""Rows put behind the last one of a table, a block at a time, and sealed as they are written.

Handing a value to SQLite costs more than storing it: what all rows of a block share stands in the
statement instead, which spares the empty columns of an export altogether.
"""

import marshal
import sqlite3
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, repeat
from zlib import crc32

from sqlalchemy import Column, Float

from app.models.records import Value
from app.store.seal_blocks import FORMAT, start_of
from app.store.sealing import note_seals
from app.store.tables import Records, append_statement, insert_statement

_ABSENT = float("nan")
"""SQLite stores it as NULL, in a column of any type; None costs its driver far more."""
_LONGEST_WORD = 200
_MOST_WORDS = 10_000
_NOTHING = type(None)

Row = tuple[Value, ...]


class Appending:
    """Writes new rows of one table; `filled` names the columns that each row has, in order."""

    def __init__(
        self, cursor: sqlite3.Cursor, records: Records, filled: tuple[str, ...], batch: int
    ) -> None:
        self._cursor, self._records = cursor, records
        self._filled, self._batch = filled, batch
        self._types = {name: _stored_type(records.table.c[name]) for name in filled}
        self._sealed = [
            column.name for column in records.table.c if column.name not in {"id", "batch_id"}
        ]
        self._defaults = {
            name: self._default(name) for name in self._sealed if name not in self._types
        }
        self._words: dict[str, str] = {}

    def append(self, rows: Sequence[Row], first_id: int, *, unless_taken: bool) -> bool:
        """Store rows under the ids from `first_id` on; whether all of them were stored.

        With `unless_taken`, rows whose key is there already are passed over; else IntegrityError.
        The first row brings its id by hand; SQLite gives each further row the next one.
        """
        ending = " ON CONFLICT DO NOTHING" if unless_taken else ""
        columns = ("id", *self._filled, "batch_id")
        statement = insert_statement(self._records.table, columns) + ending
        stored = self._cursor.execute(statement, (first_id, *rows[0], self._batch)).rowcount
        block = self._split(rows)
        if len(rows) > 1:
            statement = self._statement(block) + ending
            values = _rows(block.own, len(rows))
            stored += max(self._cursor.executemany(statement, values).rowcount, 0)
        if stored < len(rows):
            return False
        if block.exact:
            seals = self._seals(block, range(first_id, first_id + len(rows)))
            note_seals(self._cursor, self._records.name, first_id, seals)
        return True

    def _split(self, rows: Sequence[Row]) -> "_Block":
        block = _Block({}, {}, exact=True)
        for name, column in zip(self._filled, zip(*rows, strict=True), strict=True):
            wanted = self._types[name]
            if _is_shared(column):
                block.shared[name] = _number(column[0])
                types = {type(block.shared[name])}
            else:
                types = set(map(type, column))
                if bool in types:
                    column = tuple(map(_number, column))  # noqa: PLW2901
                    types = types - {bool} | {int}
                block.own[name] = column
            block.exact = block.exact and types <= {wanted, _NOTHING}
        return block

    def _statement(self, block: "_Block") -> str:
        words = {name: self._word(value) for name, value in block.shared.items()}
        words |= {"batch_id": str(self._batch)}
        return append_statement(self._records.table, tuple(block.own), words)

    def _word(self, value: Value) -> str:
        """A value as SQLite itself writes it in a statement."""
        if not isinstance(value, str):
            return "NULL" if value is None else str(value)
        if value not in self._words:
            if len(self._words) >= _MOST_WORDS:
                self._words.clear()
            self._words[value] = self._cursor.execute("SELECT quote(?)", (value,)).fetchone()[0]
        return self._words[value]

    def _seals(self, block: "_Block", ids: range) -> "array[int]":
        constants = {**self._defaults, **block.shared}
        columns = (
            block.own[name] if name in block.own else repeat(constants[name])
            for name in self._sealed
        )
        texts = map(marshal.dumps, zip(ids, *columns), repeat(FORMAT))  # noqa: B905 - without end
        seals = array("I", map(crc32, texts, repeat(start_of(self._batch))))
        return array("I", (seal or 1 for seal in seals)) if 0 in seals else seals

    def _default(self, name: str) -> Value:
        """What SQLite puts in a column that no row fills."""
        (words,) = self._cursor.execute(
            "SELECT dflt_value FROM pragma_table_info(?) WHERE name = ?",
            (self._records.name, name),
        ).fetchone()
        value: Value = self._cursor.execute(f"SELECT {words or 'NULL'}").fetchone()[0]
        return value


@dataclass(slots=True)
class _Block:
    """The columns of some rows: one value for those that all rows share, else one a row."""

    shared: dict[str, Value]
    own: dict[str, Sequence[Value]]
    exact: bool
    """SQLite will give back just these values; else the table says what they became."""


def _is_shared(column: Sequence[Value]) -> bool:
    """Whether every row has the same value, and one that can stand in a statement."""
    first = column[0]
    if first != column[-1] or column.count(first) < len(column):
        return False
    if isinstance(first, str):
        return len(first) <= _LONGEST_WORD and "\0" not in first
    return not isinstance(first, float)


def _stored_type(column: Column[object]) -> type:
    """The type of values that SQLite gives back as they came; none does that for real numbers."""
    return _NOTHING if isinstance(column.type, Float) else column.type.python_type


def _number(value: Value) -> Value:
    """Yes and no as SQLite holds them."""
    return int(value) if isinstance(value, bool) else value


def _rows(own: Mapping[str, Sequence[Value]], count: int) -> Iterator[Sequence[Value]]:
    """The rows but the first, of what they don't share."""
    if not own:
        return repeat((), count - 1)
    columns = [
        [_ABSENT if value is None else value for value in column] if None in column else column
        for column in own.values()
    ]
    return islice(zip(*columns, strict=True), 1, None)
