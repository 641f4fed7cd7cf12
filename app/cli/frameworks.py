"""framework, pack."""

from typing import Annotated, Any

import typer

from app.cli.frame import plain
from app.cli.options import Call, Files
from app.cli.scorecards import card_json
from app.models.counts import counted
from app.models.results import FrameworkLine, ServicePack
from app.services.clock import iso

_TIMES = ("opened_at", "restored_at", "closed_at", "due_at", "original_due_at", "start", "end")


def framework(files: Files, call: Call) -> None:
    """Every KPI with its definition, source, target, owner and what was changed."""
    with call.tower() as tower:
        from app.services import export
        from app.services.framework import framework as lines_of

        lines, version = lines_of(tower), tower.settings.definitions_version
        files.write(
            lambda path: export.framework_excel(tower, lines, path, version=version),
            lambda path: export.framework_pdf(tower, lines, path, version=version),
        )
        call.out(
            value=lambda: {"version": version, "kpis": [_line_json(line) for line in lines]},
            words=lambda: _list(lines),
        )


def pack(
    service: Annotated[str, typer.Option("--service", help="The service.")],
    month: Annotated[str, typer.Option("--month", help="2026-10.")],
    files: Files,
    call: Call,
) -> None:
    """Put the monthly service review of one service together."""
    with call.tower() as tower:
        from app.services import export
        from app.services.pack import service_pack

        made = service_pack(tower, service, month)
        files.write(
            lambda path: export.pack_excel(tower, made, path),
            lambda path: export.pack_pdf(tower, made, path),
        )
        call.out(
            value=lambda: pack_json(made),
            words=lambda: _pack_words(made),
            marks=tower.marks(),
        )


def _line_json(line: FrameworkLine) -> dict[str, Any]:
    value: dict[str, Any] = plain(line)
    for change in (*value["changes"], *value["definitions"]):
        change["valid_from"] = iso(change["valid_from"])
    return value


def pack_json(pack: ServicePack) -> dict[str, Any]:
    """The object of `tower pack --json`."""
    value: dict[str, Any] = plain(pack) | {
        "card": card_json(pack.card),
        "budgets": [plain(one) | {"left": one.left} for one in pack.budgets],
    }
    for name in ("majors", "problems", "changes_done", "changes_planned", "actions"):
        for row in value[name]:
            row |= {key: iso(row[key]) for key in _TIMES if isinstance(row.get(key), int)}
    return value


def _list(lines: tuple[FrameworkLine, ...]) -> None:
    for line in lines:
        typer.echo(
            f"{line.id:4}{line.label}: {line.target}; {line.cadence}ly; owner {line.owner}; "
            f"definition version {line.definition.version}"
        )


def _pack_words(pack: ServicePack) -> None:
    typer.echo(f"{pack.service}, {pack.tier}, {pack.owner}: {pack.card.period.label}")
    typer.echo(pack.headline)
    for one in pack.budgets:
        value = "n/a" if one.value is None else f"{one.value:.2f} %"
        typer.echo(
            f"  {one.name}: {value} against {one.target:g} %; {one.left:,.1f} {one.unit} left "
            f"of {one.allowed:,.1f}".replace("-", "−")
        )
    counts = (
        counted(len(pack.majors), "major or P1 incident"),
        counted(len(pack.problems), "problem"),
        f"{counted(len(pack.changes_done), 'change')} done",
        f"{counted(len(pack.changes_planned), 'change')} planned",
        counted(len(pack.actions), "action"),
    )
    typer.echo(f"  {', '.join(counts)}")
    for risk in pack.risks:
        typer.echo(f"  Risk: {risk.title}: {risk.why}")
    for asked in pack.decisions:
        typer.echo(f"  Decide: {asked.title} ({asked.due})")
    for note in pack.notes:
        typer.echo(f"  Not known: {note}")


COMMANDS = (framework, pack)
