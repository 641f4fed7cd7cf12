"""A reporting period, half-open in the report zone."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Period:
    """A week, month or quarter: `[start, end)` in UTC seconds, with its id and label."""

    kind: str
    """week, month or quarter."""
    id: str
    """2026-W47, 2026-11 or 2026-Q4."""
    label: str
    """"Week 47, 16 to 22 November 2026"."""
    short: str
    """"W47", "Nov", "Q4": axis labels."""
    start: int
    end: int
    zone: str
