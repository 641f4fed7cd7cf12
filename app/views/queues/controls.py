"""Two small controls of the queue screen: a tab with a count and a flat icon button."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from app.views import icons, plain, theme
from app.views.boxes import LEFT, paint_box, paint_focus


class _Pressed(QAbstractButton):
    """Pressed by mouse, Space and Enter; repainted under the pointer."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses like Space."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


class QuickTab(_Pressed):
    """A saved choice of tickets with its count; the chosen one has a border."""

    def __init__(self, label: str, short: str, hint: str, *, icon: str = "") -> None:
        super().__init__(label)
        self._label = self._full = label
        self._short = short
        self._icon = icon
        self._count: int | None = None
        self.setCheckable(True)
        self.setToolTip(plain.tooltip(hint))

    def set_count(self, count: int | None) -> None:
        """Show how many tickets it holds; None shows no number."""
        self._count = count
        said = "" if count is None else f", {count:,}"
        self.setAccessibleName(self._full + said)
        self.updateGeometry()
        self.update()

    def set_compact(self, *, compact: bool) -> None:
        """The short label where there is little room."""
        self._label = self._short if compact else self._full
        self.updateGeometry()
        self.update()

    def count(self) -> int | None:
        """The number that is shown."""
        return self._count

    def _parts(self) -> tuple[int, int]:
        label = QFontMetrics(theme.font(12, 600)).horizontalAdvance(self._label)
        count = "" if self._count is None else f"{self._count:,}"
        return label, QFontMetrics(theme.font(12)).horizontalAdvance(count)

    def sizeHint(self) -> QSize:
        """26 high; room for the bold label so that nothing moves when chosen."""
        label, count = self._parts()
        width = 20 + label + (count + 6 if count else 0) + (20 if self._icon else 0)
        return QSize(width, 26)

    def minimumSizeHint(self) -> QSize:
        """Never cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Border when chosen, label, count."""
        del event
        painter = QPainter(self)
        rect = QRectF(self.rect())
        chosen = self.isChecked()
        if chosen or self.underMouse():
            paint_box(painter, rect, 6, "surf", "ctl" if chosen else "bd")
        x = 10.0
        if self._icon:
            icons.paint(painter, self._icon, QRectF(x, 6, 14, 14), "t1" if chosen else "t2")
            x += 20
        font = theme.font(12, 600 if chosen else 400)
        painter.setFont(font)
        painter.setPen(theme.colour("t1" if chosen else "t2"))
        painter.drawText(rect.adjusted(x, 0, 0, 0), LEFT, self._label)
        x += QFontMetrics(font).horizontalAdvance(self._label) + 6
        if self._count is not None:
            painter.setFont(theme.font(12))
            painter.setPen(theme.colour("t3"))
            painter.drawText(rect.adjusted(x, 0, 0, 0), LEFT, f"{self._count:,}")
        if self.hasFocus():
            paint_focus(painter, rect)


class FlatIcon(_Pressed):
    """An icon without a border; its name is its tooltip."""

    def __init__(self, icon: str, name: str) -> None:
        super().__init__(name)
        self._icon = icon
        self.setToolTip(plain.tooltip(name))

    def sizeHint(self) -> QSize:
        """24 × 24, the least target."""
        return QSize(24, 24)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tinted under the pointer."""
        del event
        painter = QPainter(self)
        rect = QRectF(self.rect())
        if self.underMouse() and self.isEnabled():
            paint_box(painter, rect, 6, "sunk", None)
        token = "t2" if self.isEnabled() else "bds"
        icons.paint(painter, self._icon, QRectF(5, 5, 14, 14), token)
        if self.hasFocus():
            paint_focus(painter, rect)
