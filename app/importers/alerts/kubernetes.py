"""Kubernetes events of both API groups (FORMATS §11)."""

from typing import ClassVar

from app.importers.alerts.alert_columns import JSON, state
from app.importers.alerts.fingerprints import joined
from app.importers.alerts.json_cells import Whole
from app.importers.alerts.labels import FROM_LABELS, fill_from_labels, labels_of, ticket_in
from app.importers.alerts.settled import Record, SettledImporter
from app.importers.base import Look
from app.importers.columns import Column, Identifier, Integer, Key, Name, Stamp, Text
from app.importers.written_stamps import BadValueError
from app.models.records import Value

_SERIOUS = {"BackOff", "OOMKilling", "NodeNotReady", "Evicted", "SystemOOM"}


def _of(name: str) -> tuple[str, ...]:
    """What the event is about, in either API."""
    return (f"involvedobject.{name}", f"regarding.{name}")


class KubernetesEvents(SettledImporter):
    """One row an event; warnings fire and nothing says that they ended."""

    id: ClassVar[str] = "kubernetes.events"
    system: ClassVar[str] = "Kubernetes"
    containers: ClassVar[tuple[str, ...]] = JSON
    constants: ClassVar[dict[str, Value]] = {"source": "kubernetes"}
    derived: ClassVar[tuple[str, ...]] = (
        *FROM_LABELS, "key", "fingerprint", "title", "rule", "severity", "severity_raw",
        "fired_at", "last_seen_at", "occurrences", "updated_at", "incident_key",
    )  # fmt: skip
    columns: ClassVar[tuple[Column, ...]] = (
        Identifier("source_id", ("metadata.uid",)),
        Name("namespace", (*_of("namespace"), "metadata.namespace")),
        Name("object_kind", _of("kind")),
        Name("object_name", _of("name")),
        Key("reason", ("reason",)),
        Text("description", ("message", "note")),
        *state("type", choices={"warning": "firing", "normal": "unknown"}),
        Integer("event_count", ("count", "deprecatedcount")),
        Integer("series_count", ("series.count",)),
        Stamp("first_seen_at", ("firsttimestamp", "deprecatedfirsttimestamp")),
        Stamp("last_time_at", ("lasttimestamp", "deprecatedlasttimestamp")),
        Stamp("observed_at", ("series.lastobservedtime",)),
        Stamp("event_time_at", ("eventtime",)),
        Stamp("created_at", ("metadata.creationtimestamp",)),
        Name("node", ("source.host", "deprecatedsource.host")),
        Name("component", ("source.component", "reportingcomponent", "reportingcontroller",
                           "deprecatedsource.component")),
        Whole("object_labels", ("metadata.labels",)),
    )  # fmt: skip

    def claims(self, look: Look) -> bool:
        """A reason, a type, and the object that it is about."""
        return look.has("reason", "type") and look.count(*_of("kind")) > 0

    def settle(self, record: Record) -> None:
        """Namespace, kind, name and reason are the fingerprint."""
        thing = joined(
            record.get("namespace"), record.get("object_kind"), record.get("object_name")
        )
        reason = str(record["reason"])
        record["fingerprint"] = joined(thing, reason)
        seen, created = record.get("event_time_at"), record.get("created_at")
        record["fired_at"] = _first(record.get("first_seen_at"), seen, created)
        if record["fired_at"] is None and not record.get("source_id"):
            raise BadValueError("The event has neither a uid nor a time")
        record["last_seen_at"] = _first(
            record.get("last_time_at"), record.get("observed_at"), seen, created
        )
        record["updated_at"] = record["last_seen_at"]
        record["key"] = record.get("source_id") or f"{record['fingerprint']}@{record['fired_at']}"
        record["occurrences"] = _first(record.get("series_count"), record.get("event_count"))
        record["title"] = f"{reason} {record.get('object_name') or ''}".strip()
        record["rule"] = reason
        record["severity_raw"] = record["state_raw"]
        record["severity"] = _severity(record["state"], reason)
        record["ci"] = thing or None
        record["environment"] = record.get("namespace")
        record["incident_key"] = ticket_in(record.get("description"))
        labels = {
            "node": str(record.get("node") or ""), "component": str(record.get("component") or "")
        }  # fmt: skip
        labels = {name: value for name, value in labels.items() if value}
        fill_from_labels(record, labels | labels_of(record.get("object_labels")))


def _first(*values: Value) -> Value:
    return next((value for value in values if value is not None), None)


def _severity(state: Value, reason: str) -> str:
    if state != "firing":
        return "info"
    return "high" if reason in _SERIOUS or reason.startswith("Failed") else "warning"
