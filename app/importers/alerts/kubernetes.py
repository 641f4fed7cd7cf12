"""Kubernetes events of both API groups (FORMATS §11)."""

from typing import ClassVar

from app.importers.alerts.alertmanager import JSON
from app.importers.alerts.fingerprints import joined
from app.importers.alerts.json_cells import Whole
from app.importers.alerts.labels import FROM_LABELS, fill_from_labels, labels_of, ticket_in
from app.importers.alerts.settled import Record, SettledImporter
from app.importers.base import Look
from app.importers.columns import Choice, Column, Identifier, Integer, Key, Name, Raw, Stamp, Text
from app.models.records import Value

_SERIOUS = {"BackOff", "OOMKilling", "NodeNotReady", "Evicted", "SystemOOM"}


def _of(name: str) -> tuple[str, ...]:
    """What the event is about, in either API."""
    return (f"involvedobject.{name}", f"regarding.{name}")


class KubernetesEvents(SettledImporter):
    """One row an event; warnings fire and nothing says that they ended."""

    id: ClassVar[str] = "kubernetes.events"
    system: ClassVar[str] = "Kubernetes"
    kind: ClassVar[str] = "alert"
    containers: ClassVar[tuple[str, ...]] = JSON
    table: ClassVar[str] = "alert"
    constants: ClassVar[dict[str, Value]] = {"source": "kubernetes"}
    derived: ClassVar[tuple[str, ...]] = (
        *FROM_LABELS, "key", "fingerprint", "title", "rule", "severity", "severity_raw",
        "fired_at", "last_seen_at", "occurrences", "updated_at", "incident_key",
    )  # fmt: skip
    columns: ClassVar[tuple[Column, ...]] = (
        Identifier("source_id", ("metadata.uid",)),
        Name("event", ("metadata.name",)),
        Name("namespace", (*_of("namespace"), "metadata.namespace")),
        Name("thing", _of("kind")),
        Name("object", _of("name")),
        Key("reason", ("reason",)),
        Text("description", ("message", "note")),
        Choice("state", ("type",), choices={"warning": "firing", "normal": "unknown"},
               otherwise="unknown", when_empty="unknown"),
        Raw("state_raw", ("type",)),
        Integer("count", ("count", "deprecatedcount")),
        Integer("series", ("series.count",)),
        Stamp("first", ("firsttimestamp", "deprecatedfirsttimestamp")),
        Stamp("last", ("lasttimestamp", "deprecatedlasttimestamp")),
        Stamp("observed", ("series.lastobservedtime",)),
        Stamp("event_time", ("eventtime",)),
        Stamp("created", ("metadata.creationtimestamp",)),
        Name("node", ("source.host", "deprecatedsource.host")),
        Name("component", ("source.component", "reportingcomponent", "reportingcontroller",
                           "deprecatedsource.component")),
        Whole("own_labels", ("metadata.labels",)),
    )  # fmt: skip

    def claims(self, look: Look) -> bool:
        """A reason, a type, and the object that it is about."""
        return look.has("reason", "type") and look.count(*_of("kind")) > 0

    def settle(self, record: Record) -> None:
        """Namespace, kind, name and reason are the fingerprint."""
        thing = joined(record.get("namespace"), record.get("thing"), record.get("object"))
        reason = str(record["reason"])
        record["fingerprint"] = joined(thing, reason)
        seen, created = record.get("event_time"), record.get("created")
        record["fired_at"] = _first(record.get("first"), seen, created)
        record["last_seen_at"] = _first(record.get("last"), record.get("observed"), seen, created)
        record["updated_at"] = record["last_seen_at"]
        record["key"] = record.get("source_id") or f"{record['fingerprint']}@{record['fired_at']}"
        record["occurrences"] = _first(record.get("series"), record.get("count"))
        record["title"] = f"{reason} {record.get('object') or ''}".strip()
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
        fill_from_labels(record, labels | labels_of(record.get("own_labels")))


def _first(*values: Value) -> Value:
    return next((value for value in values if value is not None), None)


def _severity(state: Value, reason: str) -> str:
    if state != "firing":
        return "info"
    return "high" if reason in _SERIOUS or reason.startswith("Failed") else "warning"
