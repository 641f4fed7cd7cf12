"""The control chart that one explores: wheel zooms, the pointer reads, arrows choose a point."""

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.charts.control import describe, from_first_value, moving_range, point_places, xmr_chart
from app.charts.phases import sliced
from app.charts.shapes import Figure
from app.models.results import ChartNote, KpiPart
from app.views import plain, theme
from app.views.boxes import paint_focus
from app.views.figures import paint_figure
from app.views.scorecard.points import point_words

CHART, RANGES = 190, 82
_LEAST = 6
"""Points that stay in sight however far one zooms."""


class ControlChart(QWidget):
    """A KPI's control chart with its moving range below, on one axis of periods.

    `chosen` tells the place of the chosen point in the part's trend, −1 for none.
    """

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._part: KpiPart | None = None
        self._notes: tuple[ChartNote, ...] = ()
        self._first, self._last = 0, 0
        self._chosen = -1
        self._hover = -1
        self._figures: tuple[Figure, Figure | None] | None = None
        self._places: tuple[tuple[float, float] | None, ...] = ()
        self.single_keys = True
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        theme.signals().changed.connect(self.update)

    # what is shown

    def show_part(self, part: KpiPart | None, notes: tuple[ChartNote, ...] = ()) -> None:
        """Show the whole trend of `part`; None or a part without a value hides the chart."""
        known = 0 if part is None else sum(point.value is not None for point in part.trend)
        self.setVisible(bool(known))
        if part is None or not known:
            self._part = None
            return
        same = self._part is not None and self._part.trend == part.trend
        self._part, self._notes = part, notes
        if not same:
            self._chosen = self._hover = -1
            self.reset()
        else:
            self._draw()

    def part(self) -> KpiPart | None:
        """What is shown; None while the chart is hidden."""
        return self._part

    def figure(self) -> Figure | None:
        """The chart as it is drawn now."""
        return self._figures[0] if self._figures else None

    def ranges(self) -> Figure | None:
        """The moving range as it is drawn now."""
        return self._figures[1] if self._figures else None

    def span(self) -> tuple[int, int]:
        """The first and last place of the trend that is in sight."""
        return self._first, self._last

    def reset(self) -> None:
        """The whole trend again, without the periods before the data."""
        if self._part is not None:
            self._last = len(self._part.trend) - 1
            self._first = self._last + 1 - len(from_first_value(self._part).trend)
            self._draw()

    def point(self) -> int:
        """The place of the chosen point in the trend, −1 for none."""
        return self._chosen

    def choose(self, at: int) -> None:
        """Choose the point at a place of the trend; −1 chooses none."""
        self._chosen = at
        self._say()
        self.chosen.emit(at)
        self.update()

    def place_of(self, at: int) -> QPointF | None:
        """Where the point at a place of the trend is drawn; None when it isn't in sight."""
        inside = at - self._first
        if not 0 <= inside < len(self._places):
            return None
        spot = self._places[inside]
        return None if spot is None else QPointF(*spot)

    def words_at(self, at: int) -> str:
        """Period, value, n and limits of one point."""
        return "" if self._part is None else point_words(self._part, self._notes, at)

    # drawing

    def sizeHint(self) -> QSize:
        """The chart over its moving range."""
        return QSize(316, CHART + RANGES)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The chart takes the new width."""
        super().resizeEvent(event)
        self._draw()

    def _draw(self) -> None:
        if self._part is None or self.width() < 80:
            return
        seen = sliced(self._part, self._first, self._last)
        width, notes = float(self.width()), self._notes
        known = sum(point.value is not None for point in seen.trend)
        below = moving_range(seen, width, RANGES, named=False) if known > 1 else None
        height = float(CHART if below else CHART + RANGES)
        look = {"named": False, "periods": below is None}
        chart = xmr_chart(seen, width, height, notes=notes, **look)
        self._places = point_places(seen, width, height, notes=notes, **look)
        self._figures = (chart, below)
        self.setAccessibleName(f"Control chart. {describe(self._part)}")
        self._say()
        self.update()

    def _say(self) -> None:
        words = self.words_at(self._chosen) if self._chosen >= 0 else ""
        self.setAccessibleDescription(words or "Arrow keys choose a point, + and − zoom, 0 resets.")

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Chart, moving range, the point under the pointer, the chosen one, focus ring."""
        if self._figures is None:
            return
        painter = QPainter(self)
        chart, below = self._figures
        paint_figure(painter, chart)
        if below is not None:
            paint_figure(painter, below, 0, CHART)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for at, token, radius in ((self._hover, "t2", 5.0), (self._chosen, "accf", 6.5)):
            spot = self.place_of(at)
            if spot is not None:
                painter.setPen(QPen(theme.colour(token), 1.5))
                painter.drawEllipse(spot, radius, radius)
        if self.hasFocus():
            paint_focus(painter, QRectF(self.rect()), 6)

    # pointer and keys

    def _nearest(self, x: float) -> int:
        near = [(abs(spot[0] - x), at) for at, spot in enumerate(self._places) if spot is not None]
        return min(near)[1] + self._first if near else -1

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Read the nearest point."""
        at = self._nearest(event.position().x())
        if at != self._hover:
            self._hover = at
            self.update()
            plain.show_tooltip(event.globalPosition().toPoint(), self.words_at(at), self)

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is read any more."""
        self._hover = -1
        self.update()
        super().leaveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the nearest point."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.choose(self._nearest(event.position().x()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The whole trend again."""
        event.accept()
        self.reset()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom around the pointer; without a point to lose the panel scrolls."""
        turned = event.angleDelta().y()
        at = self._nearest(event.position().x())
        if turned and self.zoom(at, closer=turned > 0):
            event.accept()
        else:
            event.ignore()

    def zoom(self, around: int, *, closer: bool) -> bool:
        """A quarter fewer or a third more periods around a place; False when nothing changes."""
        if self._part is None:
            return False
        whole = len(from_first_value(self._part).trend)
        newest = len(self._part.trend) - 1
        size = self._last - self._first + 1
        wanted = max(min(_LEAST, whole), size * 3 // 4) if closer else min(whole, size * 4 // 3 + 1)
        if wanted == size:
            return False
        share = (around - self._first) / max(1, size - 1)
        first = round(around - share * (wanted - 1))
        self._first = min(max(first, newest + 1 - whole), newest + 1 - wanted)
        self._last = self._first + wanted - 1
        self._draw()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """←→ Home End choose a point, + − 0 zoom, Esc lets go."""
        key = event.key()
        at = self._chosen if self._chosen >= 0 else self._last
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End):
            self._walk(Qt.Key(key))
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus) and self.single_keys:
            self.zoom(at, closer=key != Qt.Key.Key_Minus)
        elif key == Qt.Key.Key_0 and self.single_keys:
            self.reset()
        elif key == Qt.Key.Key_Escape and self._chosen >= 0:
            self.choose(-1)
        else:
            super().keyPressEvent(event)

    def _walk(self, key: Qt.Key) -> None:
        known = [at + self._first for at, spot in enumerate(self._places) if spot is not None]
        if not known:
            return
        if key == Qt.Key.Key_Home or self._chosen < 0:
            self.choose(known[0] if key == Qt.Key.Key_Home else known[-1])
            return
        if key == Qt.Key.Key_End:
            self.choose(known[-1])
            return
        ahead = [at for at in known if at > self._chosen]
        behind = [at for at in known if at < self._chosen]
        if key == Qt.Key.Key_Right and ahead:
            self.choose(ahead[0])
        elif key == Qt.Key.Key_Left and behind:
            self.choose(behind[-1])

    def event(self, event: QEvent) -> bool:
        """A resting pointer reads the point too."""
        if isinstance(event, QHelpEvent):
            place: QPoint = event.globalPos()
            plain.show_tooltip(place, self.words_at(self._nearest(event.pos().x())), self)
            return True
        return super().event(event)
