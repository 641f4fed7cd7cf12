"""PagerDuty's webhooks of all three versions (FORMATS §3)."""

from typing import ClassVar

from app.importers.alerts.alert_columns import JSON
from app.importers.alerts.json_cells import Whole, text_in
from app.importers.alerts.labels import ticket_in
from app.importers.alerts.merging import MergingImporter
from app.importers.alerts.pagerduty import SOURCE, severity_of
from app.importers.alerts.settled import Record
from app.importers.alerts.vocabulary import STATES
from app.importers.base import Look
from app.importers.columns import Choice, Column, Identifier, Key, Name, Raw, Stamp, Text
from app.models.records import Value

_KINDS = ("type", "event", "event.event_type")

_TOLD: dict[str, Value] = {
    "trigger": "firing", "acknowl": "acknowledged", "unackno": "firing", "resolve": "resolved",
    "reopene": "firing",
}  # fmt: skip
"""Events by how they begin: `incident.resolve`, in later versions `incident.resolved`."""


def _of(*names: str) -> tuple[str, ...]:
    """A field of the incident in version 1, 2 and 3."""
    places = ("data.incident", "incident", "event.data")
    return tuple(f"{place}.{name}" for name in names for place in places)


class PagerDutyWebhook(MergingImporter):
    """One row a message about an incident; the messages of one incident become one record."""

    id: ClassVar[str] = "pagerduty.webhook"
    system: ClassVar[str] = "PagerDuty"
    containers: ClassVar[tuple[str, ...]] = JSON
    constants: ClassVar[dict[str, Value]] = SOURCE
    derived: ClassVar[tuple[str, ...]] = (
        "key", "severity", "severity_raw", "team", "acknowledged_at", "resolved_at",
        "incident_key",
    )  # fmt: skip
    needs: ClassVar[dict[str, tuple[str, ...]]] = {
        "severity": ("priority", "urgency"), "severity_raw": ("priority", "urgency"),
        "team": ("teams",),
    }  # fmt: skip
    columns: ClassVar[tuple[Column, ...]] = (
        Key("number", _of("incident_number", "number")),
        Identifier("source_id", _of("id")),
        Identifier("fingerprint", _of("incident_key")),
        Name("event", _KINDS),
        Text("title", _of("title", "trigger_summary_data.subject", "summary")),
        Choice("state", _of("status"), choices=STATES, otherwise="unknown",
               when_empty="unknown"),
        Raw("state_raw", _of("status")),
        Name("priority", _of("priority.summary")),
        Name("urgency", _of("urgency")),
        Name("service", _of("service.summary", "service.name")),
        Whole("teams", _of("teams")),
        Stamp("fired_at", _of("created_at", "created_on")),
        Stamp("updated_at", ("created_on", "event.occurred_at", "created_at")),
        Text("url", _of("html_url")),
    )  # fmt: skip

    def claims(self, look: Look) -> bool:
        """What happened to an incident that has a number."""
        named = look.count(*_of("incident_number", "number")) > 0
        told = any(look.matches(kind, r"incident\..+") > 0 for kind in _KINDS)
        return named and told

    def settle(self, record: Record) -> None:
        """The message's time is when what it tells happened."""
        record["key"] = f"#{record['number']}"
        severity_of(record)
        at = record.get("updated_at")
        became = _TOLD.get(str(record.get("event") or "").removeprefix("incident.")[:7])
        record["state"] = became or record["state"]
        record["acknowledged_at"] = at if became == "acknowledged" else None
        record["resolved_at"] = at if became == "resolved" else None
        record["team"] = text_in(record.get("teams"), "summary", "name")
        record["incident_key"] = ticket_in(record.get("title"), record.get("fingerprint"))
