"""The change calendar and its collisions (COLLISIONS)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ChangeBar:
    """One change on the timeline. `start`/`end` are the planned window (estimated if marked)."""

    key: str
    title: str
    type: str
    risk: int
    """1 very high, 2 high, 3 moderate, 4 low, 0 unknown."""
    state: str
    approved: bool
    service: str
    tier: int
    group: str
    assignee: str
    start: int
    end: int
    estimated: bool
    cis: tuple[str, ...]
    readiness: "Readiness | None"


@dataclass(frozen=True, slots=True)
class Readiness:
    """Presence of what a CAB asks for: complete, partial or missing per item. `gap` in words."""

    items: tuple[tuple[str, str], ...]
    """(Risk|Impact|Test|Backout|Approval|Notice, complete|partial|missing|unknown)."""
    score: int
    gap: str


@dataclass(frozen=True, slots=True)
class WindowBand:
    """A freeze or maintenance band; empty scope words = all lanes."""

    key: str
    kind: str
    title: str
    start: int
    end: int
    hard: bool
    services: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SeverityFactor:
    """One factor of a finding's score (COLLISIONS.md §5): "Service tier", "Tier 1", 1.3."""

    label: str
    words: str
    factor: float


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding of one check. Pair checks name two changes, C20 a change and `window`."""

    check: str
    title: str
    severity: str
    """Critical, High, Medium, Low, Info, Unknown."""
    score: int
    base: int
    factors: tuple[SeverityFactor, ...]
    certainty: float
    changes: tuple[str, ...]
    window: str
    cis: tuple[str, ...]
    overlap_start: int | None
    overlap_end: int | None
    overlap_minutes: int
    sentence: str
    suggestion: str
    key: str
    fingerprint: str
    state: str = "New"
    """New, Seen, Accepted, Dismissed, Reopened."""
    decision_note: str = ""


@dataclass(frozen=True, slots=True)
class Collision:
    """One row a pair (two changes, or change × window): the strongest finding, others under it."""

    number: int
    strongest: Finding
    others: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class CollisionReport:
    """A whole run. `counts` per check: distinct unordered pairs, or change × window."""

    start: int | None
    end: int | None
    retrospective: bool
    changes: int
    checked: int
    unknown: int
    counts: tuple[tuple[str, int], ...]
    findings: tuple[Finding, ...]
    collisions: tuple[Collision, ...]
    not_checked: tuple[str, ...]
    """"C02-C05 not checked: needs CI relations"."""
    quality: tuple[str, ...] = ()
    """What was assumed about windows: "38 changes of zero length taken as 1 minute"."""


@dataclass(frozen=True, slots=True)
class ChangeCalendar:
    """The Changes screen over `[start, end)`."""

    start: int
    end: int
    now: int
    zone: str
    bars: tuple[ChangeBar, ...]
    windows: tuple[WindowBand, ...]
    report: CollisionReport
    high_risk: int
    not_approved: int
    cmdb_as_of: int | None
