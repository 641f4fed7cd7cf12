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
    running: bool = False
    """Its period isn't over."""

    @property
    def missed(self) -> bool:
        """Judged, and its target missed; a sum that still grows has not missed it yet."""
        return self.part.met is False and not self.grows

    @property
    def few(self) -> bool:
        """From too few records to judge the process by."""
        return self.part.n < FEW

    @property
    def worse(self) -> bool:
        """With a bad signal of a whole period: limits say nothing of a part of one."""
        signal = self.part.signal
        return signal is not None and not signal.good and not self.running

    @property
    def improved(self) -> bool:
        """With a good signal of a whole period."""
        return self.part.signal is not None and self.part.signal.good and not self.running

    @property
    def when(self) -> str:
        """Its period inside a sentence: "in week 47", "in November 2026 so far"."""
        return when(self.kpi.period) + (" so far" if self.running else "")

    @property
    def grows(self) -> bool:
        """A sum of a period that runs: what it lacks now may come yet."""
        inputs = self.part.inputs
        return self.running and inputs is not None and inputs.kind == "hours"

    @property
    def outside(self) -> bool:
        """With a value outside a natural limit."""
        return self.part.signal is not None and self.part.signal.rule.endswith("limit")


def judged_rows(kpis: Sequence[KpiResult], now: int) -> list[Row]:
    """The rows that carry a verdict, in the order of the scorecard; `now` in UTC seconds."""
    return [Row(kpi, part, now < kpi.period.end) for kpi in kpis for part in kpi.parts]


def getting_worse(rows: Sequence[Row]) -> list[Row]:
    """Rows with a bad signal, the gravest first: missed and outside its limits."""
    found = [row for row in rows if row.worse]
    return sorted(found, key=lambda row: (not row.missed, not row.outside))


def movement(row: Row) -> str:
    """What the signal of a row says happened; empty without one."""
    if row.part.signal is None:
        return ""
    return _MOVES[row.part.signal.rule]


def why_missed(missed: Sequence[Row]) -> str:
    """Whether misses without a signal may be called normal variation."""
    known = [row.part.limits is not None and not row.few for row in missed]
    if any(row.running for row in missed):
        every = all(row.running for row in missed)
        return f"{'' if every else 'partly '}in a period that still runs"
    if all(row.few for row in missed):
        return f"from fewer than {FEW} cases, too few for a signal"
    if all(known):
        return "within normal variation"
    if any(known):
        return "without a signal where natural limits are known"
    return "with too little history to tell a change from normal variation"


def evidence(row: Row) -> str:
    """What the signal rests on: value, limits or mean, and target."""
    part, limits = row.part, row.part.limits
    if limits is None or part.signal is None:
        return f"{part.label} {worded(part, part.value)} {row.when}"
    rule = part.signal.rule
    if rule.endswith("limit"):
        edge = limits.upper if rule == "above_limit" else limits.lower
        against = f"against a {'upper' if rule == 'above_limit' else 'lower'} limit of "
    else:
        edge, against = limits.mean, "against a mean of "
    firm = "" if limits.firm else f" (provisional, {limits.points} points)"
    head = f"{part.label} {worded(part, part.value)} {row.when}"
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
