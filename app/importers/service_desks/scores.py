"""Answers on a scale, as 0 to 1 (FORMATS §19): numbers, stars and words."""

import re
from collections.abc import Sequence

from app.importers.written_stamps import BadValueError, short

FIVE, TEN = 5.0, 10.0
_HALF, _MOST = 0.5, 0.9
_WORDS = {
    "very satisfied": 5, "extremely satisfied": 5, "excellent": 5, "strongly agree": 5,
    "satisfied": 4, "somewhat satisfied": 4, "good": 4, "agree": 4,
    "neutral": 3, "neither satisfied nor dissatisfied": 3, "average": 3, "ok": 3, "okay": 3,
    "dissatisfied": 2, "unsatisfied": 2, "somewhat dissatisfied": 2, "poor": 2, "disagree": 2,
    "very dissatisfied": 1, "very unsatisfied": 1, "extremely dissatisfied": 1, "very poor": 1,
    "strongly disagree": 1,
    "muy satisfecho": 5, "satisfecho": 4, "insatisfecho": 2, "muy insatisfecho": 1,
    "muito satisfeito": 5, "satisfeito": 4, "neutro": 3, "insatisfeito": 2,
    "muito insatisfeito": 1, "sehr zufrieden": 5, "zufrieden": 4, "unzufrieden": 2,
    "sehr unzufrieden": 1, "très satisfait": 5, "satisfait": 4, "neutre": 3, "insatisfait": 2,
    "très insatisfait": 1, "totalmente de acuerdo": 5, "de acuerdo": 4, "en desacuerdo": 2,
    "totalmente en desacuerdo": 1,
}  # fmt: skip
_LEADING = re.compile(r"(\d{1,2}(?:[.,]\d+)?)(?:\s*(?:/|of|out of|von|de|sur)\s*\d{1,2})?"
                      r"(?:\s*(?:-|–|:|=|stars?|\().*)?", re.IGNORECASE)  # fmt: skip
_STARS = re.compile(r"(★{1,10})☆{0,10}")
_TO_TEN = re.compile(r"\b[01]\s*(?:-|–|to|bis|à|a)\s*10\b|/\s*10\b|\bnps\b|how likely|recommend")


def points_of(cell: str) -> float | None:
    """How many points a cell gives; None when it is no score."""
    text = cell.strip().casefold()
    if text in _WORDS:
        return float(_WORDS[text])
    if stars := _STARS.fullmatch(text):
        return float(len(stars[1]))
    if number := _LEADING.fullmatch(text):
        return float(number[1].replace(",", "."))
    return None


def scale_of(question: str, cells: Sequence[str]) -> float | None:
    """The top of a question's scale, 5 or 10; None when its answers are no scores.

    A question that speaks of ten, or one with an answer above five, is out of ten. A few answers
    that are no scores don't make it a question of another kind.
    """
    points = [point for cell in cells if (point := points_of(cell)) is not None and point <= TEN]
    speaks_of_ten = _TO_TEN.search(question.casefold()) is not None
    needed = _HALF if speaks_of_ten else _MOST
    if not points or len(points) < needed * len(cells):
        return None
    return TEN if speaks_of_ten or max(points) > FIVE else FIVE


def score_of(points: float, scale: float, cell: str) -> float:
    """Points as a share of the scale; BadValueError for more than it has."""
    if scale <= 0 or not 0 <= points <= scale:
        raise BadValueError(f"{short(cell)} is not on a scale up to {scale:g}")
    return points / scale
