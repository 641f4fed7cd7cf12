"""What a judged row of the scorecard says, in words (METRICS §1, §4.1; DESIGN_LANGUAGE §8)."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.analysis.kpis.parts import FEW
from app.analysis.kpis.words import number
from app.models.period import Period
from app.models.results import KpiPart, KpiResult

_MOVES = {
    "above_limit": "rose above its normal range",
    "below_limit": "fell below its normal range",
    "run_above": "has run 8 periods above its mean",
    "run_below": "has run 8 periods below its mean",
    "near_upper": "has kept near its upper limit",
    "near_lower": "has kept near its lower limit",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One judged part with the KPI it belongs to."""

    kpi: KpiResult
    part: KpiPart

    @property
    def missed(self) -> bool:
        """Judged, and its target missed."""
        return self.part.met is False

    @property
    def worse(self) -> bool:
        """With a bad signal."""
        return self.part.signal is not None and not self.part.signal.good

    @property
    def improved(self) -> bool:
        """With a good signal."""
        return self.part.signal is not None and self.part.signal.good

    @property
    def outside(self) -> bool:
        """With a value outside a natural limit."""
        return self.part.signal is not None and self.part.signal.rule.endswith("limit")


def judged_rows(kpis: Sequence[KpiResult]) -> list[Row]:
    """The rows that carry a verdict, in the order of the scorecard."""
    return [Row(kpi, part) for kpi in kpis for part in kpi.parts]


def getting_worse(rows: Sequence[Row]) -> list[Row]:
    """Rows with a bad signal, the gravest first: missed and outside its limits."""
    found = [row for row in rows if row.worse]
    return sorted(found, key=lambda row: (not row.missed, not row.outside))


def movement(row: Row) -> str:
    """What the signal of a row says happened; empty without one."""
    return _MOVES[row.part.signal.rule] if row.part.signal else ""


def why_missed(missed: Sequence[Row]) -> str:
    """Whether misses without a signal may be called normal variation."""
    limited = [row.part.limits is not None for row in missed]
    known = [has and row.part.n >= FEW for has, row in zip(limited, missed, strict=True)]
    if all(known):
        return "within normal variation"
    if any(known):
        return "without a signal where natural limits are known"
    if any(limited):
        return f"from fewer than {FEW} cases, too few for a signal"
    return "with too little history to tell a change from normal variation"


def evidence(row: Row) -> str:
    """What the signal rests on: value, limits or mean, and target."""
    part, limits = row.part, row.part.limits
    if limits is None or part.signal is None:
        return f"{part.label} {worded(part, part.value)} {when(row.kpi.period)}"
    rule = part.signal.rule
    if rule.endswith("limit"):
        edge = limits.upper if rule == "above_limit" else limits.lower
        against = f"against a {'upper' if rule == 'above_limit' else 'lower'} limit of "
    else:
        edge, against = limits.mean, "against a mean of "
    firm = "" if limits.firm else f" (provisional, {limits.points} points)"
    head = f"{part.label} {worded(part, part.value)} {when(row.kpi.period)}"
    return f"{head} {against.replace('a upper', 'an upper')}{worded(part, edge)}{firm}"


def when(period: Period) -> str:
    """The period inside a sentence: "in week 47", "in October 2026"."""
    name = f"w{period.label.split(',')[0][1:]}" if period.kind == "week" else period.label
    return f"in {name}"


def worded(part: KpiPart, value: float | None) -> str:
    """A value with the unit of its part; "n/a" for None."""
    return "n/a" if value is None else f"{number(value)} {part.unit}"


def inside(label: str) -> str:
    """A label inside a sentence: its first letter small unless it begins an abbreviation."""
    return label if label[1:2].isupper() or label[1:2].isdigit() else label[:1].lower() + label[1:]
