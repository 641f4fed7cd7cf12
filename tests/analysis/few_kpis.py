"""Some KPIs of sample facts by their ids, as tests of one KPI ask for them."""

from app.analysis.kpis import compute
from app.models.columns import Facts
from app.models.period import Period
from app.models.results import KpiResult
from app.models.scope import EVERYTHING, Scope
from app.models.settings import Settings


def few(
    facts: Facts, settings: Settings, period: Period, now: int, *ids: str, group: str = ""
) -> dict[str, KpiResult]:
    """The KPIs of those ids, of one assignment group or of everything."""
    scope = Scope("group", group) if group else EVERYTHING
    return {
        result.id: result for result in compute(facts, settings, period, now, scope=scope, only=ids)
    }
