"""What stands in the explored chart's two plots, as items of pyqtgraph (DESIGN_LANGUAGE §6)."""

from itertools import pairwise
from math import isnan
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsPathItem

from app.charts.naming import TICK_SIZE, tone_of
from app.charts.numbers import decimals, number
from app.charts.phases import Band, bands
from app.models.results import KpiPart
from app.views import glyphs, theme
from app.views.scorecard.plot_axes import Mark

_NAN = float("nan")
_DOTTED = [1.0, 2.5]
_DASHED = [4.0, 3.0]


def pen(token: str, width: float = 1.0, dash: list[float] | None = None) -> Any:
    """A pen of a colour token that keeps its width however far one zooms."""
    made = pg.mkPen(theme.colour(token), width=width, dash=dash)
    made.setCapStyle(Qt.PenCapStyle.FlatCap)
    return made


def broken_line(values: list[float], token: str) -> Any:
    """A line through the values by place, broken where one is missing (nan)."""
    return pg.PlotDataItem(
        np.arange(len(values), dtype=float), np.array(values), connect="finite",
        pen=pen(token, 1.25),
    )  # fmt: skip


def values_of(part: KpiPart) -> list[float]:
    """The values by place, nan where a period has none."""
    return [_NAN if point.value is None else point.value for point in part.trend]


def bridges(values: list[float]) -> Any:
    """Dots across the places without a value."""
    known = [at for at, value in enumerate(values) if not isnan(value)]
    gaps = [(a, b) for a, b in pairwise(known) if b > a + 1]
    return _pieces([((a, values[a]), (b, values[b])) for a, b in gaps], pen("neu", 1, _DOTTED))


def dots(values: list[float], token: str = "t1", size: float = 4.0) -> Any:  # noqa: S107
    """Every value as a disc."""
    known = [at for at, value in enumerate(values) if not isnan(value)]
    return pg.ScatterPlotItem(
        x=known, y=[values[at] for at in known], size=size, symbol="o", pen=pg.mkPen(None),
        brush=theme.colour(token), data=known,
    )  # fmt: skip


def ring(token: str, size: float) -> Any:
    """A ring that stands around one point; empty at first."""
    made = pg.ScatterPlotItem(size=size, symbol="o", pen=pen(token, 1.5), brush=None)
    made.setZValue(30)
    return made


def limit_steps(part: KpiPart, low: float, high: float) -> list[Any]:
    """The natural limits as a stepped area with edges and means; a dotted edge is provisional.

    The first area begins at `low`, the last ends at `high`; others meet midway between points.
    """
    steps = [(band, *_edges(band, part, low, high)) for band in bands(part)]
    path = QPainterPath()
    for band, start, stop in steps:
        path.addRect(QRectF(start, band.lower, stop - start, band.upper - band.lower))
    area = QGraphicsPathItem(path)
    area.setPen(QPen(Qt.PenStyle.NoPen))
    area.setBrush(theme.colour("sunk"))
    area.setZValue(-20)
    lines = [area]
    for firm, look in ((True, pen("bds")), (False, pen("t3", 1, _DOTTED))):
        kept = [step for step in steps if step[0].firm is firm]
        edges = [
            ((start, level), (stop, level))
            for band, start, stop in kept
            for level in (band.lower, band.upper)
        ]
        lines.append(_pieces(edges, look))
    means = [((start, band.mean), (stop, band.mean)) for band, start, stop in steps]
    lines.append(_pieces(means, pen("neu")))
    return lines


def _edges(band: Band, part: KpiPart, low: float, high: float) -> tuple[float, float]:
    start = low if band.first == 0 else band.first - 0.5
    return start, high if band.last == len(part.trend) - 1 else band.last + 0.5


def _pieces(lines: list[tuple[tuple[float, float], tuple[float, float]]], look: Any) -> Any:
    """Lines that don't touch, as one item; level ones stay crisp."""
    ends = [end for line in lines for end in line]
    made = pg.PlotCurveItem(
        x=np.array([x for x, _ in ends], dtype=float),
        y=np.array([y for _, y in ends], dtype=float),
        connect="pairs", pen=look, antialias=False,
    )  # fmt: skip
    made.setZValue(-10)
    return made


def target_line(part: KpiPart) -> Any:
    """The target across the plot with its name; None without a target."""
    if part.target is None:
        return None
    words = f"Target {number(part.target, decimals(part.unit, part.target))}"
    made = pg.InfiniteLine(
        part.target, angle=0, pen=pen("accf", 1.5), label=words,
        labelOpts={"color": theme.colour("acc"), "movable": False, "position": 0.0},
    )  # fmt: skip
    made.label.setFont(theme.font(int(TICK_SIZE)))
    made.label.textItem.document().setDocumentMargin(2)
    made.setZValue(-5)
    return made


def level_line(level: float, token: str, *, dashed: bool = False) -> Any:
    """A level of the moving range: its base or its dashed limit."""
    made = pg.InfiniteLine(level, angle=0, pen=pen(token, 1, _DASHED if dashed else None))
    made.setZValue(-5)
    return made


def phase_line(at: float) -> Any:
    """The dashed line where limits begin anew."""
    return pg.InfiniteLine(at, angle=90, pen=pen("t2", 1, [2.0, 2.0]), span=(0.0, 1.0))


def words(text: str, token: str, size: int, weight: int = 400) -> Any:
    """Words inside a plot, plain text only."""
    made = pg.TextItem(color=theme.colour(token))
    made.setPlainText(text)
    made.textItem.document().setDocumentMargin(0)
    made.setFont(theme.font(size, weight))
    made.setZValue(25)
    return made


def width_of(text: str, size: int, weight: int = 400) -> float:
    """Pixels that `text` is wide."""
    return QFontMetricsF(theme.font(size, weight)).horizontalAdvance(text)


def last_mark(part: KpiPart) -> Mark:
    """The last point's mark: a diamond when bad, a ring when good, else a dot."""
    tone = tone_of(part)

    def paint_in(painter: QPainter, rect: QRectF) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if tone == "critf":
            glyphs.paint(painter, "breach", rect)
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(tone or "t1"))
        radius = 2.5 if tone else 3.0
        painter.drawEllipse(QPointF(), radius, radius)
        if tone:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour(tone), 1.5))
            painter.drawEllipse(QPointF(), 5.0, 5.0)

    return Mark(12.0, paint_in)


def letter_mark(letter: str) -> Mark:
    """A note's letter in its disc."""

    def paint_in(painter: QPainter, rect: QRectF) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("t2"), 1.0))
        painter.setBrush(theme.colour("surf"))
        painter.drawEllipse(rect)
        painter.setPen(theme.colour("t1"))
        painter.setFont(theme.font(int(TICK_SIZE), 600))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, letter)

    return Mark(15.0, paint_in)
