"""What the keys of the scorecard do: one list for the page, the palette and the help."""

from collections.abc import Callable

from PySide6.QtGui import QAction

from app.views.actions import page_actions
from app.views.page import Page
from app.views.scorecard.panel import KpiPanel


def scorecard_actions(
    page: Page, panel: KpiPanel, why: Callable[[], None], compare: Callable[[], None]
) -> tuple[QAction, ...]:
    """The actions of the screen; keys of one letter only where the settings allow them."""
    return page_actions(
        page,
        (
            ("Why is this number this", "W", why),
            ("Annotate the chosen point", "A", panel.open_form),
            (
                "Show the control chart as a table",
                "Ctrl+Shift+T",
                lambda: panel.show_as_table(panel.points.isHidden()),
            ),
            ("Compare with another period", "", compare),
        ),
        single_keys=page.tower.settings.single_keys,
    )
