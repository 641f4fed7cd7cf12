"""The action log: what was promised, by whom, until when (METRICS K8)."""

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import STRICT, Base, Imported

ACTION_STATES = ("open", "in_progress", "done", "cancelled")


class Action(Imported, Base):
    """One action of a PIR, problem, risk, audit or review."""

    __tablename__ = "action"

    title: Mapped[str | None]
    kind: Mapped[str | None]
    """corrective, preventive, detective or follow-up."""
    state: Mapped[str | None]
    state_raw: Mapped[str | None]
    owner: Mapped[str | None]
    team: Mapped[str | None]
    origin_key: Mapped[str | None] = mapped_column(index=True)
    """The incident, problem, PIR, risk or finding that it came from."""
    priority: Mapped[str | None]
    opened_at: Mapped[int | None]
    original_due_at: Mapped[int | None]
    due_at: Mapped[int | None]
    closed_at: Mapped[int | None]
    evidence: Mapped[str | None]
    effective: Mapped[bool | None]
    """Verified to have worked."""
    cancel_reason: Mapped[str | None]

    __table_args__ = (UniqueConstraint("key", "source"), STRICT)
