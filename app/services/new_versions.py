"""The one period in which an old and a new target or definition are both said (METRICS §3)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.analysis.kpis import compute
from app.analysis.kpis.words import number, parameter_words
from app.models.columns import Facts
from app.models.moments import local
from app.models.results import KpiPart, KpiResult
from app.models.scope import Scope
from app.models.settings import KpiTarget, KpiVariant, Settings
from app.services.framework import definition_at, holding


@dataclass(frozen=True, slots=True)
class NewVersion:
    """A version that first holds in the period of a KPI's row."""

    kpi: str
    of: str
    """What it is of: "Time to restore, P2"."""
    kind: str
    """Target or Definition."""
    words: str
    """"Target changed on 12 Oct 2026: 8 before, none from now"."""


def told(kpi: KpiResult, changes: Sequence[NewVersion]) -> KpiResult:
    """The KPI with what changed in its period among its facts."""
    mine = tuple(
        (f"New {one.kind.lower()}{one.of.removeprefix(kpi.label)}", one.words)
        for one in changes
        if one.kpi == kpi.id
    )
    return replace(kpi, facts=(*kpi.facts, *mine)) if mine else kpi


def new_targets(settings: Settings, kpis: Sequence[KpiResult], zone: str) -> tuple[NewVersion, ...]:
    """Which targets first hold in the KPIs' own periods, with those before.

    The day is that of the report zone. Empty where old periods have today's targets.
    """
    if settings.recompute:
        return ()
    found = []
    for kpi in kpis:
        before = {line.part: line for line in holding(settings, kpi.id, kpi.period.start - 1)}
        for line in holding(settings, kpi.id, kpi.period.end - 1):
            old = before.get(line.part)
            if line.valid_from is not None and line != old:
                part = f", {line.part}" if line.part else ""
                words = (
                    f"Target changed on {_day(line.valid_from, zone)}: "
                    f"{_goal(old)} before, {_goal(line)} from now"
                )
                found.append(NewVersion(kpi.id, f"{kpi.label}{part}", "Target", words))
    return tuple(found)


def new_definitions(
    facts: Facts,
    settings: Settings,
    kpis: Sequence[KpiResult],
    now: int,
    scope: Scope,
    zone: str,
) -> tuple[NewVersion, ...]:
    """Which definitions first hold in the KPIs' own periods, with the values by both.

    Empty where old periods have today's definitions.
    """
    if settings.recompute:
        return ()
    found = []
    for kpi in kpis:
        line = definition_at(settings, kpi.id, kpi.period.end)
        old = definition_at(settings, kpi.id, kpi.period.start)
        if line is None or line.valid_from is None or line == old:
            continue
        since = kpi.period.start
        before = replace(
            settings,
            variants=tuple(
                one
                for one in settings.variants
                if one.kpi != kpi.id or (one.valid_from or 0) < since
            ),
        )
        (then,) = compute(facts, before, kpi.period, now, scope=scope, only=(kpi.id,))
        words = (
            f"Definition changed on {_day(line.valid_from, zone)}: {_meaning(old, then)} before, "
            f"{_meaning(line, kpi)} from now; {_values(then, kpi)}"
        )
        found.append(NewVersion(kpi.id, kpi.label, "Definition", words))
    return tuple(found)


def changed_since(settings: Settings, kpis: Sequence[KpiResult], now: int) -> tuple[str, ...]:
    """The KPIs of which another target or definition holds now than in their own period."""
    return tuple(
        kpi.label
        for kpi in kpis
        if kpi.period.end <= now
        and (
            holding(settings, kpi.id, kpi.period.end - 1) != holding(settings, kpi.id, now)
            or definition_at(settings, kpi.id, kpi.period.end)
            != definition_at(settings, kpi.id, now + 1)
        )
    )


def _day(at: int, zone: str) -> str:
    day = local(at, zone)
    return f"{day.day} {day:%b %Y}"


def _goal(line: KpiTarget | None) -> str:
    return "none" if line is None or line.withdrawn else f"{line.target:g}"


def _meaning(line: KpiVariant | None, kpi: KpiResult) -> str:
    """A definition in words: its variant and its parameters."""
    given = [parameter_words(*one) for one in line.parameters] if line else []
    return ", ".join(filter(None, (kpi.variant, *given))) or "the KPI's own"


def _values(then: KpiResult, now: KpiResult) -> str:
    """The value of each part by both definitions."""
    pairs = list(zip(then.parts, now.parts, strict=False))
    if all((old.value, old.n, old.met) == (new.value, new.n, new.met) for old, new in pairs):
        return "the values are the same"
    return "; ".join(
        f"{_name(new, now)}{_value(old)} before, {_value(new)} from now" for old, new in pairs
    )


def _name(part: KpiPart, kpi: KpiResult) -> str:
    return f"{part.label} " if len(kpi.parts) > 1 else ""


def _value(part: KpiPart) -> str:
    said = "n/a" if part.value is None else f"{number(part.value)} {part.unit}"
    return f"{said} of {part.n:,}"
