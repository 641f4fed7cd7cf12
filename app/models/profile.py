"""Decisions about one kind of file, kept under a name."""

from dataclasses import dataclass

from app.models.records import Options


@dataclass(frozen=True, slots=True)
class Profile:
    """One saved profile: for files of `format` whose header has `header_hash`."""

    id: int
    name: str
    format: str
    header_hash: str
    options: Options
    decided_by: str = ""
    decided_at: int | None = None
    """UTC seconds; None where nobody decided anything and the import only kept what it saw."""
