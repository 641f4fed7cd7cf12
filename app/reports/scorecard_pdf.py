"""The scorecard as a tagged PDF: one page to decide from, then what stands behind it."""

from typing import Any

from app.models.results import Scorecard
from app.reports.figures import glyphs
from app.reports.scorecard_behind import behind
from app.reports.scorecard_front import chart, decision, drivers, kpi_rows
from app.reports.typeset import typeset
from app.reports.words import by_group, kept, plain, sentences, shortened, stamp

_SUPPORT = (430, 430, 260)
"""Characters of support that stand under a message; the third has the narrow column."""


def scorecard_pdf(card: Scorecard) -> bytes:
    """Make the PDF of a scorecard: A4 landscape, PDF/UA-1, same card same bytes.

    Raises AppError when the typesetter refuses (RELIABILITY §4 Export, DESIGN_LANGUAGE §9).
    """
    return typeset("scorecard.typ", _data(card), card.now)


def _data(card: Scorecard) -> dict[str, Any]:
    card = by_group(card)
    roomy = sum(len(kpi.parts) for kpi in card.kpis) <= 9
    rows = kpi_rows(card)
    messages = _messages(card)
    headline = plain(card.headline, 180) or "Scorecard without a headline"
    return {
        "title": plain(card.title, 80),
        "period": plain(card.period.label, 80),
        "author": plain(card.prepared_by, 60),
        "marks": [plain(words, 60) for words in card.marks],
        "context": _context(card),
        "headline": headline,
        "headline_size": 17 if len(headline) <= 85 else 13,
        "messages": messages,
        "message_shares": _shares(messages),
        "rows": rows,
        "most_inset": 1.35 if roomy else 1.0,
        "behind_first": roomy,
        "behind_inset": 1.35 if len(rows) <= 7 else 0.8,
        "chart": chart(card),
        "drivers": drivers(card),
        "outlook": kept(plain(card.outlook, 320)),
        "decisions": [decision(i, item) for i, item in enumerate(card.decisions[:3], start=1)],
        "footer": _footer(card),
        "classification": "Internal",
        "definitions_version": str(card.definitions_version),
        "glyphs": glyphs(),
        **behind(card),
    }


def _context(card: Scorecard) -> str:
    words = [f"Data as of {stamp(card.as_of, card.zone)}", f"Scope: {card.scope or 'all groups'}"]
    if card.prepared_by and not _crowded(card):
        words.append(f"Prepared by {card.prepared_by}")
    return plain(" · ".join(words), 150)


def _crowded(card: Scorecard) -> bool:
    """Marks take the room of the preparer's name in the header; the footer says it then."""
    return sum(len(words) + 6 for words in card.marks) > 24


def _footer(card: Scorecard) -> str:
    reading = (
        "n under 5: read the value, not the trend. Limits: XmR, mean ± 2.66 × mean moving range."
    )
    by = f" Prepared by {card.prepared_by}." if card.prepared_by and _crowded(card) else ""
    return plain(reading + by, 160)


def _messages(card: Scorecard) -> list[list[str]]:
    found = [
        [kept(shortened(finding, 76)), kept(sentences(support, most))]
        for (finding, support), most in zip(card.messages, _SUPPORT, strict=False)
    ]
    return found + [["", ""]] * (3 - len(found))


def _shares(messages: list[list[str]]) -> tuple[float, float]:
    """The share of the width that each of the first two messages takes, by what they say."""
    first, second = (len(support) for _, support in messages[:2])
    share = min(0.66, max(0.34, first / (first + second))) if first + second else 0.5
    return share, 1 - share
