"""The values and their moving range as two plots of pyqtgraph over one axis of periods."""

from math import isnan
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QObject, QPointF, Qt, Signal
from PySide6.QtWidgets import QFrame, QWidget

from app.charts.control import from_first_value
from app.charts.naming import TICK_SIZE, named_levels
from app.charts.numbers import decimals, number
from app.charts.scale import text_width
from app.models.results import ChartNote, KpiPart
from app.views import theme
from app.views.scorecard import plot_items as items
from app.views.scorecard.one_plot import add_plot
from app.views.scorecard.range_plot import RangePlot
from app.views.scorecard.value_plot import ValuePlot, levels_of

LEAST = 6
"""Points that stay in sight however far one zooms."""
_BELOW = 82
_TITLE = 16


class PlotPair(QObject):
    """Draws one part of a KPI; places are those of the part's whole trend."""

    clicked = Signal(int)
    doubled = Signal()
    zoomed = Signal(bool)
    """Zoomed or moved; True when the whole trend is in sight."""
    pointed = Signal(int, object)
    """The nearest point and the pointer's place on the screen; −1 when it left."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.widget: Any = pg.GraphicsLayoutWidget(parent)
        self.widget.setFrameShape(QFrame.Shape.NoFrame)
        self.widget.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.widget.viewport().setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.widget.ci.layout.setContentsMargins(0, 0, 0, 0)
        self.widget.ci.layout.setSpacing(0)
        self.values, self.ranges = add_plot(self.widget, 0, 3), add_plot(self.widget, 1, 2)
        self.ranges.item.setXLink(self.values.item)
        self._above, self._below = ValuePlot(self.values), RangePlot(self.ranges, _TITLE)
        self._part: KpiPart | None = None
        self._skipped = 0
        self.hover = items.ring("t2", 10.0)
        self.chosen = items.ring("accf", 13.0)
        for plot in (self.values, self.ranges):
            plot.view.turned.connect(self._on_wheel)
            plot.view.pointed.connect(self._on_pointer)
        self.values.view.sigXRangeChanged.connect(self._on_span)
        self.values.view.sigResized.connect(self._place)
        self.widget.scene().sigMouseClicked.connect(self._on_click)

    # what is shown

    def show_part(self, part: KpiPart, notes: tuple[ChartNote, ...], *, whole: bool) -> None:
        """Draw `part` anew, all of it with `whole`, else as far as one has zoomed.

        Until everything is drawn there is no part to place: limits of the view move it meanwhile.
        """
        self._part = None
        shown = from_first_value(part)
        self._skipped = len(part.trend) - len(shown.trend)
        self._above.level = items.values_of(shown)
        self.widget.setBackground(theme.colour("surf"))
        ends, names = self._ends(), tuple(point.label for point in shown.trend)
        for plot in (self.values, self.ranges):
            plot.empty(names, ends, float(min(LEAST, len(names))))
        self._above.draw(shown, notes, ends, (self.hover, self.chosen))
        self.hover.setData([], [])
        self._set_room(shown, below=self._below.draw(shown))
        if whole:
            self.values.view.setXRange(*ends, padding=0)
        self._part = shown
        self._place()

    def _ends(self) -> tuple[float, float]:
        count = len(self._above.level)
        pad = max(0.5, 0.028 * count)
        return -pad, count - 1 + pad

    def _set_room(self, part: KpiPart, *, below: bool) -> None:
        """The same room left and right of both plots, so that their periods align."""
        places = decimals(part.unit, part.target)
        known = levels_of(part)
        widest = max(text_width(number(v, places), TICK_SIZE) for v in (min(known), max(known)))
        names = [text_width(w, TICK_SIZE) for w, _, _ in named_levels(part, named=False)]
        for plot in (self.values, self.ranges):
            plot.left.setWidth(widest + 10.0)
            plot.right.setWidth(max(names, default=4.0) + 8.0)
            plot.bottom.setHeight(18)
        self.values.bottom.setHeight(2 if below else 18)
        self.values.bottom.setStyle(showValues=not below)
        self.widget.ci.layout.setRowFixedHeight(1, _BELOW if below else 0)

    def _place(self, *_: object) -> None:
        """Values and words to what is in sight."""
        if self._part is not None:
            first, last = (at - self._skipped for at in self.span())
            self._above.place(self._part, first, last)
            self._below.place_title()

    # what is in sight

    def span(self) -> tuple[int, int]:
        """The first and last place of the trend that is in sight."""
        low, high = self.values.view.viewRange()[0]
        last = len(self._above.level) - 1
        first = max(0, int(np.ceil(low - 1e-6)))
        return first + self._skipped, min(last, int(np.floor(high + 1e-6))) + self._skipped

    def reset(self) -> None:
        """The whole trend again."""
        self.values.view.setXRange(*self._ends(), padding=0)

    def zoom(self, around: float, *, closer: bool) -> bool:
        """A quarter less or a third more around a place; False when nothing changes."""
        view = self.values.view
        low, high = view.viewRange()[0]
        least, most = view.state["limits"]["xRange"]
        wanted = min(max((high - low) * (3 / 4 if closer else 4 / 3), least), most)
        if abs(wanted - (high - low)) < 1e-6:
            return False
        start = around - (around - low) / (high - low) * wanted
        ends = self._ends()
        start = min(max(start, ends[0]), ends[1] - wanted)
        view.setXRange(start, start + wanted, padding=0)
        return True

    def zoom_at(self, place: int, *, closer: bool) -> bool:
        """`zoom` around a place of the whole trend."""
        return self.zoom(float(place - self._skipped), closer=closer)

    def nearest(self, x: float) -> int:
        """The place in sight with a value nearest to `x` of the plot; −1 without any."""
        first, last = self.span()
        near = [
            (abs(at - self._skipped - x), at)
            for at in range(first, last + 1)
            if not isnan(self._above.level[at - self._skipped])
        ]
        return min(near)[1] if near else -1

    def place_of(self, at: int) -> QPointF | None:
        """Where a point is drawn, in the widget; None when it isn't in sight."""
        first, last = self.span()
        inside = at - self._skipped
        if not first <= at <= last or isnan(self._above.level[inside]):
            return None
        spot = self.values.view.mapViewToScene(QPointF(inside, self._above.level[inside]))
        return QPointF(self.widget.mapFromScene(spot))

    def put_ring(self, ring: Any, at: int) -> None:
        """Stand `ring` (`hover` or `chosen`) around a point; −1 takes it away."""
        level, inside = self._above.level, at - self._skipped
        known = 0 <= inside < len(level) and not isnan(level[inside])
        ring.setData([inside] if known else [], [level[inside]] if known else [])

    # pointer

    def _on_wheel(self, x: float, closer: bool) -> None:  # noqa: FBT001 - a slot
        changed = self.zoom(x, closer=closer)
        for plot in (self.values, self.ranges):
            plot.view.zooms = changed

    def _on_click(self, event: Any) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if event.double():
            self.doubled.emit()
        else:
            self.clicked.emit(self.nearest(self.values.view.mapSceneToView(event.scenePos()).x()))

    def _on_pointer(self, x: float, where: object) -> None:
        self.pointed.emit(-1 if where is None else self.nearest(x), where)

    def _on_span(self, _view: object, seen: tuple[float, float]) -> None:
        if self._part is None:
            return
        low, high = self._ends()
        self.zoomed.emit(seen[1] - seen[0] > high - low - 1e-6)
        self._place()
