"""Webhooks of Coralogix and Dash0, whose fields come as lists of names and values."""

from typing import Any, ClassVar

from app.importers.alerts.alert_columns import JSON, state
from app.importers.alerts.json_cells import Whole, objects_in
from app.importers.alerts.labels import FROM_LABELS, Labels, fill_from_labels, ticket_in
from app.importers.alerts.merging import MergingImporter
from app.importers.alerts.settled import Record
from app.importers.alerts.transitions import TransitionImporter
from app.importers.alerts.vocabulary import SEVERITIES, STATES, known
from app.importers.base import Look
from app.importers.columns import Column, Identifier, Key, Stamp, Text
from app.importers.written_stamps import BadValueError, other_instant
from app.models.records import Value


def pairs_in(cell: Value) -> Labels:
    """Names and values out of a list of `{key, value}`; a typed value is its text."""
    return {
        str(each["key"]): _plain(each.get("value")) for each in objects_in(cell) if "key" in each
    }


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return str(next(iter(value.values()), ""))
    return "" if value is None or isinstance(value, list) else str(value)


class CoralogixWebhook(TransitionImporter):
    """An alert that Coralogix triggered or resolved."""

    id: ClassVar[str] = "coralogix.webhook"
    system: ClassVar[str] = "Coralogix"
    containers: ClassVar[tuple[str, ...]] = JSON
    constants: ClassVar[dict[str, Value]] = {"source": "coralogix"}
    derived: ClassVar[tuple[str, ...]] = (
        *TransitionImporter.derived, *FROM_LABELS, "severity", "severity_raw", "incident_key",
    )  # fmt: skip
    columns: ClassVar[tuple[Column, ...]] = (
        Key("source_id", ("alert_id",)),
        Text("title", ("name",)),
        Text("rule", ("name",)),
        Text("description", ("description",)),
        *state("alert_action", choices={"trigger": "firing", "resolve": "resolved"}),
        Whole("alert_fields", ("fields",)),
        Text("url", ("alert_url",)),
    )  # fmt: skip

    def claims(self, look: Look) -> bool:
        """An alert's action and its list of fields."""
        return look.has("alert_id", "alert_action", "fields")

    def settle(self, record: Record) -> None:
        """Time, severity and places stand among the fields; unfilled templates are none."""
        fields = {
            name: value
            for name, value in pairs_in(record.get("alert_fields")).items()
            if value not in {"", "null"} and not value.startswith(("$", "*insert"))
        }
        at = fields.get("timestampMs")
        record["entry_at"] = other_instant(at) if at else None
        record["fingerprint"] = fields.get("dedupKey") or record["source_id"]
        record["severity_raw"] = fields.get("priority") or fields.get("severity")
        record["severity"] = known(SEVERITIES, record["severity_raw"])
        labels = {name: fields[name] for name in _PLACES if name in fields}
        record["incident_key"] = ticket_in(record.get("title"), record.get("description"))
        fill_from_labels(record, labels)


_PLACES = ("application", "subsystem", "team", "severity", "priority", "computer", "category")


class Dash0Webhook(MergingImporter):
    """An issue that Dash0 opened or resolved."""

    id: ClassVar[str] = "dash0.webhook"
    system: ClassVar[str] = "Dash0"
    containers: ClassVar[tuple[str, ...]] = JSON
    constants: ClassVar[dict[str, Value]] = {"source": "dash0"}
    derived: ClassVar[tuple[str, ...]] = (
        *FROM_LABELS, "title", "rule", "resolved_at", "auto_resolved", "updated_at",
        "incident_key",
    )  # fmt: skip
    columns: ClassVar[tuple[Column, ...]] = (
        Key("key", ("data.issue.id",)),
        Identifier("source_id", ("data.issue.id",)),
        Identifier("fingerprint", ("data.issue.issueidentifier",)),
        Text("summary", ("data.issue.summary",)),
        Text("description", ("data.issue.description",)),
        *state("data.issue.status", choices=STATES | {"critical": "firing", "degraded": "firing"}),
        Stamp("fired_at", ("data.issue.start",), required=True),
        Stamp("ended_at", ("data.issue.end",)),
        Whole("issue_labels", ("data.issue.labels",)),
        Whole("check_rules", ("data.issue.checkrules",)),
        Text("url", ("data.issue.url",)),
    )  # fmt: skip

    def claims(self, look: Look) -> bool:
        """An issue with its start and status."""
        return look.has("data.issue.id", "data.issue.status", "data.issue.start")

    def settle(self, record: Record) -> None:
        """The check's rule, and the end once it is resolved."""
        if record.get("fired_at") is None:
            raise BadValueError("The issue has no start")
        resolved = record["state"] == "resolved"
        record["resolved_at"] = record.get("ended_at") if resolved else None
        record["auto_resolved"] = True if resolved else None
        record["updated_at"] = record["resolved_at"] or record["fired_at"]
        rule = next(iter(objects_in(record.get("check_rules"))), {}).get("name")
        record["rule"] = str(rule) if rule else None
        record["title"] = record.get("summary") or record["rule"]
        record["incident_key"] = ticket_in(record.get("summary"), record.get("description"))
        fill_from_labels(record, pairs_in(record.get("issue_labels")))
