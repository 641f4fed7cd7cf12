"""Post-incident reviews (METRICS K7)."""

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import STRICT, Base, Imported

PIR_STATES = ("draft", "review", "approved", "waived")


class PostIncidentReview(Imported, Base):
    """One PIR: of which incident, due and approved when, or waived by whom and why."""

    __tablename__ = "pir"

    incident_key: Mapped[str] = mapped_column(index=True)
    title: Mapped[str | None]
    state: Mapped[str | None]
    owner: Mapped[str | None]
    approver: Mapped[str | None]
    due_at: Mapped[int | None]
    held_at: Mapped[int | None]
    approved_at: Mapped[int | None]
    root_cause: Mapped[str | None]
    waived_by: Mapped[str | None]
    waiver_reason: Mapped[str | None]

    __table_args__ = (UniqueConstraint("key", "source"), STRICT)
