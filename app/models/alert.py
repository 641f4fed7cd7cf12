"""Alert episodes out of monitoring and paging tools (FORMATS §0.1 Alert)."""

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import STRICT, Base, Imported

ALERT_STATES = ("firing", "acknowledged", "resolved", "suppressed", "no_data", "unknown")
ALERT_SEVERITIES = ("critical", "high", "warning", "low", "info")


class Alert(Imported, Base):
    """One episode: one fingerprint that began to fire at one instant (METRICS K13).

    `key` names the episode (the tool's own id, else fingerprint and start). Instants are UTC
    seconds; absent is NULL.
    """

    __tablename__ = "alert"

    fingerprint: Mapped[str | None]
    """The tool's deduplication key: the same for every episode of one condition."""
    title: Mapped[str | None]
    description: Mapped[str | None]
    state: Mapped[str]
    state_raw: Mapped[str | None]
    severity: Mapped[str | None]
    severity_raw: Mapped[str | None]
    service: Mapped[str | None]
    ci: Mapped[str | None]
    environment: Mapped[str | None]
    team: Mapped[str | None]
    labels: Mapped[str | None]
    """JSON object of the tool's own labels or tags."""
    fired_at: Mapped[int | None]
    acknowledged_at: Mapped[int | None]
    resolved_at: Mapped[int | None]
    last_seen_at: Mapped[int | None]
    occurrences: Mapped[int | None]
    acknowledged_by: Mapped[str | None]
    closed_by: Mapped[str | None]
    auto_resolved: Mapped[bool | None]
    incident_key: Mapped[str | None]
    """The ticket it names, or that names it."""
    rule: Mapped[str | None]
    """Monitor, alarm or rule that raised it."""
    runbook_url: Mapped[str | None]

    __table_args__ = (
        UniqueConstraint("key", "source"),
        Index("ix_alert_fingerprint", "fingerprint", "resolved_at"),
        Index("ix_alert_incident", "incident_key"),
        STRICT,
    )


class AlertEvent(Imported, Base):
    """One entry of a tool's own log about an alert or incident: who did what when.

    `event` is triggered, acknowledged, assigned, escalated, annotated, snoozed or resolved; other
    words stay as the tool writes them.
    """

    __tablename__ = "alert_event"

    alert_key: Mapped[str | None] = mapped_column(index=True)
    event: Mapped[str]
    at: Mapped[int | None]
    actor: Mapped[str | None]
    automatic: Mapped[bool | None]
    """Done by an integration or rule, not by a person."""
    note: Mapped[str | None]

    __table_args__ = (UniqueConstraint("key", "source"), STRICT)
