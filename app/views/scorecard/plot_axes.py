"""Axes and view of the explored chart: periods below, round levels left, limits at the right.

Importing this module imports pyqtgraph, which takes half a second: the chart does so when it is
first shown.
"""

from collections.abc import Sequence
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt, Signal

from app.charts.naming import TICK_SIZE
from app.charts.numbers import number
from app.charts.scale import spread, text_width, tick_places, ticks
from app.views import theme

pg.setConfigOptions(antialias=True, useOpenGL=False, enableExperimental=False, exitCleanup=False)

Marks = list[tuple[float, list[float]]]


class PeriodView(pg.ViewBox):  # type: ignore[misc]
    """One plot's view: the wheel zooms periods, a drag moves along them."""

    turned = Signal(float, bool)
    """The wheel: the place under the pointer, and whether one wants to see closer."""
    pointed = Signal(float, object)
    """The place under the pointer and where that is on the screen; None when it left."""

    def __init__(self) -> None:
        super().__init__(enableMenu=False, defaultPadding=0.0)
        self.setMouseEnabled(x=True, y=False)
        self.disableAutoRange()
        self.zooms = False

    def wheelEvent(self, event: Any, axis: int | None = None) -> None:
        """Zoom periods only, also over an axis; without a point to lose the panel scrolls."""
        del axis
        self.zooms = False
        if event.delta():
            self.turned.emit(self.mapSceneToView(event.scenePos()).x(), event.delta() > 0)
        event.setAccepted(self.zooms)

    def mouseDragEvent(self, event: Any, axis: int | None = None) -> None:
        """The left button moves along the periods."""
        if event.button() == Qt.MouseButton.LeftButton:
            super().mouseDragEvent(event, axis)
        else:
            event.ignore()

    def hoverEvent(self, event: Any) -> None:
        """Tell what the pointer is over."""
        if event.isExit():
            self.pointed.emit(0.0, None)
        else:
            where: QPointF = self.mapSceneToView(event.scenePos())
            self.pointed.emit(where.x(), event.screenPos())


class _Axis(pg.AxisItem):  # type: ignore[misc]
    """An axis without ticks or line, its words in the size of an axis."""

    def __init__(self, side: str, token: str = "t3") -> None:  # noqa: S107 - a colour
        super().__init__(side, pen=pg.mkPen(None), maxTickLength=0)
        self._token = token
        self.enableAutoSIPrefix(enable=False)
        self.setStyle(
            tickFont=theme.font(int(TICK_SIZE)), tickTextOffset=6, autoExpandTextSpace=False,
            hideOverlappingLabels=False, autoReduceTextSpace=False, tickAlpha=0,
        )  # fmt: skip
        self.dress()

    def dress(self) -> None:
        """Colours of the theme in force."""
        self.setTextPen(theme.colour(self._token))
        self.setTickPen(pg.mkPen(theme.colour("grid"), width=1))

    def wheelEvent(self, event: Any) -> None:
        """The wheel turns over the plot beside the axis, which says whether it was of use."""
        self.linkedView().wheelEvent(event)


class ValueAxis(_Axis):
    """Round levels with hairlines across the plot."""

    def __init__(self, least: int = 3) -> None:
        super().__init__("left")
        self._least = least
        self.top: tuple[float, float] | None = None
        """The lowest and highest value that may be marked."""
        self.setGrid(255)
        self.setStyle(tickAlpha=255)

    def boundingRect(self) -> QRectF:
        """The axis with half a line of text over each end: words outside aren't drawn."""
        return QRectF(super().boundingRect()).adjusted(0.0, -8.0, 0.0, 8.0)

    def tickValues(self, low: float, high: float, size: float) -> Marks:
        """Round levels between the ends."""
        if self.top is not None:
            low, high = max(low, self.top[0]), min(high, self.top[1])
        return [(1.0, list(ticks(low, high, max(self._least, int(size // 26)))))]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        """Numbers with as many decimals as tell them apart."""
        del scale, spacing
        places = tick_places(tuple(values))
        return [number(value, places) for value in values]


class LevelAxis(_Axis):
    """The limits and the mean, written at the right; close ones make room for each other."""

    def __init__(self) -> None:
        super().__init__("right", "t2")
        self._levels: list[tuple[float, str]] = []
        self._shown: list[str] = []
        self.setStyle(tickTextOffset=4)

    def show_levels(self, levels: list[tuple[float, str]]) -> None:
        """Show (level, words)."""
        self._levels = sorted(levels)
        self.picture = None
        self.update()

    def tickValues(self, low: float, high: float, size: float) -> Marks:
        """Places of the words: their levels, 12 pixels apart at least."""
        kept = [level for level in self._levels if low <= level[0] <= high]
        self._shown = [words for _, words in kept]
        pixel = (high - low) / max(1.0, size)
        inside = (low + 5.0 * pixel, high - 5.0 * pixel)
        return [(1.0, spread([level for level, _ in kept], 12.0 * pixel, *inside))]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        """The words of the places."""
        del scale, spacing
        return self._shown[: len(values)]


class PeriodAxis(_Axis):
    """As many period names as have room, the last one in sight always."""

    def __init__(self) -> None:
        super().__init__("bottom")
        self.names: tuple[str, ...] = ()
        self.first = 0
        """The first place that has a name."""

    def tickValues(self, low: float, high: float, size: float) -> Marks:
        """Places of the names."""
        first = max(self.first, int(-(-low // 1)))
        last = min(len(self.names) - 1, int(high // 1))
        if last < first:
            return []
        widest = max(text_width(name, TICK_SIZE) for name in self.names) + 10.0
        room = size / max(1e-6, high - low)
        step = max(1, int(-(-widest // room)))
        shown = range(last, first - 1, -step)
        return [(1.0, [float(at) for at in reversed(shown)])]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        """The names at the places."""
        del scale, spacing
        return [self.names[round(value)] for value in values]


class Mark(pg.GraphicsObject):  # type: ignore[misc]
    """A sign of a fixed size at one place of a plot, painted by `paint_in`."""

    def __init__(self, size: float, paint_in: Any) -> None:
        super().__init__()
        self._rect = QRectF(-size / 2, -size / 2, size, size)
        self._paint_in = paint_in
        self.setFlag(self.GraphicsItemFlag.ItemIgnoresTransformations)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.setZValue(20)

    def boundingRect(self) -> QRectF:
        """The sign with a pixel around it."""
        return self._rect.adjusted(-1.0, -1.0, 1.0, 1.0)

    def paint(self, painter: Any, *_: object) -> None:
        """Paint the sign."""
        self._paint_in(painter, self._rect)
