"""Ticks, label spreading, text fitting and bars against plain arithmetic."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.charts.bars import pareto
from app.charts.numbers import decimals, number, signed
from app.charts.scale import fitted, in_lines, spread, text_width, ticks, wrapped
from app.charts.shapes import Label, Rect
from app.models.duration import duration
from app.models.results import Driver


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6), st.integers(2, 10))
@settings(max_examples=100)
def test_ticks_are_even_inside_and_not_many(low: float, span: float, about: int) -> None:
    high = low + span
    marks = ticks(low, high, about)
    assert all(low - span * 1e-6 <= mark <= high + span * 1e-6 for mark in marks)
    assert 1 <= len(marks) <= about + 1
    gaps = [b - a for a, b in itertools.pairwise(marks)]
    assert all(gap == pytest.approx(gaps[0], rel=1e-4) for gap in gaps)


@given(st.lists(st.floats(0, 200), min_size=1, max_size=8))
@settings(max_examples=100)
def test_spread_keeps_order_distance_and_bounds(wanted: list[float]) -> None:
    placed = spread(wanted, 12.0, 0.0, 200.0)
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    steps = [placed[b] - placed[a] for a, b in itertools.pairwise(order)]
    assert all(step >= 12.0 - 1e-6 for step in steps)
    assert all(-1e-6 <= level <= 200.0 + 1e-6 for level in placed)
    if all(b - a >= 12.0 for a, b in zip(sorted(wanted), sorted(wanted)[1:], strict=False)):
        assert placed == pytest.approx(wanted)


@given(st.text(max_size=80), st.floats(20, 200))
def test_fitted_text_fits_or_is_only_the_mark(text: str, width: float) -> None:
    cut = fitted(text, 11.0, width)
    assert text_width(cut, 11.0) <= max(width, text_width("…", 11.0))
    assert cut == text or cut.endswith("…")


def test_bars_start_at_zero_and_are_in_proportion() -> None:
    drivers = (Driver("A", 40, 80.0), Driver("B", 10, 100.0))
    figure = pareto(drivers, 350, 100)
    bars = [shape for shape in figure.shapes if isinstance(shape, Rect)]
    assert bars[0].x == bars[1].x
    assert bars[0].width == pytest.approx(4 * bars[1].width)
    words = [shape.text for shape in figure.shapes if isinstance(shape, Label)]
    assert {"A", "40", "80%", "B", "10", "100%"} <= set(words)


@pytest.mark.parametrize(
    ("value", "places", "shown"),
    [
        (1148.0, 0, "1,148"),
        (-1.36, 1, "−1.4"),
        (-0.04, 1, "0.0"),
        (None, 1, "n/a"),
        (0.0, 0, "0"),
        (6.25, 1, "6.3"),
    ],
)
def test_numbers_have_one_style(value: float | None, places: int, shown: str) -> None:
    assert number(value, places) == shown


def test_differences_carry_their_sign() -> None:
    assert [signed(v, 1) for v in (0.4, -1.4, 0.0, -0.01)] == ["+0.4", "−1.4", "0.0", "0.0"]


def test_decimals_follow_unit_and_size() -> None:
    assert [decimals("min", 120), decimals("min", 10), decimals("%", 93), decimals("%", 99.9)] == [
        0,
        1,
        1,
        2,
    ]
    assert duration(None) == "n/a"
    assert duration(9_000) == "2 h 30 m"


@given(st.text(alphabet="abc mW%日", max_size=60), st.floats(20, 200))
@settings(max_examples=60)
def test_wrapped_lines_hold_every_word_and_none_is_too_wide(text: str, width: float) -> None:
    lines = wrapped(text, 10.0, width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(text_width(line, 10.0) <= width for line in lines if " " in line.strip())
    kept = in_lines(text, 10.0, width, 2)
    assert len(wrapped(kept, 10.0, width)) <= 2
    assert (kept == text) == (len(lines) <= 2)
