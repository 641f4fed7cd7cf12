"""Imports: each file one batch, its rejected rows, and what was decided about its source."""

from sqlalchemy import ForeignKey, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import STRICT, Base


class Batch(Base):
    """One import (or the reversal of one). Counts are of records; `rows` counts lines read."""

    __tablename__ = "batch"

    id: Mapped[int] = mapped_column(primary_key=True)
    file_name: Mapped[str]
    sha256: Mapped[str] = mapped_column(index=True)
    size: Mapped[int]
    format: Mapped[str]
    kind: Mapped[str]
    encoding: Mapped[str | None]
    delimiter: Mapped[str | None]
    timezone: Mapped[str | None]
    date_order: Mapped[str | None]
    scope: Mapped[str]
    """full, open-only or delta (METRICS.md §1)."""
    as_of: Mapped[int]
    """The instant up to which the export knows, UTC seconds."""
    imported_at: Mapped[int]
    demo: Mapped[bool]
    rows: Mapped[int]
    new: Mapped[int]
    changed: Mapped[int]
    unchanged: Mapped[int]
    rejected: Mapped[int]
    by_kind: Mapped[str]
    """JSON: records by kind beyond the main one, such as {"ci": 12}."""
    warnings: Mapped[str]
    """JSON list of sentences."""
    reverses: Mapped[int | None] = mapped_column(ForeignKey("batch.id"))
    contents: Mapped[str] = mapped_column(default="{}", server_default=text("'{}'"))
    """JSON per table: the fields the file had, the ids it created `[first, end)`, and of which
    (source, kind) its records were: what taking the batch back needs to know."""
    header_hash: Mapped[str | None]
    cut: Mapped[str | None]
    """Why the export was probably cut off; stays until a fuller file of its kind comes."""
    problems: Mapped[str] = mapped_column(default="[]", server_default=text("'[]'"))
    """JSON list of {kind, rows, action, sample}: what was wrong with rows and what became of it."""
    evidence: Mapped[str] = mapped_column(default="{}", server_default=text("'{}'"))
    """JSON: the exporter's own count, query, name and time, as far as somebody recorded them."""
    decisions: Mapped[str] = mapped_column(default="{}", server_default=text("'{}'"))
    """JSON: mapping, choices, rules and more that the file was read with (records.Options)."""

    __table_args__ = (STRICT,)


class Sighting(Base):
    """Which records one file named that were there already: evidence that they still existed.

    Without it, taking a later file back could not tell who last spoke of an unchanged record.
    """

    __tablename__ = "sighting"

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"), index=True)
    record_kind: Mapped[str]
    """The name of the records' table."""
    ids: Mapped[str]
    """Base64 of deflated bytes, one a record id from 0: not 0 where the file named it."""

    __table_args__ = (STRICT,)


class RejectedRow(Base):
    """One row of a file that could not be read, kept for ever with its reason."""

    __tablename__ = "rejected_row"

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"), index=True)
    row: Mapped[int]
    column_name: Mapped[str]
    value: Mapped[str]
    reason: Mapped[str]

    __table_args__ = (STRICT,)


class SourceProfile(Base):
    """Decisions given once and remembered for files with the same format and header."""

    __tablename__ = "source_profile"

    id: Mapped[int] = mapped_column(primary_key=True)
    format: Mapped[str]
    header_hash: Mapped[str]
    encoding: Mapped[str | None]
    timezone: Mapped[str | None]
    date_order: Mapped[str | None]
    scope: Mapped[str | None]
    name: Mapped[str | None]
    """What people call the profile."""
    decisions: Mapped[str] = mapped_column(default="{}", server_default=text("'{}'"))
    """JSON: header_row, mapping, choices, rules and quotes (records.Options)."""
    decided_by: Mapped[str | None]
    decided_at: Mapped[int | None]

    __table_args__ = (UniqueConstraint("format", "header_hash"), STRICT)
