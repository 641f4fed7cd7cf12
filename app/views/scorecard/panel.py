"""The right panel of the scorecard: one KPI with chart, drivers, definition and exclusions."""

from dataclasses import replace

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.charts.bars import pareto
from app.charts.control import moving_range, xmr_chart
from app.charts.numbers import number
from app.models.duration import duration
from app.models.results import KpiPart, KpiResult, Scorecard
from app.views.boxes import FocusEdge
from app.views.figures import FigureView
from app.views.queues.controls import FlatIcon
from app.views.queues.detail import Rule
from app.views.scorecard.rows import (
    KpiRow,
    better_words,
    counted_share,
    interval_words,
    places,
    signal_sentence,
    value_text,
)
from app.views.side_panel import scrolled
from app.views.widgets import EmptyState, GlyphLabel, Panel, PlainLabel, paint_box

_TINTS = {"breach": "critt", "risk": "warnt", "note": "acct"}
_LONG_TEXT = 5


class SignalBox(QWidget):
    """What the chart says in one sentence, on the tint of its level."""

    def __init__(self) -> None:
        super().__init__()
        self._level = ""
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 7, 10, 7)
        row.setSpacing(8)
        self.glyph = GlyphLabel("note")
        self.words = PlainLabel("", "t1", 12, wrap=True)
        row.addWidget(self.glyph, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.words, 1)

    def tell(self, level: str, words: str) -> None:
        """Show `words`; an empty sentence hides the box."""
        self._level = level
        self.setVisible(bool(words))
        if words:
            self.glyph.set_kind(level)
            self.words.setText(words)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The tint."""
        del event
        paint_box(QPainter(self), QRectF(self.rect()), 6, _TINTS.get(self._level, "sunk"), None)


class Facts(QWidget):
    """Rows of a name and its text, names in one column."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnMinimumWidth(0, 64)
        self._grid.setColumnStretch(1, 1)
        self._labels: list[tuple[PlainLabel, PlainLabel]] = []

    def show_facts(self, facts: tuple[tuple[str, str], ...]) -> None:
        """Show `facts`; labels are kept and used again."""
        for at in range(len(self._labels), len(facts)):
            name, text = PlainLabel("", "t3", 11, wrap=True), PlainLabel("", "t1", 11, wrap=True)
            top = Qt.AlignmentFlag.AlignTop
            name.setAlignment(top)
            text.setAlignment(top)
            name.setFixedWidth(72)
            self._grid.addWidget(name, at, 0, top)
            self._grid.addWidget(text, at, 1)
            self._labels.append((name, text))
        for at, pair in enumerate(self._labels):
            for label in pair:
                label.setVisible(at < len(facts))
            if at < len(facts):
                pair[0].setText(facts[at][0])
                pair[1].setText(facts[at][1])

    def texts(self) -> tuple[tuple[str, str], ...]:
        """What is shown."""
        return tuple(
            (name.text(), text.text()) for name, text in self._labels if not name.isHidden()
        )


class KpiPanel(Panel):
    """Shows one row of the scorecard in full."""

    closed = Signal()

    def __init__(self) -> None:
        super().__init__("KPI")
        self._shown: KpiRow | None = None
        inside = QWidget()
        self._rows = QVBoxLayout(inside)
        self._rows.setContentsMargins(11, 0, 11, 8)
        self._rows.setSpacing(8)
        self.version = PlainLabel("", "t3", 11)
        self.add_header_widget(self.version)
        self.close_button = FlatIcon("x", "Close the panel (Esc)")
        self.close_button.clicked.connect(self.closed)
        self.close_button.hide()
        self.add_header_widget(self.close_button)
        self._build_value()
        self.signal = SignalBox()
        self.chart, self.ranges, self.drivers = FigureView(), FigureView(), FigureView()
        self.limits_note = PlainLabel("", "t3", 11, wrap=True)
        self.cases = PlainLabel("", "t2", 11, wrap=True)
        self.drivers_title = PlainLabel("", "t1", 12, 600)
        self.drivers_label = PlainLabel("", "t3", 11)
        self.facts = Facts()
        self.drivers_rule = Rule()
        for widget in (self.signal, self.chart, self.ranges, self.limits_note, self.cases):
            self._rows.addWidget(widget)
        self._rows.addWidget(self.drivers_rule)
        heading = QHBoxLayout()
        heading.setSpacing(8)
        heading.addWidget(self.drivers_title)
        heading.addWidget(self.drivers_label, 1)
        self._rows.addLayout(heading)
        self._rows.addWidget(self.drivers)
        self._rows.addWidget(Rule())
        self._rows.addWidget(self.facts)
        self._rows.addStretch(1)
        self._area = scrolled(inside)
        self._area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        FocusEdge(self._area)
        self.empty = EmptyState("No KPI selected.", "Pick a row to see its chart and definition.")
        self.body.addWidget(self._area, 1)
        self.body.addWidget(self.empty, 1)
        self.show_row(None, None)

    def _build_value(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(10)
        beside = QVBoxLayout()
        beside.setSpacing(0)
        self.value = PlainLabel("", "t1", 23, 600)
        self.better = PlainLabel("", "t2", 11, 500)
        self.share = PlainLabel("", "t3", 11)
        line.addWidget(self.value)
        beside.addWidget(self.better)
        beside.addWidget(self.share)
        line.addLayout(beside, 1)
        self._rows.addLayout(line)

    def set_beside(self, beside: bool) -> None:  # noqa: FBT001 - a slot
        """Beside the table there is nothing to close."""
        self.close_button.setVisible(not beside)

    def row(self) -> KpiRow | None:
        """What is shown."""
        return self._shown

    def show_row(self, row: KpiRow | None, card: Scorecard | None) -> None:
        """Show `row` of `card`; None shows what to do."""
        self._shown = row
        self._area.setVisible(row is not None)
        self.empty.setVisible(row is None)
        if row is None or card is None:
            self.set_title("KPI")
            return
        kpi, part = row.kpi, row.part
        self.set_title(row.label, kpi.period.short)
        self.version.setText(f"Definition v{kpi.definition.version}")
        unit = part.unit if part.unit == "%" else f" {part.unit}"
        self.value.setText(value_text(part) + (unit if part.value is not None else ""))
        self.better.setText(better_words(part))
        worse = part.better_by is not None and part.better_by < 0
        self.better.set_role("crit" if worse else "t2")
        self.share.setText(counted_share(part))
        self.signal.tell(*signal_sentence(part))
        self._show_charts(row)
        self._show_drivers(kpi)
        self.facts.show_facts(told(row))

    def _show_charts(self, row: KpiRow) -> None:
        part = row.part
        width = self.width() - 36
        known = sum(point.value is not None for point in part.trend)
        self.chart.show_figure(xmr_chart(part, width, 200) if known else None)
        self.ranges.show_figure(moving_range(part, width, 86) if known > 1 else None)
        self.limits_note.setText(limits_words(row))
        few = 0 < part.n < _LONG_TEXT and bool(part.rows)
        self.cases.setVisible(few)
        self.cases.setText(f"Cases: {', '.join(part.rows[:_LONG_TEXT])}" if few else "")

    def _show_drivers(self, kpi: KpiResult) -> None:
        shown = bool(kpi.drivers)
        for widget in (self.drivers_rule, self.drivers_title, self.drivers_label):
            widget.setVisible(shown)
        self.drivers_title.setText(f"Top drivers, {kpi.period.short}")
        self.drivers_label.setText(kpi.drivers_label)
        height = 18 + 20 * len(kpi.drivers)
        self.drivers.show_figure(pareto(kpi.drivers, self.width() - 36, height) if shown else None)


def limits_words(row: KpiRow) -> str:
    """What the limits stand on: how many points, firm or provisional, or why there are none."""
    part = row.part
    known = sum(point.value is not None for point in part.trend)
    if part.limits is None:
        return f"No limits: {known} of at least 6 points." if known < 7 else "No limits."
    kind = "Limits" if part.limits.firm else "Provisional limits (under 12 points)"
    mean = number(part.limits.mean, places(part))
    return f"XmR. {kind} from {part.limits.points} points; mean {mean}."


def told(row: KpiRow) -> tuple[tuple[str, str], ...]:
    """Everything in words under the chart: definition, clock, exclusions, spread, caveats."""
    kpi, part = row.kpi, row.part
    meaning = kpi.definition
    excluded = ", ".join(f"{count:,} {reason}" for reason, count in kpi.excluded)
    facts = [
        ("Definition", meaning.formula),
        ("Cohort", meaning.cohort),
        ("Clock", meaning.clock),
        ("Included", meaning.inclusion),
        ("Exclusions", excluded or meaning.exclusion),
        ("Paired with", meaning.pairs),
    ]
    if kpi.needs:
        facts.insert(0, ("No data", kpi.needs))
    facts += [("95% interval", interval_words(part)), ("Spread", _spread(part))]
    if part.stretch is not None:
        facts.append(("Stretch", f"{number(part.stretch, places(part))} {part.unit}"))
    facts += [(extra.label, _beside(replace(extra, target=None))) for extra in _extras(row)]
    facts += list(kpi.facts)
    facts += [("Caveat", words) for words in kpi.caveats]
    facts.append(("Owner", kpi.owner or "No owner"))
    return tuple((name, text) for name, text in facts if text)


def _extras(row: KpiRow) -> tuple[KpiPart, ...]:
    """The figures beside: those of this part, and those that belong to none ("P1, to close")."""
    others = {part.name for part in row.kpi.parts if part.name and part is not row.part}
    return tuple(
        extra
        for extra in row.kpi.extra
        if not any(extra.label.startswith(f"{name},") for name in others)
    )


def _beside(part: KpiPart) -> str:
    if part.value is None:
        return "n/a"
    return f"{value_text(part)} {part.unit} ({counted_share(part)})"


def _spread(part: KpiPart) -> str:
    spread = part.distribution
    if spread is None or not spread.n:
        return ""
    ends = f"{duration(spread.least)} to {duration(spread.most)}"
    return f"median {duration(spread.median)}, P90 {duration(spread.p90)}, {ends}"
