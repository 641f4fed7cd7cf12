"""Notifications of monitoring that runs in-house: Graylog, Checkmk, LibreNMS, vRealize."""

from typing import ClassVar

from app.importers.alerts.alert_columns import JSON, severity, state
from app.importers.alerts.fingerprints import joined
from app.importers.alerts.labels import ticket_in, without_port
from app.importers.alerts.merging import MergingImporter
from app.importers.alerts.settled import Record, SettledImporter
from app.importers.alerts.transitions import TransitionImporter
from app.importers.base import Look
from app.importers.columns import Choice, Column, Identifier, Key, Name, Raw, Stamp, Text
from app.importers.written_stamps import BadValueError
from app.models.records import Value

_PRIORITIES: dict[str, Value] = {"1": "low", "2": "warning", "3": "high", "4": "critical"}
_LIBRENMS_STATES: dict[str, Value] = {
    "0": "resolved", "1": "firing", "2": "acknowledged", "3": "firing", "4": "firing",
    "5": "firing",
}  # fmt: skip
_CRITICALITIES: dict[str, Value] = {
    "alert_criticality_level_critical": "critical", "alert_criticality_level_immediate": "high",
    "alert_criticality_level_warning": "warning", "alert_criticality_level_info": "info",
    "alert_criticality_level_auto": None,
    "critical": "critical", "immediate": "high", "warning": "warning", "information": "info",
    "info": "info", "auto": None,
}  # fmt: skip


class GraylogNotification(SettledImporter):
    """An event of Graylog, or an alert of its releases before 3; nothing says that it ended."""

    id: ClassVar[str] = "graylog.notification"
    system: ClassVar[str] = "Graylog"
    containers: ClassVar[tuple[str, ...]] = JSON
    constants: ClassVar[dict[str, Value]] = {"source": "graylog", "state": "firing"}
    derived: ClassVar[tuple[str, ...]] = (
        "ci", "key", "fingerprint", "title", "updated_at", "incident_key",
    )  # fmt: skip
    columns: ClassVar[tuple[Column, ...]] = (
        Identifier("source_id", ("event.id",)),
        Name("definition", ("event_definition_id", "check_result.triggered_condition.id")),
        Text("rule", ("event_definition_title", "stream.title")),
        Text("message", ("event.message", "check_result.result_description")),
        Text("description", ("event_definition_description", "check_result.result_description")),
        *severity("event.priority", choices=_PRIORITIES),
        Stamp("fired_at", ("event.timestamp", "check_result.triggered_at"), required=True),
        Name("ci", ("event.source",)),
        Name("event_key", ("event.key",)),
        Name("service", ("event.fields.service",)),
        Name("environment", ("event.fields.env", "event.fields.environment")),
    )

    def claims(self, look: Look) -> bool:
        """An event of a definition, or the result of a stream's condition."""
        return look.has("event.id", "event_definition_id", "event.timestamp") or look.has(
            "check_result.triggered_at", "check_result.triggered_condition.id"
        )

    def settle(self, record: Record) -> None:
        """Definition and key are the fingerprint."""
        if record.get("fired_at") is None:
            raise BadValueError("The notification has no time")
        record["fingerprint"] = joined(record.get("definition"), record.get("event_key"))
        record["key"] = record.get("source_id") or f"{record['fingerprint']}@{record['fired_at']}"
        record["title"] = record.get("rule") or record.get("message")
        record["updated_at"] = record["fired_at"]
        record["ci"] = without_port(record.get("ci"))
        record["incident_key"] = ticket_in(record.get("message"), record.get("description"))


class CheckmkNotification(TransitionImporter):
    """A notification of Checkmk about a host or a service on it."""

    id: ClassVar[str] = "checkmk.notification"
    system: ClassVar[str] = "Checkmk"
    containers: ClassVar[tuple[str, ...]] = JSON
    constants: ClassVar[dict[str, Value]] = {"source": "checkmk"}
    derived: ClassVar[tuple[str, ...]] = (
        *TransitionImporter.derived, "title", "state_raw", "severity", "severity_raw", "ci",
        "acknowledged_at", "incident_key",
    )  # fmt: skip
    columns: ClassVar[tuple[Column, ...]] = (
        Key("host", ("host",)),
        Name("rule", ("service", "service_desc", "check_command")),
        Text("summary", ("summary",)),
        Text("description", ("output", "long_output")),
        Choice("notification_type", ("notification_type",), choices={
            "problem": "firing", "recovery": "resolved", "acknowledgement": "acknowledged",
            "downtimestart": "suppressed"}),
        Raw("notification_words", ("notification_type",)),
        Choice("host_level", ("status",), silent=True, choices={
            "down": "critical", "unreach": "critical", "crit": "critical",
            "critical": "critical", "warn": "warning", "warning": "warning",
            "unknown": "warning"}),
        Raw("host_status", ("status",)),
        Stamp("entry_at", ("short_date_time",), required=True),
        Text("url", ("url",)),
    )  # fmt: skip

    def claims(self, look: Look) -> bool:
        """A host, the type of notification and its local time."""
        return look.has("host", "notification_type", "short_date_time", "what")

    def settle(self, record: Record) -> None:
        """Host and service are the fingerprint; a status word is the severity."""
        record["ci"] = record["host"]
        record["fingerprint"] = joined(record["host"], record.get("rule"))
        record["state"], record["state_raw"] = (
            record.get("notification_type"),
            record.get("notification_words"),
        )
        record["severity"] = record.get("host_level")
        record["severity_raw"] = record.get("host_status")
        record["title"] = record.get("summary") or record["fingerprint"]
        record["incident_key"] = ticket_in(record["title"], record.get("description"))


class LibreNmsAlert(TransitionImporter):
    """An alert of LibreNMS' transport: a device and the rule that it broke."""

    id: ClassVar[str] = "librenms.alert"
    system: ClassVar[str] = "LibreNMS"
    containers: ClassVar[tuple[str, ...]] = JSON
    constants: ClassVar[dict[str, Value]] = {"source": "librenms"}
    derived: ClassVar[tuple[str, ...]] = (
        *TransitionImporter.derived, "acknowledged_at", "incident_key",
    )  # fmt: skip
    columns: ClassVar[tuple[Column, ...]] = (
        Key("ci", ("sysname", "hostname")),
        Name("device", ("device_id",)),
        Name("rule_id", ("rule_id",)),
        Text("rule", ("name",)),
        Text("title", ("title",)),
        Text("description", ("msg",)),
        *state("state", choices=_LIBRENMS_STATES),
        *severity("severity"),
        Stamp("entry_at", ("timestamp",), required=True),
    )  # fmt: skip

    def claims(self, look: Look) -> bool:
        """A device, a rule and an alert of it."""
        return look.has("device_id", "rule_id", "alert_id", "state", "timestamp")

    def settle(self, record: Record) -> None:
        """Device and rule are the fingerprint."""
        record["fingerprint"] = joined(record.get("device") or record["ci"], record.get("rule_id"))
        record["incident_key"] = ticket_in(record.get("title"), record.get("description"))


class VRealizeAlert(MergingImporter):
    """An alert of VMware vRealize (Aria) Operations."""

    id: ClassVar[str] = "vrealize.alert"
    system: ClassVar[str] = "vRealize Operations"
    containers: ClassVar[tuple[str, ...]] = JSON
    constants: ClassVar[dict[str, Value]] = {"source": "vrealize"}
    derived: ClassVar[tuple[str, ...]] = (
        "fingerprint", "title", "resolved_at", "incident_key", "updated_at",
    )  # fmt: skip
    columns: ClassVar[tuple[Column, ...]] = (
        Key("key", ("alertid",)),
        Identifier("source_id", ("alertid",)),
        Text("rule", ("alertdefinitionname", "alertname", "subtype")),
        Text("description", ("info",)),
        *state("status"),
        *severity("criticality", "alertlevel", choices=_CRITICALITIES),
        Stamp("fired_at", ("startdate", "starttimeutc")),
        Stamp("ended_at", ("canceldate", "canceltimeutc")),
        Stamp("changed_at", ("updatedate", "updatetimeutc")),
        Name("resource", ("resourceid",)),
        Name("ci", ("resourcename",)),
    )  # fmt: skip

    def claims(self, look: Look) -> bool:
        """An alert about a resource, with start and update."""
        return look.has("alertid", "resourceid", "status") and (
            look.count("startdate", "starttimeutc") > 0
        )

    def settle(self, record: Record) -> None:
        """Rule and resource are the fingerprint; only a cancelled alert has ended."""
        resolved = record["state"] == "resolved"
        record["resolved_at"] = record.get("ended_at") if resolved else None
        record["updated_at"] = record.get("changed_at") or record.get("fired_at")
        subject = record.get("ci") or record.get("resource")
        record["fingerprint"] = joined(record.get("rule"), record.get("resource"))
        record["title"] = joined(record.get("rule"), subject) or record.get("description")
        record["incident_key"] = ticket_in(record.get("description"))
