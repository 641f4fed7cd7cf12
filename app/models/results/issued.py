"""Reports as they went out, baselines, and the KPI framework."""

from dataclasses import dataclass

from app.models.results.scorecard import KpiDefinition


@dataclass(frozen=True, slots=True)
class IssuedLine:
    """One issued report, as lists show it."""

    id: int
    kind: str
    period: str
    scope: str
    title: str
    recipients: tuple[str, ...]
    sha256: str
    issued_by: str
    issued_at: int
    marks: tuple[str, ...] = ()
    """Why it is no evidence: demo data, a fixed clock; empty for a report that is."""


@dataclass(frozen=True, slots=True)
class Unreproduced:
    """One figure of a sidecar that another installation computes differently."""

    kpi: str
    part: str
    """Empty for the KPI as a whole."""
    what: str
    """value, n, rows, interval, excluded ..."""
    issued: str
    computed: str


@dataclass(frozen=True, slots=True)
class Reproduction:
    """What came of computing an issued report anew out of its files (RELIABILITY §7)."""

    title: str
    period: str
    scope: str
    files: int
    figures: int
    """How many figures and hashes were compared."""
    differences: tuple[Unreproduced, ...]
    remarks: tuple[str, ...] = ()
    """What differs between the two installations, such as the version of the program."""

    @property
    def reproduced(self) -> bool:
        """Every figure is the same."""
        return not self.differences


@dataclass(frozen=True, slots=True)
class BaselineLine:
    """A frozen "before", with today's "after" beside it and whether they differ."""

    id: int
    kpi: str
    part: str
    scope: str
    name: str
    start: int
    end: int
    value: float
    unit: str
    n: int
    interval: tuple[float, float] | None
    after: float | None
    after_n: int
    after_interval: tuple[float, float] | None
    difference: float | None
    verdict: str
    """In words: "better by 12.4 points (95 % interval 8.1 to 16.7)"."""
    difference_interval: tuple[float, float] | None = None
    """95 % interval of after − before, in `unit`."""
    method: str = ""
    """How the interval was made: "Newcombe", "bootstrap"; empty without one."""
    after_window: str = ""
    """The periods behind "after": "2026-09 to 2026-11"."""


@dataclass(frozen=True, slots=True)
class FrameworkTarget:
    """One version of a target."""

    part: str
    target: float | None
    stretch: float | None
    owner: str
    version: int
    valid_from: int | None
    author: str
    approver: str
    reason: str
    unit: str = ""
    """The unit of target and stretch, where the part's differs from the KPI's; else empty."""


@dataclass(frozen=True, slots=True)
class FrameworkDefinition:
    """One version of a definition that people chose: the variant and parameters of the value."""

    variant: str
    parameters: tuple[tuple[str, float], ...]
    version: int
    valid_from: int | None
    author: str
    approver: str
    reason: str


@dataclass(frozen=True, slots=True)
class FrameworkLine:
    """One KPI of the framework: what it is, its target, who answers for it, what changed."""

    id: str
    label: str
    group: str
    unit: str
    better: str
    cadence: str
    definition: KpiDefinition
    variant: str
    variants: tuple[str, ...]
    source: str
    """Which exports it is computed from."""
    target: str
    """In words: "≤ 120 min (stretch 60)"."""
    owner: str
    approver: str
    changes: tuple[FrameworkTarget, ...]
    definitions: tuple[FrameworkDefinition, ...] = ()
    """Every version of its definition but the catalogue's own, oldest first."""
