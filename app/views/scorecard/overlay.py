"""A panel that lies over the screen until Esc, and gives the focus back."""

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.views.boxes import paint_box
from app.views.focus import give_back, next_inside
from app.views.widgets import Button, PlainLabel


class Overlay(QFrame):
    """Title, caption, Close, and a `body`; at most `widest` wide, over the widget `within`.

    Its parent holds `within`, so that what stands around it stays in sight.
    """

    closed = Signal()

    def __init__(self, over: QWidget, within: QWidget, name: str, widest: int) -> None:
        super().__init__(over)
        self._over = within
        self._widest = widest
        self._before: QWidget | None = None
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 14)
        column.setSpacing(8)
        self.head = QHBoxLayout()
        self.head.setSpacing(10)
        self.title = PlainLabel(name, "t1", 15, 600)
        self.caption = PlainLabel("", "t3", 12)
        self.close_button = Button("Close", key="Esc")
        self.close_button.clicked.connect(self.shut)
        self.head.addWidget(self.title)
        self.head.addWidget(self.caption, 1)
        self.head.addWidget(self.close_button)
        column.addLayout(self.head)
        self.body = QVBoxLayout()
        self.body.setSpacing(8)
        column.addLayout(self.body, 1)
        within.installEventFilter(self)
        self.hide()

    def open(self, focus: QWidget | None = None) -> None:
        """Lie over the screen; `focus` (default itself) gets the keyboard."""
        if self.isHidden():
            self._before = self._over.window().focusWidget()
        self._place()
        self.show()
        self.raise_()
        (focus or self).setFocus()

    def shut(self) -> None:
        """Hide, and give the focus back to where it was."""
        if self.isHidden():
            return
        self.hide()
        give_back(self._before)
        self.closed.emit()

    def wanted_height(self) -> int:
        """As high as what it lies over; less where the content needs less."""
        return self._over.height()

    def _place(self) -> None:
        area = self._over.geometry()
        width = min(self._widest, area.width())
        height = min(self.wanted_height(), area.height())
        self.setGeometry(area.x() + (area.width() - width) // 2, area.y(), width, height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of what is covered."""
        if watched is self._over and event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: FBT001 - Qt's own
        """Tab stays here: what lies under it can't be seen."""
        return next_inside(self, forward=forward)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.shut()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A panel with a strong border."""
        paint_box(QPainter(self), QRectF(self.rect()), 8, "surf", "ctl")
