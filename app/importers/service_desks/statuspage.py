"""Incidents and announced maintenance of a status page (FORMATS §17, §25 row 33)."""

from collections.abc import Iterator
from typing import Any, ClassVar

from app.importers.base import Collector, Desk, Importer, Look
from app.importers.columns import Column, Key, Name, Raw, Stamp, Text
from app.importers.service_desks.inner_cells import instant_in
from app.importers.service_desks.jira_text import objects
from app.importers.service_desks.spread import Spread, Values, those
from app.models.records import Plan, Value

_KINDS = {"maintenance": "planned", "major": "outage", "critical": "outage"}
_FIELDS = ("title", "state", "impact", "url", "updated_at")


class StatuspageIncidents(Importer):
    """One record an incident, of one's own page or a vendor's."""

    id: ClassVar[str] = "statuspage.incidents"
    system: ClassVar[str] = "Statuspage"
    kind: ClassVar[str] = "outage"
    containers: ClassVar[tuple[str, ...]] = ("json", "ndjson")
    table: ClassVar[str] = "outage"
    key: ClassVar[tuple[str, ...]] = ("source", "key")
    constants: ClassVar[dict[str, Value]] = {"source": "statuspage"}
    hashed: ClassVar[bool] = False
    columns: ClassVar[tuple[Column, ...]] = (
        Key("key", ("id",)),
        Text("title", ("name",)),
        Name("state", ("status",)),
        Name("impact", ("impact_override", "impact")),
        Name("plain_impact", ("impact",)),
        Name("provider", ("^page.name", "page.name")),
        Name("page", ("page_id", "^page.id")),
        Raw("url", ("shortlink",)),
        Stamp("created_at", ("created_at",)),
        Stamp("started_at", ("started_at",)),
        Stamp("resolved_at", ("resolved_at",)),
        Stamp("scheduled_for", ("scheduled_for",)),
        Stamp("scheduled_until", ("scheduled_until",)),
        Stamp("updated_at", ("updated_at",)),
        Raw("updates", ("incident_updates",)),
        Raw("components", ("components",)),
    )

    def claims(self, look: Look) -> bool:
        """An impact and the updates that were posted."""
        return look.has("id", "impact", "incident_updates")

    def plans(self, fields: tuple[str, ...]) -> dict[str, Plan]:
        """Outages, degradations and planned maintenance."""
        derived = ("source", "key", "kind", "service", "provider", "start_at", "end_at",
                   "announced_at", "first_response_at", "message")  # fmt: skip
        return {"outage": Plan("outage", (*derived, *those(fields, *_FIELDS)), self.key)}

    def collector(self, fields: tuple[str, ...], desk: Desk) -> Collector:
        """Reads updates and components."""
        return Spread(fields, self.plans(fields), desk, _outage)


def _outage(values: Values) -> Iterator[tuple[str, Values]]:
    impact = values.get("impact") or values.get("plain_impact")
    planned = impact == "maintenance" or values.get("scheduled_for") is not None
    started = values.get("started_at") or values.get("created_at")
    updates = sorted(objects(values.get("updates")), key=_posted)
    names = _names(objects(values.get("components"))) or _touched(updates)
    yield (
        "outage",
        values
        | {
            "impact": impact,
            "kind": "planned" if planned else _KINDS.get(str(impact), "degradation"),
            "provider": values.get("provider") or values.get("page"),
            "service": ";".join(dict.fromkeys(names)) or None,
            "start_at": (values.get("scheduled_for") if planned else None) or started,
            "end_at": (values.get("scheduled_until") if planned else None)
            or values.get("resolved_at"),
            "announced_at": values.get("created_at"),
            "first_response_at": _posted(updates[0]) or None if updates else None,
            "message": str(updates[-1].get("body") or "") or None if updates else None,
        },
    )


def _touched(updates: list[dict[str, Any]]) -> list[str]:
    """Components that updates name, for pages that list none beside the incident."""
    named = [update.get("affected_components") for update in updates]
    return _names([each for part in named if isinstance(part, list) for each in part])


def _names(components: list[Any]) -> list[str]:
    return [str(each["name"]) for each in components if isinstance(each, dict) and each.get("name")]


def _posted(update: dict[str, Any]) -> int:
    return instant_in(update.get("created_at") or update.get("display_at")) or 0
