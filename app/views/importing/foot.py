"""The foot of the import screen: what holds for all files together, and the buttons."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.views import icons, plain
from app.views.boxes import LEFT, paint_box, paint_focus
from app.views.buttons import Painted
from app.views.theme import colour
from app.views.widgets import Button, GlyphLabel, PlainLabel

_NARROW = 1000


class Check(Painted):
    """A box with a tick and its words."""

    def __init__(self, text: str) -> None:
        super().__init__(text, size=12)
        self.setCheckable(True)

    def sizeHint(self) -> QSize:
        """Box, gap, words."""
        return QSize(26 + self.text_width(), 24)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A filled box with a tick, or an empty one."""
        painter = QPainter(self)
        on = self.isChecked()
        box = QRectF(2, self.height() / 2 - 7, 14, 14)
        off = "sunk" if not self.isEnabled() else "surf"
        paint_box(painter, box, 3, "accf" if on and self.isEnabled() else off, "ctl")
        if on:
            ink = "onacc" if self.isEnabled() else "t3"
            icons.paint(painter, "check", box.adjusted(1.5, 1.5, -1.5, -1.5), ink)
        painter.setFont(self.font())
        painter.setPen(colour("t1" if self.isEnabled() else "t3"))
        painter.drawText(QRectF(22, 0, self.width(), self.height()), LEFT, self.words)
        if self.hasFocus():
            paint_focus(painter, QRectF(self.rect()), 4)


class ActionBar(QWidget):
    """Save mapping, the most pressing thing in words, Back, dry run, import."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(40)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 0, 8, 0)
        self._row.setSpacing(8)
        self.keep = Check("Save mapping to profile")
        self.keep.setChecked(True)
        self.keep.setToolTip(
            plain.tooltip("Decide the same way for the next file with this header (Alt+S)")
        )
        self.glyph = GlyphLabel("ring")
        self.words = PlainLabel("", "t2", wrap=True)
        self.back = Button("Back")
        self.back.setToolTip(plain.tooltip("To the step before (Alt+B)"))
        self.again = Button("Run dry run again")
        self.again.setToolTip(plain.tooltip("Count again what would change (Alt+R)"))
        self.go = Button("Import", primary=True)
        self.go.setToolTip(plain.tooltip("Store what the dry run shows (Alt+I)"))
        self._row.addWidget(self.keep)
        self._row.addWidget(_Rule())
        self._row.addWidget(self.glyph)
        self._row.addWidget(self.words, 1, Qt.AlignmentFlag.AlignVCenter)
        for button in (self.back, self.again, self.go):
            self._row.addWidget(button)

    def set_width(self, width: int) -> None:
        """A narrow screen has room for short words only."""
        self.keep.set_words("Save mapping" if width < _NARROW else "Save mapping to profile")
        self.again.set_words("Dry run" if width < _NARROW else "Run dry run again")

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A panel without a header."""
        paint_box(QPainter(self), QRectF(self.rect()), 8, "surf", "bd")


class _Rule(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(1, 18)

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), colour("bd"))
