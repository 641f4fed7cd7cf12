"""What the exporter says of an export: evidence that it is complete (RELIABILITY §7)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Evidence:
    """The source's own count of records, the query, who exported; empty = nobody recorded it."""

    count: int | None = None
    query: str = ""
    by: str = ""
    at: int | None = None
    """When it was exported, UTC seconds."""
