"""A check sum for every stored row, kept up to date by the write that changes it (F14).

SQLite's own check finds one in five of the bits that a disk turns (RELIABILITY §1.7). A row's
seal is the check sum of all its values as SQLite holds them; each transaction seals the rows it
wrote before it commits. What a row held before is compared with its seal first, so that damage is
never sealed in.
"""

import sqlite3
import struct
import sys
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from operator import itemgetter
from zlib import crc32

from sqlalchemy import Connection, Float, Table, UniqueConstraint

from app.models.audit import AuditEntry
from app.models.base import Base
from app.models.errors import AppError
from app.models.seal import Seal
from app.store.sqlite import cursor
from app.store.tables import RECORDS, table_of

BLOCK = 256
"""Rows that share one row of seals."""
_FETCHED = 2_000
_LAST = "batch_id"
_GROWING = frozenset({*RECORDS, "field_history", "rejected_row", "change_ci"})
"""Tables whose new rows always stand after their last one."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A table with seals: its name, its id column, how SQLite writes a row's values as one text."""

    number: int
    name: str
    id: str
    text: str
    old_text: str
    key: tuple[str, ...]
    has_batch: bool
    rest: str
    """Every column but the id and the batch, for a trigger."""


@cache
def sealed_tables() -> tuple[Sealed, ...]:
    """Every table except the audit log, which is a chain of hashes itself, and the seals."""
    apart = {table_of(AuditEntry).name, table_of(Seal).name}
    tables = [table for name, table in sorted(Base.metadata.tables.items()) if name not in apart]
    return tuple(_sealed(number, table) for number, table in enumerate(tables))


def _sealed(number: int, table: Table) -> Sealed:
    (id_column,) = table.primary_key.columns
    columns = [column for column in table.c if column.name != _LAST]
    has_batch = len(columns) < len(table.c)
    columns += [table.c[_LAST]] if has_batch else []
    # JSON rounds a real number; quote() doesn't.
    names = [
        f'quote({{}}"{column.name}")' if isinstance(column.type, Float) else f'{{}}"{column.name}"'
        for column in columns
    ]
    text = f"json_array({', '.join(names)})"
    rest = [column.name for column in table.c if column.name not in (_LAST, id_column.name)]
    return Sealed(
        number,
        table.name,
        id_column.name,
        text.replace("{}", ""),
        text.replace("{}", "old."),
        _key_of(table),
        has_batch,
        ", ".join(f'"{name}"' for name in rest),
    )


def _key_of(table: Table) -> tuple[str, ...]:
    if table.name in RECORDS:
        records = RECORDS[table.name]
        return (records.wide, *(name for name in records.key if name != records.wide))
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint):
            return tuple(column.name for column in constraint.columns)
    return tuple(
        name for name in ("file_name", "record_kind", "record_id", "field") if name in table.c
    )


class Watch:
    """Notes what one transaction writes, and seals it; made right after BEGIN."""

    def __init__(self, connection: Connection) -> None:
        self._cursor = cursor(connection)
        self._cursor.execute("CREATE TEMP TABLE written (w_table, w_row, w_old, w_batch)")
        self._highest: dict[str, int] = {}
        for table in sealed_tables():
            self._highest[table.name] = _highest(self._cursor, table)
            for number, (event, kept) in enumerate(_events(table)):
                self._cursor.execute(
                    f'CREATE TEMP TRIGGER "written_{table.name}_{number}" AFTER {event} '  # noqa: S608
                    f'ON main."{table.name}" BEGIN INSERT INTO written VALUES '
                    f"({table.number}, {kept}); END"
                )

    def seal(self) -> None:
        """Seal every row that was written; AppError when one was damaged before."""
        written = self._cursor.execute("SELECT DISTINCT w_table FROM written").fetchall()
        touched = {number for (number,) in written}
        for table in sealed_tables():
            grown = _highest(self._cursor, table) > self._highest[table.name]
            if table.number in touched or grown:
                self._seal(table, touched=table.number in touched)

    def _seal(self, table: Sealed, *, touched: bool) -> None:
        blocks = Blocks(self._cursor, table)
        if touched:
            self._seal_written(table, blocks)
        blocks.set_all(
            _fetched(
                self._cursor,
                f'SELECT "{table.id}", CAST({table.text} AS BLOB) FROM "{table.name}" '  # noqa: S608
                f'WHERE "{table.id}" > {self._highest[table.name]}',
            )
        )
        blocks.write()

    def _seal_written(self, table: Sealed, blocks: "Blocks") -> None:
        """Seal rows that were there before, each of which must have been what its seal says."""
        events = self._cursor.connection.execute(
            f'SELECT w_row, iif("{table.id}" IS NULL, NULL, CAST({table.text} AS BLOB)), '  # noqa: S608
            "CAST(w_old AS BLOB), w_batch "
            f'FROM written LEFT JOIN "{table.name}" ON "{table.id}" = w_row '
            "WHERE w_table = ? AND w_row <= ? ORDER BY w_row, written.rowid",
            (table.number, self._highest[table.name]),
        )
        for record, several in groupby(events, itemgetter(0)):
            each = list(several)
            now = each[0][1]
            before = _before(now, [(old, batch) for _, _, old, batch in each])
            if before is not None and blocks.get(record) != checksum(before):
                raise _damaged_before(table, record)
            blocks.set(record, 0 if now is None else checksum(now))


def _before(now: bytes | None, events: list[tuple[bytes | None, int | None]]) -> bytes | None:
    """The text of a row before its first change; None where it was only added or removed."""
    texts = [old for old, _ in events if old is not None]
    batches = [batch for _, batch in events if batch is not None]
    text = texts[0] if texts else now
    if text is None or not batches:
        return texts[0] if texts else None
    return text[: text.rindex(b",") + 1] + b"%d]" % batches[0]


def _events(table: Sealed) -> Iterator[tuple[str, str]]:
    yield "DELETE", f'old."{table.id}", NULL, NULL'
    yield f"UPDATE OF {table.rest}", f'old."{table.id}", {table.old_text}, NULL'
    if table.has_batch:
        yield f"UPDATE OF {_LAST}", f'old."{table.id}", NULL, old.{_LAST}'
    if table.name not in _GROWING:
        yield "INSERT", f'new."{table.id}", NULL, NULL'


def _damaged_before(table: Sealed, record: int) -> AppError:
    return AppError(
        f"Row {record} of {table.name} was damaged on the disk since it was stored, so nothing was "
        "changed. `tower check` says what is wrong; put a backup back with `tower restore`."
    )


def _highest(read: sqlite3.Cursor, table: Sealed) -> int:
    found = read.execute(f'SELECT max("{table.id}") FROM "{table.name}"').fetchone()[0]  # noqa: S608
    return int(found or 0)


def _fetched(read: sqlite3.Cursor, statement: str) -> Iterator[tuple[int, bytes]]:
    rows = read.connection.execute(statement)
    while part := rows.fetchmany(_FETCHED):
        yield from part


def checksum(text: bytes) -> int:
    """The check sum of a row's values; never zero, which stands for no row."""
    return crc32(text) or 1


class Blocks:
    """The seals of one table, as far as they are used."""

    def __init__(self, write: sqlite3.Cursor, table: Sealed) -> None:
        self._cursor, self._table = write, table
        self._blocks: dict[int, array[int]] = {}

    def get(self, record: int) -> int:
        """The seal of a row, 0 when it has none."""
        return self._block(record // BLOCK)[record % BLOCK]

    def set(self, record: int, seal: int) -> None:
        """Put a row's seal in its place."""
        self._block(record // BLOCK)[record % BLOCK] = seal

    def set_all(self, rows: Iterable[tuple[int, bytes]]) -> None:
        """Seal rows given with the text of their values."""
        number, block = -1, array("I")
        for record, text in rows:
            if record // BLOCK != number:
                number = record // BLOCK
                block = self._block(number)
            block[record % BLOCK] = crc32(text) or 1

    def write(self) -> None:
        """Store what was set."""
        self._cursor.executemany(
            "INSERT INTO seal (table_name, block, hashes) VALUES (?, ?, ?) "
            "ON CONFLICT (table_name, block) DO UPDATE SET hashes = excluded.hashes",
            [
                (self._table.name, number, packed(self._table.name, number, block))
                for number, block in sorted(self._blocks.items())
            ],
        )

    def _block(self, number: int) -> "array[int]":
        block = self._blocks.get(number)
        if block is None:
            found = self._cursor.connection.execute(
                "SELECT hashes FROM seal WHERE table_name = ? AND block = ?",
                (self._table.name, number),
            ).fetchone()
            block = unpacked(self._table.name, number, found[0]) if found else _empty()
            if block is None:
                first = number * BLOCK
                raise AppError(
                    f"The seals of rows {first:,} to {first + BLOCK - 1:,} of {self._table.name} "
                    "are damaged, so nothing was changed. Put a backup back with `tower restore`."
                )
            self._blocks[number] = block
        return block


def _empty() -> "array[int]":
    return array("I", bytes(4 * BLOCK))


def packed(table: str, number: int, block: "array[int]") -> bytes:
    """The block as it is stored: little-endian, its own check sum at the end."""
    if sys.byteorder == "big":
        block = block[:]
        block.byteswap()
    seals = block.tobytes()
    return seals + struct.pack("<I", crc32(f"{table}/{number}/".encode() + seals))


def unpacked(table: str, number: int, stored: bytes) -> "array[int] | None":
    """The block's seals, or None when they are damaged themselves."""
    seals = stored[:-4]
    whole = len(stored) == 4 * BLOCK + 4 and stored[-4:] == struct.pack(
        "<I", crc32(f"{table}/{number}/".encode() + seals)
    )
    if not whole:
        return None
    block = array("I", seals)
    if sys.byteorder == "big":
        block.byteswap()
    return block


def seal_everything(connection: Connection) -> None:
    """Seal every row of a store that had no seals: when an older version is brought up to date."""
    write = cursor(connection)
    for table in sealed_tables():
        blocks = Blocks(write, table)
        blocks.set_all(
            _fetched(write, f'SELECT "{table.id}", CAST({table.text} AS BLOB) FROM "{table.name}"')  # noqa: S608
        )
        blocks.write()
