"""Several messages about one record in a file: what the later ones say is added to it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import blake2b

from app.importers.alerts.settled import Record, SettledImporter, Settling
from app.importers.base import Chunk, Collector, Desk, Row
from app.models.alert import ALERT_STATES
from app.models.records import Plan, Value

_GOING_ON = frozenset(ALERT_STATES) - {"resolved", "unknown"}


class MergingImporter(SettledImporter):
    """A format of messages, several of which may be about one record, in one file or in several."""

    def plans(self, fields: tuple[str, ...]) -> dict[str, Plan]:
        """The one table; what a message doesn't tell stays as an earlier one told it."""
        whole = super().plans(fields)
        return whole | {self.table: replace(whole[self.table], additive=True)}

    def collector(self, fields: tuple[str, ...], desk: Desk) -> Collector:
        """Holds the records until the file ends."""
        return Merging(self, fields, desk)


class Merging(Settling):
    """Lays the messages about one key over each other in order of `updated_at`."""

    def __init__(self, importer: SettledImporter, fields: tuple[str, ...], desk: Desk) -> None:
        super().__init__(importer, fields, desk)
        self._held: dict[Value, list[Record]] = {}

    def take(self, numbers: Sequence[int], rows: list[Row]) -> Iterator[Chunk]:
        """Keep the records; nothing is handed on yet."""
        for record in self._settled(numbers, rows):
            self._held.setdefault(record["key"], []).append(record)
        yield from ()

    def end(self) -> Iterator[Chunk]:
        """One record a key."""
        found = list(map(self._one, self._held.values()))
        if found:
            yield self.table, list(map(self._row, found))

    def _one(self, records: list[Record]) -> Record:
        """The messages about one record, which count as one."""
        self._desk.merged(len(records) - 1)
        return laid(records)


def laid(records: list[Record]) -> Record:
    """A value that is absent or unknown hides none that an earlier message had.

    What goes on again after it was resolved has no end any more.
    """
    records.sort(key=_updated)
    whole: Record = {}
    for record in records:
        whole |= {
            field: value
            for field, value in record.items()
            if value is not None and (value != "unknown" or field != "state")
        }
        if record.get("state") in _GOING_ON:
            whole["resolved_at"] = record.get("resolved_at")
    if len(records) > 1:
        joined = "".join(str(record.get("row_hash")) for record in records).encode()
        whole["row_hash"] = blake2b(joined, digest_size=8).hexdigest()
    return whole


def _updated(record: Record) -> int:
    at = record.get("updated_at")
    return at if isinstance(at, int) else 0
