"""Imports and the state of the store (CLI `tower import`)."""

from dataclasses import dataclass

from app.models.columns import SourceFreshness
from app.models.results.preview import ProblemRows


@dataclass(frozen=True, slots=True)
class FileResult:
    """What became of one file (CLI.md `tower import`). `decision` = (question, option, choices)."""

    path: str
    status: str
    """imported, imported_with_warnings, needs_decision, rejected; dry runs say would_import."""
    message: str
    decision: tuple[str, str, tuple[str, ...]] | None = None
    format: str = ""
    system: str = ""
    kind: str = ""
    encoding: str = ""
    delimiter: str = ""
    timezone: str = ""
    date_order: str = ""
    scope: str = ""
    rows: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0
    by_kind: tuple[tuple[str, int], ...] = ()
    rejects: tuple[tuple[int, str, str, str], ...] = ()
    """First 20 of (row, column, value, reason)."""
    warnings: tuple[str, ...] = ()
    batch: int | None = None
    as_of: int | None = None
    seconds: float = 0.0
    problems: tuple[ProblemRows, ...] = ()
    changed_fields: tuple[tuple[str, int], ...] = ()
    """(field, records) that changed, most first."""
    effect: tuple[str, ...] = ()
    """What the import does to the numbers, in sentences; dry runs only."""
    cut: str = ""
    """Why the export was probably cut off."""
    new_by_kind: tuple[tuple[str, int], ...] = ()
    """Of the records in `by_kind` those that were not known before."""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """A whole `tower import`. `status` is the worst of its files."""

    status: str
    message: str
    files: tuple[FileResult, ...]


@dataclass(frozen=True, slots=True)
class BatchLine:
    """One past import in the list on the Import screen."""

    batch: int
    file_name: str
    format: str
    kind: str
    imported_at: int
    rows: int
    new: int
    changed: int
    rejected: int
    undone: bool
    reverses: int | None
    also: str = ""
    """New records of other kinds in words: “3 CIs, 1 group”."""


@dataclass(frozen=True, slots=True)
class StoreStatus:
    """The status bar's facts about the store."""

    path: str
    size: int
    last_backup: int | None
    sources: tuple[SourceFreshness, ...]
    demo: bool
    read_only: str
    """Why the store is read-only; empty when it isn't."""
    warnings: tuple[str, ...] = ()
    """About its folder, and about exports that are probably cut off."""
    last_check: int | None = None
    """When it was last checked from end to end and found whole, UTC seconds."""


@dataclass(frozen=True, slots=True)
class CheckReport:
    """`tower check`: each problem one plain sentence; empty = whole."""

    problems: tuple[str, ...]
    records: int
    audit_entries: int
    chain_head: str
