"""Control charts: limits by kind, phases, signals and assurance (METRICS §4.1)."""

from app.analysis.control_charts.drawing import Chart, Series, assurance, draw
from app.analysis.control_charts.kinds import CHARTS

__all__ = ["CHARTS", "Chart", "Series", "assurance", "draw"]
