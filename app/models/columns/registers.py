"""The small registers, as rows (METRICS §2)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """One service (METRICS K12). `tier` 0 = unknown; `target` in percent of the agreed time."""

    name: str
    tier: int
    owner: str | None
    hours: str | None
    zone: str | None
    target: float | None


@dataclass(frozen=True, slots=True)
class ContractRow:
    """What a vendor promised, by severity (METRICS K17); seconds on the contract's clock."""

    key: str
    vendor: str
    severity: str | None
    hours: str | None
    response_s: int | None
    resolve_s: int | None
    starts: int | None
    ends: int | None


@dataclass(frozen=True, slots=True)
class AutomationRow:
    """One automation of the register (METRICS K14); seconds a run, upkeep a month."""

    key: str
    title: str | None
    category: str | None
    baseline_s: int | None
    residual_s: int | None
    upkeep_s: int | None
    baseline_n: int | None
    baseline_at: int | None


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """One knowledge article (METRICS K15)."""

    key: str
    title: str | None
    state: str | None
    published: int | None
    updated: int | None
    views: int | None
    tickets: tuple[str, ...]
    """Keys of the tickets that it solved or was made from, each once, whichever side says so."""


@dataclass(frozen=True, slots=True)
class PirRow:
    """One post-incident review (METRICS K7)."""

    key: str
    incident: str
    state: str | None
    owner: str | None
    due: int | None
    held: int | None
    approved: int | None
    waived_by: str | None
    waiver_reason: str | None


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One action of the log (METRICS K8)."""

    key: str
    title: str | None
    state: str | None
    owner: str | None
    team: str | None
    origin: str | None
    opened: int | None
    original_due: int | None
    due: int | None
    closed: int | None
    evidence: bool
    effective: bool | None
    cancel_reason: str | None


@dataclass(frozen=True, slots=True)
class Registers:
    """The small registers, each ordered by key."""

    services: tuple[ServiceRow, ...] = ()
    contracts: tuple[ContractRow, ...] = ()
    automations: tuple[AutomationRow, ...] = ()
    articles: tuple[ArticleRow, ...] = ()
    pirs: tuple[PirRow, ...] = ()
    actions: tuple[ActionRow, ...] = ()
    groups: tuple[tuple[str, str | None], ...] = ()
    """Support groups: name and parent."""
