"""Incidents, requests, problems and their tasks (FORMATS.md §0.1 Ticket)."""

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import STRICT, Base

TICKET_STATES = ("new", "in_progress", "on_hold", "resolved", "closed", "cancelled", "unknown")
TICKET_KINDS = (
    "incident",
    "request",
    "request_item",
    "catalog_task",
    "problem",
    "problem_task",
    "case",
    "change_task",
    "security_incident",
)


class Ticket(Base):
    """One ticket as it is known now. Instants UTC seconds, durations seconds, absent is NULL."""

    __tablename__ = "ticket"

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str]
    kind: Mapped[str]
    key: Mapped[str]
    source_id: Mapped[str | None]
    title: Mapped[str | None]
    description: Mapped[str | None]
    state: Mapped[str] = mapped_column(server_default=text("'unknown'"))
    state_raw: Mapped[str | None]
    hold_reason: Mapped[str | None]
    priority: Mapped[int | None]
    priority_raw: Mapped[str | None]
    impact: Mapped[int | None]
    urgency: Mapped[int | None]
    is_major: Mapped[bool | None]
    category: Mapped[str | None]
    subcategory: Mapped[str | None]
    symptom: Mapped[str | None]
    channel: Mapped[str | None]
    service: Mapped[str | None]
    ci: Mapped[str | None]
    location: Mapped[str | None]
    assignment_group: Mapped[str | None]
    assignee: Mapped[str | None]
    caller: Mapped[str | None]
    opened_by: Mapped[str | None]
    resolved_by: Mapped[str | None]
    opened_at: Mapped[int | None]
    created_at: Mapped[int | None]
    acknowledged_at: Mapped[int | None]
    restored_at: Mapped[int | None]
    resolved_at: Mapped[int | None]
    closed_at: Mapped[int | None]
    due_at: Mapped[int | None]
    updated_at: Mapped[int | None]
    resolution_code: Mapped[str | None]
    resolution_notes: Mapped[str | None]
    reopen_count: Mapped[int | None]
    reassignment_count: Mapped[int | None]
    parent_key: Mapped[str | None]
    problem_key: Mapped[str | None]
    change_fix_key: Mapped[str | None]
    change_cause_key: Mapped[str | None]
    vendor: Mapped[str | None]
    made_sla: Mapped[bool | None]
    work_notes: Mapped[str | None]
    revision: Mapped[int | None]
    """The source's own counter of updates (sys_mod_count)."""
    row_hash: Mapped[str]
    """SHA-256 (first 16 hex) of the canonical values: breaks ties between equal `updated_at`."""
    severity: Mapped[str | None]
    service_offering: Mapped[str | None]
    company: Mapped[str | None]
    closed_by: Mapped[str | None]
    first_response_at: Mapped[int | None]
    work_duration_s: Mapped[int | None]
    calendar_duration_s: Mapped[int | None]
    root_cause: Mapped[str | None]
    workaround: Mapped[str | None]
    known_error: Mapped[bool | None]
    duplicate_of: Mapped[str | None]
    change_key: Mapped[str | None]
    """The change that a change task belongs to."""
    vendor_case_key: Mapped[str | None]
    knowledge_keys: Mapped[str | None]
    """Articles used, separated by `;`."""
    labels: Mapped[str | None]
    related_keys: Mapped[str | None]
    """Other tickets it names, separated by `;`."""
    url: Mapped[str | None]
    outcome_unknown: Mapped[bool] = mapped_column(default=False, server_default=text("0"))
    """Left an open-only export between two snapshots (METRICS.md §1, scope)."""
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"))

    __table_args__ = (
        UniqueConstraint("kind", "key", "source"),
        Index("ix_ticket_open", "kind", "due_at", sqlite_where=text("resolved_at IS NULL")),
        Index("ix_ticket_source_id", "source_id"),
        # Whole, not partial: made after the rows of a first import (store/late_indexes.py).
        Index("ix_ticket_ci", "ci"),
        *(
            Index(f"ix_ticket_{name}", name, sqlite_where=text(f"{name} IS NOT NULL"))
            for name in (
                "parent_key",
                "problem_key",
                "change_fix_key",
                "change_cause_key",
                "change_key",
                "vendor_case_key",
                "duplicate_of",
                "related_keys",
                "knowledge_keys",
            )
        ),
        STRICT,
    )
