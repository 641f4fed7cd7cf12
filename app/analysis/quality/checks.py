"""What a check finds, before it is put into words for people."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from app.models.columns import I64, Facts
from app.models.quality import QualityFacts
from app.models.results import FoundRow
from app.models.settings import Settings

MOST_ROWS = 5_000
"""Rows listed at most for one finding; the count is always whole."""
NONE: I64 = np.empty(0, np.int64)


@dataclass(frozen=True, slots=True)
class Given:
    """Everything a check may look at. `titles` are those of `twins` (ticket id -> title)."""

    facts: Facts
    quality: QualityFacts
    settings: Settings
    now: int
    titles: dict[int, str]


@dataclass(frozen=True, slots=True)
class Hit:
    """One finding: rows of tickets and changes (numbers into the facts), or rows made by hand.

    `say` gives the words beside a ticket or change row; `noun` is what is counted.
    """

    id: str
    severity: str
    kind: str
    title: str
    advice: str
    tickets: I64 = field(default_factory=lambda: NONE)
    changes: I64 = field(default_factory=lambda: NONE)
    others: tuple[FoundRow, ...] = ()
    count: int = 0
    """Where `others` is cut or a number stands for more than its rows; else it is counted."""
    say: Callable[[int], str] | None = None
    say_change: Callable[[int], str] | None = None
    batches: tuple[tuple[int, int, int], ...] = ()
    """(batch, found, of) where imports themselves are what is counted."""

    @property
    def number(self) -> int:
        """How many rows it is about."""
        return self.count or len(self.tickets) + len(self.changes) + len(self.others)
