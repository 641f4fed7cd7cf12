"""backup, restore, check, self-test."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.frame import EXIT_COULD_NOT, plain
from app.cli.options import Call
from app.services.tower import default_store


def backup(
    target: Annotated[Path, typer.Argument(metavar="F", help="The file to write.")],
    *,
    call: Call,
) -> None:
    """Write a verified copy of the store."""
    with call.tower() as tower:
        from app.services.keep import backup as copy

        copy(tower, target)
        call.out(
            value=lambda: {"status": "done", "path": target, "bytes": target.stat().st_size},
            words=lambda: typer.echo(f"Backup written and read back: {target}"),
        )


def restore(
    source: Annotated[Path, typer.Argument(metavar="F", help="A backup.")],
    *,
    call: Call,
) -> None:
    """Put a backup in the store's place; what was there is kept beside it."""
    with call.framed():
        from app.services.keep import restore as put_back

        place = call.store or default_store()
        put_back(place, source)
        call.out(
            value=lambda: {"status": "done", "store": place},
            words=lambda: typer.echo(f"{place} now holds the backup {source.name}."),
        )


def check(call: Call) -> None:
    """Verify that the store and its audit log are whole."""
    with call.tower(told=False) as tower:
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

        call.out(
            value=lambda: {"status": "damaged" if report.problems else "whole", **plain(report)},
            words=words,
        )
    raise typer.Exit(EXIT_COULD_NOT if report.problems else 0)


def self_test(
    screens: Annotated[
        Path | None, typer.Option("--screens", metavar="DIR", help="Keep the pictures there.")
    ] = None,
    theme: Annotated[str, typer.Option("--theme", help="light or dark.")] = "light",
    size: Annotated[str, typer.Option("--size", help="Such as 1440x900.")] = "1440x900",
    *,
    call: Call,
) -> None:
    """Open every screen offscreen and save each as PNG; 0 only if none failed."""
    if theme not in ("light", "dark"):
        raise typer.BadParameter(f"“{theme}” is neither light nor dark", param_hint="--theme")
    width, _, height = size.partition("x")
    if not (width.isdigit() and height.isdigit()):
        raise typer.BadParameter(f"“{size}” is not a size like 1440x900", param_hint="--size")
    with call.framed():
        from app.cli.screens import test_screens

        saved = test_screens(
            call.store, call.report_zone, call.now, screens, theme, (int(width), int(height))
        )
        call.out(
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


COMMANDS = (backup, restore, check, self_test)
