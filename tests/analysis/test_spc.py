"""XmR limits and signals: ties, boundaries and short baselines (METRICS §4.1)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.analysis.spc import signal, xmr_limits

values = st.lists(st.floats(0, 100, allow_nan=False), min_size=6, max_size=30)


def judged(points, better="higher", *, runs=True, **bounds):
    found = signal(points, xmr_limits(points[:-1], **bounds), better, runs=runs)
    return found and (found.rule, found.good, found.words)


def test_limits_by_hand():
    limits = xmr_limits([10, 12, 11, 13, 9, 11])
    ranges = [2, 1, 2, 4, 2]
    assert limits.mean == pytest.approx(11)
    assert limits.range_mean == pytest.approx(sum(ranges) / 5)
    assert limits.upper == pytest.approx(11 + 2.66 * 2.2)
    assert limits.lower == pytest.approx(11 - 2.66 * 2.2)
    assert limits.range_limit == pytest.approx(3.267 * 2.2)


@pytest.mark.parametrize(("n", "firm"), [(6, False), (11, False), (12, True)])
def test_firm_from_twelve_points(n, firm):
    limits = xmr_limits([1, 2] * 6 if n == 12 else [1] * n)
    assert (limits.points, limits.firm) == (n, firm)


def test_no_limits_below_six_points_and_absent_points_do_not_count():
    assert xmr_limits([1] * 5) is None
    assert xmr_limits([1, None] * 5) is None
    assert xmr_limits([1, None] * 6).points == 6


def test_percent_limits_are_clipped():
    limits = xmr_limits([0, 100] * 4, low=0, high=100)
    assert (limits.lower, limits.upper) == (0, 100)


def test_the_tested_point_is_not_in_its_own_baseline():
    assert judged([50, 51] * 6 + [90]) == ("above_limit", True, "Above limit")
    assert xmr_limits([50, 51] * 6).mean == 50.5


def test_outside_is_good_or_bad_by_direction():
    points = [50, 51] * 6 + [10]
    assert judged(points, "higher") == ("below_limit", False, "Below limit")
    assert judged(points, "lower") == ("below_limit", True, "Below limit")


def test_on_the_limit_is_inside():
    base = [10, 12, 11, 13, 9, 11]
    limits = xmr_limits(base)
    for edge in (limits.upper, limits.lower):
        assert signal([*base, edge], limits, "lower") is None
    assert signal([*base, limits.upper + 1e-6], limits, "lower").rule == "above_limit"


def test_equal_points_give_no_signal_through_rounding():
    assert judged([0.1 + 0.2] * 12 + [0.3]) is None


def test_run_of_eight_needs_eight():
    base = [60, 40] * 4
    assert judged([*base, *[55] * 8])[0] == "run_above"
    assert judged([*base, *[45] * 8], "lower") == ("run_below", True, "8 below mean")
    assert judged([*base, *[55] * 7]) is None


def test_a_point_on_the_mean_ends_a_run():
    limits = xmr_limits([40, 60] * 6)
    points = [55] * 4 + [50] + [55] * 3
    assert signal(points, limits, "higher") is None
    assert signal([55] * 8, limits, "higher").words == "8 above mean"


def test_snapshots_use_only_the_first_rule():
    points = [40, 60, 40, 60, 40, 60, 40, 60, *[55] * 8]
    assert judged(points, runs=False) is None
    assert judged([*points, 500], runs=False)[0] == "above_limit"


def test_outside_a_limit_comes_before_a_run():
    base = [50, 50.5] * 6
    points = base + [51] * 7 + [80]
    assert signal(points, xmr_limits(base), "lower").rule == "above_limit"


def test_absent_last_point_has_no_signal():
    assert signal([1.0] * 12 + [None], xmr_limits([1.0] * 12), "lower") is None


@given(values)
def test_limits_hold_the_mean_and_scale(points):
    limits = xmr_limits(points)
    assert limits.lower <= limits.mean <= limits.upper
    doubled = xmr_limits([2 * point for point in points])
    assert doubled.upper == pytest.approx(2 * limits.upper)
    assert signal([*points, limits.mean], limits, "lower", runs=False) is None
