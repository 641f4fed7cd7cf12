"""quality, aliases and links: how far the data can be trusted, and how it hangs together."""

from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli.frame import plain
from app.cli.options import Call, Excel, only_with
from app.models.counts import counted
from app.models.moments import full
from app.models.results import QualityReport
from app.services.aliases import AliasRow
from app.services.clock import iso

_SHAPES = {"breach": "◆", "risk": "▲", "note": "○"}
_SHOWN_KEYS = 5


def quality(
    period: Annotated[str, typer.Option("--period", help="KPIs of 2026-W47, 2026-11 ...")] = "",
    excel: Excel = None,
    *,
    call: Call,
) -> None:
    """Data-quality findings, and what each does to each KPI."""
    with call.tower() as tower:
        from app.services.quality import quality as examined

        report = examined(tower, period)
        if excel is not None:
            from app.services.export import quality_excel

            quality_excel(tower, report, excel)
        call.out(
            value=lambda: quality_json(report),
            words=lambda: _quality_words(report),
            marks=tower.marks(),
        )


def quality_json(report: QualityReport) -> dict[str, Any]:
    """The object of `tower quality --json`: `findings` at least."""
    found: dict[str, Any] = plain(report)
    for finding in found["findings"]:
        for share in finding["trend"]:
            share["at"] = share["at"] if isinstance(share["at"], str) else iso(share["at"])
    return found


def _quality_words(report: QualityReport) -> None:
    typer.echo(
        f"{counted(len(report.findings), 'finding')} in {counted(report.tickets, 'ticket')} and "
        f"{counted(report.changes, 'change')}; KPIs of {report.period}. "
        f"Data as of {full(report.as_of, report.zone)}."
    )
    for finding in report.findings:
        typer.echo(f"{_SHAPES[finding.severity]} {finding.title}.")
        if finding.effect_words:
            typer.echo(f"    {finding.effect_words}")
        keys = ", ".join(row.key for row in finding.rows[:_SHOWN_KEYS])
        more = f" and {finding.count - _SHOWN_KEYS:,} more" if finding.count > _SHOWN_KEYS else ""
        if keys:
            typer.echo(f"    {keys}{more}")
        typer.echo(f"    {finding.advice}")


def aliases(
    kind: Annotated[str, typer.Argument(help="group, person, ci or service.")] = "",
    set_: Annotated[
        tuple[str, str] | None, typer.Option("--set", help="ALIAS NAME: reads as NAME from now on.")
    ] = None,
    remove: Annotated[str | None, typer.Option("--remove", help="Take this alias out.")] = None,
    system: Annotated[str, typer.Option("--system", help="Only in this system.")] = "",
    read: Annotated[Path | None, typer.Option("--import", help="Add the lines of a CSV.")] = None,
    write: Annotated[Path | None, typer.Option("--export", help="Write the list as CSV.")] = None,
    *,
    call: Call,
) -> None:
    """Show or edit the alias list: one group, person, CI or service under several names."""
    changed = {"--set": set_, "--remove": remove, "--export": write}
    only_with("a kind: group, person, ci or service", changed, there=bool(kind))
    edited = set_ is not None or remove is not None
    only_with("--set or --remove", {"--system": system}, there=edited)
    made = read is not None or set_ is not None
    with call.tower(create=made) as tower:
        from app.services import aliases as service

        if read is not None:
            service.import_aliases(tower, read)
        if set_ is not None:
            service.set_alias(tower, kind, set_[0], set_[1], system)
        if remove is not None:
            service.remove_alias(tower, kind, remove, system)
        if write is not None:
            service.export_aliases(tower, kind, write)
        rows = service.list_aliases(tower, kind)
        unknown = service.unknown_names(tower, kind or "group")
        call.out(
            value=lambda: {
                "aliases": [plain(row) | {"decided_at": iso(row.decided_at)} for row in rows],
                "unknown": plain(unknown),
            },
            words=lambda: _alias_words(rows, [name.name for name in unknown]),
        )


def _alias_words(rows: tuple[AliasRow, ...], unknown: list[str]) -> None:
    for row in rows:
        where = f" in {row.system}" if row.system else ""
        typer.echo(f"{row.kind}: {row.alias} → {row.name}{where}")
    if not rows:
        typer.echo("The alias list is empty.")
    for name in unknown:
        typer.echo(f"not known: {name}")


def links(
    kind: Annotated[str, typer.Argument(help="ticket, change, ci, service, alert ...")],
    key: Annotated[str, typer.Argument(help="Its number or name.")],
    *,
    call: Call,
) -> None:
    """Everything that a record names, and everything that names it."""
    with call.tower() as tower:
        from app.services.links import known_key, linked

        name = known_key(tower, kind, key)
        ends = linked(tower, kind, name)
        call.out(
            value=lambda: {"kind": kind, "key": name, "links": plain(ends)},
            words=lambda: _link_words(ends),
        )


def _link_words(ends: Any) -> None:
    for end in ends:
        state = f", {end.state}" if end.state else ""
        there = "" if end.found else " (not in the store)"
        several = f" ({end.ambiguous} have that name)" if end.ambiguous else ""
        title = f" {end.title}" if end.title else ""
        typer.echo(f"{end.words}: {end.key}{title}{state}{there}{several}")
    if not ends:
        typer.echo("It names nothing, and nothing names it.")


COMMANDS = (quality, aliases, links)
