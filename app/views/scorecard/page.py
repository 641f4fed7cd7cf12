"""The Scorecard screen: KPIs of a period, one of them in full, exports."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from app.analysis.periods import last_complete
from app.models.moments import dated
from app.models.period import Period
from app.models.results import Scorecard
from app.models.scope import of_group
from app.services import export
from app.services.score import scorecard
from app.services.tower import Tower
from app.views import background
from app.views.page import Page
from app.views.plain import menu_text, tooltip
from app.views.save_file import EXCEL, PDF, ask_where
from app.views.scorecard.counts_line import CountsLine
from app.views.scorecard.legend import TrendLegend
from app.views.scorecard.panel import KpiPanel
from app.views.scorecard.period_bar import PeriodBar
from app.views.scorecard.rows import counts
from app.views.scorecard.table import KpiTable
from app.views.side_panel import SidePanel
from app.views.widgets import Button, Chip, Panel, PlainLabel

_FOOTER = (
    "Met or missed compares with the target. Signal asks whether the process changed: a miss "
    "inside known limits is normal variation, so change the process rather than chase the week."
)
_GROUPS_IN_MENU = 60
_ROOMY = 1150
Writer = Callable[[Tower, Scorecard, Path], Path]


class ScorecardPage(Page):
    """Weekly, monthly or quarterly scorecard of all groups or of one."""

    page_id: ClassVar[str] = "scorecard"

    def __init__(self, tower: Tower) -> None:
        super().__init__(tower)
        self._card: Scorecard | None = None
        self._period: Period | None = None
        self._scope = ""
        self._groups: tuple[str, ...] = ()
        self._key: tuple[str, str] | None = None
        self.body.addWidget(self._toolbar())
        self.panel = KpiPanel()
        self.side = SidePanel(self._table_panel(), self.panel, 340)
        self.side.closed.connect(self.table.setFocus)
        self.side.arranged.connect(self.panel.set_beside)
        self.panel.closed.connect(self._close_panel)
        self.body.addWidget(self.side, 1)

    def _toolbar(self) -> QWidget:
        bar = QWidget()
        row = QHBoxLayout(bar)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.periods = PeriodBar()
        self.periods.chosen.connect(self._on_period)
        self.scope = Chip("Scope: all groups", menu=True)
        self.scope.clicked.connect(self._open_scopes)
        self.counts = CountsLine()
        self.excel = Button("Export Excel", icon="file-down")
        self.pdf = Button("Export PDF", icon="file-down", primary=True)
        self.excel.clicked.connect(lambda: self._ask("xlsx", export.scorecard_excel))
        self.pdf.clicked.connect(lambda: self._ask("pdf", export.scorecard_pdf))
        for widget in (self.periods, self.scope):
            row.addWidget(widget)
        row.addWidget(self.counts, 1)
        self.toolbar_gap = QWidget()
        row.addWidget(self.toolbar_gap, 1)
        for button in (self.excel, self.pdf):
            button.setEnabled(False)
            row.addWidget(button)
        return bar

    def _table_panel(self) -> Panel:
        panel = Panel("Scorecard")
        self.legend = TrendLegend()
        panel.add_header_widget(self.legend)
        self.table = KpiTable()
        self.table.rowSelected.connect(self._on_row)
        self.table.rowActivated.connect(self._on_open)
        self.table.cellClicked.connect(lambda at, _column: self._on_open(at))
        panel.body.addWidget(self.table, 1)
        footer = PlainLabel(_FOOTER, "t3", 11, wrap=True)
        footer.setContentsMargins(12, 8, 12, 2)
        panel.body.addWidget(footer)
        self.table_panel = panel
        return panel

    # data

    def refresh(self) -> None:
        """Read the scorecard of the chosen period; at first the last complete week with data."""
        tower, period, scope = self.tower, self._period, self._scope

        def read() -> tuple[Scorecard, tuple[str, ...], int]:
            facts = tower.facts()
            now = tower.now()
            newest = min(now, max((source.as_of for source in facts.sources), default=now))
            wanted = period or last_complete("week", newest, tower.zone)
            return (
                scorecard(tower, wanted.id, of_group(scope)),
                tuple(sorted(facts.tickets.groups)),
                newest,
            )

        self.run_query(read)

    def show_result(self, result: Any) -> None:
        """Show (card, groups, newest instant with data)."""
        card, groups, newest = result
        self._card, self._period, self._groups = card, card.period, groups
        self.periods.show_period(card.period, newest)
        self.scope.set_words(f"Scope: {self._scope or 'all groups'}")
        self.scope.set_active(bool(self._scope))
        self.counts.show_runs(counts(card))
        self._show_caption()
        self.table.show_card(card, self._key)
        self.panel.show_row(self.table.row_of(self.table.selected()), card)
        for button in (self.excel, self.pdf):
            button.setEnabled(True)
        known = f"{len(card.kpis)} KPIs with limits"
        self.subtitle.emit(known)

    def _show_caption(self) -> None:
        """Beside the title: how fresh it is, or in a narrow window the counts."""
        card, wide = self._card, self.width() >= _ROOMY
        self.counts.setVisible(wide)
        self.toolbar_gap.setVisible(not wide)
        if card is not None:
            fresh = (
                f"as of {dated(card.as_of, card.zone)} · definitions v{card.definitions_version}"
            )
            self.table_panel.set_title("Scorecard", fresh if wide else self.counts.text())
            self.table_panel.caption_label.setToolTip("" if wide else tooltip(fresh))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The counts move to the panel's title where the toolbar is full."""
        super().resizeEvent(event)
        self._show_caption()

    def card(self) -> Scorecard | None:
        """What is shown."""
        return self._card

    # choices

    def _on_period(self, period: Period) -> None:
        self._period = period
        self.refresh()

    def _on_row(self, at: int) -> None:
        row = self.table.row_of(at)
        if row is not None:
            self._key = row.key
            self.panel.show_row(row, self._card)

    def _on_open(self, at: int) -> None:
        self._on_row(at)
        self.side.set_open(True)

    def _close_panel(self) -> None:
        self.side.set_open(False)
        self.table.setFocus()

    def _open_scopes(self) -> None:
        menu = QMenu(self)
        for group in ("", *self._groups[:_GROUPS_IN_MENU]):
            action = menu.addAction(menu_text(group or "all groups"))
            action.setCheckable(True)
            action.setChecked(group == self._scope)
            action.triggered.connect(lambda _=False, group=group: self.set_scope(group))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.scope.mapToGlobal(QPoint(0, self.scope.height() + 2)))

    def set_scope(self, group: str) -> None:
        """Only this assignment group; empty = all."""
        self._scope = group
        self.refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes the panel where it lies over the table."""
        if event.key() == Qt.Key.Key_Escape and not self.side.is_wide() and self.side.is_open():
            self._close_panel()
        else:
            super().keyPressEvent(event)

    def apply_filter(self, wanted: object) -> None:
        """A KPI id ("K4") selects its row; a period id shows that period."""
        if isinstance(wanted, str) and wanted.startswith("K"):
            self._key = (wanted, "")
            places = [at for at in range(self.table.count()) if self._is(at, wanted)]
            if places:
                self.table.select(places[0])

    def _is(self, at: int, kpi: str) -> bool:
        row = self.table.row_of(at)
        return row is not None and row.kpi.id == kpi

    # exports

    def export_words(self) -> str:
        """What Ctrl+E does here."""
        return "Export PDF"

    def primary_export(self) -> None:
        """Ask where to, then write the PDF."""
        self._ask("pdf", export.scorecard_pdf)

    def _ask(self, ending: str, write: Writer) -> None:
        if self._card is None:
            return
        card = self._card
        kind = PDF if ending == "pdf" else EXCEL
        ask_where(
            self, "Export scorecard", file_name(card, ending), (kind,),
            lambda path: self.export_to(card, path, write),
        )  # fmt: skip

    def export_to(self, card: Scorecard, path: Path, write: Writer) -> None:
        """Write `card` to `path` in the background; errors stand on this page."""
        tower = self.tower
        background.change(
            f"Writing {path.name}",
            lambda _progress: write(tower, card, path),
            self._exported,
            self.error_bar.tell,
        )

    def _exported(self, path: Path) -> None:
        self.error_bar.hide()
        self.subtitle.emit(f"{path.name} written")


def file_name(card: Scorecard, ending: str) -> str:
    """Write "scorecard-2026-W47.pdf", with the scope when there is one."""
    scope = re.sub(r"[^\w-]+", "-", card.scope).strip("-")
    tail = f"-{scope}" if scope and card.scope != "all groups" else ""
    return f"scorecard-{card.period.id}{tail}.{ending}"
