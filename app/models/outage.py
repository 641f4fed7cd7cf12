"""Outages, degradations, announced maintenance and silences (FORMATS §0.1 Outage)."""

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import STRICT, Base, Imported

OUTAGE_KINDS = ("outage", "degradation", "planned", "silence")


class Outage(Imported, Base):
    """One interval [start, end) in which something was, or is announced to be, not available.

    `planned` is maintenance that somebody announced, `silence` a time without alerts. `end_at`
    is NULL while it lasts. Freezes and our own maintenance windows are `schedule_window`.
    """

    __tablename__ = "outage"

    kind: Mapped[str]
    title: Mapped[str | None]
    state: Mapped[str | None]
    service: Mapped[str | None]
    ci: Mapped[str | None]
    provider: Mapped[str | None]
    impact: Mapped[str | None]
    start_at: Mapped[int | None]
    end_at: Mapped[int | None]
    announced_at: Mapped[int | None]
    first_response_at: Mapped[int | None]
    ticket_key: Mapped[str | None] = mapped_column(index=True)
    message: Mapped[str | None]
    revision: Mapped[int | None]

    __table_args__ = (UniqueConstraint("key", "source"), STRICT)
