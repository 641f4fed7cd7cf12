"""Rows that say more than one record: a ticket with its SLA clocks, a form with its answers."""

from collections.abc import Callable, Iterator, Sequence

from app.importers.base import Chunk, Collector, Desk, Row
from app.importers.written_stamps import BadValueError
from app.models.records import Plan, Value

Values = dict[str, Value]
Turn = Callable[[Values], Iterator[tuple[str, Values]]]
"""One row's values as records of named tables; BadValueError leaves the row out."""


class Spread(Collector):
    """Hands on what a row turns into, table by table in the order of the plans.

    When no table is counted, each row read counts as part of the records that it turned into.
    """

    def __init__(
        self, fields: tuple[str, ...], plans: dict[str, Plan], desk: Desk, turn: Turn
    ) -> None:
        super().__init__(next(iter(plans)))
        self._fields, self._plans = fields, plans
        self._desk, self._turn = desk, turn
        self._counted = any(plan.counted for plan in plans.values())

    def take(self, numbers: Sequence[int], rows: list[Row]) -> Iterator[Chunk]:
        """The records of one block."""
        out: dict[str, list[Row]] = {table: [] for table in self._plans}
        for number, row in zip(numbers, rows, strict=True):
            values = dict(zip(self._fields, row, strict=True))
            try:
                made = list(self._turn(values))
            except BadValueError as reason:
                self._desk.reject(number, "", str(values.get("key") or ""), str(reason))
                continue
            for table, record in made:
                out[table].append(tuple(map(record.get, self._plans[table].fields)))
            if not self._counted:
                self._desk.merged(1)
        for table, made_rows in out.items():
            if made_rows:
                yield table, made_rows


def those(fields: tuple[str, ...], *wanted: str) -> tuple[str, ...]:
    """The wanted fields that the file has, in the order wanted."""
    return tuple(name for name in wanted if name in fields)
