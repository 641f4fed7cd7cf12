"""scorecard, rca."""

from typing import Annotated, Any

import typer

from app.cli.frame import Excel, Json, Now, Pdf, StorePath, Zone, command, opened, out, plain
from app.cli.words import scorecard_words
from app.models.errors import AppError
from app.models.results import KpiResult, RcaPackage, Scorecard
from app.models.scope import of_group

_PER_MUST = 7
"""Points that each finding of severity “must” costs (METRICS §4.7)."""


def register(program: typer.Typer) -> None:
    """Add these commands."""
    program.command()(scorecard)
    program.command()(rca)


def scorecard(
    period: Annotated[str, typer.Option(help="2026-W47, 2026-11 or 2026-Q4.")],
    group: Annotated[str, typer.Option("--group", help="One assignment group only.")] = "",
    excel: Excel = None,
    pdf: Pdf = None,
    store: StorePath = None,
    report_zone: Zone = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """Compute the scorecard of a period, and write it as workbook and PDF."""
    with command(as_json=as_json), opened(store, report_zone, now) as tower:
        from app.services.export import scorecard_excel, scorecard_pdf
        from app.services.score import scorecard as score

        if group and group not in tower.facts().tickets.groups:
            raise AppError(f"No ticket names the group “{group}”. `tower queues` lists the groups.")
        card = score(tower, period, of_group(group))
        if excel is not None:
            scorecard_excel(tower, card, excel)
        if pdf is not None:
            scorecard_pdf(tower, card, pdf)
        out(as_json=as_json, value=lambda: card_json(card), words=lambda: scorecard_words(card))


def rca(
    number: Annotated[str, typer.Argument(metavar="NUMBER")],
    excel: Excel = None,
    pdf: Pdf = None,
    store: StorePath = None,
    report_zone: Zone = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """Put the RCA package of one incident together; DRAFT until people have completed it."""
    with command(as_json=as_json), opened(store, report_zone, now) as tower:
        from app.services.export import rca_excel, rca_pdf
        from app.services.links import known_key
        from app.services.rca import rca_package

        package = rca_package(tower, known_key(tower, "ticket", number))
        if excel is not None:
            rca_excel(tower, package, excel)
        if pdf is not None:
            rca_pdf(tower, package, pdf)
        out(as_json=as_json, value=lambda: rca_json(package), words=lambda: _rca_words(package))


def rca_json(package: RcaPackage) -> dict[str, Any]:
    """The object of `tower rca --json` (CLI). So far the lint has one rule: what is missing."""
    value = plain(package)
    assert isinstance(value, dict)
    value["durations_s"] = dict(value.pop("durations"))
    value["lint"] = [
        {
            "rule": "missing",
            "severity": "must",
            "where": package.key,
            "message": line,
            "fix": "Fill it in before the package is issued",
        }
        for line in package.missing
    ]
    value["score"] = max(0, 100 - _PER_MUST * len(package.missing))
    return value


def card_json(card: Scorecard) -> dict[str, Any]:
    """The object of `tower scorecard --json` (CLI)."""
    value = plain(card)
    value["period"] = card.period.id
    value["kpis"] = [_kpi_json(kpi) for kpi in card.kpis]
    assert isinstance(value, dict)
    return value


def _kpi_json(kpi: KpiResult) -> dict[str, Any]:
    top = kpi.parts[0]
    parts = []
    for part in (*kpi.parts, *kpi.extra):
        entry = plain(part)
        entry.pop("rows")
        entry.pop("numerator_rows")
        parts.append(entry)
    return {
        "id": kpi.id,
        "label": kpi.label,
        "period": kpi.period.id,
        "value": top.value,
        "unit": top.unit,
        "n": top.n,
        "target": top.target,
        "met": top.met,
        "signal": top.signal.rule if top.signal else None,
        "parts": parts,
        "excluded": dict(kpi.excluded),
        "caveats": list(kpi.caveats),
        "facts": dict(kpi.facts),
        "needs": kpi.needs,
        "definition": plain(kpi.definition),
    }


def _rca_words(package: RcaPackage) -> None:
    typer.echo(f"{package.key} {package.title}{' (DRAFT)' if package.draft else ''}")
    typer.echo(package.summary)
    for line in package.missing:
        typer.echo(f"  to add: {line}")
