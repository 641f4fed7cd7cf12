"""Every command takes the same four options, and a group of options stands where asked for."""

import inspect
from typing import Annotated

import typer
from typer.testing import CliRunner

from app.cli.options import Call, Files, Scoped, expanded
from app.cli.program import program

FOUR = ["store", "report_zone", "now", "as_json"]


def test_every_command_ends_with_the_four_options_in_one_order():
    for each in program.registered_commands:
        taken = list(inspect.signature(each.callback).parameters)
        assert taken[-4:] == FOUR, each.name
        assert len(set(taken)) == len(taken), each.name


def test_a_group_of_options_stands_in_its_place_and_arrives_as_the_group():
    seen = []

    def look(
        key: Annotated[str, typer.Argument()], scoped: Scoped, files: Files, *, call: Call
    ) -> None:
        """Look at one key."""
        seen.append((key, scoped, files, call))

    shown = expanded(look)
    assert (shown.__name__, shown.__doc__) == ("look", "Look at one key.")
    assert list(inspect.signature(shown).parameters) == [
        "key", "service", "group", "site", "tier", "excel", "pdf", *FOUR,
    ]  # fmt: skip
    own = typer.Typer()
    own.command()(shown)
    ran = CliRunner().invoke(own, ["A1", "--group", "Mail", "--json", "--now", "2026-11-23"])
    assert ran.exit_code == 0, ran.output
    bare = CliRunner().invoke(own, ["A2"])
    assert bare.exit_code == 0, bare.output
    assert seen == [
        ("A1", Scoped(group="Mail"), Files(), Call(now="2026-11-23", as_json=True)),
        ("A2", Scoped(), Files(), Call()),
    ]
