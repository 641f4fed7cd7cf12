"""The Scorecard screen: KPIs of a period, one of them in full, what stands behind it, exports."""

from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.models.moments import dated
from app.models.period import Period
from app.models.results import Scorecard
from app.models.scope import EVERYTHING, Scope
from app.services.tower import Tower
from app.views import background
from app.views.page import Page
from app.views.plain import tooltip
from app.views.remembered import Remembered
from app.views.scorecard import old_periods
from app.views.scorecard.behind import Behind
from app.views.scorecard.chart import import_plots
from app.views.scorecard.choices import NOTHING, period_choices, scope_choices, scope_words
from app.views.scorecard.counts_line import CountsLine
from app.views.scorecard.exporting import CardExports, Writer
from app.views.scorecard.keys import scorecard_actions
from app.views.scorecard.legend import TrendLegend
from app.views.scorecard.noting import Noting
from app.views.scorecard.panel import KpiPanel
from app.views.scorecard.period_bar import PeriodBar
from app.views.scorecard.pick_list import PickList
from app.views.scorecard.ranking import Ranking
from app.views.scorecard.reading import Answer, Asked, read_card
from app.views.scorecard.rows import KpiRow, counts
from app.views.scorecard.table import KpiTable
from app.views.side_panel import SidePanel
from app.views.widgets import Chip, EmptyState, Panel, PlainLabel

_FOOTER = (
    "Met or missed compares with the target. Signal asks whether the process changed: a miss "
    "inside known limits is normal variation, so change the process rather than chase the week."
)
_ROOMY = 1150


class ScorecardPage(Page):
    """Weekly, monthly or quarterly scorecard of everything or of one scope."""

    page_id: ClassVar[str] = "scorecard"

    def __init__(self, tower: Tower) -> None:
        super().__init__(tower)
        self._answer: Answer | None = None
        self._asked = Asked()
        self._key: tuple[str, str] | None = None
        self._remembered = Remembered(tower.path)
        self.exports = CardExports(self, self.card)
        self.exports.written.connect(lambda name: self.subtitle.emit(f"{name} written"))
        self.body.addWidget(self._toolbar())
        self.panel = KpiPanel()
        self.panel.chart.single_keys = tower.settings.single_keys
        self.side = SidePanel(self._table_panel(), self.panel, 340)
        self.side.closed.connect(self.table.setFocus)
        self.side.arranged.connect(self.panel.set_beside)
        self.body.addWidget(self.side, 1)
        self.behind = Behind(self, self.side, self.panel.row)
        self.ranking = Ranking(self, self.panel)
        self.noting = Noting(self, self.panel, lambda: self._asked.scope)
        self._join()
        self._actions = scorecard_actions(self, self.panel, self.open_why, self.open_periods)

    def _toolbar(self) -> QWidget:
        bar = QWidget()
        row = QHBoxLayout(bar)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.periods = PeriodBar()
        self.periods.chosen.connect(self._on_period)
        self.scope = Chip("Scope: all services", menu=True)
        self.scopes = PickList(self, "Scope")
        self.scopes.picked.connect(self.set_scope)
        self.scope.clicked.connect(self._open_scopes)
        self.counts = CountsLine()
        for widget in (self.periods, self.scope):
            row.addWidget(widget)
        row.addWidget(self.counts, 1)
        self.toolbar_gap = QWidget()
        row.addWidget(self.toolbar_gap, 1)
        for button in (self.exports.excel, self.exports.pdf):
            row.addWidget(button)
        return bar

    def _table_panel(self) -> Panel:
        panel = Panel("Scorecard")
        self.legend = TrendLegend()
        self.compare = Chip("Compare with…", menu=True)
        self.others = PickList(self, "Compare with")
        self.others.picked.connect(self.set_against)
        self.compare.clicked.connect(self.open_periods)
        panel.add_header_widget(self.compare)
        panel.add_header_widget(self.legend)
        self.table = KpiTable()
        panel.body.addWidget(self.table, 1)
        self.nothing = EmptyState(
            "No scorecard is shown.", "What failed stands above; the stored data is unchanged."
        )
        self.nothing.acted.connect(self.refresh)
        self.nothing.hide()
        self.loaded.connect(self._show_nothing)
        panel.body.addWidget(self.nothing, 1)
        footer = PlainLabel(_FOOTER, "t3", 11, wrap=True)
        footer.setContentsMargins(12, 8, 12, 2)
        panel.body.addWidget(footer)
        self.table_panel = panel
        return panel

    def _join(self) -> None:
        panel, table = self.panel, self.table
        table.rowSelected.connect(self._on_row)
        table.rowActivated.connect(self._on_activated)
        table.cellClicked.connect(lambda at, _column: self._on_open(at))
        panel.closed.connect(self._close_panel)
        panel.rows_asked.connect(self.behind.open_rows)
        panel.explain_asked.connect(self.open_why)
        panel.definition_asked.connect(lambda kpi: self.navigate.emit("settings", kpi))
        panel.drivers.event_asked.connect(self.open_record)

    # data

    def refresh(self) -> None:
        """Read the scorecard of the chosen period; at first the last complete week with data."""
        if self.panel.chart.plots is None:
            background.query("scorecard:plots", import_plots, lambda _none: None)
        tower, asked = self.tower, self._asked
        wanted = Asked(asked.period, asked.scope, asked.against, self.with_todays())
        self.run_query(lambda: read_card(tower, wanted))

    def with_todays(self) -> bool:
        """Old periods are shown with today's definitions instead of those of their time."""
        return old_periods.chosen(self._remembered) == old_periods.TODAYS

    def show_result(self, result: Any) -> None:
        """Show an `Answer`."""
        answer: Answer = result
        card = answer.card
        self._answer = answer
        if answer.has_data:  # what is imported into an empty store says which week is the last
            self._asked = Asked(card.period, self._asked.scope, self._asked.against)
        self.periods.show_period(card.period, answer.newest)
        self.scope.set_words(f"Scope: {scope_words(self._asked.scope)}")
        self.scope.set_active(self._asked.scope != EVERYTHING)
        against = answer.against
        self.compare.set_words(f"Compared with {against.short}" if against else "Compare with…")
        self.compare.set_active(against is not None)
        self.counts.show_runs(counts(card))
        self._show_caption()
        self.panel.baselines = answer.baselines
        self.table.show_card(card, self._key, against=against, compared=answer.compared)
        self._show_row(self.table.row_of(self.table.selected()))
        self.exports.set_ready(ready=True)
        self.subtitle.emit(f"{len(card.kpis)} KPIs with natural process limits")

    def _show_nothing(self) -> None:
        """Words instead of an empty table when the first reading failed."""
        failed = self._answer is None and self.last_error is not None
        self.nothing.setVisible(failed)
        self.table.setVisible(not failed)

    def _show_row(self, row: KpiRow | None) -> None:
        self.panel.show_row(row, self.card())
        self.ranking.ask()

    def _show_caption(self) -> None:
        """Beside the title: how fresh it is, or in a narrow window the counts."""
        card, wide = self.card(), self.width() >= _ROOMY
        self.counts.setVisible(wide)
        self.legend.setVisible(wide)
        self.toolbar_gap.setVisible(not wide)
        if card is not None:
            of = "today's definitions" if self.with_todays() else "definitions of their time"
            fresh = f"as of {dated(card.as_of, card.zone)} · v{card.definitions_version}, {of}"
            self.table_panel.set_title("Scorecard", fresh if wide else self.counts.text())
            self.table_panel.caption_label.setToolTip(tooltip(fresh))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The counts move to the panel's title where the toolbar is full."""
        super().resizeEvent(event)
        self._show_caption()

    def card(self) -> Scorecard | None:
        """What is shown."""
        return self._answer.card if self._answer else None

    def toolbar_actions(self) -> tuple[QAction, ...]:
        """What the keys of this screen do, for help and palette."""
        return self._actions

    # choices

    def _on_period(self, period: Period) -> None:
        self.behind.shut()
        same = self._asked.period is not None and self._asked.period.kind == period.kind
        self._asked = Asked(period, self._asked.scope, self._asked.against if same else "")
        self.refresh()

    def _open_scopes(self) -> None:
        if self._answer is not None:
            choices = scope_choices(self._answer.scopes)
            self.scopes.open_under(self.scope, choices, self._asked.scope)

    def set_scope(self, scope: Scope) -> None:
        """Only this service, group, site or tier, or everything."""
        self.behind.shut()
        self._asked = Asked(self._asked.period, scope, self._asked.against)
        self.refresh()

    def open_periods(self) -> None:
        """Ask for a period to compare with."""
        card = self.card()
        if card is not None:
            choices = period_choices(card.period)
            self.others.open_under(self.compare, choices, self._asked.against or NOTHING)

    def set_against(self, period: str) -> None:
        """Compare with another period of the same kind; empty for none."""
        self._asked = Asked(self._asked.period, self._asked.scope, period)
        self.refresh()

    def _on_row(self, at: int) -> None:
        row = self.table.row_of(at)
        if row is not None:
            self._key = row.key
            self._show_row(row)

    def _on_open(self, at: int) -> None:
        if self.table.row_of(at) is not None:
            self.side.set_open(True)

    def _close_panel(self) -> None:
        self.side.set_open(False)
        self.table.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes the panel where it lies over the table."""
        if event.key() == Qt.Key.Key_Escape and not self.side.is_wide() and self.side.is_open():
            self._close_panel()
        else:
            super().keyPressEvent(event)

    def apply_filter(self, wanted: object) -> None:
        """A KPI id ("K4") selects its row."""
        if isinstance(wanted, str) and wanted.startswith("K"):
            self._key = (wanted, "")
            self.table.select(self.table.place_of(self._key))

    # what stands behind a number

    def _on_activated(self, at: int) -> None:
        self._on_row(at)
        self.behind.open_row(self.table.row_of(at))

    def open_why(self) -> None:
        """W: explain the selected number step by step."""
        self.behind.explain(self.panel.row())

    # exports

    def export_words(self) -> str:
        """What Ctrl+E does here."""
        return "Export PDF or Excel"

    def primary_export(self) -> None:
        """Ask which export."""
        self.exports.open_menu()

    def export_to(self, card: Scorecard, path: Path, write: Writer) -> None:
        """Write `card` to `path` in the background; errors stand on this page."""
        self.exports.export_to(card, path, write)
