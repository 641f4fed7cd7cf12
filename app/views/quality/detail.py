"""The right panel of the Data quality screen: one finding with its effects, trend and rows."""

import re

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.analysis.quality.effects import value_words
from app.models.counts import counted
from app.models.results import FoundRow, KpiEffect, QualityFinding
from app.views.quality.words import OPENED, SEVERITY_WORDS, kind_words, trend_words
from app.views.queues.controls import FlatIcon
from app.views.queues.detail import Rule
from app.views.tables import Column, ColumnTable, Spark, Txt
from app.views.tables.bars import paint_spark
from app.views.widgets import EmptyState, GlyphLabel, Panel, PlainLabel

_ROWS = (
    Column("key", "Record", 112),
    Column("detail", "Why", 150, "wrap", stretch=1),
)
_MOST_EFFECTS = 5
_SENTENCE = re.compile(r"[a-z]+ ")


class TrendLine(QWidget):
    """A sparkline as wide as the panel, from zero."""

    def __init__(self) -> None:
        super().__init__()
        self._spark: Spark | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """One low line."""
        return QSize(200, 34)

    def show_shares(self, finding: QualityFinding) -> None:
        """Show the share of each import; hidden with fewer than two."""
        values = tuple(100 * share.found / share.new for share in finding.trend)
        self._spark = Spark(values, low=0) if len(values) > 1 else None
        self.setVisible(self._spark is not None)
        self.setAccessibleName(trend_words(finding.trend))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The line."""
        del event
        if self._spark is not None:
            box = QRectF(self.rect()).adjusted(0, 5, -4, -5)
            paint_spark(QPainter(self), box, self._spark)


class EffectLines(QWidget):
    """Each KPI with its value with the rows and without them."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(0, 1)
        self._lines = [
            (
                PlainLabel("", wrap=True),
                PlainLabel("", "t2", align=Qt.AlignmentFlag.AlignRight),
                PlainLabel("", weight=600, align=Qt.AlignmentFlag.AlignRight),
            )
            for _ in range(_MOST_EFFECTS)
        ]
        for at, labels in enumerate(self._lines):
            for column, label in enumerate(labels):
                self._grid.addWidget(label, at, column)
        self.more = PlainLabel("", "t3", 11)
        self._grid.addWidget(self.more, _MOST_EFFECTS, 0, 1, 3)

    def show_effects(self, effects: tuple[KpiEffect, ...]) -> None:
        """Show at most five; the rest is counted."""
        for at, (name, before, after) in enumerate(self._lines):
            there = at < len(effects)
            for label in (name, before, after):
                label.setVisible(there)
            if there:
                one = effects[at]
                name.setText(one.label)
                before.setText(f"{value_words(one.before, one.unit)} →")
                after.setText(f"{value_words(one.after, one.unit)} {one.unit}".strip())
        over = len(effects) - _MOST_EFFECTS
        self.more.setVisible(over > 0)
        self.more.setText(f"and {over} more, in the workbook" if over > 0 else "")

    def texts(self) -> tuple[str, ...]:
        """The lines as they read."""
        return tuple(
            " ".join(label.text() for label in labels)
            for labels in self._lines
            if not labels[0].isHidden()
        )


class FindingPanel(Panel):
    """Shows one finding. Speaks only through its signals."""

    closed = Signal()
    opened = Signal(str)
    """Key of a ticket or change that was clicked."""

    def __init__(self) -> None:
        super().__init__("Finding")
        self._finding: QualityFinding | None = None
        self._rows: tuple[FoundRow, ...] = ()
        self.close_button = FlatIcon("x", "Close the panel (Esc)")
        self.close_button.clicked.connect(self.closed)
        self.close_button.hide()
        self.add_header_widget(self.close_button)
        self.content = QWidget()
        column = QVBoxLayout(self.content)
        column.setContentsMargins(11, 0, 11, 6)
        column.setSpacing(6)
        head = QHBoxLayout()
        head.setSpacing(8)
        self.glyph = GlyphLabel("note")
        self.title = PlainLabel("", "t1", 13, 600, wrap=True)
        head.addWidget(self.glyph)
        head.addWidget(self.title, 1)
        column.addLayout(head)
        self.effect_title = PlainLabel("", "t3", 11)
        self.effects = EffectLines()
        self.trend_title = PlainLabel("Share of new records with it, by import", "t3", 11)
        self.trend = TrendLine()
        self.trend_words = PlainLabel("", "t2", 11)
        self.advice = PlainLabel("", "t1", 12, wrap=True)
        for widget in (Rule(), self.effect_title, self.effects, Rule(),
                       PlainLabel("What to do", "t3", 11), self.advice, Rule(),
                       self.trend_title, self.trend, self.trend_words):  # fmt: skip
            column.addWidget(widget)
        self.rows_title = PlainLabel("", "t3", 11)
        column.addWidget(self.rows_title)
        self.table = ColumnTable(_ROWS, row_height=40, name="Rows of the finding")
        self.table.setMinimumHeight(110)
        self.table.cellClicked.connect(self._on_cell)
        self.table.rowActivated.connect(self._open)
        self.empty = EmptyState("No finding selected.", "Pick one to see its rows and effects.")
        self.body.addWidget(self.content)
        self.body.addWidget(self.table, 1)
        self.unlisted = QWidget()
        self.body.addWidget(self.unlisted, 1)
        self.body.addWidget(self.empty, 1)
        self.show_finding(None, "")

    def set_beside(self, beside: bool) -> None:  # noqa: FBT001 - a slot
        """Beside the table there is nothing to close."""
        self.close_button.setVisible(not beside)

    def finding(self) -> QualityFinding | None:
        """What is shown."""
        return self._finding

    def show_finding(self, finding: QualityFinding | None, period: str) -> None:
        """Show one; None says what to do."""
        self._finding = finding
        for widget in (self.content, self.table):
            widget.setVisible(finding is not None)
        self.empty.setVisible(finding is None)
        if finding is None:
            self.unlisted.hide()
            self.set_title("Finding")
            return
        self.set_title(finding.kind)
        self.glyph.set_kind(finding.severity, SEVERITY_WORDS[finding.severity])
        self.title.setText(finding.title)
        these = "this row" if finding.count == 1 else "these rows"
        self.effect_title.setText(
            f"KPIs of {period} without {these}"
            if finding.effects
            else f"No KPI of {period} reads otherwise without {these}"
        )
        self.effects.setVisible(bool(finding.effects))
        self.effects.show_effects(finding.effects)
        self.advice.setText(finding.advice)
        self.trend.show_shares(finding)
        for label in (self.trend_title, self.trend_words):
            label.setVisible(bool(finding.trend))
        self.trend_words.setText(trend_words(finding.trend))
        self._show_rows(finding)

    def _show_rows(self, finding: QualityFinding) -> None:
        self._rows = finding.rows
        shown, count = len(finding.rows), finding.count
        self.table.setVisible(shown > 0)
        self.unlisted.setVisible(not shown)
        self.rows_title.setText(
            f"{counted(count, 'row')}, not listed one by one"
            if not shown
            else f"First {shown:,} of {counted(count, 'row')}"
            if shown < count
            else counted(count, "row")
        )
        self.table.set_rows(
            {
                "key": [Txt(row.key, "acc" if row.kind in OPENED else "t1")
                        for row in finding.rows],
                "detail": [Txt(_why(row), "t2") for row in finding.rows],
            },
            keep=("key",),
        )  # fmt: skip

    def _on_cell(self, at: int, column: str) -> None:
        if column == "key":
            self._open(at)

    def _open(self, at: int) -> None:
        if self._rows[at].kind in OPENED:
            self.opened.emit(self._rows[at].key)


def _why(row: FoundRow) -> str:
    parts = [row.detail, row.source if row.kind in ("row", "file") else ""]
    words = " · ".join(part for part in parts if part) or kind_words(row.kind)
    # A sentence begins with a capital; the name of a CI or a field stays as it is written.
    return words[:1].upper() + words[1:] if _SENTENCE.match(words) else words
