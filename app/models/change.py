"""Changes, the CIs they touch, and what was decided about their collisions."""

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import STRICT, Base, Imported

CHANGE_STATES = (
    "new",
    "assess",
    "authorize",
    "scheduled",
    "implement",
    "review",
    "closed",
    "cancelled",
    "rejected",
    "unknown",
)
APPROVED = ("approved", "not_required", "not required")
"""What an approval says when nothing more is to be waited for."""
CHANGE_TYPES = ("standard", "normal", "emergency")


class Change(Base):
    """One change as it is known now (FORMATS.md §0.1 Change)."""

    __tablename__ = "change"

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str]
    key: Mapped[str]
    source_id: Mapped[str | None]
    title: Mapped[str | None]
    description: Mapped[str | None]
    type: Mapped[str | None]
    model: Mapped[str | None]
    state: Mapped[str] = mapped_column(server_default=text("'unknown'"))
    state_raw: Mapped[str | None]
    approval_state: Mapped[str | None]
    risk: Mapped[int | None]
    """1 very high, 2 high, 3 moderate, 4 low."""
    risk_raw: Mapped[str | None]
    impact: Mapped[int | None]
    priority: Mapped[int | None]
    category: Mapped[str | None]
    service: Mapped[str | None]
    environment: Mapped[str | None]
    location: Mapped[str | None]
    assignment_group: Mapped[str | None]
    assignee: Mapped[str | None]
    requested_by: Mapped[str | None]
    opened_at: Mapped[int | None]
    planned_start_at: Mapped[int | None]
    planned_end_at: Mapped[int | None]
    actual_start_at: Mapped[int | None]
    actual_end_at: Mapped[int | None]
    downtime_start_at: Mapped[int | None]
    downtime_end_at: Mapped[int | None]
    closed_at: Mapped[int | None]
    updated_at: Mapped[int | None]
    cab_required: Mapped[bool | None]
    cab_at: Mapped[int | None]
    unauthorized: Mapped[bool | None]
    justification: Mapped[str | None]
    implementation_plan: Mapped[str | None]
    backout_plan: Mapped[str | None]
    test_plan: Mapped[str | None]
    risk_analysis: Mapped[str | None]
    close_code: Mapped[str | None]
    """successful, successful_issues or unsuccessful."""
    close_notes: Mapped[str | None]
    related_incidents: Mapped[int | None]
    kind: Mapped[str | None]
    """What a calendar entry is called that is no change record of a tool."""
    requires_downtime: Mapped[bool | None]
    on_hold: Mapped[bool | None]
    on_hold_reason: Mapped[str | None]
    outside_maintenance: Mapped[bool | None]
    conflict_status: Mapped[str | None]
    review_status: Mapped[str | None]
    cab_recommendation: Mapped[str | None]
    problem_key: Mapped[str | None]
    incident_keys: Mapped[str | None]
    """Incidents that it caused, separated by `;`."""
    url: Mapped[str | None]
    revision: Mapped[int | None]
    row_hash: Mapped[str]
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"))

    __table_args__ = (
        UniqueConstraint("key", "source"),
        Index("ix_change_planned", "planned_start_at"),
        Index("ix_change_source_id", "source_id"),
        STRICT,
    )


class ChangeCI(Base):
    """One CI that one change touches."""

    __tablename__ = "change_ci"

    id: Mapped[int] = mapped_column(primary_key=True)
    change_id: Mapped[int] = mapped_column(ForeignKey("change.id", ondelete="CASCADE"))
    ci_id: Mapped[int] = mapped_column(ForeignKey("ci.id"), index=True)
    role: Mapped[str]
    """primary or affected."""
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"))

    __table_args__ = (UniqueConstraint("change_id", "ci_id"), STRICT)


class Approval(Imported, Base):
    """What one approver or group said, or is asked to say, about one change or request."""

    __tablename__ = "approval"

    target_key: Mapped[str] = mapped_column(index=True)
    target_kind: Mapped[str | None]
    approver: Mapped[str | None]
    approver_group: Mapped[str | None]
    state: Mapped[str | None]
    """not_requested, requested, approved, rejected, cancelled or not_required."""
    state_raw: Mapped[str | None]
    requested_at: Mapped[int | None]
    decided_at: Mapped[int | None]
    due_at: Mapped[int | None]
    comments: Mapped[str | None]

    __table_args__ = (UniqueConstraint("key", "source"), STRICT)


class CollisionDecision(Base):
    """What somebody decided about one finding (COLLISIONS §6). Append-only: the last one counts."""

    __tablename__ = "collision_decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    finding_key: Mapped[str] = mapped_column(index=True)
    """`check|change key|change key` or `check|change key|window key`, keys sorted."""
    decision: Mapped[str]
    """accepted, dismissed or reopened."""
    reason: Mapped[str]
    decided_by: Mapped[str]
    recorded_by: Mapped[str]
    decided_at: Mapped[int]
    until: Mapped[int | None]
    fingerprint: Mapped[str]
    """Of both intervals and CIs, so that any widening reopens an acceptance."""

    __table_args__ = (STRICT,)
