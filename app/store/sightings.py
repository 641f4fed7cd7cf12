"""Which files named which records that were there already."""

import base64
import sqlite3
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from app.models.batch import Sighting
from app.store.batch_index import BatchIndex
from app.store.tables import insert_statement, table_of
from app.store.timeline import Version

_TABLE = table_of(Sighting)
_FAST = 1
_UNCHANGED = 1
"""The mark of a record of which the file said nothing new (upsert)."""


def note_sightings(cursor: sqlite3.Cursor, batch: int, table: str, marks: bytes) -> None:
    """Keep which records the batch named; `marks` holds a byte a record id, 0 = not named."""
    if marks.count(0) < len(marks):
        ids = base64.b64encode(zlib.compress(marks, _FAST)).decode("ascii")
        columns = ("batch_id", "record_kind", "ids")
        cursor.execute(insert_statement(_TABLE, columns), (batch, table, ids))


def count_named(
    cursor: sqlite3.Cursor, table: str, batches: Iterable[tuple[int, Sequence[int]]]
) -> int:
    """How many records of a table the batches named, each once.

    A batch comes with the ids that it created: the first, and the one after the last.
    """
    named = np.zeros(0, np.bool_)
    for batch, (first, end) in batches:
        found = cursor.execute(
            "SELECT ids FROM sighting WHERE record_kind = ? AND batch_id = ?", (table, batch)
        ).fetchall()
        marks = [np.frombuffer(_decoded(ids), np.uint8) for (ids,) in found]
        longest = max(end, *(len(each) for each in marks), 0)
        named = np.pad(named, (0, max(0, longest - len(named))))
        named[first:end] = True
        for each in marks:
            named[: len(each)] |= each > 0
    return int(named.sum())


def _decoded(ids: str) -> bytes:
    return zlib.decompress(base64.b64decode(ids))


class Sightings:
    """The files that stand, except one, and which records of a table each of them named."""

    def __init__(self, cursor: sqlite3.Cursor, table: str, index: BatchIndex, without: int) -> None:
        found = cursor.execute(
            "SELECT batch_id, ids FROM sighting WHERE record_kind = ?", (table,)
        ).fetchall()
        self._index, self._without = index, without
        self._marks: list[tuple[int, bytes]] = [
            (batch, _decoded(ids))
            for batch, ids in found
            if batch not in index.undone and batch != without
        ]

    def last(self, record: int, others: Iterable[int] = ()) -> int | None:
        """The file that last spoke of the record: of those that named it, or one of `others`."""
        named = [batch for batch, marks in self._marks if record < len(marks) and marks[record]]
        every = [*named, *others]
        if not every:
            return None
        return max(every, key=lambda batch: (self._index.as_of(batch), batch))

    def standing(self, record: int, versions: Sequence[Version]) -> list[Version]:
        """The versions that stand without the batch left out.

        A version of that batch stands when a file that came later named the record and brought
        no version of its own: it said the same.
        """
        found = []
        for place, version in enumerate(versions):
            if version.batch != self._without:
                found.append(version)
            elif version.origin == "import":
                same = self._said_again(record, version, versions[place + 1 :])
                found += [replace(version, batch=same)] if same is not None else []
        return found

    def _said_again(self, record: int, version: Version, later: Sequence[Version]) -> int | None:
        for batch, marks in self._marks:
            as_of = self._index.as_of(batch)
            if batch < self._without or as_of < version.at or record >= len(marks):
                continue
            newer = any(
                each.at <= as_of and each.batch < batch and each.batch != self._without
                for each in later
            )
            if marks[record] == _UNCHANGED and not newer:
                return batch
        return None
