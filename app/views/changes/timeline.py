"""The change calendar under the hand: scrolled, zoomed, panned, clicked, and walked by keys."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QWheelEvent,
)

from app.views import plain
from app.views.changes import walk
from app.views.changes.calendar_view import CalendarView
from app.views.changes.metrics import FULL, Metrics
from app.views.changes.words import band_words, bar_words, block_words

_DRAG = 4
_ZOOM = 1.25
_STEP = 0.15


class Timeline(CalendarView):
    """Changes over time in lanes that the user moves over; tells what was picked."""

    collision_picked = Signal(int)
    bar_picked = Signal(str)
    bar_activated = Signal(str)

    def __init__(self, metrics: Metrics = FULL, *, fixed: bool = False) -> None:
        super().__init__(metrics, fixed=fixed)
        self.single_keys = True
        self._press: tuple[QPointF, int] | None = None
        self._dragging = False
        self.viewport().setMouseTracking(True)

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
