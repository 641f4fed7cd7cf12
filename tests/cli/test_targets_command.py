"""Targets and definitions through the real program (CLI), and that each command is described."""

from pathlib import Path

from app.cli.program import program
from app.services.tower import open_tower
from tests.analysis.sample_facts import at
from tests.cli.conftest import Tower

NOW = ("--now", "2026-11-23T07:12Z")
BY = ("--reason", "Agreed", "--author", "J. Whitfield", "--approver", "M. Nowak")


def test_a_target_and_a_definition_are_recorded_and_listed(tower: Tower, tmp_path: Path):
    (tmp_path / "store").mkdir()
    open_tower(tmp_path / "store" / "tower.db", now=at("2026-11-23"), report_zone="UTC").close()
    from_day = ("--valid-from", "2026-11-01", *BY, *NOW)
    ran = tower("target", "k5", "--value", "7.5", "--stretch", "4", "--json", *from_day)
    assert ran.code == 0, ran.err
    (line,) = ran.json["versions"]
    assert (line["target"], line["stretch"], line["version"]) == (7.5, 4, 2)
    assert line["valid_from"] == "2026-11-01T00:00:00Z"
    assert tower("target", "K5", "--withdraw", *from_day).code == 0
    listed = tower("target", "K5", *NOW).out.splitlines()
    assert ["7.5 (stretch 4)" in listed[0], "no target" in listed[1]] == [True, True]
    ran = tower("definition", "K12", "--variant", "weighted", *from_day)
    assert "version 2: weighted, from " in ran.out, ran.err
    refused = tower("target", "K5", "--value", "8", *from_day[:-3], "j.  whitfield", *NOW)
    assert (refused.code, "approve their own" in refused.err) == (1, True), refused.err
    assert tower("target", "K5", "--value", "8", *NOW).code == 2


def test_every_command_is_described():
    text = (Path(__file__).parents[2] / "docs" / "cli.md").read_text("utf-8")
    named = [each.name or each.callback.__name__ for each in program.registered_commands]
    assert [name for name in named if f"`tower {name}" not in text] == []
