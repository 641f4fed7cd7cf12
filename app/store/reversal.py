"""Taking one batch back: what it alone said goes, what later batches said stays."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import Any

from sqlalchemy import Connection, RowMapping, func, insert, select

from app.models.batch import Batch
from app.models.errors import AppError
from app.models.records import Stored
from app.store import audit
from app.store.batch_index import BatchIndex
from app.store.change_links import LINKS
from app.store.database import Store
from app.store.lock import current_user
from app.store.sightings import Sightings
from app.store.sqlite import cursor
from app.store.tables import RECORDS, Records, as_text, records_of, table_of
from app.store.timeline import Version
from app.store.vanished import note_vanished
from app.store.versions import Kept, Saver, load

_BATCH = table_of(Batch)
_ORDER = (*(name for name in RECORDS if name != "ci"), LINKS, "ci")
"""What points to others goes before what it points to."""
_SLICE = 5_000


def undo_batch(store: Store, batch: int, *, now: int, wall: int, actor: str) -> Stored:
    """Take a batch back by a reversal entry, in one transaction.

    Records that only this batch spoke of are removed; fields it changed go back unless a later
    batch changed them; history rows stay as evidence (`undone`, `reversal`). `now` and `wall`
    are UTC seconds. In the answer `new` counts the records removed, `changed` those restored.
    AppError when there is no such batch, or it is already taken back.
    """
    with store.writing() as connection:
        row = _undoable(connection, batch)
        reversal = _open_reversal(connection, row, now)
        counts = _Reversal(connection, batch, reversal, now).run()
        connection.execute(
            _BATCH.update()
            .where(_BATCH.c.id == reversal)
            .values(new=0, changed=counts["changed"], unchanged=counts["unchanged"])
        )
        audit.append(
            connection,
            action="undo",
            object=row["file_name"],
            detail={"batch": reversal, "reverses": batch, **counts},
            actor=actor,
            recorder=current_user(),
            now=now,
            wall=wall,
        )
    return Stored(
        batch=reversal,
        rows=0,
        new=counts["removed"],
        changed=counts["changed"],
        unchanged=counts["unchanged"],
        rejected=0,
    )


def reverse(connection: Connection, batch: int, now: int) -> dict[str, int]:
    """Take a batch back inside the connection's transaction; counts by what became of records."""
    reversal = _open_reversal(connection, _undoable(connection, batch), now)
    return _Reversal(connection, batch, reversal, now).run()


def _undoable(connection: Connection, batch: int) -> RowMapping:
    row = connection.execute(select(_BATCH).where(_BATCH.c.id == batch)).mappings().first()
    if row is None:
        raise AppError(f"There is no import {batch}. `tower import` prints the number of each.")
    if row["reverses"] is not None:
        raise AppError(f"Import {batch} is itself an undo. Import the file again instead.")
    taken = connection.execute(select(_BATCH.c.id).where(_BATCH.c.reverses == batch)).scalar()
    if taken is not None:
        raise AppError(f"Import {batch} ({row['file_name']}) was already taken back.")
    return row


def _open_reversal(connection: Connection, row: RowMapping, now: int) -> int:
    highest = connection.execute(select(func.max(_BATCH.c.id))).scalar()
    number = (highest or 0) + 1
    values = dict(row) | {
        "id": number,
        "imported_at": now,
        "rows": 0,
        "new": 0,
        "changed": 0,
        "unchanged": 0,
        "rejected": 0,
        "by_kind": "{}",
        "warnings": "[]",
        "contents": "{}",
        "cut": None,
        "problems": "[]",
        "reverses": row["id"],
    }
    connection.execute(insert(_BATCH).values(values))
    return number


class _Reversal:
    def __init__(self, connection: Connection, batch: int, reversal: int, now: int) -> None:
        self._cursor: sqlite3.Cursor = cursor(connection)
        self._index = BatchIndex(connection)
        self._batch, self._reversal, self._now = batch, reversal, now
        self._counts = {"removed": 0, "changed": 0, "unchanged": 0}

    def run(self) -> dict[str, int]:
        contents = self._index.tables(self._batch)
        for table in _ORDER:
            if table == LINKS and table in contents:
                self._take_links_back()
            elif table in contents:
                self._take_back(records_of(table), contents[table])
        of = [(source, kind) for source, kind in contents.get("ticket", {}).get("of", [])]
        note_vanished(self._cursor, of, self._reversal, self._now)
        return self._counts

    def _take_back(self, records: Records, brought: Mapping[str, Any]) -> None:
        seen = Sightings(self._cursor, records.name, self._index, self._batch)
        for ids in self._ids(records, brought):
            saver = Saver(self._cursor, records)
            gone: list[int] = []
            for kept in load(self._cursor, records, ids, self._index):
                versions = seen.standing(kept.id, kept.versions)
                if versions:
                    self._restore(saver, kept, versions, seen)
                elif kept.current["batch_id"] != self._batch:
                    self._counts["unchanged"] += 1  # a later file says the same
                elif (other := seen.last(kept.id)) is not None:
                    saver.save(kept, [replace(kept.versions[-1], batch=other)], other)
                    self._counts["unchanged"] += 1  # and so does an older one
                else:
                    gone.append(kept.id)
            saver.flush()
            self._remove(records, gone)

    def _restore(self, saver: Saver, kept: Kept, versions: list[Version], seen: Sightings) -> None:
        spoke_last = kept.current["batch_id"]
        if spoke_last == self._batch:
            spoke_last = seen.last(kept.id, {version.batch for version in versions})
        before = dict(kept.current)
        changed = saver.save(kept, versions, spoke_last, undone=self._batch)
        shown = {name: value for name, value in changed.items() if name != "row_hash"}
        saver.add_history(
            kept.id,
            [
                (name, self._now, 0, as_text(before[name]), as_text(value), "reversal",
                 self._reversal)
                for name, value in shown.items()
            ],
        )  # fmt: skip
        self._counts["changed" if shown else "unchanged"] += 1

    def _remove(self, records: Records, gone: list[int]) -> None:
        wanted = json.dumps(gone)
        referenced = ""
        if records.name == "ci":
            referenced = " AND id NOT IN (SELECT ci_id FROM change_ci)"
        self._cursor.execute(
            f'DELETE FROM "{records.name}" '  # noqa: S608 - a declared table
            f"WHERE id IN (SELECT value FROM json_each(?)){referenced}",
            (wanted,),
        )
        self._counts["removed"] += self._cursor.rowcount
        self._cursor.execute(
            "UPDATE field_history SET origin = 'undone' WHERE record_kind = ? "
            "AND record_id IN (SELECT value FROM json_each(?))",
            (records.name, wanted),
        )

    def _take_links_back(self) -> None:
        later = "SELECT c.batch_id FROM change c WHERE c.id = change_ci.change_id"
        self._cursor.execute(
            f"UPDATE change_ci SET batch_id = ({later}) "  # noqa: S608 - our own words
            f"WHERE batch_id = ? AND ({later}) > ?",
            (self._batch, self._batch),
        )
        self._cursor.execute("DELETE FROM change_ci WHERE batch_id = ?", (self._batch,))

    def _ids(self, records: Records, brought: Mapping[str, Any]) -> Iterator[list[int]]:
        first, end = brought["ids"]
        found = self._cursor.execute(
            f'SELECT id FROM "{records.name}" '  # noqa: S608 - a declared table
            "WHERE batch_id = ? OR (id >= ? AND id < ?) UNION "
            "SELECT record_id FROM field_history "
            "WHERE batch_id = ? AND record_kind = ? AND origin IN ('log', 'import')",
            (self._batch, first, end, self._batch, records.name),
        ).fetchall()
        ids = iter([record for (record,) in found])
        while part := list(islice(ids, _SLICE)):
            yield part
