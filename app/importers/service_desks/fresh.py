"""Freshservice and Freshdesk tickets, as their ticket list is exported."""

from collections.abc import Iterator
from typing import ClassVar

from app.importers.base import Collector, Desk, Importer, Look
from app.importers.columns import Choice, Column, Key, Level, Name, Raw, Stamp, Text
from app.importers.service_desks.spread import Spread, Values
from app.models.records import Plan, Value

_STATUS = ("status",)
_PRIORITY = ("priority",)
_STATES: dict[str, Value] = {
    "open": "new", "new": "new", "in progress": "in_progress", "work in progress": "in_progress",
    "pending": "on_hold", "resolved": "resolved", "closed": "closed", "cancelled": "cancelled",
    "canceled": "cancelled",
}  # fmt: skip
_WAITING: tuple[tuple[str, Value], ...] = (
    ("waiting", "on_hold"), ("awaiting", "on_hold"), ("pending", "on_hold"),
)  # fmt: skip
_HOLDS: tuple[tuple[str, Value], ...] = tuple(
    (f"{wait} {whom}", reason)
    for wait in ("waiting on", "waiting for", "awaiting", "pending on")
    for whom, reason in (
        ("customer", "awaiting_caller"), ("requester", "awaiting_caller"),
        ("user", "awaiting_caller"), ("third party", "awaiting_vendor"),
        ("vendor", "awaiting_vendor"), ("approval", "awaiting_approval"),
    )
)  # fmt: skip
_RANKS: dict[str, Value] = {"urgent": 1, "high": 2, "medium": 3, "low": 4}
_THIRDS: dict[str, Value] = {"high": 1, "medium": 2, "low": 3}
_KINDS: dict[str, Value] = {
    "incident": "incident", "service request": "request", "request": "request",
    "question": "request", "problem": "problem", "case": "case",
}  # fmt: skip
_KEPT: dict[str, Value] = {
    "within sla": True, "sla violated": False, "violated sla": False, "breached": False,
}  # fmt: skip


class FreshTickets(Importer):
    """One row a ticket; what its type says decides the kind."""

    id: ClassVar[str] = "fresh.tickets"
    system: ClassVar[str] = "Freshservice"
    kind: ClassVar[str] = "incident"
    containers: ClassVar[tuple[str, ...]] = ("csv", "xlsx", "xls", "ods")
    table: ClassVar[str] = "ticket"
    key: ClassVar[tuple[str, ...]] = ("source", "kind", "key")
    constants: ClassVar[dict[str, Value]] = {"source": "fresh"}
    hashed: ClassVar[bool] = False
    columns: ClassVar[tuple[Column, ...]] = (
        Key("key", ("ticket id",)),
        Choice("kind", ("type",), choices=_KINDS, otherwise="case"),
        Text("title", ("subject",)),
        Text("description", ("description",)),
        Choice("state", _STATUS, choices=_STATES, starts=_WAITING, otherwise="unknown",
               when_empty="unknown"),
        Raw("state_raw", _STATUS),
        Choice("hold_reason", _STATUS, starts=_HOLDS, silent=True),
        Level("priority", _PRIORITY, choices=_RANKS),
        Raw("priority_raw", _PRIORITY),
        Level("impact", ("impact",), choices=_THIRDS),
        Level("urgency", ("urgency",), choices=_THIRDS),
        Name("category", ("category",)),
        Name("subcategory", ("sub-category", "sub category")),
        Name("channel", ("source",)),
        Name("service", ("impacted service", "service")),
        Name("ci", ("affected ci", "associated assets")),
        Name("location", ("requester location",)),
        Name("company", ("company", "company name", "department")),
        Name("assignment_group", ("group",)),
        Name("assignee", ("agent",)),
        Name("caller", ("requester name", "full name")),
        Stamp("opened_at", ("created time",)),
        Stamp("first_response_at", ("initial response time",)),
        Stamp("resolved_at", ("resolved time",)),
        Stamp("closed_at", ("closed time",)),
        Stamp("due_at", ("due by time",)),
        Stamp("updated_at", ("last updated time", "last update time")),
        Choice("made_sla", ("resolution status",), choices=_KEPT, silent=True),
        Text("resolution_notes", ("resolution note", "resolution notes")),
        Name("labels", ("tags",)),
        Name("parent_key", ("parent ticket id",)),
    )  # fmt: skip

    def claims(self, look: Look) -> bool:
        """A ticket's number and the times that only these two write this way."""
        return look.has("ticket id", "subject", "created time") and look.count(
            "due by time", "initial response time", "last updated time", "last update time",
            "resolution status", "agent",
        ) > 1  # fmt: skip

    def plans(self, fields: tuple[str, ...]) -> dict[str, Plan]:
        """Tickets."""
        kind = () if "kind" in fields else ("kind",)
        return {"ticket": Plan("ticket", (*fields, *kind), self.key)}

    def collector(self, fields: tuple[str, ...], desk: Desk) -> Collector:
        """A ticket without a type is an incident."""

        def turn(values: Values) -> Iterator[tuple[str, Values]]:
            yield "ticket", values | {"kind": values.get("kind") or "incident"}

        return Spread(fields, self.plans(fields), desk, turn)
