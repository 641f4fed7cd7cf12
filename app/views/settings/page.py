"""The Settings screen: targets and definitions of the KPIs, every change a version."""

from typing import Any, ClassVar

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.models.results.issued import FrameworkLine
from app.services import export
from app.services.framework import framework
from app.services.targets import held_definition, set_target, set_variant
from app.services.tower import Tower
from app.views import background, messages
from app.views.page import Page
from app.views.remembered import Remembered
from app.views.save_file import EXCEL, PDF, ask_where
from app.views.scorecard import old_periods
from app.views.settings.definition_form import NewDefinition
from app.views.settings.panel import TargetPanel
from app.views.settings.rows import target_rows
from app.views.settings.table import TargetTable
from app.views.settings.target_form import NewTarget
from app.views.side_panel import SidePanel
from app.views.widgets import Button, Panel, PlainLabel, Segmented

_OLD = (
    (old_periods.OF_THEIR_TIME, "With the definitions of their time"),
    (old_periods.TODAYS, "With today's"),
)
_FOOTER = (
    "A period is judged by the target that was valid when it ended. Each change is a new version "
    "with its author, its reason and an approver other than the author; nothing is overwritten."
)


class SettingsPage(Page):
    """Targets and definitions, and how old periods are computed."""

    page_id: ClassVar[str] = "settings"

    def __init__(self, tower: Tower) -> None:
        super().__init__(tower)
        self._lines: tuple[FrameworkLine, ...] = ()
        self._key = ("K1", "")
        self._remembered = Remembered(tower.path)
        self.body.addWidget(self._toolbar())
        panel = Panel("Targets and definitions")
        self.table_panel = panel
        self.table = TargetTable()
        panel.body.addWidget(self.table, 1)
        footer = PlainLabel(_FOOTER, "t3", 11, wrap=True)
        footer.setContentsMargins(12, 8, 12, 2)
        panel.body.addWidget(footer)
        self.panel = TargetPanel()
        self.side = SidePanel(panel, self.panel, 360)
        self.side.closed.connect(self.table.setFocus)
        self.side.arranged.connect(self.panel.set_beside)
        self.body.addWidget(self.side, 1)
        self.table.rowSelected.connect(self._on_row)
        self.table.rowActivated.connect(self._on_activated)
        self.table.cellClicked.connect(lambda _at, _column: self.side.set_open(True))
        self.panel.closed.connect(self._close_panel)
        self.panel.change_asked.connect(self._open_form)
        self.panel.redefine_asked.connect(self._open_definition)
        self.panel.form.submitted.connect(self.record)
        self.panel.definition_form.submitted.connect(self.redefine)

    def _toolbar(self) -> QWidget:
        bar = QWidget()
        row = QHBoxLayout(bar)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.old_periods = Segmented(_OLD, old_periods.chosen(self._remembered))
        self.old_periods.chosen.connect(self._on_old_periods)
        self.excel = Button("Export Excel", icon="file-down")
        self.pdf = Button("Export PDF", icon="file-down", primary=True)
        self.excel.clicked.connect(lambda: self._ask("xlsx"))
        self.pdf.clicked.connect(lambda: self._ask("pdf"))
        row.addWidget(PlainLabel("Old periods", "t2", 12))
        row.addWidget(self.old_periods)
        row.addStretch(1)
        for button in (self.excel, self.pdf):
            row.addWidget(button)
        return bar

    # data

    def refresh(self) -> None:
        """Read the framework as it holds now."""
        tower = self.tower
        self.run_query(lambda: framework(tower))

    def show_result(self, result: Any) -> None:
        """Show the lines of the framework."""
        self._lines = result
        now, zone = self.tower.now(), self.tower.zone
        self.table.show_rows(target_rows(self._lines, now), zone, self._key)
        version = self.tower.settings.definitions_version
        self.table_panel.set_title("Targets and definitions", f"definitions v{version}")
        why_not = self.tower.store.read_only
        self.panel.set_changeable(f"Read-only: {why_not}" if why_not else "")
        self._on_row(self.table.selected())

    def _on_row(self, at: int) -> None:
        row = self.table.row_of(at)
        if row is not None:
            self._key = row.key
        self.panel.show_row(row, self.tower.zone)

    def _on_activated(self, at: int) -> None:
        self._on_row(at)
        self.side.set_open(True)
        self._open_form()

    def apply_filter(self, wanted: object) -> None:
        """A KPI id ("K4") selects its row."""
        if isinstance(wanted, str):
            self._key = (wanted, "")
            if self._lines:
                self.table.select(self.table.place_of(self._key))
                self.side.set_open(True)

    # changes

    def _open_form(self) -> None:
        tower = self.tower
        self.panel.open_form(tower.user, tower.zone, tower.now())

    def _open_definition(self) -> None:
        tower = self.tower
        held = held_definition(tower, self._key[0])
        self.panel.open_definition(held, tower.user, tower.zone, tower.now())

    def record(self, new: NewTarget) -> None:
        """Record a new version of a target; what lacks stands in the form."""
        tower = self.tower
        background.change(
            f"Recording the target of {new.kpi}",
            lambda _progress: set_target(
                tower, new.kpi, new.part, new.target, new.stretch, new.owner, new.approval
            ),
            lambda line: self._recorded(f"Target of {line.kpi}", line.version),
            lambda failed: self.panel.form.tell(failed.words),
        )

    def redefine(self, new: NewDefinition) -> None:
        """Record a new version of a definition; what lacks stands in the form."""
        tower = self.tower
        background.change(
            f"Recording the definition of {new.kpi}",
            lambda _progress: set_variant(
                tower, new.kpi, new.variant, new.approval, new.parameters
            ),
            lambda line: self._recorded(f"Definition of {line.kpi}", line.version),
            lambda failed: self.panel.definition_form.tell(failed.words),
        )

    def _recorded(self, what: str, version: int) -> None:
        if self.panel.is_waiting():
            self.panel.close_form()
        messages.done(f"{what} recorded as version {version}.")
        self.data_changed.emit()
        self.mark_stale()

    def _on_old_periods(self, choice: str) -> None:
        old_periods.choose(self._remembered, choice)
        todays = choice == old_periods.TODAYS
        said = "today's definitions" if todays else "the definitions of their time"
        messages.done(f"Old periods are shown with {said}.")
        self.data_changed.emit()

    def _close_panel(self) -> None:
        self.side.set_open(False)
        self.table.setFocus()

    # exports

    def export_words(self) -> str:
        """What Ctrl+E does here."""
        return "Export the KPI framework"

    def primary_export(self) -> None:
        """Ask where to, then write the framework as PDF."""
        self._ask("pdf")

    def _ask(self, ending: str) -> None:
        if not self._lines:
            return
        tower, lines = self.tower, self._lines
        version = tower.settings.definitions_version
        write = export.framework_pdf if ending == "pdf" else export.framework_excel
        ask_where(
            self, "Export the KPI framework", f"kpi-framework-v{version}.{ending}",
            (PDF if ending == "pdf" else EXCEL,),
            lambda path: background.change(
                f"Writing {path.name}",
                lambda _progress: write(tower, lines, path, version=version),
                lambda _path: self.subtitle.emit(f"{path.name} written"),
                self.error_bar.tell,
            ),
        )  # fmt: skip
