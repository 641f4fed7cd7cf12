"""Which change touches which CI: names resolved to ids, CIs made where nothing named them yet."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from app.models.change import ChangeCI
from app.models.records import Plan, Value
from app.store.appending import Row
from app.store.batch_index import BatchIndex
from app.store.tables import insert_statement, table_of
from app.store.upsert import Upsert

LINKS = "change_ci"
_TABLE = table_of(ChangeCI)
_KEY = ("source", "name", "ident")
_CIS = Plan("ci", _KEY, _KEY)
_SLICE = 5_000
_T = TypeVar("_T")


class ChangeLinks:
    """Holds the pairs of one file until its changes and CIs are stored."""

    def __init__(self, cursor: sqlite3.Cursor, plan: Plan, batch: int) -> None:
        self._cursor, self._batch = cursor, batch
        self._places = [plan.fields.index(name) for name in ("source", "change_key", "ci_name")]
        self._role = plan.fields.index("role") if "role" in plan.fields else None
        self._pairs: dict[tuple[Value, Value, Value], Value] = {}
        self.rows = 0

    @property
    def count(self) -> int:
        """Distinct pairs of change and CI in the file."""
        return len(self._pairs)

    def take(self, rows: Sequence[Row]) -> None:
        """Keep one chunk; of two roles of a pair, primary wins."""
        self.rows += len(rows)
        source, change, ci = self._places
        for row in rows:
            pair = (row[source], row[change], row[ci])
            role = row[self._role] if self._role is not None else None
            if role == "primary" or pair not in self._pairs:
                self._pairs[pair] = role or "affected"

    def missing_cis(self, as_of: int, index: BatchIndex) -> Upsert:
        """The CIs that pairs name, stored by name alone."""
        upsert = Upsert(self._cursor, _CIS, self._batch, as_of, index)
        names = dict.fromkeys((source, ci, "") for source, _, ci in self._pairs)
        for part in _slices(names):
            upsert.take(part)
        upsert.finish()
        return upsert

    def finish(self) -> int:
        """Store the pairs; the number that name a change which isn't in the store."""
        lost = 0
        for part in _slices(self._pairs.items()):
            changes = self._ids("change", "key", [(pair[0], pair[1]) for pair, _ in part])
            cis = self._ids("ci", "name", [(pair[0], pair[2]) for pair, _ in part], "ident = ''")
            rows = []
            for (source, change, ci), role in part:
                if (source, change) in changes:
                    ids = (changes[source, change], cis[source, ci])
                    rows.append((*ids, role, self._batch))
                else:
                    lost += 1
            self._cursor.executemany(
                insert_statement(_TABLE, ("change_id", "ci_id", "role", "batch_id"))
                + " ON CONFLICT (change_id, ci_id) DO UPDATE SET role = excluded.role "
                "WHERE role <> excluded.role",
                rows,
            )
        return lost

    def _ids(
        self, table: str, column: str, keys: Sequence[tuple[Value, Value]], which: str = "1"
    ) -> dict[tuple[Value, Value], int]:
        by_source: dict[Value, list[Value]] = {}
        for source, key in keys:
            by_source.setdefault(source, []).append(key)
        found = {}
        for source, wanted in by_source.items():
            for record, key in self._cursor.execute(
                f'SELECT id, "{column}" FROM "{table}" WHERE source = ? '  # noqa: S608 - our own
                f'AND {which} AND "{column}" IN (SELECT value FROM json_each(?))',
                (source, json.dumps(wanted)),
            ):
                found[source, key] = record
        return found


def _slices(things: Iterable[_T]) -> Iterator[list[_T]]:
    rest = iter(things)
    while part := list(islice(rest, _SLICE)):
        yield part
