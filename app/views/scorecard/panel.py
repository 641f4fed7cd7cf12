"""The right panel of the scorecard: one KPI with chart, notes, drivers, definition, exclusions."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.analysis.explain import missed_rows
from app.models.results import BaselineLine, Scorecard
from app.views.boxes import FocusEdge
from app.views.queues.controls import FlatIcon
from app.views.queues.detail import Rule
from app.views.scorecard.chart import ControlChart
from app.views.scorecard.chart_notes import NoteForm, NotesList
from app.views.scorecard.drivers_view import DriversView
from app.views.scorecard.parts import Exclusions, Facts, NumberLink, SignalBox
from app.views.scorecard.points import PointsTable, limits_words
from app.views.scorecard.rows import (
    KpiRow,
    counted_share,
    own_drivers,
    signal_sentence,
    target_words,
    value_text,
)
from app.views.scorecard.rows_overlay import Wanted
from app.views.scorecard.told import meaning, told
from app.views.side_panel import scrolled
from app.views.widgets import Button, EmptyState, LinkLabel, Panel, PlainLabel

_OPEN = "Open the rows"


class KpiPanel(Panel):
    """Shows one row of the scorecard in full."""

    closed = Signal()
    rows_asked = Signal(object)
    """A `Wanted`: the rows behind a number."""
    explain_asked = Signal()
    definition_asked = Signal(str)
    """The id of the KPI whose targets and definition are wanted."""
    point_chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__("KPI")
        self._shown: KpiRow | None = None
        self.baselines: tuple[BaselineLine, ...] = ()
        """Every frozen "before", of which those of the shown row are told."""
        inside = QWidget()
        self._rows = QVBoxLayout(inside)
        self._rows.setContentsMargins(11, 0, 11, 8)
        self._rows.setSpacing(8)
        self.version = LinkLabel("", 11)
        self.version.clicked.connect(self._on_definition)
        self.close_button = FlatIcon("x", "Close the panel (Esc)")
        self.close_button.clicked.connect(self.closed)
        self.close_button.hide()
        for widget in (self.version, self.close_button):
            self.add_header_widget(widget)
        self._build_value()
        self._build_chart()
        self._build_words()
        self._area = scrolled(inside)
        self._area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._area.setAccessibleName("One KPI in full")
        FocusEdge(self._area)
        self.empty = EmptyState("No KPI selected.", "Pick a row to see its chart and definition.")
        self.body.addWidget(self._area, 1)
        self.body.addWidget(self.empty, 1)
        self.show_row(None, None)

    def _build_value(self) -> None:
        line, beside, share = QHBoxLayout(), QVBoxLayout(), QHBoxLayout()
        line.setSpacing(10)
        beside.setSpacing(0)
        share.setSpacing(0)
        self.value = NumberLink("t1", 23, 600)
        self.better = PlainLabel("", "t2", 11, 500)
        self.numerator, self.denominator = NumberLink("t2"), NumberLink("t2")
        self.numerator.clicked.connect(self._ask_numerator)
        for link in (self.value, self.denominator):
            link.clicked.connect(self._ask_rows)
        line.addWidget(self.value)
        beside.addWidget(self.better)
        share.addWidget(self.numerator)
        share.addWidget(self.denominator)
        share.addStretch(1)
        beside.addLayout(share)
        line.addLayout(beside, 1)
        self.why = Button("Why", small=True, key="W")
        self.why.setAccessibleName("Why is this number this")
        self.why.setToolTip("Why is this number this, step by step (W)")
        self.why.clicked.connect(self.explain_asked)
        line.addWidget(self.why, 0, Qt.AlignmentFlag.AlignTop)
        self._rows.addLayout(line)

    def _build_chart(self) -> None:
        self.signal = SignalBox()
        self.chart, self.points = ControlChart(), PointsTable()
        self.points.hide()
        self.chart.chosen.connect(self._on_point)
        self.points.rowSelected.connect(lambda at: self.chart.choose(at + self.points.first))
        self.limits_note = PlainLabel("", "t3", 11, wrap=True)
        self.annotate = Button("Annotate", icon="flag", small=True, key="A")
        self.annotate.setAccessibleName("Annotate the chosen point")
        self.chosen_words = PlainLabel("", "t2", 11, wrap=True)
        self.notes, self.form = NotesList(), NoteForm()
        self.form.closed.connect(self.close_form)
        self.annotate.clicked.connect(self.open_form)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.chosen_words, 1)
        line.addWidget(self.annotate)
        for widget in (self.signal, self.chart, self.points):
            self._rows.addWidget(widget)
        self._rows.addLayout(line)
        for below in (self.form, self.notes, self.limits_note):
            self._rows.addWidget(below)

    def _build_words(self) -> None:
        self.drivers = DriversView()
        self.drivers.rows_asked.connect(self.ask_missed)
        self.drivers_rule = Rule()
        self.meaning, self.facts, self.excluded = Facts(), Facts(), Exclusions()
        self.excluded.asked.connect(self._ask_excluded)
        for widget in (
            self.drivers_rule, self.drivers, Rule(), self.meaning, self.excluded, self.facts,
        ):  # fmt: skip
            self._rows.addWidget(widget)
        self._rows.addStretch(1)

    # what is shown

    def set_beside(self, beside: bool) -> None:  # noqa: FBT001 - a slot
        """Beside the table there is nothing to close."""
        self.close_button.setVisible(not beside)

    def row(self) -> KpiRow | None:
        """What is shown."""
        return self._shown

    def show_row(self, row: KpiRow | None, card: Scorecard | None) -> None:
        """Show `row` of `card`; None shows what to do."""
        before, self._shown = self._shown, row
        self._area.setVisible(row is not None)
        self.empty.setVisible(row is None)
        if row is None or card is None:
            self.set_title("KPI")
            return
        kpi = row.kpi
        self.set_title(row.label, kpi.period.short)
        self.version.set_words(f"Definition v{kpi.definition.version}")
        self._show_value(row)
        self.signal.tell(*signal_sentence(row.part))
        self._show_chart(row, same=before is not None and before.key == row.key)
        ranked = own_drivers(row)
        title = f"Top drivers, {kpi.period.short}"
        self.drivers.show_drivers(title, kpi.drivers_label, ranked, (), "")
        theirs = ranked or (kpi.drivers and missed_rows(kpi, row.part))
        self.drivers_rule.setVisible(bool(theirs))
        self.meaning.show_facts(meaning(row, self.baselines))
        self.excluded.show_reasons(kpi.excluded, [reason for reason, _ in kpi.excluded_rows])
        self.facts.show_facts(told(row))

    def _show_value(self, row: KpiRow) -> None:
        part = row.part
        unit = part.unit if part.unit == "%" else f" {part.unit}"
        words = value_text(part) + (unit if part.value is not None else "")
        self.value.show_number(words, _OPEN, opens=bool(part.rows))
        self.better.setText(target_words(part))
        worse = part.better_by is not None and part.better_by < 0
        self.better.set_role("crit" if worse else "t2")
        counted = part.numerator is not None and part.denominator is not None and part.n > 0
        top = f"{part.numerator:,}" if counted else ""
        self.numerator.show_number(top, "Open the numerator", opens=bool(part.numerator_rows))
        rest = f"of {part.denominator:,}" if counted else counted_share(part)
        self.denominator.show_number(rest, "Open the denominator", opens=bool(part.rows))

    def _show_chart(self, row: KpiRow, *, same: bool) -> None:
        """Draw the row; a note that is being written stays while it is the `same` KPI's."""
        notes = tuple(note for note in row.kpi.notes if note.part in ("", row.part.name))
        self.chart.show_part(row.part, notes)
        as_table = not self.points.isHidden()
        shown = self.chart.part() is not None
        self.points.show_part(row.part, notes)
        self.show_as_table(as_table)
        self.limits_note.setText(limits_words(row.part) if shown else "")
        self.limits_note.setVisible(shown)
        self.notes.show_notes(notes)
        if not (same and self.form.asks_about(row.part)):
            self.close_form()
        self._on_point(self.chart.point())

    def show_as_table(self, wanted: bool) -> None:  # noqa: FBT001 - a slot
        """The chart, or the table that stands for it."""
        shown = self.chart.part() is not None
        self.points.setVisible(wanted and shown)
        self.chart.setVisible(shown and not wanted)

    def texts(self) -> tuple[tuple[str, str], ...]:
        """Every name with its text, as they stand under each other."""
        return (*self.meaning.texts(), *self.excluded.texts(), *self.facts.texts())

    # notes

    def _on_point(self, at: int) -> None:
        chosen = at >= 0 and self.chart.part() is not None
        words = self.chart.words_at(at).splitlines()[0] if chosen else ""
        hint = "Click a point to read it, wheel to zoom." if self.chart.part() else ""
        self.chosen_words.setText(words or hint)
        self.chosen_words.set_role("t1" if words else "t3")
        self.annotate.setVisible(chosen)
        self.point_chosen.emit(at)

    def open_form(self) -> None:
        """Ask for a note on the chosen point, or on the last one."""
        part = self.chart.part()
        if part is None:
            return
        at = self.chart.point() if self.chart.point() >= 0 else len(part.trend) - 1
        self.chart.choose(at)
        self.form.open_for(part.trend[at].period, part.trend[at].label)
        self._area.ensureWidgetVisible(self.form)

    def close_form(self) -> None:
        """Leave the form without a note."""
        if not self.form.isHidden():
            self.form.hide()
            self.chart.setFocus()

    # rows

    def _wanted(self, what: str, keys: tuple[str, ...]) -> Wanted | None:
        row = self._shown
        if row is None:
            return None
        records = row.part.records or row.kpi.records
        return Wanted(row.label, f"{row.kpi.period.label} · {what}", records, keys)

    def _ask(self, what: str, keys: tuple[str, ...]) -> None:
        wanted = self._wanted(what, keys)
        if wanted is not None and keys:
            self.rows_asked.emit(wanted)

    def _ask_rows(self) -> None:
        if self._shown is not None:
            self._ask("everything counted", self._shown.part.rows)

    def _ask_numerator(self) -> None:
        if self._shown is not None:
            self._ask("numerator", self._shown.part.numerator_rows)

    def ask_missed(self) -> None:
        """Open the rows that pull the value down."""
        if self._shown is not None:
            label = self._shown.kpi.drivers_label or "what pulls it down"
            self._ask(label.lower(), missed_rows(self._shown.kpi, self._shown.part))

    def _ask_excluded(self, reason: str) -> None:
        if self._shown is not None:
            self._ask(f"left out: {reason}", dict(self._shown.kpi.excluded_rows).get(reason, ()))

    def _on_definition(self) -> None:
        if self._shown is not None:
            self.definition_asked.emit(self._shown.kpi.id)
