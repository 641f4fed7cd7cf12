"""What every batch brought: its as-of, the fields of its file and the ids it created."""

import json
from bisect import bisect_right
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select

from app.models.batch import Batch
from app.store.tables import table_of

_BATCH = table_of(Batch)


class BatchIndex:
    """The batches of a store, loaded once a write."""

    def __init__(self, connection: Connection) -> None:
        self._as_of: dict[int, int] = {}
        self._contents: dict[int, Mapping[str, Any]] = {}
        self.undone: set[int] = set()
        self._created: dict[str, list[tuple[int, int, int]]] = {}
        columns = (_BATCH.c.id, _BATCH.c.as_of, _BATCH.c.contents, _BATCH.c.reverses)
        for batch, as_of, contents, reverses in connection.execute(select(*columns)):
            self.add(batch, as_of, json.loads(contents))
            if reverses is not None:
                self.undone.add(reverses)

    def add(self, batch: int, as_of: int, contents: Mapping[str, Any]) -> None:
        """Know one more batch, or a batch's contents anew."""
        self._as_of[batch] = as_of
        self._contents[batch] = contents
        for table, brought in contents.items():
            first, end = brought.get("ids", (0, 0))
            if end > first:
                self._created.setdefault(table, []).append((first, end, batch))
                self._created[table].sort()

    def settle(self, batch: int, as_of: int) -> None:
        """The batch knows up to `as_of`, as its rows have shown."""
        self._as_of[batch] = as_of

    def as_of(self, batch: int) -> int:
        """The instant up to which the batch's export knows, UTC seconds."""
        return self._as_of[batch]

    def fields(self, table: str) -> dict[int, frozenset[str]]:
        """Per batch, the fields its file had for the table."""
        return {
            batch: frozenset(contents[table]["fields"])
            for batch, contents in self._contents.items()
            if table in contents
        }

    def additive(self, table: str) -> frozenset[int]:
        """The batches whose rows of the table say nothing by an empty value."""
        return frozenset(
            batch
            for batch, contents in self._contents.items()
            if contents.get(table, {}).get("additive")
        )

    def created_in(self, table: str, record: int) -> int | None:
        """The batch that created the record."""
        ranges = self._created.get(table, [])
        place = bisect_right(ranges, record, key=lambda found: found[0]) - 1
        if place < 0 or record >= ranges[place][1]:
            return None
        return ranges[place][2]

    def next_id(self, table: str) -> int:
        """The first id that no batch ever used: ids of records taken back are not given again."""
        return max((end for _, end, _ in self._created.get(table, [])), default=1)

    def tables(self, batch: int) -> Mapping[str, Any]:
        """What the batch brought, by table."""
        return self._contents.get(batch, {})
