"""What was put live without a change record: deployments, releases, configuration events."""

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import STRICT, Base, Imported

FEED_KINDS = ("deployment", "release", "workflow_run", "change_event", "configuration")


class ChangeEvent(Imported, Base):
    """One entry of the change feed (FORMATS §16); never counted as a change (METRICS K9)."""

    __tablename__ = "change_event"

    kind: Mapped[str]
    title: Mapped[str | None]
    state: Mapped[str | None]
    """successful, failed, running, pending, cancelled or inactive."""
    state_raw: Mapped[str | None]
    service: Mapped[str | None]
    environment: Mapped[str | None]
    ref: Mapped[str | None]
    """The commit, tag or version that went live."""
    actor: Mapped[str | None]
    started_at: Mapped[int | None]
    ended_at: Mapped[int | None]
    change_key: Mapped[str | None] = mapped_column(index=True)
    ticket_key: Mapped[str | None] = mapped_column(index=True)
    description: Mapped[str | None]

    __table_args__ = (UniqueConstraint("key", "source"), STRICT)
