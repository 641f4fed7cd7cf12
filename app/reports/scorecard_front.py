"""What the first page of a report shows: KPI rows, the most telling chart, drivers, decisions."""

from collections.abc import Iterator
from typing import Any

from app.charts.bars import pareto
from app.charts.control import sparkline, xmr_chart
from app.charts.numbers import number
from app.charts.scale import fitted, in_lines, wrapped
from app.models.results import KpiPart, KpiResult, RequestedDecision, Scorecard
from app.reports.figures import drawing
from app.reports.scorecard_behind import note_lines
from app.reports.words import (
    CADENCES,
    better_text,
    caveat_text,
    kept,
    opened,
    places,
    plain,
    result_glyph,
    result_text,
    spotlight,
    target_text,
    tight,
    unit_words,
    value_text,
)

_COLUMN = 238.0
"""Width of the right column of page 1 in pixels (63 mm)."""
_BARS = 258.0
"""Width that bars are drawn for, then shown in the column: names of groups stand whole."""
_SIZE, _SMALL = 10.67, 10.0
"""8 and 7.5 points in pixels."""
_RESULT, _NOTES = 94.0, 120.0
"""Width of a line of result and of caveat in pixels; both may take two lines."""


def kpi_rows(card: Scorecard) -> list[dict[str, Any]]:
    """One row a part for `kpi-table`, in the card's own order."""
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
    return {
        "first": first_of_group,
        "group": kpi.group.split(" and ")[0] if first_of_group else "",
        "label": fitted(plain(part.label or kpi.label, 60), _SIZE, 158.0),
        "period": kpi.period.short,
        "value": value_text(part),
        "unit": "" if part.value is None else part.unit,
        "target": tight(target_text(part, kpi.better)),
        "better": tight(better_text(part)),
        "previous": "" if part.previous is None else number(part.previous, places(part)),
        "missed": part.met is False,
        "trend": drawing(sparkline(part, 52.0, 16.0)),
        "n": number(part.n),
        "glyph": result_glyph(part),
        "result": in_lines(plain(result_text(part), 60), _SMALL, _RESULT, 2),
        "notes": in_lines(_notes(kpi, part, first_part=first_part), _SMALL, _NOTES, 2),
    }


def _notes(kpi: KpiResult, part: KpiPart, *, first_part: bool) -> str:
    """Signal and caveat of a row; what the result says already isn't said again."""
    said = [part.signal.words] if part.signal else []
    caveat = plain(caveat_text(kpi), 200) if first_part else ""
    if caveat and caveat.lower() != result_text(part).lower():
        said.append(next(_briefer(caveat.rstrip("."), said)))
    return opened(kept(", ".join(said)))


def _briefer(caveat: str, said: list[str]) -> Iterator[str]:
    """The caveat as the two lines hold it: whole, else without its explanation."""
    for words in (caveat, *(caveat.partition(end)[0] for end in (": ", ", ", " with "))):
        if len(wrapped(", ".join([*said, words]), _SMALL, _NOTES)) <= 2:
            yield words
    yield caveat


def chart(card: Scorecard) -> dict[str, Any] | None:
    """The chart that says most, with its notes; None without any trend."""
    chosen = spotlight(card)
    if chosen is None:
        return None
    kpi, part = chosen
    cadence = CADENCES.get(kpi.cadence, kpi.cadence).lower()
    title = f"{part.label or kpi.label}, {cadence}, {unit_words(part.unit)}"
    notes = tuple(note for note in kpi.notes if note.part in {"", part.name})
    figure = xmr_chart(part, _COLUMN, 176.0, notes=notes, better=kpi.better)
    return {"title": plain(title, 70), "figure": drawing(figure), "notes": note_lines(notes)[:4]}


def drivers(card: Scorecard) -> dict[str, Any] | None:
    """What pulled the charted KPI down, else the first missed one that has drivers."""
    chosen = spotlight(card)
    ranked = [chosen[0]] if chosen else []
    ranked += sorted(card.kpis, key=lambda kpi: all(part.met is not False for part in kpi.parts))
    kpi = next((kpi for kpi in ranked if kpi.drivers), None)
    if kpi is None:
        return None
    bars = kpi.drivers[:6]
    figure = drawing(pareto(bars, _BARS, 14.0 + 20.0 * len(bars)))
    shown = {side: figure[side] * _COLUMN / _BARS for side in ("width", "height")}
    return {
        "title": plain(kpi.drivers_label or kpi.label, 60) or "Drivers",
        "figure": figure | shown,
    }


def decision(index: int, item: RequestedDecision) -> dict[str, str]:
    """One decision for `decisions-block`."""
    who = " · ".join(words for words in (item.owner or "No owner", item.due) if words)
    return {
        "number": str(index),
        "title": plain(item.title, 80),
        "why": kept(plain(item.why, 130)),
        "cost": kept(plain(item.cost_of_waiting, 130)),
        "who": plain(who, 80),
    }
