"""A panel at the right of its content: beside it in a wide window, over it in a narrow one."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QWidget

from app.views.boxes import ThinScrollBar

WIDE = 1280
"""Width of the window from which the panel stands beside the content (DESIGN §3)."""


class SidePanel(QWidget):
    """Lays out `content` and `panel`; `cover` (default itself) is what the overlay lies over.

    In a wide window it is shown unless it was closed. In a narrow one only when it was opened: it
    lies over the right edge of `cover`, and Esc closes it.
    """

    closed = Signal()
    arranged = Signal(bool)
    """True: beside the content from now on; False: over it."""

    def __init__(
        self, content: QWidget, panel: QWidget, width: int = 348, cover: QWidget | None = None
    ) -> None:
        super().__init__()
        self._panel = panel
        self._width = width
        self._cover = cover or self
        self._open = {True: True, False: False}
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
        return self._open[self._wide]

    def set_open(self, wanted: bool) -> None:  # noqa: FBT001 - a slot
        """Show or hide the panel."""
        self._open[self._wide] = wanted
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
        if wide != self._wide:
            self._wide = wide
            self.arranged.emit(wide)
        self._panel.setVisible(self._open[wide])
        if not wide:
            width = min(self._width, self._cover.width())
            self._panel.setGeometry(self._cover.width() - width, 0, width, self._cover.height())
            self._panel.raise_()


def scrolled(inside: QWidget) -> QScrollArea:
    """`inside` as the content of a panel: scrolls downwards only, on the panel's own ground."""
    area = QScrollArea()
    area.setVerticalScrollBar(ThinScrollBar(Qt.Orientation.Vertical))
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(inside)
    for each in (area.viewport(), inside):
        each.setAutoFillBackground(False)
    return area
