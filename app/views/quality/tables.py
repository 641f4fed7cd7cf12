"""The tables of the Data quality screen: findings, fields and sources."""

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter

from app.models.moments import dated, local, stamp
from app.models.results import QualityFinding, QualityReport, SourceState
from app.views import theme
from app.views.quality.words import (
    SEVERITY_TIPS,
    SEVERITY_WORDS,
    effect_words,
    field_words,
    kind_words,
    trend_words,
)
from app.views.tables import Column, ColumnTable, Num, Spark, Txt, Word
from app.views.tables.cells import Look, width_of, write

_GAP = 5
"""Between a KPI's name and its figures."""


def _effect(painter: QPainter, rect: QRectF, value: tuple[str, str], _look: Look) -> None:
    """A KPI's name, cut where it has to be, and its figures, which never are."""
    label, figures = value
    if not label:
        write(painter, rect, "None", ink="t3")
        return
    room = max(rect.width() - width_of(figures) - _GAP, 0)
    write(painter, QRectF(rect.left(), rect.top(), room, rect.height()), label)
    left = min(width_of(label), room) + _GAP
    write(painter, rect.adjusted(left, 0, 0, 0), figures, cut=False)


_FINDINGS = (
    Column("severity", "Severity", 92, "word", descending_first=True,
           tip="Wrong: numbers are wrong. Doubtful: they may be. To know: no number changes."),
    Column("title", "Finding", 216, stretch=8),
    Column("count", "Rows", 60, "number", descending_first=True),
    Column("effect", "KPI without these rows", 230, "own", optional=1, stretch=3, sortable=False,
           paint=_effect, words=lambda value: " ".join(value).strip() or "None",
           tip="The KPI of the period with these rows, and what it would be without them"),
    Column("trend", "New by import", 98, "spark", optional=2, sortable=False,
           tip="Share of the new records of each of the last imports that have it"),
)  # fmt: skip
_RANK = {"breach": 2, "risk": 1, "note": 0}


class FindingTable(ColumnTable):
    """Findings worst first; `picked` gives the one that is to be shown, or None."""

    picked = Signal(object)

    def __init__(self) -> None:
        super().__init__(_FINDINGS, name="Findings")
        self._findings: tuple[QualityFinding, ...] = ()
        self.rowSelected.connect(self._on_row)

    def show_findings(self, findings: tuple[QualityFinding, ...], selected: str) -> None:
        """Show them; the one with id `selected` stays selected, else the first is."""
        self._findings = findings
        ids = [one.id for one in findings]
        at = ids.index(selected) if selected in ids else 0
        # One import shows no trend: its column would be empty.
        columns = _FINDINGS if any(len(f.trend) > 1 for f in findings) else _FINDINGS[:-1]
        if columns != tuple(self.columns):
            self.columns = columns
        self.set_rows(
            {
                "severity": [Word(f.severity, SEVERITY_WORDS[f.severity]) for f in findings],
                "title": [f.title for f in findings],
                "count": [f.count for f in findings],
                "effect": [effect_words(f) for f in findings],
                "trend": [_spark(f) for f in findings],
            },
            tips={
                "severity": lambda row: SEVERITY_TIPS[findings[row].severity],
                "effect": lambda row: "\n".join(one.words for one in findings[row].effects),
                "trend": lambda row: trend_words(findings[row].trend),
            },
            select=at,
        )  # fmt: skip

    def finding(self, row: int) -> QualityFinding | None:
        """The finding in a row."""
        return self._findings[row] if 0 <= row < len(self._findings) else None

    def step(self, by: int) -> None:
        """Select the finding before (−1) or after (1)."""
        rows = self.shown().tolist()
        if rows:
            at = rows.index(self.selected()) if self.selected() in rows else -by
            self.select(rows[min(max(at + by, 0), len(rows) - 1)])

    def _on_row(self, row: int) -> None:
        self.picked.emit(self.finding(row))


def _spark(finding: QualityFinding) -> Spark | None:
    if len(finding.trend) < 2:
        return None
    return Spark(tuple(100 * share.found / share.new for share in finding.trend), low=0)


def _bar(painter: QPainter, rect: QRectF, value: float, _look: Look) -> None:
    box = QRectF(rect.left(), rect.center().y() - 3, rect.width(), 6)
    painter.fillRect(box, theme.colour("track"))
    box.setWidth(box.width() * value)
    painter.fillRect(box, theme.colour("neu"))


_FIELDS = (
    Column("kind", "Record", 98),
    Column("field", "Field", 110, stretch=1),
    Column("bar", "Filled", 90, "own", stretch=2, paint=_bar, words=lambda v: f"{100 * v:.1f} %"),
    Column("share", "Share", 60, "number", tip="Filled fields of all that should be"),
    Column("missing", "Empty", 60, "number", descending_first=True),
)  # fmt: skip


class FieldTable(ColumnTable):
    """How full each field is, the emptiest first."""

    def __init__(self) -> None:
        super().__init__(_FIELDS, row_height=26, name="Fields")
        self.sort_by("share")

    def show_fields(self, report: QualityReport) -> None:
        """Show the fields of every kind of record that is in the store."""
        shares = [each.filled / each.total for each in report.fields]
        self.set_rows(
            {
                "kind": [Txt(kind_words(each.kind), "t2") for each in report.fields],
                "field": [field_words(each.field) for each in report.fields],
                "bar": shares,
                "share": [Num(100 * share, text=f"{100 * share:.1f}", unit="%")
                          for share in shares],
                "missing": [each.total - each.filled for each in report.fields],
            },
            tips={"bar": lambda row: (
                f"{report.fields[row].filled:,} of {report.fields[row].total:,} filled"
            )},
            keep=("kind", "field"),
        )  # fmt: skip


_SOURCES = (
    Column("label", "Source", 90, stretch=1),
    Column("state", "State", 74, "word"),
    Column("as_of", "As of", 174),
    Column("rows", "Rows", 64, "number", optional=1, tip="Rows of its newest file"),
    Column("left_out", "Left out", 62, "number", optional=2),
)


class SourceTable(ColumnTable):
    """Every source with its age and whether its newest export was whole."""

    def __init__(self) -> None:
        super().__init__(_SOURCES, row_height=26, name="Sources")

    def show_sources(self, report: QualityReport) -> None:
        """Show the sources of the store."""
        sources = report.sources
        self.set_rows(
            {
                "label": [Txt(source.label, weight=500) for source in sources],
                "state": [_state(source) for source in sources],
                "as_of": [Txt(_as_of(source, report), "t2") for source in sources],
                "rows": [source.rows for source in sources],
                "left_out": [source.rejected for source in sources],
            },
            tips={
                "state": lambda row: sources[row].cut or _age_words(sources[row]),
                "label": lambda row: sources[row].file_name,
            },
            keep=("label",),
        )


def _state(source: SourceState) -> Word:
    if source.cut:
        return Word("breach", "Cut off")
    return Word("risk", "Stale") if source.stale else Word("met", "Fresh")


def _as_of(source: SourceState, report: QualityReport) -> str:
    """Day and time, with the year when it is another one."""
    this = local(report.now, report.zone).year == local(source.as_of, report.zone).year
    return (stamp if this else dated)(source.as_of, report.zone)


def _age_words(source: SourceState) -> str:
    if not source.limit_s:
        return "It does not go stale."
    hours = source.limit_s / 3600
    limit = f"{hours / 24:,.0f} days" if hours >= 48 else f"{hours:,.0f} h"
    return f"{'Older' if source.stale else 'Not older'} than its limit of {limit}."
