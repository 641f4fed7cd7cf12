"""The `tower` program: every command in one list."""

import os
import sys
from typing import Annotated

import typer
from typer.exceptions import TyperException

from app import __version__
from app.cli import (
    frameworks,
    importing,
    issued,
    looking,
    profiles,
    quality,
    reporting,
    scorecards,
    storing,
    targets,
    templates,
    trends,
)
from app.cli.frame import (
    EXIT_COULD_NOT,
    EXIT_DONE,
    write_json,
)
from app.cli.options import Call, Json, Now, StorePath, Zone, expanded
from app.cli.usage import usage_words

program = typer.Typer(
    name="tower",
    help="The control tower of IT operations, offline on one machine.",
    add_completion=False,
    no_args_is_help=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for room in (
    importing,
    looking,
    profiles,
    quality,
    scorecards,
    issued,
    frameworks,
    targets,
    reporting,
    storing,
    templates,
    trends,
):
    for function in room.COMMANDS:
        name = function.__name__.strip("_").replace("_", "-")
        program.command(name)(expanded(function))


@program.callback(invoke_without_command=True)
def window(
    context: typer.Context,
    store: StorePath = None,
    report_zone: Zone = None,
    now: Now = None,
    theme: Annotated[str, typer.Option("--theme", help="light, dark or system.")] = "",
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
    as_json: Json = False,
) -> None:
    """Open the window when no command is given."""
    if version:
        typer.echo(f"tower {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is not None:
        given = {"store": store and str(store), "report_zone": report_zone, "now": now}
        chosen: dict[str, object] = {n: value for n, value in given.items() if value is not None}
        chosen |= {"as_json": True} if as_json else {}
        context.default_map = {context.invoked_subcommand: chosen}
        return
    with Call(store, report_zone, now, as_json).tower(create=True) as tower:
        from app.services.clock import Clock
        from app.views.start import open_window

        tower.clock = Clock(tower.clock.start, ticking=True)
        code = open_window(tower, theme_name=theme)
    raise typer.Exit(code)


def _commands() -> list[str]:
    return [each.name for each in program.registered_commands if each.name]


def main() -> None:
    """Entry of the console script."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        code = program(standalone_mode=False)
    except TyperException as error:  # typed wrongly: --json has its object on this exit too
        words = usage_words(error, _commands())
        if "--json" in sys.argv[1:]:
            write_json({"status": "usage", "message": words})
        sys.stderr.write(f"tower: {words}\n")
        sys.exit(error.exit_code)
    except typer.Abort:
        sys.stderr.write("tower: Cancelled.\n")
        sys.exit(EXIT_COULD_NOT)
    except BrokenPipeError:  # a reader of the help that went away
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(EXIT_DONE)
    sys.exit(code)
