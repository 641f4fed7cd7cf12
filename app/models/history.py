"""Field history: every change of a stored value, old and new, with the batch that brought it."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import STRICT, Base

TRACKED_FIELDS = ("state", "priority", "assignment_group", "assignee", "hold_reason")
"""Ticket fields whose first value is kept too when a source brings a log of versions."""


class FieldHistory(Base):
    """One field of one record took a new value at an instant.

    `origin` is `log` (the source's own log says when) or `import` (we saw it change between two
    exports; `at` is then the newer version's `updated_at`, else the batch's as-of). Rows of a
    batch that was taken back stay as `undone`, and what taking it back changed is `reversal`:
    both are evidence only and no longer part of the record's timeline.

    The pseudo-field `(version)` marks each version that is known of a record with more than one;
    `new` is then `revision:row_hash`.
    """

    __tablename__ = "field_history"

    id: Mapped[int] = mapped_column(primary_key=True)
    record_kind: Mapped[str]
    """The name of the record's table."""
    record_id: Mapped[int]
    field: Mapped[str]
    at: Mapped[int]
    sequence: Mapped[int]
    """The version's place (from 0) in the record's timeline, by (at, revision, row_hash)."""
    old: Mapped[str | None]
    new: Mapped[str | None]
    origin: Mapped[str]
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"), index=True)

    __table_args__ = (
        Index("ix_field_history_record", "record_kind", "record_id", "field", "at"),
        STRICT,
    )
