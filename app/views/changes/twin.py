"""The table twin of the calendar: every change in view as a row, for those who can't see bars."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from PySide6.QtCore import Signal

from app.models.moments import stamp
from app.models.results import ChangeBar, Collision
from app.views.changes.words import RISKS
from app.views.tables import Column, ColumnTable, Txt, Word

_COLUMNS = (
    Column("key", "Change", 94, "link"),
    Column("title", "Title", 150, stretch=3),
    Column("service", "Service", 110, stretch=1),
    Column("starts", "Starts", 120),
    Column("ends", "Ends", 120),
    Column("type", "Type", 74, optional=2),
    Column("risk", "Risk", 100, optional=1),
    Column("approved", "Approval", 100),
    Column("collision", "Collisions", 100, "word"),
)


class CalendarTable(ColumnTable):
    """The changes in view by start, with the numbers of their collisions."""

    key_activated = Signal(str)

    def __init__(self) -> None:
        super().__init__(_COLUMNS, row_height=26, name="Change calendar as a table")
        self.bars: tuple[ChangeBar, ...] = ()
        self.sort_by("starts")
        self.rowActivated.connect(lambda row: self.key_activated.emit(self.bars[row].key))

    def show_bars(
        self, bars: Iterable[ChangeBar], collisions: Iterable[Collision], zone: str
    ) -> None:
        """Show the changes of one view."""
        self.bars = tuple(bars)
        numbers: dict[str, list[int]] = {}
        for collision in collisions:
            for key in collision.strongest.changes:
                numbers.setdefault(key, []).append(collision.number)
        values: dict[str, list[Any]] = {
            "key": [bar.key for bar in self.bars],
            "title": [bar.title for bar in self.bars],
            "service": [Txt(bar.service or "No service", "t2") for bar in self.bars],
            "starts": [stamp(bar.start, zone) for bar in self.bars],
            "ends": [stamp(bar.end, zone) for bar in self.bars],
            "type": [Txt(bar.type.capitalize(), "t2") for bar in self.bars],
            "risk": [Txt(RISKS.get(bar.risk, "–"), "t2") for bar in self.bars],
            "approved": [
                Txt("Approved" if b.approved else "Not approved", "t2") for b in self.bars
            ],
            "collision": [_numbers(numbers.get(bar.key)) for bar in self.bars],
        }
        keys = {
            "starts": np.array([bar.start for bar in self.bars], dtype=np.int64),
            "ends": np.array([bar.end for bar in self.bars], dtype=np.int64),
            "risk": np.array([bar.risk or 9 for bar in self.bars], dtype=np.int64),
        }
        self.set_rows(values, keys=keys)


def _numbers(numbers: list[int] | None) -> Word | None:
    return Word("breach", ", ".join(str(n) for n in numbers)) if numbers else None
