"""Support cases at AWS and Azure, as their command lines list them (FORMATS §18)."""

from collections.abc import Iterator
from typing import Any, ClassVar

from app.importers.base import Collector, Desk, Importer, Look
from app.importers.columns import Choice, Column, Identifier, Integer, Key, Name, Raw, Stamp, Text
from app.importers.service_desks.inner_cells import instant_in, ticket_in
from app.importers.service_desks.jira_text import objects
from app.importers.service_desks.spread import Spread, Values, those
from app.models.records import Plan, Value

_AWS_STATES: dict[str, Value] = {
    "opened": "open", "unassigned": "open", "work-in-progress": "open", "reopened": "open",
    "customer-action-completed": "open", "pending-customer-action": "waiting_for_us",
    "resolved": "resolved", "closed": "closed",
}  # fmt: skip
_AZURE_STATES: dict[str, Value] = {
    "open": "open",
    "updating": "open",
    "closed": "closed",
    "resolved": "resolved",
}
_MINUTE_S = 60
_FIELDS = (
    "source_id", "title", "severity", "state", "state_raw", "product", "contact", "opened_at",
    "updated_at",
)  # fmt: skip


class AwsSupportCases(Importer):
    """One record a case. Of its communications the answer holds the last few only."""

    id: ClassVar[str] = "aws.support"
    system: ClassVar[str] = "AWS Support"
    kind: ClassVar[str] = "vendor_case"
    containers: ClassVar[tuple[str, ...]] = ("json", "ndjson")
    table: ClassVar[str] = "vendor_case"
    key: ClassVar[tuple[str, ...]] = ("source", "key")
    constants: ClassVar[dict[str, Value]] = {"source": "aws_support"}
    hashed: ClassVar[bool] = False
    columns: ClassVar[tuple[Column, ...]] = (
        Key("key", ("displayid",)),
        Identifier("source_id", ("caseid",)),
        Text("title", ("subject",)),
        Name("severity", ("severitycode",)),
        Choice("state", ("status",), choices=_AWS_STATES, otherwise="unknown",
               when_empty="unknown"),
        Raw("state_raw", ("status",)),
        Name("product", ("servicecode",)),
        Name("contact", ("submittedby",)),
        Stamp("opened_at", ("timecreated",)),
        Raw("communications", ("recentcommunications.communications",)),
        Raw("more", ("recentcommunications.nexttoken",)),
    )  # fmt: skip

    def claims(self, look: Look) -> bool:
        """The number that people see beside AWS's own names."""
        return look.has("displayid") and look.count("caseid", "servicecode", "severitycode") > 0

    def plans(self, fields: tuple[str, ...]) -> dict[str, Plan]:
        """Cases; what communications tell only when they are there."""
        own: tuple[str, ...] = ("source", "key", "vendor", "ticket_key", *those(fields, *_FIELDS))
        if "communications" in fields:
            own = (*own, "first_response_at", "resolved_at", "updated_at")
        return {"vendor_case": Plan("vendor_case", own, self.key)}

    def collector(self, fields: tuple[str, ...], desk: Desk) -> Collector:
        """Reads the communications."""
        return Spread(fields, self.plans(fields), desk, _aws_case)


class AzureSupportTickets(Importer):
    """One record a support ticket, of the command line or the management API."""

    id: ClassVar[str] = "azure.support"
    system: ClassVar[str] = "Azure support"
    kind: ClassVar[str] = "vendor_case"
    containers: ClassVar[tuple[str, ...]] = ("json", "ndjson")
    table: ClassVar[str] = "vendor_case"
    key: ClassVar[tuple[str, ...]] = ("source", "key")
    constants: ClassVar[dict[str, Value]] = {"source": "azure_support"}
    hashed: ClassVar[bool] = False
    columns: ClassVar[tuple[Column, ...]] = (
        Key("key", ("supportticketid", "properties.supportticketid")),
        Identifier("source_id", ("id",)),
        Text("title", ("title", "properties.title")),
        Name("severity", ("severity", "properties.severity")),
        Choice("state", ("status", "properties.status"), choices=_AZURE_STATES,
               otherwise="unknown", when_empty="unknown"),
        Raw("state_raw", ("status", "properties.status")),
        Name("product", ("servicedisplayname", "properties.servicedisplayname",
                         "problemclassificationdisplayname",
                         "properties.problemclassificationdisplayname")),
        Name("contact", ("contactdetails.primaryemailaddress",
                         "properties.contactdetails.primaryemailaddress")),
        Stamp("opened_at", ("createddate", "properties.createddate")),
        Stamp("updated_at", ("modifieddate", "properties.modifieddate")),
        Integer("minutes", ("servicelevelagreement.slaminutes",
                            "properties.servicelevelagreement.slaminutes")),
    )  # fmt: skip

    def claims(self, look: Look) -> bool:
        """Azure's own number of a ticket."""
        return look.count("supportticketid", "properties.supportticketid") > 0

    def plans(self, fields: tuple[str, ...]) -> dict[str, Plan]:
        """Cases with the response that was promised."""
        promised = ("response_target_s",) if "minutes" in fields else ()
        own = ("source", "key", "vendor", "ticket_key", *those(fields, *_FIELDS), *promised)
        return {"vendor_case": Plan("vendor_case", own, self.key)}

    def collector(self, fields: tuple[str, ...], desk: Desk) -> Collector:
        """Minutes to seconds."""
        return Spread(fields, self.plans(fields), desk, _azure_ticket)


def _aws_case(values: Values) -> Iterator[tuple[str, Values]]:
    said = sorted(
        (_posted(each), str(each.get("submittedBy") or ""))
        for each in objects(values.get("communications"))
    )
    ours = str(values.get("contact") or "").casefold()
    answers = [at for at, who in said if at and not _is_ours(who.casefold(), ours)]
    whole = values.get("more") is None
    last = said[-1][0] or None if said else None
    yield (
        "vendor_case",
        values
        | {
            "vendor": "AWS",
            "ticket_key": ticket_in(values.get("title")),
            "first_response_at": answers[0] if answers and whole else None,
            "resolved_at": last if values.get("state") == "resolved" else None,
            "updated_at": last or values.get("opened_at"),
        },
    )


def _is_ours(who: str, ours: str) -> bool:
    """Communications may write the person who opened the case with the name around the address."""
    return bool(ours) and (ours in who or (bool(who) and who in ours))


def _azure_ticket(values: Values) -> Iterator[tuple[str, Values]]:
    minutes = values.get("minutes")
    yield (
        "vendor_case",
        values
        | {
            "vendor": "Microsoft",
            "ticket_key": ticket_in(values.get("title")),
            "response_target_s": minutes * _MINUTE_S if isinstance(minutes, int) else None,
        },
    )


def _posted(communication: dict[str, Any]) -> int:
    return instant_in(communication.get("timeCreated")) or 0
