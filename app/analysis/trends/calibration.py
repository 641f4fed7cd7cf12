"""How far forecast chances can be believed: reliability, Brier score and the verdict (§4.3)."""

from dataclasses import dataclass

import numpy as np

from app.analysis.trends.survival import F64
from app.models.columns import Flags
from app.models.results.trends import Reliability

BINS = 10
FEWEST_IN_BIN = 20
FARTHEST = 0.15
"""How far a bin of 20 or more may lie from what came true."""
FEWEST_JUDGED = 50
_INSTEAD = "Time left and the usual remaining time stand instead."


@dataclass(frozen=True, slots=True)
class Judged:
    """Chances forecast out of sample, 0 to 1, and which came true."""

    forecast: F64
    came: Flags


def brier_scores(judged: Judged) -> tuple[float | None, float | None]:
    """The mean squared miss, and that of always forecasting the plain share; None of none."""
    if not len(judged.forecast):
        return None, None
    share = float(np.mean(judged.came))
    miss = float(np.mean((judged.forecast - judged.came) ** 2))
    return round(miss, 4), round(share * (1 - share), 4)


def reliability(judged: Judged) -> tuple[Reliability, ...]:
    """Ten bins of forecast chance, without empty ones: the mean forecast and what came true."""
    place = np.minimum((judged.forecast * BINS).astype(np.int64), BINS - 1)
    n = np.bincount(place, minlength=BINS)
    forecast = np.bincount(place, weights=judged.forecast, minlength=BINS)
    came = np.bincount(place, weights=judged.came, minlength=BINS)
    return tuple(
        Reliability(
            i / BINS,
            (i + 1) / BINS,
            round(float(forecast[i] / n[i]), 4),
            round(float(came[i] / n[i]), 4),
            int(n[i]),
        )
        for i in range(BINS)
        if n[i]
    )


def far_off(table: tuple[Reliability, ...]) -> tuple[Reliability, ...]:
    """The bins of 20 or more whose forecasts missed by more than 15 points."""
    return tuple(
        each
        for each in table
        if each.n >= FEWEST_IN_BIN and abs(each.forecast - each.observed) > FARTHEST
    )


def is_calibrated(judged: Judged, table: tuple[Reliability, ...]) -> bool:
    """Whether numbers may be shown: enough judged, better than the plain share, no bin far off."""
    brier, base = brier_scores(judged)
    if brier is None or base is None or len(judged.forecast) < FEWEST_JUDGED:
        return False
    return brier < base and not far_off(table)


def risk_words(judged: Judged, table: tuple[Reliability, ...], *, calibrated: bool) -> str:
    """The verdict in a sentence or two."""
    n = len(judged.forecast)
    brier, base = brier_scores(judged)
    if brier is None or base is None or n < FEWEST_JUDGED:
        return (
            f"No chances are shown: only {n} forecasts of the last 3 months can be judged, "
            f"{FEWEST_JUDGED} are needed. {_INSTEAD}"
        )
    told = (
        f"Judged on {n:,} looks at open incidents of the last 3 months, by what was known before: "
        f"Brier {brier:.3f}, the plain share alone {base:.3f}."
    )
    if calibrated:
        return told
    bins = ", ".join(f"{100 * each.low:.0f} to {100 * each.high:.0f} %" for each in far_off(table))
    why = "no better than the plain share" if brier >= base else f"off by over 15 points at {bins}"
    return f"No chances are shown: {why}. {told} {_INSTEAD}"
