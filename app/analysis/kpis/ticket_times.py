"""Tickets in order of an instant: which of them were opened, resolved or closed in a span."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from app.analysis.remember import once_for_facts
from app.models.columns import I64, MISSING, Facts

Instant = Literal["opened", "resolved", "closed"]


@dataclass(frozen=True, slots=True)
class _Order:
    row: NDArray[np.int32]
    at: I64


def rows_between(facts: Facts, instant: Instant, begin: int, end: int) -> I64:
    """Rows of the tickets whose instant lies in [begin, end), ascending; those without it never."""
    line = _in_order(facts, instant)
    low, high = np.searchsorted(line.at, (max(begin, MISSING + 1), end))
    return np.sort(line.row[low:high]).astype(np.int64)


@once_for_facts
def _in_order(facts: Facts, instant: Instant) -> _Order:
    at: I64 = getattr(facts.tickets, instant)
    order = np.argsort(at, kind="stable")
    return _Order(order.astype(np.int32), at[order])
