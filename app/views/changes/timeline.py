"""The change calendar on screen: one self-painted area that scrolls, zooms, pans and is walked."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QSizePolicy

from app.models.counts import counted
from app.models.results import ChangeCalendar, Collision, WindowBand
from app.views import plain, theme
from app.views.boxes import ThinScrollBar, paint_focus
from app.views.changes import walk
from app.views.changes.axis import DAY, LEAST_SPAN, MOST_SPAN, Axis, home
from app.views.changes.brackets import Mark
from app.views.changes.lanes import Plan, bands_of, plan
from app.views.changes.metrics import FULL, Metrics
from app.views.changes.painting import Look, measure, paint_timeline
from app.views.changes.scene import Scene, arrange, lane_tops, marks_of
from app.views.changes.words import band_words, bar_words, block_words

_DRAG = 4
_ZOOM = 1.25
_STEP = 0.15


class Timeline(QAbstractScrollArea):
    """Changes over time in lanes; `fixed` takes away panning and zooming (the strip of Today).

    `view` is UTC `[start, end)`. It reaches beyond the calendar it was given while new data are
    on their way.
    """

    range_changed = Signal(object, object)
    """The user moved or zoomed: start and end, UTC seconds."""
    collision_picked = Signal(int)
    bar_picked = Signal(str)
    bar_activated = Signal(str)

    def __init__(self, metrics: Metrics = FULL, *, fixed: bool = False) -> None:
        super().__init__()
        self.metrics, self.fixed = metrics, fixed
        self.single_keys = True
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
        self._press: tuple[QPointF, int] | None = None
        self._dragging = False
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBar(ThinScrollBar(Qt.Orientation.Vertical))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.viewport().setMouseTracking(True)
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

    # events

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange for the new size."""
        super().resizeEvent(event)
        self._moved()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll lanes; with Ctrl zoom around the pointer; sideways or with Shift pan in time."""
        turn = event.angleDelta()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(_ZOOM ** (turn.y() / 120), event.position().x())
        elif self.fixed:
            event.ignore()
            return
        elif turn.x() or event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.pan(-(turn.x() or turn.y()) / 120 * _STEP / 2)
        elif self.verticalScrollBar().maximum():
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() - round(turn.y() / 120 * self.metrics.lane))
        else:
            self.pan(-turn.y() / 120 * _STEP / 2)
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click or a pan."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._press = (event.position(), self.start)
            self._dragging = False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pan while pressed, else show the hand over what can be clicked."""
        if self._press is None:
            x, y = self._lane_point(event.position())
            over = self.scene().hit_pill(x, y) is not None or self.scene().hit(x, y) is not None
            shape = Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor
            self.viewport().setCursor(shape)
            return
        origin, start = self._press
        moved = event.position().x() - origin.x()
        if not self.fixed and (self._dragging or abs(moved) > _DRAG):
            self._dragging = True
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
            begin = start - round(moved / self._axis().scale)
            self.move_view(begin, begin + self.end - self.start)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a pan, or pick what was clicked."""
        pressed, self._press = self._press, None
        if pressed is None or self._dragging:
            self._dragging = False
            self.viewport().setCursor(Qt.CursorShape.ArrowCursor)
            return
        x, y = self._lane_point(event.position())
        number = self.scene().hit_pill(x, y)
        if number is not None:
            self.collision_picked.emit(number)
            return
        self._take(self.scene().hit(x, y))
        if self.fixed:
            self._activate()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Fit the bar under the pointer."""
        index = self.scene().hit(*self._lane_point(event.position()))
        if index is not None and not self.fixed:
            self.fit(index)

    def _lane_point(self, at: QPointF) -> tuple[float, float]:
        return at.x(), at.y() - self.metrics.ruler + self.verticalScrollBar().value()

    def _take(self, index: int | None) -> None:
        self._focus = index
        if index is not None:
            bar = self.plan.bars[index]
            self.setAccessibleDescription(bar_words(bar, self.zone))
            changed = QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
            QAccessible.updateAccessibility(changed)
            self.bar_picked.emit(bar.key)
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk over bars; + − 0 T [ ] where single keys are on (DESIGN_LANGUAGE §7)."""
        action = self._keys().get(event.key())
        plain_key = not event.modifiers() & ~(
            Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
        )
        if action is None or not plain_key:
            super().keyPressEvent(event)
            return
        action()

    def _keys(self) -> dict[int, Callable[[], None]]:
        key = Qt.Key
        keys: dict[int, Callable[[], None]] = {
            key.Key_Left: lambda: self._walk(walk.along, -1),
            key.Key_Right: lambda: self._walk(walk.along, 1),
            key.Key_Up: lambda: self._walk(walk.across, -1),
            key.Key_Down: lambda: self._walk(walk.across, 1),
            key.Key_Return: self._activate,
            key.Key_Enter: self._activate,
        }
        if self.single_keys:
            keys |= {
                key.Key_Plus: lambda: self.zoom(_ZOOM),
                key.Key_Equal: lambda: self.zoom(_ZOOM),
                key.Key_Minus: lambda: self.zoom(1 / _ZOOM),
                key.Key_0: lambda: self.go_home(self.span),
                key.Key_T: lambda: self.go_home(self.end - self.start),
                key.Key_BracketLeft: lambda: self._next_collision(-1),
                key.Key_BracketRight: lambda: self._next_collision(1),
            }
        return keys

    def _walk(self, step_over: Callable[..., int | None], step: int) -> None:
        index = step_over(self.plan, self._focus, step, max(self.now, self.start))
        if index is None:
            return
        bar = self.plan.bars[index]
        self.reveal(bar.start, min(bar.end, bar.start + self.end - self.start))
        self._show_lane(int(self.plan.lane[index]))
        self._take(index)

    def _show_lane(self, lane: int) -> None:
        top, bottom = self.scene().tops[lane], self.scene().tops[lane + 1]
        scroll, room = self.verticalScrollBar(), self.viewport().height() - self.metrics.ruler
        if top < scroll.value():
            scroll.setValue(round(top))
        elif bottom > scroll.value() + room:
            scroll.setValue(round(bottom - room))

    def _activate(self) -> None:
        if self._focus is not None:
            self.bar_activated.emit(self.plan.bars[self._focus].key)

    def _next_collision(self, step: int) -> None:
        numbers = [item.number for item in self._collisions]
        if numbers:
            place = numbers.index(self._selected) + step if self._selected in numbers else 0
            self.collision_picked.emit(numbers[place % len(numbers)])

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Draw the ring."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        super().focusOutEvent(event)
        self.viewport().update()

    def viewportEvent(self, event: QEvent) -> bool:
        """Answer tooltips as plain text."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            plain.show_tooltip(event.globalPos(), self.tooltip_at(event.pos()), self)
            return True
        return super().viewportEvent(event)

    def tooltip_at(self, at: QPoint) -> str:
        """Say in plain text what is under a point of the viewport."""
        x, y = self._lane_point(QPointF(at))
        scene = self.scene()
        index = scene.hit(x, y)
        if at.y() < self.metrics.ruler or at.x() < self.metrics.header:
            lane = scene.lane_at(y) if at.y() >= self.metrics.ruler else None
            return "" if lane is None else self.plan.lanes[lane].name
        if index is not None:
            return bar_words(self.plan.bars[index], self.zone)
        block = scene.hit_block(x, y)
        if block is not None:
            return block_words([self.plan.bars[i] for i in block.indices], self.zone)
        lane, moment = scene.lane_at(y), scene.axis.at(x)
        bands = self._bands[lane] if lane is not None else []
        return "\n".join(
            band_words(band, self.zone) for band in bands if band.start <= moment < band.end
        )

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
