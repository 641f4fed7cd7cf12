"""The scorecard table: a row a KPI part, in sections by group."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from math import ceil
from typing import Any

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QResizeEvent

from app.charts.control import describe, sparkline
from app.charts.numbers import number, signed
from app.models.period import Period
from app.models.results import Scorecard
from app.models.results.drilldown import Difference
from app.views import icons, theme
from app.views.figures import paint_figure
from app.views.scorecard.rows import (
    CADENCE,
    DASH,
    KpiRow,
    Said,
    better_share,
    better_text,
    better_words,
    caveat,
    counted_share,
    difference_words,
    missed_words,
    places,
    signal_said,
    table_rows,
    target_text,
    value_text,
    verdict,
)
from app.views.tables import Column, ColumnTable, Num, Txt, Word
from app.views.tables.cells import Look, width_of, write
from app.views.tables.layout import HEADER

_BAR = 12
"""Half the width of the better-by bar."""
_UNIT = 26
_TALL, _LOW = 28, 24
"""Row heights: regular, and the least that a pointer hits."""


def _value(painter: QPainter, rect: QRectF, row: KpiRow, _look: Look) -> None:
    if row.part.value is None:
        write(painter, rect.adjusted(0, 0, -_UNIT, 0), DASH, ink="t3", side="right")
        return
    unit = QRectF(rect.right() - _UNIT + 3, rect.top(), _UNIT - 3, rect.height())
    write(painter, unit, row.part.unit, ink="t3", size=11, cut=False)
    words = value_text(row.part)
    write(painter, rect.adjusted(0, 0, -_UNIT, 0), words, weight=600, side="right", cut=False)


def _better(painter: QPainter, rect: QRectF, row: KpiRow, _look: Look) -> None:
    part = row.part
    worse = part.better_by is not None and part.better_by < 0
    share = better_share(part)
    if share is not None:
        axis, middle = rect.left() + _BAR, rect.center().y()
        length = max(1.0, abs(share) * _BAR) if share else 0.0
        left = axis + 1 if share > 0 else axis - length
        token = "critf" if worse else "neu"
        painter.fillRect(QRectF(left, middle - 4, length, 8), theme.colour(token))
        painter.fillRect(QRectF(axis, middle - 7, 1, 14), theme.colour("t3"))
    ink = "crit" if worse else "t3" if part.better_by is None else "t2"
    weight = 600 if worse else 400
    write(painter, rect, better_text(part), ink=ink, weight=weight, side="right", cut=False)


def _trend(painter: QPainter, rect: QRectF, row: KpiRow, _look: Look) -> None:
    if all(point.value is None for point in row.part.trend):
        write(painter, rect, "no history", ink="t3", size=11)
        return
    figure = sparkline(row.part, rect.width(), rect.height() - 5)
    paint_figure(painter, figure, rect.left(), rect.top() + 3)


def _caveat(painter: QPainter, rect: QRectF, words: str, _look: Look) -> None:
    if words:
        icons.paint(painter, "flag", QRectF(rect.left(), rect.center().y() - 6, 12, 12), "warn")
        write(painter, rect.adjusted(17, 0, 0, 0), words, ink="warn", size=11)


def _compared(painter: QPainter, rect: QRectF, row: KpiRow, _look: Look) -> None:
    change = row.compared
    if change is None or change.change is None:
        write(painter, rect, DASH, ink="t3", side="right")
        return
    ink = "t1" if change.better is None or change.better else "crit"
    if change.overlap:
        ink = "t3"
    words = signed(change.change, places(row.part))
    write(painter, rect, words, ink=ink, weight=500, side="right", cut=False)


def _column(id: str, title: str, width: int, kind: Any = "text", **more: Any) -> Column:  # noqa: A002
    return Column(id, title, width, kind, sortable=False, **more)


COLUMNS = (
    _column("kpi", "KPI", 150),
    _column("freq", "Freq.", 38, optional=3, tip="W weekly, M monthly, Q quarterly"),
    _column("period", "Period", 46, tip="The period of this row: a monthly KPI in a weekly "
            "scorecard shows its last complete month"),
    _column("value", "Value", 66, "own", align="right", paint=_value,
            words=lambda row: f"{value_text(row.part)} {row.part.unit}"),
    _column("target", "Target", 56, align="right"),
    _column("better", "Better by", 70, "own", paint=_better, tip="Right is better than target, "
            "left is worse; the bar is full at 14 % of the target",
            words=lambda row: better_words(row.part)),
    _column("previous", "Previous", 50, align="right", optional=2, tip="The period before"),
    _column("compared", "Change", 62, "own", align="right", paint=_compared,
            words=difference_words),
    _column("overlap", "Intervals", 58, tip="Whether the 95 % intervals of both periods overlap"),
    _column("trend", "Trend", 78, "own", tip="With natural limits and target",
            paint=_trend, words=lambda row: describe(row.part)),
    _column("n", "n", 36, "number"),
    _column("caveat", "Data caveat", 96, "own", stretch=2, optional=1, paint=_caveat,
            words=str),
    _column("verdict", "Target", 78, "word"),
    _column("signal", "Signal", 92, "word", stretch=1),
    _column("owner", "Owner", 100, optional=4, stretch=1),
)  # fmt: skip


def _said(said: Said) -> Word:
    return Word(said.glyph, said.word, said.token)


def _overlap(row: KpiRow) -> str:
    found = row.compared
    if found is None or found.overlap is None:
        return DASH
    return "overlap" if found.overlap else "apart"


def _signal(row: KpiRow) -> Said:
    return signal_said(row.part.signal, known=row.part.n > 0)


def _tips(rows: tuple[KpiRow, ...]) -> dict[str, Callable[[int], str]]:
    def verdict_tip(at: int) -> str:
        part = rows[at].part
        return "\n".join(words for words in (part.verdict, missed_words(part)) if words)

    def caveat_tip(at: int) -> str:
        kpi = rows[at].kpi
        return kpi.needs or "\n".join(kpi.caveats)

    def period_tip(at: int) -> str:
        period, cadence = rows[at].kpi.period, rows[at].kpi.cadence
        return f"{period.label} ({CADENCE.get(cadence, cadence)})"

    def counted_tip(at: int) -> str:
        return rows[at].kpi.needs or f"{counted_share(rows[at].part)}. Enter opens the rows."

    return {
        "period": period_tip,
        "value": counted_tip,
        "n": counted_tip,
        "better": lambda at: better_words(rows[at].part),
        "compared": lambda at: difference_words(rows[at]),
        "caveat": caveat_tip,
        "verdict": verdict_tip,
    }


class KpiTable(ColumnTable):
    """Shows a Scorecard; `row_of` gives the KPI row behind a table row."""

    def __init__(self) -> None:
        super().__init__(_without_comparison(COLUMNS), row_height=_TALL, name="KPIs")
        self._kpi_rows: tuple[KpiRow, ...] = ()

    def row_of(self, at: int) -> KpiRow | None:
        """The KPI row shown at `at`; None outside."""
        return self._kpi_rows[at] if 0 <= at < len(self._kpi_rows) else None

    def place_of(self, key: tuple[str, str] | None) -> int:
        """Where the KPI part `key` stands, else the KPI's first row, else the first of all.

        −1 in an empty table.
        """
        keys = [row.key for row in self._kpi_rows]
        if key in keys:
            return keys.index(key)
        kpi = key[0] if key else ""
        return next((at for at, each in enumerate(keys) if each[0] == kpi), 0 if keys else -1)

    def show_card(
        self,
        card: Scorecard,
        select: tuple[str, str] | None,
        *,
        against: Period | None = None,
        compared: Mapping[tuple[str, str], Difference] | None = None,
    ) -> None:
        """Show every KPI of `card` and select the part `select`, else the first.

        With `against` the column of the period before is that of the chosen one, and the
        difference stands beside it.
        """
        sections: list[tuple[str, list[int]]] = []
        rows: list[KpiRow] = []
        for each in table_rows(card):
            if isinstance(each, str):
                sections.append((each, []))
            else:
                sections[-1][1].append(len(rows))
                rows.append(replace(each, compared=(compared or {}).get(each.key)))
        self._kpi_rows = tuple(rows)
        self.columns = _widened(self._kpi_rows, against)
        self.set_rows(
            {
                "kpi": [Txt(row.label, weight=500) for row in rows],
                "freq": [Txt(CADENCE.get(row.kpi.cadence, ""), "t3") for row in rows],
                "period": [Txt(row.kpi.period.short, "t2") for row in rows],
                "value": rows,
                "target": [Txt(target_text(row.kpi, row.part), "t2") for row in rows],
                "better": rows,
                "previous": [Txt(_previous(row, against), "t3") for row in rows],
                "compared": rows,
                "overlap": [Txt(_overlap(row), "t3") for row in rows],
                "trend": rows,
                "n": [Num(row.part.n, ink="t2") for row in rows],
                "caveat": [caveat(row.kpi, row.part) for row in rows],
                "verdict": [_said(verdict(row.part)) for row in rows],
                "signal": [_said(_signal(row)) for row in rows],
                "owner": [Txt(row.kpi.owner or "No owner", "t2") for row in rows],
            },
            tips=_tips(self._kpi_rows),
            sections=sections,
            select=self.place_of(select),
        )
        self._fit_rows()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """All KPIs on one screen where the least row height allows it."""
        self._fit_rows()
        super().resizeEvent(event)

    def _fit_rows(self) -> None:
        lines = len(self._order)
        room = self.viewport().height() - HEADER
        height = max(_LOW, min(_TALL, room // lines)) if lines else _TALL
        if height != self._row_height:
            self._row_height = height
            self._layout()


def _without_comparison(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    return tuple(column for column in columns if column.id not in ("compared", "overlap"))


def _widened(rows: tuple[KpiRow, ...], against: Period | None) -> tuple[Column, ...]:
    """The columns with room for the widest value and difference: numbers are never cut."""
    value = max((width_of(value_text(row.part), 12, 600) for row in rows), default=0.0)
    better = max((width_of(better_text(row.part), 12, 600) for row in rows), default=0.0)
    label = max((width_of(row.label, 12, 500) for row in rows), default=0.0)
    target = max((width_of(target_text(row.kpi, row.part), 12) for row in rows), default=0.0)
    need = {
        "kpi": min(label + 17, 200),
        "value": value + _UNIT + 14,
        "target": target + 14,
        "verdict": max((width_of(verdict(row.part).word, 12) for row in rows), default=0.0) + 28,
        "signal": max((width_of(_signal(row).word, 12) for row in rows), default=0.0) + 37,
        "better": better + 2 * _BAR + 18,
    }
    wide = tuple(
        replace(column, width=max(column.width, ceil(need.get(column.id, 0)))) for column in COLUMNS
    )
    if against is None:
        return _without_comparison(wide)
    return tuple(
        replace(column, title=against.short, optional=0, tip=against.label)
        if column.id == "previous"
        else column
        for column in wide
        if column.id != "better"
    )


def _previous(row: KpiRow, against: Period | None) -> str:
    part = row.part
    found = part.previous
    if against is not None:
        found = row.compared.before if row.compared else None
    return DASH if found is None else number(found, places(part))
