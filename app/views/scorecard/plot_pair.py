"""The values and their moving range as two plots of pyqtgraph over one axis of periods."""

from dataclasses import dataclass
from math import isnan
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QObject, QPointF, Qt, Signal
from PySide6.QtWidgets import QFrame, QWidget

from app.charts.control import from_first_value, moving_ranges
from app.charts.naming import TICK_SIZE, last_words, named_levels
from app.charts.numbers import decimals, number
from app.charts.phases import bands, phase_starts, sliced
from app.charts.scale import text_width
from app.models.results import ChartNote, KpiPart
from app.views import theme
from app.views.scorecard import plot_items as items
from app.views.scorecard.plot_axes import LevelAxis, PeriodAxis, PeriodView, ValueAxis
from app.views.scorecard.plot_room import Room

LEAST = 6
"""Points that stay in sight however far one zooms."""
_BELOW = 82
_TITLE = 16
_HEAD, _HEAD_LETTERED = 14.0, 30.0
_FOOT = 8.0


@dataclass(slots=True)
class _Plot:
    item: Any
    view: PeriodView
    left: ValueAxis
    right: LevelAxis
    bottom: PeriodAxis


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
        self.values, self.ranges = self._plot(0, 3), self._plot(1, 2)
        self.ranges.item.setXLink(self.values.item)
        self.ranges.item.layout.setContentsMargins(0, _TITLE, 0, 0)
        self.title = items.words("Moving range", "t3", int(TICK_SIZE))
        self.title.setParentItem(self.ranges.item)
        self._part: KpiPart | None = None
        self._skipped = 0
        self._notes: tuple[ChartNote, ...] = ()
        self._level: list[float] = []
        self.hover = items.ring("t2", 10.0)
        self.chosen = items.ring("accf", 13.0)
        self._target: Any = None
        self._last: Any = None
        self._letters: list[tuple[Any, int, str]] = []
        self._lines: list[tuple[Any, int]] = []
        self.values.view.sigXRangeChanged.connect(self._on_span)
        self.widget.scene().sigMouseClicked.connect(self._on_click)
        self.values.view.sigResized.connect(self._place)

    def _plot(self, row: int, least: int) -> _Plot:
        view, left, right, bottom = PeriodView(), ValueAxis(least), LevelAxis(), PeriodAxis()
        axes = {"left": left, "right": right, "bottom": bottom}
        item = self.widget.addPlot(row=row, col=0, viewBox=view, axisItems=axes)
        item.hideButtons()
        item.setMenuEnabled(False)
        left.setZValue(-100)
        for side in axes:
            item.showAxis(side)
        view.turned.connect(self._on_wheel)
        view.pointed.connect(self._on_pointer)
        return _Plot(item, view, left, right, bottom)

    # what is shown

    def show_part(self, part: KpiPart, notes: tuple[ChartNote, ...], *, whole: bool) -> None:
        """Draw `part` anew, all of it with `whole`, else as far as one has zoomed.

        Until everything is drawn there is no part to place: limits of the view move it meanwhile.
        """
        self._part = None
        shown = from_first_value(part)
        self._skipped = len(part.trend) - len(shown.trend)
        self._notes = notes
        self._level = items.values_of(shown)
        self.widget.setBackground(theme.colour("surf"))
        low, high = self._ends()
        size = min(LEAST, len(self._level))
        for plot in (self.values, self.ranges):
            plot.item.clear()
            for axis in (plot.left, plot.right, plot.bottom):
                axis.dress()
            plot.bottom.names = tuple(point.label for point in shown.trend)
            plot.view.setLimits(
                xMin=low, xMax=high, maxXRange=high - low,
                minXRange=min(high - low, float(max(1, size))),
            )  # fmt: skip
        self._draw_values(shown, low, high)
        below = self._draw_ranges(shown)
        self._set_room(shown, below=below)
        if whole:
            self.values.view.setXRange(low, high, padding=0)
        self._part = shown
        self._place()

    def _ends(self) -> tuple[float, float]:
        count = len(self._level)
        pad = max(0.5, 0.028 * count)
        return -pad, count - 1 + pad

    def _draw_values(self, part: KpiPart, low: float, high: float) -> None:
        plot = self.values.item
        self._target = items.target_line(part)
        self._lines, self._letters = [], []
        drawn = [
            *items.limit_steps(part, low, high), items.bridges(self._level),
            items.broken_line(self._level, "t2"), items.dots(self._level), self.hover, self.chosen,
        ]  # fmt: skip
        if self._target is not None:
            drawn.append(self._target)
        for item in drawn:
            plot.addItem(item)
        self.hover.setData([], [])
        self._last = None
        if part.trend[-1].value is not None:
            words, token = last_words(part)
            self._last = items.words(words, token, 11, 600)
            self._last.setAnchor((1.0, 0.5))
            mark = items.last_mark(part)
            mark.setPos(len(self._level) - 1.0, self._level[-1])
            plot.addItem(mark)
            plot.addItem(self._last)
        self._draw_notes(part)

    def _draw_notes(self, part: KpiPart) -> None:
        place = {point.period: at for at, point in enumerate(part.trend)}
        for note in self._notes:
            at = place.get(note.period)
            if at is None:
                continue
            if note.kind == "phase":
                line = items.phase_line(at - 0.5 if at else 0.0)
                self._lines.append((line, at))
                self.values.item.addItem(line)
            mark = items.letter_mark(note.letter)
            self._letters.append((mark, at, note.kind))
            self.values.item.addItem(mark)

    def _draw_ranges(self, part: KpiPart) -> bool:
        begins = set(phase_starts(part))
        found = dict(step for step in moving_ranges(part.trend) if step[0] not in begins)
        self.ranges.item.setVisible(bool(found))
        if not found:
            return False
        plot = self.ranges.item
        steps = [found.get(at, float("nan")) for at in range(len(part.trend))]
        limit = part.limits.range_limit if part.limits and part.chart == "xmr" else None
        plot.addItem(items.level_line(0.0, "bds"))
        plot.addItem(items.broken_line(steps, "t2"))
        lone = [v if self._alone(steps, at) else float("nan") for at, v in enumerate(steps)]
        plot.addItem(items.dots(lone, "t2", 3.0))
        levels: list[tuple[float, str]] = []
        if limit is not None:
            plot.addItem(items.level_line(limit, "t3", dashed=True))
            above = [v if v > limit else float("nan") for v in steps]
            plot.addItem(items.dots(above, "critf", 6.0))
            levels = [(limit, number(limit, decimals(part.unit, part.target)))]
        self.ranges.right.show_levels(levels)
        most = max([*found.values(), limit or 0.0]) * 1.12 or 1.0
        self.ranges.left.top = (0.0, most)
        self.ranges.view.setYRange(-0.03 * most, most, padding=0)
        self.title.setColor(theme.colour("t3"))
        return True

    @staticmethod
    def _alone(steps: list[float], at: int) -> bool:
        beside = [steps[i] for i in (at - 1, at + 1) if 0 <= i < len(steps)]
        return all(isnan(value) for value in beside)

    def _set_room(self, part: KpiPart, *, below: bool) -> None:
        """The same room left and right of both plots, so that their periods align."""
        places = decimals(part.unit, part.target)
        known = _levels(part)
        widest = max(text_width(number(v, places), TICK_SIZE) for v in (min(known), max(known)))
        names = [text_width(w, TICK_SIZE) for w, _, _ in named_levels(part, named=False)]
        for plot in (self.values, self.ranges):
            plot.left.setWidth(widest + 10.0)
            plot.right.setWidth(max(names, default=4.0) + 8.0)
            plot.bottom.setHeight(18)
        self.values.bottom.setHeight(2 if below else 18)
        self.values.bottom.setStyle(showValues=not below)
        self.widget.ci.layout.setRowFixedHeight(1, _BELOW if below else 0)

    # what is in sight

    def span(self) -> tuple[int, int]:
        """The first and last place of the trend that is in sight."""
        low, high = self.values.view.viewRange()[0]
        last = len(self._level) - 1
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
            if not isnan(self._level[at - self._skipped])
        ]
        return min(near)[1] if near else -1

    def place_of(self, at: int) -> QPointF | None:
        """Where a point is drawn, in the widget; None when it isn't in sight."""
        first, last = self.span()
        inside = at - self._skipped
        if not first <= at <= last or isnan(self._level[inside]):
            return None
        spot = self.values.view.mapViewToScene(QPointF(inside, self._level[inside]))
        return QPointF(self.widget.mapFromScene(spot))

    def put_ring(self, ring: Any, at: int) -> None:
        """Stand `ring` (`hover` or `chosen`) around a point; −1 takes it away."""
        inside = at - self._skipped
        known = 0 <= inside < len(self._level) and not isnan(self._level[inside])
        ring.setData([inside] if known else [], [self._level[inside]] if known else [])

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

    # places that follow zoom and size

    def _place(self, *_: object) -> None:
        """Fit the values to what is in sight, and words to where they cover nothing."""
        part = self._part
        height = self.values.view.height()
        if part is None or height < 40:
            return
        first, last = (at - self._skipped for at in self.span())
        seen = sliced(part, first, last)
        levels = _levels(seen)
        if not levels:
            return
        low, high = min(levels), max(levels)
        pad = (high - low) * 0.06 or max(abs(high) * 0.05, 0.5)
        floor = 0.0 if low >= 0 else low - pad
        low, high = max(low - pad, floor - 0.02 * pad), high + pad
        if part.unit == "%":
            low, high = max(low, -1.0), min(high, 101.0)
        head = _HEAD_LETTERED if self._notes else _HEAD
        pixel = (high - low) / (height - head - _FOOT)
        self.values.left.top = (low, min(high, 100.0) if part.unit == "%" else high)
        self.values.view.setYRange(low - _FOOT * pixel, high + head * pixel, padding=0)
        self.values.right.show_levels(
            [(level, words) for words, level, _ in named_levels(seen, named=False)]
        )
        self._place_words(part, pixel)
        self.title.setPos(self.values.left.width(), 1.0)

    def _place_words(self, part: KpiPart, pixel: float) -> None:
        view = self.values.view
        (left, right), (bottom, top) = view.viewRange()
        across = (right - left) / max(1.0, view.width())
        room = Room(self._level, (left, right), (bottom, top), (across, pixel))
        taken = None
        if self._last is not None:
            taken = room.for_last(part, items.width_of(last_words(part)[0], 11, 600))
            self._last.setPos(taken.right, (taken.bottom + taken.top) / 2)
        if self._target is not None:
            label = self._target.label
            text = label.textItem.toPlainText()
            wide = items.width_of(text, int(TICK_SIZE)) + 8.0
            share, under = room.for_target(part.target or 0.0, wide, taken)
            label.anchors = [(0.0, 0.0 if under else 1.0)] * 2
            label.setPosition(share)
        head = top - 14.0 * pixel
        for line, _ in self._lines:
            line.setSpan(0.0, (head - 8.0 * pixel - bottom) / (top - bottom))
        for mark, at, kind in self._letters:
            value = self._level[at]
            if kind == "phase" or isnan(value):
                mark.setPos(at - 0.5 if at and kind == "phase" else at, head)
            elif at == len(self._level) - 1 and taken is not None:
                mark.setPos(taken.left - 12.0 * across, (taken.bottom + taken.top) / 2)
            else:
                mark.setPos(at, room.for_letter(at, value))


def _levels(seen: KpiPart) -> list[float]:
    found = [point.value for point in seen.trend if point.value is not None]
    found += [edge for band in bands(seen) for edge in (band.lower, band.upper)]
    return found + ([seen.target] if seen.target is not None else [])
