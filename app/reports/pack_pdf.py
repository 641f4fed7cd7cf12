"""The monthly service review pack as a tagged PDF: a page to decide from, then its lists."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.charts.control import sparkline
from app.charts.numbers import NOT_APPLICABLE, number
from app.models.results import KpiPart, KpiResult, PackBudget, Scorecard, ServicePack
from app.reports.figures import drawing, glyphs, source_line
from app.reports.pack_sections import At, Field, Section, Value, sections
from app.reports.pack_words import (
    budget_words,
    flow_words,
    headline,
    months_part,
    percent,
    title,
)
from app.reports.scorecard_behind import has_data
from app.reports.scorecard_front import chart, decision, drivers, kpi_rows
from app.reports.scorecard_provenance import evidence
from app.reports.typeset import typeset
from app.reports.words import by_group, kept, plain, result_glyph, sentences, stamp


def pack_pdf(pack: ServicePack) -> bytes:
    """Make the PDF of a service review pack: A4 landscape, PDF/UA-1, same pack same bytes."""
    return typeset("pack.typ", _data(pack), pack.card.now)


def _data(pack: ServicePack) -> dict[str, Any]:
    card = _told(pack.card)
    words = plain(headline(pack), 180)
    return {
        "title": plain(title(pack), 90),
        "period": plain(card.period.label, 60),
        "author": plain(card.prepared_by, 60),
        "marks": [plain(mark, 60) for mark in card.marks],
        "context": _context(pack),
        "headline": kept(words),
        "headline_size": 17 if len(words) <= 85 else 13,
        "messages": [
            [kept(plain(finding, 90)), kept(sentences(support, 215))]
            for finding, support in card.messages[:2]
        ],
        "budgets": [_budget(budget) for budget in pack.budgets],
        "rows": kpi_rows(card),
        "most_inset": 1.0,
        "glyphs": glyphs(),
        "chart": chart(card),
        "drivers": drivers(card),
        "risks": [
            [plain(one.title, 90), sentences(one.why, 170), plain(one.owner, 40) or "No owner"]
            for one in pack.risks[:3]
        ],
        "flow": kept(plain(flow_words(pack.trends.flow), 320)) if pack.trends else "",
        "decisions": [
            decision(i, item) for i, item in enumerate(pack.decisions[:3] or card.decisions[:3], 1)
        ],
        "footer": "n under 5: read the value, not the trend. Budget: what the target leaves.",
        "classification": "Internal",
        "sections": [_section(one, card.zone) for one in sections(pack)],
        "caveats": [plain(text) for text in (*pack.notes, *card.caveats)] or ["None."],
        "sources": [source_line(line, card.zone) for line in card.provenance],
        "evidence": [[label, plain(words, 200)] for label, words in evidence(card) if words],
    }


def _told(card: Scorecard) -> Scorecard:
    """The card in the order of the groups with the KPIs that have data for this service."""
    ordered = by_group(card)
    kpis = tuple(_parts(kpi) for kpi in ordered.kpis if has_data(kpi))
    return replace(ordered, kpis=kpis)


def _parts(kpi: KpiResult) -> KpiResult:
    told: tuple[KpiPart, ...] = tuple(part for part in kpi.parts if part.n)
    return replace(kpi, parts=told or kpi.parts[:1])


def _context(pack: ServicePack) -> str:
    card = pack.card
    words = [
        f"Owner {pack.owner or 'not named'}",
        pack.tier,
        f"Data as of {stamp(card.as_of, card.zone)}",
    ]
    return plain(" · ".join(word for word in words if word), 140)


def _budget(budget: PackBudget) -> dict[str, Any]:
    part = months_part(budget)
    return {
        "name": plain(budget.name, 60),
        "target": percent(budget.target),
        "value": percent(budget.value),
        "trend": drawing(sparkline(part, 96.0, 16.0)),
        "glyph": result_glyph(part),
        "left": budget_words(budget),
        "over": budget.left < 0,
        "remark": plain(budget.remark, 90),
    }


def _section(section: Section, zone: str) -> dict[str, Any]:
    return {
        "title": section.title,
        "widths": [field.width for field in section.fields],
        "sides": ["right" if field.number else "left" for field in section.fields],
        "names": [field.title for field in section.fields],
        "rows": [
            [_cell(value, field, zone) for value, field in zip(row, section.fields, strict=True)]
            for row in section.rows[:60]
        ],
        "more": max(0, len(section.rows) - 60),
        "nothing": section.nothing,
    }


def _cell(value: Value, field: Field, zone: str) -> str:
    match value:
        case At():
            return _short(value.at, zone)
        case None:
            return NOT_APPLICABLE if field.title == "Minutes" else ""
        case str():
            return plain(value, 160)
        case int():
            return number(value)
        case _:
            return number(value, 0 if field.title == "Minutes" else 1)


def _short(at: int | None, zone: str) -> str:
    """Day and time without the zone, which stands in the evidence: "3 Nov 2026 14:05"."""
    if at is None:
        return ""
    moment = datetime.fromtimestamp(at, UTC).astimezone(ZoneInfo(zone))
    return f"{moment.day} {moment:%b %Y %H:%M}"
