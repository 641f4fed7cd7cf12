"""The one period in which an old and a new target are both said (METRICS §3)."""

from collections.abc import Sequence

from app.models.moments import local
from app.models.results import KpiResult
from app.models.settings import KpiTarget, Settings
from app.services.framework import holding


def new_targets(settings: Settings, kpis: Sequence[KpiResult], zone: str) -> tuple[str, ...]:
    """Which targets first hold in the KPIs' own periods, with those before, a sentence each.

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
                day = local(line.valid_from, zone)
                part = f", {line.part}" if line.part else ""
                found.append(
                    f"{kpi.label}{part}: Target changed on {day.day} {day:%b %Y}: "
                    f"{_goal(old)} before, {_goal(line)} from now"
                )
    return tuple(found)


def _goal(line: KpiTarget | None) -> str:
    return "none" if line is None or line.withdrawn else f"{line.target:g}"
