"""How the columns of a table share its width."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.views.tables import cells
from app.views.tables.values import Column

HEADER = 26
SAMPLE = 400
WHOLE = ("link", "number", "sla")
"""Kinds that are never cut: their column grows to the widest value."""


@dataclass(frozen=True, slots=True)
class Span:
    """A column's place, logical pixels from the left edge of the content."""

    column: Column
    left: float
    width: float


def measured(column: Column, values: Sequence[Any]) -> float:
    """The least width of `column`: as declared, enough for the title and what is never cut."""
    title = cells.width_of(column.title, 11) + (14 if column.sortable else 0)
    least = max(float(column.width), title + 13)
    if column.kind not in WHOLE or not len(values):
        return least
    step = max(1, len(values) // SAMPLE)
    widest = max(cells.needed_width(values[row], column) for row in range(0, len(values), step))
    return max(least, widest + 18)


def fit(columns: Sequence[Column], least: Mapping[str, float], width: float) -> tuple[Span, ...]:
    """Spans of the columns in `width`: optional ones leave, stretching ones share what is over."""
    kept = list(columns)
    need = {column.id: least.get(column.id, float(column.width)) for column in columns}
    leaving = sorted((c for c in columns if c.optional), key=lambda c: -c.optional)
    while leaving and sum(need[c.id] for c in kept) > width:
        kept.remove(leaving.pop(0))
    spare = max(0.0, width - sum(need[c.id] for c in kept))
    shares = sum(c.stretch for c in kept)
    spans = []
    left = 0.0
    for column in kept:
        extra = spare * column.stretch / shares if shares else 0.0
        spans.append(Span(column, left, need[column.id] + extra))
        left += need[column.id] + extra
    return tuple(spans)
