"""The names that a leadership workbook may give its cells, and what stands in each."""

import re
from dataclasses import dataclass

from app.models.results import KpiPart, KpiResult, Scorecard
from app.reports.cell_formats import value_format
from app.reports.words import caveat_text, result_text, stamp

Value = str | float | int | None


@dataclass(frozen=True, slots=True)
class Filling:
    """One value: `percent` is 0 to 100 and a fraction in a cell that shows percent."""

    value: Value
    format: str = "General"
    percent: bool = False


def filling(card: Scorecard) -> dict[str, Filling]:
    """Every name with its value.

    Of a KPI: KPI_K4 or K4_value (its first part), K4_target, K4_previous, K4_n, K4_result ...; of a
    part K1_P1, K1_P1_target, K4_Requests_n; of the report title, period, headline, message_1,
    decision_1 and so on. Excel itself takes no plain K4, which is a cell, but other programs do.
    """
    found = _of_report(card)
    for kpi in card.kpis:
        for part in reversed(kpi.parts):
            for field, value in _of_part(kpi, part).items():
                for name in _names(kpi, part, field, first=part is kpi.parts[0]):
                    found[name] = value
    return found


def _names(kpi: KpiResult, part: KpiPart, field: str, *, first: bool) -> list[str]:
    own = re.sub(r"\W", "", part.name)
    stems = [f"{kpi.id}_{own}"] if own else []
    stems += [kpi.id] if first else []
    names = [f"{stem}_{field}" for stem in stems]
    if field == "value":
        names += stems
    return [*names, *(f"KPI_{name}" for name in names)]


def _of_part(kpi: KpiResult, part: KpiPart) -> dict[str, Filling]:
    def number(value: float | None) -> Filling:
        return Filling(value, value_format(part), percent=part.unit == "%")

    limits = part.limits
    return {
        "value": number(part.value),
        "target": number(part.target),
        "stretch": number(part.stretch),
        "previous": number(part.previous),
        "lower": number(limits.lower if limits else None),
        "mean": number(limits.mean if limits else None),
        "upper": number(limits.upper if limits else None),
        "variance": Filling(part.better_by, "#,##0.0##"),
        "n": Filling(part.n, "#,##0"),
        "unit": Filling(part.unit),
        "label": Filling(part.label or kpi.label),
        "result": Filling(result_text(part)),
        "signal": Filling(part.signal.words if part.signal else ""),
        "caveat": Filling(caveat_text(kpi)),
        "period": Filling(kpi.period.id),
        "owner": Filling(kpi.owner or "No owner"),
    }


def _of_report(card: Scorecard) -> dict[str, Filling]:
    found: dict[str, Value] = {
        "title": card.title,
        "period": card.period.id,
        "period_label": card.period.label,
        "headline": card.headline,
        "outlook": card.outlook,
        "scope": card.scope or "all groups",
        "as_of": stamp(card.as_of, card.zone),
        "made_at": stamp(card.now, card.zone),
        "prepared_by": card.prepared_by,
        "marks": ", ".join(card.marks),
        "caveats": "\n".join(card.caveats),
        "definitions_version": card.definitions_version,
        "chain_head": card.chain_head,
    }
    for index, (finding, support) in enumerate(card.messages, start=1):
        found[f"message_{index}"] = finding
        found[f"message_{index}_support"] = support
    for index, item in enumerate(card.decisions, start=1):
        stem = f"decision_{index}"
        found |= {
            stem: item.title, f"{stem}_why": item.why, f"{stem}_cost": item.cost_of_waiting,
            f"{stem}_owner": item.owner or "No owner", f"{stem}_due": item.due,
        }  # fmt: skip
    return {name: Filling(value) for name, value in found.items()}
