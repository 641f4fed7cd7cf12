"""Targets in words, such as "above baseline", made numbers by a dated baseline (METRICS §1, §3)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.analysis.kpis import KPIS
from app.models.results import KpiPart, KpiResult
from app.models.scope import Scope
from app.models.settings import KpiTarget, RelativeTarget, Settings

_BETTER = {line.id: line.better for line in KPIS}


def resolved(settings: Settings, frozen: Sequence[Mapping[str, Any]], scope: Scope) -> Settings:
    """The settings with a target for each baseline of the scope, in force from the baseline's end.

    A target that people set with a day of its own takes the words' place from that day on.
    """
    lines: list[KpiTarget] = []
    for told in settings.relative:
        mine = [row for row in frozen if row["kpi"] == told.kpi and row["scope"] == scope.words()]
        newest = {(row["part"], row["end_at"]): row for row in mine}
        for row in newest.values():
            lines += _lines(settings, told, row)
    return replace(settings, targets=settings.targets + tuple(lines)) if lines else settings


def _lines(settings: Settings, told: RelativeTarget, row: Mapping[str, Any]) -> list[KpiTarget]:
    part, begins = str(row["part"]), int(row["end_at"])
    own = [line for line in settings.targets if line.kpi == told.kpi and line.part in {"", part}]
    dated = [line for line in own if line.valid_from is not None]
    later = [replace(line, part=part) for line in dated if not line.part and _from(line) > begins]
    if any(_from(line) <= begins for line in dated):
        return later
    first = [line for line in own if line.valid_from is None]
    base = next((line for line in first if line.part == part), first[0] if first else None)
    return [_computed(told, row, base, begins), *later]


def _from(line: KpiTarget) -> int:
    return line.valid_from or 0


def _computed(
    told: RelativeTarget, row: Mapping[str, Any], base: KpiTarget | None, begins: int
) -> KpiTarget:
    value, better = float(row["value"]), _BETTER[told.kpi]
    goal = value * told.factor
    stretch = None if told.stretch_factor is None else value * told.stretch_factor
    if base is not None:
        goal = _tighter(goal, base.target, better)
        stretch = base.stretch if stretch is None else stretch
    if stretch is not None and _tighter(goal, stretch, better) == goal:
        stretch = None
    return KpiTarget(
        told.kpi,
        str(row["part"]),
        goal,
        stretch,
        base.owner if base else "No owner",
        base.version if base else 1,
        begins,
        base.approver if base else "",
    )


def _tighter(one: float, other: float, better: str) -> float:
    return max(one, other) if better == "higher" else min(one, other)


def worded(
    kpis: Sequence[KpiResult],
    settings: Settings,
    frozen: Sequence[Mapping[str, Any]],
    scope: Scope,
) -> tuple[KpiResult, ...]:
    """The rows of targets in words say by which baseline they are judged, or that there is none."""
    told = {line.kpi: line for line in settings.relative}
    return tuple(
        _said(kpi, told[kpi.id], frozen, scope) if kpi.id in told and kpi.parts[0].n else kpi
        for kpi in kpis
    )


def _said(
    kpi: KpiResult, told: RelativeTarget, frozen: Sequence[Mapping[str, Any]], scope: Scope
) -> KpiResult:
    row = _behind(kpi, frozen, scope)
    if row is not None:
        unit = kpi.parts[0].unit
        words = f"{told.words}: {row['value']:.1f} {unit}, frozen as “{row['name']}”"
        return replace(kpi, facts=(*kpi.facts, ("Baseline", words)))
    parts = tuple(map(_without, kpi.parts))
    if any(part.target is not None for part in parts):
        return replace(kpi, caveats=(*kpi.caveats, f"no baseline: “{told.words}” isn't judged"))
    return replace(kpi, parts=parts, caveats=("no baseline", *kpi.caveats))


def _without(part: KpiPart) -> KpiPart:
    return replace(part, verdict="No baseline") if part.verdict == "No target" else part


def _behind(
    kpi: KpiResult, frozen: Sequence[Mapping[str, Any]], scope: Scope
) -> Mapping[str, Any] | None:
    """The newest baseline that had ended before the row's period did."""
    mine = [
        row
        for row in frozen
        if (row["kpi"], row["part"], row["scope"]) == (kpi.id, kpi.parts[0].name, scope.words())
        and row["end_at"] < kpi.period.end
    ]
    return max(mine, key=lambda row: (row["end_at"], row["id"])) if mine else None
