"""What the rows of one plan say: their key, the check that tells a change, their version."""

from collections.abc import Callable, Sequence
from hashlib import sha256
from operator import itemgetter
from typing import Any

from app.models.records import Plan
from app.store.appending import Row
from app.store.tables import Records, row_digest
from app.store.timeline import Version, token_of, unsaid_in


class PlannedRows:
    """Reads rows as the plan orders their fields; a row without a time of its own is of `as_of`."""

    def __init__(self, plan: Plan, records: Records, batch: int, as_of: int) -> None:
        self._plan, self._records, self._batch = plan, records, batch
        self.as_of = as_of
        self.key_of = _tuple_of(plan, records.key)
        self._hash_at = place_of(plan, "row_hash")
        self._updated_at = place_of(plan, "updated_at")
        self._revision_at = place_of(plan, "revision")
        self._hashed = records.has("row_hash")
        self._compared_at = [at for at, name in enumerate(plan.fields) if name not in records.key]
        compared = tuple(plan.fields[at] for at in self._compared_at)
        self.check_fields = ("row_hash",) if self._hashed else compared
        """What a stored record needs to be compared by."""
        extra = ("row_hash",) if self._hashed and self._hash_at is None else ()
        self.filled = (*plan.fields, *extra)
        """The columns that a row fills, the hash with them."""

    def check(self) -> Callable[[Row], Any]:
        """What a row is compared by, as a stored record is by its `check_fields`."""
        if not self._hashed:
            return self._compared
        return self.hash if self._hash_at is None else itemgetter(self._hash_at)

    def _compared(self, row: Row) -> Any:
        values = tuple(row[at] for at in self._compared_at)
        return values[0] if len(values) == 1 else values

    def complete(self, rows: Sequence[Row]) -> Sequence[Row]:
        """The rows with all `filled` columns."""
        if len(self.filled) == len(self._plan.fields):
            return rows
        return [(*row, self.hash(row)) for row in rows]

    def hash(self, row: Row) -> str:
        """The row's own hash, or one of its values."""
        if self._hash_at is not None:
            return str(row[self._hash_at])
        if not self._hashed:
            return row_digest(self._records, dict(zip(self._plan.fields, row, strict=True)))
        return sha256(repr(row).encode("utf-8", "surrogatepass")).hexdigest()[:16]

    def mark(self, row: Row) -> tuple[int, str]:
        """When a version of a log was, and its token."""
        at, revision = self._moment(row)
        return at, token_of(revision, self.hash(row))

    def _moment(self, row: Row) -> tuple[int, int]:
        updated = row[self._updated_at] if self._updated_at is not None else None
        revision = row[self._revision_at] if self._revision_at is not None else None
        at = updated if isinstance(updated, int) else self.as_of
        return at, revision if isinstance(revision, int) else -1

    def version(self, row: Row, origin: str) -> Version:
        """The version of its record that a row is; `origin` is "import" or "log"."""
        at, revision = self._moment(row)
        values = dict(zip(self._plan.fields, row, strict=True))
        for name in self._records.key:
            del values[name]
        row_hash = self.hash(row)
        if self._hashed:
            values["row_hash"] = row_hash
        silent = unsaid_in(values) if self._plan.additive else ()
        return Version(
            at=at,
            revision=revision,
            row_hash=row_hash,
            origin=origin,
            batch=self._batch,
            values={name: value for name, value in values.items() if name not in silent},
            silent=silent,
        )


def place_of(plan: Plan, field: str) -> int | None:
    """Where the rows of a plan have a field; None where they don't."""
    return plan.fields.index(field) if field in plan.fields else None


def _tuple_of(plan: Plan, names: tuple[str, ...]) -> Any:
    places = [plan.fields.index(name) for name in names]
    if len(places) == 1:
        place = places[0]
        return lambda row: (row[place],)
    return itemgetter(*places)
