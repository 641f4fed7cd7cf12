"""scorecard: the KPIs of a period, of one scope, compared, issued (CLI)."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from app.charts.numbers import number, signed
from app.cli.frame import plain
from app.cli.options import Call, Files, Scoped, only_with
from app.cli.words import restated, scorecard_words
from app.models.errors import AppError, Decision, DecisionNeeded
from app.models.results import KpiPart, KpiResult, Scorecard
from app.services.clock import iso
from app.services.tower import Tower

_LONGEST = 300
_KEYS = ("rows", "numerator_rows", "measures", "weights")
"""Of a part, what is as long as its records: screens and workbooks show it."""


def scorecard(
    period: Annotated[str, typer.Option(help="2026-W47, 2026-11 or 2026-Q4.")],
    scoped: Scoped,
    files: Files,
    headline: Annotated[str, typer.Option("--headline", help="Your own first sentence.")] = "",
    definitions: Annotated[
        str, typer.Option("--definitions", help="then (of the period's time) or now.")
    ] = "then",
    compare: Annotated[str, typer.Option("--compare", help="Beside another period.")] = "",
    leadership: Annotated[
        tuple[Path, Path] | None,
        typer.Option("--leadership", metavar="TEMPLATE OUT", help="Fill a workbook of your own."),
    ] = None,
    accept_losses: Annotated[
        bool, typer.Option("--accept-losses", help="Fill it though the copy loses something.")
    ] = False,
    issue: Annotated[
        Path | None, typer.Option("--issue", metavar="FOLDER", help="Freeze and write it there.")
    ] = None,
    to: Annotated[
        list[str] | None, typer.Option("--to", help="Who receives it; once for each.")
    ] = None,
    *,
    call: Call,
) -> None:
    """Compute the scorecard of a period, and write it as workbook and PDF, or issue it."""
    if definitions not in ("then", "now"):
        raise typer.BadParameter(
            f"“{definitions}” is none of then, now", param_hint="--definitions"
        )
    if to and issue is None:
        raise typer.BadParameter("a report goes to somebody with --issue FOLDER", param_hint="--to")
    filled = leadership is not None
    only_with("--leadership TEMPLATE OUT", {"--accept-losses": accept_losses}, there=filled)
    with call.tower() as tower:
        from app.services.score import scorecard as score

        scope = scoped.of(tower)
        card = score(tower, period, scope, recompute=definitions == "now")
        card = _headed(card, headline)
        other = score(tower, compare, scope, recompute=definitions == "now") if compare else None
        if other is not None and other.period.kind != card.period.kind:
            raise AppError(f"{compare} is a {other.period.kind}; compare a {card.period.kind}.")
        if leadership is not None:
            _name_losses(leadership[0], accepted=accept_losses)
        written = _written(tower, card, files, leadership)
        if issue is not None:
            written |= _issued(tower, card, issue, to or [])
        call.out(
            value=lambda: card_json(card) | written | _beside(card, other),
            words=lambda: _tell(card, other, written),
            marks=card.marks,
        )


def _headed(card: Scorecard, words: str) -> Scorecard:
    said = " ".join(words.split())
    if len(said) > _LONGEST:
        raise AppError(f"The headline has {len(said)} characters; {_LONGEST} fit. Shorten it.")
    return replace(card, headline=said) if said else card


def _name_losses(template: Path, *, accepted: bool) -> None:
    """Say what the filled copy loses before anything is written; DecisionNeeded until accepted."""
    from app.services.export import leadership_losses

    lost = leadership_losses(template)
    if not lost:
        return
    words = f"The filled copy of {template.name} would lose: {', '.join(lost)}."
    if not accepted:
        raise DecisionNeeded(Decision(f"{words} Nothing was written.", "--accept-losses"))
    typer.echo(words, err=True)


def _written(
    tower: Tower, card: Scorecard, files: Files, leadership: tuple[Path, Path] | None
) -> dict[str, Any]:
    from app.services import export

    told: dict[str, Any] = {}
    files.write(
        lambda path: export.scorecard_excel(tower, card, path),
        lambda path: export.scorecard_pdf(tower, card, path),
    )
    if leadership is not None:
        lost, filled = export.leadership_workbook(tower, card, *leadership)[1:]
        told["leadership"] = {
            "file": str(leadership[1]), "filled": list(filled), "lost": list(lost)
        }  # fmt: skip
    return told


def _issued(tower: Tower, card: Scorecard, folder: Path, recipients: list[str]) -> dict[str, Any]:
    from app.services.issue import issue

    line = plain(issue(tower, card, recipients, folder))
    line["issued_at"] = iso(line["issued_at"])
    return {"issued": line}


def card_json(card: Scorecard) -> dict[str, Any]:
    """The object of `tower scorecard --json` (CLI)."""
    value = plain(replace(card, kpis=()))
    value["period"] = card.period.id
    value.pop("revision")
    value["kpis"] = [_kpi_json(kpi) for kpi in card.kpis]
    assert isinstance(value, dict)
    return value


def _kpi_json(kpi: KpiResult) -> dict[str, Any]:
    top = kpi.parts[0]
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
        "parts": [_part_json(part) for part in (*kpi.parts, *kpi.extra)],
        "excluded": dict(kpi.excluded),
        "caveats": list(kpi.caveats),
        "facts": dict(kpi.facts),
        "needs": kpi.needs,
        "variant": kpi.variant,
        "variants": list(kpi.variants),
        "owner": kpi.owner,
        "target_version": kpi.target_version,
        "notes": [plain(note) for note in kpi.notes],
        "definition": plain(kpi.definition),
    }


def _part_json(part: KpiPart) -> dict[str, Any]:
    bare = replace(part, rows=(), numerator_rows=(), measures=(), weights=())
    value: dict[str, Any] = plain(bare)
    for name in _KEYS:
        value.pop(name)
    return value


def _beside(card: Scorecard, other: Scorecard | None) -> dict[str, Any]:
    if other is None:
        return {}
    from app.analysis.compare import differences

    found = differences(other.kpis, card.kpis)
    return {
        "compare": {
            "period": other.period.id,
            "kpis": [plain(each) for each in found.values()],
        }
    }


def _tell(card: Scorecard, other: Scorecard | None, written: dict[str, Any]) -> None:
    scorecard_words(card)
    for each in card.restatements:
        typer.echo(restated(each.period, each.kpi, each.part, each.issued, each.now, each.cause))
    found = _beside(card, other).get("compare", {"kpis": ()})
    for each in found["kpis"]:
        if each["change"] is not None:
            name = f"{each['kpi']} {each['part']}".strip()
            unit = "points" if each["unit"] == "%" else each["unit"]
            before, after = number(each["before"], 1), number(each["after"], 1)
            change = f"{signed(each['change'], 1)} {unit}"
            typer.echo(f"{name}: {before} in {found['period']}, {after} now ({change})")
    if "issued" in written:
        line = written["issued"]
        typer.echo(f"Issued as report {line['id']} to {', '.join(line['recipients'])}.")
        for mark in line["marks"]:
            typer.echo(f"It is no evidence: {mark}.")
    for lost in written.get("leadership", {}).get("lost", ()):
        typer.echo(f"The filled copy lost: {lost}.")


COMMANDS = (scorecard,)
