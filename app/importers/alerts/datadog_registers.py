"""Datadog's lists of monitors and of incidents (FORMATS §5)."""

from typing import ClassVar

from app.importers.alerts.alert_columns import JSON, severity, state
from app.importers.alerts.datadog import SEVERITIES, SOURCE, TRANSITIONS
from app.importers.alerts.labels import FROM_LABELS, fill_from_labels, labels_of, ticket_in
from app.importers.alerts.settled import Record, SettledImporter
from app.importers.base import Look
from app.importers.columns import Column, Identifier, Integer, Key, Name, Stamp, Text
from app.models.records import Value

_LEVELS: dict[str, Value] = {
    "sev-0": "critical", "sev-1": "critical", "sev-2": "high", "sev-3": "warning",
    "sev-4": "low", "sev-5": "info", "unknown": None,
}  # fmt: skip
_PHASES: dict[str, Value] = {
    "active": "firing", "stable": "acknowledged", "resolved": "resolved",
    "completed": "resolved",
}  # fmt: skip
_MONITOR_STATES: dict[str, Value] = TRANSITIONS | {"skipped": "unknown"}


class DatadogMonitors(SettledImporter):
    """Each monitor with the state that it has now."""

    id: ClassVar[str] = "datadog.monitors"
    system: ClassVar[str] = "Datadog"
    containers: ClassVar[tuple[str, ...]] = JSON
    constants: ClassVar[dict[str, Value]] = SOURCE
    derived: ClassVar[tuple[str, ...]] = (
        *FROM_LABELS, "key", "fingerprint", "fired_at", "rule", "incident_key",
    )  # fmt: skip
    columns: ClassVar[tuple[Column, ...]] = (
        Key("source_id", ("id",)),
        Text("title", ("name",)),
        Text("description", ("message",)),
        *state("overall_state", choices=_MONITOR_STATES),
        *severity("priority", choices=SEVERITIES),
        Stamp("state_since_at", ("overall_state_modified",)),
        Stamp("updated_at", ("modified",)),
        Text("tags", ("tags",)),
    )  # fmt: skip

    def claims(self, look: Look) -> bool:
        """A state over all groups, and a query."""
        return look.has("id", "name", "overall_state", "query")

    def settle(self, record: Record) -> None:
        """Only a monitor that alerts has begun to fire at an instant.

        A new state is news of the monitor as a change of its settings is.
        """
        known = (record.get("updated_at"), record.get("state_since_at"))
        record["updated_at"] = max((at for at in known if isinstance(at, int)), default=None)
        record["key"] = record["fingerprint"] = f"monitor/{record['source_id']}"
        record["rule"] = record.get("title")
        lasting = record["state"] in {"firing", "no_data"}
        record["fired_at"] = record.get("state_since_at") if lasting else None
        record["incident_key"] = ticket_in(record.get("title"), record.get("description"))
        fill_from_labels(record, labels_of(record.get("tags")))


def _field(name: str) -> tuple[str, ...]:
    return (f"attributes.fields.{name}.value", f"attributes.{name}")


class DatadogIncidents(SettledImporter):
    """Incidents that people declared at Datadog, with their severity and course."""

    id: ClassVar[str] = "datadog.incidents"
    system: ClassVar[str] = "Datadog"
    containers: ClassVar[tuple[str, ...]] = JSON
    constants: ClassVar[dict[str, Value]] = SOURCE
    derived: ClassVar[tuple[str, ...]] = (
        "key", "fired_at", "acknowledged_at", "resolved_at", "auto_resolved", "incident_key",
    )  # fmt: skip
    columns: ClassVar[tuple[Column, ...]] = (
        Key("number", ("attributes.public_id",)),
        Identifier("source_id", ("id",)),
        Identifier("fingerprint", ("id",)),
        Text("title", ("attributes.title",)),
        Text("description", ("attributes.fields.summary.value",
                             "attributes.customer_impact_scope")),
        *state("attributes.state", "attributes.fields.state.value", choices=_PHASES),
        *severity("attributes.severity", "attributes.fields.severity.value", choices=_LEVELS),
        Name("service", _field("services")),
        Name("team", _field("teams")),
        Stamp("declared_at", ("attributes.declared", "attributes.created")),
        Stamp("detected_at", ("attributes.detected",)),
        Stamp("ended_at", ("attributes.resolved",)),
        Stamp("updated_at", ("attributes.modified",)),
        Integer("seconds_to_response", ("attributes.time_to_internal_response",)),
    )  # fmt: skip

    def claims(self, look: Look) -> bool:
        """Incidents in name, with a public number and a severity."""
        return look.matches("type", "incidents") > 0 and look.has(
            "attributes.public_id", "attributes.title"
        )

    def settle(self, record: Record) -> None:
        """Detected, else declared; the response counts from there."""
        record["key"] = f"#{record['number']}"
        fired = record.get("detected_at") or record.get("declared_at")
        record["fired_at"] = fired
        taken = record.get("seconds_to_response")
        timed = isinstance(fired, int) and isinstance(taken, int) and taken > 0
        record["acknowledged_at"] = int(fired or 0) + int(taken or 0) if timed else None
        record["resolved_at"] = record.get("ended_at")
        record["auto_resolved"] = False if record.get("ended_at") else None
        record["incident_key"] = ticket_in(record.get("title"), record.get("description"))
