"""Grafana's annotations: the state history of alerts, and deployments (FORMATS §7)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from app.importers.alerts.alert_columns import JSON
from app.importers.alerts.fingerprints import joined
from app.importers.alerts.grafana import SOURCE
from app.importers.alerts.labels import FROM_LABELS, fill_from_labels, labels_of, ticket_in
from app.importers.alerts.settled import Record
from app.importers.alerts.transitions import Pairing, TransitionImporter
from app.importers.base import Chunk, Collector, Desk, Look, Row
from app.importers.columns import Column, Context, Convert, Integer, Key, Name, Stamp, Text
from app.importers.written_stamps import BadValueError
from app.models.records import Plan, Value

_STATES = {
    "normal": "resolved", "ok": "resolved", "alerting": "firing", "nodata": "no_data",
    "no_data": "no_data", "error": "no_data",
}  # fmt: skip
"""A pending alert doesn't fire yet: it is not in here."""
_DEPLOYED = {"deploy", "deployment", "deployed", "release", "rollback"}
_EVENT = (
    "source", "kind", "key", "source_id", "title", "state", "service", "environment", "actor",
    "started_at", "ended_at", "change_key", "ticket_key", "description", "updated_at", "row_hash",
)  # fmt: skip


@dataclass(frozen=True)
class _End(Stamp):
    """The end of a region; of a mark that has none Grafana writes 0."""

    def compile(self, context: Context, header: str) -> Convert:
        """Takes 0 for empty."""
        read = super().compile(context, header)
        return lambda cells: read(["" if cell == "0" else cell for cell in cells])


class GrafanaAnnotations(TransitionImporter):
    """One row an annotation: a change of an alert's state, or a mark that people or tools set."""

    id: ClassVar[str] = "grafana.annotations"
    system: ClassVar[str] = "Grafana"
    containers: ClassVar[tuple[str, ...]] = JSON
    constants: ClassVar[dict[str, Value]] = SOURCE
    derived: ClassVar[tuple[str, ...]] = (
        *TransitionImporter.derived, *FROM_LABELS, "rule", "title", "state_raw", "incident_key",
    )  # fmt: skip
    columns: ClassVar[tuple[Column, ...]] = (
        Key("number", ("id",)),
        Integer("alert_id", ("alertid",)),
        Name("alert_name", ("alertname",)),
        Name("dashboard", ("dashboarduid", "dashboardid")),
        Name("panel", ("panelid",)),
        Name("new_state", ("newstate",)),
        Name("old_state", ("prevstate",)),
        Stamp("entry_at", ("time",), required=True),
        _End("ends_at", ("timeend",)),
        Text("text", ("text",)),
        Text("tags", ("tags",)),
        Name("set_by", ("username", "login", "email")),
    )

    def claims(self, look: Look) -> bool:
        """A time and a text on a dashboard's panel."""
        return look.has("id", "time", "text", "tags") and (
            look.count("dashboarduid", "dashboardid", "panelid") >= 2
        )

    def settle(self, record: Record) -> None:
        """Which alert it is about and what it became; a deployment is told by its tag."""
        labels = labels_of(record.get("tags"))
        words = str(record.get("text") or "")
        state = _word(record.get("new_state"))
        if not state:
            if not {name.casefold() for name in labels} & _DEPLOYED:
                raise BadValueError("The annotation is a note: no alert's state and no deployment")
            record["deployed"] = True
        subject = words.rpartition(" - ")[0] if " - " in words else ""
        name = record.get("alert_name") or subject or words
        place = record.get("alert_id") or joined(record.get("dashboard"), record.get("panel"))
        record["fingerprint"] = joined(place, subject or record.get("alert_name"))
        record["state"], record["state_raw"] = _STATES.get(state), record.get("new_state")
        record["state_before"] = _STATES.get(_word(record.get("old_state")))
        record["rule"] = record.get("alert_name")
        record["title"] = name or None
        record["incident_key"] = ticket_in(words, record.get("tags"))
        fill_from_labels(record, labels)

    def plans(self, fields: tuple[str, ...]) -> dict[str, Plan]:
        """Alerts, and what went live."""
        events = Plan("change_event", _EVENT, self.key)
        return super().plans(fields) | {"change_event": events}

    def collector(self, fields: tuple[str, ...], desk: Desk) -> Collector:
        """Deployments are handed on as they come."""
        return _Annotations(self, fields, desk)


class _Annotations(Pairing):
    """Pairs the changes of state; the rest are deployments."""

    def take(self, numbers: Sequence[int], rows: list[Row]) -> Iterator[Chunk]:
        """The deployments of one block."""
        events: list[Row] = []
        for record in self._settled(numbers, rows):
            if record.get("deployed"):
                events.append(tuple(map(_event(record).get, _EVENT)))
            else:
                self._held.setdefault(record["fingerprint"], []).append(record)
        if events:
            yield "change_event", events


def _event(record: Record) -> Record:
    text = record.get("text")
    at, named = record["entry_at"], record["incident_key"]
    change = named if str(named).startswith("CHG") else None
    return record | {
        "kind": "deployment", "key": str(record["number"]), "source_id": str(record["number"]),
        "title": str(text).partition("\n")[0] if text else None, "description": text,
        "state": "successful", "actor": record.get("set_by"), "started_at": at,
        "ended_at": record.get("ends_at") or at,
        "change_key": change, "ticket_key": None if change else named, "updated_at": at,
    }  # fmt: skip


def _word(state: Value) -> str:
    """`Alerting (NoData)` is Alerting."""
    return str(state).partition(" ")[0].casefold() if state else ""
