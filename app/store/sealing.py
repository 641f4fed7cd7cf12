"""A check sum for every stored row, kept up to date by the write that changes it (F14).

SQLite's own check finds one in five of the bits that a disk turns (RELIABILITY §1.7). A row's
seal is the check sum of all its values as SQLite gives them; each transaction seals the rows it
wrote before it commits. Rows that an import appends are sealed from the values that it writes
(appending.py), all others from what the table holds. What a row held before is compared with its
seal first, so that damage is never sealed in.
"""

import sqlite3
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Table, UniqueConstraint

from app.models.audit import AuditEntry
from app.models.base import Base
from app.models.errors import AppError
from app.models.seal import Seal
from app.store.seal_blocks import Blocks, checksum, values_text
from app.store.sqlite import cursor
from app.store.tables import RECORDS, table_of

_FETCHED = 2_000
_BATCH = "batch_id"
_GROWING = frozenset({*RECORDS, "field_history", "rejected_row", "change_ci"})
"""Tables whose new rows always stand after their last one."""

SealedRow = tuple[int, bytes, int | None]
"""(id, values as one text, batch)."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A table with seals: its name, its id column, the names of what is sealed."""

    number: int
    name: str
    id: str
    values: tuple[str, ...]
    """Every column but the batch, in the table's order."""
    key: tuple[str, ...]
    has_batch: bool

    @property
    def selected(self) -> str:
        """Id, batch and values, to be selected."""
        return f'"{self.id}", {_BATCH if self.has_batch else "NULL"}, {_listed(self.values)}'

    @property
    def rest(self) -> str:
        """Every column but the id and the batch, for a trigger."""
        return _listed(name for name in self.values if name != self.id)


def _listed(names: Iterable[str], before: str = "") -> str:
    return ", ".join(f'{before}"{name}"' for name in names)


@cache
def sealed_tables() -> tuple[Sealed, ...]:
    """Every table except the audit log, which is a chain of hashes itself, and the seals."""
    apart = {table_of(AuditEntry).name, table_of(Seal).name}
    tables = [table for name, table in sorted(Base.metadata.tables.items()) if name not in apart]
    return tuple(_sealed(number, table) for number, table in enumerate(tables))


def sealed_table(name: str) -> Sealed:
    """The table of that name."""
    return next(table for table in sealed_tables() if table.name == name)


def _sealed(number: int, table: Table) -> Sealed:
    (id_column,) = table.primary_key.columns
    values = tuple(column.name for column in table.c if column.name != _BATCH)
    return Sealed(number, table.name, id_column.name, values, _key_of(table), _BATCH in table.c)


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


def sealed_row(row: tuple[Any, ...]) -> SealedRow:
    """A row as `Sealed.selected` gives it."""
    return row[0], values_text(*row[2:]), row[1]


def note_seals(write: sqlite3.Cursor, table: str, first: int, seals: "array[int]") -> None:
    """Seals of rows that this transaction appended, one id after the other from `first` on."""
    number = sealed_table(table).number
    write.execute("INSERT INTO appended VALUES (?, ?, ?)", (number, first, seals.tobytes()))


class Watch:
    """Notes what one transaction writes, and seals it; made right after BEGIN."""

    def __init__(self, connection: Connection) -> None:
        self._cursor = cursor(connection)
        self._cursor.connection.create_function("values_text", -1, values_text, deterministic=True)
        self._cursor.execute("CREATE TEMP TABLE written (w_table, w_row, w_old, w_batch)")
        self._cursor.execute("CREATE TEMP TABLE appended (a_table, a_first, a_seals)")
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
                blocks = Blocks(self._cursor, table.name)
                if table.number in touched:
                    self._seal_changed(table, blocks)
                self._seal_new(table, blocks)
                if table.number in touched:
                    self._seal_changed_new(table, blocks)
                blocks.write()

    def _seal_changed(self, table: Sealed, blocks: Blocks) -> None:
        """Seal rows that were there before, each of which must have been what its seal says."""
        try:
            for record, several in groupby(self._events_of(table), itemgetter(0)):
                self._seal_one(table, blocks, record, list(several))
        except sqlite3.OperationalError as error:
            if "decode" not in str(error):
                raise
            raise _damaged_before(f"A row of {table.name}") from error

    def _events_of(self, table: Sealed) -> Iterator[tuple[Any, ...]]:
        return self._cursor.connection.execute(
            f"SELECT w_row, w_old, w_batch, {table.selected} "  # noqa: S608
            f'FROM written LEFT JOIN "{table.name}" ON "{table.id}" = w_row '
            "WHERE w_table = ? AND w_row <= ? ORDER BY w_row, written.rowid",
            (table.number, self._highest[table.name]),
        )

    def _seal_one(
        self, table: Sealed, blocks: Blocks, record: int, events: list[tuple[Any, ...]]
    ) -> None:
        row = events[0][3:]
        now = None if row[0] is None else sealed_row(row)
        old = next((text for _, text, *_ in events if text is not None), now and now[1])
        batch = next((each[2] for each in events if each[2] is not None), row[1])
        changed = any(each[1] is not None or each[2] is not None for each in events)
        if changed and old is not None and blocks.get(record) != checksum(old, batch):
            raise _damaged_before(f"Row {record} of {table.name}")
        blocks.set(record, 0 if now is None else checksum(now[1], now[2]))

    def _seal_new(self, table: Sealed, blocks: Blocks) -> None:
        """Seal the rows after the last one: as they were appended, or as the table holds them."""
        start = self._highest[table.name] + 1
        for first, stored in self._cursor.execute(
            "SELECT a_first, a_seals FROM appended WHERE a_table = ? ORDER BY a_first",
            (table.number,),
        ).fetchall():
            blocks.set_rows(stored_rows(self._cursor, table, start, first))
            seals = array("I", stored)
            blocks.set_run(first, seals)
            start = first + len(seals)
        blocks.set_rows(stored_rows(self._cursor, table, start))

    def _seal_changed_new(self, table: Sealed, blocks: Blocks) -> None:
        """Rows that this transaction changed or removed after it had appended them."""
        rows = self._cursor.connection.execute(
            f"SELECT w_row, {table.selected} FROM "  # noqa: S608
            "(SELECT DISTINCT w_row FROM written WHERE w_table = ? AND w_row > ?) "
            f'LEFT JOIN "{table.name}" ON "{table.id}" = w_row',
            (table.number, self._highest[table.name]),
        )
        for record, *row in rows:
            _, text, batch = sealed_row(tuple(row))
            blocks.set(record, 0 if row[0] is None else checksum(text, batch))


def _events(table: Sealed) -> Iterator[tuple[str, str]]:
    batch = f"old.{_BATCH}" if table.has_batch else "NULL"
    old = f"values_text({_listed(table.values, 'old.')})"
    yield "DELETE", f'old."{table.id}", NULL, NULL'
    yield f"UPDATE OF {table.rest}", f'old."{table.id}", {old}, {batch}'
    if table.has_batch:
        yield f"UPDATE OF {_BATCH}", f'old."{table.id}", NULL, {batch}'
    if table.name not in _GROWING:
        yield "INSERT", f'new."{table.id}", NULL, NULL'


def _damaged_before(row: str) -> AppError:
    return AppError(
        f"{row} was damaged on the disk since it was stored, so nothing was "
        "changed. `tower check` says what is wrong; put a backup back with `tower restore`."
    )


def _highest(read: sqlite3.Cursor, table: Sealed) -> int:
    found = read.execute(f'SELECT max("{table.id}") FROM "{table.name}"').fetchone()[0]  # noqa: S608
    return int(found or 0)


def stored_rows(
    read: sqlite3.Cursor, table: Sealed, first: int, end: int | None = None
) -> Iterator[SealedRow]:
    """The rows with ids from `first` to before `end`, or to the last."""
    if end is not None and end <= first:
        return
    below = "" if end is None else f' AND "{table.id}" < {end}'
    rows = read.connection.execute(
        f'SELECT {table.selected} FROM "{table.name}" WHERE "{table.id}" >= {first}{below}'  # noqa: S608
    )
    while part := rows.fetchmany(_FETCHED):
        yield from map(sealed_row, part)


def seal_everything(connection: Connection) -> None:
    """Seal every row of a store that had no seals: when an older version is brought up to date."""
    write = cursor(connection)
    for table in sealed_tables():
        blocks = Blocks(write, table.name)
        rows = write.connection.execute(f'SELECT {table.selected} FROM "{table.name}"')  # noqa: S608
        while part := rows.fetchmany(_FETCHED):
            blocks.set_rows(map(sealed_row, part))
        blocks.write()
