"""The keys of the import screen, listed in the palette and the help like every other."""

from collections.abc import Callable
from functools import partial

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from app.views.actions import page_actions
from app.views.importing.foot import ActionBar
from app.views.importing.steps import TITLES


def import_actions(
    page: QWidget, foot: ActionBar, go_step: Callable[[int], None]
) -> tuple[QAction, ...]:
    """Alt+1 to Alt+6 go to a step; Alt with a letter presses a button of the foot."""
    to_steps = [
        (f"Import step {place}: {title}", f"Alt+{place}", partial(go_step, place))
        for place, title in enumerate(TITLES, 1)
    ]
    buttons = [
        ("Back to the step before", "Alt+B", foot.back.click),
        ("Run dry run again", "Alt+R", foot.again.click),
        ("Import what the dry run shows", "Alt+I", foot.go.click),
        ("Save the mapping to a profile, or not", "Alt+S", foot.keep.click),
    ]
    return page_actions(page, (*to_steps, *buttons))
