"""Datadog events of both API versions, and what its webhook sends (FORMATS §5)."""

import re
from typing import ClassVar

from app.importers.alerts.alert_columns import JSON
from app.importers.alerts.fingerprints import joined
from app.importers.alerts.labels import FROM_LABELS, fill_from_labels, labels_of, ticket_in
from app.importers.alerts.settled import Record
from app.importers.alerts.transitions import TransitionImporter
from app.importers.alerts.vocabulary import STATES, known
from app.importers.base import Look
from app.importers.columns import Column, Identifier, Key, Name, Stamp, Text
from app.models.records import Value

SOURCE: dict[str, Value] = {"source": "datadog"}
SEVERITIES: dict[str, Value] = {
    "p1": "critical", "p2": "high", "p3": "warning", "p4": "info", "p5": "low",
    "1": "critical", "2": "high", "3": "warning", "4": "info", "5": "low",
    "error": "high", "warning": "warning", "warn": "warning", "alert": "high", "info": "info",
    "success": "info", "ok": "info", "critical": "critical",
}  # fmt: skip
_MARK = re.compile(r"\[(?P<word>[A-Za-z -]+?)(?: on (?P<scope>[^\]]+))?\]\s*")
TRANSITIONS: dict[str, Value] = STATES | {
    "re-triggered": "firing", "warn": "firing", "warning": "firing", "re-warn": "firing",
    "renotify": "firing", "re-notify": "firing", "error": "firing", "success": "resolved",
    "re-no data": "no_data",
}  # fmt: skip


def bare_title(title: Value) -> tuple[str, str, str]:
    """The title without its mark, the mark's word, and the scope that it names."""
    text = str(title or "").strip()
    found = _MARK.match(text)
    if found is None or known(TRANSITIONS, found["word"]) is None:
        return text, "", ""
    return text[found.end() :], found["word"], found["scope"] or ""


def _settle(record: Record, word: Value, raw: Value) -> None:
    """State, severity and what tags say; an event about no alert stands for itself."""
    title, mark, scope = bare_title(record.get("event_title"))
    record["title"] = title or None
    record["state_raw"] = mark or word
    record["state"] = known(TRANSITIONS, mark or word)
    if record["state"] is None:
        record["state"], record["fingerprint"] = "unknown", f"event/{record['number']}"
    elif not record.get("fingerprint"):
        record["fingerprint"] = joined(title, scope or record.get("ci"))
    record["severity_raw"] = raw
    record["severity"] = known(SEVERITIES, str(raw).strip()) if raw is not None else None
    record["incident_key"] = ticket_in(title, record.get("description"), record.get("tags"))
    fill_from_labels(record, labels_of(record.get("tags")))


class _DatadogEvents(TransitionImporter):
    """What every format of Datadog's events declares."""

    system: ClassVar[str] = "Datadog"
    containers: ClassVar[tuple[str, ...]] = JSON
    constants: ClassVar[dict[str, Value]] = SOURCE
    derived: ClassVar[tuple[str, ...]] = (
        *TransitionImporter.derived, *FROM_LABELS, "severity", "severity_raw", "state_raw",
        "title", "incident_key",
    )  # fmt: skip


class DatadogEvents(_DatadogEvents):
    """Events of the first API: a monitor's events pair by title and scope."""

    id: ClassVar[str] = "datadog.events"
    columns: ClassVar[tuple[Column, ...]] = (
        Key("number", ("id_str", "id")),
        Identifier("source_id", ("id_str", "id")),
        Text("event_title", ("title",)),
        Text("description", ("text",)),
        Stamp("entry_at", ("date_happened",), required=True),
        Name("alert_type", ("alert_type",)),
        Name("ci", ("host", "device_name")),
        Name("monitor", ("monitor_id",)),
        Name("monitor_groups", ("monitor_groups",)),
        Text("tags", ("tags",)),
        Name("rule", ("source_type_name",)),
        Text("url", ("url",)),
    )

    def claims(self, look: Look) -> bool:
        """When it happened and what type of alert it is."""
        return look.has("date_happened", "title") and look.count("alert_type", "priority") > 0

    def settle(self, record: Record) -> None:
        """The mark before the title says what happened, else the type does."""
        monitor = record.get("monitor")
        record["fingerprint"] = joined(monitor, record.get("monitor_groups")) if monitor else None
        kind = record.get("alert_type")
        _settle(record, kind, kind)


class DatadogEventsV2(_DatadogEvents):
    """Events of the second API: monitor, groups and aggregation key pair them."""

    id: ClassVar[str] = "datadog.events_v2"
    derived: ClassVar[tuple[str, ...]] = (*_DatadogEvents.derived, "rule")
    columns: ClassVar[tuple[Column, ...]] = (
        Key("number", ("id",)),
        Identifier("source_id", ("id",)),
        Text("event_title", ("attributes.attributes.title", "attributes.attributes.evt.name")),
        Text("description", ("attributes.message",)),
        Stamp("inner_time_at", ("attributes.attributes.timestamp",)),
        Stamp("outer_time_at", ("attributes.timestamp",)),
        Name("destination_state", ("attributes.attributes.monitor.transition.destination_state",)),
        Name("status", ("attributes.attributes.status",)),
        Name("source_state", ("attributes.attributes.monitor.transition.source_state",)),
        Name("monitor", ("attributes.attributes.monitor_id", "attributes.attributes.monitor.id")),
        Name("monitor_name", ("attributes.attributes.monitor.name",)),
        Name("priority", ("attributes.attributes.monitor.priority",)),
        Name("monitor_groups", ("attributes.attributes.monitor_groups",)),
        Name("aggregation_key", ("attributes.attributes.aggregation_key",)),
        Name("ci", ("attributes.attributes.hostname",)),
        Name("service", ("attributes.attributes.service",)),
        Text("tags", ("attributes.tags", "attributes.attributes.tags")),
    )

    def claims(self, look: Look) -> bool:
        """Events in name, with attributes within attributes."""
        return look.matches("type", "event") > 0 and look.has("attributes.timestamp")

    def settle(self, record: Record) -> None:
        """The state that the monitor went into, else the event's status."""
        record["entry_at"] = record.get("inner_time_at") or record.get("outer_time_at")
        monitor = record.get("monitor")
        record["fingerprint"] = (
            joined(monitor, record.get("monitor_groups") or record.get("aggregation_key"))
            if monitor
            else record.get("aggregation_key")
        )
        record["state_before"] = known(TRANSITIONS, record.get("source_state"))
        record["rule"] = record.get("monitor_name") or monitor
        status = record.get("status")
        _settle(record, record.get("destination_state") or status, record.get("priority") or status)


class DatadogWebhook(_DatadogEvents):
    """What a webhook sends; its template is the user's, these are the usual names."""

    id: ClassVar[str] = "datadog.webhook"
    columns: ClassVar[tuple[Column, ...]] = (
        Key("number", ("id", "event_id", "alert_id")),
        Identifier("source_id", ("id", "event_id")),
        Text("event_title", ("title", "event_title", "alert_title")),
        Text("description", ("body", "message", "event_msg", "text")),
        Name("transition", ("alert_transition",)),
        Name("priority", ("severity", "priority", "alert_priority")),
        Name("alert_type", ("alert_type",)),
        Stamp("entry_at", ("date", "last_updated")),
        Name("scope", ("scopes", "alert_scope", "scope")),
        Name("monitor", ("monitor_id", "alert_id")),
        Name("aggregation_key", ("aggreg_key", "aggregation_key", "alert_cycle_key")),
        Name("ci", ("host", "hostname")),
        Text("tags", ("tags",)),
        Text("url", ("url", "link")),
    )

    def claims(self, look: Look) -> bool:
        """A transition of an alert."""
        return look.has("alert_transition") and (
            look.count("title", "event_title", "alert_title") > 0
        )

    def settle(self, record: Record) -> None:
        """Monitor and scope pair what begins and ends."""
        monitor = record.get("monitor") or record.get("aggregation_key")
        record["fingerprint"] = joined(monitor, record.get("scope")) if monitor else None
        kind = record.get("alert_type")
        _settle(record, record.get("transition") or kind, record.get("priority") or kind)
