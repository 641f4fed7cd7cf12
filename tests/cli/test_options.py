"""Every command takes the same four options, and a group of options stands where asked for."""

import inspect
import re
from pathlib import Path
from typing import Annotated

import pytest
import typer
from typer.testing import CliRunner

from app.cli.options import Call, Files, Scoped, expanded
from app.cli.program import program
from app.services.demo import FEWEST

FOUR = ["store", "report_zone", "now", "as_json"]


def test_every_command_ends_with_the_four_options_in_one_order():
    for each in program.registered_commands:
        taken = list(inspect.signature(each.callback).parameters)
        assert taken[-4:] == FOUR, each.name
        assert len(set(taken)) == len(taken), each.name


def test_every_option_is_described_in_the_help_and_in_the_documentation():
    lines = (Path(__file__).parents[2] / "docs" / "cli.md").read_text("utf-8").splitlines()
    rows = [part for line in lines if line.startswith("| `") for part in line.split(" · ")]
    for name, each in typer.main.get_command(program).commands.items():
        row = " ".join(part for part in rows if re.search(rf"`tower {name}[ `]", part))
        own = [option for option in each.params if option.name not in (*FOUR, "help")]
        taken = {words for option in own for words in option.opts if words.startswith("--")}
        assert taken == set(re.findall(r"--[a-z]+(?:-[a-z]+)*", row)), name
        assert [option.name for option in own if not option.help] == [], name


def test_a_demo_of_fewer_incidents_than_its_stories_need_is_typed_wrongly(tmp_path: Path):
    ran = CliRunner().invoke(program, ["demo", str(tmp_path), "--tickets", str(FEWEST - 1)])
    assert (ran.exit_code, f"than or equal to {FEWEST}" in ran.stderr) == (2, True), ran.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("target", "K5", "--stretch", "3"), "--stretch: it goes with --value or --withdraw"),
        (("target", "K5", "--owner", "J"), "--owner: it goes with --value or --withdraw"),
        (("target", "K5", "--part", "P1"), "--part: it goes with --value or --withdraw"),
        (("definition", "K5", "--reason", "r"), "--reason: it goes with --valid-from"),
        (("baseline", "--from", "2026-07"), "--from: it goes with a KPI, such as K10"),
        (("baseline", "--tier", "1"), "--tier: it goes with a KPI, such as K10"),
        (("trends", "--by", "J"), "--by: it goes with --confirm or --dismiss"),
        (
            ("scorecard", "--period", "2026-11", "--accept-losses"),
            "--accept-losses: it goes with --leadership TEMPLATE OUT",
        ),
        (
            ("aliases", "--set", "A", "B"),
            "--set: it goes with a kind: group, person, ci or service",
        ),
        (("aliases", "group", "--system", "S"), "--system: it goes with --set or --remove"),
    ],
)
def test_an_option_that_says_nothing_alone_is_an_error_of_usage(tmp_path: Path, typed, said):
    store = tmp_path / "tower.db"
    ran = CliRunner().invoke(program, [*typed, "--store", str(store)])
    assert (ran.exit_code, said in ran.stderr) == (2, True), ran.stderr
    assert not store.exists()


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
