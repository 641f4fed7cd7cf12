"""The readiness of the changes in view: six checks, a score and the gap, lowest score first."""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from app.models.results import ChangeBar, Readiness
from app.views import glyphs
from app.views.changes.axis import short_stamp
from app.views.changes.painting import RISK_LETTERS
from app.views.changes.words import bar_words
from app.views.tables import Column, ColumnTable, Txt
from app.views.tables.cells import write

ITEMS = ("Risk", "Impact", "Test", "Backout", "Approval", "Notice")
_SIGNS = {"complete": "check", "partial": "partial", "missing": "cross"}


def score_glyph(ready: Readiness) -> str:
    """Return the glyph of a readiness: under 60 must be fixed; under 85 or a gap is partial."""
    if ready.score < 60:
        return "breach"
    missing = any(state == "missing" for _, state in ready.items)
    return "risk" if missing or ready.score < 85 else "met"


def _paint_item(painter: QPainter, rect: QRectF, value: str, _look: Any) -> None:
    sign = _SIGNS.get(value)
    box = QRectF(rect.center().x() - 6, rect.center().y() - 6, 12, 12)
    if sign:
        glyphs.paint(painter, sign, box)
    else:
        write(painter, rect, "–", ink="t3", side="centre")


def _paint_score(painter: QPainter, rect: QRectF, value: Readiness, _look: Any) -> None:
    box = QRectF(rect.left(), rect.center().y() - 6, 12, 12)
    glyphs.paint(painter, score_glyph(value), box)
    write(painter, rect.adjusted(17, 0, 0, 0), str(value.score), weight=600)


def _columns() -> tuple[Column, ...]:
    items = tuple(
        Column(
            item.lower(), item, 46, "own", "centre", sortable=False, paint=_paint_item, words=str
        )
        for item in ITEMS
    )
    return (
        Column("key", "Change", 104, "link"),
        Column("title", "Title", 120, stretch=2),
        Column("starts", "Starts", 76, optional=1),
        Column("level", "Lvl", 34, align="centre", tip="H, M or L risk"),
        *items,
        Column("score", "Score", 62, "own", paint=_paint_score, words=lambda v: str(v.score)),
        Column("gap", "Gap", 110, stretch=3),
    )


class ReadinessTable(ColumnTable):
    """Normal and emergency changes with what a CAB asks of them."""

    def __init__(self) -> None:
        super().__init__(_columns(), row_height=26, name="Readiness")
        self.bars: tuple[ChangeBar, ...] = ()
        self.sort_by("score")

    def show_bars(self, bars: Iterable[ChangeBar], zone: str) -> int:
        """Show the changes that have a readiness and say how many they are."""
        selected = self.key_at(self.selected())
        self.bars = tuple(b for b in bars if b.readiness is not None and b.type != "standard")
        values: dict[str, list[Any]] = {
            "key": [bar.key for bar in self.bars],
            "title": [bar.title for bar in self.bars],
            "starts": [Txt(short_stamp(bar.start, zone), "t2") for bar in self.bars],
            "level": [RISK_LETTERS.get(bar.risk, "–") for bar in self.bars],
            "score": [bar.readiness for bar in self.bars],
            "gap": [_gap(bar) for bar in self.bars],
        }
        for item in ITEMS:
            values[item.lower()] = [_item(bar, item) for bar in self.bars]
        keys = {
            "starts": np.array([bar.start for bar in self.bars], dtype=np.int64),
            "score": np.array([r.score for r in values["score"]], dtype=np.int64),
        }
        keys |= {"level": np.array([bar.risk or 9 for bar in self.bars], dtype=np.int64)}
        tip: Callable[[int], str] = lambda row: bar_words(self.bars[row], zone)  # noqa: E731
        self.set_rows(values, keys=keys, tips={"title": tip}, select=self.row_of(selected))
        return len(self.bars)

    def key_at(self, row: int) -> str:
        """Return the key of a row's change."""
        return self.bars[row].key if 0 <= row < len(self.bars) else ""

    def row_of(self, key: str) -> int:
        """Return the row of a change, or -1."""
        return next((row for row, bar in enumerate(self.bars) if bar.key == key), -1)

    def mark_changes(self, keys: Iterable[str]) -> None:
        """Tint the rows of these changes."""
        wanted = set(keys)
        self.set_marked([row for row, bar in enumerate(self.bars) if bar.key in wanted])


def _item(bar: ChangeBar, item: str) -> str:
    ready = bar.readiness
    return dict(ready.items).get(item, "unknown") if ready else "unknown"


def _gap(bar: ChangeBar) -> Txt:
    gap = bar.readiness.gap if bar.readiness else ""
    return Txt(gap or "Ready", "t2")
