"""The control chart that one explores: wheel zooms, a drag moves, arrows choose a point."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.charts.control import describe, from_first_value
from app.models.results import ChartNote, KpiPart
from app.views import plain, theme
from app.views.boxes import paint_focus
from app.views.scorecard.points import point_words

if TYPE_CHECKING:
    from app.views.scorecard.plot_pair import PlotPair

_HEIGHT = 272
_RING = 3
"""Room of the focus ring around the plots."""


def import_plots() -> None:
    """Import what draws the chart, on any thread: pyqtgraph takes half a second."""
    import app.views.scorecard.plot_pair  # noqa: F401


class ControlChart(QWidget):
    """A KPI's control chart with its moving range below, on one axis of periods.

    The plots are made when the chart is first shown; `import_plots` before that saves the wait.
    `chosen` tells the place of the chosen point in the part's trend, −1 for none.
    """

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._part: KpiPart | None = None
        self._notes: tuple[ChartNote, ...] = ()
        self._chosen = -1
        self._whole = True
        self.plots: PlotPair | None = None
        """The two plots; None until the chart was first shown."""
        self.single_keys = True
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._inside = QVBoxLayout(self)
        self._inside.setContentsMargins(_RING, _RING, _RING, _RING)
        theme.signals().changed.connect(self._draw)

    # what is shown

    def show_part(self, part: KpiPart | None, notes: tuple[ChartNote, ...] = ()) -> None:
        """Show the whole trend of `part`; None or a part without a value hides the chart."""
        known = 0 if part is None else sum(point.value is not None for point in part.trend)
        if part is None or not known:
            self._part = None
            self.hide()
            return
        if self._part is None or self._part.trend != part.trend:
            self._chosen = -1
            self._whole = True
        self._part, self._notes = part, notes
        self.setAccessibleName(f"Control chart. {describe(part)}")
        self._say()
        self._draw()
        self.show()

    def part(self) -> KpiPart | None:
        """What is shown; None while the chart is hidden."""
        return self._part

    def span(self) -> tuple[int, int]:
        """The first and last place of the trend that is in sight."""
        if self.plots is not None and not self._whole:
            return self.plots.span()
        if self._part is None:
            return 0, 0
        last = len(self._part.trend) - 1
        return last + 1 - len(from_first_value(self._part).trend), last

    def reset(self) -> None:
        """The whole trend again, without the periods before the data."""
        if self.plots is not None:
            self.plots.reset()

    def zoom(self, around: int, *, closer: bool) -> bool:
        """A quarter fewer or a third more periods around a place; False when nothing changes."""
        return self.plots is not None and self.plots.zoom_at(around, closer=closer)

    def point(self) -> int:
        """The place of the chosen point in the trend, −1 for none."""
        return self._chosen

    def choose(self, at: int) -> None:
        """Choose the point at a place of the trend; −1 chooses none."""
        self._chosen = at
        self._say()
        if self.plots is not None:
            self.plots.put_ring(self.plots.chosen, at)
        self.chosen.emit(at)

    def place_of(self, at: int) -> QPointF | None:
        """Where the point at a place of the trend is drawn; None when it isn't in sight."""
        spot = None if self.plots is None else self.plots.place_of(at)
        if self.plots is None or spot is None:
            return None
        return QPointF(self.plots.widget.mapTo(self, spot))

    def words_at(self, at: int) -> str:
        """Period, value, n and limits of one point."""
        return "" if self._part is None else point_words(self._part, self._notes, at)

    # drawing

    def sizeHint(self) -> QSize:
        """The chart over its moving range."""
        return QSize(316, _HEIGHT + 2 * _RING)

    def showEvent(self, event: QShowEvent) -> None:
        """The first showing imports and makes the plots."""
        super().showEvent(event)
        if self.plots is None:
            from app.views.scorecard.plot_pair import PlotPair

            self.plots = PlotPair(self)
            self._inside.addWidget(self.plots.widget)
            self.plots.clicked.connect(self._on_click)
            self.plots.doubled.connect(self.reset)
            self.plots.pointed.connect(self._on_pointer)
            self.plots.zoomed.connect(self._on_zoom)
            self._draw()

    def _draw(self) -> None:
        if self.plots is None or self._part is None:
            return
        self.plots.show_part(self._part, self._notes, whole=self._whole)
        self.plots.put_ring(self.plots.chosen, self._chosen)

    def _say(self) -> None:
        words = self.words_at(self._chosen) if self._chosen >= 0 else ""
        self.setAccessibleDescription(words or "Arrow keys choose a point, + and − zoom, 0 resets.")

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The focus ring around the plots."""
        if self.hasFocus():
            paint_focus(QPainter(self), QRectF(self.rect()), 6)

    # pointer and keys

    def _on_zoom(self, whole: bool) -> None:  # noqa: FBT001 - a slot
        self._whole = whole

    def _on_click(self, at: int) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.choose(at)

    def _on_pointer(self, at: int, where: object) -> None:
        if self.plots is None:
            return
        self.plots.put_ring(self.plots.hover, at)
        place = where.toPoint() if isinstance(where, QPointF) else where
        if isinstance(place, QPoint):
            plain.show_tooltip(place, self.words_at(at), self.plots.widget)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """←→ Home End choose a point, + − 0 zoom, Esc lets go."""
        key = event.key()
        at = self._chosen if self._chosen >= 0 else self.span()[1]
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
        if self._part is None:
            return
        first, last = self.span()
        known = [at for at in range(first, last + 1) if self._part.trend[at].value is not None]
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
