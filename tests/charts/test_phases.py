"""Limits by phase and by point, and the part of a chart that is looked at."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.charts.control import moving_range, sparkline, xmr_chart
from app.charts.phases import bands, limits_at, phase_starts, sliced
from app.charts.shapes import Label, Line, Rect
from app.models.results import ChartNote, KpiPart, Limits, Phase, Signal, TrendPoint


def limits(mean: float, half: float = 3.0) -> Limits:
    return Limits(mean, mean - half, mean + half, 1.0, 3.267, 12, firm=True)


def part(*values: float | None, **more: object) -> KpiPart:
    trend = tuple(TrendPoint(f"p{i}", f"W{i + 1}", i, value, 9) for i, value in enumerate(values))
    return KpiPart("all", "Anything", "%", values[-1], 9, trend=trend, **more)  # type: ignore[arg-type]


TWO = part(
    *[90.0, 91.0, 90.0, 95.0, 96.0, 95.0],
    limits=limits(95),
    phases=(Phase("p0", limits(90), ""), Phase("p3", limits(95), "rota")),
)


def test_each_phase_has_its_own_limits() -> None:
    assert [(b.first, b.last, b.mean) for b in bands(TWO)] == [(0, 2, 90), (3, 5, 95)]
    assert limits_at(TWO, 2) == (87, 90, 93)
    assert limits_at(TWO, 3) == (92, 95, 98)
    assert phase_starts(TWO) == (3,)


def test_points_with_limits_of_their_own_are_stepped() -> None:
    own = ((80.0, 99.0), (80.0, 99.0), None, (85.0, 95.0))
    found = bands(part(90.0, 91.0, None, 92.0, limits=limits(90), chart="p", point_limits=own))
    assert [(b.first, b.last, b.lower, b.upper) for b in found] == [
        (0, 1, 80.0, 99.0), (3, 3, 85.0, 95.0),
    ]  # fmt: skip


def test_a_phase_is_drawn_with_its_letter_and_steps_the_band() -> None:
    note = ChartNote("A", "p3", "phase", "Rota started", "", "I. Duarte", 0, 1)
    figure = xmr_chart(TWO, 320, 200, notes=(note,), named=False)
    filled = [s for s in figure.shapes if isinstance(s, Rect) and s.fill == "sunk"]
    assert len(filled) == 2
    assert filled[0].x + filled[0].width == pytest.approx(filled[1].x)
    assert [s.text for s in figure.shapes if isinstance(s, Label)].count("A") == 1
    dashed = [s for s in figure.shapes if isinstance(s, Line) and s.colour == "t2" and s.dash]
    assert dashed[0].points[0][0] == pytest.approx(filled[1].x)
    assert len([s for s in sparkline(TWO, 90, 20).shapes if isinstance(s, Rect)]) == 2


def test_no_step_of_the_moving_range_leads_across_a_phase() -> None:
    assert "4 steps" in moving_range(TWO, 320, 80).description
    assert "5 steps" in moving_range(replace(TWO, phases=()), 320, 80).description


def test_a_slice_keeps_the_phase_that_began_before_and_loses_the_last_points_signal() -> None:
    signalled = replace(TWO, signal=Signal("below_limit", good=False, words="Below limit"))
    late = sliced(signalled, 4, 5)
    assert [b.mean for b in bands(late)] == [95]
    assert late.signal is not None
    early = sliced(signalled, 0, 4)
    assert early.signal is None
    assert [b.mean for b in bands(early)] == [90, 95]


@given(
    st.lists(st.one_of(st.none(), st.floats(0, 100)), min_size=2, max_size=20),
    st.data(),
)
@settings(max_examples=40)
def test_a_slice_shows_the_limits_that_the_whole_has(
    values: list[float | None], data: st.DataObject
) -> None:
    starts = data.draw(st.sets(st.integers(1, len(values) - 1), max_size=3))
    at = [0, *sorted(starts)]
    whole = part(
        *values,
        limits=limits(at[-1] + 10.0),
        phases=tuple(Phase(f"p{i}", limits(i + 10.0), "") for i in at),
    )
    first = data.draw(st.integers(0, len(values) - 1))
    last = data.draw(st.integers(first, len(values) - 1))
    seen = sliced(whole, first, last)
    for place in range(first, last + 1):
        assert limits_at(seen, place - first) == limits_at(whole, place)
