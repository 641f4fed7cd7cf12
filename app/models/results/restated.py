"""What later imports changed in reports that went out (RELIABILITY §7)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Restatement:
    """One issued number that the same computation gives differently today, and why."""

    report: int
    period: str
    kpi: str
    part: str
    unit: str
    issued: float | None
    now: float | None
    cause: str
    """Late rows, changed rows, a definition, a target: in words with counts."""
    batches: tuple[int, ...]
    """The imports since that touched its rows."""
    keys: tuple[str, ...]
