"""What the keys of the scorecard do: one list for the page, the palette and the help."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence

if TYPE_CHECKING:
    from app.views.scorecard.page import ScorecardPage


def page_actions(page: "ScorecardPage") -> tuple[QAction, ...]:
    """The actions of `page`; keys of one letter only where the settings allow them."""
    single = page.tower.settings.single_keys

    def made(words: str, run: Callable[[], None], key: str = "") -> QAction:
        action = QAction(words, page)
        if key and (single or len(key) > 1):
            action.setShortcut(QKeySequence(key))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(lambda _=False: run())
        page.addAction(action)
        return action

    return (
        made("Why is this number this", page.open_why, "W"),
        made("Annotate the chosen point", page.panel.open_form, "A"),
        made("Show the control chart as a table", lambda: _swap(page), "Ctrl+Shift+T"),
        made("Compare with another period", page.open_periods),
    )


def _swap(page: "ScorecardPage") -> None:
    page.panel.show_as_table(page.panel.points.isHidden())
