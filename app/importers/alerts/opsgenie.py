"""Opsgenie alerts: the API's list, what its webhook sends, and the CSV export (FORMATS §4)."""

from typing import ClassVar

from app.importers.alerts.json_cells import Whole, parsed, text_in
from app.importers.alerts.labels import FROM_LABELS, fill_from_labels, labels_of, ticket_in
from app.importers.alerts.merging import MergingImporter
from app.importers.alerts.settled import Record
from app.importers.alerts.vocabulary import SEVERITIES, STATES
from app.importers.base import Look
from app.importers.columns import (
    Choice,
    Column,
    Flag,
    Identifier,
    Integer,
    Key,
    Name,
    Raw,
    Stamp,
    Text,
)
from app.importers.measures import Duration
from app.models.records import Value

_ACTIONS: dict[str, Value] = {
    "create": "firing", "unacknowledge": "firing", "acknowledge": "acknowledged",
    "close": "resolved", "snooze": "suppressed", "snoozeended": "firing",
}  # fmt: skip
_OF_ALERTS = ("alias", "alert.alias", "isseen", "ownerteam")


def _in(*names: str) -> tuple[str, ...]:
    """A field by itself, and inside the webhook's alert."""
    return tuple(each for name in names for each in (name, f"alert.{name}"))


class OpsgenieAlerts(MergingImporter):
    """One row an alert, or one webhook message about an alert."""

    id: ClassVar[str] = "opsgenie.alerts"
    system: ClassVar[str] = "Opsgenie"
    constants: ClassVar[dict[str, Value]] = {"source": "opsgenie"}
    derived: ClassVar[tuple[str, ...]] = (
        *FROM_LABELS, "fired_at", "updated_at", "acknowledged_at", "resolved_at", "state",
        "state_raw", "acknowledged_by", "incident_key",
    )  # fmt: skip
    needs: ClassVar[dict[str, tuple[str, ...]]] = {
        "acknowledged_at": ("seconds_to_acknowledge", "action"),
        "resolved_at": ("seconds_to_close", "action"),
        "acknowledged_by": ("acknowledging_person", "owner"), "ci": ("ci", "tags", "details"),
        "service": ("tags", "details"), "environment": ("tags", "details"),
        "labels": ("tags", "details"),
    }  # fmt: skip
    columns: ClassVar[tuple[Column, ...]] = (
        Key("key", ("alert id", "id", *_in("alertid"))),
        Identifier("source_id", ("alert id", "id", *_in("alertid"))),
        Identifier("fingerprint", _in("alias")),
        Text("title", _in("message")),
        Text("description", _in("description")),
        Choice("status", _in("status"), choices=STATES),
        Raw("state_words", (*_in("status"), "action")),
        Choice("action", ("action",), choices=_ACTIONS, silent=True),
        Flag("acknowledged", _in("acknowledged")),
        Flag("snoozed", _in("snoozed")),
        Choice("severity", _in("priority"), choices=SEVERITIES),
        Raw("severity_raw", _in("priority")),
        Stamp("created_at", _in("createdat")),
        Stamp("created_date_at", ("createdatdate",)),
        Stamp("changed_at", _in("updatedat")),
        Stamp("changed_date_at", ("updatedatdate",)),
        Stamp("last_seen_at", _in("lastoccurredat")),
        Integer("occurrences", _in("count")),
        Duration("seconds_to_acknowledge", ("report.acktime",), unit=0.001),
        Duration("seconds_to_close", ("report.closetime",), unit=0.001),
        Name("acknowledging_person", ("report.acknowledgedby",)),
        Name("closed_by", ("report.closedby",)),
        Name("owner", _in("owner")),
        Whole("responders", _in("responders")),
        Whole("teams", (*_in("teams"), "ownerteam")),
        Name("rule", ("integration.name", "integrationname", *_in("source"))),
        Name("ci", _in("entity")),
        Text("tags", _in("tags")),
        Whole("details", (*_in("details"), "extraproperties")),
    )  # fmt: skip

    def claims(self, look: Look) -> bool:
        """The short id and the message beside an alias or whether somebody saw it."""
        return (
            look.count(*_in("tinyid")) > 0
            and look.count(*_in("message")) > 0
            and look.count(*_OF_ALERTS) > 0
        )

    def settle(self, record: Record) -> None:
        """Instants out of durations, the state out of its flags, and what tags say."""
        record["fired_at"] = record.get("created_at") or record.get("created_date_at")
        record["updated_at"] = record.get("changed_at") or record.get("changed_date_at")
        record["acknowledged_at"] = _after(record, "seconds_to_acknowledge")
        record["resolved_at"] = _after(record, "seconds_to_close")
        record["state_raw"] = record.get("state_words")
        record["state"] = _state(record)
        if record.get("action") == "acknowledged":
            record["acknowledged_at"] = record["updated_at"]
        if record.get("action") == "resolved":
            record["resolved_at"] = record["updated_at"]
        acknowledged = record["acknowledged_at"] is not None or record.get("acknowledged")
        record["acknowledged_by"] = record.get("acknowledging_person") or (
            record.get("owner") if acknowledged else None
        )
        teams, responders = record.get("teams"), record.get("responders")
        record["team"] = _names(teams, "name") or _names(responders, "name") or _names(teams, "id")
        labels = labels_of(record.get("tags")) | labels_of(record.get("details"))
        fill_from_labels(record, labels)
        record["incident_key"] = ticket_in(
            record.get("title"), record.get("details"), record.get("tags"),
            record.get("fingerprint"), record.get("description"),
        )  # fmt: skip


def _after(record: Record, field: str) -> Value:
    fired, seconds = record["fired_at"], record.get(field)
    return fired + seconds if isinstance(fired, int) and isinstance(seconds, int) else None


def _state(record: Record) -> Value:
    status = record.get("action") or record.get("status")
    if status == "firing" and not record.get("action"):
        if record.get("snoozed"):
            return "suppressed"
        if record.get("acknowledged"):
            return "acknowledged"
    return status or "unknown"


def _names(cell: Value, member: str) -> str | None:
    """Teams of a list of objects by one of their members, of plain texts, or as the cell stands."""
    if not isinstance(cell, str):
        return None
    found = parsed(cell)
    if isinstance(found, (dict, list)):
        plain = [each for each in found if isinstance(each, str)]
        return ", ".join(plain) or text_in(cell, member)
    return cell.strip() or None
