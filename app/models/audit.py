"""The append-only, hash-chained audit log (RELIABILITY.md §7)."""

from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import STRICT, Base


class AuditEntry(Base):
    """One thing that was done. `hash` = SHA-256(previous hash + canonical JSON of the rest)."""

    __tablename__ = "audit_entry"

    sequence: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[int]
    """Wall clock, UTC seconds."""
    now: Mapped[int]
    """The `--now` the action was done under; equals `at` unless fixed."""
    utc_offset: Mapped[int]
    actor: Mapped[str]
    recorder: Mapped[str]
    host: Mapped[str]
    action: Mapped[str]
    object: Mapped[str]
    detail: Mapped[str]
    """Canonical JSON: sorted keys, no spaces."""
    previous_hash: Mapped[str]
    hash: Mapped[str]

    __table_args__ = (STRICT,)
