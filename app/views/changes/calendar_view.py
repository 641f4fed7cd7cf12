"""The calendar as it is seen: which range, which lanes, arranged and painted; moved from code."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QSizePolicy

from app.models.counts import counted
from app.models.results import ChangeCalendar, Collision, WindowBand
from app.views import theme
from app.views.boxes import ThinScrollBar, paint_focus
from app.views.changes.axis import DAY, LEAST_SPAN, MOST_SPAN, Axis, home
from app.views.changes.brackets import Mark
from app.views.changes.lanes import Plan, bands_of, plan
from app.views.changes.metrics import FULL, Metrics
from app.views.changes.painting import Look, measure, paint_timeline
from app.views.changes.scene import Scene, arrange, lane_tops, marks_of


class CalendarView(QAbstractScrollArea):
    """Changes over time in lanes; `fixed` takes away panning and zooming (the strip of Today).

    `view` is UTC `[start, end)`. It reaches beyond the calendar it was given while new data are
    on their way.
    """

    range_changed = Signal(object, object)
    """The user moved or zoomed: start and end, UTC seconds."""

    def __init__(self, metrics: Metrics = FULL, *, fixed: bool = False) -> None:
        super().__init__()
        self.metrics, self.fixed = metrics, fixed
        self.span = 3 * DAY
        self.start, self.end = 0, self.span
        self.now, self.zone = 0, "UTC"
        self.plan: Plan = plan(())
        self._bands: list[list[WindowBand]] = []
        self._collisions: tuple[Collision, ...] = ()
        self._selected = 0
        self._marks: tuple[Mark, ...] = ()
        self._focus: int | None = None
        self._scene: Scene | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBar(ThinScrollBar(Qt.Orientation.Vertical))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.viewport().setAutoFillBackground(False)
        self.setAccessibleName("Change calendar")
        self.verticalScrollBar().valueChanged.connect(self._moved)
        theme.signals().changed.connect(self.viewport().update)

    # what it shows

    def show_calendar(self, calendar: ChangeCalendar, made: Plan) -> None:
        """Show `calendar` with its bars laid out as `made`; the view stays where it is."""
        kept = self.focused_key()
        self.now, self.zone, self.plan = calendar.now, calendar.zone, made
        self._bands = [bands_of(lane, calendar.windows) for lane in made.lanes]
        self._focus = None if kept is None else made.index(kept)
        self._mark()
        changes, lanes = counted(len(made.bars), "change"), counted(len(made.lanes), "lane")
        self.setAccessibleDescription(f"{changes} in {lanes}")
        self._moved()

    def show_collisions(self, collisions: tuple[Collision, ...], selected: int) -> None:
        """Draw brackets for `collisions` and mark the selected one."""
        self._collisions, self._selected = collisions, selected
        self._mark()
        self._moved()

    def _mark(self) -> None:
        self._marks = marks_of(self._collisions, self.plan) if self._collisions else ()

    def set_view(self, start: int, end: int) -> None:
        """Show UTC `[start, end)`, telling nobody."""
        self.start, self.end = start, end
        self._moved()

    def set_now(self, now: int) -> None:
        """Move the now line."""
        self.now = now
        self.viewport().update()

    def focused_key(self) -> str | None:
        """Return the key of the bar that has the focus ring."""
        return None if self._focus is None else self.plan.bars[self._focus].key

    def whole_height(self) -> int:
        """Return the height at which every lane is seen."""
        return round(lane_tops(self.plan, self.metrics)[-1]) + self.metrics.ruler

    def set_focus_key(self, key: str) -> None:
        """Put the focus ring on the bar of a change, telling nobody."""
        self._focus = self.plan.index(key)
        self.viewport().update()

    def scene(self) -> Scene:
        """Return what is on the screen, arranged anew after every change."""
        if self._scene is None:
            height = self.viewport().height() - self.metrics.ruler
            scroll = float(self.verticalScrollBar().value())
            self._scene = arrange(
                self.plan,
                self.metrics,
                self._axis(),
                measure,
                marks=self._marks,
                selected=self._selected,
                visible=(scroll, scroll + height),
                now=self.now,
            )
        return self._scene

    def _axis(self) -> Axis:
        width = self.viewport().width() - self.metrics.header
        return Axis(self.start, self.end, float(self.metrics.header), float(max(50, width)))

    def _moved(self) -> None:
        self._scene = None
        hidden = self.scene().height + self.metrics.ruler - self.viewport().height()
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, round(hidden)))
        bar.setPageStep(max(1, self.viewport().height() - self.metrics.ruler))
        bar.setSingleStep(self.metrics.lane)
        self.viewport().update()

    # moving

    def move_view(self, start: int, end: int) -> None:
        """Show another range, as the user asked, and tell it."""
        if self.fixed:
            return
        self.set_view(start, end)
        self.range_changed.emit(start, end)

    def zoom(self, factor: float, x: float | None = None) -> None:
        """Make the range shorter (`factor` > 1) or longer around pixel `x`, else its middle."""
        axis = self._axis()
        x = axis.left + axis.width / 2 if x is None else max(axis.left, x)
        span = min(max(round((self.end - self.start) / factor), LEAST_SPAN), MOST_SPAN)
        held = axis.at(x)
        start = held - round(span * (x - axis.left) / axis.width)
        self.move_view(start, start + span)

    def pan(self, share: float) -> None:
        """Move by a share of the range, later when positive."""
        by = round((self.end - self.start) * share)
        self.move_view(self.start + by, self.end + by)

    def go_home(self, span: int) -> None:
        """Show `span` seconds from about now."""
        self.move_view(*home(self.now, span, self.zone))

    def fit(self, index: int) -> None:
        """Zoom so that one bar takes a third of the width."""
        bar = self.plan.bars[index]
        length = max(bar.end - bar.start, LEAST_SPAN // 3)
        self.move_view(bar.start - length, bar.end + length)

    def reveal(self, start: int, end: int) -> None:
        """Bring UTC `[start, end)` into view without another zoom, if it isn't."""
        span = self.end - self.start
        if start < self.start or end > self.end:
            begin = (start + end - span) // 2
            self.move_view(begin, begin + span)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange for the new size."""
        super().resizeEvent(event)
        self._moved()

    def _look(self) -> Look:
        chosen = next((m for m in self._marks if m.number == self._selected), None)
        overlap, ringed = None, frozenset[int]()
        if chosen is not None and self.metrics.labels:
            overlap, ringed = (chosen.start, chosen.end), frozenset(chosen.bars)
        focus = self._focus if self.hasFocus() else None
        return Look(self.zone, self.now, self._selected, ringed, focus, overlap)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the calendar and, with the keyboard here but on no bar, the ring around it."""
        area = self.viewport()
        painter = QPainter(area)
        paint_timeline(
            painter,
            self.scene(),
            (area.width(), area.height()),
            self._bands,
            self._look(),
            scroll=self.verticalScrollBar().value(),
        )
        if self.hasFocus() and self._focus is None:
            paint_focus(painter, QRectF(area.rect()), 4)
        painter.end()
