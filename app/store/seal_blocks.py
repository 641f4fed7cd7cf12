"""The seals of neighbouring rows, as they are stored: 256 check sums and a check sum of those."""

import marshal
import sqlite3
import struct
import sys
from array import array
from collections.abc import Iterable
from zlib import crc32

from app.models.errors import AppError
from app.models.records import Value

BLOCK = 256
"""Rows that share one row of seals."""
FORMAT = 2
"""Of marshal, which is the fastest way to bytes that tell every value and type apart."""


def values_text(*values: Value) -> bytes:
    """The values of a row but its batch, as SQLite gives them, in the table's order."""
    return marshal.dumps(values, FORMAT)


def start_of(batch: int | None) -> int:
    """What a row's check sum starts with: its batch, which may change while the rest stays."""
    return crc32(b"%d" % (batch or 0))


def checksum(text: bytes, batch: int | None) -> int:
    """The check sum of a row's values; never zero, which stands for no row."""
    return crc32(text, start_of(batch)) or 1


class Blocks:
    """The seals of one table, as far as they are used."""

    def __init__(self, write: sqlite3.Cursor, table: str) -> None:
        self._cursor, self._table = write, table
        self._blocks: dict[int, array[int]] = {}

    def get(self, record: int) -> int:
        """The seal of a row, 0 when it has none."""
        return self._block(record // BLOCK)[record % BLOCK]

    def set(self, record: int, seal: int) -> None:
        """Put a row's seal in its place."""
        self._block(record // BLOCK)[record % BLOCK] = seal

    def set_rows(self, rows: Iterable[tuple[int, bytes, int | None]]) -> None:
        """Seal rows given with their values and batch."""
        for record, text, batch in rows:
            self.set(record, checksum(text, batch))

    def set_run(self, first: int, seals: "array[int]") -> None:
        """Put the seals of rows with one id after the other in their places."""
        done = 0
        while done < len(seals):
            number, place = divmod(first + done, BLOCK)
            part = seals[done : done + BLOCK - place]
            self._block(number)[place : place + len(part)] = part
            done += len(part)

    def write(self) -> None:
        """Store what was set."""
        self._cursor.executemany(
            "INSERT INTO seal (table_name, block, hashes) VALUES (?, ?, ?) "
            "ON CONFLICT (table_name, block) DO UPDATE SET hashes = excluded.hashes",
            [
                (self._table, number, packed(self._table, number, block))
                for number, block in sorted(self._blocks.items())
            ],
        )

    def _block(self, number: int) -> "array[int]":
        block = self._blocks.get(number)
        if block is None:
            found = self._cursor.connection.execute(
                "SELECT hashes FROM seal WHERE table_name = ? AND block = ?",
                (self._table, number),
            ).fetchone()
            block = unpacked(self._table, number, found[0]) if found else _empty()
            if block is None:
                first = number * BLOCK
                raise AppError(
                    f"The seals of rows {first:,} to {first + BLOCK - 1:,} of {self._table} "
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
