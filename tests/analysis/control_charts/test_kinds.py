"""Limits of each kind of chart against a second, plain computation (METRICS §4.1)."""

from math import exp, log, sqrt
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from app.analysis.control_charts.kinds import g_limits, laney, laney_limits, log_limits, t_limits

counts = st.lists(
    st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    min_size=6,
    max_size=24,
)
positive = st.lists(st.floats(0.01, 1e5), min_size=6, max_size=24)


def moving(values):
    return [abs(values[i + 1] - values[i]) for i in range(len(values) - 1)]


@hypothesis_settings(max_examples=60)
@given(counts, st.integers(1, 500))
def test_p_prime_widens_the_limits_by_the_spread_beyond_chance(cases, n):
    whole = sum(k for k, _ in cases) / sum(m for _, m in cases)
    found = laney("p", [100 * k / m for k, m in cases], [m for _, m in cases], 100)
    assert found.centre == pytest.approx(whole)
    if 0 < whole < 1:
        z = [(k / m - whole) / sqrt(whole * (1 - whole) / m) for k, m in cases]
        half = 3 * sqrt(whole * (1 - whole) / n) * fmean(moving(z)) / 1.128
        low, high = max(0, whole - half), min(1, whole + half)
    else:
        low = high = whole
    assert found.at(n) == pytest.approx((100 * low, 100 * high), rel=1e-9, abs=1e-9)


@hypothesis_settings(max_examples=60)
@given(counts, st.integers(1, 500))
def test_u_prime_counts_events_per_opportunity(cases, n):
    whole = sum(k for k, _ in cases) / sum(m for _, m in cases)
    found = laney("u", [k / m for k, m in cases], [m for _, m in cases], 1)
    half = 0.0
    if whole:
        z = [(k / m - whole) / sqrt(whole / m) for k, m in cases]
        half = 3 * sqrt(whole / n) * fmean(moving(z)) / 1.128
    assert found.at(n) == pytest.approx((max(0, whole - half), whole + half), abs=1e-9)
    assert laney_limits(found, len(cases), n).points == len(cases)


def test_p_prime_needs_six_points_with_records():
    assert laney("p", [50.0] * 6, [10, 10, 10, 10, 10, 0], 100) is None
    assert laney("p", [50.0] * 6, [10] * 6, 100).at(10) == (50, 50)


@given(positive)
def test_log_limits_are_those_of_the_logarithms(values):
    logs = [log(value) for value in values]
    reach = 2.66 * fmean(moving(logs))
    found = log_limits(values)
    assert found.mean == pytest.approx(exp(fmean(logs)))
    assert found.upper == pytest.approx(exp(fmean(logs) + reach))
    assert found.lower == pytest.approx(exp(fmean(logs) - reach))


def test_a_zero_has_no_logarithm_so_xmr_is_drawn():
    assert log_limits([0, 2, 0, 2, 0, 2]).mean == 1
    assert log_limits([1, 2, 3]) is None


@given(positive)
def test_t_limits_of_days_between_rare_events(values):
    roots = [value ** (1 / 3.6) for value in values]
    reach = 2.66 * fmean(moving(roots))
    found = t_limits(values)
    assert found.upper == pytest.approx((fmean(roots) + reach) ** 3.6)
    assert found.lower == pytest.approx(max(0, fmean(roots) - reach) ** 3.6)
    assert found.lower <= found.mean <= found.upper


@given(st.lists(st.integers(0, 90), min_size=6, max_size=20))
def test_g_limits_of_a_geometric_spread(gaps):
    mean = fmean(gaps)
    found = g_limits(gaps)
    assert found.upper == pytest.approx(mean + 3 * sqrt(mean * mean + mean))
    assert (found.lower, found.mean) == (0, pytest.approx(mean))
    assert (found.points, found.firm) == (len(gaps), len(gaps) >= 12)


def test_rare_events_need_six_gaps():
    assert g_limits([3] * 5) is None
    assert t_limits([3.0] * 5) is None
