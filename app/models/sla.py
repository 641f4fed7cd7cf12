"""SLA clocks as the source kept them (FORMATS §0.1 SLARecord)."""

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import STRICT, Base, Imported

SLA_STAGES = ("in_progress", "paused", "completed", "cancelled", "breached")


class SLARecord(Imported, Base):
    """One ticket × one target. Durations are seconds; business ones run on the SLA's calendar."""

    __tablename__ = "sla_record"

    ticket_key: Mapped[str] = mapped_column(index=True)
    sla_name: Mapped[str | None]
    target: Mapped[str | None]
    """response or resolution."""
    stage: Mapped[str | None]
    breached: Mapped[bool | None]
    start_at: Mapped[int | None]
    stop_at: Mapped[int | None]
    breach_at: Mapped[int | None]
    original_breach_at: Mapped[int | None]
    goal_s: Mapped[int | None]
    elapsed_business_s: Mapped[int | None]
    elapsed_actual_s: Mapped[int | None]
    remaining_s: Mapped[int | None]
    pause_s: Mapped[int | None]
    business_pct: Mapped[float | None]
    actual_pct: Mapped[float | None]
    schedule: Mapped[str | None]
    timezone: Mapped[str | None]

    __table_args__ = (UniqueConstraint("key", "source"), STRICT)
