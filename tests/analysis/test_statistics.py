"""Distributions, Wilson intervals, Kaplan-Meier medians (METRICS §1)."""

from math import comb
from statistics import fmean, median, quantiles

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from app.analysis.statistics import beta_share, clopper_pearson, distribution, km_median, wilson

seconds = st.lists(st.integers(0, 10**7), min_size=2, max_size=40)


@given(seconds, st.integers(0, 10**7))
def test_distribution_equals_the_textbook(values, target):
    found = distribution(np.array(values), target)
    assert (found.n, found.least, found.most) == (len(values), min(values), max(values))
    assert found.mean == pytest.approx(fmean(values))
    assert found.median == pytest.approx(median(values))
    assert found.p90 == pytest.approx(quantiles(values, n=10, method="inclusive")[8])
    assert found.inside == sum(value <= target for value in values)


def test_no_rows_have_no_figures():
    found = distribution(np.zeros(0, np.int64))
    assert (found.n, found.mean, found.median, found.p90, found.inside) == (
        0,
        None,
        None,
        None,
        None,
    )
    assert distribution(np.zeros(0, np.int64), 60).inside == 0


def test_one_row_is_its_own_distribution():
    found = distribution(np.array([7]), 7)
    assert (found.mean, found.median, found.p90, found.inside) == (7, 7, 7, 1)


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [(0, 10, 0.0, 27.75), (10, 10, 72.25, 100.0), (5, 10, 23.66, 76.34), (81, 263, 25.53, 36.62)],
)
def test_wilson_against_published_values(k, n, low, high):
    assert wilson(k, n) == pytest.approx((low, high), abs=0.01)


def test_wilson_of_nothing():
    assert wilson(0, 0) is None


@given(st.integers(0, 500), st.integers(1, 500))
def test_wilson_holds_the_share(k, n):
    k = min(k, n)
    low, high = wilson(k, n)
    assert 0 <= low <= 100 * k / n + 1e-9
    assert 100 * k / n - 1e-9 <= high <= 100


def at_least(k, n, p):
    """The chance of k or more of n, summed case by case."""
    return sum(comb(n, i) * p**i * (1 - p) ** (n - i) for i in range(k, n + 1))


@hypothesis_settings(max_examples=80)
@given(st.integers(1, 120), st.integers(0, 120))
def test_exact_interval_equals_sums_of_the_binomial(n, k):
    k = min(k, n)
    low, high = (edge / 100 for edge in clopper_pearson(k, n))
    assert (low == 0) if k == 0 else at_least(k, n, low) == pytest.approx(0.025, rel=1e-7)
    assert (high == 1) if k == n else 1 - at_least(k + 1, n, high) == pytest.approx(0.025, rel=1e-6)
    assert low <= k / n <= high


@given(st.integers(1, 60), st.integers(1, 60), st.floats(0.001, 0.999))
def test_incomplete_beta_equals_sums_of_the_binomial(a, b, x):
    assert beta_share(x, a, b) == pytest.approx(at_least(a, a + b - 1, x), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [(0, 10, 0.0, 30.85), (10, 10, 69.15, 100.0), (5, 10, 18.71, 81.29), (81, 263, 25.27, 36.77)],
)
def test_exact_interval_against_published_values(k, n, low, high):
    assert clopper_pearson(k, n) == pytest.approx((low, high), abs=0.01)


def test_exact_interval_of_nothing_and_of_millions():
    assert clopper_pearson(0, 0) is None
    low, high = clopper_pearson(600_000, 1_000_000)
    assert (low, high) == pytest.approx(wilson(600_000, 1_000_000), abs=1e-3)


@given(seconds)
def test_km_median_of_ended_ones_is_the_lower_median(values):
    found = km_median(np.array(values), np.ones(len(values), np.bool_))
    assert found == sorted(values)[(len(values) - 1) // 2]


survivors = st.lists(st.tuples(st.integers(0, 20), st.booleans()), max_size=25)


@given(survivors)
def test_km_median_equals_the_product_by_hand(cases):
    survival, expected = 1.0, None
    for time in sorted({time for time, _ in cases}):
        risk = sum(t >= time for t, _ in cases)
        survival *= 1 - sum(t == time and ended for t, ended in cases) / risk
        if survival <= 0.5 + 1e-12:
            expected = time
            break
    durations = np.array([t for t, _ in cases], np.int64)
    assert km_median(durations, np.array([e for _, e in cases], np.bool_)) == expected


def test_open_ones_raise_the_median_or_leave_it_unreached():
    ended = np.array([True, True, True, False, False])
    assert km_median(np.array([1, 2, 3, 50, 60]), ended) == 3
    assert km_median(np.array([1, 50, 60]), np.array([True, False, False])) is None
