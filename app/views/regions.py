"""F6: from region to region of the window."""

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QWidget

from app.views.focus import focus_first
from app.views.widgets import Panel
from app.views.window_frame import WindowFrame


def _place(panel: QWidget, page: QWidget) -> tuple[int, int]:
    corner = panel.mapTo(page, QPoint(0, 0))
    return corner.x(), corner.y()


def regions(window: WindowFrame) -> list[QWidget]:
    """What F6 goes through: navigation, top bar, the screen's panels, status bar."""
    page = window.page()
    panels: list[Panel] = []
    if page is not None:
        seen = [panel for panel in page.findChildren(Panel) if panel.isVisible()]
        panels = sorted(seen, key=lambda panel: _place(panel, page))
    return [window.nav, window.top, *panels, window.foot]


def next_panel(window: WindowFrame, by: int) -> None:
    """F6: focus the next region that can have it."""
    every = regions(window)
    focus = QApplication.focusWidget()
    inside = [r for r in every if focus is not None and r.isAncestorOf(focus)]
    at = every.index(inside[-1]) if inside else -1 if by > 0 else 0
    for step in range(1, len(every) + 1):
        region = every[(at + by * step) % len(every)]
        if focus_first(region):
            return
