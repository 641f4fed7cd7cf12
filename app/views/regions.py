"""F6: from region to region of the window."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget

from app.views.widgets import Panel

if TYPE_CHECKING:
    from app.views.main_window import MainWindow


def _place(panel: QWidget, page: QWidget) -> tuple[int, int]:
    corner = panel.mapTo(page, QPoint(0, 0))
    return corner.x(), corner.y()


def regions(window: "MainWindow") -> list[QWidget]:
    """What F6 goes through: navigation, top bar, the screen's panels, status bar."""
    page = window.page()
    panels: list[Panel] = []
    if page is not None:
        seen = [panel for panel in page.findChildren(Panel) if panel.isVisible()]
        panels = sorted(seen, key=lambda panel: _place(panel, page))
    return [window.nav, window.top, *panels, window.foot]


def next_panel(window: "MainWindow", by: int) -> None:
    """F6: focus the next region that can have it."""
    every = regions(window)
    focus = QApplication.focusWidget()
    inside = [r for r in every if focus is not None and r.isAncestorOf(focus)]
    at = every.index(inside[-1]) if inside else -1 if by > 0 else 0
    for step in range(1, len(every) + 1):
        region = every[(at + by * step) % len(every)]
        if focus_first(region):
            return


def focus_first(region: QWidget) -> bool:
    """Give the focus to the first widget of `region` that takes it."""
    inside = [w for w in region.findChildren(QWidget) if w.focusPolicy() & Qt.FocusPolicy.TabFocus]
    for widget in inside:
        if widget.isVisible() and widget.isEnabled() and widget.focusProxy() is None:
            widget.setFocus(Qt.FocusReason.TabFocusReason)
            return True
    return False
