"""The one place that speaks to the user: a message at the foot of the window, never a dialog.

What went well leaves by itself, with Undo where there is one; trouble stays until it is closed
(ARCHITECTURE rule 13).
"""

from collections.abc import Callable
from dataclasses import dataclass

import shiboken6
from PySide6.QtCore import QEvent, QObject, QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.views.background import Failure
from app.views.boxes import paint_box
from app.views.widgets import Button, GlyphLabel, LinkLabel, PlainLabel

STAYS_MS = 8000


@dataclass(frozen=True, slots=True)
class Message:
    """One message: `level` is a glyph kind; `action` with its words stands at the right."""

    words: str
    level: str = "met"
    action_text: str = ""
    action: Callable[[], None] | None = None
    details: str = ""


class Speaker(QObject):
    """Carries messages from wherever they arise to the window."""

    said = Signal(object)


class _Held:
    speaker: Speaker | None = None


def speaker() -> Speaker:
    """The one speaker, made at first use."""
    if _Held.speaker is None or not shiboken6.isValid(_Held.speaker):
        _Held.speaker = Speaker()
    return _Held.speaker


def done(words: str, *, undo: Callable[[], None] | None = None, undo_text: str = "Undo") -> None:
    """Say that something was done, with a way back."""
    speaker().said.emit(Message(words, "met", undo_text if undo else "", undo))


def note(words: str, *, action_text: str = "", action: Callable[[], None] | None = None) -> None:
    """Say something that needs no answer."""
    speaker().said.emit(Message(words, "note", action_text, action))


def failed(failure: Failure) -> None:
    """Say what failed; it stays until closed."""
    speaker().said.emit(Message(failure.words, "breach", details=failure.details))


class MessageBar(QWidget):
    """Shows the newest message over the foot of its parent."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self._message = Message("")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 8, 6)
        row.setSpacing(10)
        self._glyph = GlyphLabel("met")
        self._words = PlainLabel("", "t1", 12, wrap=True)
        self._act = LinkLabel("Undo", weight=500)
        self._copy = Button("Copy details", icon="copy", small=True)
        self._close = Button("", icon="x", small=True)
        self._close.setAccessibleName("Close message")
        row.addWidget(self._glyph)
        row.addWidget(self._words, 1)
        for button in (self._act, self._copy, self._close):
            row.addWidget(button)
        self._act.clicked.connect(self._on_act)
        self._copy.clicked.connect(self._on_copy)
        self._close.clicked.connect(self.hide)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(STAYS_MS)
        self._timer.timeout.connect(self.hide)
        speaker().said.connect(self.show_message)
        parent.installEventFilter(self)
        self.hide()

    @Slot(object)
    def show_message(self, message: Message) -> None:
        """Show `message` instead of the one before."""
        self._message = message
        self._words.setText(message.words)
        self._glyph.set_kind(message.level)
        self._act.set_words(message.action_text)
        self._act.setVisible(message.action is not None)
        self._copy.setVisible(bool(message.details))
        self.setAccessibleName(message.words)
        self._timer.stop()
        if message.level != "breach":
            self._timer.start()
        self.place()
        self.show()
        self.raise_()

    def message(self) -> Message:
        """The newest message."""
        return self._message

    def _on_act(self) -> None:
        self.hide()
        if self._message.action is not None:
            self._message.action()

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._message.details)

    def place(self) -> None:
        """Above the status bar, in the middle."""
        parent = self._over
        width = min(640, parent.width() - 48)
        text = width - 24 - 12 - 20 - 26 - (self._act.sizeHint().width() + 10)
        height = max(38, self._words.heightForWidth(max(text - 110, 120)) + 14)
        self.setGeometry(
            (parent.width() - width) // 2, parent.height() - 88 - height, width, height
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the window's size."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self.place()
        return super().eventFilter(watched, event)

    def hideEvent(self, event: object) -> None:
        """A hidden message needs no clock."""
        self._timer.stop()
        super().hideEvent(event)  # type: ignore[arg-type]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A panel with a strong border."""
        paint_box(QPainter(self), QRectF(self.rect()), 8, "surf", "bds")
