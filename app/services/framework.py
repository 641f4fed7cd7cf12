"""The KPI framework: what each KPI is, its target and owner, and what was changed (METRICS §3)."""

from collections.abc import Sequence
from dataclasses import replace

from app.analysis.kpis import KPIS, compute
from app.analysis.kpis.base import Kpi
from app.analysis.periods import last_complete
from app.models.results import (
    FrameworkDefinition,
    FrameworkLine,
    FrameworkTarget,
    KpiResult,
)
from app.models.scope import EVERYTHING
from app.models.settings import KpiTarget, KpiVariant, Settings
from app.services.relative_targets import resolved
from app.services.tower import Tower
from app.store.kpi_versions import baselines, definition_versions, target_versions

SOURCES = {
    "K1": "Incidents; better with their history, outages and alerts",
    "K2": "Alerts with acknowledgements (incidents of a paging tool, its log); else incidents",
    "K3": "Incidents, better with problems, CIs and their history",
    "K4": "Incidents and requests, better with their history and SLA records",
    "K5": "Incidents, requests, problems and changes; better with their history",
    "K6": "Incidents and requests of the service desk with channel and assignment history",
    "K7": "Major incidents and post-incident reviews",
    "K8": "The action log",
    "K9": "Changes with close codes; incidents that name the change that caused them",
    "K10": "Changes with their types, better with approvals and incidents",
    "K11": "Changes with plans and analyses, and their approvals",
    "K12": "Services with tier, agreed hours and target; outages and maintenance, else incidents",
    "K13": "Alerts with acknowledgements and links to tickets",
    "K14": "Runs of automations, and the register of automations with baselines",
    "K15": "Closed tickets, knowledge articles and their uses",
    "K16": "Stakeholder and ticket surveys",
    "K17": "Vendor cases and vendor contracts",
    "K18": "Changes with approvals, requesters and implementers; major incidents and their reviews",
}
"""Which exports each KPI is computed from."""
_OF = {"K12": " of services"}
"""What a target is a share of, where the KPI's name alone would say another thing."""
_NO_COMMON = {"K17": "Each vendor's contract"}


def framework(tower: Tower) -> tuple[FrameworkLine, ...]:
    """Every KPI of the catalogue with the definition and target that hold now, in K1 to K18."""
    now = tower.now()
    settings = resolved(tower.settings, baselines(tower.store), EVERYTHING)
    quarter = last_complete("quarter", now, tower.zone)
    results = {kpi.id: kpi for kpi in compute(tower.facts(), settings, quarter, now)}
    targets = {kpi.id: (*_first(tower.settings, kpi.id), *_recorded(tower, kpi.id)) for kpi in KPIS}
    return tuple(
        _line(kpi, results[kpi.id], settings, now, targets[kpi.id], _definitions(tower, kpi.id))
        for kpi in KPIS
    )


def _line(
    kpi: Kpi,
    result: KpiResult,
    settings: Settings,
    now: int,
    changes: tuple[FrameworkTarget, ...],
    definitions: tuple[FrameworkDefinition, ...],
) -> FrameworkLine:
    held = holding(settings, kpi.id, now)
    owners = [line.owner for line in held if not line.withdrawn]
    units = _units(result)
    return FrameworkLine(
        id=kpi.id,
        label=kpi.label,
        group=kpi.group,
        unit=kpi.unit,
        better=kpi.better,
        cadence=kpi.cadence,
        definition=result.definition,
        variant=result.variant,
        variants=result.variants,
        source=SOURCES[kpi.id],
        target=target_words(kpi, settings, held, result),
        owner=next(iter(owners), "No owner"),
        approver=next((line.approver for line in held if line.approver), ""),
        changes=tuple(replace(one, unit=units.get(one.part, kpi.unit)) for one in changes),
        definitions=definitions,
    )


def holding(settings: Settings, kpi: str, at: int) -> tuple[KpiTarget, ...]:
    """The target of each part of a KPI that holds at an instant, the KPI's own first."""
    lines = [line for line in settings.targets if line.kpi == kpi and (line.valid_from or 0) <= at]
    newest: dict[str, KpiTarget] = {}
    for line in sorted(lines, key=lambda line: (line.valid_from or 0, line.version)):
        newest[line.part] = line
    return tuple(newest[part] for part in sorted(newest))


def definition_at(settings: Settings, kpi: str, end: int) -> KpiVariant | None:
    """The chosen definition of a KPI in a period that ends at `end`; None for the catalogue's."""
    held = [line for line in settings.variants if line.kpi == kpi and (line.valid_from or 0) < end]
    return max(held, key=lambda line: (line.valid_from or 0, line.version), default=None)


def target_words(kpi: Kpi, settings: Settings, held: Sequence[KpiTarget], result: KpiResult) -> str:
    """A KPI's target in words: "P1 ≤ 120 min (stretch 60) · P2 ≤ 8 h (stretch 4)"."""
    sign = "≤" if kpi.better == "lower" else "≥"
    units = _units(result)
    words = [
        f"{_named(line.part, result)}{sign} {line.target:g} {units.get(line.part, kpi.unit)}"
        + _OF.get(kpi.id, "")
        + ("" if line.stretch is None else f" (stretch {line.stretch:g})")
        for line in held
        if not line.withdrawn
    ]
    words += [line.words for line in settings.relative if line.kpi == kpi.id]
    return " · ".join(words) or _NO_COMMON.get(kpi.id, "None")


def _units(result: KpiResult) -> dict[str, str]:
    """The unit of each part by its name."""
    return {part.name: part.unit for part in result.parts}


def _named(part: str, result: KpiResult) -> str:
    """The part before its target, where the KPI has several."""
    return f"{part} " if part and (len(result.parts) > 1 or part != result.parts[0].name) else ""


def _first(settings: Settings, kpi: str) -> tuple[FrameworkTarget, ...]:
    """The targets of the settings' files, which hold from the beginning."""
    source = "Default of the settings"
    return tuple(
        FrameworkTarget(
            line.part, line.target, line.stretch, line.owner, line.version, None, "", "", source
        )
        for line in settings.targets
        if line.kpi == kpi and line.valid_from is None
    )


def _recorded(tower: Tower, kpi: str) -> tuple[FrameworkTarget, ...]:
    return tuple(
        FrameworkTarget(
            each.line.part,
            None if each.line.withdrawn else each.line.target,
            each.line.stretch,
            each.line.owner,
            each.line.version,
            each.line.valid_from,
            each.change.author,
            each.change.approver,
            each.change.reason,
        )
        for each in target_versions(tower.store)
        if each.line.kpi == kpi
    )


def _definitions(tower: Tower, kpi: str) -> tuple[FrameworkDefinition, ...]:
    return tuple(
        FrameworkDefinition(
            line.variant,
            line.parameters,
            line.version,
            line.valid_from,
            change.author,
            change.approver,
            change.reason,
        )
        for line, change in definition_versions(tower.store)
        if line.kpi == kpi
    )
