"""The Trends screen: the backlog ahead, where restore time goes, and what is worth a look."""

from collections.abc import Callable
from typing import Any, ClassVar

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.models.counts import counted
from app.models.moments import dated
from app.models.scope import EVERYTHING, Scope
from app.services.tower import Tower
from app.views.actions import page_actions
from app.views.page import Page
from app.views.scorecard.choices import scope_choices, scope_words
from app.views.scorecard.pick_list import PickList
from app.views.scorecard.row_cells import Listed, listed
from app.views.scorecard.rows_overlay import RowsOverlay, Wanted
from app.views.trends.forecast import ForecastPanel
from app.views.trends.list_panel import COMPUTING, ListPanel
from app.views.trends.phase_table import PhaseTable
from app.views.trends.reading import Answer, judged_of, lines_of, read_trends, restored_by
from app.views.widgets import Chip, EmptyState, Panel, PlainLabel

Keys = Callable[[], tuple[str, ...]]


class TrendsPage(Page):
    """Trends and forecasts of everything or of one scope."""

    page_id: ClassVar[str] = "trends"

    def __init__(self, tower: Tower) -> None:
        super().__init__(tower)
        self._answer: Answer | None = None
        self._scope = EVERYTHING
        self.body.addWidget(self._toolbar())
        self.main = QWidget()
        column = QVBoxLayout(self.main)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        top = QHBoxLayout()
        top.setSpacing(10)
        self.forecast = ForecastPanel()
        top.addWidget(self.forecast, 5)
        top.addWidget(self._phase_panel(), 7)
        column.addLayout(top, 5)
        self.lists = ListPanel()
        column.addWidget(self.lists, 7)
        self.body.addWidget(self.main, 1)
        self.rows = RowsOverlay(self, self.main)
        self._join()
        self._actions = page_actions(
            self,
            (
                ("Show the backlog forecast as a table", "Ctrl+Shift+T", self.forecast.swap),
                ("Choose the scope of the trends", "", self._open_scopes),
            ),
        )

    def _toolbar(self) -> QWidget:
        bar = QWidget()
        row = QHBoxLayout(bar)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.scope = Chip("Scope: all services", menu=True)
        self.scopes = PickList(self, "Scope")
        self.as_of = PlainLabel("", "t3", 12)
        row.addWidget(self.scope)
        row.addWidget(self.as_of, 1)
        return bar

    def _phase_panel(self) -> Panel:
        self.phase_panel = Panel("Restore time by phase")
        self.phases = PhaseTable()
        self.no_phases = EmptyState(*COMPUTING)
        self.phases.hide()
        self.phase_panel.body.addWidget(self.phases, 1)
        self.phase_panel.body.addWidget(self.no_phases, 1)
        return self.phase_panel

    def _join(self) -> None:
        self.scope.clicked.connect(self._open_scopes)
        self.scopes.picked.connect(self.set_scope)
        self.loaded.connect(self._say_if_failed)
        self.phases.rowActivated.connect(self._open_phase)
        self.lists.opened.connect(self._open_row)
        self.lists.linked.connect(self._open_link)
        self.rows.record_asked.connect(self._on_record)

    def toolbar_actions(self) -> tuple[QAction, ...]:
        """What this screen offers, for help and palette."""
        return self._actions

    # data

    def refresh(self) -> None:
        """Compute the trends of the chosen scope."""
        tower, scope = self.tower, self._scope
        self.run_query(lambda: read_trends(tower, scope))

    def show_result(self, result: Any) -> None:
        """Show an `Answer`."""
        answer: Answer = result
        self._answer = answer
        found, zone = answer.trends, self.tower.zone
        self.scope.set_words(f"Scope: {scope_words(answer.scope)}")
        self.scope.set_active(answer.scope != EVERYTHING)
        self.as_of.setText(f"as of {dated(found.at, zone)} · nothing later is looked at")
        self.forecast.show_flow(found.flow, answer.past, zone)
        there = bool(found.phases)
        self.phases.show_phases(found.phases)
        self.phases.setVisible(there)
        self.no_phases.setVisible(not there)
        self.no_phases.set_words(
            "No restore time to show.",
            "No P1 or P2 incident of this scope was restored in the last 182 days.",
        )
        count = sum(each.n for each in found.phases)
        restored = f"means of {counted(count, 'P1 and P2 incident')} in 182 days, slowest first"
        self.phase_panel.caption_label.setText(restored if there else "")
        self.lists.show_answer(answer)

    def answer(self) -> Answer | None:
        """What is shown."""
        return self._answer

    def _say_if_failed(self) -> None:
        if self._answer is None and self.last_error is not None:
            nothing = ("Nothing is shown.", "What failed stands above.")
            self.forecast.empty.set_words(*nothing)
            self.no_phases.set_words(*nothing)
            self.lists.fail()

    # scope

    def _open_scopes(self) -> None:
        if self._answer is not None:
            self.scopes.open_under(self.scope, scope_choices(self._answer.scopes), self._scope)

    def set_scope(self, scope: Scope) -> None:
        """Only this service, group, site or tier, or everything."""
        self.rows.shut()
        self._scope = scope
        self.refresh()

    # the records behind a row

    def _open_phase(self, row: int) -> None:
        phase, answer, tower = self.phases.phase(row), self._answer, self.tower
        if phase is not None and answer is not None:
            self._list(
                phase.group, "P1 and P2 incidents restored in 182 days, slowest first", "ticket",
                lambda: restored_by(tower, answer.scope, phase),
            )  # fmt: skip

    def _open_row(self, name: str, row: int) -> None:
        answer, tower = self._answer, self.tower
        if answer is None:
            return
        found = answer.trends
        if name == "clusters":
            cluster = found.clusters[row]
            self._list(cluster.label, "recurring incidents", "ticket", lambda: cluster.keys)
        elif name == "process":
            finding = found.process[row]
            kind = "alert" if finding.kind == "noisy_monitors" else "ticket"
            self._list(finding.title, "the worst first", kind, lambda: finding.keys)
        elif name == "lifts":
            lift = found.lifts[row]
            keys = tuple(key for key, _weight in lift.incidents)
            self._list(lift.change, f"incidents after {lift.title}", "ticket", lambda: keys)
        elif name == "success":
            rate = found.success[row]
            self._list(
                f"{rate.team}, {rate.type}", "changes of 18 months, what failed first", "change",
                lambda: judged_of(tower, answer.scope, rate),
            )  # fmt: skip
        else:
            self.open_record.emit(found.risk.rows[row].key)

    def _open_link(self, name: str, row: int) -> None:
        answer = self._answer
        if answer is not None:
            found = answer.trends
            is_change = name == "lifts"
            self.open_record.emit(
                found.lifts[row].change if is_change else found.risk.rows[row].key
            )

    def _list(self, title: str, caption: str, records: str, keys: Keys) -> None:
        tower = self.tower
        self.rows.begin(Wanted(title, caption, records, ()))

        def read() -> tuple[int, Listed]:
            names = keys()
            return len(names), listed(lines_of(tower, records, names))

        def show(told: tuple[int, Listed]) -> None:
            self.rows.show_rows(told[1], tower.zone, told[0])

        self.run_query(read, show, "rows", lambda _why: self.rows.fail())

    def _on_record(self, key: str) -> None:
        self.rows.shut()
        self.open_record.emit(key)
