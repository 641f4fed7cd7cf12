"""Data quality: findings with their rows and what they do to the KPIs (CLI `tower quality`)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FoundRow:
    """One record (or row of a file) that a finding is about."""

    kind: str
    """incident, change, ci ... or row, file."""
    key: str
    source: str
    detail: str


@dataclass(frozen=True, slots=True)
class KpiEffect:
    """One KPI row with and without the rows of a finding; None = no value."""

    kpi: str
    part: str
    label: str
    unit: str
    period: str
    before: float | None
    after: float | None
    words: str
    """“P2 time to restore 92 → 71 min”."""


@dataclass(frozen=True, slots=True)
class ImportShare:
    """Of the records that one import brought new, how many have the finding."""

    batch: int
    at: int
    file_name: str
    found: int
    new: int


@dataclass(frozen=True, slots=True)
class QualityFinding:
    """One thing that is wrong with the data. `rows` lists the first thousands of `count`."""

    id: str
    severity: str
    """breach (numbers are wrong), risk (they may be), note (to know)."""
    kind: str
    title: str
    count: int
    rows: tuple[FoundRow, ...]
    advice: str
    effects: tuple[KpiEffect, ...] = ()
    effect_words: str = ""
    """One sentence: “Without these 41 rows P2 time to restore moves 92 → 71 min.”"""
    trend: tuple[ImportShare, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldFill:
    """How full one field is, over all records that should have it."""

    kind: str
    field: str
    filled: int
    total: int


@dataclass(frozen=True, slots=True)
class SourceState:
    """One source: how old it is, and whether its newest export was whole."""

    label: str
    kind: str
    file_name: str
    as_of: int
    limit_s: int
    """How old it may be; 0 = as old as it likes."""
    stale: bool
    cut: str
    rows: int
    rejected: int


@dataclass(frozen=True, slots=True)
class QualityReport:
    """Everything that screen, workbook and JSON show. Findings worst first."""

    as_of: int
    now: int
    zone: str
    period: str
    tickets: int
    changes: int
    findings: tuple[QualityFinding, ...]
    fields: tuple[FieldFill, ...]
    sources: tuple[SourceState, ...]
    marks: tuple[str, ...] = ()
