"""ServiceNow outages of configuration items (FORMATS §1.4, §25 row 12)."""

from typing import ClassVar

from app.importers.base import Collector, Desk, Look
from app.importers.columns import Choice, Column, Identifier, Integer, Name, Stamp, Text
from app.importers.servicenow.settling import Record, Settled, composed, kept, number_in
from app.importers.servicenow.tables import ServiceNowTable
from app.importers.servicenow.values import OUTAGE_TYPES
from app.models.records import Plan

_NUMBER = "number"


class ServiceNowOutage(ServiceNowTable):
    """One row an outage, a degradation or a planned outage."""

    id: ClassVar[str] = "servicenow.outage"
    kind: ClassVar[str] = "outage"
    table: ClassVar[str] = "outage"
    tables: ClassVar[tuple[str, ...]] = ("cmdb_ci_outage",)
    columns: ClassVar[tuple[Column, ...]] = (
        Identifier("source_id", ("sys_id", "sys id")),
        Identifier(_NUMBER, ("number",)),
        Choice("kind", ("type",), choices=OUTAGE_TYPES, otherwise="outage", when_empty="outage",
               required=True),
        Text("title", ("short_description", "short description")),
        Name("service", ("business_service", "service", "business service"), reference=True),
        Name("ci", ("cmdb_ci", "configuration item"), reference=True),
        Stamp("start_at", ("begin",), required=True),
        Stamp("end_at", ("end",), required=True),
        Identifier("ticket_key", ("task_number", "task number", "task"), reference=True),
        Text("message", ("details", "message", "description")),
        Integer("revision", ("sys_mod_count", "updates")),
        Stamp("updated_at", ("sys_updated_on", "updated")),
    )  # fmt: skip

    def recognises(self, look: Look) -> bool:
        """`begin`, `end` and `type` beside the configuration item."""
        return look.has("begin", "end", "type") and look.count("cmdb_ci", "configuration item") > 0

    def plans(self, fields: tuple[str, ...]) -> dict[str, Plan]:
        """Outages."""
        return {self.table: Plan(self.table, self._kept(fields), self.key)}

    def collector(self, fields: tuple[str, ...], desk: Desk) -> Collector:
        """The number is the key; without one the id, else CI and begin."""
        return Settled(self.table, fields, self._kept(fields), _settle, desk)

    def _kept(self, fields: tuple[str, ...]) -> tuple[str, ...]:
        return kept(fields, "key", without=(_NUMBER,))


def _settle(record: Record) -> str:
    record["key"] = record.get(_NUMBER) or composed(record, "ci", "kind", "start_at")
    ticket = record.get("ticket_key")
    record["ticket_key"] = number_in(ticket) or ticket
    start, end = record["start_at"], record["end_at"]
    if not isinstance(start, int):
        return "Begin is empty"
    if isinstance(end, int) and end < start:
        return "The outage ends before it begins"
    return ""
