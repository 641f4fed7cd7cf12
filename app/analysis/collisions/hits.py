"""What one check found, as columns: rows, overlap, base points and CIs per hit."""

from dataclasses import dataclass

import numpy as np

from app.models.columns import I64, Flags


@dataclass(frozen=True, slots=True)
class Hits:
    """One length; CIs of hit `i` are `ci_codes[ci_offsets[i]:ci_offsets[i + 1]]`.

    `second` is a change row when `pairs`, else the number of a freeze.
    """

    pairs: bool
    first: I64
    second: I64
    start: I64
    """Overlap in UTC seconds, half-open."""
    end: I64
    base: I64
    downtime: Flags
    ci_offsets: I64
    ci_codes: I64

    def __len__(self) -> int:
        """Number of hits."""
        return len(self.first)


def segments(offsets: I64, codes: I64, rows: I64) -> tuple[I64, I64]:
    """Offsets and codes of the named rows, one after the other."""
    lengths = offsets[rows + 1] - offsets[rows]
    bounds = np.concatenate(([0], np.cumsum(lengths))).astype(np.int64)
    place = np.arange(bounds[-1]) - np.repeat(bounds[:-1] - offsets[rows], lengths)
    return bounds, codes[place]
