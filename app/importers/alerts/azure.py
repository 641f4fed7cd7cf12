"""Azure Monitor: the common alert schema, and lists of alerts (FORMATS §10)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from app.importers.alerts.alert_columns import JSON
from app.importers.alerts.azure_health import OUTAGE, is_health, outage_of
from app.importers.alerts.fingerprints import joined
from app.importers.alerts.json_cells import Whole
from app.importers.alerts.labels import fill_from_labels, labels_of, ticket_in
from app.importers.alerts.merging import Merging, MergingImporter
from app.importers.alerts.settled import Record, SettledImporter
from app.importers.base import Chunk, Collector, Desk, Look
from app.importers.columns import (
    Choice,
    Column,
    Context,
    Convert,
    Identifier,
    Key,
    Name,
    Raw,
    Stamp,
    Text,
)
from app.importers.written_stamps import BadValueError
from app.models.records import Plan, Value

_SOURCE: dict[str, Value] = {"source": "azure"}
_SEVERITIES: dict[str, Value] = {
    "sev0": "critical", "sev1": "high", "sev2": "warning", "sev3": "info", "sev4": "low",
    "0": "critical", "1": "high", "2": "warning", "3": "info", "4": "low",
    "critical": "critical", "error": "high", "warning": "warning", "informational": "info",
    "verbose": "low",
}  # fmt: skip
_CONDITIONS: dict[str, Value] = {"fired": "firing", "resolved": "resolved"}
_RESPONSES: dict[str, Value] = {
    "new": "firing", "acknowledged": "acknowledged", "closed": "resolved",
}  # fmt: skip
_GROUP = re.compile(r"/resourcegroups/([^/;]+)", re.IGNORECASE)
_PLACES = ("service", "ci", "environment", "team", "labels")


def _essential(name: str) -> tuple[str, ...]:
    return (f"data.essentials.{name}", f"essentials.{name}")


def _last(path: Value) -> str | None:
    """The last segment of the first of some resource ids."""
    first = str(path or "").partition(";")[0].strip().rstrip("/")
    return first.rpartition("/")[2] or None


def _group(*cells: Value) -> str | None:
    found = (_GROUP.search(str(cell)) for cell in cells if cell)
    return next((match[1] for match in found if match), None)


class AzureCommonAlert(MergingImporter):
    """What an action group sends: the same alert fired, and resolved."""

    id: ClassVar[str] = "azure.common"
    system: ClassVar[str] = "Azure Monitor"
    containers: ClassVar[tuple[str, ...]] = JSON
    constants: ClassVar[dict[str, Value]] = _SOURCE
    derived: ClassVar[tuple[str, ...]] = (
        *_PLACES, "key", "auto_resolved", "updated_at", "incident_key",
    )  # fmt: skip
    columns: ClassVar[tuple[Column, ...]] = (
        Key("source_id", _essential("alertid")),
        Identifier("fingerprint", _essential("originalertid")),
        Text("rule", _essential("alertrule")),
        Text("title", _essential("alertrule")),
        Text("description", _essential("description")),
        Choice("state", _essential("monitorcondition"), choices=_CONDITIONS, otherwise="unknown",
               when_empty="unknown"),
        Raw("state_raw", _essential("monitorcondition")),
        Choice("severity", _essential("severity"), choices=_SEVERITIES),
        Raw("severity_raw", _essential("severity")),
        Text("targets", _essential("alerttargetids")),
        Text("configuration_items", _essential("configurationitems")),
        Stamp("fired_at", _essential("fireddatetime")),
        Stamp("resolved_at", _essential("resolveddatetime")),
        Text("url", _essential("investigationlink")),
        Whole("custom_properties", ("data.customproperties", "customproperties")),
        Name("monitoring_service", _essential("monitoringservice")),
        Whole("alert_context", ("data.alertcontext", "alertcontext")),
    )  # fmt: skip

    def claims(self, look: Look) -> bool:
        """The schema's alert id and condition."""
        return look.count(*_essential("alertid")) > 0 and (
            look.count(*_essential("monitorcondition")) > 0
        )

    def settle(self, record: Record) -> None:
        """The alert's own id, and the resource that it is about."""
        record["key"] = _last(record["source_id"])
        targets = record.get("targets")
        record["ci"] = _last(targets) or _last(record.get("configuration_items"))
        resolved = record["state"] == "resolved"
        record["auto_resolved"] = True if resolved else None
        record["updated_at"] = record.get("resolved_at") or record.get("fired_at")
        labels = labels_of(record.get("custom_properties"))
        fill_from_labels(record, labels)
        record["service"] = record["service"] or _group(targets, record["source_id"])
        record["incident_key"] = ticket_in(
            record.get("title"), record.get("description"), record.get("custom_properties")
        )

    def plans(self, fields: tuple[str, ...]) -> dict[str, Plan]:
        """Alerts; what Azure says of its own health are outages of the provider."""
        return super().plans(fields) | {"outage": Plan("outage", OUTAGE, self.key)}

    def collector(self, fields: tuple[str, ...], desk: Desk) -> Collector:
        """Tells the provider's outages from alerts."""
        return _WithHealth(self, fields, desk)


class _WithHealth(Merging):
    """Alerts, and messages of Service Health as outages."""

    def end(self) -> Iterator[Chunk]:
        """The outages first."""
        health = [key for key, records in self._held.items() if is_health(records[0])]
        told = [self._one(self._held.pop(key)) for key in health]
        rows = [tuple(map(outage_of(record).get, OUTAGE)) for record in told]
        if rows:
            yield "outage", rows
        yield from super().end()


@dataclass(frozen=True)
class _PortalStamp(Stamp):
    """A time as the portal writes it in the browser's language: `3/2/2026, 11:00:00 AM`."""

    def compile(self, context: Context, header: str) -> Convert:
        """Reads each time without the comma after its date."""
        read = super().compile(context, header)
        return lambda cells: read([cell.replace(", ", " ") for cell in cells])


def _listed(name: str) -> tuple[str, ...]:
    return (f"properties.essentials.{name}",)


class AzureAlerts(SettledImporter):
    """A list of alerts: the management API's answer, or the portal's CSV."""

    id: ClassVar[str] = "azure.alerts"
    system: ClassVar[str] = "Azure Monitor"
    constants: ClassVar[dict[str, Value]] = _SOURCE
    derived: ClassVar[tuple[str, ...]] = (
        *_PLACES, "key", "title", "rule", "state", "state_raw", "auto_resolved", "resolved_at",
        "incident_key",
    )  # fmt: skip
    columns: ClassVar[tuple[Column, ...]] = (
        Text("name", ("name", "alert name")),
        Identifier("source_id", ("id", "alert id")),
        Text("alert_rule", (*_listed("alertrule"), "alert rule")),
        Text("description", (*_listed("description"), "description")),
        Choice("monitor_condition", (*_listed("monitorcondition"), "monitor condition",
                             "alert condition"), choices=_CONDITIONS),
        Raw("condition_words", (*_listed("monitorcondition"), "monitor condition",
                                "alert condition")),
        Choice("user_response", (*_listed("alertstate"), "user response", "alert state"),
               choices=_RESPONSES),
        Choice("severity", (*_listed("severity"), "severity"), choices=_SEVERITIES, required=True),
        Raw("severity_raw", (*_listed("severity"), "severity")),
        Text("target", (*_listed("targetresource"), "affected resource", "target resource")),
        Name("resource_group", (*_listed("targetresourcegroup"), "resource group")),
        _PortalStamp("fired_at", (*_listed("startdatetime"), "fire time", "fired time")),
        _PortalStamp("ended_at", (*_listed("monitorconditionresolveddatetime"), "resolved time")),
        _PortalStamp("updated_at", (*_listed("lastmodifieddatetime"), "last modified time")),
        Name("acknowledged_by", _listed("lastmodifiedusername")),
    )  # fmt: skip

    def claims(self, look: Look) -> bool:
        """The condition of listed alerts, or the headings of the portal's list."""
        if look.has("properties.essentials.monitorcondition"):
            return True
        return look.has("name", "severity", "monitor condition") and (
            look.count("fire time", "fired time") > 0
        )

    def settle(self, record: Record) -> None:
        """What a person answered goes before what the monitor measured, until it is resolved."""
        condition, response = record.get("monitor_condition"), record.get("user_response")
        record["state"] = "resolved" if condition == "resolved" else response or condition
        record["state"] = record["state"] or "unknown"
        record["state_raw"] = record.get("condition_words")
        resolved = record["state"] == "resolved"
        record["resolved_at"] = (
            record.get("ended_at") or record.get("updated_at") if resolved else None
        )
        record["auto_resolved"] = condition == "resolved" if resolved else None
        if response != "acknowledged" and "acknowledged_by" in record:
            record["acknowledged_by"] = None
        name, target = record.get("name"), record.get("target")
        named = record.get("source_id")
        record["rule"] = record.get("alert_rule") or (None if named else name)
        record["rule"] = _last(record["rule"])
        record["title"] = record["rule"] or name
        record["ci"] = _last(target)
        if not named and record.get("fired_at") is None:
            raise BadValueError("The alert has neither an id nor a time at which it fired")
        record["key"] = _last(named) or f"{joined(name, record['ci'])}@{record.get('fired_at')}"
        record["incident_key"] = ticket_in(name, record.get("description"))
        fill_from_labels(record, {})
        record["service"] = record.get("resource_group") or _group(target, named)
