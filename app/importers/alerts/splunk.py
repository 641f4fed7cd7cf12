"""Splunk: events of a search, and the notable events of Enterprise Security (FORMATS §8)."""

import re
from typing import ClassVar

from app.importers.alerts.alert_columns import severity, state
from app.importers.alerts.fingerprints import joined
from app.importers.alerts.labels import FROM_LABELS, fill_from_labels, ticket_in
from app.importers.alerts.settled import Record, SettledImporter
from app.importers.alerts.vocabulary import SEVERITIES, STATES
from app.importers.base import Look
from app.importers.columns import Choice, Column, Identifier, Integer, Key, Name, Raw, Stamp, Text
from app.importers.written_stamps import BadValueError
from app.models.records import Value

_SOURCE: dict[str, Value] = {"source": "splunk"}
_STATUSES: dict[str, Value] = STATES | {
    "0": "firing", "1": "firing", "2": "acknowledged", "3": "acknowledged", "4": "resolved",
    "5": "resolved", "unassigned": "firing", "new": "firing", "in progress": "acknowledged",
    "pending": "acknowledged",
}  # fmt: skip
_NOBODY = {"unassigned", "nobody", "none", "-"}
_LINE = re.compile(r"[\r\n]")


class SplunkEvents(SettledImporter):
    """One row an event, as CSV, JSON lines or a REST answer; the search decides the columns."""

    id: ClassVar[str] = "splunk.events"
    system: ClassVar[str] = "Splunk"
    constants: ClassVar[dict[str, Value]] = _SOURCE
    repeats: ClassVar[bool] = True
    derived: ClassVar[tuple[str, ...]] = (
        *FROM_LABELS, "key", "fingerprint", "title", "description", "state", "fired_at",
        "updated_at", "rule", "incident_key",
    )  # fmt: skip
    needs: ClassVar[dict[str, tuple[str, ...]]] = {
        "rule": ("search_name",),
        "description": ("raw_text",),
    }
    columns: ClassVar[tuple[Column, ...]] = (
        Stamp("event_at", ("_time",), required=True),
        Text("raw_text", ("_raw",)),
        Identifier("source_id", ("_cd", "^sid")),
        Name("search_name", ("search_name", "savedsearch_name", "ss_name", "^search_name")),
        Text("signature", ("title", "alert_title", "signature", "message")),
        Choice("severity", ("severity", "urgency", "log_level"), choices=SEVERITIES,
               silent=True),
        Raw("severity_raw", ("severity", "urgency", "log_level")),
        Raw("state_raw", ("status",)),
        Name("ci", ("dest", "host", "src", "dvc")),
        Name("service", ("service", "service_name", "app")),
        Name("environment", ("env", "environment")),
        Name("source_type", ("sourcetype",)),
        Name("event_source", ("source",)),
        Integer("occurrences", ("count",)),
        Text("url", ("results_link", "^results_link")),
    )  # fmt: skip

    def claims(self, look: Look) -> bool:
        """`_time` beside the raw event or its source type; or an alert's webhook."""
        if look.has("event_id", "rule_name") or look.has("itsi_group_id"):
            return False
        return look.has("_time") and (
            look.count("_raw", "sourcetype", "splunk_server", "^search_name") > 0
        )

    def settle(self, record: Record) -> None:
        """An event has no end; the row itself tells it from others of the same instant."""
        raw = str(record.get("raw_text") or "")
        search = record.get("search_name")
        record["title"] = record.get("signature") or search or _LINE.split(raw)[0][:200] or None
        record["description"] = raw or None
        record["state"], record["rule"] = "unknown", search
        at = record["fired_at"] = record.get("event_at")
        if at is None:
            raise BadValueError("The event has no time")
        record["updated_at"] = at
        kind = search or joined(record.get("source_type"), record.get("event_source"))
        record["fingerprint"] = joined(kind, record.get("ci")) or None
        record["key"] = record.get("source_id") or f"{at}/{record['row_hash']}"
        labels = {
            "sourcetype": str(record.get("source_type") or ""),
            "source": str(record.get("event_source") or ""),
        }
        record["incident_key"] = ticket_in(record["title"], raw)
        fill_from_labels(record, {name: value for name, value in labels.items() if value})


class SplunkNotable(SettledImporter):
    """Notable events, with the state that analysts gave them."""

    id: ClassVar[str] = "splunk.notable"
    system: ClassVar[str] = "Splunk"
    constants: ClassVar[dict[str, Value]] = _SOURCE
    derived: ClassVar[tuple[str, ...]] = (
        "state", "ci", "fired_at", "resolved_at", "updated_at", "acknowledged_by", "fingerprint",
        "title", "incident_key",
    )  # fmt: skip
    columns: ClassVar[tuple[Column, ...]] = (
        Key("key", ("event_id",)),
        Identifier("source_id", ("event_id",)),
        Name("rule", ("rule_name", "search_name")),
        Text("rule_title", ("rule_title",)),
        Text("description", ("rule_description", "_raw")),
        *state("status_label", "status", choices=_STATUSES),
        *severity("urgency", "severity"),
        Name("destination", ("dest",)),
        Name("event_source", ("src",)),
        Name("device", ("dvc", "host")),
        Name("owner", ("owner",)),
        Name("team", ("security_domain",)),
        Stamp("event_at", ("_time",)),
        Stamp("original_at", ("orig_time",)),
        Stamp("reviewed_at", ("review_time",)),
        Text("url", ("drilldown_search_link", "results_link")),
    )  # fmt: skip

    def claims(self, look: Look) -> bool:
        """A notable event's id and rule beside its urgency or state."""
        return (
            look.has("event_id")
            and look.count("rule_name", "search_name", "rule_title") > 0
            and look.count("urgency", "status_label") > 0
        )

    def settle(self, record: Record) -> None:
        """What it is about, and when somebody ended it."""
        record["ci"] = (
            record.get("destination") or record.get("event_source") or record.get("device")
        )
        record["fired_at"] = record.get("original_at") or record.get("event_at")
        reviewed = record.get("reviewed_at")
        record["state"] = record.get("state") or "unknown"
        record["resolved_at"] = reviewed if record["state"] == "resolved" else None
        record["updated_at"] = reviewed or record["fired_at"]
        owner = record.get("owner")
        taken = owner and str(owner).casefold() not in _NOBODY
        record["acknowledged_by"] = owner if taken else None
        record["fingerprint"] = joined(record.get("rule"), record["ci"]) or None
        record["title"] = record.get("rule_title") or record.get("rule")
        record["incident_key"] = ticket_in(record["title"], record.get("description"))
