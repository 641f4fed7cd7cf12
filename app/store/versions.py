"""Loading and saving the timelines of stored records."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.models.history import FieldHistory
from app.store.batch_index import BatchIndex
from app.store.tables import (
    VERSION_FIELD,
    Records,
    insert_statement,
    row_digest,
    table_of,
    update_statement,
)
from app.store.timeline import UNSAID, HistoryRow, Version, recall, replay, unsaid_in

LIVE = ("log", "import")
APART = "outcome_unknown"
"""The one field whose history does not come from versions but from their absence."""

HISTORY = table_of(FieldHistory)
HISTORY_COLUMNS = (
    "record_kind", "record_id", "field", "at", "sequence", "old", "new", "origin", "batch_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kept:
    """One stored record with its live history rows (by their ids) and its versions."""

    id: int
    current: dict[str, Any]
    rows: dict[HistoryRow, int]
    versions: list[Version]


def load(
    cursor: sqlite3.Cursor, records: Records, ids: Sequence[int], index: BatchIndex
) -> list[Kept]:
    """The records with the given ids, ordered by id."""
    wanted = json.dumps(ids)
    columns = tuple(column.name for column in records.table.c)
    found = cursor.execute(
        f'SELECT * FROM "{records.name}" '  # noqa: S608 - a declared table
        "WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
        (wanted,),
    ).fetchall()
    histories: dict[int, dict[HistoryRow, int]] = {}
    history = cursor.execute(
        "SELECT record_id, id, field, at, sequence, old, new, origin, batch_id FROM field_history "
        "WHERE record_kind = ? AND record_id IN (SELECT value FROM json_each(?)) "
        "AND origin IN (?, ?) AND field <> ?",
        (records.name, wanted, *LIVE, APART),
    )
    for record, row_id, *row in history:
        histories.setdefault(record, {})[tuple(row)] = row_id
    key = set(records.key)
    said = index.fields(records.name)
    fields_of = {batch: each - key for batch, each in said.items()}
    kept = []
    for values in found:
        current = dict(zip(columns, values, strict=True))
        rows = histories.get(current["id"], {})
        if any(row[0] == VERSION_FIELD for row in rows):
            versions = recall(records, current, list(rows), fields_of)
        else:
            versions = [_only_version(records, current, index, said)]
        versions += _said_again(current, versions[-1], index) if versions else []
        kept.append(Kept(current["id"], current, rows, versions))
    return kept


def _only_version(
    records: Records,
    current: dict[str, Any],
    index: BatchIndex,
    said: dict[int, frozenset[str]],
) -> Version:
    batch = index.created_in(records.name, current["id"])
    if batch is None or batch in index.undone:
        batch = int(current["batch_id"])
    values = {field: current[field] for field in said.get(batch, frozenset())}
    row_hash = current["row_hash"] if "row_hash" in current else row_digest(records, values)
    for name in records.key:
        values.pop(name, None)
    if "row_hash" in current:
        values["row_hash"] = row_hash
    silent = unsaid_in(values) if batch in index.additive(records.name) else ()
    updated, revision = current.get("updated_at"), current.get("revision")
    return Version(
        at=updated if updated is not None else index.as_of(batch),
        revision=revision if revision is not None else -1,
        row_hash=row_hash,
        origin="import",
        batch=batch,
        values={field: value for field, value in values.items() if field not in silent},
        silent=silent,
    )


def _said_again(current: dict[str, Any], last: Version, index: BatchIndex) -> list[Version]:
    """The last version once more, where a later file said the same without a time of its own."""
    batch = int(current["batch_id"])
    if current.get("updated_at") is not None or index.as_of(batch) <= last.at:
        return []
    return [replace(last, at=index.as_of(batch), batch=batch)]


class Saver:
    """Collects what changes and writes it with few statements."""

    def __init__(self, cursor: sqlite3.Cursor, records: Records) -> None:
        self._cursor = cursor
        self._records = records
        self._updates: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
        self._history: list[tuple[Any, ...]] = []
        self._gone: list[tuple[int]] = []
        self._undone: list[tuple[int]] = []

    def add_history(self, record: int, rows: Sequence[HistoryRow]) -> None:
        """History rows of a record that is new."""
        self._history += [(self._records.name, record, *row) for row in rows]

    def save(
        self, kept: Kept, versions: Sequence[Version], batch: int, *, undone: int | None = None
    ) -> dict[str, Any]:
        """Make the record what its versions say; the columns that changed, with their new values.

        `batch` becomes the batch that last spoke of it. History rows of the batch `undone` stay
        as evidence instead of going.
        """
        values, rows = replay(versions)
        changed = {
            field: value
            for field, value in values.items()
            if field in kept.current and kept.current[field] != value
        }
        # A field that only a batch now taken back spoke of is not known any more.
        for version in kept.versions if undone is not None else ():
            for field in version.values.keys() - values.keys():
                nothing = None if self._records.table.c[field].nullable else UNSAID.get(field)
                if kept.current.get(field) != nothing:
                    changed[field] = nothing
        columns = dict(changed)
        if kept.current["batch_id"] != batch:
            columns["batch_id"] = batch
        if columns:
            parameters = (*columns.values(), kept.id)
            self._updates.setdefault(tuple(columns), []).append(parameters)
        wanted = set(rows)
        self.add_history(kept.id, [row for row in rows if row not in kept.rows])
        for row, row_id in kept.rows.items():
            if row not in wanted:
                (self._undone if row[6] == undone else self._gone).append((row_id,))
        return changed

    def flush(self) -> None:
        """Write what was collected."""
        for columns, parameters in self._updates.items():
            statement = update_statement(self._records.table, columns)
            self._cursor.executemany(statement, parameters)
        self._cursor.executemany("DELETE FROM field_history WHERE id = ?", self._gone)
        self._cursor.executemany(
            "UPDATE field_history SET origin = 'undone' WHERE id = ?", self._undone
        )
        self._cursor.executemany(insert_statement(HISTORY, HISTORY_COLUMNS), self._history)
        self._updates.clear()
        self._history.clear()
        self._gone.clear()
        self._undone.clear()
