"""The scorecard as a tagged PDF: one page to decide from, then what stands behind it."""

from typing import Any

from app.charts.bars import pareto
from app.charts.control import sparkline, xmr_chart
from app.charts.numbers import number
from app.models.results import KpiPart, KpiResult, RequestedDecision, Scorecard
from app.reports.figures import drawing, glyphs, source_line
from app.reports.typeset import typeset
from app.reports.words import (
    CADENCES,
    better_text,
    caveat_text,
    left_out,
    plain,
    result_glyph,
    result_text,
    spotlight,
    spread_text,
    stamp,
    sureness_text,
    target_text,
    value_text,
    value_with_unit,
)

_COLUMN = 272.0
"""Width of the right column of page 1 in pixels (72 mm)."""
_DETAIL = 294.0


def scorecard_pdf(card: Scorecard) -> bytes:
    """Make the PDF of a scorecard: A4 landscape, PDF/UA-1, same card same bytes.

    Raises AppError when the typesetter refuses (RELIABILITY §4 Export, DESIGN_LANGUAGE §9).
    """
    return typeset("scorecard.typ", _data(card), card.now)


def _data(card: Scorecard) -> dict[str, Any]:
    roomy = sum(len(kpi.parts) for kpi in card.kpis) <= 9
    rows = _rows(card, notes=2 if roomy else 1)
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
        "row_inset": 1.35 if roomy else max(0.2, min(1.0, (106.0 / len(rows) - 4.3) / 2)),
        "behind": _behind(card) if roomy else [],
        "behind_inset": 1.35 if len(rows) <= 7 else 0.8,
        "chart": _chart(card),
        "drivers": _drivers(card),
        "outlook": plain(card.outlook, 320),
        "decisions": [_decision(i, item) for i, item in enumerate(card.decisions[:3], start=1)],
        "footer": _footer(card),
        "classification": "Internal",
        "definitions_version": str(card.definitions_version),
        "glyphs": glyphs(),
        "details": [_detail(kpi) for kpi in card.kpis if _has_data(kpi)],
        "absent": [
            [
                plain(kpi.label, 80),
                plain(kpi.needs, 200) or "Import an export with its records.",
            ]
            for kpi in card.kpis
            if not _has_data(kpi)
        ],
        "caveats": [plain(words) for words in _caveats(card)],
        "sources": [source_line(line, card.zone) for line in card.provenance],
        "evidence": _evidence(card),
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
    found = [[plain(finding, 70), plain(support, 190)] for finding, support in card.messages[:3]]
    return found + [["", ""]] * (3 - len(found))


def _has_data(kpi: KpiResult) -> bool:
    return any(part.n or part.value is not None for part in kpi.parts)


def _rows(card: Scorecard, notes: int) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    before = ""
    for kpi in card.kpis:
        for index, part in enumerate(kpi.parts):
            rows.append(
                _row(
                    kpi,
                    part,
                    first_of_group=kpi.group != before,
                    first_part=index == 0,
                    notes=notes,
                )
            )
            before = kpi.group
    for row in rows[:1]:
        row["first"] = False
    return rows


def _row(
    kpi: KpiResult,
    part: KpiPart,
    *,
    first_of_group: bool,
    first_part: bool,
    notes: int,
) -> dict[str, Any]:
    said = [part.signal.words] if part.signal else []
    if first_part and caveat_text(kpi):
        said.append(caveat_text(kpi))
    return {
        "first": first_of_group,
        "group": kpi.group.split(" and ")[0] if first_of_group else "",
        "label": plain(part.label or kpi.label, 44),
        "value": value_text(part),
        "unit": "" if part.value is None else part.unit,
        "target": target_text(part, kpi.better),
        "better": better_text(part),
        "missed": part.met is False,
        "trend": drawing(sparkline(part, 88.0, 16.0)),
        "n": number(part.n),
        "glyph": result_glyph(part),
        "result": plain(result_text(part), 40),
        "notes": [plain(words, 40) for words in said[:notes]],
    }


def _behind(card: Scorecard) -> list[dict[str, str]]:
    return [
        {
            "label": plain(part.label or kpi.label, 44),
            "period": kpi.period.short,
            "spread": spread_text(part),
            "sureness": sureness_text(part),
            "left_out": plain(left_out(kpi), 120) if index == 0 else "as above",
        }
        for kpi in card.kpis
        for index, part in enumerate(kpi.parts)
        if part.n or part.value is not None
    ]


def _chart(card: Scorecard) -> dict[str, Any] | None:
    chosen = spotlight(card)
    if chosen is None:
        return None
    kpi, part = chosen
    cadence = CADENCES.get(kpi.cadence, kpi.cadence).lower()
    title = f"{part.label or kpi.label}, {cadence}, {part.unit}"
    return {"title": plain(title, 70), "figure": drawing(xmr_chart(part, _COLUMN, 196.0))}


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


def _detail(kpi: KpiResult) -> dict[str, Any]:
    meaning = kpi.definition
    definition = [
        ["Formula", meaning.formula],
        ["Cohort", meaning.cohort],
        ["Clock", meaning.clock],
        ["Included", meaning.inclusion],
        ["Excluded", meaning.exclusion],
        ["Read with", meaning.pairs],
        ["Left out", left_out(kpi)],
        *(["Caveat", words] for words in kpi.caveats),
    ]
    facts = [[part.label or kpi.label, _part_words(part)] for part in kpi.parts]
    facts += [[part.label, _beside(part)] for part in kpi.extra]
    facts += [[label, words] for label, words in kpi.facts]
    figures = [
        {
            "title": plain(part.label or kpi.label, 60),
            "figure": drawing(xmr_chart(part, _DETAIL, 104.0)),
        }
        for part in kpi.parts
        if sum(1 for point in part.trend if point.value is not None) > 1
    ]
    named = kpi.owner and kpi.owner.lower() != "no owner"
    owner = f"owner {kpi.owner}" if named else "no owner"
    context = f"{kpi.id} · {kpi.period.label} · definition v{meaning.version} · {owner}"
    return {
        "title": plain(kpi.label, 80) or kpi.id,
        "context": plain(context, 140),
        "definition": _printable(definition),
        "facts": _printable(facts),
        "figures": figures[:2],
    }


def _part_words(part: KpiPart) -> str:
    words = [value_with_unit(part, part.value), spread_text(part), sureness_text(part)]
    if part.previous is not None:
        words.append(f"previous {value_with_unit(part, part.previous)}")
    if part.stretch is not None:
        words.append(f"stretch {value_with_unit(part, part.stretch)}")
    return "; ".join(word for word in words if word and word != "n/a") or "n/a"


def _beside(part: KpiPart) -> str:
    if part.distribution is not None and part.distribution.n:
        return spread_text(part, ends=False)
    words = [value_with_unit(part, part.value), spread_text(part)]
    return "; ".join(word for word in words if word != "n/a") or "n/a"


def _printable(pairs: list[list[str]]) -> list[list[str]]:
    return [[plain(label, 60), plain(words, 300)] for label, words in pairs if words]


def _caveats(card: Scorecard) -> list[str]:
    return list(card.caveats) or ["None recorded for this period."]


def _evidence(card: Scorecard) -> list[list[str]]:
    period = f"{stamp(card.period.start, card.zone)} to {stamp(card.period.end, card.zone)}, "
    facts = [
        ["Period", f"{card.period.id}: {period}end not included"],
        ["Report zone", card.zone],
        ["Scope", card.scope or "all groups"],
        ["Made at", f"{stamp(card.now, card.zone)} with Control Tower {card.app_version}"],
        ["Definitions", f"version {card.definitions_version}"],
        ["Audit chain head", card.chain_head or "none"],
        ["Marks", ", ".join(card.marks) or "none"],
    ]
    return _printable(facts)
