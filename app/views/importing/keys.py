"""The keys of the import screen, listed in the palette and the help like every other."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence

from app.views.importing.steps import TITLES

if TYPE_CHECKING:
    from app.views.importing.page import ImportPage


def page_actions(page: "ImportPage") -> tuple[QAction, ...]:
    """Alt+1 to Alt+6 go to a step; Alt with a letter presses a button of the foot."""
    made = [
        _action(page, f"Import step {place}: {title}", f"Alt+{place}")
        for place, title in enumerate(TITLES, 1)
    ]
    for place, action in enumerate(made, 1):
        action.triggered.connect(lambda _=False, place=place: page.go_step(place))
    foot = page.board.foot
    for words, keys, button in (
        ("Back to the step before", "Alt+B", foot.back),
        ("Run dry run again", "Alt+R", foot.again),
        ("Import what the dry run shows", "Alt+I", foot.go),
        ("Save the mapping to a profile, or not", "Alt+S", foot.keep),
    ):
        action = _action(page, words, keys)
        action.triggered.connect(lambda _=False, button=button: button.click())
        made.append(action)
    return tuple(made)


def _action(page: "ImportPage", words: str, keys: str) -> QAction:
    action = QAction(words, page)
    action.setShortcut(QKeySequence(keys))
    action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    page.addAction(action)
    return action
