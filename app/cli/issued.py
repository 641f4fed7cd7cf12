"""issued, restatements, reproduce, baseline (RELIABILITY §7)."""

from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli.frame import EXIT_COULD_NOT, plain
from app.cli.options import Call, Scoped, only_with
from app.cli.words import first_of, restated
from app.models.moments import full
from app.models.results import (
    BaselineLine,
    IssuedLine,
    Reproduction,
    Restatement,
    Unreproduced,
)
from app.services.clock import iso

_SHOWN = 20


def issued(
    sidecar: Annotated[
        tuple[int, Path] | None,
        typer.Option("--sidecar", metavar="REPORT FILE", help="Write its sidecar once more."),
    ] = None,
    *,
    call: Call,
) -> None:
    """List the reports that were issued, newest first."""
    with call.tower() as tower:
        from app.services.issue import issued as list_issued
        from app.services.issue import write_sidecar

        if sidecar is not None:
            write_sidecar(tower, *sidecar)
        lines = list_issued(tower)
        call.out(
            value=lambda: {"reports": [_issued_json(line) for line in lines]},
            words=lambda: _list_issued(lines, tower.zone),
        )


def restatements(call: Call) -> None:
    """List the issued numbers that are different today, with the cause."""
    with call.tower() as tower:
        from app.services.restate import restatements as found_in

        found = found_in(tower)
        call.out(
            value=lambda: {"restatements": [plain(each) for each in found]},
            words=lambda: _list_restated(found),
            marks=tower.marks(),
        )


def reproduce(
    sidecar: Annotated[Path, typer.Argument(metavar="SIDECAR", help="Its .evidence.json.")],
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where its source files are.")],
    call: Call,
) -> None:
    """Compute an issued report anew from its files alone; exit 1 where a figure differs."""
    with call.framed():
        from app.services.reproduce import reproduce as compute

        found = compute(sidecar, folder, progress=lambda step: typer.echo(step, err=True))
        call.out(
            value=lambda: {"reproduced": found.reproduced, **plain(found)},
            words=lambda: _reproduced(found),
        )
    if not found.reproduced:
        raise typer.Exit(EXIT_COULD_NOT)


def baseline(
    kpi: Annotated[str, typer.Argument(metavar="KPI", help="K1 to K18.")] = "",
    first: Annotated[str, typer.Option("--from", metavar="PERIOD", help="2026-07.")] = "",
    last: Annotated[str, typer.Option("--to", metavar="PERIOD", help="Its last one.")] = "",
    name: Annotated[str, typer.Option("--name", help="The improvement it is frozen for.")] = "",
    part: Annotated[str, typer.Option("--part", help="P1, standard …")] = "",
    *,
    scoped: Scoped,
    call: Call,
) -> None:
    """Freeze a KPI over whole periods, or without one list baselines with before and after."""
    if kpi and not first:
        raise typer.BadParameter("say which period is frozen", param_hint="--from")
    about: dict[str, object] = {"--from": first, "--to": last, "--name": name, "--part": part}
    about |= {f"--{field}": each for field, each in scoped.given().items()}
    only_with("a KPI, such as K10", about, there=bool(kpi))
    with call.tower() as tower:
        from app.analysis.periods import parse_period
        from app.services.baselines import baseline_lines, freeze

        if kpi:
            scope = scoped.of(tower)
            start = parse_period(first, tower.zone).start
            end = parse_period(last or first, tower.zone).end
            freeze(tower, kpi.upper(), part, start, end, name, scope)
        lines = baseline_lines(tower)
        call.out(
            value=lambda: {"baselines": [plain(line) for line in lines]},
            words=lambda: _list_baselines(lines, tower.zone),
            marks=tower.marks(),
        )


def _issued_json(line: IssuedLine) -> dict[str, Any]:
    value: dict[str, Any] = plain(line)
    return value | {"issued_at": iso(line.issued_at)}


def _list_issued(lines: tuple[IssuedLine, ...], zone: str) -> None:
    if not lines:
        typer.echo("No report was issued. `tower scorecard --issue FOLDER --to WHO` issues one.")
    for line in lines:
        typer.echo(
            f"{line.id:>4} {line.period:8} {line.scope}: {line.title}; to "
            f"{', '.join(line.recipients)}, {full(line.issued_at, zone)} by {line.issued_by}"
        )
        for mark in line.marks:
            typer.echo(f"     no evidence: {mark}")


def _list_restated(found: tuple[Restatement, ...]) -> None:
    if not found:
        typer.echo("Every issued number is the same today.")
    for each in found:
        typer.echo(restated(each.period, each.kpi, each.part, each.issued, each.now, each.cause))
        if each.batches:
            typer.echo(f"  imports: {', '.join(map(str, each.batches))}")


def _reproduced(found: Reproduction) -> None:
    for remark in found.remarks:
        typer.echo(f"Note: {remark}")
    words = f"{found.title}, {found.period}, {found.scope}: {found.figures:,} figures"
    if found.reproduced:
        typer.echo(f"{words} reproduced from {found.files} files.")
        return
    typer.echo(f"{words}, {len(found.differences):,} differ:")
    first_of(found.differences, _difference, _SHOWN)


def _difference(one: Unreproduced) -> str:
    where = f"{one.kpi} {one.part}".strip()
    return f"{where}, {one.what}: {one.issued} issued, {one.computed} computed"


def _list_baselines(lines: tuple[BaselineLine, ...], zone: str) -> None:
    if not lines:
        typer.echo("No baseline is frozen. `tower baseline K10 --from 2026-07 --name …` makes one.")
    for line in lines:
        after = "n/a" if line.after is None else f"{line.after:.1f} {line.unit}"
        how = f" ({line.method})" if line.method else ""
        typer.echo(
            f"{line.id:>4} {line.kpi} {line.part} {line.scope}, “{line.name}”: {line.value:.1f} "
            f"{line.unit} of n {line.n:,} from {full(line.start, zone)} to "
            f"{full(line.end, zone)}, since {after} of n {line.after_n:,}: {line.verdict}{how}"
        )


COMMANDS = (issued, restatements, reproduce, baseline)
