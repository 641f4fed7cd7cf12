"""Baselines: a KPI frozen over some periods, and whether it is different since (METRICS §1)."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.analysis.kpis import KPIS, compute
from app.analysis.periods import KINDS, containing, earlier
from app.models.errors import AppError
from app.models.period import Period
from app.models.results import BaselineLine, KpiPart
from app.models.scope import EVERYTHING, SCOPE_FIELDS, Scope
from app.models.settings import DAY
from app.services.baseline_values import Interval, Pooled, difference, pooled
from app.services.clock import wall
from app.services.framework import definition_at
from app.services.targets import label_of
from app.services.tower import Tower
from app.store import kpi_versions
from app.store.audit import append

_LONGEST = 120
_ALIKE = 1.33
"""Volumes further apart than this are said beside the verdict (METRICS K13)."""


def freeze(
    tower: Tower,
    kpi: str,
    part: str,
    start: int,
    end: int,
    name: str,
    scope: Scope = EVERYTHING,
) -> int:
    """Freeze a part's value over [start, end), UTC seconds, as the "before" of `name`; its id.

    `part` empty is the KPI's value. The bounds are those of whole weeks, months or quarters that
    the KPI is reported for and that are over. AppError when something lacks.
    """
    label = label_of(kpi)
    said = " ".join(name.split())
    if not said or len(said) > _LONGEST:
        raise AppError(
            f"Name the improvement that {label} is frozen for, in at most {_LONGEST} characters."
        )
    periods = tiles(kpi, start, end, tower.zone)
    if not periods:
        raise AppError(f"{label} is reported by {_cadence(kpi)}; freeze whole ones.")
    if end > tower.now():
        raise AppError(f"{periods[-1].label} is not over. Freeze {label} when it is.")
    parts = measured(tower, kpi, part, periods, scope)
    found = pooled(kpi, parts)
    if found is None:
        raise AppError(f"{label} has no records in {window(periods)}; there is nothing to freeze.")
    values = {
        "kpi": kpi,
        "part": parts[-1].name,
        "scope": scope.words(),
        "start_at": start,
        "end_at": end,
        "value": found.value,
        "unit": parts[-1].unit,
        "n": found.n,
        "lower": found.interval[0] if found.interval else None,
        "upper": found.interval[1] if found.interval else None,
        "volume": found.n * DAY / (end - start),
        "definition": _definition(tower, kpi, end),
        "name": said,
        "frozen_by": tower.user,
        "frozen_at": tower.now(),
    }
    return _recorded(tower, values)


def baseline_lines(tower: Tower) -> tuple[BaselineLine, ...]:
    """Every baseline, oldest first, with what the KPI is since and whether that differs.

    "Since" are the newest complete periods after it, as many as it has.
    """
    return tuple(_line(tower, row) for row in kpi_versions.baselines(tower.store))


def tiles(kpi: str, start: int, end: int, zone: str) -> tuple[Period, ...]:
    """The periods that fill [start, end), of the shortest kind the KPI has; empty when none do."""
    for kind in KINDS[KINDS.index(_cadence(kpi)) :]:
        found = [containing(kind, start, zone)]
        while found[-1].end < end:
            found.append(earlier(found[-1], -1))
        if found[0].start == start and found[-1].end == end:
            return tuple(found)
    return ()


def window(periods: Sequence[Period]) -> str:
    """The ids of the first and last period."""
    first, last = periods[0].id, periods[-1].id
    return first if first == last else f"{first} to {last}"


def measured(
    tower: Tower, kpi: str, part: str, periods: Sequence[Period], scope: Scope
) -> list[KpiPart]:
    """The part in each of the periods; AppError when the KPI has none of that name."""
    found: list[KpiPart] = []
    for period in periods:
        (result,) = compute(
            tower.facts(), tower.settings, period, tower.now(), scope=scope, only=(kpi,)
        )
        named = {each.name: each for each in (*result.parts, *result.extra)}
        wanted = part or result.parts[0].name
        if wanted not in named:
            known = ", ".join(each.name for each in result.parts if each.name)
            raise AppError(f"{result.label} has no part “{part}”. It has {known or 'only one'}.")
        found.append(named[wanted])
    return found


def scope_of(words: str) -> Scope:
    """The scope that `Scope.words` wrote."""
    field, _, name = words.partition(" ")
    return Scope(field, name) if field in SCOPE_FIELDS and name else EVERYTHING


def _cadence(kpi: str) -> str:
    return next(line.cadence for line in KPIS if line.id == kpi)


def _definition(tower: Tower, kpi: str, at: int) -> int:
    """The version of the definition by which a period that ends at `at` is computed."""
    held = definition_at(tower.settings, kpi, at)
    return held.version if held else 1


def _recorded(tower: Tower, values: Mapping[str, Any]) -> int:
    with tower.store.writing() as conn:
        made = kpi_versions.add_baseline(conn, values)
        append(
            conn,
            action="baseline frozen",
            object=f"{values['kpi']} {values['part']}".strip(),
            detail={name: values[name] for name in values if name != "frozen_at"} | {"id": made},
            actor=tower.user,
            recorder=tower.user,
            now=tower.now(),
            wall=wall(),
        )
    return made


def _since(tower: Tower, row: Mapping[str, Any]) -> tuple[Period, ...]:
    before = tiles(row["kpi"], row["start_at"], row["end_at"], tower.zone)
    if not before:
        return ()
    after = [earlier(before[-1], -1)]
    while after[-1].end <= tower.now():
        after.append(earlier(after[-1], -1))
    return tuple(after[:-1][-len(before) :])


def _line(tower: Tower, row: Mapping[str, Any]) -> BaselineLine:
    periods, scope = _since(tower, row), scope_of(row["scope"])
    parts = measured(tower, row["kpi"], row["part"], periods, scope) if periods else []
    after = pooled(row["kpi"], parts)
    frozen_in = None if row["lower"] is None else (row["lower"], row["upper"])
    gap = None if after is None else difference(
        row["value"], frozen_in, after.value, after.interval
    )  # fmt: skip
    days = (periods[-1].end - periods[0].start) / DAY if periods else 0.0
    return BaselineLine(
        id=row["id"],
        kpi=row["kpi"],
        part=row["part"],
        scope=row["scope"],
        name=row["name"],
        start=row["start_at"],
        end=row["end_at"],
        value=row["value"],
        unit=row["unit"],
        n=row["n"],
        interval=frozen_in,
        after=after.value if after else None,
        after_n=after.n if after else 0,
        after_interval=after.interval if after else None,
        difference=after.value - row["value"] if after else None,
        verdict=_verdict(row, after, gap, after.n / days if after and days else 0.0),
        difference_interval=gap,
        method=after.method if after and gap else "",
        after_window=window(periods) if periods else "",
    )


def _verdict(
    row: Mapping[str, Any], after: Pooled | None, gap: Interval | None, volume: float
) -> str:
    if after is None:
        return "Not yet: no complete period since has records"
    sign = 1 if next(line.better for line in KPIS if line.id == row["kpi"]) == "higher" else -1
    change = sign * (after.value - row["value"])
    unit = "points" if row["unit"] == "%" else row["unit"]
    words = f"{'better' if change > 0 else 'worse'} by {abs(change):.1f} {unit}"
    if abs(change) < 1e-9:
        words = "the same"
    if gap is None:
        return f"{words}; no interval, so chance isn't ruled out" + _volumes(row, volume)
    low, high = sorted((sign * gap[0], sign * gap[1]))
    spread = f"95 % interval {_signed(low)} to {_signed(high)}"
    if low <= 0 <= high:
        return f"No difference shown: {words}, {spread}" + _volumes(row, volume)
    return f"{words} ({spread})" + _volumes(row, volume)


def _signed(value: float) -> str:
    return f"{value:.1f}".replace("-", "−")


def _volumes(row: Mapping[str, Any], volume: float) -> str:
    before = float(row["volume"])
    if not before or not volume or 1 / _ALIKE <= volume / before <= _ALIKE:
        return ""
    return f"; not comparable in volume: {before:.1f} a day then, {volume:.1f} since"
