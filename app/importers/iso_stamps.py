"""A whole column of `2026-11-05 09:30:00` at once."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

DAY_S = 86_400
_LENGTH = 19
_PUNCTUATION = ((4, "-"), (7, "-"), (13, ":"), (16, ":"))
_FIRST_YEAR = int(np.datetime64("1000-01-01T00:00:00", "s").astype(np.int64))
_END_YEAR = int(np.datetime64("9999-01-01T00:00:00", "s").astype(np.int64))


def wall_seconds(cells: Sequence[str]) -> NDArray[np.int64] | None:
    """Seconds since 1970 on the wall's clock; None unless every cell is plain ISO text."""
    if set(map(len, cells)) != {_LENGTH}:
        return None
    text = "".join(cells)
    if not text[::_LENGTH].isdecimal():
        return None
    if any(text[place::_LENGTH] != mark * len(cells) for place, mark in _PUNCTUATION):
        return None
    try:
        seconds = np.array(cells, "datetime64[s]").astype(np.int64)
    except ValueError:
        return None
    if seconds.min() < _FIRST_YEAR or seconds.max() >= _END_YEAR:  # years 0, 1 and 9999 mean none
        return None
    return seconds
