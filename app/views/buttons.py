"""What one presses: buttons, chips, segments and links, painted from tokens."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from app.views import glyphs, icons, plain, theme
from app.views.boxes import CENTRE, LEFT, paint_box, paint_focus


class Painted(QAbstractButton):
    """A button that paints itself; Space and Enter press it."""

    def __init__(self, text: str, *, size: int, weight: int = 400) -> None:
        super().__init__()
        self.words = ""
        self.setFont(theme.font(size, weight))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_words(text)

    def set_words(self, text: str) -> None:
        """Show `text` and be named by it."""
        self.words = plain.one_line(text)
        self.setText(plain.menu_text(text))
        self.setAccessibleName(self.words)
        self.updateGeometry()
        self.update()

    def minimumSizeHint(self) -> QSize:
        """Never narrower than its words."""
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses like Space."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def text_width(self) -> int:
        """Width of the words in the button's font."""
        return self.fontMetrics().horizontalAdvance(self.words)


class Button(Painted):
    """A verb and its object. `key` is a keycap at the right, `menu` adds a chevron."""

    def __init__(
        self,
        text: str,
        *,
        primary: bool = False,
        icon: str = "",
        small: bool = False,
        key: str = "",
        menu: bool = False,
    ) -> None:
        self._primary = primary
        self._icon = icon
        self._height = 22 if small else 26
        self._key = key
        self._menu = menu
        super().__init__(text, size=11 if small else 12, weight=500)

    def sizeHint(self) -> QSize:
        """Words, icon, keycap and insets."""
        width = 20 + self.text_width() if self.words else 12
        width += (18 if self.words else 16) if self._icon else 0
        width += 10 + self.fontMetrics().horizontalAdvance(self._key) if self._key else 0
        width += 16 if self._menu else 0
        return QSize(max(width, 26), self._height)

    def _fill(self) -> tuple[str, str]:
        if not self.isEnabled():
            return "sunk", "bd"
        if self._primary:
            return "accf", "acc" if self.underMouse() else "accf"
        return ("surf2" if self.underMouse() or self.isDown() else "surf"), "bds"

    def _ink(self) -> str:
        if not self.isEnabled():
            return "t3"
        return "onacc" if self._primary else "t1"

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Box, icon, words, keycap, chevron, focus ring."""
        painter = QPainter(self)
        rect = QRectF(self.rect())
        fill, edge = self._fill()
        paint_box(painter, rect, 6, fill, edge)
        ink = self._ink()
        x = rect.left() + 10 if self.words else rect.center().x() - 8
        if self._icon:
            size = 14 if self.words else 16
            icons.paint(
                painter, self._icon, QRectF(x, rect.center().y() - size / 2, size, size), ink
            )
            x += 18
        painter.setFont(self.font())
        painter.setPen(theme.colour(ink))
        painter.drawText(QRectF(x, 0, rect.width() - x, rect.height()), LEFT, self.words)
        right = rect.right() - 10
        if self._menu:
            box = QRectF(right - 12, rect.center().y() - 6, 12, 12)
            icons.paint(painter, "chevron-down", box, ink if self._primary else "t2")
            right -= 16
        if self._key:
            painter.setPen(theme.colour(ink if self._primary or not self.isEnabled() else "t3"))
            area = QRectF(0, 0, right, rect.height())
            painter.drawText(
                area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self._key
            )
        if self.hasFocus():
            paint_focus(painter, rect)


class Chip(Painted):
    """A filter chip: idle has a border, active is tinted; a removable one has a ×."""

    removed = Signal()

    def __init__(
        self,
        text: str,
        *,
        active: bool = False,
        removable: bool = False,
        menu: bool = False,
        icon: str = "",
    ) -> None:
        self._active = active
        self._removable = removable
        self._menu = menu
        self._icon = icon
        super().__init__(text, size=11, weight=500 if active else 400)

    def set_active(self, active: bool) -> None:  # noqa: FBT001 - a setter
        """Show the chip tinted (a filter is set) or idle."""
        self._active = active
        self.setFont(theme.font(11, 500 if active else 400))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """22 high, words with insets and sign."""
        extra = 16 if self._removable or self._menu else 0
        return QSize(18 + self.text_width() + extra + (16 if self._icon else 0), 22)

    def _cross_area(self) -> QRect:
        return QRect(self.width() - 22, 0, 22, self.height())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on the × removes, elsewhere it is a click."""
        if self._removable and self._cross_area().contains(event.position().toPoint()):
            self.setDown(False)
            self.removed.emit()
            return
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete and Backspace remove."""
        if self._removable and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Box, words and × or chevron."""
        painter = QPainter(self)
        rect = QRectF(self.rect())
        hover = "surf2" if self.underMouse() else "surf"
        fill, edge, ink = ("acct", "accf", "acc") if self._active else (hover, "bds", "t1")
        paint_box(painter, rect, 6, fill, edge)
        x = 9.0
        if self._icon in glyphs.KINDS:
            glyphs.paint(painter, self._icon, QRectF(x, rect.center().y() - 5.5, 11, 11))
            x += 16
        elif self._icon:
            icons.paint(painter, self._icon, QRectF(x, rect.center().y() - 6, 12, 12), ink)
            x += 16
        painter.setFont(self.font())
        painter.setPen(theme.colour(ink if self.isEnabled() else "t3"))
        painter.drawText(QRectF(x, 0, rect.width() - x, rect.height()), LEFT, self.words)
        if self._removable or self._menu:
            box = QRectF(rect.right() - 20, rect.center().y() - 6, 12, 12)
            icons.paint(painter, "x" if self._removable else "chevron-down", box, ink)
        if self.hasFocus():
            paint_focus(painter, rect)


class _Segment(Painted):
    def __init__(self, text: str) -> None:
        super().__init__(text, size=12)
        self.setCheckable(True)

    def sizeHint(self) -> QSize:
        return QSize(20 + self.text_width() + 4, 26)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        painter.setFont(theme.font(12, 600 if self.isChecked() else 400))
        painter.setPen(theme.colour("acc" if self.isChecked() else "t1"))
        painter.drawText(rect, CENTRE, self.words)
        if self.hasFocus():
            paint_focus(painter, rect)


class Segmented(QWidget):
    """Choices of which one holds, side by side; `chosen` gives the id that the user picked."""

    chosen = Signal(str)

    def __init__(self, options: Sequence[tuple[str, str]], current: str) -> None:
        super().__init__()
        self._group = QButtonGroup(self)
        self._segments: dict[str, _Segment] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for name, label in options:
            segment = _Segment(label)
            segment.setChecked(name == current)
            segment.clicked.connect(lambda _=False, name=name: self._pick(name))
            self._group.addButton(segment)
            self._segments[name] = segment
            row.addWidget(segment)
        self._current = current
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def current(self) -> str:
        """Id of the choice that holds."""
        return self._current

    def set_current(self, name: str) -> None:
        """Choose `name` without telling anyone."""
        self._current = name
        self._segments[name].setChecked(True)
        self.update()

    def set_label(self, name: str, label: str) -> None:
        """Another label, as when a count changes."""
        self._segments[name].set_words(label)

    def segment(self, name: str) -> QAbstractButton:
        """The button of one choice."""
        return self._segments[name]

    def _pick(self, name: str) -> None:
        if name != self._current:
            self._current = name
            self.update()
            self.chosen.emit(name)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """One border around all, the chosen one tinted."""
        painter = QPainter(self)
        rect = QRectF(self.rect())
        paint_box(painter, rect, 6, "surf", "bds")
        painter.setPen(QPen(theme.colour("bds"), 1))
        for segment in list(self._segments.values())[1:]:
            x = segment.x() + 0.5
            painter.drawLine(int(x), 1, int(x), self.height() - 2)
        on = self._segments[self._current]
        paint_box(painter, QRectF(on.geometry()), 6, "acct", "bds")


class LinkLabel(Painted):
    """A link inside the product; underlined under the pointer."""

    def __init__(self, text: str, size: int = 12, weight: int = 400) -> None:
        super().__init__(text, size=size, weight=weight)

    def sizeHint(self) -> QSize:
        """Words with room for the focus ring."""
        return QSize(self.text_width() + 8, max(24, self.fontMetrics().height() + 4))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Words in acc."""
        painter = QPainter(self)
        drawn = self.font()
        drawn.setUnderline(self.underMouse())
        painter.setFont(drawn)
        painter.setPen(theme.colour("acc" if self.isEnabled() else "t3"))
        painter.drawText(QRectF(self.rect()), CENTRE, self.words)
        if self.hasFocus():
            paint_focus(painter, QRectF(self.rect()), 4)
