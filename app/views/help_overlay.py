"""The F1 overlay: every registered action with its shortcut, and the keys of lists."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.views.actions import ROW_KEYS, Registry
from app.views.boxes import paint_box
from app.views.focus import give_back
from app.views.widgets import Button, PlainLabel


class KeyCap(QWidget):
    """A key combination in a small box."""

    def __init__(self, text: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 1, 6, 1)
        row.addWidget(PlainLabel(text, "t2", 11))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The box."""
        paint_box(QPainter(self), QRectF(self.rect()), 4, "surf2", "bds")


class HelpOverlay(QFrame):
    """Lies over the window until Esc, F1 or Close."""

    def __init__(self, window: QWidget, registry: Registry) -> None:
        super().__init__(window)
        self._window = window
        self._registry = registry
        self._before: QWidget | None = None
        self.setAccessibleName("Keyboard shortcuts")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 16)
        head = QHBoxLayout()
        head.addWidget(PlainLabel("Keyboard shortcuts", "t1", 15, 600), 1)
        self.close_button = Button("Close", key="Esc")
        self.close_button.clicked.connect(self.shut)
        head.addWidget(self.close_button)
        column.addLayout(head)
        column.addSpacing(8)
        self._columns = QHBoxLayout()
        self._columns.setSpacing(32)
        column.addLayout(self._columns, 1)
        self._shown: tuple[tuple[str, str, str], ...] = ()
        self.hide()

    def toggle(self) -> None:
        """Show or hide."""
        if self.isVisible():
            self.shut()
            return
        self._fill()
        layout = self.layout()
        if layout is not None:  # its size is from before the rows were there
            layout.invalidate()
            layout.activate()
        self._before = self._window.focusWidget()
        width = min(860, self._window.width() - 40)
        height = min(self.sizeHint().height(), self._window.height() - 80)
        self.setGeometry((self._window.width() - width) // 2, 56, width, height)
        self.show()
        self.raise_()
        self.setFocus()

    def shut(self) -> None:
        """Hide and give the focus back."""
        self.hide()
        give_back(self._before)

    def rows(self) -> tuple[tuple[str, str, str], ...]:
        """(group, words, keys) of every line."""
        named = [
            (group, entry.text, entry.shortcut)
            for group, entries in self._registry.grouped()
            for entry in entries
            if entry.shortcut
        ]
        here = {words for _group, words, _keys in named}
        others = [row for row in ROW_KEYS if row[0].removesuffix(" (scorecard)") not in here]
        return (*named, *(("In a list or chart", words, keys) for words, keys in others))

    def _fill(self) -> None:
        """The keys of the screen that is seen now; another screen has others."""
        rows = self.rows()
        if rows == self._shown:
            return
        self._shown = rows
        while (item := self._columns.takeAt(0)) is not None:
            grid = item.layout()
            while grid is not None and (cell := grid.takeAt(0)) is not None:
                widget = cell.widget()
                if widget is not None:
                    widget.hide()
                    widget.deleteLater()
        half = (len(rows) + 2) // 2
        for part in (rows[:half], rows[half:]):
            grid = QGridLayout()
            grid.setVerticalSpacing(6)
            grid.setColumnStretch(0, 1)
            group = ""
            line = 0
            for name, words, keys in part:
                if name != group:
                    group = name
                    grid.addWidget(PlainLabel(name, "t3", 11, 600), line, 0)
                    line += 1
                grid.addWidget(PlainLabel(words), line, 0)
                grid.addWidget(KeyCap(keys), line, 1, Qt.AlignmentFlag.AlignRight)
                line += 1
            grid.setRowStretch(line, 1)
            self._columns.addLayout(grid, 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.shut()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A panel with a strong border."""
        paint_box(QPainter(self), QRectF(self.rect()), 8, "surf", "ctl")
