"""The risk register."""

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from app.models.base import STRICT, Base, Imported


class Risk(Imported, Base):
    """One risk: how likely and how bad (1 low to 5 high), who owns it, what is done about it."""

    __tablename__ = "risk"

    title: Mapped[str | None]
    state: Mapped[str | None]
    owner: Mapped[str | None]
    service: Mapped[str | None]
    likelihood: Mapped[int | None]
    impact: Mapped[int | None]
    response: Mapped[str | None]
    """avoid, reduce, transfer or accept."""
    mitigation: Mapped[str | None]
    opened_at: Mapped[int | None]
    review_at: Mapped[int | None]
    accepted_by: Mapped[str | None]
    accepted_until: Mapped[int | None]
    closed_at: Mapped[int | None]

    __table_args__ = (UniqueConstraint("key", "source"), STRICT)
