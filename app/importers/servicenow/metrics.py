"""ServiceNow metric instances: from when on a ticket had which state or owner (FORMATS §1.4).

Only that the table exists is verified; its columns are not. Field names and labels are taken.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from app.importers.base import Chunk, Collector, Desk, Look, Row
from app.importers.columns import Column, Name, Raw, Stamp
from app.importers.servicenow.settling import Record, kind_of, number_in
from app.importers.servicenow.tables import ServiceNowTable
from app.importers.servicenow.values import (
    PROBLEM_STATES,
    PROBLEM_TASK_STATES,
    RANKS,
    REQUEST_STATES,
    SECURITY_STATES,
    TASK_STATES,
    TICKET_STATES,
)
from app.models.counts import counted
from app.models.records import Plan, Value

_ID, _VALUE = (
    ("id.number", "id", "document id", "document"),
    ("value", "field_value", "field value"),
)
_FIELD = ("field", "definition.field", "field name")
_CLOCK = (
    "definition", "duration", "end", "calculation_complete", "calculation complete", "field",
)  # fmt: skip
_STATES: dict[str, Mapping[str, Value]] = {
    "incident": TICKET_STATES, "problem": PROBLEM_STATES, "problem_task": PROBLEM_TASK_STATES,
    "change_task": TASK_STATES, "catalog_task": TASK_STATES, "request": REQUEST_STATES,
    "request_item": REQUEST_STATES, "security_incident": SECURITY_STATES,
}  # fmt: skip
"""States of the kinds of ticket whose history is kept."""
_TRACKED = {
    "assignment group": "assignment_group", "assigned to": "assignee", "priority": "priority",
    "state": "state",
}  # fmt: skip
"""What the field or the name of the metric says, and the ticket's field."""
_STORED = (
    "source", "kind", "key", "state", "state_raw", "priority", "priority_raw", "assignment_group",
    "assignee", "updated_at", "row_hash",
)  # fmt: skip


class ServiceNowMetric(ServiceNowTable):
    """One row a value that a field of a ticket had for a while; becomes history."""

    id: ClassVar[str] = "servicenow.metric_instance"
    kind: ClassVar[str] = "incident"
    table: ClassVar[str] = "ticket"
    key: ClassVar[tuple[str, ...]] = ("source", "kind", "key")
    tables: ClassVar[tuple[str, ...]] = ("metric_instance",)
    columns: ClassVar[tuple[Column, ...]] = (
        Name("record", _ID, required=True, reference=True),
        Name("definition", ("definition",), reference=True),
        Name("field", _FIELD),
        Raw("value", _VALUE, required=True),
        Stamp("updated_at", ("start",), required=True),
    )

    def recognises(self, look: Look) -> bool:
        """A record, a value and since when, beside the definition and the clock."""
        return self.fits(look) and look.count(*_CLOCK) > 2

    def plans(self, fields: tuple[str, ...]) -> dict[str, Plan]:
        """Versions of tickets, each of which tells one field."""
        del fields
        return {self.table: Plan(self.table, _STORED, self.key, log=True, additive=True)}

    def collector(self, fields: tuple[str, ...], desk: Desk) -> Collector:
        """Rows of other metrics are passed over."""
        return _Versions(fields, desk)


class _Versions(Collector):
    """Makes each row a version of its ticket."""

    def __init__(self, fields: tuple[str, ...], desk: Desk) -> None:
        super().__init__("ticket")
        self._fields, self._desk = fields, desk
        self._passed = 0

    def take(self, numbers: Sequence[int], rows: list[Row]) -> Iterator[Chunk]:
        """Versions; rows without a number or a start are left out."""
        made: list[Row] = []
        for number, row in zip(numbers, rows, strict=True):
            record: Record = dict(zip(self._fields, row, strict=True))
            key = number_in(record["record"])
            kind, field = kind_of(key), _tracked(record)
            if key is None:
                self._desk.reject(number, "", "", "The record is named by no number")
            elif record["updated_at"] is None:
                self._desk.reject(number, "", "", "Start is empty")
            elif kind not in _STATES or not field or record["value"] is None:
                self._passed += 1
                self._desk.merged(1)
            else:
                version = record | {"kind": kind, "key": key} | _told(field, kind, record["value"])
                made.append(tuple(map(version.get, _STORED)))
        if made:
            yield self.table, made

    def end(self) -> Iterator[Chunk]:
        """Says how many rows told nothing that is kept."""
        if self._passed:
            self._desk.warn(
                f"{counted(self._passed, 'metric')} of other fields or records than the state, "
                "priority, group and person of tickets: no history."
            )
        yield from ()


def _tracked(record: Record) -> str:
    """The ticket's field that a row is about; "" for another."""
    said = record.get("field") or record.get("definition")
    words = str(said or "").replace("_", " ").casefold()
    return next((field for name, field in _TRACKED.items() if name in words), "")


def _told(field: str, kind: str, value: Value) -> Record:
    words = str(value).strip()
    plain = words.casefold()
    number = plain.split(" ")[0]
    if field == "state":
        known = _STATES[kind]
        waits = "on_hold" if plain.startswith("awaiting ") else "unknown"
        return {
            "state": known.get(plain, known.get(number, waits)),
            "state_raw": words,
        }
    if field == "priority":
        rank = int(number) if number in {"1", "2", "3", "4", "5"} else RANKS.get(plain)
        return {"state": "unknown", "priority": rank, "priority_raw": words}
    return {"state": "unknown", field: words}
