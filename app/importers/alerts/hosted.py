"""Webhooks of hosted monitoring: New Relic, Pingdom, Checkly, Google Cloud, ThousandEyes."""

from typing import ClassVar

from app.importers.alerts.alert_columns import JSON, severity, state
from app.importers.alerts.json_cells import Whole, objects_in, text_in
from app.importers.alerts.labels import FROM_LABELS, fill_from_labels, labels_of, ticket_in
from app.importers.alerts.merging import MergingImporter
from app.importers.alerts.settled import Record
from app.importers.alerts.transitions import TransitionImporter
from app.importers.alerts.vocabulary import STATES
from app.importers.base import Look
from app.importers.columns import Choice, Column, Identifier, Key, Name, Stamp, Text
from app.models.records import Value

_MERGED = (*FROM_LABELS, "fingerprint", "fired_at", "resolved_at", "updated_at", "incident_key")
_CHECKLY_STATES: dict[str, Value] = {
    "alert_failure": "firing", "alert_degraded": "firing", "alert_ssl": "firing",
    "alert_failure_remain": "firing", "alert_degraded_remain": "firing",
    "alert_recovery": "resolved", "alert_degraded_recovery": "resolved",
}  # fmt: skip
_THOUSAND_EYES_STATES: dict[str, Value] = {
    "alert_notification_trigger": "firing", "alert_notification_clear": "resolved",
}  # fmt: skip


class NewRelicWebhook(MergingImporter):
    """An incident of New Relic's alert policies: opened, acknowledged, closed."""

    id: ClassVar[str] = "newrelic.webhook"
    system: ClassVar[str] = "New Relic"
    containers: ClassVar[tuple[str, ...]] = JSON
    constants: ClassVar[dict[str, Value]] = {"source": "newrelic"}
    derived: ClassVar[tuple[str, ...]] = (*_MERGED, "acknowledged_at", "acknowledged_by")
    columns: ClassVar[tuple[Column, ...]] = (
        Key("key", ("incident_id",)),
        Identifier("source_id", ("incident_id",)),
        Name("condition", ("condition_id",)),
        Text("title", ("condition_name",)),
        Text("rule", ("policy_name",)),
        Text("description", ("details",)),
        *state("current_state"),
        *severity("severity"),
        Stamp("entry_at", ("timestamp",)),
        Name("owner", ("owner",)),
        Whole("targets", ("targets",)),
        Text("url", ("incident_url",)),
        Text("runbook_url", ("runbook_url",)),
    )  # fmt: skip

    def claims(self, look: Look) -> bool:
        """An incident of a policy's condition and its state."""
        return look.has("incident_id", "current_state", "policy_name", "condition_name")

    def settle(self, record: Record) -> None:
        """The message's time is when the incident went into its state."""
        at, state = record.get("entry_at"), record["state"]
        record["updated_at"] = at
        record["fired_at"] = at if state == "firing" else None
        record["acknowledged_at"] = at if state == "acknowledged" else None
        record["acknowledged_by"] = record.get("owner") if state == "acknowledged" else None
        record["resolved_at"] = at if state == "resolved" else None
        record["fingerprint"] = record.get("condition")
        target = next(iter(objects_in(record.get("targets"))), {})
        record["ci"] = target.get("name") or None
        inner = target.get("labels")
        labels = {str(k): str(v) for k, v in inner.items()} if isinstance(inner, dict) else {}
        record["incident_key"] = ticket_in(record.get("title"), record.get("description"))
        fill_from_labels(record, labels)


class _Checks(TransitionImporter):
    """Checks from outside, which go down and come up again."""

    containers: ClassVar[tuple[str, ...]] = JSON
    derived: ClassVar[tuple[str, ...]] = (
        *TransitionImporter.derived, *FROM_LABELS, "incident_key",
    )  # fmt: skip

    def settle(self, record: Record) -> None:
        """The check is the fingerprint."""
        record["fingerprint"] = f"check/{record['source_id']}"
        record["incident_key"] = ticket_in(record.get("title"), record.get("tags"))
        fill_from_labels(record, labels_of(record.get("tags")))


class PingdomWebhook(_Checks):
    """A check that went down or came up again."""

    id: ClassVar[str] = "pingdom.webhook"
    system: ClassVar[str] = "Pingdom"
    constants: ClassVar[dict[str, Value]] = {"source": "pingdom"}
    columns: ClassVar[tuple[Column, ...]] = (
        Key("source_id", ("check_id",)),
        Text("title", ("check_name",)),
        Text("rule", ("check_name",)),
        Text("description", ("long_description", "description")),
        *state("current_state"),
        Choice("state_before", ("previous_state",), choices=STATES, silent=True),
        *severity("importance_level"),
        Stamp("entry_at", ("state_changed_timestamp",)),
        Name("ci", ("check_params.hostname",)),
        Text("tags", ("tags",)),
        Text("url", ("check_params.full_url",)),
    )  # fmt: skip

    def claims(self, look: Look) -> bool:
        """A check, its state, and when that changed."""
        return look.has("check_id", "current_state", "state_changed_timestamp")


class ChecklyWebhook(_Checks):
    """A check that failed, got slow or recovered."""

    id: ClassVar[str] = "checkly.webhook"
    system: ClassVar[str] = "Checkly"
    constants: ClassVar[dict[str, Value]] = {"source": "checkly"}
    columns: ClassVar[tuple[Column, ...]] = (
        Key("source_id", ("check_id",)),
        Text("title", ("check_name",)),
        Text("rule", ("check_name",)),
        Text("description", ("check_error_message",)),
        *state("alert_type", choices=_CHECKLY_STATES),
        Stamp("entry_at", ("started_at",)),
        Name("group", ("group_name",)),
        Text("tags", ("tags",)),
        Text("url", ("link",)),
    )  # fmt: skip

    def claims(self, look: Look) -> bool:
        """A check's run and the type of its alert."""
        return look.has("check_id", "check_name", "alert_type", "started_at")

    def settle(self, record: Record) -> None:
        """As for every check; its group stands in for a service."""
        super().settle(record)
        record["service"] = record["service"] or record.get("group")


class _Timed(MergingImporter):
    """Alerts whose messages tell when they began and ended."""

    containers: ClassVar[tuple[str, ...]] = JSON
    derived: ClassVar[tuple[str, ...]] = (*_MERGED, "title", "auto_resolved")

    def settle(self, record: Record) -> None:
        """The end counts once the alert is resolved; nobody but the tool resolves it."""
        resolved = record["state"] == "resolved"
        record["fired_at"] = record.get("begins_at")
        record["resolved_at"] = record.get("ended_at") if resolved else None
        record["auto_resolved"] = True if resolved else None
        record["updated_at"] = record["resolved_at"] or record["fired_at"]


class GoogleCloudIncident(_Timed):
    """An incident of Google Cloud Monitoring, open or closed."""

    id: ClassVar[str] = "gcp.incident"
    system: ClassVar[str] = "Google Cloud Monitoring"
    constants: ClassVar[dict[str, Value]] = {"source": "gcp"}
    columns: ClassVar[tuple[Column, ...]] = (
        Key("key", ("incident.incident_id",)),
        Identifier("source_id", ("incident.incident_id",)),
        Text("rule", ("incident.policy_name",)),
        Text("condition", ("incident.condition_name",)),
        Text("description", ("incident.summary",)),
        *state("incident.state"),
        *severity("incident.severity"),
        Stamp("begins_at", ("incident.started_at",)),
        Stamp("ended_at", ("incident.ended_at",)),
        Name("ci", ("incident.resource_display_name", "incident.resource_name")),
        Whole("user_labels", ("incident.policy_user_labels",)),
        Whole("resource_labels", ("incident.resource.labels",)),
        Text("url", ("incident.url",)),
    )  # fmt: skip

    def claims(self, look: Look) -> bool:
        """An incident of a policy with its start."""
        return look.has("incident.incident_id", "incident.state", "incident.started_at")

    def settle(self, record: Record) -> None:
        """Policy, condition and resource are the fingerprint."""
        super().settle(record)
        parts = (record.get("rule"), record.get("condition"), record.get("ci"))
        record["fingerprint"] = "/".join(str(part) for part in parts if part) or None
        record["title"] = record.get("condition") or record.get("rule")
        record["incident_key"] = ticket_in(record.get("description"))
        labels = labels_of(record.get("resource_labels")) | labels_of(record.get("user_labels"))
        fill_from_labels(record, labels)


class ThousandEyesAlert(_Timed):
    """An alert of ThousandEyes' webhook: triggered or cleared."""

    id: ClassVar[str] = "thousandeyes.alert"
    system: ClassVar[str] = "ThousandEyes"
    constants: ClassVar[dict[str, Value]] = {"source": "thousandeyes"}
    columns: ClassVar[tuple[Column, ...]] = (
        Key("key", ("alert.alertid",)),
        Identifier("source_id", ("alert.alertid",)),
        Text("rule", ("alert.rulename",)),
        Text("test_name", ("alert.testname",)),
        Text("description", ("alert.ruleexpression",)),
        *state("eventtype", choices=_THOUSAND_EYES_STATES),
        *severity("alert.severity"),
        Stamp("begins_at", ("alert.datestartzoned",)),
        Stamp("ended_at", ("alert.dateendzoned",)),
        Name("ci", ("alert.hostname", "alert.agentname")),
        Whole("test_labels", ("alert.testlabels",)),
        Text("url", ("alert.permalink",)),
    )  # fmt: skip

    def claims(self, look: Look) -> bool:
        """An alert of a rule, and what happened to it."""
        return look.has("eventtype", "alert.alertid", "alert.rulename")

    def settle(self, record: Record) -> None:
        """Rule and test, or rule and agent, are the fingerprint."""
        super().settle(record)
        subject = record.get("test_name") or record.get("ci")
        record["fingerprint"] = f"{record.get('rule')}/{subject}"
        record["title"] = f"{record.get('rule')}: {subject}" if subject else record.get("rule")
        names = text_in(record.get("test_labels"), "name")
        record["incident_key"] = ticket_in(record["title"], names)
        fill_from_labels(record, {"test labels": names} if names else {})
