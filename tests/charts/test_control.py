"""Control charts: what is drawn, where, and that nothing is lost or covered."""

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.charts.control import describe, moving_range, moving_ranges, sparkline, xmr_chart
from app.charts.palette import PRINT
from app.charts.phases import outside
from app.charts.scale import text_width
from app.charts.shapes import Dot, Figure, Glyph, Label, Line, Rect
from app.models.results import KpiPart, Limits, Signal, TrendPoint
from tests.reports import samples


def labels(figure: Figure) -> list[str]:
    return [shape.text for shape in figure.shapes if isinstance(shape, Label)]


def part(*values: float | None, unit: str = "%", **more: object) -> KpiPart:
    trend = tuple(TrendPoint(f"p{i}", f"W{i + 1}", i, value, 9) for i, value in enumerate(values))
    return KpiPart("all", "Anything", unit, values[-1], 9, trend=trend, **more)  # type: ignore[arg-type]


def test_the_sla_chart_names_limits_target_and_the_last_point() -> None:
    figure = xmr_chart(samples.sla_compliance().parts[0], 380, 240)
    found = labels(figure)
    for words in ("upper 95.4", "mean 94.1", "lower 92.7", "target 93.0", "W47 91.6"):
        assert words in found
    assert [s.kind for s in figure.shapes if isinstance(s, Glyph)] == ["breach"]
    assert sum(1 for s in figure.shapes if isinstance(s, Dot) and s.fill) == 26


def test_a_good_signal_is_a_ring_and_never_a_diamond() -> None:
    good = Signal("above_limit", good=True, words="Above limit")
    figure = xmr_chart(part(1, 2, 3, signal=good), 300, 200)
    assert not [s for s in figure.shapes if isinstance(s, Glyph)]
    assert [s.stroke for s in figure.shapes if isinstance(s, Dot) and s.stroke] == ["accf"]


@pytest.mark.parametrize(
    ("better", "above", "below"), [("higher", "accf", "critf"), ("lower", "critf", "accf")]
)
def test_every_earlier_point_beyond_its_limits_has_a_ring(
    better: str, above: str, below: str
) -> None:
    limits = Limits(90, 85, 95, 2, 6.5, 12, firm=True)
    found = part(96, 90, 84, 95, 85, 99, limits=limits)
    figure = xmr_chart(found, 300, 200, better=better)
    rings = [s for s in figure.shapes if isinstance(s, Dot) and s.radius == 4.0]
    assert [ring.stroke for ring in rings] == [above, below]
    assert rings[0].y < rings[1].y
    assert "outside limits before: W1 W3." in figure.description
    few = tuple(dataclasses.replace(point, n=4) for point in found.trend)
    assert outside(dataclasses.replace(found, trend=few)) == ()
    assert outside(dataclasses.replace(found, trend=few, unit="h")) == ((0, 1), (2, -1), (5, 1))


@pytest.mark.parametrize("firm", [True, False])
def test_provisional_limits_have_a_dotted_edge(firm: bool) -> None:
    limits = Limits(90, 85, 95, 2, 6.5, 12 if firm else 8, firm)
    figure = xmr_chart(part(88, 90, 91, limits=limits), 300, 200)
    band = next(s for s in figure.shapes if isinstance(s, Rect) and s.fill == "sunk")
    edges = [
        s
        for s in figure.shapes
        if isinstance(s, Line) and s.points[0][1] in (band.y, band.y + band.height)
    ]
    assert any(bool(edge.dash) is not firm for edge in edges)
    assert all(not edge.dash for edge in edges) is firm


def test_a_period_without_rows_breaks_the_line_and_keeps_the_others() -> None:
    figure = xmr_chart(part(1.0, 2.0, None, 3.0, 4.0), 300, 200)
    traces = [s for s in figure.shapes if isinstance(s, Line) and s.width == 1.25]
    assert [len(trace.points) for trace in traces] == [2, 2]
    assert moving_ranges(part(1.0, 2.0, None, 3.0, 5.0).trend) == [(1, 1.0), (4, 2.0)]


def test_no_data_says_so() -> None:
    empty = part(None, None)
    assert "No data in these periods" in labels(xmr_chart(empty, 300, 200))
    assert describe(empty) == "Anything: no data."
    assert sparkline(empty, 90, 16).shapes == ()


def test_moving_range_marks_only_steps_above_its_limit() -> None:
    limits = Limits(90, 85, 95, 1, 3.0, 12, firm=True)
    figure = moving_range(part(90, 91, 90, 95, limits=limits), 300, 90)
    assert len([s for s in figure.shapes if isinstance(s, Dot)]) == 1
    assert "1 above it" in figure.description


values = st.lists(
    st.one_of(st.none(), st.floats(0, 100, allow_nan=False, allow_infinity=False)),
    min_size=1,
    max_size=30,
)


@given(values, st.one_of(st.none(), st.floats(0, 100)), st.sampled_from(["%", "min", "h"]))
@settings(max_examples=80)
def test_every_shape_stays_inside_and_every_value_is_drawn(
    found: list[float | None], target: float | None, unit: str
) -> None:
    given_part = dataclasses.replace(part(*found, unit=unit), target=target)
    width, height = 380.0, 220.0
    for figure in (
        xmr_chart(given_part, width, height),
        sparkline(given_part, width, height),
        moving_range(given_part, width, height),
    ):
        for shape in figure.shapes:
            if isinstance(shape, Line):
                assert all(0 <= x <= width and 0 <= y <= height for x, y in shape.points)
                assert shape.colour in PRINT
            elif isinstance(shape, Label):
                assert 0 <= shape.y <= height
    known = [value for value in found if value is not None]
    dots = [s for s in xmr_chart(given_part, width, height).shapes if isinstance(s, Dot)]
    if known:
        assert len(dots) >= len(known)
    for (value_a, dot_a), (value_b, dot_b) in zip(
        zip(known, dots, strict=False), list(zip(known, dots, strict=False))[1:], strict=False
    ):
        if value_a < value_b:
            assert dot_a.y >= dot_b.y


def test_periods_before_the_data_are_left_out_of_the_chart() -> None:
    found = labels(xmr_chart(part(None, None, 5.0, None, 6.0), 300, 200))
    assert "W3" in found
    assert "W1" not in found


@given(values)
@settings(max_examples=60)
def test_the_name_of_the_last_point_covers_no_dot(found: list[float | None]) -> None:
    figure = xmr_chart(part(*found), 380.0, 220.0)
    named = next((s for s in figure.shapes if isinstance(s, Label) and s.weight == 600), None)
    if named is None or named.anchor != "end":
        return
    left = named.x - text_width(named.text, named.size)
    for dot in (s for s in figure.shapes if isinstance(s, Dot)):
        assert not (left < dot.x < named.x and named.y - 9 < dot.y < named.y)
