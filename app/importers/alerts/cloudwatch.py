"""AWS CloudWatch alarms: notifications, history and EventBridge events (FORMATS §9)."""

import re
from typing import Any, ClassVar

from app.importers.alerts.alert_columns import JSON, state
from app.importers.alerts.json_cells import Whole, json_text, objects_in, parsed
from app.importers.alerts.labels import ticket_in
from app.importers.alerts.settled import Record
from app.importers.alerts.transitions import TransitionImporter
from app.importers.alerts.vocabulary import SEVERITIES, STATES, known
from app.importers.base import Look
from app.importers.columns import Choice, Column, Identifier, Key, Name, Stamp, Text
from app.importers.written_stamps import BadValueError
from app.models.records import Value

_SEVERITY = re.compile(
    r"(?<![A-Za-z0-9])(P[1-5]|SEV[-_ ]?[0-5]|CRITICAL)(?!\.?[A-Za-z0-9])", re.IGNORECASE
)
_THINGS = ("InstanceId", "DBInstanceIdentifier", "BucketName", "FunctionName", "QueueName")


def _named(record: Record, labels: dict[str, Any], things: list[dict[str, Any]]) -> None:
    """Severity, CI, labels and ticket out of the alarm's own words and its dimensions."""
    name, words = record.get("rule"), record.get("description")
    found = _SEVERITY.search(f"{name or ''} {words or ''}")
    record["severity_raw"] = found[1] if found else None
    record["severity"] = known(SEVERITIES, re.sub(r"[-_ ]", "", found[1])) if found else None
    record["title"] = name
    record["ci"] = _thing(things)
    dimensions = {str(each.get("name")): each.get("value") for each in things}
    record["labels"] = json_text({k: v for k, v in (labels | dimensions).items() if v})
    record["incident_key"] = ticket_in(name, words, record.get("reason"))


def _thing(dimensions: list[dict[str, Any]]) -> str | None:
    """What the alarm watches: the dimension that names a thing, else the first."""
    values = {str(each.get("name")): each.get("value") for each in dimensions}
    ending = [name for name in values if name.endswith(("Id", "Identifier", "Name"))]
    best = next((name for name in (*_THINGS, *ending, *values) if values.get(name)), None)
    return str(values[best]) if best else None


def _dimensions(record: Record) -> list[dict[str, Any]]:
    """Those of the alarm's metric, or of the metrics that its formula uses."""
    found = objects_in(record.get("dimensions"))
    for metric in objects_in(record.get("metrics")):
        inner = _member(_member(metric, "MetricStat", "metricStat"), "Metric", "metric")
        each = _member(inner, "Dimensions", "dimensions")
        if isinstance(each, dict):
            found += [{"name": name, "value": value} for name, value in each.items()]
        elif isinstance(each, list):
            found += [one for one in each if isinstance(one, dict)]
    return found


def _member(whole: Any, *names: str) -> Any:
    """The first filled member of an object; None of what is no object."""
    if not isinstance(whole, dict):
        return None
    return next((whole[name] for name in names if whole.get(name)), None)


class _CloudWatch(TransitionImporter):
    """What every format of CloudWatch declares."""

    system: ClassVar[str] = "AWS CloudWatch"
    containers: ClassVar[tuple[str, ...]] = JSON
    constants: ClassVar[dict[str, Value]] = {"source": "cloudwatch"}
    derived: ClassVar[tuple[str, ...]] = (
        *TransitionImporter.derived, "severity", "severity_raw", "ci", "labels", "title",
        "incident_key",
    )  # fmt: skip


class CloudWatchAlarm(_CloudWatch):
    """A notification of an alarm: as SNS or Lambda wrap it, or bare."""

    id: ClassVar[str] = "cloudwatch.alarm"
    columns: ClassVar[tuple[Column, ...]] = (
        Text("rule", ("alarmname",), required=True),
        Identifier("source_id", ("alarmarn",)),
        Text("description", ("alarmdescription",)),
        *state("newstatevalue"),
        Choice("state_before", ("oldstatevalue",), choices=STATES, silent=True),
        Text("reason", ("newstatereason",)),
        Stamp("entry_at", ("statechangetime",)),
        Stamp("sent_at", ("^timestamp",)),
        Name("region", ("region",)),
        Name("account", ("awsaccountid",)),
        Name("namespace", ("trigger.namespace",)),
        Name("metric", ("trigger.metricname",)),
        Whole("dimensions", ("trigger.dimensions",)),
        Whole("metrics", ("trigger.metrics",)),
    )  # fmt: skip

    def claims(self, look: Look) -> bool:
        """An alarm and its new state."""
        return look.has("alarmname", "newstatevalue")

    def settle(self, record: Record) -> None:
        """The alarm is the fingerprint; a topic carries other messages too."""
        if not record["rule"]:
            raise BadValueError("The message is not about an alarm")
        record["fingerprint"] = record.get("source_id") or record["rule"]
        record["entry_at"] = record.get("entry_at") or record.get("sent_at")
        labels = {
            "Region": record.get("region"), "AWSAccountId": record.get("account"),
            "Namespace": record.get("namespace"), "MetricName": record.get("metric"),
        }  # fmt: skip
        _named(record, labels, _dimensions(record))


class CloudWatchHistory(_CloudWatch):
    """The history of alarms: each update of a state; settings and actions are passed over."""

    id: ClassVar[str] = "cloudwatch.history"
    containers: ClassVar[tuple[str, ...]] = (*JSON, "csv")
    derived: ClassVar[tuple[str, ...]] = (*_CloudWatch.derived, "state_raw", "description")
    columns: ClassVar[tuple[Column, ...]] = (
        Key("rule", ("alarmname",)),
        Name("history_item", ("historyitemtype",), required=True),
        Stamp("entry_at", ("timestamp",), required=True),
        Whole("history_data", ("historydata",)),
        Text("history_summary", ("historysummary",)),
    )

    def claims(self, look: Look) -> bool:
        """An alarm and the type of its history's item."""
        return look.has("alarmname", "historyitemtype", "timestamp")

    def settle(self, record: Record) -> None:
        """The new state of an update; other items have none."""
        record["fingerprint"] = record["rule"]
        record["state"] = record["state_raw"] = record["state_before"] = None
        if record["history_item"] == "StateUpdate":
            data = parsed(record.get("history_data"))
            inside = data if isinstance(data, dict) else {}
            old, new = _state(inside.get("oldState")), _state(inside.get("newState"))
            if new is None:
                words = re.findall(r"from (\w+) to (\w+)", str(record.get("history_summary")))
                old, new = words[0] if words else (None, None)
            record["state_raw"], record["state"] = new, known(STATES, new)
            record["state_before"] = known(STATES, old)
            after = inside.get("newState")
            record["reason"] = after.get("stateReason") if isinstance(after, dict) else None
        record["description"] = record.get("reason")
        _named(record, {}, [])


def _state(side: Any) -> str | None:
    value = side.get("stateValue") if isinstance(side, dict) else None
    return value if isinstance(value, str) else None


class CloudWatchEventBridge(_CloudWatch):
    """A change of an alarm's state as EventBridge passes it on."""

    id: ClassVar[str] = "cloudwatch.eventbridge"
    columns: ClassVar[tuple[Column, ...]] = (
        Key("rule", ("detail.alarmname",)),
        Identifier("source_id", ("resources",)),
        Text("description", ("detail.configuration.description",)),
        *state("detail.state.value", "detail.state"),
        Choice("state_before", ("detail.previousstate.value", "detail.previousstate"),
               choices=STATES, silent=True),
        Text("reason", ("detail.state.reason",)),
        Stamp("entry_at", ("detail.state.timestamp", "time")),
        Name("region", ("region",)),
        Name("account", ("account",)),
        Whole("metrics", ("detail.configuration.metrics",)),
    )  # fmt: skip

    def claims(self, look: Look) -> bool:
        """An alarm's name and state in the event's detail."""
        return look.has("detail.alarmname", "detail-type") and (
            look.count("detail.state.value", "detail.state") > 0
        )

    def settle(self, record: Record) -> None:
        """The alarm is the fingerprint."""
        record["fingerprint"] = record.get("source_id") or record["rule"]
        labels = {"Region": record.get("region"), "AWSAccountId": record.get("account")}
        _named(record, labels, _dimensions(record))
