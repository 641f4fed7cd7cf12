"""The upper of the chart's two plots: values, limits, target, notes, and words that make room."""

from math import isnan
from typing import Any

from app.charts.naming import TICK_SIZE, last_words, named_levels
from app.charts.phases import bands, sliced
from app.models.results import ChartNote, KpiPart
from app.views.scorecard import plot_items as items
from app.views.scorecard.one_plot import OnePlot
from app.views.scorecard.plot_room import Box, Room

_HEAD, _HEAD_LETTERED = 14.0, 30.0
_FOOT = 8.0
_LEAST_HEIGHT = 40


class ValuePlot:
    """Draws a part into `plot`; places are those of the part that is drawn."""

    def __init__(self, plot: OnePlot) -> None:
        self.plot = plot
        self.level: list[float] = []
        """The values by place, nan where a period has none."""
        self._notes: tuple[ChartNote, ...] = ()
        self._target: Any = None
        self._last: Any = None
        self._letters: list[tuple[Any, int, str]] = []
        self._lines: list[Any] = []

    # what is drawn

    def draw(
        self, part: KpiPart, notes: tuple[ChartNote, ...], ends: tuple[float, float], rings: Any
    ) -> None:
        """Draw everything; `rings` stand over it."""
        item = self.plot.item
        self._notes = notes
        self._target = items.target_line(part)
        drawn = [
            *items.limit_steps(part, *ends), items.bridges(self.level),
            items.broken_line(self.level, "t2"), items.dots(self.level), *rings,
        ]  # fmt: skip
        if self._target is not None:
            drawn.append(self._target)
        for each in drawn:
            item.addItem(each)
        self._draw_last(part)
        self._draw_notes(part)

    def _draw_last(self, part: KpiPart) -> None:
        self._last = None
        if part.trend[-1].value is None:
            return
        words, token = last_words(part)
        self._last = items.words(words, token, 11, 600)
        self._last.setAnchor((1.0, 0.5))
        mark = items.last_mark(part)
        mark.setPos(len(self.level) - 1.0, self.level[-1])
        self.plot.item.addItem(mark)
        self.plot.item.addItem(self._last)

    def _draw_notes(self, part: KpiPart) -> None:
        self._lines, self._letters = [], []
        place = {point.period: at for at, point in enumerate(part.trend)}
        for note in self._notes:
            at = place.get(note.period)
            if at is None:
                continue
            if note.kind == "phase":
                line = items.phase_line(at - 0.5 if at else 0.0)
                self._lines.append(line)
                self.plot.item.addItem(line)
            mark = items.letter_mark(note.letter)
            self._letters.append((mark, at, note.kind))
            self.plot.item.addItem(mark)

    # places that follow zoom and size

    def place(self, part: KpiPart, first: int, last: int) -> None:
        """Fit the values to the places in sight, and words to where they cover nothing."""
        view = self.plot.view
        seen = sliced(part, first, last)
        known = levels_of(seen)
        if not known or view.height() < _LEAST_HEIGHT:
            return
        low, high = _range(known, percent=part.unit == "%")
        head = _HEAD_LETTERED if self._notes else _HEAD
        pixel = (high - low) / (view.height() - head - _FOOT)
        self.plot.left.top = (low, min(high, 100.0) if part.unit == "%" else high)
        view.setYRange(low - _FOOT * pixel, high + head * pixel, padding=0)
        self.plot.right.show_levels(
            [(level, words) for words, level, _ in named_levels(seen, named=False)]
        )
        self._place_words(part, pixel)

    def _place_words(self, part: KpiPart, pixel: float) -> None:
        view = self.plot.view
        (left, right), (bottom, top) = view.viewRange()
        across = (right - left) / max(1.0, view.width())
        room = Room(self.level, (left, right), (bottom, top), (across, pixel))
        taken = None
        if self._last is not None:
            taken = room.for_last(part, items.width_of(last_words(part)[0], 11, 600))
            self._last.setPos(taken.right, (taken.bottom + taken.top) / 2)
        if self._target is not None:
            self._place_target(part.target or 0.0, room, taken)
        head = top - 14.0 * pixel
        for line in self._lines:
            line.setSpan(0.0, (head - 8.0 * pixel - bottom) / (top - bottom))
        self._place_letters(room, taken, head, 12.0 * across)

    def _place_target(self, target: float, room: Room, taken: Box | None) -> None:
        label = self._target.label
        wide = items.width_of(label.textItem.toPlainText(), int(TICK_SIZE)) + 8.0
        share, under = room.for_target(target, wide, taken)
        label.anchors = [(0.0, 0.0 if under else 1.0)] * 2
        label.setPosition(share)

    def _place_letters(self, room: Room, taken: Box | None, head: float, gap: float) -> None:
        for mark, at, kind in self._letters:
            value = self.level[at]
            if kind == "phase" or isnan(value):
                mark.setPos(at - 0.5 if at and kind == "phase" else at, head)
            elif at == len(self.level) - 1 and taken is not None:
                mark.setPos(taken.left - gap, (taken.bottom + taken.top) / 2)
            else:
                mark.setPos(at, room.for_letter(at, value))


def levels_of(seen: KpiPart) -> list[float]:
    """Every level that a plot of `seen` has to hold: values, limits and target."""
    found = [point.value for point in seen.trend if point.value is not None]
    found += [edge for band in bands(seen) for edge in (band.lower, band.upper)]
    return found + ([seen.target] if seen.target is not None else [])


def _range(known: list[float], *, percent: bool) -> tuple[float, float]:
    """From which level to which, with some room; a share stays near 0 to 100."""
    low, high = min(known), max(known)
    pad = (high - low) * 0.06 or max(abs(high) * 0.05, 0.5)
    floor = 0.0 if low >= 0 else low - pad
    low, high = max(low - pad, floor - 0.02 * pad), high + pad
    return (max(low, -1.0), min(high, 101.0)) if percent else (low, high)
