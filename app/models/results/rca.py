"""The RCA package of one incident."""

from dataclasses import dataclass

from app.models.results.scorecard import Provenance


@dataclass(frozen=True, slots=True)
class RcaEvent:
    """One line of an incident's timeline. `phase`: opened, assigned, held, resolved, closed, ..."""

    at: int
    phase: str
    event: str
    source: str
    gap_s: int
    """Silence before this event when it exceeds 15 minutes in an open incident, else 0."""


@dataclass(frozen=True, slots=True)
class RcaPackage:
    """The RCA package of one incident; `draft` until its content is complete."""

    key: str
    title: str
    priority: int
    state: str
    service: str
    ci: str
    group: str
    assignee: str
    opened: int | None
    restored: int | None
    restored_level: str
    resolved: int | None
    closed: int | None
    summary: str
    impact: tuple[tuple[str, str], ...]
    """(measure, value in words)."""
    durations: tuple[tuple[str, int], ...]
    """(time to acknowledge, resolve ..., seconds)."""
    timeline: tuple[RcaEvent, ...]
    factors: tuple[tuple[str, str, str], ...]
    """(kind, factor, evidence)."""
    actions: tuple[tuple[str, str, str, str, str], ...]
    """(action, type, owner, due, verification)."""
    links: tuple[tuple[str, str], ...]
    missing: tuple[str, ...]
    """What must be filled in before it is no longer a draft."""
    draft: bool
    zone: str
    now: int
    marks: tuple[str, ...]
    provenance: tuple[Provenance, ...]
    chain_head: str
    app_version: str
