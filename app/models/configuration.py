"""Configuration items, services, how they depend on each other, and the groups that run them."""

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import STRICT, Base, Imported

_EMPTY = text("''")
AFFECTS, USES = "affects", "uses"
"""Verbs of relations whose parent is no CI: a change or ticket affects a CI, uses an article."""


class CI(Base):
    """One configuration item (FORMATS §0.1 ConfigurationItem).

    Known by its name within a source; where a CMDB holds several of one name, `ident` is the
    CMDB's own id and keeps them apart. `ident` is empty for a CI that was only named by a change
    or ticket.
    """

    __tablename__ = "ci"

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str]
    name: Mapped[str]
    ident: Mapped[str] = mapped_column(default="", server_default=_EMPTY)
    source_id: Mapped[str | None]
    ci_class: Mapped[str | None]
    subclass: Mapped[str | None]
    service: Mapped[str | None]
    environment: Mapped[str | None]
    location: Mapped[str | None]
    status: Mapped[str | None]
    operational_status: Mapped[str | None]
    criticality: Mapped[str | None]
    owner: Mapped[str | None]
    managed_by: Mapped[str | None]
    support_group: Mapped[str | None]
    assigned_to: Mapped[str | None]
    ip: Mapped[str | None]
    fqdn: Mapped[str | None]
    mac: Mapped[str | None]
    serial: Mapped[str | None]
    asset_tag: Mapped[str | None]
    manufacturer: Mapped[str | None]
    model: Mapped[str | None]
    os: Mapped[str | None]
    os_version: Mapped[str | None]
    compliance: Mapped[str | None]
    """compliant, noncompliant, in_grace or unknown."""
    last_contact_at: Mapped[int | None]
    last_discovered_at: Mapped[int | None]
    maintenance_schedule: Mapped[str | None]
    updated_at: Mapped[int | None]
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"))

    __table_args__ = (
        UniqueConstraint("name", "source", "ident"),
        Index("ix_ci_source_id", "source_id"),
        STRICT,
    )


class Relation(Imported, Base):
    """One dependency between two CIs, `parent` --verb--> `child`, by name or the source's id.

    With the verbs `affects` and `uses` the parent is a change or ticket, by number or id, and the
    child a CI or an article: those are no dependencies.
    `key` is parent, verb and child together.
    """

    __tablename__ = "relation"

    parent: Mapped[str] = mapped_column(index=True)
    child: Mapped[str] = mapped_column(index=True)
    verb: Mapped[str | None]
    """The parent's side of the type, in small letters: runs on, depends on, hosts ..."""
    verb_raw: Mapped[str | None]

    __table_args__ = (UniqueConstraint("key", "source"), STRICT)


class Service(Base):
    """One business or application service; tier 1 matters most."""

    __tablename__ = "service"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    tier: Mapped[int | None]
    owner: Mapped[str | None]
    support_group: Mapped[str | None]
    parent: Mapped[str | None]
    status: Mapped[str | None]
    hours: Mapped[str | None]
    """Agreed service time in words such as `Mon-Fri 08:00-18:00`, or 24x7."""
    timezone: Mapped[str | None]
    availability_target: Mapped[float | None]
    """Percent of the agreed service time."""
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"))

    __table_args__ = (STRICT,)


class SupportGroup(Imported, Base):
    """One assignment group; `key` is its name."""

    __tablename__ = "support_group"

    manager: Mapped[str | None]
    email: Mapped[str | None]
    parent: Mapped[str | None]
    active: Mapped[bool | None]
    description: Mapped[str | None]

    __table_args__ = (UniqueConstraint("key", "source"), STRICT)
