"""The frame of the window: navigation, top bar, status bar, its theme, and files held over it."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.views import theme
from app.views.drop_overlay import DropOverlay, dropped_paths
from app.views.navigation import NavEntry, Navigation
from app.views.page import Page
from app.views.pages import PageSpec
from app.views.remembered import Remembered
from app.views.status_bar import StatusBar
from app.views.top_bar import TopBar

NARROW_BELOW = 1280
LEAST = (1024, 700)


class WindowFrame(QMainWindow):
    """What stands around the screens; the window on a tower fills it."""

    def __init__(self, pages: Sequence[PageSpec], remembered: Remembered) -> None:
        super().__init__()
        self.specs = {spec.id: spec for spec in pages}
        self.remembered = remembered
        self.setWindowTitle("Control Tower")
        self.setMinimumSize(*LEAST)
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._build()
        self.drop = DropOverlay(self)
        theme.signals().changed.connect(self._theme_changed)

    def _build(self) -> None:
        entries = [
            NavEntry(spec.id, spec.name, spec.icon, spec.group, f"Ctrl+{place}")
            for place, spec in enumerate(self.specs.values(), 1)
        ]
        self.nav = Navigation(entries)
        self.top = TopBar()
        self.stack = QStackedWidget()
        self.foot = StatusBar()
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.top)
        right.addWidget(self.stack, 1)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.nav)
        middle.addLayout(right, 1)
        ground = QWidget()
        whole = QVBoxLayout(ground)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(middle, 1)
        whole.addWidget(self.foot)
        self.setCentralWidget(ground)

    def page(self) -> Page | None:
        """The screen that is seen."""
        seen = self.stack.currentWidget()
        return seen if isinstance(seen, Page) else None

    # theme

    def toggle_theme(self) -> None:
        """Light to dark and back."""
        self.use_theme("light" if theme.current().name == "dark" else "dark")

    def use_theme(self, name: str) -> None:
        """Use and remember a theme."""
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        theme.apply(app, name)
        self.remembered.keep("theme", name)

    @Slot()
    def _theme_changed(self) -> None:
        for widget in self.findChildren(QWidget):
            widget.update()

    # files

    def can_take_files(self) -> bool:
        """Whether files that are dropped can be imported."""
        return False

    def import_dropped(self, paths: tuple[Path, ...]) -> None:
        """Take files that were dropped."""

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files are held over the window."""
        paths = dropped_paths(event.mimeData())
        if paths and self.can_take_files():
            event.acceptProposedAction()
            self.drop.offer(paths)

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        """They were taken away."""
        self.drop.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        """They were dropped."""
        self.drop.hide()
        event.acceptProposedAction()
        self.import_dropped(dropped_paths(event.mimeData()))

    # size

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow window has a narrow navigation."""
        super().resizeEvent(event)
        narrow = self.width() < NARROW_BELOW
        self.nav.set_narrow(narrow=narrow)
        self.top.set_narrow(narrow=narrow)
        self.foot.set_narrow(narrow=narrow)

    def showEvent(self, event: QShowEvent) -> None:
        """No control has the focus until one is chosen; Tab begins at the navigation."""
        super().showEvent(event)
        self.setFocus()
