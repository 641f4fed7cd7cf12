"""The right panel of the settings: one KPI's definition, its target, its history, the form."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.models.results.issued import FrameworkDefinition
from app.views.boxes import FocusEdge
from app.views.queues.controls import FlatIcon
from app.views.queues.detail import Rule
from app.views.scorecard.parts import Facts
from app.views.settings.rows import TargetRow, change_words, unit_of
from app.views.settings.target_form import TargetForm
from app.views.side_panel import scrolled
from app.views.widgets import Button, EmptyState, Panel, PlainLabel


class TargetPanel(Panel):
    """Shows one `TargetRow` in full; `change_asked` when its target shall be changed."""

    closed = Signal()
    change_asked = Signal()

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
        self.form = TargetForm()
        self.form.closed.connect(self.close_form)
        self.facts, self.history = Facts(), Facts()
        for widget in (self.change, self.form, self.facts, Rule()):
            rows.addWidget(widget)
        rows.addWidget(PlainLabel("History of the target", "t1", 12, 600))
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
            (f"Definition {each.version}", _definition_words(each))
            for each in reversed(line.definitions)
        ]  # fmt: skip
        self.history.show_facts(told)
        self.no_history.setVisible(not told)

    def open_form(self, author: str, zone: str, now: int) -> None:
        """Ask for a new version of the shown row's target."""
        if self._target is not None:
            self.change.hide()
            self.form.open_for(self._target, author, zone, now)
            self._area.ensureWidgetVisible(self.form)

    def close_form(self) -> None:
        """Leave the form without a change."""
        self.form.hide()
        self.change.show()


def _definition_words(each: FrameworkDefinition) -> str:
    who = f"{each.author}, approved by {each.approver}."
    return f"Variant {each.variant}. {each.reason}. {who}"
