"""Freezes, maintenance windows, and who is on call."""

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import STRICT, Base, Imported


class Window(Base):
    """A freeze or maintenance window. Every scope that is filled must match; none = all changes."""

    __tablename__ = "schedule_window"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    title: Mapped[str | None]
    start_at: Mapped[int]
    end_at: Mapped[int]
    hard: Mapped[bool]
    scope_ci: Mapped[str | None]
    scope_class: Mapped[str | None]
    scope_service: Mapped[str | None]
    scope_location: Mapped[str | None]
    scope_environment: Mapped[str | None]
    scope_type: Mapped[str | None]
    scope_risk: Mapped[int | None]
    """The change's risk must be at least this serious (its number this or lower)."""
    exempt_changes: Mapped[str | None]
    """Change keys with an approved exception, separated by `;`."""
    exempt_approver: Mapped[str | None]
    exempt_until: Mapped[int | None]
    state: Mapped[str | None]
    """`cancelled`: it doesn't hold any more. Nothing else is told apart."""
    row_hash: Mapped[str]
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"))

    __table_args__ = (STRICT,)


class OnCallShift(Imported, Base):
    """One person on call for one group over [start, end)."""

    __tablename__ = "on_call_shift"

    assignment_group: Mapped[str]
    person: Mapped[str]
    role: Mapped[str | None]
    """primary, secondary or manager."""
    start_at: Mapped[int]
    end_at: Mapped[int]
    contact: Mapped[str | None]

    __table_args__ = (UniqueConstraint("key", "source"), STRICT)
