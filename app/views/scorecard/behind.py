"""What stands behind a number: its rows and its explanation, over the screen."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.analysis.explain import explain
from app.models.results.drilldown import Step
from app.services.kpi_rows import durations_of, rows_of
from app.views.page import Page
from app.views.scorecard.explain_overlay import ExplainOverlay
from app.views.scorecard.row_cells import listed
from app.views.scorecard.rows import KpiRow
from app.views.scorecard.rows_overlay import RowsOverlay, Wanted


class Behind(QObject):
    """The two overlays of a page, over its part `within`; `chosen` tells the row in question."""

    def __init__(self, page: Page, within: QWidget, chosen: Callable[[], KpiRow | None]) -> None:
        super().__init__(page)
        self._page = page
        self._chosen = chosen
        self.why = ExplainOverlay(page, within)
        self.rows = RowsOverlay(page, within)
        self.rows.record_asked.connect(self._on_record)
        self.why.rows_asked.connect(self._on_step)

    def open_row(self, row: KpiRow | None) -> None:
        """List everything that a row of the table counts."""
        if row is not None:
            caption = f"{row.kpi.period.label} · everything counted"
            records = row.part.records or row.kpi.records
            self.open_rows(Wanted(row.label, caption, records, row.part.rows, row.kpi.needs))

    def open_rows(self, wanted: Wanted) -> None:
        """List the records behind a number."""
        tower = self._page.tower
        self.rows.begin(wanted)
        row = self._chosen()
        measured = durations_of(row.part) if row is not None else {}
        self._page.run_query(
            lambda: listed(rows_of(tower, wanted.records, wanted.keys, measured)),
            lambda found: self.rows.show_rows(found, tower.zone, len(wanted.keys)),
            "rows",
            lambda _why: self.rows.fail(),
        )

    def explain(self, row: KpiRow | None) -> None:
        """Explain a row's number step by step."""
        if row is not None:
            steps = explain(row.kpi, row.part)
            self.why.show_steps(row.label, row.kpi.period.label, steps)

    def _on_step(self, step: Step) -> None:
        caption = f"{step.title} · {step.words}"
        self.open_rows(Wanted(self.why.title.text(), caption, step.records, step.rows))

    def shut(self) -> None:
        """Take both away: what they tell of is no longer what the screen shows."""
        self.rows.shut()
        self.why.shut()

    def _on_record(self, key: str) -> None:
        self.shut()
        self._page.open_record.emit(key)
