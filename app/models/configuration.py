"""Configuration items and services."""

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import STRICT, Base


class CI(Base):
    """One configuration item, known by its name within a source."""

    __tablename__ = "ci"

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str]
    name: Mapped[str]
    source_id: Mapped[str | None]
    ci_class: Mapped[str | None]
    subclass: Mapped[str | None]
    service: Mapped[str | None]
    environment: Mapped[str | None]
    location: Mapped[str | None]
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"))

    __table_args__ = (UniqueConstraint("name", "source"), STRICT)


class Service(Base):
    """One business or application service; tier 1 matters most."""

    __tablename__ = "service"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    tier: Mapped[int | None]
    owner: Mapped[str | None]
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"))

    __table_args__ = (STRICT,)
