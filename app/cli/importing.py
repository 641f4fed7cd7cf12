"""demo, import, undo, formats."""

import sys
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli.frame import (
    EXIT_COULD_NOT,
    EXIT_DECISION,
    EXIT_DONE,
    EXIT_LEFT_OUT,
    instant,
    zone_of,
)
from app.cli.options import Call
from app.models.evidence import Evidence
from app.models.records import Options
from app.models.results import FileResult, ImportReport
from app.services.clock import iso
from app.services.formats import Format
from app.services.formats import formats as known_formats
from app.services.import_child import FileProgress
from app.services.import_files import import_files
from app.services.import_files import undo as undo_import
from app.services.profiles import decided, keep_name


def demo(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where they are written.")],
    tickets: Annotated[int, typer.Option(min=300, help="How many incidents.")] = 6000,
    seed: Annotated[int, typer.Option(help="Another number, other records.")] = 7,
    *,
    call: Call,
) -> None:
    """Write a deterministic set of realistic exports with planted stories."""
    with call.framed():
        from app.services.demo import write_demo

        moment = instant("--now", call.now, zone_of(call.report_zone))
        files = write_demo(folder, tickets=tickets, seed=seed, now=moment)
        call.out(
            value=lambda: {"status": "done", "folder": folder, "files": files},
            words=lambda: typer.echo(
                f"{len(files)} files in {folder}. Import them with: tower import {folder}"
            ),
        )


def import_(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help="Files, or folders of them.")
    ],
    format_: Annotated[
        str | None, typer.Option("--as", help="A format of `tower formats`.")
    ] = None,
    timezone: Annotated[str | None, typer.Option(help="IANA zone of times without one.")] = None,
    date_order: Annotated[str | None, typer.Option(help="dmy, mdy or ymd.")] = None,
    encoding: Annotated[str | None, typer.Option(help="Such as utf-8 or cp1252.")] = None,
    delimiter: Annotated[str | None, typer.Option(help="One character, or tab.")] = None,
    header_row: Annotated[int | None, typer.Option(min=1, help="Its row, from 1.")] = None,
    quotes: Annotated[str | None, typer.Option(help="plain: quotes are ordinary text.")] = None,
    mapping: Annotated[
        Path | None, typer.Option(help="A profile file with mapping, values and rules.")
    ] = None,
    scope: Annotated[str | None, typer.Option(help="full, open-only or delta.")] = None,
    as_of: Annotated[str | None, typer.Option(help="When the export was made, ISO 8601.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Store nothing.")] = False,
    allow_mass_change: Annotated[
        bool, typer.Option("--allow-mass-change", help="Import although much would change.")
    ] = False,
    exported_count: Annotated[
        int | None, typer.Option(min=0, help="Records that the source itself counted.")
    ] = None,
    query: Annotated[str, typer.Option(help="The query or filter of the export.")] = "",
    exported_by: Annotated[str, typer.Option(help="Who exported it.")] = "",
    *,
    call: Call,
) -> None:
    """Import files or folders; each file is all or nothing."""
    _one_of("--date-order", date_order, ("dmy", "mdy", "ymd"))
    _one_of("--scope", scope, ("full", "open-only", "delta"))
    _one_of("--quotes", quotes, ("plain",))
    with call.tower(create=True) as tower:
        options = decided(
            mapping,
            Options(
                format=format_,
                timezone=timezone,
                date_order=date_order,
                encoding=encoding,
                delimiter="\t" if delimiter in {"tab", "\\t"} else delimiter,
                scope=scope,
                header_row=header_row,
                quotes=quotes,
            ),
        )
        declared = instant("--as-of", as_of, tower.zone)
        with progress_bar() as progress:
            report = import_files(
                tower,
                paths,
                options,
                as_of=declared,
                dry_run=dry_run,
                progress=progress,
                evidence=Evidence(exported_count, query, exported_by, declared),
                allow_mass_change=allow_mass_change,
            )
        if mapping is not None and not dry_run:
            keep_name(tower, mapping, report)
        call.out(value=lambda: report_json(report), words=lambda: _tell(report))
        if call.as_json:
            _tell_failures(report)
    raise typer.Exit(_exit_code(report))


def undo(
    batch: Annotated[int, typer.Argument(metavar="BATCH", help="The number of an import.")],
    *,
    call: Call,
) -> None:
    """Take one batch back; later batches and edits stay."""
    with call.tower() as tower:
        result = undo_import(tower, batch)
        call.out(
            value=lambda: {**file_json(result), "status": "done"},
            words=lambda: typer.echo(result.message),
        )


def formats(call: Call) -> None:
    """List what `tower import` reads."""
    with call.framed():
        rows = known_formats()
        call.out(
            value=lambda: {"formats": [asdict(row) for row in rows]},
            words=lambda: _list_formats(rows),
        )


def _list_formats(rows: tuple[Format, ...]) -> None:
    for row in rows:
        typer.echo(f"{row.id:30} {row.system:14} {row.kind:10} {', '.join(row.containers)}")


def report_json(report: ImportReport) -> dict[str, Any]:
    """The object of `tower import --json` (CLI)."""
    files = [file_json(result) for result in report.files]
    names = ("rows", "new", "changed", "unchanged", "rejected")
    return {
        "status": report.status,
        "message": report.message,
        "files": files,
        "totals": {name: sum(entry[name] for entry in files) for name in names},
    }


def file_json(result: FileResult) -> dict[str, Any]:
    """One file of it."""
    value = asdict(result)
    value["decision"] = result.decision and dict(
        zip(("question", "option", "choices"), result.decision, strict=True)
    )
    value["by_kind"] = dict(result.by_kind)
    value["new_by_kind"] = dict(result.new_by_kind)
    value["rejects"] = [
        dict(zip(("row", "column", "value", "reason"), reject, strict=True))
        for reject in result.rejects
    ]
    value["problems"] = [
        {
            "kind": each.kind,
            "label": each.label,
            "rows": each.rows,
            "action": each.action,
            "sample": [
                dict(zip(("row", "key", "value"), row, strict=True)) for row in each.sample[:20]
            ],
        }
        for each in result.problems
    ]
    value["as_of"] = iso(result.as_of)
    return value


def _one_of(option: str, value: str | None, choices: tuple[str, ...]) -> None:
    if value is not None and value not in choices:
        raise typer.BadParameter(f"“{value}” is none of {', '.join(choices)}", param_hint=option)


def _exit_code(report: ImportReport) -> int:
    if report.status == "rejected":
        return EXIT_COULD_NOT
    if report.status == "needs_decision":
        return EXIT_DECISION
    return EXIT_LEFT_OUT if any(result.rejected for result in report.files) else EXIT_DONE


def _tell(report: ImportReport) -> None:
    for result in report.files:
        good = result.status.startswith("imported")
        typer.echo(result.message if good else f"tower: {result.message}", err=not good)
        for row, column, value, reason in result.rejects[:5]:
            where = f"row {row:,}, {column}" if column else f"row {row:,}"
            typer.echo(f"  left out: {where}: {value[:60]!r}: {reason}", err=True)
        if result.rejected > 5:
            typer.echo(f"  … and {result.rejected - 5:,} more rows left out", err=True)
        for warning in result.warnings:
            typer.echo(f"  note: {warning}", err=True)
    if len(report.files) > 1:
        typer.echo(report.message)


def _tell_failures(report: ImportReport) -> None:
    """One plain line on stderr for each file that did not go in; stdout holds the object."""
    for result in report.files:
        if not result.status.startswith("imported"):
            typer.echo(f"tower: {result.message}", err=True)


class _Bar:
    """A rich progress bar on stderr, one task a file."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        self._bar = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f}%"),
            TimeElapsedColumn(),
            console=Console(stderr=True),
        )
        self._tasks: dict[str, Any] = {}

    def __enter__(self) -> FileProgress:
        self._bar.start()
        return self.step

    def __exit__(self, *_: object) -> None:
        for task in self._tasks.values():
            self._bar.update(task, completed=self._bar.tasks[task].total)
        self._bar.stop()

    def step(self, name: str, done: int, total: int) -> None:
        """Called by the import."""
        if name not in self._tasks:
            self._tasks[name] = self._bar.add_task(name, total=total)
        self._bar.update(self._tasks[name], completed=done, total=max(total, done, 1))


def progress_bar() -> Any:
    """A bar at a terminal, nothing elsewhere."""
    return _Bar() if sys.stderr is not None and sys.stderr.isatty() else nullcontext()


COMMANDS = (demo, import_, undo, formats)
