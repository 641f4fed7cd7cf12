"""All pairs of overlapping intervals that share a bucket, by a sorted sweep (COLLISIONS §3).

Intervals are half-open `[start, end)` in UTC seconds: touching ends do not overlap.
"""

from dataclasses import dataclass

import numpy as np

from app.models.columns import I64


@dataclass(frozen=True, slots=True)
class Pairs:
    """Distinct unordered pairs `first < second` of items, with every bucket they share.

    The buckets of pair `i` are `buckets[offsets[i]:offsets[i + 1]]`, ascending.
    """

    first: I64
    second: I64
    offsets: I64
    buckets: I64

    def __len__(self) -> int:
        """Number of pairs."""
        return len(self.first)


def overlapping_pairs(item: I64, bucket: I64, start: I64, end: I64) -> Pairs:
    """Items (numbered from 0) that overlap in a bucket, in O(n log n + findings).

    Row `i` says that `item[i]` lies in `bucket[i]` during `[start[i], end[i])`, which must not
    be empty. A repeated row changes nothing.
    """
    left, right, where = _meetings(item, bucket, start, end)
    low, high = np.minimum(left, right), np.maximum(left, right)
    apart = low != high
    low, high, where = low[apart], high[apart], where[apart]
    if not len(low):
        empty = np.zeros(0, np.int64)
        return Pairs(empty, empty, np.zeros(1, np.int64), empty)
    order = np.lexsort((where, high, low))
    low, high, where = low[order], high[order], where[order]
    new_pair = np.empty(len(low), np.bool_)
    new_pair[0] = True
    new_pair[1:] = (low[1:] != low[:-1]) | (high[1:] != high[:-1])
    keep = new_pair.copy()
    keep[1:] |= where[1:] != where[:-1]
    heads = np.flatnonzero(new_pair[keep])
    return Pairs(
        first=low[new_pair],
        second=high[new_pair],
        offsets=np.append(heads, int(keep.sum())).astype(np.int64),
        buckets=where[keep],
    )


def _meetings(item: I64, bucket: I64, start: I64, end: I64) -> tuple[I64, I64, I64]:
    """Every two rows that meet. Sorted by (bucket, start), the rows that `i` meets follow it."""
    order = np.lexsort((start, bucket))
    item, bucket, start, end = item[order], bucket[order], start[order], end[order]
    instants = np.unique(start)
    width = len(instants) + 1
    begins = bucket * width + np.searchsorted(instants, start)
    ends = bucket * width + np.searchsorted(instants, end)
    after = np.arange(1, len(item) + 1)
    met = np.maximum(np.searchsorted(begins, ends) - after, 0)
    left = np.repeat(np.arange(len(item)), met)
    step = np.arange(len(left)) - np.repeat(np.cumsum(met) - met, met)
    right = left + 1 + step
    return item[left], item[right], bucket[left]
