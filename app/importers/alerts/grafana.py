"""Grafana's webhooks, of unified alerting and of the releases before it (FORMATS §7)."""

from typing import ClassVar

from app.importers.alerts.alert_columns import JSON, state
from app.importers.alerts.alertmanager import DERIVED, LABELLED, TIMED, EpisodeImporter
from app.importers.alerts.json_cells import Whole, objects_in
from app.importers.alerts.labels import FROM_LABELS, fill_from_labels, labels_of, ticket_in
from app.importers.alerts.settled import Record
from app.importers.alerts.transitions import TransitionImporter
from app.importers.alerts.vocabulary import SEVERITIES, known
from app.importers.base import Look
from app.importers.columns import Column, Identifier, Key, Text
from app.models.records import Value

SOURCE: dict[str, Value] = {"source": "grafana"}
_OWN = ("^orgid", "orgid", "valuestring")


class GrafanaWebhook(EpisodeImporter):
    """What a contact point sends: Alertmanager's shape and more."""

    id: ClassVar[str] = "grafana.webhook"
    system: ClassVar[str] = "Grafana"
    constants: ClassVar[dict[str, Value]] = SOURCE
    repeats: ClassVar[bool] = True
    derived: ClassVar[tuple[str, ...]] = (*DERIVED, "url")
    columns: ClassVar[tuple[Column, ...]] = (
        *LABELLED, *TIMED,
        *state("status"),
        Identifier("source_id", ("labels.__alert_rule_uid__",)),
        Text("panel_link", ("panelurl",)),
        Text("dashboard_link", ("dashboardurl",)),
        Text("rule_link", ("generatorurl",)),
    )  # fmt: skip

    def claims(self, look: Look) -> bool:
        """Alerts with a start, and Grafana's organisation or its values as text."""
        return look.has("startsat", "status") and look.count(*_OWN) > 0

    def settle(self, record: Record) -> None:
        """An episode; a data source without data is no alert of its own rule."""
        super().settle(record)
        if record.get("rule") == "DatasourceNoData" and record["state"] == "firing":
            record["state"] = "no_data"
        record["url"] = (
            record.get("panel_link") or record.get("dashboard_link") or record.get("rule_link")
        )


class GrafanaLegacy(TransitionImporter):
    """A notification of Grafana before release 9: a rule and its state, without a time."""

    id: ClassVar[str] = "grafana.legacy"
    system: ClassVar[str] = "Grafana"
    containers: ClassVar[tuple[str, ...]] = JSON
    constants: ClassVar[dict[str, Value]] = SOURCE
    derived: ClassVar[tuple[str, ...]] = (
        *TransitionImporter.derived, *FROM_LABELS, "severity", "severity_raw", "incident_key",
    )  # fmt: skip
    columns: ClassVar[tuple[Column, ...]] = (
        Key("source_id", ("ruleid",)),
        Text("rule", ("rulename",)),
        Text("title", ("rulename", "title")),
        Text("description", ("message",)),
        *state("state"),
        Whole("tags", ("tags",)),
        Whole("found_values", ("evalmatches",)),
        Text("url", ("ruleurl",)),
    )

    def claims(self, look: Look) -> bool:
        """A rule's number, name and state, and what it found."""
        return look.has("ruleid", "rulename", "state") and (
            look.count("evalmatches", "ruleurl") > 0
        )

    def settle(self, record: Record) -> None:
        """The rule is the fingerprint; its own tags go before those of the first match."""
        record["fingerprint"] = f"rule/{record['source_id']}"
        record["entry_at"] = None
        found = next(iter(objects_in(record.get("found_values"))), {}).get("tags")
        matched = found if isinstance(found, dict) else {}
        labels = {str(name): str(value) for name, value in matched.items()}
        labels |= labels_of(record.get("tags"))
        record["severity_raw"] = labels.get("severity")
        record["severity"] = known(SEVERITIES, record["severity_raw"])
        record["incident_key"] = ticket_in(record.get("title"), record.get("description"))
        fill_from_labels(record, labels)
