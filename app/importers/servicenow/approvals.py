"""ServiceNow approvals (FORMATS §1.2, §1.4, §25 row 12)."""

from typing import ClassVar

from app.importers.base import Collector, Desk, Look
from app.importers.columns import Choice, Column, Identifier, Key, Name, Raw, Stamp, Text
from app.importers.servicenow.settling import Record, Settled, composed, kept, kind_of, number_in
from app.importers.servicenow.tables import ServiceNowTable
from app.importers.servicenow.values import APPROVALS
from app.models.records import Plan

_TARGET = ("sysapproval", "approval for", "approving", "document_id")
_TABLES = {
    "change_request": "change", "sc_request": "request", "sc_req_item": "request_item",
    "kb_knowledge": "knowledge", "incident": "incident", "problem": "problem",
}  # fmt: skip
_DECIDED = {"approved", "rejected", "cancelled", "not_required"}


class ServiceNowApproval(ServiceNowTable):
    """One row what one approver was asked and said."""

    id: ClassVar[str] = "servicenow.approval"
    kind: ClassVar[str] = "approval"
    table: ClassVar[str] = "approval"
    tables: ClassVar[tuple[str, ...]] = ("sysapproval_approver",)
    columns: ClassVar[tuple[Column, ...]] = (
        Identifier("source_id", ("sys_id", "sys id")),
        Key("target_key", _TARGET, reference=True),
        Name("target_kind", ("source_table", "source table")),
        Name("approver", ("approver",), required=True, reference=True),
        Name("approver_group", ("group", "assignment_group", "assignment group"), reference=True),
        Choice("state", ("state",), choices=APPROVALS, keep=True),
        Raw("state_raw", ("state",)),
        Stamp("requested_at", ("sys_created_on", "created")),
        Stamp("updated_at", ("sys_updated_on", "updated")),
        Stamp("due_at", ("due_date", "due date")),
        Text("comments", ("comments", "approval comments")),
    )

    def recognises(self, look: Look) -> bool:
        """`approver` and what the approval is for, beside `state`."""
        return look.has("approver", "state") and look.count(*_TARGET) > 0

    def plans(self, fields: tuple[str, ...]) -> dict[str, Plan]:
        """Approvals, with the moment of the decision."""
        return {self.table: Plan(self.table, self._kept(fields), self.key)}

    def collector(self, fields: tuple[str, ...], desk: Desk) -> Collector:
        """Keys, kinds of target and times of decision are worked out."""
        return Settled(self.table, fields, self._kept(fields), _settle, desk)

    def _kept(self, fields: tuple[str, ...]) -> tuple[str, ...]:
        return kept(fields, "key", "target_kind", "decided_at")


def _settle(record: Record) -> str:
    target = record["target_key"]
    record["target_key"] = number_in(target) or target
    record["key"] = composed(record, "target_key", "approver", "approver_group", "requested_at")
    table = str(record.get("target_kind") or "")
    record["target_kind"] = kind_of(record["target_key"]) or _TABLES.get(table.casefold(), table)
    record["target_kind"] = record["target_kind"] or None
    decided = record.get("state") in _DECIDED
    record["decided_at"] = record.get("updated_at") if decided else None
    return ""
