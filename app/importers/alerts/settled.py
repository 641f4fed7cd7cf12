"""Rows that are completed record by record before they are stored."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from app.importers.base import Chunk, Collector, Desk, Importer, Row
from app.importers.written_stamps import BadValueError
from app.models.alert import Alert
from app.models.base import Imported
from app.models.records import Plan, Value

Record = dict[str, Value]


class SettledImporter(Importer):
    """A format whose columns are partly material: `settle` makes the stored fields of them.

    Of the columns' fields those that `model` has are stored, the others are only there for
    `settle`, which may fill the `derived` fields besides. Alerts, unless a subclass says
    otherwise.
    """

    model: ClassVar[type[Imported]] = Alert
    kind: ClassVar[str] = "alert"
    table: ClassVar[str] = "alert"
    key: ClassVar[tuple[str, ...]] = ("source", "key")
    derived: ClassVar[tuple[str, ...]] = ()
    needs: ClassVar[dict[str, tuple[str, ...]]] = {}
    """Derived fields that are only known of a file with one of these columns' fields."""
    repeats: ClassVar[bool] = False
    """The same record may stand in a file several times, word for word."""

    def settle(self, record: Record) -> None:
        """Complete one record in place; raises BadValueError when it can't be one."""

    def stored(self, fields: tuple[str, ...]) -> tuple[str, ...]:
        """The fields that are stored of a file that has `fields`."""
        known = {*Imported.__annotations__, *self.model.__annotations__}
        own = [field for field in fields if field in known and field != "row_hash"]
        made = [
            field
            for field in self.derived
            if field not in self.needs or not {*self.needs[field]}.isdisjoint(fields)
        ]
        always = ("state",) if self.model is Alert else ()
        return (*dict.fromkeys((*own, *made, *always)), "row_hash")

    def plans(self, fields: tuple[str, ...]) -> dict[str, Plan]:
        """The one table, with what `settle` fills."""
        return {self.table: Plan(self.table, self.stored(fields), self.key)}

    def collector(self, fields: tuple[str, ...], desk: Desk) -> Collector:
        """Settles each row."""
        return Settling(self, fields, desk)


class Settling(Collector):
    """Completes rows; those that can't be records are left out with their reason."""

    def __init__(self, importer: SettledImporter, fields: tuple[str, ...], desk: Desk) -> None:
        super().__init__(importer.table)
        self._importer = importer
        self._fields = fields
        self._desk = desk
        self._stored = importer.stored(fields)
        self._alerts = importer.model is Alert
        self._blank = dict.fromkeys(column.field for column in importer.columns)
        self._seen: set[tuple[Value, Value]] = set()

    def take(self, numbers: Sequence[int], rows: list[Row]) -> Iterator[Chunk]:
        """The completed rows of one block."""
        kept = [self._row(record) for record in self._settled(numbers, rows)]
        if kept:
            yield self.table, kept

    def settle(self, record: Record) -> None:
        """Complete one record in place; raises BadValueError when it can't be one."""
        self._importer.settle(record)

    def _settled(self, numbers: Sequence[int], rows: list[Row]) -> Iterator[Record]:
        for number, row in zip(numbers, rows, strict=True):
            record = self._blank | dict(zip(self._fields, row, strict=True))
            try:
                self.settle(record)
            except BadValueError as reason:
                self._desk.reject(number, "", "", str(reason))
                continue
            if not self._repeats(record):
                yield record

    def _row(self, record: Record) -> Row:
        """The stored fields of a record; an alert whose state nothing tells is unknown."""
        record["state"] = record.get("state") or ("unknown" if self._alerts else None)
        return tuple(map(record.get, self._stored))

    def _repeats(self, record: Record) -> bool:
        """Whether the file held the very same record before; it is counted as part of that."""
        if not self._importer.repeats:
            return False
        same = (record["key"], record["row_hash"])
        if same in self._seen:
            self._desk.merged(1)
            return True
        self._seen.add(same)
        return False
