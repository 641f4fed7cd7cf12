"""Phases, points left out, signals and assurance against a second implementation (METRICS §4.1)."""

from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from app.analysis.control_charts import Series, assurance, draw
from app.models.results import Limits


def series(values, **more):
    names = [f"W{i:02}" for i in range(len(values))]
    usual = {"counts": [10] * len(values), "better": "lower"}
    return Series(names, values, **(usual | more))


point = st.none() | st.sampled_from([0.0, 10.0, 10.0, 20.0, 55.5]) | st.floats(0, 100)
runs_of_points = st.lists(point, min_size=1, max_size=26)


def plain(values, begin, out, better):
    """(limits, rule) of the phase that starts at `begin`, written without the product's code."""
    held = [v for i, v in enumerate(values[:-1]) if i >= begin and v is not None and i not in out]
    if len(held) < 6:
        return None, ""
    mean = sum(held) / len(held)
    reach = 2.66 * fmean(abs(a - b) for a, b in zip(held[1:], held, strict=False))
    low, high = max(0, mean - reach), mean + reach
    last, slack = values[-1], 1e-9 * max(1, mean, high)
    if last is None:
        return (mean, low, high), ""
    if last - high > slack:
        return (mean, low, high), "above_limit"
    if low - last > slack:
        return (mean, low, high), "below_limit"
    told = [v for v in values[begin:] if v is not None][-8:]
    if len(told) == 8 and all(v - mean > slack for v in told):
        return (mean, low, high), "run_above"
    if len(told) == 8 and all(mean - v > slack for v in told):
        return (mean, low, high), "run_below"
    return (mean, low, high), ""


@hypothesis_settings(max_examples=150)
@given(runs_of_points, st.integers(0, 25), st.sets(st.integers(0, 25), max_size=3))
def test_equals_a_plain_second_implementation(values, begin, out):
    begin = begin if begin < len(values) else 0
    asked = series(
        values,
        phases={f"W{begin:02}": "new tool"} if begin else {},
        left_out={f"W{i:02}" for i in out},
    )
    found = draw(asked)
    limits, rule = plain(values, begin, out, "lower")
    if limits is None:
        assert found.limits is None
    else:
        assert (found.limits.mean, found.limits.lower, found.limits.upper) == pytest.approx(limits)
    assert (found.signal.rule if found.signal else "") == rule


def test_a_phase_begins_limits_anew_with_its_reason():
    values = [50, 52] * 8 + [20, 22] * 4 + [21]
    plain_chart = draw(series(values))
    found = draw(series(values, phases={"W16": "New on-call rota"}))
    assert plain_chart.limits.mean > 30
    assert plain_chart.phases == ()
    assert [(p.first, p.reason) for p in found.phases] == [("W00", ""), ("W16", "New on-call rota")]
    assert [p.limits.mean for p in found.phases] == [51, 21]
    assert (found.limits.first, found.limits.last, found.limits.points) == ("W16", "W23", 8)
    assert found.signal is None


def test_a_phase_that_is_young_has_no_limits_and_no_signal():
    found = draw(series([50, 52] * 8 + [20] * 3, phases={"W16": "New rota"}))
    assert (found.limits, found.signal) == (None, None)
    assert found.phases[0].limits.points == 16


def test_a_point_left_out_is_drawn_but_in_no_baseline():
    values = [50, 51] * 6 + [400, 50]
    assert draw(series(values)).limits.upper > 100
    found = draw(series(values, left_out={"W12"}))
    assert (found.limits.points, found.limits.mean) == (12, 50.5)


def test_a_phase_at_an_unknown_or_the_first_period_changes_nothing():
    values = [50, 51] * 6 + [50]
    one = draw(series(values, phases={"W00": "first", "2031-W01": "later"}))
    assert one == draw(series(values))


def test_equal_points_and_the_limit_itself_give_no_signal():
    assert draw(series([7.7] * 13)).signal is None
    base = [10, 12, 11, 13, 9, 11]
    upper = draw(series([*base, 11])).limits.upper
    assert draw(series([*base, upper])).signal is None
    assert draw(series([*base, upper + 1e-6])).signal.rule == "above_limit"


@pytest.mark.parametrize(
    ("tail", "rule"),
    [
        ([59, 59, 50, 59], "near_upper"),
        ([41, 41, 50, 41], "near_lower"),
        ([59, 59, 59, 50], ""),
        ([59, 41, 59, 41], ""),
        ([59, 50, 50, 59], ""),
    ],
)
def test_three_of_four_near_a_limit_is_off_unless_asked(tail, rule):
    """The mean moves with the tail, so the base is long: limits are about 50 ± 11."""
    values = [48, 52] * 40 + tail
    found = draw(series(values), near=True).signal
    assert (found.rule if found else "") == rule
    assert draw(series(values)).signal is None


def test_p_prime_has_limits_of_its_own_at_each_point():
    asked = series([50.0, 40.0] * 6 + [45.0], counts=[100, 400] * 6 + [1600], kind="p")
    found = draw(asked)
    widths = [high - low for low, high in found.point_limits]
    assert widths[0] > widths[1]
    assert 2 * widths[-1] == pytest.approx(widths[1])
    assert (found.limits.lower, found.limits.upper) == found.point_limits[-1]


@pytest.mark.parametrize(
    ("better", "target", "words"),
    [
        ("lower", 20, "will hit"), ("lower", 19.9, "hit or miss"), ("lower", 10, "hit or miss"),
        ("lower", 9.9, "will miss"), ("higher", 10, "will hit"), ("higher", 10.1, "hit or miss"),
        ("higher", 20, "hit or miss"), ("higher", 20.1, "will miss"), ("lower", None, ""),
    ],
)  # fmt: skip
def test_assurance_sets_limits_against_the_target(better, target, words):
    assert assurance(Limits(15, 10, 20, 1, 3, 12, True), target, better) == words
    assert assurance(None, target, better) == ""
