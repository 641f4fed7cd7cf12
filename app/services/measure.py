"""The KPIs of one period with everything that the store holds beside the facts."""

from app.analysis.kpis import compute
from app.models.period import Period
from app.models.results import KpiResult
from app.models.scope import EVERYTHING, Scope
from app.models.settings import Settings
from app.services.notes import notes_for
from app.services.relative_targets import resolved, worded
from app.services.tower import Tower
from app.store.kpi_versions import baselines


def kpis_of(
    tower: Tower, settings: Settings, period: Period, scope: Scope = EVERYTHING
) -> tuple[KpiResult, ...]:
    """Every KPI at the tower's clock: notes on its chart, targets in words from baselines."""
    frozen = baselines(tower.store)
    whole = resolved(settings, frozen, scope)
    kpis = compute(
        tower.facts(),
        whole,
        period,
        tower.now(),
        scope=scope,
        notes=notes_for(tower, period.kind, scope),
    )
    return worded(kpis, whole, frozen, scope)
