"""A panel at the right of its content: beside it in a wide window, over it in a narrow one."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

WIDE = 1280
"""Width of the window from which the panel stands beside the content (DESIGN §3)."""


class SidePanel(QWidget):
    """Lays out `content` and `panel`; `cover` (default itself) is what the overlay lies over.

    In a wide window the panel is shown beside the content while `opened`. In a narrow one it lies
    over the right edge of `cover` and Esc closes it.
    """

    closed = Signal()

    def __init__(
        self, content: QWidget, panel: QWidget, width: int = 348, cover: QWidget | None = None
    ) -> None:
        super().__init__()
        self._panel = panel
        self._width = width
        self._cover = cover or self
        self._open = True
        self._wide = True
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(10)
        self._row.addWidget(content, 1)
        self._row.addWidget(panel)
        panel.setFixedWidth(width)
        panel.installEventFilter(self)
        self._cover.installEventFilter(self)

    def is_wide(self) -> bool:
        """The panel stands beside the content."""
        return self._wide

    def is_open(self) -> bool:
        """The panel is wanted."""
        return self._open

    def set_open(self, wanted: bool) -> None:  # noqa: FBT001 - a slot
        """Show or hide the panel."""
        self._open = wanted
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside or over, by the width of the window."""
        super().resizeEvent(event)
        self._arrange()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of what is covered; Esc closes an overlay."""
        if watched is self._cover and event.type() is QEvent.Type.Resize:
            self._arrange()
        if (
            watched is self._panel
            and isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Escape
        ):
            self.set_open(False)
            self.closed.emit()
            return True
        return super().eventFilter(watched, event)

    def _arrange(self) -> None:
        wide = self.window().width() >= WIDE
        if wide and not self._wide:
            self._row.addWidget(self._panel)
            self._panel.setMinimumHeight(0)
            self._panel.setMaximumHeight(16_777_215)
        elif not wide and self._wide:
            self._row.removeWidget(self._panel)
            self._panel.setParent(self._cover)
        self._wide = wide
        self._panel.setVisible(self._open)
        if not wide:
            width = min(self._width, self._cover.width())
            self._panel.setGeometry(self._cover.width() - width, 0, width, self._cover.height())
            self._panel.raise_()
