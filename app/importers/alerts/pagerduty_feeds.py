"""PagerDuty's log entries, change events and maintenance windows (FORMATS §3.1)."""

from typing import ClassVar

from app.importers.alerts.json_cells import Whole, text_in
from app.importers.alerts.labels import ticket_in
from app.importers.alerts.pagerduty import SOURCE
from app.importers.alerts.settled import Record, SettledImporter
from app.importers.base import Look
from app.importers.columns import Column, Identifier, Key, Name, Stamp, Text
from app.importers.written_stamps import BadValueError
from app.models.alert import AlertEvent
from app.models.base import Imported
from app.models.change_feed import ChangeEvent
from app.models.outage import Outage
from app.models.records import Value

_EVENTS = {
    "trigger": "triggered", "acknowledge": "acknowledged", "unacknowledge": "unacknowledged",
    "assign": "assigned", "delegate": "assigned", "escalate": "escalated", "annotate": "annotated",
    "snooze": "snoozed", "resolve": "resolved", "notify": "notified",
}  # fmt: skip
_PEOPLE = {"user_reference", "user"}


class PagerDutyLogEntries(SettledImporter):
    """One row an entry: who or what did which thing to an incident."""

    id: ClassVar[str] = "pagerduty.log_entries"
    system: ClassVar[str] = "PagerDuty"
    kind: ClassVar[str] = "alert_event"
    containers: ClassVar[tuple[str, ...]] = ("json", "ndjson")
    model: ClassVar[type[Imported]] = AlertEvent
    table: ClassVar[str] = "alert_event"
    constants: ClassVar[dict[str, Value]] = SOURCE
    derived: ClassVar[tuple[str, ...]] = ("event", "automatic", "note", "updated_at")
    columns: ClassVar[tuple[Column, ...]] = (
        Key("key", ("id",)),
        Identifier("source_id", ("id",)),
        Name("type", ("type",), required=True),
        Identifier("alert_key", ("incident.id",)),
        Stamp("at", ("created_at",), required=True),
        Name("actor", ("agent.summary",)),
        Name("actor_type", ("agent.type",)),
        Text("entry_note", ("note", "channel.summary", "summary")),
        Text("url", ("html_url",)),
    )

    def claims(self, look: Look) -> bool:
        """Entries whose type ends in `log_entry`, by an agent."""
        return look.has("type", "created_at", "agent.type") and (
            look.matches("type", r"\w*log_entry\w*") > 0
        )

    def settle(self, record: Record) -> None:
        """What the entry is called here, and whether a person did it."""
        if record["at"] is None or not record["type"]:
            raise BadValueError("The entry has no time or no type")
        kind = str(record["type"]).removesuffix("_reference").removesuffix("_log_entry")
        record["event"] = _EVENTS.get(kind, kind)
        who = record.get("actor_type")
        record["automatic"] = None if who is None else who not in _PEOPLE
        record["note"] = record.get("entry_note")
        record["updated_at"] = record["at"]


class PagerDutyChangeEvents(SettledImporter):
    """What was put live, as pipelines told PagerDuty."""

    id: ClassVar[str] = "pagerduty.change_events"
    system: ClassVar[str] = "PagerDuty"
    kind: ClassVar[str] = "change_event"
    containers: ClassVar[tuple[str, ...]] = ("json", "ndjson")
    model: ClassVar[type[Imported]] = ChangeEvent
    table: ClassVar[str] = "change_event"
    constants: ClassVar[dict[str, Value]] = {**SOURCE, "kind": "change_event"}
    derived: ClassVar[tuple[str, ...]] = (
        "service", "url", "change_key", "ticket_key", "description", "ended_at", "updated_at",
    )  # fmt: skip
    columns: ClassVar[tuple[Column, ...]] = (
        Key("key", ("id",)),
        Identifier("source_id", ("id",)),
        Text("title", ("summary",)),
        Name("actor", ("source",)),
        Stamp("started_at", ("timestamp",), required=True),
        Whole("services", ("services",)),
        Whole("links", ("links",)),
        Whole("custom_details", ("custom_details",)),
    )

    def claims(self, look: Look) -> bool:
        """A summary at a time, with services, and its type or its own details."""
        if not look.has("id", "summary", "timestamp", "services"):
            return False
        return look.matches("type", "change_event") > 0 or look.has("source", "links")

    def settle(self, record: Record) -> None:
        """Services and links by name; the change or ticket that it names."""
        if record["started_at"] is None:
            raise BadValueError("The event has no time")
        record["service"] = text_in(record.get("services"), "summary", "id")
        record["url"] = text_in(record.get("links"), "href")
        record["description"] = record.get("custom_details")
        named = ticket_in(record.get("title"), record.get("custom_details"), record.get("links"))
        record["change_key"] = named if named and named.startswith("CHG") else None
        record["ticket_key"] = None if record["change_key"] else named
        record["ended_at"] = record["updated_at"] = record["started_at"]


class PagerDutyMaintenance(SettledImporter):
    """Maintenance that somebody announced: planned outages."""

    id: ClassVar[str] = "pagerduty.maintenance_windows"
    system: ClassVar[str] = "PagerDuty"
    kind: ClassVar[str] = "outage"
    containers: ClassVar[tuple[str, ...]] = ("json", "ndjson")
    model: ClassVar[type[Imported]] = Outage
    table: ClassVar[str] = "outage"
    constants: ClassVar[dict[str, Value]] = {**SOURCE, "kind": "planned"}
    derived: ClassVar[tuple[str, ...]] = ("service", "ticket_key")
    columns: ClassVar[tuple[Column, ...]] = (
        Key("key", ("id",)),
        Identifier("source_id", ("id",)),
        Text("title", ("summary", "description")),
        Text("message", ("description",)),
        Whole("services", ("services",)),
        Stamp("start_at", ("start_time",), required=True),
        Stamp("end_at", ("end_time",), required=True),
        Text("url", ("html_url",)),
    )

    def claims(self, look: Look) -> bool:
        """A time span for services."""
        return look.has("id", "start_time", "end_time", "services") and (
            look.matches("type", "maintenance_window") > 0 or look.has("sequence_number")
        )

    def settle(self, record: Record) -> None:
        """Services by name."""
        record["service"] = text_in(record.get("services"), "summary", "id")
        record["ticket_key"] = ticket_in(record.get("title"), record.get("message"))
