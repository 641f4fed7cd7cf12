"""The bars of a Pareto chart: the commonest groups, the rest as one, and the running share."""

from collections.abc import Sequence

import numpy as np

from app.models.columns import I32, I64
from app.models.results import Driver

_BARS = 5


def pareto(
    codes: I32 | I64,
    names: Sequence[str],
    unnamed: str,
    others: str,
    *,
    weights: I64 | None = None,
) -> tuple[Driver, ...]:
    """The five commonest codes and the rest as one last bar, with the cumulative share.

    `unnamed` is the label of code -1, `others` the plural in "7 other groups". With `weights`
    each code counts that often; what counts never has no bar.
    """
    found, counts = _frequencies(np.asarray(codes, np.int64), weights)
    if not len(found):
        return ()
    labels = [names[code] if code >= 0 else unnamed for code in found.tolist()]
    ranked = sorted(zip(labels, counts.tolist(), strict=True), key=lambda bar: (-bar[1], bar[0]))
    bars, rest = ranked[:_BARS], ranked[_BARS:]
    if len(rest) == 1:
        bars, rest = ranked, []
    if rest:
        bars.append((f"{len(rest)} other {others}", sum(count for _, count in rest)))
    total, running, drivers = sum(counts.tolist()), 0, []
    for label, count in bars:
        running += count
        drivers.append(Driver(label, count, 100 * running / total))
    return tuple(drivers)


def _frequencies(codes: I64, weights: I64 | None) -> tuple[I64, I64]:
    if weights is None:
        return np.unique(codes, return_counts=True)
    found, place = np.unique(codes, return_inverse=True)
    counts = np.bincount(place, weights=weights, minlength=len(found)).astype(np.int64)
    return found[counts > 0], counts[counts > 0]
