"""What needs attention now: what, why it is here, what next, who, and the clock."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from app.models.results import AttentionItem
from app.views import glyphs
from app.views.tables import Column, ColumnTable, Num, Two, Txt
from app.views.today.clocks import LEVELS, clock_ink, clock_text

NO_OWNER = "No owner"


def _paint_level(painter: QPainter, rect: QRectF, value: str, _look: Any) -> None:
    box = QRectF(rect.center().x() - 6, rect.center().y() - 6, 12, 12)
    glyphs.paint(painter, value if value in LEVELS else "note", box)


_COLUMNS = (
    Column("rank", "#", 34, "number", "centre"),
    Column(
        "level",
        "",
        24,
        "own",
        "centre",
        paint=_paint_level,
        words=lambda v: LEVELS.get(v, ""),
        sortable=False,
    ),
    Column("what", "What", 150, "two", stretch=6, sortable=False),
    Column("why", "Why it is here", 108, "wrap", stretch=4, sortable=False),
    Column("next", "What next", 118, "wrap", stretch=3, sortable=False),
    Column("owner", "Owner", 88, stretch=1, optional=1),
    Column("clock", "Clock", 80, "two", "right"),
    Column("score", "Score", 50, "number"),
)


class AttentionTable(ColumnTable):
    """The ranked list; its order is impact × time left (METRICS §5)."""

    def __init__(self) -> None:
        super().__init__(_COLUMNS, row_height=44, name="Needs attention now")
        self.items: tuple[AttentionItem, ...] = ()

    def show_items(self, items: Sequence[AttentionItem], now: int) -> None:
        """Show `items`; the row of the same key stays selected, else the first."""
        kept = self.key_at(self.selected())
        self.items = tuple(items)
        values: dict[str, list[Any]] = {
            "rank": [Num(item.rank, ink="t2") for item in self.items],
            "level": [item.level for item in self.items],
            "what": [
                Two(_title(item), f" · {item.context}" if item.context else "", item.key)
                for item in self.items
            ],
            "why": [Txt(item.why, "t2") for item in self.items],
            "next": [Txt(item.next, weight=500, icon="arrow-right") for item in self.items],
            "owner": [_owner(item) for item in self.items],
            "clock": self._clocks(now),
            "score": [Num(item.score, ink="t3") for item in self.items],
        }
        rows = [row for row, item in enumerate(self.items) if item.key == kept]
        select = rows[0] if rows else min(0, len(self.items) - 1)
        keys = {
            "clock": np.array([i.due_at or 2**62 for i in self.items], dtype=np.int64),
            "owner": np.unique([i.owner for i in self.items], return_inverse=True)[1],
        }
        tips = {"score": lambda row: self.items[row].terms}
        self.set_rows(values, keys=keys, tips=tips, select=select)

    def tick(self, now: int) -> None:
        """Redraw the clocks."""
        self.set_column("clock", self._clocks(now))

    def key_at(self, row: int) -> str:
        """Return the key of a row's record."""
        return self.items[row].key if 0 <= row < len(self.items) else ""

    def _clocks(self, now: int) -> list[Two]:
        return [
            Two(clock_text(item, now), item.clock_word, ink=clock_ink(item, now), weight=600)
            for item in self.items
        ]


def _owner(item: AttentionItem) -> Txt:
    missing = item.owner in {"", NO_OWNER}
    return Txt(NO_OWNER if missing else item.owner, "crit" if missing else "t2")


def _title(item: AttentionItem) -> str:
    """What it is; an export without titles gives the number, which stands below anyway."""
    return "No short description" if item.what == item.key else item.what
