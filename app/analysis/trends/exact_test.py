"""Is a count more than chance beside earlier counts, exactly, and over many tests (§4.4)."""

from collections.abc import Sequence

import numpy as np

from app.analysis.statistics import beta_share
from app.analysis.trends.survival import F64


def rate_test(observed: int, before: int, windows: int) -> float:
    """P of `observed` or more in one window when the rate is that of `windows` ones before.

    The exact comparison of two Poisson counts: given their sum, the newer one is binomial with
    share 1 ÷ (windows + 1). A quiet past is so never taken for certainty. 1 without windows.
    """
    if windows < 1 or observed < 1:
        return 1.0
    return beta_share(1 / (windows + 1), observed, before + 1)


def false_discovery(p: Sequence[float] | F64) -> F64:
    """The q of each p by Benjamini-Hochberg: the share of false finds among those up to it."""
    value = np.asarray(p, np.float64)
    n = len(value)
    if not n:
        return value
    order = np.argsort(value, kind="stable")
    scaled = value[order] * n / np.arange(1, n + 1)
    lowest = np.minimum.accumulate(scaled[::-1])[::-1]
    q = np.empty(n)
    q[order] = np.minimum(lowest, 1.0)
    return q
