"""The attention score: 100 × impact × urgency, capped at 100 (METRICS §5)."""

from dataclasses import dataclass

from app.models.results import AttentionItem
from app.models.settings import HOUR

HORIZON_S = 72 * HOUR
LEAST_URGENCY = 0.3
TIER_1 = 1.2
NO_OWNER = "No owner"

_PRIORITY = {1: 1.0, 2: 0.8, 3: 0.5, 4: 0.3, 5: 0.3}
_SEVERITY = {"Critical": 1.0, "High": 0.8, "Medium": 0.5, "Low": 0.3}
_LEAST_IMPACT = 0.3


@dataclass(frozen=True, slots=True)
class Score:
    """Points and how they came about, for the tooltip."""

    points: int
    terms: str


@dataclass(frozen=True, slots=True)
class Listed:
    """One source's rows: the most pressing ones by themselves, the others as one."""

    single: tuple[AttentionItem, ...] = ()
    rest: AttentionItem | None = None

    def items(self) -> tuple[AttentionItem, ...]:
        """All rows of this source."""
        return self.single if self.rest is None else (*self.single, self.rest)


def urgency(seconds_left: int | None) -> float:
    """1 when overdue, falling linearly to 0.3 at 72 h; 0.3 without a clock."""
    if seconds_left is None:
        return LEAST_URGENCY
    if seconds_left <= 0:
        return 1.0
    return max(LEAST_URGENCY, 1.0 - (1.0 - LEAST_URGENCY) * seconds_left / HORIZON_S)


def impact_of_priority(priority: int) -> float:
    """P1 1.0, P2 0.8, P3 0.5, P4 and less 0.3."""
    return _PRIORITY.get(priority, _LEAST_IMPACT)


def impact_of_severity(severity: str) -> float:
    """Critical 1.0, High 0.8, Medium 0.5, else 0.3."""
    return _SEVERITY.get(severity, _LEAST_IMPACT)


def points_of(impact: float, urgent: float, tier: int) -> int:
    """The score as a number."""
    return min(100, round(100 * impact * (TIER_1 if tier == 1 else 1.0) * urgent))


def scored(label: str, impact: float, urgent: float, *, tier: int = 0) -> Score:
    """The score of one row; `label` names the impact ("P2")."""
    points = points_of(impact, urgent, tier)
    service = f" × tier 1 {TIER_1}" if tier == 1 else ""
    return Score(points, f"{label} {impact:.1f}{service} × urgency {urgent:.2f} = {points}")


def cut(number: int, alone: int) -> int:
    """How many of `number` rows stand alone: one that is left over isn't worth a row for itself."""
    return number if number <= alone + 1 else alone


def order(item: AttentionItem) -> tuple[int, int, str]:
    """Sort key of the list: score, then clock, then key."""
    no_clock = 1 << 62
    return -item.score, no_clock if item.due_at is None else item.due_at, item.key
