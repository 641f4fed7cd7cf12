"""Rows of one table into the store: new, changed or unchanged, with field history.

Rows whose hash is already stored cost one lookup a chunk; only what differs is compared field by
field (PERFORMANCE: a re-import ≤ 0.25 × the first import).
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from operator import itemgetter

from app.models.records import Plan, Value
from app.store import late_indexes
from app.store.appending import Appending, Row
from app.store.batch_index import BatchIndex
from app.store.lookup import Key, Lookup
from app.store.planned_rows import PlannedRows, place_of
from app.store.tables import VERSION_FIELD, Records, insert_statement, records_of
from app.store.timeline import UNSAID, Version, merged, replay
from app.store.versions import Saver, load

_SLICE = 2_000
_UNCHANGED, _CHANGED = 1, 2
_POOLED_LENGTH = 64


class Upsert:
    """Writes the rows of one plan of one file; counts are whole after `finish`."""

    def __init__(
        self, cursor: sqlite3.Cursor, plan: Plan, batch: int, as_of: int, index: BatchIndex
    ) -> None:
        self._records: Records = records_of(plan.table)
        self._cursor, self._plan = cursor, plan
        self._batch, self._index = batch, index
        self._planned = PlannedRows(plan, self._records, batch, as_of)
        self._key_of = self._planned.key_of
        self._timeless = not self._records.has("updated_at")
        """What a file says then holds as of the file: each one is a version."""
        self._lookup = Lookup(cursor, self._records, self._planned.check_fields)
        self._columns = ("id", *self._planned.filled, "batch_id")
        self._appending = Appending(cursor, self._records, self._planned.filled, batch)
        self._fresh = self._is_empty()
        self._later = late_indexes.set_aside(cursor, plan.table) if self._fresh else []
        self.first_id = self.next_id = self._first_free_id()
        self._marks = bytearray(self.first_id)
        self._held: dict[Key, list[Row]] = {}
        self._pool: dict[Value, Value] = {}
        self._spoke_before: dict[int, list[int]] = {}
        """Records that this batch took over, by the batch that spoke of them last before."""
        self.rows = 0
        self.of: set[tuple[Value, Value]] = set()

    @property
    def new(self) -> int:
        """Records that were not there before."""
        return self.next_id - self.first_id

    @property
    def changed(self) -> int:
        """Records of which the file knew something newer."""
        return self._marks.count(_CHANGED)

    @property
    def unchanged(self) -> int:
        """Records that stay as they were."""
        return self._marks.count(_UNCHANGED)

    @property
    def named(self) -> bytes:
        """A byte for each record that was there before: not 0 where the file named it."""
        return bytes(self._marks)

    def take(self, rows: Sequence[Row]) -> None:
        """Store one chunk; the rows of a log are held until `finish`."""
        self.rows += len(rows)
        if self._records.name == "ticket":
            kind, source = place_of(self._plan, "kind"), place_of(self._plan, "source")
            assert kind is not None
            assert source is not None
            self.of.update(map(itemgetter(source, kind), rows))
        if self._plan.log:
            self._hold(rows)
            return
        if self._fresh and self._append(rows):
            return
        again = self._first_of_each(rows)
        if again:
            self._reconcile(again)

    def finish(self, still_wanted: Callable[[], None] = lambda: None) -> None:
        """Store what was held; `still_wanted` is called in between and may raise Cancelled."""
        keys = iter(sorted(self._held, key=repr))
        while part := list(islice(keys, _SLICE)):
            still_wanted()
            self._store_logs({key: self._held.pop(key) for key in part})
        late_indexes.make(self._cursor, self._later)

    def settle(self, as_of: int) -> None:
        """The rows have shown that the file knows up to `as_of` only, no later than was taken.

        Records that a later batch speaks of were then not last spoken of by this one.
        """
        self._planned.as_of = as_of
        spoke_later = {
            before: ids
            for before, ids in self._spoke_before.items()
            if self._index.as_of(before) >= as_of
        }
        self._speak(spoke_later)

    # ---- single rows

    def _first_of_each(self, rows: Sequence[Row]) -> dict[Key, list[Row]]:
        """Store the first row of each key; what needs comparing comes back."""
        keys = list(map(self._key_of, rows))
        firsts: dict[Key, Row] = dict(zip(keys, rows, strict=True))
        again: dict[Key, list[Row]] = {}
        if len(firsts) < len(rows):
            firsts.clear()
            for key, row in zip(keys, rows, strict=True):
                first = firsts.setdefault(key, row)
                if first is not row and first != row:
                    again.setdefault(key, []).append(row)
        known = {} if self._fresh else self._lookup.find(list(firsts))
        spoke_last = {batch for _, batch, _ in known.values()}
        older = set(filter(self._is_older, spoke_last))
        other_times = {
            batch for batch in spoke_last if self._index.as_of(batch) != self._planned.as_of
        }
        new: list[tuple[Key, Row]] = []
        touched: dict[int, list[int]] = {}
        marks, first_id = self._marks, self.first_id
        check_of = self._planned.check()
        for key, row in firsts.items():
            there = known.get(key)
            if there is None:
                new.append((key, row))
                continue
            record, batch, check = there
            if check == check_of(row) and not (self._timeless and batch in other_times):
                if record < first_id and not marks[record]:
                    marks[record] = _UNCHANGED
                if batch in older:
                    touched.setdefault(batch, []).append(record)
            else:
                again.setdefault(key, []).insert(0, row)
        self._touch(touched)
        for key, row in self._insert(new):
            again.setdefault(key, []).insert(0, row)
        return again

    def _insert(self, new: list[tuple[Key, Row]]) -> list[tuple[Key, Row]]:
        """Insert records; those whose key an earlier chunk already brought come back."""
        if not new:
            return []
        if self._append([row for _, row in new]):
            return []
        self._fresh = False
        known = self._lookup.find([key for key, _ in new])
        self._insert([(key, row) for key, row in new if key not in known])
        return [(key, row) for key, row in new if key in known]

    def _append(self, rows: Sequence[Row]) -> bool:
        """Insert the rows as they come; False when a key was taken, nothing is kept then."""
        rows = self._planned.complete(rows)
        if self._appending.append(rows, self.next_id, unless_taken=self._fresh):
            self.next_id += len(rows)
            return True
        self._cursor.execute(
            f'DELETE FROM "{self._records.name}" WHERE id >= ?',  # noqa: S608 - declared
            (self.next_id,),
        )
        return False

    def _reconcile(self, rows_by_key: dict[Key, list[Row]]) -> None:
        known = self._lookup.find(list(rows_by_key))
        incoming = {
            known[key][0]: [self._planned.version(row, "import") for row in rows]
            for key, rows in rows_by_key.items()
        }
        self._merge(incoming)

    # ---- logs

    def _hold(self, rows: Iterable[Row]) -> None:
        pool = self._pool
        for row in rows:
            pooled = tuple(
                pool.setdefault(value, value)
                if isinstance(value, str) and len(value) <= _POOLED_LENGTH
                else value
                for value in row
            )
            self._held.setdefault(self._key_of(pooled), []).append(pooled)

    def _store_logs(self, held: dict[Key, list[Row]]) -> None:
        known = {} if self._fresh else self._lookup.find(list(held))
        saver = Saver(self._cursor, self._records)
        inserts = []
        incoming: dict[int, list[Version]] = {}
        seen = self._seen_versions([record for record, _, _ in known.values()])
        for key, rows in held.items():
            there = known.get(key)
            if there is not None:
                rows = [row for row in rows if self._planned.mark(row) not in seen[there[0]]]  # noqa: PLW2901
                incoming[there[0]] = [self._planned.version(row, "log") for row in rows]
                continue
            versions = [self._planned.version(row, "log") for row in rows]
            values, history = replay(merged((), versions))
            values |= dict(zip(self._records.key, key, strict=True))
            values |= {"id": self.next_id, "batch_id": self._batch}
            inserts.append(tuple(values.get(name, UNSAID.get(name)) for name in self._columns))
            saver.add_history(self.next_id, history)
            self.next_id += 1
        self._cursor.executemany(insert_statement(self._records.table, self._columns), inserts)
        saver.flush()
        same = [record for record, versions in incoming.items() if not versions]
        for record in same:
            self._mark(record, _UNCHANGED)
            del incoming[record]
        batches = {record: batch for record, batch, _ in known.values()}
        touched: dict[int, list[int]] = {}
        for record in same:
            if self._is_older(batches[record]):
                touched.setdefault(batches[record], []).append(record)
        self._touch(touched)
        self._merge(incoming)

    def _seen_versions(self, ids: list[int]) -> dict[int, set[tuple[int, str]]]:
        seen: dict[int, set[tuple[int, str]]] = {record: set() for record in ids}
        for record, at, token in self._cursor.execute(
            "SELECT record_id, at, new FROM field_history WHERE record_kind = ? "
            "AND record_id IN (SELECT value FROM json_each(?)) AND field = ? AND origin = 'log'",
            (self._records.name, json.dumps(ids), VERSION_FIELD),
        ):
            seen[record].add((at, token))
        return seen

    # ---- both

    def _merge(self, incoming: dict[int, list[Version]]) -> None:
        saver = Saver(self._cursor, self._records)
        for kept in load(self._cursor, self._records, list(incoming), self._index):
            versions = merged(kept.versions, incoming[kept.id])
            before = spoke_last = kept.current["batch_id"]
            if self._is_older(before):
                spoke_last = self._batch
                self._spoke_before.setdefault(before, []).append(kept.id)
            if len(versions) == len(kept.versions):
                changed = False
                self._speak({spoke_last: [kept.id]} if spoke_last != before else {})
            else:
                changed = bool(saver.save(kept, versions, spoke_last).keys() - {"row_hash"})
            self._mark(kept.id, _CHANGED if changed else _UNCHANGED)
        saver.flush()

    def _mark(self, record: int, mark: int) -> None:
        if record < self.first_id:
            self._marks[record] = max(mark, self._marks[record])

    def _is_older(self, batch: int) -> bool:
        return batch != self._batch and self._index.as_of(batch) < self._planned.as_of

    def _touch(self, records: dict[int, list[int]]) -> None:
        """This batch spoke last of the records, which are given by the batch that did before."""
        for before, ids in records.items():
            self._spoke_before.setdefault(before, []).extend(ids)
            self._speak({self._batch: ids})

    def _speak(self, records: dict[int, list[int]]) -> None:
        for batch, ids in records.items():
            self._cursor.execute(
                f'UPDATE "{self._records.name}" SET batch_id = ? '  # noqa: S608 - declared
                "WHERE id IN (SELECT value FROM json_each(?))",
                (batch, json.dumps(ids)),
            )

    def _is_empty(self) -> bool:
        statement = f'SELECT 1 FROM "{self._records.name}" LIMIT 1'  # noqa: S608 - declared
        return self._cursor.execute(statement).fetchone() is None

    def _first_free_id(self) -> int:
        statement = f'SELECT max(id) FROM "{self._records.name}"'  # noqa: S608 - declared
        highest = self._cursor.execute(statement).fetchone()[0] or 0
        return max(highest + 1, self._index.next_id(self._records.name))
