"""What the pages after the first say: every chart, what values are made of, meaning, evidence."""

from typing import Any

from app.charts.control import xmr_chart
from app.charts.numbers import number
from app.charts.phases import KIND_WORDS
from app.models.kinds import kind_words
from app.models.results import ChartNote, KpiPart, KpiResult, Scorecard
from app.reports.figures import drawing, source_line
from app.reports.scorecard_provenance import evidence
from app.reports.words import (
    left_out,
    opened,
    plain,
    shortened,
    spread_text,
    sureness_text,
    unit_words,
    value_with_unit,
)

_WIDE = 326.0
"""Width of a chart on the pages of charts in pixels, three beside each other (86 mm)."""


def behind(card: Scorecard) -> dict[str, Any]:
    """Everything of the pages after the first, for their template."""
    told = [kpi for kpi in card.kpis if has_data(kpi)]
    return {
        "charts": [chart for kpi in told for chart in _charts(kpi)],
        "behind": [row for kpi in told for row in _made_of(kpi)],
        "facts": [one for one in map(_facts, told) if one["pairs"]],
        "left_out": _left_out(card),
        "caveats": _caveats(card),
        "definitions": [_definition(kpi) for kpi in card.kpis],
        "absent": [
            [plain(kpi.label, 80), plain(kpi.needs, 200) or "Import an export with its records."]
            for kpi in card.kpis
            if not has_data(kpi)
        ],
        "restatements": _restated(card),
        "sources": [source_line(line, card.zone) for line in card.provenance],
        "evidence": _printable([list(pair) for pair in evidence(card)]),
    }


def has_data(kpi: KpiResult) -> bool:
    """Whether any row of a KPI has records or a value."""
    return any(part.n or part.value is not None for part in kpi.parts)


def note_lines(notes: tuple[ChartNote, ...]) -> list[str]:
    """The words of the letters on a chart: "A, 2026-W34: triage rota started (M. Nowak)"."""
    return [
        plain(f"{note.letter}, {note.period}: {note.words} ({note.author})", 140) for note in notes
    ]


def _charts(kpi: KpiResult) -> list[dict[str, Any]]:
    found = []
    for part in kpi.parts:
        if sum(1 for point in part.trend if point.value is not None) < 2:
            continue
        notes = tuple(note for note in kpi.notes if note.part in {"", part.name})
        limits = part.limits
        words = KIND_WORDS.get(part.chart, part.chart)
        if limits is None:
            words += ", no limits under 6 points"
        else:
            firm = "limits" if limits.firm else "provisional limits"
            words += f", {firm} from {limits.points} points"
        found.append(
            {
                "title": plain(f"{part.label or kpi.label}, {unit_words(part.unit)}", 56),
                "kind": words + (f"; {part.assurance} target" if part.assurance else ""),
                "figure": drawing(xmr_chart(part, _WIDE, 104.0, notes=notes, better=kpi.better)),
                "notes": note_lines(notes)[:3],
            }
        )
    return found


def _made_of(kpi: KpiResult) -> list[dict[str, str]]:
    return [
        {
            "label": plain(part.label or kpi.label, 44),
            "period": kpi.period.short,
            "spread": _counted(kpi, part),
            "sureness": sureness_text(part),
            "previous": value_with_unit(part, part.previous),
            "left_out": shortened(left_out(kpi), 110) if index == 0 else _same(kpi),
            "owner": plain(_owner(kpi), 24),
        }
        for index, part in enumerate(kpi.parts)
        if part.n or part.value is not None
    ]


def _counted(kpi: KpiResult, part: KpiPart) -> str:
    words = spread_text(part)
    records = kind_words(part.records or kpi.records).lower()
    return f"{number(part.n)} {records}" if words == "n/a" and part.n else words


def _same(kpi: KpiResult) -> str:
    return "as above" if any(count for _, count in kpi.excluded) else "none"


def _owner(kpi: KpiResult) -> str:
    return kpi.owner if kpi.owner and kpi.owner.lower() != "no owner" else "No owner"


def _facts(kpi: KpiResult) -> dict[str, Any]:
    pairs = [[part.label, _beside(part)] for part in kpi.extra]
    pairs += [[label, words] for label, words in kpi.facts]
    if kpi.fallback:
        pairs.append(["Evidence", kpi.fallback])
    if kpi.without_event:
        pairs.append([f"Without {kpi.event}", f"{kpi.without_event}, for context only"])
    return {"title": plain(kpi.label, 80) or kpi.id, "pairs": _printable(_once(pairs), 170)}


def _once(pairs: list[list[str]]) -> list[list[str]]:
    """Each label once, with the longer words; evidence that a fact says already is not repeated."""
    longest: dict[str, str] = {}
    for label, words in pairs:
        longest[label] = max(longest.get(label, ""), words, key=len)
    said = {words for label, words in longest.items() if label != "Evidence"}
    return [
        [label, words]
        for label, words in longest.items()
        if label != "Evidence" or words not in said
    ]


def _beside(part: KpiPart) -> str:
    if part.distribution is not None and part.distribution.n:
        return spread_text(part, ends=False)
    words = [value_with_unit(part, part.value), spread_text(part)]
    said = "; ".join(word for word in words if word not in {"n/a", "0 of 0"})
    return said or ("none" if part.denominator == 0 else "n/a")


def _definition(kpi: KpiResult) -> dict[str, Any]:
    meaning = kpi.definition
    pairs = [
        ["Formula", opened(meaning.formula)],
        ["Cohort", meaning.cohort],
        ["Clock", meaning.clock],
        ["Included", meaning.inclusion],
        ["Excluded", meaning.exclusion],
        ["Read with", meaning.pairs],
    ]
    context = [kpi.id, kpi.period.label, f"definition v{meaning.version}", _owner(kpi)]
    if kpi.variant:
        context.append(f"variant {kpi.variant}")
    return {
        "title": plain(kpi.label, 80) or kpi.id,
        "context": plain(" · ".join(context), 140),
        "pairs": _printable(pairs, 420),
    }


def _left_out(card: Scorecard) -> list[list[str]]:
    return _printable([[kpi.label, left_out(kpi)] for kpi in card.kpis if kpi.excluded], 260)


def _caveats(card: Scorecard) -> list[str]:
    return [plain(words) for words in card.caveats] or ["None recorded for this period."]


def _restated(card: Scorecard) -> list[list[str]]:
    return [
        [
            f"Report {line.report}, {plain(line.period, 20)}",
            plain(f"{line.kpi} {line.part}".strip(), 40),
            f"{number(line.issued, 2)} {line.unit}",
            f"{number(line.now, 2)} {line.unit}",
            plain(line.cause, 200),
            plain(f"{', '.join(map(str, line.batches)) or 'none'}", 40),
        ]
        for line in card.restatements
    ]


def _printable(pairs: list[list[str]], most: int = 300) -> list[list[str]]:
    return [[plain(label, 60), shortened(words, most)] for label, words in pairs if words]
