"""BMC Helix ITSM (Remedy) incidents and changes, out of a console or a report (FORMATS §0.1)."""

from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar

from app.importers.base import Collector, Desk, Importer, Look
from app.importers.columns import (
    Choice,
    Column,
    Identifier,
    Integer,
    Key,
    Level,
    Name,
    Raw,
    Stamp,
    Text,
)
from app.importers.service_desks import helix_values as known
from app.importers.service_desks.spread import Spread, Values
from app.importers.servicenow.changes import CHANGE_CI_PLAN, CI_PLAN
from app.models.records import Plan, Value

_INCIDENT = ("incident number", "incident id")
_CHANGE = ("infrastructure change id", "change id")
_REASON = ("status reason",)
_CI = ("ci", "ci name", "hpd ci", "configuration item")
_STATUS = ("status", "incident status")
_CHANGE_STATUS = ("change request status", "change status", "status")
_PRIORITY = ("priority",)
_RISK = ("risk level", "risk")
_SUMMARY = ("summary", "description")
_NOTES = ("notes", "detailed description", "detailed decription", "description")
_OF_INCIDENTS = frozenset(
    {"assigned group", "submit date", "last resolved date", "reported date",
     "assigned support organization"}
)  # fmt: skip
_OF_CHANGES = frozenset(
    {"scheduled start date", "scheduled end date", "risk level", "change coordinator"}
)


def _plain(header: str) -> str:
    """A header without what marks mandatory fields, or stands before fields of the API."""
    return header.removeprefix("values.").rstrip("*+ ").replace("_", " ").strip()


class _Helix(Importer):
    """Headers are compared without the marks that consoles put behind them."""

    def columns_for(self, look: Look) -> tuple[Column, ...]:
        """Each column under the headers as this file writes them."""
        written: dict[str, list[str]] = {}
        for header in look.header:
            written.setdefault(_plain(header), []).append(header)
        return tuple(
            replace(column, names=tuple(each for name in column.names
                                        for each in written.get(name, (name,))))
            for column in self.columns
        )  # fmt: skip


class HelixIncidents(_Helix):
    """One row an incident, numbered INC and twelve digits."""

    id: ClassVar[str] = "helix.incidents"
    system: ClassVar[str] = "BMC Helix"
    kind: ClassVar[str] = "incident"
    table: ClassVar[str] = "ticket"
    key: ClassVar[tuple[str, ...]] = ("source", "kind", "key")
    constants: ClassVar[dict[str, Value]] = {"source": "helix", "kind": "incident"}
    columns: ClassVar[tuple[Column, ...]] = (
        Key("key", _INCIDENT),
        Identifier("source_id", ("entry id", "request id", "instanceid")),
        Text("title", _SUMMARY),
        Text("description", _NOTES),
        Choice("state", _STATUS, choices=known.INCIDENT_STATES, otherwise="unknown",
               when_empty="unknown"),
        Raw("state_raw", _STATUS),
        Choice("hold_reason", _REASON, starts=known.HOLD_STARTS, silent=True),
        Level("priority", _PRIORITY, choices=known.RANKS),
        Raw("priority_raw", _PRIORITY),
        Level("impact", ("impact",), choices=known.IMPACTS),
        Level("urgency", ("urgency",), choices=known.RANKS),
        Name("category", ("operational categorization tier 1", "categorization tier 1",
                          "operational category tier 1")),
        Name("subcategory", ("operational categorization tier 2", "categorization tier 2",
                             "operational category tier 2")),
        Name("channel", ("reported source",)),
        Name("service", ("service", "serviceci", "service ci")),
        Name("ci", _CI),
        Name("company", ("company", "contact company")),
        Name("location", ("site",)),
        Name("assignment_group", ("assigned group",)),
        Name("assignee", ("assignee", "assignee name")),
        Name("caller", ("customer", "full name", "customer name")),
        Name("opened_by", ("submitter",)),
        Stamp("opened_at", ("reported date", "submit date")),
        Stamp("created_at", ("submit date",)),
        Stamp("acknowledged_at", ("last acknowledged date", "responded date")),
        Stamp("resolved_at", ("last resolved date", "resolved date")),
        Stamp("closed_at", ("closed date",)),
        Stamp("due_at", ("target date", "estimated resolution date",
                          "required resolution datetime", "required date")),
        Stamp("updated_at", ("last modified date", "modified date")),
        Name("resolution_code", ("resolution category", "resolution category tier 1",
                                 "resolution categorization tier 1",
                                 "generic categorization tier 1")),
        Text("resolution_notes", ("resolution",)),
        Integer("reopen_count", ("reopen count", "re-open count")),
        Integer("reassignment_count", ("group transfers", "total transfers")),
        Name("vendor", ("vendor name", "vendor group")),
        Name("vendor_case_key", ("vendor ticket number",)),
    )  # fmt: skip

    def claims(self, look: Look) -> bool:
        """Helix's name for the number beside one of its own columns."""
        names = set(map(_plain, look.header))
        return bool(names & set(_INCIDENT)) and bool(names & _OF_INCIDENTS)

    def plans(self, fields: tuple[str, ...]) -> dict[str, Plan]:
        """Incidents."""
        return {"ticket": Plan("ticket", fields, self.key)}

    def collector(self, fields: tuple[str, ...], desk: Desk) -> Collector:
        """A status reason says why a ticket waits only while it does."""

        def turn(values: Values) -> Iterator[tuple[str, Values]]:
            if values.get("state") != "on_hold":
                values["hold_reason"] = None
            yield "ticket", values

        return Spread(fields, self.plans(fields), desk, turn)


class HelixChanges(_Helix):
    """One row a change, numbered CRQ; its CI becomes the primary CI."""

    id: ClassVar[str] = "helix.changes"
    system: ClassVar[str] = "BMC Helix"
    kind: ClassVar[str] = "change"
    table: ClassVar[str] = "change"
    key: ClassVar[tuple[str, ...]] = ("source", "key")
    constants: ClassVar[dict[str, Value]] = {"source": "helix"}
    columns: ClassVar[tuple[Column, ...]] = (
        Key("key", _CHANGE),
        Identifier("source_id", ("request id", "entry id", "instanceid")),
        Text("title", _SUMMARY),
        Text("description", _NOTES),
        Choice("type", ("class", "change timing", "timing"),
               choices=known.CHANGE_CLASSES),
        Raw("model", ("template", "change template", "template name")),
        Choice("state", _CHANGE_STATUS, choices=known.CHANGE_STATES, otherwise="unknown",
               when_empty="unknown"),
        Raw("state_raw", _CHANGE_STATUS),
        Choice("risk", _RISK, choices=known.RISKS),
        Raw("risk_raw", _RISK),
        Level("impact", ("impact",), choices=known.IMPACTS),
        Level("priority", _PRIORITY, choices=known.RANKS),
        Name("category", ("operational categorization tier 1", "categorization tier 1")),
        Name("service", ("service", "serviceci")),
        Name("environment", ("environment", "change environment")),
        Name("location", ("location", "site")),
        Name("assignment_group", ("change coordinator group", "coordinator group",
                                  "support group name", "assigned group")),
        Name("assignee", ("change coordinator", "coordinator")),
        Name("requested_by", ("requested by", "requester", "change manager")),
        Stamp("opened_at", ("submit date",)),
        Stamp("planned_start_at", ("scheduled start date",)),
        Stamp("planned_end_at", ("scheduled end date",)),
        Stamp("actual_start_at", ("actual start date",)),
        Stamp("actual_end_at", ("actual end date",)),
        Stamp("closed_at", ("closed date", "completed date")),
        Stamp("updated_at", ("last modified date", "modified date")),
        Text("justification", ("change reason", "business justification", "reason for change")),
        Choice("close_code", _REASON, starts=known.CLOSE_STARTS, silent=True),
        Name("ci_name", _CI),
    )  # fmt: skip

    def claims(self, look: Look) -> bool:
        """Helix's own name for the number, or a plain one beside its schedule."""
        names = set(map(_plain, look.header))
        if "infrastructure change id" in names:
            return bool(names & {*_CHANGE_STATUS, *_OF_CHANGES})
        return "change id" in names and len(names & _OF_CHANGES) > 1

    def plans(self, fields: tuple[str, ...]) -> dict[str, Plan]:
        """Changes; with a CI column also CIs and which change touches which."""
        own = tuple(field for field in fields if field != "ci_name")
        plans = {"change": Plan("change", own, self.key)}
        if "ci_name" in fields:
            plans |= {"ci": CI_PLAN, "change_ci": CHANGE_CI_PLAN}
        return plans

    def collector(self, fields: tuple[str, ...], desk: Desk) -> Collector:
        """Splits the CI off each row."""
        seen: set[Value] = set()

        def turn(values: Values) -> Iterator[tuple[str, Values]]:
            yield "change", values
            name = values.get("ci_name")
            if name is None:
                return
            ci: Values = {"source": "helix", "name": name, "ident": ""}
            if name not in seen:
                seen.add(name)
                yield "ci", ci
            yield "change_ci", {"source": "helix", "change_key": values["key"],
                                "ci_name": name, "role": "primary"}  # fmt: skip

        return Spread(fields, self.plans(fields), desk, turn)
