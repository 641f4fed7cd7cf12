"""Trends and forecasts: pure functions of facts, settings, an instant and a scope (METRICS §4)."""

from app.analysis.trends.breach_risk import breach_risk
from app.analysis.trends.change_effect import change_effects
from app.analysis.trends.clusters import clusters
from app.analysis.trends.flow import forecast_flow
from app.analysis.trends.process import process_findings
from app.analysis.trends.restore_phases import restore_phases
from app.analysis.trends.shrinkage import success_by_team

__all__ = [
    "breach_risk",
    "change_effects",
    "clusters",
    "forecast_flow",
    "process_findings",
    "restore_phases",
    "success_by_team",
]
