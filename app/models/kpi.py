"""Targets, definitions, baselines and notes of KPIs, and reports as issued (METRICS §1, §3, §4.1).

All are append-only: a change is a new row, and the newest that is valid counts.
"""

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import STRICT, Base

NOTE_KINDS = ("note", "phase", "left_out")
"""A note explains a point, a phase begins new limits, left_out keeps it out of the baseline."""


class Approved:
    """What every version of a target or definition has: who changed it, who approved it, why.

    `valid_from` and `recorded_at` are UTC seconds; the approver is not the author.
    """

    version: Mapped[int] = mapped_column(sort_order=90)
    valid_from: Mapped[int] = mapped_column(sort_order=91)
    author: Mapped[str] = mapped_column(sort_order=92)
    approver: Mapped[str] = mapped_column(sort_order=93)
    reason: Mapped[str] = mapped_column(sort_order=94)
    recorded_by: Mapped[str] = mapped_column(sort_order=95)
    recorded_at: Mapped[int] = mapped_column(sort_order=96)


class TargetChange(Approved, Base):
    """One version of the target of one KPI or part; valid for periods that end after `valid_from`.

    A NULL target takes the target away.
    """

    __tablename__ = "target_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    kpi: Mapped[str]
    part: Mapped[str]
    target: Mapped[float | None]
    stretch: Mapped[float | None]
    owner: Mapped[str | None]

    __table_args__ = (Index("ix_target_change_kpi", "kpi", "part"), STRICT)


class DefinitionChange(Approved, Base):
    """One version of how one KPI is computed: its default variant and its parameters (JSON)."""

    __tablename__ = "definition_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    kpi: Mapped[str] = mapped_column(index=True)
    variant: Mapped[str]
    parameters: Mapped[str]

    __table_args__ = (STRICT,)


class Baseline(Base):
    """A KPI part frozen over [start_at, end_at), so that before and after can be judged."""

    __tablename__ = "baseline"

    id: Mapped[int] = mapped_column(primary_key=True)
    kpi: Mapped[str] = mapped_column(index=True)
    part: Mapped[str]
    scope: Mapped[str]
    start_at: Mapped[int]
    end_at: Mapped[int]
    value: Mapped[float]
    unit: Mapped[str]
    n: Mapped[int]
    lower: Mapped[float | None]
    upper: Mapped[float | None]
    """95 % interval of the value."""
    volume: Mapped[float]
    """Records a day, so that comparable volume can be judged (METRICS K13)."""
    definition: Mapped[int]
    name: Mapped[str]
    """The improvement that it is the "before" of."""
    frozen_by: Mapped[str]
    frozen_at: Mapped[int]

    __table_args__ = (STRICT,)


class KpiNote(Base):
    """A note on one period's point of a KPI, or the beginning of a phase of its limits."""

    __tablename__ = "kpi_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    kpi: Mapped[str] = mapped_column(index=True)
    part: Mapped[str]
    scope: Mapped[str]
    period: Mapped[str]
    """The id of the period, such as 2026-W34."""
    kind: Mapped[str]
    words: Mapped[str]
    event_key: Mapped[str | None]
    """The ticket, change or outage that it speaks of."""
    author: Mapped[str]
    recorded_at: Mapped[int]
    withdrawn: Mapped[int | None]
    """The id of the note that this one takes back."""

    __table_args__ = (STRICT,)


class IssuedReport(Base):
    """A report as it went out: its numbers, row keys and hashes, frozen (RELIABILITY §7)."""

    __tablename__ = "issued_report"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    """scorecard or pack."""
    period: Mapped[str]
    scope: Mapped[str]
    title: Mapped[str]
    recipients: Mapped[str]
    sidecar: Mapped[str]
    """Canonical JSON: values, row keys, sources, settings, hashes of the files."""
    sha256: Mapped[str]
    """Of the sidecar."""
    revision: Mapped[int]
    issued_by: Mapped[str]
    issued_at: Mapped[int]

    __table_args__ = (STRICT,)
