"""Where the parts of the Changes screen stand: calendar over readiness, the panel beside them."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.services.tower import Tower
from app.views.changes.calendar_panel import CalendarPanel, ReadinessPanel
from app.views.changes.panel import CollisionPanel, UnknownPanel
from app.views.changes.toolbar import Toolbar
from app.views.page import Page
from app.views.side_panel import WIDE, SidePanel
from app.views.widgets import EmptyState, Panel

_PANEL = 358


class ChangesBoard(Page):
    """The parts and their sizes; the page on top of it fills them."""

    def __init__(self, tower: Tower) -> None:
        super().__init__(tower)
        self._build()
        self.as_table = QAction("Show the change calendar as a table", self, checkable=True)
        self.as_table.setShortcut(QKeySequence("Ctrl+Shift+T"))
        self.as_table.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.addAction(self.as_table)

    def _build(self) -> None:
        self.toolbar = Toolbar()
        self.calendar_panel = CalendarPanel()
        self.timeline = self.calendar_panel.timeline
        self.timeline.single_keys = self.tower.settings.single_keys
        self.table = self.calendar_panel.table
        self.readiness_panel = ReadinessPanel()
        self.readiness = self.readiness_panel.table
        self.panel = CollisionPanel()
        self.unknown = UnknownPanel()
        self.empty = EmptyState("", "", "")
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.calendar_panel, 3)
        column.addWidget(self.readiness_panel, 2)
        empty_panel = Panel()
        empty_panel.body.addWidget(self.empty)
        self.right = QStackedWidget()
        for widget in (empty_panel, self.panel, self.unknown):
            self.right.addWidget(widget)
        self.side = SidePanel(left, self.right, _PANEL)
        self.body.addWidget(self.toolbar)
        self.body.addWidget(self.side, 1)

    def toolbar_actions(self) -> tuple[QAction, ...]:
        """Return the action that shows the table twin."""
        return (self.as_table,)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the panel opens over the calendar only when it is asked for."""
        was_wide = self.side.is_wide()
        super().resizeEvent(event)
        wide = self.window().width() >= WIDE
        if wide != was_wide or not self.isVisible():
            self.side.set_open(wide)
        self.panel.close_button.setVisible(not wide)
        self._share_height()

    def _share_height(self) -> None:
        self.calendar_panel.share(self.side.height() - 10)
