"""Automations and their runs (FORMATS §0.1 AutomationRun, METRICS K14)."""

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import STRICT, Base, Imported

RUN_STATES = ("successful", "failed", "error", "cancelled", "running", "pending", "planned")


class Automation(Imported, Base):
    """One automation of the register: what it replaces, and what a run saves (seconds)."""

    __tablename__ = "automation"

    title: Mapped[str | None]
    owner: Mapped[str | None]
    category: Mapped[str | None]
    baseline_s: Mapped[int | None]
    residual_s: Mapped[int | None]
    upkeep_s: Mapped[int | None]
    """Upkeep a month."""
    baseline_n: Mapped[int | None]
    baseline_at: Mapped[int | None]
    started_at: Mapped[int | None]

    __table_args__ = (UniqueConstraint("key", "source"), STRICT)


class AutomationRun(Imported, Base):
    """One run of a job, playbook, plan or script."""

    __tablename__ = "automation_run"

    tool: Mapped[str | None]
    job: Mapped[str | None]
    state: Mapped[str | None]
    state_raw: Mapped[str | None]
    started_at: Mapped[int | None]
    finished_at: Mapped[int | None]
    elapsed_s: Mapped[int | None]
    triggered_by: Mapped[str | None]
    trigger: Mapped[str | None]
    target: Mapped[str | None]
    changed: Mapped[bool | None]
    added: Mapped[int | None]
    """Things added, altered, destroyed or replaced; for a plan, what it would do."""
    altered: Mapped[int | None]
    destroyed: Mapped[int | None]
    replaced: Mapped[int | None]
    affected: Mapped[str | None]
    """Addresses or hosts, separated by `;`."""
    change_key: Mapped[str | None] = mapped_column(index=True)
    ticket_key: Mapped[str | None] = mapped_column(index=True)

    __table_args__ = (UniqueConstraint("key", "source"), STRICT)
