"""The scorecard as a tagged PDF: one page to decide from, then what stands behind it."""

from typing import Any

from app.charts.bars import pareto
from app.charts.control import sparkline, xmr_chart
from app.charts.numbers import number
from app.charts.scale import fitted
from app.models.results import KpiPart, KpiResult, RequestedDecision, Scorecard
from app.reports.figures import drawing, glyphs
from app.reports.scorecard_behind import behind, note_lines
from app.reports.typeset import typeset
from app.reports.words import (
    CADENCES,
    better_text,
    by_group,
    caveat_text,
    places,
    plain,
    result_glyph,
    result_text,
    sentences,
    spotlight,
    stamp,
    target_text,
    tight,
    value_text,
)

_COLUMN = 268.0
"""Width of the right column of page 1 in pixels (71 mm)."""
_SIZE, _SMALL = 10.67, 10.0
"""8 and 7.5 points in pixels: what doesn't fit one line of its column is cut."""
_ROOM = 113.0
"""Millimetres of page 1 for the rows of the table, beside three messages and decisions."""


def scorecard_pdf(card: Scorecard) -> bytes:
    """Make the PDF of a scorecard: A4 landscape, PDF/UA-1, same card same bytes.

    Raises AppError when the typesetter refuses (RELIABILITY §4 Export, DESIGN_LANGUAGE §9).
    """
    return typeset("scorecard.typ", _data(card), card.now)


def _data(card: Scorecard) -> dict[str, Any]:
    card = by_group(card)
    roomy = sum(len(kpi.parts) for kpi in card.kpis) <= 9
    rows = _rows(card)
    headline = plain(card.headline, 180) or "Scorecard without a headline"
    return {
        "title": plain(card.title, 80),
        "period": plain(card.period.label, 80),
        "author": plain(card.prepared_by, 60),
        "marks": [plain(words, 60) for words in card.marks],
        "context": _context(card),
        "headline": headline,
        "headline_size": 17 if len(headline) <= 85 else 13,
        "messages": _messages(card),
        "rows": rows,
        "row_inset": 1.35 if roomy else max(0.15, min(1.0, (_ROOM / len(rows) - 4.3) / 2)),
        "behind_first": roomy,
        "behind_inset": 1.35 if len(rows) <= 7 else 0.8,
        "chart": _chart(card),
        "drivers": _drivers(card),
        "outlook": plain(card.outlook, 320),
        "decisions": [_decision(i, item) for i, item in enumerate(card.decisions[:3], start=1)],
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
        [plain(finding, 70), sentences(support, 215)] for finding, support in card.messages[:3]
    ]
    return found + [["", ""]] * (3 - len(found))


def _rows(card: Scorecard) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    before = ""
    for kpi in card.kpis:
        for index, part in enumerate(kpi.parts):
            first = kpi.group != before
            rows.append(_row(kpi, part, first_of_group=first, first_part=index == 0))
            before = kpi.group
    for row in rows[:1]:
        row["first"] = False
    return rows


def _row(
    kpi: KpiResult, part: KpiPart, *, first_of_group: bool, first_part: bool
) -> dict[str, Any]:
    said = [part.signal.words] if part.signal else []
    if first_part and caveat_text(kpi):
        said.append(caveat_text(kpi))
    return {
        "first": first_of_group,
        "group": kpi.group.split(" and ")[0] if first_of_group else "",
        "label": fitted(plain(part.label or kpi.label, 60), _SIZE, 160.0),
        "period": kpi.period.short,
        "value": value_text(part),
        "unit": "" if part.value is None else part.unit,
        "target": tight(target_text(part, kpi.better)),
        "better": tight(better_text(part)),
        "previous": "" if part.previous is None else number(part.previous, places(part)),
        "missed": part.met is False,
        "trend": drawing(sparkline(part, 66.0, 16.0)),
        "n": number(part.n),
        "glyph": result_glyph(part),
        "result": fitted(_verdict(part), _SIZE, 78.0),
        "notes": fitted(plain(", ".join(said)), _SMALL, 83.0),
    }


def _verdict(part: KpiPart) -> str:
    return plain(result_text(part).replace(" inside target", " inside"), 60)


def _chart(card: Scorecard) -> dict[str, Any] | None:
    chosen = spotlight(card)
    if chosen is None:
        return None
    kpi, part = chosen
    cadence = CADENCES.get(kpi.cadence, kpi.cadence).lower()
    title = f"{part.label or kpi.label}, {cadence}, {part.unit}"
    notes = tuple(note for note in kpi.notes if note.part in {"", part.name})
    figure = xmr_chart(part, _COLUMN, 186.0, notes=notes)
    return {"title": plain(title, 70), "figure": drawing(figure), "notes": note_lines(notes)[:4]}


def _drivers(card: Scorecard) -> dict[str, Any] | None:
    chosen = spotlight(card)
    ranked = [chosen[0]] if chosen else []
    ranked += sorted(card.kpis, key=lambda kpi: all(part.met is not False for part in kpi.parts))
    kpi = next((kpi for kpi in ranked if kpi.drivers), None)
    if kpi is None:
        return None
    bars = kpi.drivers[:6]
    figure = pareto(bars, _COLUMN, 14.0 + 20.0 * len(bars))
    return {
        "title": plain(kpi.drivers_label or kpi.label, 60) or "Drivers",
        "figure": drawing(figure),
    }


def _decision(index: int, item: RequestedDecision) -> dict[str, str]:
    who = " · ".join(words for words in (item.owner or "No owner", item.due) if words)
    return {
        "number": str(index),
        "title": plain(item.title, 80),
        "why": plain(item.why, 130),
        "cost": plain(item.cost_of_waiting, 130),
        "who": plain(who, 80),
    }
