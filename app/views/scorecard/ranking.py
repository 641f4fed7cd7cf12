"""The drivers of the KPI that is shown, read in the background by the field that was chosen."""

from PySide6.QtCore import QObject

from app.views.page import Page
from app.views.scorecard.panel import KpiPanel
from app.views.scorecard.reading import DriverAnswer, read_drivers
from app.views.scorecard.rows import KpiRow
from app.views.scorecard.told import without_event


class Ranking(QObject):
    """Joins the drivers of a panel to the store."""

    def __init__(self, page: Page, panel: KpiPanel) -> None:
        super().__init__(page)
        self._page = page
        self._panel = panel
        self._field = ""
        panel.drivers.field_chosen.connect(self.set_field)

    def set_field(self, field: str) -> None:
        """Rank by another field; without one as the KPI itself ranks."""
        self._field = field
        self.ask()

    def ask(self) -> None:
        """Read the drivers of the row that is shown now."""
        tower, field, row = self._page.tower, self._field, self._panel.row()
        if row is not None and row.part.rows:
            self._page.run_query(
                lambda: read_drivers(tower, row, field),
                lambda answer: self._show(row, answer),
                "drivers",
            )

    def _show(self, row: KpiRow, answer: DriverAnswer) -> None:
        """Those of the row that is shown; another period's or KPI's come too late."""
        if self._panel.row() is not row or not answer.drivers:
            return
        self._panel.drivers.show_drivers(
            f"Top drivers, {row.kpi.period.short}",
            answer.label,
            answer.drivers,
            answer.fields,
            answer.field,
            answer.event,
            without_event(row, answer.event),
        )
