"""Frozen results to shapes, drawn once for screen, PDF and SVG."""

from app.charts.bars import pareto
from app.charts.control import moving_range, sparkline, xmr_chart
from app.charts.writer import svg

__all__ = ["moving_range", "pareto", "sparkline", "svg", "xmr_chart"]
