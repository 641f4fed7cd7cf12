"""An event log of problems: one row an event of the process, as process mining keeps it.

The header is that of a flattened XES log: `case:concept:name`, `concept:name`, `time:timestamp`.
"""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from app.importers.base import Chunk, Collector, Desk, Importer, Look, Row
from app.importers.columns import Choice, Column, Key, Name, Raw, Stamp
from app.importers.service_desks.spread import Values, those
from app.models.records import Plan, Value

_ACTIVITY = ("concept:name", "activity")
_HEADER = ("case:concept:name", "concept:name", "time:timestamp")
_STATES: tuple[tuple[str, Value], ...] = (
    ("queued", "new"), ("accepted-wait", "on_hold"), ("accepted", "in_progress"),
    ("completed-cancelled", "cancelled"), ("completed", "closed"),
)  # fmt: skip
_STATE_SHARE = 0.5
_FIELDS = (
    "title", "state_raw", "priority", "impact", "assignee", "assignment_group", "company",
    "service", "updated_at",
)  # fmt: skip


class ProblemLog(Importer):
    """Events become versions: ordered by time, then by place in the file."""

    id: ClassVar[str] = "bpi.problem_log"
    system: ClassVar[str] = "Problem event log"
    kind: ClassVar[str] = "problem"
    containers: ClassVar[tuple[str, ...]] = ("csv", "xlsx", "xls", "ods")
    table: ClassVar[str] = "ticket"
    key: ClassVar[tuple[str, ...]] = ("source", "kind", "key")
    constants: ClassVar[dict[str, Value]] = {"source": "problem_log", "kind": "problem"}
    log: ClassVar[bool] = True
    hashed: ClassVar[bool] = False
    columns: ClassVar[tuple[Column, ...]] = (
        Key("key", ("case:concept:name",)),
        Choice("state", _ACTIVITY, starts=_STATES, otherwise="unknown", when_empty="unknown"),
        Raw("state_raw", _ACTIVITY),
        Name("assignee", ("resource", "org:resource")),
        Name("assignment_group", ("org:group", "org:role")),
        Name("company", ("organization country", "resource country")),
        Name("service", ("product", "case:product")),
        Stamp("updated_at", ("time:timestamp",), required=True),
    )

    def claims(self, look: Look) -> bool:
        """The log's header, and activities that are states of a problem."""
        if not look.has(*_HEADER):
            return False
        states = r"(?i)(queued|accepted|completed|unmatched)(-.*)?"
        return look.matches("concept:name", states) > _STATE_SHARE

    def plans(self, fields: tuple[str, ...]) -> dict[str, Plan]:
        """Problems with the time of their first event and of each closing."""
        own = ("source", "kind", "key", "state", *those(fields, *_FIELDS))
        derived = ("opened_at", "closed_at", "revision")
        return {"ticket": Plan("ticket", (*own, *derived), self.key, log=True)}

    def collector(self, fields: tuple[str, ...], desk: Desk) -> Collector:
        """Holds the events of each case until all are there."""
        del desk
        return _ByCase(fields, self.plans(fields)["ticket"].fields)


class _ByCase(Collector):
    def __init__(self, fields: tuple[str, ...], wanted: tuple[str, ...]) -> None:
        super().__init__("ticket")
        self._fields, self._wanted = fields, wanted
        self._key = fields.index("key")
        self._time = fields.index("updated_at")
        self._cases: dict[Value, list[Row]] = {}

    def take(self, numbers: Sequence[int], rows: list[Row]) -> Iterator[Chunk]:
        """Keep the events; nothing is handed on yet."""
        del numbers
        for row in rows:
            self._cases.setdefault(row[self._key], []).append(row)
        yield from ()

    def end(self) -> Iterator[Chunk]:
        """The versions, case by case."""
        rows = [row for events in self._cases.values() for row in self._versions(events)]
        if rows:
            yield "ticket", rows

    def _versions(self, events: list[Row]) -> Iterator[Row]:
        """Each event with what is known as of it: when the case began, and closed."""
        ordered = sorted(events, key=self._instant)
        opened = next((row[self._time] for row in ordered if row[self._time] is not None), None)
        for place, row in enumerate(ordered):
            values: Values = dict(zip(self._fields, row, strict=True))
            closed = values["state"] == "closed"
            values |= {
                "opened_at": opened,
                "closed_at": values["updated_at"] if closed else None,
                "revision": place,
            }
            yield tuple(map(values.get, self._wanted))

    def _instant(self, row: Row) -> int:
        at = row[self._time]
        return at if isinstance(at, int) else 0
