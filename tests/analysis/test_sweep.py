"""The interval sweep against plain nested loops."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from app.analysis.collisions.sweep import overlapping_pairs

ROWS = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 3), st.integers(-5, 12), st.integers(1, 9)),
    max_size=24,
)


def found(rows: list[tuple[int, int, int, int]]) -> dict[tuple[int, int], list[int]]:
    table = np.array(rows, np.int64).reshape(-1, 4)
    pairs = overlapping_pairs(table[:, 0], table[:, 1], table[:, 2], table[:, 2] + table[:, 3])
    bounds = pairs.offsets.tolist()
    assert bounds[-1] == len(pairs.buckets)
    return {
        (one, two): pairs.buckets[bounds[i] : bounds[i + 1]].tolist()
        for i, (one, two) in enumerate(
            zip(pairs.first.tolist(), pairs.second.tolist(), strict=True)
        )
    }


def by_loops(rows: list[tuple[int, int, int, int]]) -> dict[tuple[int, int], list[int]]:
    shared: dict[tuple[int, int], set[int]] = {}
    for item, bucket, start, length in rows:
        for other, where, begin, lasts in rows:
            meets = start < begin + lasts and begin < start + length
            if item < other and bucket == where and meets:
                shared.setdefault((item, other), set()).add(bucket)
    return {pair: sorted(buckets) for pair, buckets in shared.items()}


@settings(max_examples=200, deadline=None)
@given(ROWS)
def test_finds_exactly_the_pairs_of_nested_loops(rows: list[tuple[int, int, int, int]]) -> None:
    assert found(rows) == by_loops(rows)


def test_touching_ends_do_not_overlap() -> None:
    assert found([(0, 0, 0, 10), (1, 0, 10, 10)]) == {}
    assert found([(0, 0, 0, 11), (1, 0, 10, 10)]) == {(0, 1): [0]}


def test_far_apart_instants_and_many_buckets_do_not_overflow() -> None:
    far = 2**61
    rows = [(0, 2**20, -far, 5), (1, 2**20, far, 5), (2, 2**20, far + 4, 5)]
    assert found(rows) == {(1, 2): [2**20]}


def test_nothing_in_nothing_out() -> None:
    assert found([]) == {}
