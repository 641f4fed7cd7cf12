"""What was measured of each row gives the value of its part again, for every kind of value."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.analysis.kpis.base import context
from app.analysis.kpis.parts import Line, duration_part, share_part, value_part
from app.analysis.kpis.shares import share_of
from app.analysis.periods import parse_period
from app.models.scope import EVERYTHING
from app.services.settings import load_settings
from tests.analysis.sample_facts import at, make_facts

CONTEXT = context(
    make_facts([]), load_settings("UTC"), parse_period("2026-10", "UTC"), at("2026-11-23T08:00"),
    EVERYTHING,
)  # fmt: skip
LAST = len(CONTEXT.periods) - 1
ROWS = st.lists(
    st.tuples(
        st.sampled_from((-1, 0, LAST - 1, LAST, LAST)),
        st.integers(0, 90_000),
        st.booleans(),
        st.integers(0, 6),
    ),
    max_size=40,
)
LINE = Line("K1", "P1", "P1 time to restore", "min", "lower")


def columns(rows):
    bins = np.array([row[0] for row in rows], np.int64)
    seconds = np.array([row[1] for row in rows], np.int64)
    hit = np.array([row[2] for row in rows], np.bool_)
    return bins, seconds, hit, np.array([row[3] for row in rows], np.int64)


@settings(max_examples=60)
@given(ROWS)
def test_the_mean_of_the_measures_is_the_value(rows):
    bins, seconds, _, key = columns(rows)
    keys = np.array([f"INC{number}" for number in key.tolist()], "<U8")
    part = duration_part(CONTEXT, LINE, bins, seconds, keys)
    asked = sorted((f"INC{row[3]}", row[1]) for row in rows if row[0] == LAST)
    assert sorted(zip(part.rows, part.measures, strict=True)) == asked
    if asked:
        assert sum(part.measures) / len(part.rows) / 60 == pytest.approx(part.value)


@settings(max_examples=60)
@given(ROWS)
def test_hits_over_how_often_each_record_counts_are_the_share(rows):
    bins, _, hit, key = columns(rows)
    keys = np.array([f"INC{number}" for number in range(7)], "<U8")
    line = Line("K4", "Incidents", "SLA compliance", "%", "higher")
    part = share_part(CONTEXT, line, share_of(CONTEXT, bins, hit, keys, key))
    counted = [row for row in rows if row[0] == LAST]
    assert list(part.rows) == sorted({f"INC{row[3]}" for row in counted})
    inside = frozenset(part.numerator_rows)
    weights = part.weights or (1.0,) * len(part.rows)
    hits = part.measures if part.weights else [float(name in inside) for name in part.rows]
    for name, won, stands in zip(part.rows, hits, weights, strict=True):
        own = [row for row in counted if f"INC{row[3]}" == name]
        assert (won, stands) == (sum(row[2] for row in own), len(own))
    assert bool(part.weights) == (len(counted) > len(part.rows))
    if counted:
        assert 100 * sum(hits) / sum(weights) == pytest.approx(part.value)


def test_scores_stand_with_their_own_record():
    rows = np.array(["C", "A", "B"])
    line = Line("K16", "Stakeholders", "Stakeholder satisfaction", "/ 5", "higher")
    values = [None] * LAST + [3.0]
    counts = [0] * LAST + [3]
    part = value_part(CONTEXT, line, values, counts, rows=rows, measured=np.array([5.0, 1.0, 3.0]))
    assert (part.rows, part.measures) == (("A", "B", "C"), (1.0, 3.0, 5.0))
