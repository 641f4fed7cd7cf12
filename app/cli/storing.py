"""backup, restore, check, self-test."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.frame import (
    EXIT_COULD_NOT,
    Json,
    Now,
    StorePath,
    Zone,
    command,
    opened,
    out,
    plain,
)
from app.services.tower import default_store


def register(program: typer.Typer) -> None:
    """Add these commands."""
    for function in (backup, restore, check):
        program.command()(function)
    program.command("self-test")(self_test)


def backup(
    target: Annotated[Path, typer.Argument(metavar="F")],
    store: StorePath = None,
    report_zone: Zone = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """Write a verified copy of the store."""
    with command(as_json=as_json), opened(store, report_zone, now) as tower:
        from app.services.keep import backup as copy

        copy(tower, target)
        out(
            as_json=as_json,
            value=lambda: {"status": "done", "path": target, "bytes": target.stat().st_size},
            words=lambda: typer.echo(f"Backup written and read back: {target}"),
        )


def restore(
    source: Annotated[Path, typer.Argument(metavar="F")],
    store: StorePath = None,
    report_zone: Zone = None,  # noqa: ARG001 - every command takes it
    now: Now = None,  # noqa: ARG001
    as_json: Json = False,
) -> None:
    """Put a backup in the store's place; what was there is kept beside it."""
    with command(as_json=as_json):
        from app.services.keep import restore as put_back

        place = store or default_store()
        put_back(place, source)
        out(
            as_json=as_json,
            value=lambda: {"status": "done", "store": place},
            words=lambda: typer.echo(f"{place} now holds the backup {source.name}."),
        )


def check(
    store: StorePath = None, report_zone: Zone = None, now: Now = None, as_json: Json = False
) -> None:
    """Verify that the store and its audit log are whole."""
    with command(as_json=as_json), opened(store, report_zone, now, told=False) as tower:
        from app.services.keep import check as verify

        report = verify(tower)

        def words() -> None:
            for problem in report.problems:
                typer.echo(f"tower: {problem}", err=True)
            if not report.problems:
                typer.echo(
                    f"The store is whole: {report.records:,} records, "
                    f"{report.audit_entries:,} audit entries, chain head {report.chain_head[:16]}."
                )

        out(
            as_json=as_json,
            value=lambda: {"status": "damaged" if report.problems else "whole", **plain(report)},
            words=words,
        )
    raise typer.Exit(EXIT_COULD_NOT if report.problems else 0)


def self_test(
    screens: Annotated[Path | None, typer.Option("--screens", metavar="DIR")] = None,
    theme: Annotated[str, typer.Option("--theme", help="light or dark.")] = "light",
    size: Annotated[str, typer.Option("--size", help="Such as 1440x900.")] = "1440x900",
    store: StorePath = None,
    report_zone: Zone = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """Open every screen offscreen and save each as PNG; 0 only if none failed."""
    if theme not in ("light", "dark"):
        raise typer.BadParameter(f"“{theme}” is neither light nor dark", param_hint="--theme")
    width, _, height = size.partition("x")
    if not (width.isdigit() and height.isdigit()):
        raise typer.BadParameter(f"“{size}” is not a size like 1440x900", param_hint="--size")
    with command(as_json=as_json):
        from app.cli.screens import test_screens

        saved = test_screens(store, report_zone, now, screens, theme, (int(width), int(height)))
        out(
            as_json=as_json,
            value=lambda: {
                "status": "done",
                "screens": [
                    {"name": name, "path": path, "milliseconds": ms} for name, path, ms in saved
                ],
            },
            words=lambda: _list_screens(saved),
        )


def _list_screens(saved: list[tuple[str, Path, int]]) -> None:
    for name, path, milliseconds in saved:
        typer.echo(f"{name:12} {milliseconds:>6,} ms  {path}")
