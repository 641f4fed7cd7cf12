"""What a finding's rows do to the KPIs: the KPIs computed again without them (METRICS §2)."""

from collections.abc import Mapping

import numpy as np

from app.analysis.kpis import compute
from app.analysis.quality.subset import subset
from app.models.columns import I64, Facts, Flags, Text
from app.models.counts import counted
from app.models.period import Period
from app.models.results import KpiEffect, KpiPart, KpiResult
from app.models.settings import Settings

Values = Mapping[tuple[str, str], tuple[KpiResult, KpiPart]]


class Effects:
    """The KPIs of one period, and what they would be without some rows.

    A KPI's value is a function of the records in its denominators. So the rest is put aside
    once, and each finding costs only what those few records cost.
    """

    def __init__(self, facts: Facts, settings: Settings, period: Period, now: int) -> None:
        self._settings, self._period, self._now = settings, period, now
        results = compute(facts, settings, period, now)
        self._before = _values(results)
        named = {key for result in results for part in result.parts for key in part.rows}
        self._tickets = _named(facts.tickets.key, named)
        self._changes = _named(facts.changes.key, named)
        self._facts = subset(facts, self._tickets, self._changes)

    def without(self, tickets: I64, changes: I64) -> tuple[KpiEffect, ...]:
        """Every KPI row that reads otherwise without these rows (numbers into the facts)."""
        keep_tickets = _without(self._tickets, tickets)
        keep_changes = _without(self._changes, changes)
        if keep_tickets.all() and keep_changes.all():
            return ()
        facts = subset(self._facts, keep_tickets, keep_changes)
        after = _values(compute(facts, self._settings, self._period, self._now))
        return tuple(_effects(self._before, after))


def effects_between(before: tuple[KpiResult, ...], after: tuple[KpiResult, ...]) -> list[KpiEffect]:
    """Every KPI row that reads otherwise in `after`."""
    return _effects(_values(before), _values(after))


def effect_sentence(count: int, noun: str, effects: tuple[KpiEffect, ...]) -> str:
    """“Without these 41 rows P2 time to restore moves 92 → 71 min.”; empty without effects."""
    if not effects:
        return ""
    rows = f"this {noun}" if count == 1 else f"these {counted(count, noun)}"
    moves = "; ".join(effect.words.replace(effect.label, f"{effect.label} moves", 1)
                      for effect in effects)  # fmt: skip
    return f"Without {rows} {moves}."


def value_words(value: float | None, unit: str) -> str:
    """A KPI's value as a sentence says it, without the unit."""
    if value is None:
        return "n/a"
    digits = 0 if unit == "min" and abs(value) >= 10 else 1
    return f"{value:,.{digits}f}".replace("-", "−")


def _values(results: tuple[KpiResult, ...]) -> Values:
    return {(result.id, part.name): (result, part) for result in results for part in result.parts}


def _effects(before: Values, after: Values) -> list[KpiEffect]:
    found = []
    for name, (result, part) in before.items():
        other = after[name][1]
        words = value_words(part.value, part.unit), value_words(other.value, part.unit)
        if words[0] == words[1]:
            continue
        unit = f" {part.unit}" if part.unit else ""
        found.append(
            KpiEffect(
                kpi=result.id,
                part=part.name,
                label=part.label,
                unit=part.unit,
                period=result.period.id,
                before=part.value,
                after=other.value,
                words=f"{part.label} {words[0]} → {words[1]}{unit}",
            )
        )
    return found


def _named(keys: Text, wanted: set[str]) -> Flags:
    return np.fromiter(map(wanted.__contains__, keys.tolist()), np.bool_, len(keys))


def _without(kept: Flags, rows: I64) -> Flags:
    """Over the rows that were kept: which of them are not among `rows`."""
    gone = np.zeros(len(kept), np.bool_)
    gone[rows] = True
    return np.asarray(~gone[kept], np.bool_)
