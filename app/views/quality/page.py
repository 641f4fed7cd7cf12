"""The Data quality screen: findings, one of them in full, fields and sources."""

from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.models.counts import counted
from app.models.results import QualityFinding, QualityReport
from app.services.export import quality_excel
from app.services.quality import quality
from app.services.tower import Tower
from app.views import background
from app.views.page import Page
from app.views.quality.detail import FindingPanel
from app.views.quality.names import NamesPart
from app.views.quality.tables import FieldTable, FindingTable, SourceTable
from app.views.quality.words import count_runs, serious
from app.views.save_file import EXCEL, ask_where
from app.views.scorecard.counts_line import CountsLine
from app.views.side_panel import SidePanel
from app.views.widgets import Button, EmptyState, Panel

_LEAST, _NO_LIMIT = 160, 16_777_215
"""Heights of the list of findings: a short list leaves its room to the fields below."""


class QualityPage(Page):
    """Worst finding first; the panel says what it does to the KPIs and what to do."""

    page_id: ClassVar[str] = "quality"

    def __init__(self, tower: Tower) -> None:
        super().__init__(tower)
        self._report: QualityReport | None = None
        self._chosen = ""
        self.panel = FindingPanel()
        self.side = SidePanel(self._left(), self.panel, 366)
        self.names = NamesPart(self, self.side)
        self.body.addWidget(self._toolbar())
        self.body.addWidget(self.side, 1)
        self.body.addWidget(self.names.panel, 1)
        self.table.picked.connect(self._on_finding)
        self.table.rowActivated.connect(self._on_open)
        self.table.cellClicked.connect(lambda _row, _column: self._open_where_wide())
        self.panel.closed.connect(self.close_panel)
        self.panel.opened.connect(self.open_record)
        self.side.closed.connect(self.table.setFocus)
        self.side.arranged.connect(self.panel.set_beside)
        self.empty.acted.connect(lambda: self.navigate.emit("import", None))

    def _toolbar(self) -> QWidget:
        bar = QWidget()
        row = QHBoxLayout(bar)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.counts = CountsLine()
        self.excel = Button("Export Excel", icon="file-down", primary=True)
        self.excel.setEnabled(False)
        self.excel.clicked.connect(self.primary_export)
        row.addWidget(self.counts, 1)
        row.addWidget(self.names.button)
        row.addWidget(self.excel)
        return bar

    def _left(self) -> QWidget:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        self.findings = Panel("Findings")
        self.table = FindingTable()
        self.empty = EmptyState("", "")
        self.empty.hide()
        self.findings.body.addWidget(self.table, 1)
        self.findings.body.addWidget(self.empty, 1)
        column.addWidget(self.findings, 3)
        low = QHBoxLayout()
        low.setSpacing(10)
        self.field_panel, self.source_panel = Panel("Fields"), Panel("Sources")
        self.fields, self.sources = FieldTable(), SourceTable()
        self.no_fields = EmptyState("No fields to show.", "They are counted after an import.")
        self.no_sources = EmptyState("No sources yet.", "Each import is one, with its age.")
        for panel, table, empty in (
            (self.field_panel, self.fields, self.no_fields),
            (self.source_panel, self.sources, self.no_sources),
        ):
            panel.body.addWidget(table, 1)
            panel.body.addWidget(empty, 1)
        low.addWidget(self.field_panel, 5)
        low.addWidget(self.source_panel, 4)
        column.addLayout(low, 2)
        return left

    # data

    def refresh(self) -> None:
        """Look at the whole store again."""
        tower = self.tower
        self.run_query(lambda: quality(tower))

    def show_result(self, result: Any) -> None:
        """Show a QualityReport; the chosen finding stays chosen."""
        assert isinstance(result, QualityReport)
        self._report = result
        there = bool(result.findings)
        self.counts.show_runs(count_runs(result))
        self.excel.setEnabled(bool(result.tickets or result.changes))
        self.findings.caption_label.setText(
            f"{len(result.findings)}, worst first · KPIs of {result.period}" if there else ""
        )
        self.table.setVisible(there)
        self.empty.setVisible(not there)
        self._say_why_empty(result)
        self.table.show_findings(result.findings, self._chosen)
        self._on_finding(self.table.finding(self.table.selected()))
        self.findings.setMaximumHeight(
            max(36 + self.table.content_height() + 16, _LEAST) if there else _NO_LIMIT
        )
        self.fields.show_fields(result)
        self.field_panel.caption_label.setText("the emptiest first" if result.fields else "")
        self.fields.setVisible(bool(result.fields))
        self.no_fields.setVisible(not result.fields)
        self.sources.show_sources(result)
        self.sources.setVisible(bool(result.sources))
        self.no_sources.setVisible(not result.sources)
        stale = sum(source.stale for source in result.sources)
        self.source_panel.caption_label.setText(f"{stale} stale" if stale else "")
        self.badge.emit(self.page_id, serious(result), "")

    def _say_why_empty(self, report: QualityReport) -> None:
        if report.tickets or report.changes:
            tickets, changes = counted(report.tickets, "ticket"), counted(report.changes, "change")
            self.empty.set_words(
                "Nothing is wrong with the data.",
                f"Checked: {tickets} and {changes}.",
            )
        else:
            self.empty.set_words(
                "Nothing to check yet.", "The store holds no tickets and no changes.",
                "Import an export",
            )  # fmt: skip

    def report(self) -> QualityReport | None:
        """What is shown."""
        return self._report

    # choices

    def _on_finding(self, finding: QualityFinding | None) -> None:
        self._chosen = finding.id if finding else ""
        self.panel.show_finding(finding, self._report.period if self._report else "")

    def _open_where_wide(self) -> None:
        self.side.set_open(True)

    def _on_open(self, row: int) -> None:
        self._on_finding(self.table.finding(row))
        self.side.set_open(True)
        self.panel.table.setFocus()

    def close_panel(self) -> None:
        """Hide the panel; a finding that is picked opens it again."""
        self.side.set_open(False)
        self.table.setFocus()

    def apply_filter(self, wanted: object) -> None:
        """A finding's id selects it."""
        if not isinstance(wanted, str):
            return
        self._chosen = wanted
        if self._report is not None:
            self.table.show_findings(self._report.findings, wanted)
            self._on_finding(self.table.finding(self.table.selected()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """J K step through the findings, Esc closes the panel where it lies over the table."""
        key = event.key()
        plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier
        )  # fmt: skip
        if key == Qt.Key.Key_Escape and not self.side.is_wide() and self.side.is_open():
            self.close_panel()
        elif plain and self.tower.settings.single_keys and key == Qt.Key.Key_J:
            self.table.step(1)
        elif plain and self.tower.settings.single_keys and key == Qt.Key.Key_K:
            self.table.step(-1)
        else:
            super().keyPressEvent(event)

    # export

    def export_words(self) -> str:
        """What Ctrl+E does here."""
        return "Export data quality"

    def primary_export(self) -> None:
        """Ask where to, then write the workbook."""
        if self._report is None or not self.excel.isEnabled():
            return
        report = self._report
        ask_where(
            self, "Export data quality", "data-quality.xlsx", (EXCEL,),
            lambda path: self.export_to(report, path),
        )  # fmt: skip

    def export_to(self, report: QualityReport, path: Path) -> None:
        """Write `report` to `path` in the background; errors stand on this page."""
        tower = self.tower
        background.change(
            f"Writing {path.name}",
            lambda _progress: quality_excel(tower, report, path),
            self._exported,
            self.error_bar.tell,
        )

    def _exported(self, path: Path) -> None:
        self.error_bar.hide()
        self.subtitle.emit(f"{path.name} written")
