"""Is every row what it was when it was written: each one that is not, by table and key (F14)."""

import sqlite3
from array import array
from collections.abc import Iterator

from app.store.seal_blocks import BLOCK, checksum, unpacked
from app.store.sealing import Sealed, sealed_row, sealed_tables

_SPAN = BLOCK * 64
_SHOWN = 20
_Found = tuple[int, bytes | None, int | None]
"""(id, values as one text, batch)."""


def seal_problems(read: sqlite3.Cursor, *, shown: int = _SHOWN) -> list[str]:
    """One sentence for each row that is not what was stored, at most `shown`; empty = whole."""
    problems: list[str] = []
    known = {table.name for table in sealed_tables()}
    for (name,) in read.execute("SELECT DISTINCT table_name FROM seal").fetchall():
        if name not in known:
            problems.append(f"A seal names the table “{name}”, which is none.")
    for table in sealed_tables():
        for problem in _table_problems(read, table):
            problems.append(problem)
            if len(problems) >= shown:
                return problems
    return problems


def _table_problems(read: sqlite3.Cursor, table: Sealed) -> Iterator[str]:
    blocks: dict[int, array[int] | None] = {
        number: unpacked(table.name, number, stored)
        for number, stored in read.execute(
            "SELECT block, hashes FROM seal WHERE table_name = ?", (table.name,)
        )
    }
    for number, block in sorted(blocks.items()):
        if block is None:
            first = number * BLOCK
            yield (
                f"The seals of rows {first:,} to {first + BLOCK - 1:,} of {table.name} "
                "are damaged: these rows can't be vouched for."
            )
    for record, text, batch in _rows(read, table, blocks):
        number, place = divmod(record, BLOCK)
        block = blocks.get(number)
        if number not in blocks or (block is not None and not block[place]):
            yield f"{_named(read, table, record)} was not stored by Control Tower."
            continue
        if block is None:
            continue
        if text is None or block[place] != checksum(text, batch):
            yield (
                f"{_named(read, table, record)} is not what was stored: "
                "a value changed on the disk."
            )
        block[place] = 0
    for number, block in sorted(blocks.items()):
        for place in range(BLOCK) if block is not None and any(block) else ():
            if block is not None and block[place]:
                yield f"Row {number * BLOCK + place} of {table.name} is gone."


def _rows(
    read: sqlite3.Cursor, table: Sealed, blocks: dict[int, "array[int] | None"]
) -> Iterator[_Found]:
    """Every row; its text is None where it can't be read."""
    try:
        low, high = read.execute(
            f'SELECT min("{table.id}"), max("{table.id}") FROM "{table.name}"'  # noqa: S608
        ).fetchone()
    except sqlite3.Error:
        low, high = min(blocks, default=0) * BLOCK, (max(blocks, default=-1) + 1) * BLOCK
    if low is None:
        return
    # A damaged id may be far away from all others: beyond the seals, ask for what is there.
    end = (max(blocks, default=-1) + 1) * BLOCK
    for first in range(0, end, _SPAN):
        yield from _span(read, table, first, min(first + _SPAN, end))
    if high >= end:
        yield from _span(read, table, max(end, low), high + 1)
    if low < 0:
        yield from _span(read, table, low, 0)


def _span(read: sqlite3.Cursor, table: Sealed, first: int, end: int) -> Iterator[_Found]:
    try:
        found = read.execute(
            f'SELECT {table.selected} FROM "{table.name}" '  # noqa: S608
            f'WHERE "{table.id}" >= ? AND "{table.id}" < ?',
            (first, end),
        ).fetchall()
    except sqlite3.Error:
        if end - first <= 1:
            yield first, None, None
        else:
            middle = first + (end - first) // 2
            yield from _span(read, table, first, middle)
            yield from _span(read, table, middle, end)
        return
    yield from map(sealed_row, found)


def _named(read: sqlite3.Cursor, table: Sealed, record: int) -> str:
    """A row in words: its table, its number and what people call it."""
    words = f"Row {record} of {table.name}"
    if not table.key:
        return words
    key = " || ', ' || ".join(f"coalesce(CAST(\"{name}\" AS TEXT), '')" for name in table.key)
    try:
        found = read.execute(
            f'SELECT CAST({key} AS BLOB) FROM "{table.name}" WHERE "{table.id}" = ?',  # noqa: S608
            (record,),
        ).fetchone()
    except sqlite3.Error:
        return words
    return f"{words} ({found[0].decode('utf-8', 'replace')})" if found else words
