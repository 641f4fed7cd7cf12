"""Approvals of one Jira request, as the service desk API answers them (FORMATS §2.2)."""

import re
from collections.abc import Iterator
from typing import ClassVar

from app.importers.base import Collector, Desk, Importer, Look
from app.importers.columns import Choice, Column, Key, Name, Raw, Stamp
from app.importers.service_desks.jira_text import objects, person
from app.importers.service_desks.spread import Spread, Values
from app.models.records import Plan, Value

_REQUEST = re.compile(r"/request/([^/]+)/approval/([^/]+)")
_DECISIONS: dict[str, Value] = {
    "approved": "approved", "declined": "rejected", "rejected": "rejected",
    "pending": "requested", "cancelled": "cancelled", "canceled": "cancelled",
}  # fmt: skip
_FIELDS = (
    "source", "key", "target_key", "approver", "state", "state_raw",
    "requested_at", "decided_at", "comments",
)  # fmt: skip


class JiraApprovals(Importer):
    """One record an approval; each of its approvers said something, or is asked to."""

    id: ClassVar[str] = "jira.approval"
    system: ClassVar[str] = "Jira"
    kind: ClassVar[str] = "approval"
    containers: ClassVar[tuple[str, ...]] = ("json", "ndjson")
    table: ClassVar[str] = "approval"
    key: ClassVar[tuple[str, ...]] = ("source", "key")
    hashed: ClassVar[bool] = False
    columns: ClassVar[tuple[Column, ...]] = (
        Key("key", ("_links.self",)),
        Name("name", ("name",)),
        Choice("state", ("finaldecision",), choices=_DECISIONS),
        Raw("state_raw", ("finaldecision",)),
        Raw("approvers", ("approvers",)),
        Stamp("requested_at", ("createddate.epochmillis", "createddate.iso8601")),
        Stamp("decided_at", ("completeddate.epochmillis", "completeddate.iso8601")),
    )

    def claims(self, look: Look) -> bool:
        """A final decision and the people asked."""
        return look.has("finaldecision", "approvers", "_links.self")

    def plans(self, fields: tuple[str, ...]) -> dict[str, Plan]:
        """One row an approver, so lines are not counted as records."""
        del fields
        return {"approval": Plan("approval", _FIELDS, self.key, counted=False)}

    def collector(self, fields: tuple[str, ...], desk: Desk) -> Collector:
        """Reads the approvers."""
        return Spread(fields, self.plans(fields), desk, _approvals)


def _approvals(values: Values) -> Iterator[tuple[str, Values]]:
    address = str(values["key"])
    found = _REQUEST.search(address)
    issue, number = (found[1], found[2]) if found else (address, "")
    whole: Values = {
        "source": "jira",
        "target_key": issue,
        "comments": values.get("name"),
    }
    asked = objects(values.get("approvers"))
    for each in asked:
        words = str(each.get("approverDecision") or "pending")
        state = _DECISIONS.get(words.casefold())
        who = person(each, "approver")
        yield (
            "approval",
            values
            | whole
            | {
                "key": f"{issue}|{number}|{who}",
                "approver": who or None,
                "state": state,
                "state_raw": words,
                "decided_at": None if state == "requested" else values.get("decided_at"),
            },
        )
    if not asked:
        yield "approval", values | whole | {"key": f"{issue}|{number}|"}
