"""PagerDuty incidents and alerts out of the REST API (FORMATS §3.1)."""

import re
from typing import ClassVar

from app.importers.alerts.alert_columns import severity, state
from app.importers.alerts.json_cells import Whole, objects_in, text_in
from app.importers.alerts.labels import ticket_in
from app.importers.alerts.settled import Record, SettledImporter
from app.importers.alerts.vocabulary import SEVERITIES, STATES, known
from app.importers.base import Look
from app.importers.columns import (
    Column,
    Flag,
    Identifier,
    Integer,
    Key,
    Name,
    Stamp,
    Text,
)
from app.models.records import Value

SOURCE: dict[str, Value] = {"source": "pagerduty"}
URGENCIES: dict[str, Value] = {"high": "high", "low": "info"}
PRIORITIES: dict[str, Value] = SEVERITIES | {"p4": "info", "p5": "info"}
_URL = "html_url"
_RANK = re.compile(r"(p|sev)[-_ ]?(\d)", re.IGNORECASE)
_BY_ITSELF = {"service_reference", "service", "integration_reference", "integration"}
_STATES: dict[str, Value] = {
    word: STATES[word] for word in ("triggered", "acknowledged", "resolved")
}


def severity_of(record: Record) -> None:
    """The priority's severity, else the urgency's; the words stay in `severity_raw`."""
    priority, urgency = record.get("priority"), record.get("urgency")
    record["severity_raw"] = priority or urgency
    found = _RANK.match(str(priority or ""))
    named = f"{found[1]}{found[2]}" if found else str(priority or "")
    record["severity"] = known(PRIORITIES, named) or known(URGENCIES, urgency)


class PagerDutyIncidents(SettledImporter):
    """One row an incident; who acknowledged isn't in there once it is resolved."""

    id: ClassVar[str] = "pagerduty.incidents"
    system: ClassVar[str] = "PagerDuty"
    constants: ClassVar[dict[str, Value]] = SOURCE
    derived: ClassVar[tuple[str, ...]] = (
        "key", "severity", "severity_raw", "team", "auto_resolved", "closed_by", "incident_key",
        "resolved_at",
    )  # fmt: skip
    needs: ClassVar[dict[str, tuple[str, ...]]] = {
        "closed_by": ("changed_by",), "auto_resolved": ("changed_by_type",),
        "team": ("teams", "escalation_policy"), "resolved_at": ("resolved_at", "changed_at"),
    }  # fmt: skip
    columns: ClassVar[tuple[Column, ...]] = (
        Key("number", ("incident_number",)),
        Identifier("source_id", ("id",)),
        Identifier("fingerprint", ("incident_key",)),
        Text("title", ("title", "description", "summary")),
        Text("description", ("body.details", "body.summary")),
        *state("status", choices=_STATES),
        Name("priority", ("priority.summary", "priority.name")),
        Name("urgency", ("urgency",)),
        Name("service", ("service.summary", "service.name")),
        Name("escalation_policy", ("escalation_policy.summary",)),
        Whole("teams", ("teams",)),
        Whole("external_references", ("external_references",)),
        Whole("custom_fields", ("custom_fields",)),
        Stamp("fired_at", ("created_at",)),
        Stamp("resolved_at", ("resolved_at",)),
        Stamp("changed_at", ("last_status_change_at",)),
        Stamp("updated_at", ("updated_at",)),
        Name("changed_by", ("last_status_change_by.summary",)),
        Name("changed_by_type", ("last_status_change_by.type",)),
        Integer("occurrences", ("alert_counts.all",)),
        Text("url", (_URL,)),
    )  # fmt: skip

    def claims(self, look: Look) -> bool:
        """The incident's number beside its deduplication key or its page at PagerDuty."""
        if not look.has("incident_number", "status") or look.has("seconds_to_resolve"):
            return False
        return look.has("incident_key") or look.matches(_URL, r".*pagerduty.*") > 0

    def settle(self, record: Record) -> None:
        """Severity, team, who or what resolved it, and the ticket that it names."""
        record["key"] = f"#{record['number']}"
        severity_of(record)
        record["team"] = text_in(record.get("teams"), "summary", "name") or record.get(
            "escalation_policy"
        )
        if record["state"] == "resolved":
            record["resolved_at"] = record.get("resolved_at") or record.get("changed_at")
            who = record.get("changed_by_type")
            record["auto_resolved"] = None if who is None else who in _BY_ITSELF
            record["closed_by"] = record.get("changed_by")
        references = [
            str(each.get("external_id")) for each in objects_in(record.get("external_references"))
        ]
        record["incident_key"] = ticket_in(
            " ".join(references), record.get("external_references"), record.get("title"),
            record.get("custom_fields"), record.get("description"), record.get("fingerprint"),
        )  # fmt: skip


class PagerDutyAlerts(SettledImporter):
    """The alerts beneath incidents."""

    id: ClassVar[str] = "pagerduty.alerts"
    system: ClassVar[str] = "PagerDuty"
    containers: ClassVar[tuple[str, ...]] = ("json", "ndjson")
    constants: ClassVar[dict[str, Value]] = SOURCE
    derived: ClassVar[tuple[str, ...]] = ("incident_key",)
    columns: ClassVar[tuple[Column, ...]] = (
        Key("key", ("id",)),
        Identifier("source_id", ("id",)),
        Identifier("fingerprint", ("alert_key",)),
        Text("title", ("summary",)),
        *state("status", choices=_STATES),
        Flag("suppressed", ("suppressed",)),
        *severity("severity"),
        Name("service", ("service.summary",)),
        Whole("labels", ("body.details", "body.cef_details.details")),
        Stamp("fired_at", ("created_at",)),
        Stamp("resolved_at", ("resolved_at",)),
        Stamp("updated_at", ("updated_at",)),
        Text("url", (_URL,)),
    )

    def claims(self, look: Look) -> bool:
        """An alert's key and state beside the service that it came in by."""
        return look.has("alert_key", "status", "id") and (
            look.count("service.summary", "service.id", "incident.id", "suppressed") > 0
        )

    def settle(self, record: Record) -> None:
        """Suppressed alerts, and the ticket that one names."""
        if record.get("suppressed") and record["state"] != "resolved":
            record["state"] = "suppressed"
        record["incident_key"] = ticket_in(
            record.get("title"), record.get("labels"), record.get("fingerprint")
        )
