"""Azure Service Health: what the provider says of its own services (FORMATS §10)."""

from collections import Counter

from app.importers.alerts.json_cells import parsed
from app.importers.alerts.settled import Record
from app.importers.stamps import StampReader
from app.importers.written_stamps import BadValueError
from app.importers.zones import UTC_ZONE
from app.models.records import Value

OUTAGE = (
    "source", "key", "source_id", "kind", "title", "state", "service", "provider", "impact",
    "start_at", "end_at", "ticket_key", "message", "url", "updated_at", "row_hash",
)  # fmt: skip
_KINDS = {"maintenance": "planned", "incident": "outage"}


def is_health(record: Record) -> bool:
    """Whether the alert came from Service Health."""
    return (
        str(record.get("monitoring_service") or "").casefold().replace(" ", "") == "servicehealth"
    )


def outage_of(record: Record) -> Record:
    """The provider's outage or maintenance that the alert tells of."""
    context = parsed(record.get("alert_context"))
    inside = context.get("properties") if isinstance(context, dict) else None
    told: dict[str, object] = inside if isinstance(inside, dict) else {}

    def text(name: str) -> str | None:
        value = told.get(name)
        return value.strip() or None if isinstance(value, str) else None

    incident = (text("incidentType") or "").casefold()
    return record | {
        "kind": _KINDS.get(incident, "degradation"),
        "title": text("title") or record.get("title"),
        "state": text("stage") or record.get("state_raw"),
        "service": text("service"),
        "provider": "Microsoft Azure",
        "impact": text("incidentType"),
        "start_at": _instant(text("impactStartTime")) or record.get("fired_at"),
        "end_at": _instant(text("impactMitigationTime")) or record.get("resolved_at"),
        "ticket_key": record.get("incident_key"),
        "message": record.get("description"),
    }


def _instant(words: str | None) -> Value:
    """UTC seconds; none for what is no time, as the provider writes this part freely."""
    try:
        return StampReader(UTC_ZONE, "ymd", Counter(), declared=True).read(words or "")
    except BadValueError:
        return None
