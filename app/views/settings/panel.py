"""The right panel of the settings: one KPI's definition, its target, its history, the form."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.models.settings import KpiVariant
from app.views.boxes import FocusEdge
from app.views.plain import tooltip
from app.views.queues.controls import FlatIcon
from app.views.queues.detail import Rule
from app.views.scorecard.parts import Facts
from app.views.settings.definition_form import DefinitionForm
from app.views.settings.rows import TargetRow, change_words, definition_words, unit_of
from app.views.settings.target_form import TargetForm
from app.views.side_panel import scrolled
from app.views.widgets import Button, EmptyState, Panel, PlainLabel


class TargetPanel(Panel):
    """Shows one `TargetRow` in full.

    `change_asked` when its target, `redefine_asked` when its definition shall be changed.
    """

    closed = Signal()
    change_asked = Signal()
    redefine_asked = Signal()

    def __init__(self) -> None:
        super().__init__("KPI")
        self._target: TargetRow | None = None
        self.close_button = FlatIcon("x", "Close the panel (Esc)")
        self.close_button.clicked.connect(self.closed)
        self.close_button.hide()
        self.add_header_widget(self.close_button)
        inside = QWidget()
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(11, 0, 11, 8)
        rows.setSpacing(8)
        self.change = Button("Change target…", primary=True)
        self.change.clicked.connect(self.change_asked)
        self.redefine = Button("Change definition…")
        self.redefine.clicked.connect(self.redefine_asked)
        self._buttons = QWidget()
        side_by_side = QHBoxLayout(self._buttons)
        side_by_side.setContentsMargins(0, 0, 0, 0)
        side_by_side.setSpacing(8)
        side_by_side.addWidget(self.change)
        side_by_side.addWidget(self.redefine)
        side_by_side.addStretch(1)
        self.form, self.definition_form = TargetForm(), DefinitionForm()
        self.facts, self.history = Facts(), Facts()
        for widget in (self._buttons, self.form, self.definition_form, self.facts, Rule()):
            rows.addWidget(widget)
        for form in (self.form, self.definition_form):
            form.closed.connect(self.close_form)
        rows.addWidget(PlainLabel("History", "t1", 12, 600))
        self.no_history = PlainLabel("No version was recorded yet.", "t3", 11)
        rows.addWidget(self.no_history)
        rows.addWidget(self.history)
        rows.addStretch(1)
        self._area = scrolled(inside)
        self._area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        FocusEdge(self._area)
        self._area.setAccessibleName("Definition and history")
        self.empty = EmptyState("No KPI selected.", "Pick a row to see its definition and history.")
        self.body.addWidget(self._area, 1)
        self.body.addWidget(self.empty, 1)
        self.show_row(None, "UTC")

    def set_beside(self, beside: bool) -> None:  # noqa: FBT001 - a slot
        """Beside the table there is nothing to close."""
        self.close_button.setVisible(not beside)

    def show_row(self, row: TargetRow | None, zone: str) -> None:
        """Show `row`; a form that is open for the same row stays."""
        same = row is not None and self._target is not None and row.key == self._target.key
        self._target = row
        self._area.setVisible(row is not None)
        self.empty.setVisible(row is None)
        if row is None:
            return
        if not same:
            self.close_form()
        line = row.line
        self.set_title(row.label, line.id)
        of = line.definition
        facts = [
            ("Target", line.target if line.target != "None" else "No target"),
            ("Owner", line.owner), ("Approver", line.approver),
            ("Definition", f"v{of.version}: {of.formula}"), ("Cohort", of.cohort),
            ("Clock", of.clock), ("Included", of.inclusion), ("Left out", of.exclusion),
            ("Paired with", of.pairs), ("Variant", line.variant),
            ("Others", ", ".join(each for each in line.variants if each != line.variant)),
            ("Source", line.source),
        ]  # fmt: skip
        self.facts.show_facts([(name, text) for name, text in facts if text])
        mine = [each for each in line.changes if each.part == row.part]
        told = [
            (f"Version {each.version}", change_words(each, unit_of(row), zone))
            for each in reversed(mine)
        ]
        told += [
            (f"Definition {each.version}", definition_words(each, zone))
            for each in reversed(line.definitions)
        ]
        self.history.show_facts(told)
        self.no_history.setVisible(not told)

    def set_changeable(self, why_not: str) -> None:
        """Whether versions can be recorded: not where a sentence says why not."""
        for button in (self.change, self.redefine):
            button.setEnabled(not why_not)
            button.setToolTip(tooltip(why_not))

    def open_form(self, author: str, zone: str, now: int) -> None:
        """Ask for a new version of the shown row's target."""
        if self._target is not None and self.change.isEnabled():
            self.close_form()
            self.form.open_for(self._target, author, zone, now)
            self._seen(self.form)

    def open_definition(self, held: KpiVariant | None, author: str, zone: str, now: int) -> None:
        """Ask for a new version of the shown KPI's definition."""
        if self._target is not None and self.redefine.isEnabled():
            self.close_form()
            self.definition_form.open_for(self._target.line, held, author, zone, now)
            self._seen(self.definition_form)

    def _seen(self, form: QWidget) -> None:
        self._buttons.hide()
        self._area.ensureWidgetVisible(form)

    def is_waiting(self) -> bool:
        """A form was sent and nothing has come of it yet."""
        return self.form.is_waiting() or self.definition_form.is_waiting()

    def close_form(self) -> None:
        """Leave the form without a change."""
        self.form.hide()
        self.definition_form.hide()
        self._buttons.show()
