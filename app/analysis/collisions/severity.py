"""How bad a finding is: `min(100, base × tier × risk × downtime × reach)` (COLLISIONS §5).

Factors are whole hundredths, so that equal inputs give equal scores on every machine.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

from app.analysis.collisions.estate import Estate
from app.analysis.collisions.hits import Hits
from app.analysis.kpis.scoping import service_of_change
from app.models.columns import I64, Flags
from app.models.results import SeverityFactor
from app.models.settings import MINUTE

CRITICAL, HIGH, MEDIUM, LOW, INFO = 60, 40, 25, 12, 5
BANDS = ((CRITICAL, "Critical"), (HIGH, "High"), (MEDIUM, "Medium"), (LOW, "Low"), (0, "Info"))
RANKS = {"Unknown": 0, "Info": 1, "Low": 2, "Medium": 3, "High": 4, "Critical": 5}
LOW_CAP = MEDIUM - 1
SHORT_S = 5 * MINUTE

_TIER = np.array([100, 130, 115, 100])
_RISK = np.array([100, 120, 120, 110, 100])
"""By risk 0 absent, 1 very high, 2 high, 3 moderate, 4 low."""
_RISK_WORDS = ("not given", "very high", "high", "moderate", "low")
_DOWNTIME, _SHORT, _PLAIN = 125, 70, 100
_NO_TIER = 9


@dataclass(frozen=True, slots=True)
class Scores:
    """Per hit: points after all factors, and the inputs behind them for the words."""

    score: I64
    uncapped: I64
    tier: I64
    risk: I64
    """Risk numbers of both changes as one number: `first * 5 + second`."""
    downtime: Flags
    short: Flags
    parking: Flags


def band(score: int) -> str:
    """The severity a score falls in."""
    return next(name for floor, name in BANDS if score >= floor)


def weigh(estate: Estate, hits: Hits) -> Scores:
    """Score every hit of one check."""
    changes = estate.changes
    risks = changes.risk.astype(np.int64)
    tiers = _tiers(estate, hits)
    first = risks[hits.first]
    second = risks[hits.second] if hits.pairs else first
    factor_risk = np.maximum(_RISK[first], _RISK[second])
    short = hits.end - hits.start < SHORT_S
    product = (
        hits.base
        * _TIER[tiers]
        * factor_risk
        * np.where(hits.downtime, _DOWNTIME, _PLAIN)
        * np.where(short, _SHORT, _PLAIN)
    )
    uncapped = np.minimum(100, (product + 50_000_000) // 100_000_000)
    parking = np.zeros(len(hits), np.bool_)
    if hits.pairs:
        parking = estate.cores.parking[hits.first] | estate.cores.parking[hits.second]
    score = np.where(parking, np.minimum(uncapped, LOW_CAP), uncapped)
    return Scores(score, uncapped, tiers, first * 5 + second, hits.downtime, short, parking)


@cache
def factors(
    tier: int, risk: int, *, downtime: bool, short: bool, pair: bool
) -> tuple[SeverityFactor, ...]:
    """The factors in words. `risk` is coded as in `Scores`."""
    first, second = divmod(risk, 5)
    said = _RISK_WORDS[first].capitalize()
    if pair:
        said = f"{said} and {_RISK_WORDS[second]}"
    reach = "Overlap under 5 minutes" if short else "Planned windows"
    return (
        SeverityFactor(
            "Service tier", f"Tier {tier}" if tier else "Tier not known", float(_TIER[tier]) / 100
        ),
        SeverityFactor("Change risk", said, float(max(_RISK[first], _RISK[second])) / 100),
        SeverityFactor(
            "Downtime",
            "Needed on a shared CI" if downtime else "None on a shared CI",
            (_DOWNTIME if downtime else _PLAIN) / 100,
        ),
        SeverityFactor("Reach", reach, (_SHORT if short else _PLAIN) / 100),
    )


def parking_factor(words: str, uncapped: int) -> SeverityFactor:
    """The cap at Low that a parking window brings (COLLISIONS §4 C43)."""
    return SeverityFactor("Parking window", words, min(1.0, round(LOW_CAP / uncapped, 2)))


def _tiers(estate: Estate, hits: Hits) -> I64:
    """The most important tier among the services of the changes and of the CIs; 0 unknown."""
    changes = estate.changes
    tier_of = np.append(
        np.where(changes.service_tier > 0, changes.service_tier, _NO_TIER), _NO_TIER
    )
    tier_of = tier_of.astype(np.int64)
    service = service_of_change(changes)
    tiers = tier_of[service[hits.first]]
    if hits.pairs:
        tiers = np.minimum(tiers, tier_of[service[hits.second]])
    if len(hits.ci_codes):
        of_cis = tier_of[changes.ci_service[hits.ci_codes]]
        starts = np.minimum(hits.ci_offsets[:-1], len(of_cis) - 1)
        least = np.minimum.reduceat(of_cis, starts)
        filled = hits.ci_offsets[1:] > hits.ci_offsets[:-1]
        tiers = np.where(filled, np.minimum(tiers, least), tiers)
    return np.where(tiers > 3, 0, tiers)
