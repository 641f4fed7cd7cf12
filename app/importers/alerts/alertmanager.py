"""Prometheus and its Alertmanager: alerts, groups, webhooks and silences (FORMATS §6)."""

from typing import ClassVar

from app.importers.alerts.alert_columns import JSON, severity, state
from app.importers.alerts.fingerprints import fingerprint_of
from app.importers.alerts.json_cells import Whole, objects_in
from app.importers.alerts.labels import FROM_LABELS, fill_from_labels, labels_of, ticket_in
from app.importers.alerts.settled import Record, SettledImporter
from app.importers.alerts.vocabulary import STATES
from app.importers.base import Look
from app.importers.columns import Column, Identifier, Key, Name, Stamp, Text
from app.importers.written_stamps import BadValueError
from app.models.base import Imported
from app.models.outage import Outage
from app.models.records import Value

SOURCE: dict[str, Value] = {"source": "alertmanager"}
DERIVED = (
    *FROM_LABELS, "key", "fingerprint", "state", "title", "fired_at", "resolved_at",
    "auto_resolved", "last_seen_at", "updated_at", "incident_key",
)  # fmt: skip
LABELLED: tuple[Column, ...] = (
    Identifier("tool_fingerprint", ("fingerprint",)),
    Name("rule", ("labels.alertname",)),
    Text("summary", ("annotations.summary", "annotations.title", "annotations.message")),
    Text("description", ("annotations.description", "annotations.message")),
    *severity("labels.severity", "labels.priority"),
    Whole("labels", ("labels",)),
    Whole("annotations", ("annotations",)),
    Text("runbook_url", ("annotations.runbook_url", "annotations.runbook")),
)
"""What an alert of this family says about itself."""
TIMED: tuple[Column, ...] = (
    Stamp("starts_at", ("startsat",), required=True),
    Stamp("ends_at", ("endsat",)),
    Stamp("changed_at", ("updatedat",)),
)


class EpisodeImporter(SettledImporter):
    """Alerts of this family; `endsAt` of what still fires lies ahead and is no end."""

    containers: ClassVar[tuple[str, ...]] = JSON
    derived: ClassVar[tuple[str, ...]] = DERIVED

    def settle(self, record: Record) -> None:
        """One fingerprint that began at one instant; its end counts only once it is resolved."""
        starts = record.get("starts_at")
        if not isinstance(starts, int):
            raise BadValueError("The alert has no startsAt")
        labels = labels_of(record.get("labels"))
        mark = record.get("tool_fingerprint") or fingerprint_of(labels)
        record["fingerprint"] = mark
        record["key"] = f"{mark}@{starts}"
        record["title"] = record.get("summary") or record.get("rule")
        record["fired_at"] = None if record.get("state_raw") == "pending" else starts
        resolved = record["state"] == "resolved"
        record["resolved_at"] = record.get("ends_at") if resolved else None
        record["auto_resolved"] = True if resolved else None
        record["last_seen_at"] = record.get("changed_at")
        record["updated_at"] = record["resolved_at"] or record.get("changed_at") or starts
        record["incident_key"] = ticket_in(
            record.get("labels"), record.get("annotations"), record.get("summary")
        )
        fill_from_labels(record, labels)


class _Alertmanager(EpisodeImporter):
    """What both lists of Alertmanager's alerts declare; an alert stands in several groups."""

    system: ClassVar[str] = "Alertmanager"
    constants: ClassVar[dict[str, Value]] = SOURCE
    repeats: ClassVar[bool] = True


class AlertmanagerAlerts(_Alertmanager):
    """What fires at the moment, as a bare list or in groups; each alert once."""

    id: ClassVar[str] = "alertmanager.alerts"
    columns: ClassVar[tuple[Column, ...]] = (
        *LABELLED,
        *TIMED,
        *state("status.state"),
        Text("url", ("generatorurl",)),
    )

    def claims(self, look: Look) -> bool:
        """Fingerprint, start and the receivers of the API's own list."""
        return look.has("fingerprint", "startsat", "status.state") and (
            look.count("receivers", "status.inhibitedby", "^receiver.name") > 0
        )


class AlertmanagerWebhook(_Alertmanager):
    """What Alertmanager sends on: alerts that fire or are resolved."""

    id: ClassVar[str] = "alertmanager.webhook"
    columns: ClassVar[tuple[Column, ...]] = (
        *LABELLED,
        *TIMED,
        *state("status"),
        Text("url", ("generatorurl",)),
    )

    def claims(self, look: Look) -> bool:
        """A start and a group key, and nothing that only Grafana sends."""
        return look.has("startsat", "status", "^groupkey") and not look.count(
            "^orgid", "orgid", "valuestring"
        )


class PrometheusAlerts(EpisodeImporter):
    """What Prometheus itself holds for firing or pending; a pending alert doesn't fire yet."""

    id: ClassVar[str] = "prometheus.alerts"
    system: ClassVar[str] = "Prometheus"
    constants: ClassVar[dict[str, Value]] = {"source": "prometheus"}
    columns: ClassVar[tuple[Column, ...]] = (
        *LABELLED,
        Stamp("starts_at", ("activeat",), required=True),
        *state("state", choices=STATES | {"pending": "unknown"}),
    )

    def claims(self, look: Look) -> bool:
        """Alerts that are active since an instant."""
        return look.has("activeat", "state", "labels.alertname")


class AlertmanagerSilences(SettledImporter):
    """Times in which alerts are held back on purpose."""

    id: ClassVar[str] = "alertmanager.silences"
    system: ClassVar[str] = "Alertmanager"
    kind: ClassVar[str] = "outage"
    containers: ClassVar[tuple[str, ...]] = JSON
    model: ClassVar[type[Imported]] = Outage
    table: ClassVar[str] = "outage"
    constants: ClassVar[dict[str, Value]] = {**SOURCE, "kind": "silence"}
    derived: ClassVar[tuple[str, ...]] = ("title", "message", "service", "ci", "ticket_key")
    columns: ClassVar[tuple[Column, ...]] = (
        Key("key", ("id",)),
        Identifier("source_id", ("id",)),
        Name("state", ("status.state",)),
        Whole("matchers", ("matchers",)),
        Text("comment", ("comment",)),
        Name("author", ("createdby",)),
        Stamp("start_at", ("startsat",), required=True),
        Stamp("end_at", ("endsat",), required=True),
        Stamp("updated_at", ("updatedat",)),
    )

    def claims(self, look: Look) -> bool:
        """Matchers that somebody made."""
        return look.has("id", "matchers", "createdby", "startsat", "endsat")

    def settle(self, record: Record) -> None:
        """What is silenced, in words, and which service or CI that names exactly."""
        matchers = objects_in(record.get("matchers"))
        words = [f"{each.get('name')}{_sign(each)}{each.get('value')}" for each in matchers]
        record["title"] = ", ".join(words) or None
        by = record.get("author")
        record["message"] = f"{record.get('comment') or ''} ({by})".strip() if by else None
        exact = {
            str(each.get("name")): str(each.get("value")) for each in matchers if _sign(each) == "="
        }
        places: Record = {}
        fill_from_labels(places, exact)
        record["service"], record["ci"] = places.get("service"), places.get("ci")
        record["ticket_key"] = ticket_in(record.get("comment"))


def _sign(matcher: dict[str, object]) -> str:
    """How PromQL writes the comparison."""
    equal = matcher.get("isEqual", True)
    if matcher.get("isRegex"):
        return "=~" if equal else "!~"
    return "=" if equal else "!="
