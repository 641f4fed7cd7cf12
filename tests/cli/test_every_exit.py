"""--json prints its object on every exit, and trouble has its line on stderr."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.store.database import open_store
from tests.cli.conftest import Tower
from tests.cli.test_nasty_files import GOOD

NOW = ("--now", "2026-11-23T07:12Z")


@pytest.fixture
def export(tmp_path: Path) -> Path:
    (tmp_path / "good.csv").write_text(GOOD)
    return tmp_path / "good.csv"


@pytest.fixture
def empty_store(tmp_path: Path) -> Path:
    """A store that holds nothing: looking at one that isn't there is refused."""
    path = tmp_path / "store" / "tower.db"
    path.parent.mkdir()
    open_store(path).close()
    return path


@pytest.mark.parametrize(
    "typed",
    [("scorecard",), ("nonsense",), ("queues", "--bad"), ("import", "x", "--scope", "some")],
)
def test_a_command_typed_wrongly(tower: Tower, typed: tuple[str, ...]):
    ran = tower(*typed, "--json")
    assert ran.code == 2
    assert ran.json["status"] == "usage"
    assert ran.err.strip() == f"tower: {ran.json['message']}"
    assert (tower(*typed).code, tower(*typed).out) == (2, "")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("undo", "abc"), "BATCH: a whole number is needed, such as 7."),
        (("import", "x", "--header-row", "0"), "--header-row: the least is 1."),
        (("queues", "--now", "yesterday"), "--now: “yesterday” is not a time."),
        (("quees",), "There is no command “quees”. Did you mean queues?"),
        (("scorecard",), "--period is missing."),
    ],
)
def test_what_is_typed_wrongly_is_told_in_one_sentence_of_ours(
    tower: Tower, typed: tuple[str, ...], said: str
):
    ran = tower(*typed)
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert ran.err.startswith(f"tower: {said}")


@pytest.mark.parametrize(
    "asked",
    [("quality",), ("links", "ticket", "INC1"), ("aliases",), ("profiles",), ("undo", "1"),
     ("scorecard", "--period", "2026-W47")],
    ids=lambda asked: asked[0],
)  # fmt: skip
def test_only_what_writes_makes_a_store(tower: Tower, tmp_path: Path, asked: tuple[str, ...]):
    ran = tower(*asked, "--store", tmp_path / "towr.db")
    assert (ran.code, "There is no store at" in ran.err) == (1, True)
    assert not list(tmp_path.iterdir())


def test_an_empty_file_is_no_store(tower: Tower, tmp_path: Path):
    (tmp_path / "zero.db").touch()
    ran = tower("queues", "--store", tmp_path / "zero.db")
    assert (ran.code, "is an empty file, not a Control Tower store" in ran.err) == (1, True)
    assert (tmp_path / "zero.db").stat().st_size == 0


def test_json_may_stand_before_the_command(tower: Tower):
    assert "formats" in tower("--json", "formats").json


def test_a_decision_and_a_rejected_file_have_their_line(tower: Tower, export: Path):
    asked = tower("import", export, "--json")
    assert (asked.code, asked.json["status"]) == (4, "needs_decision")
    assert asked.json["files"][0]["decision"]["option"] == "--timezone"
    assert "--timezone" in asked.err
    absent = tower("import", export.with_name("none.csv"), "--json")
    assert (absent.code, absent.json["status"]) == (1, "rejected")
    assert absent.err.strip() == f"tower: {absent.json['message']}"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("queues", "--at", "2030-01-01"), "yet to come"),
        (("scorecard", "--period", "2027-W01"), "has not begun"),
        (("scorecard", "--period", "2026-W47", "--group", "Nobody"), "Nobody"),
        (("changes", "--from", "2026-11-24", "--to", "2026-11-20"), "not after"),
        (("collisions", "--from", "2026-11-24", "--to", "2026-11-20"), "not after"),
    ],
)
@pytest.mark.usefixtures("empty_store")
def test_what_cannot_be_asked_is_said(tower: Tower, asked: tuple[str, ...], said: str):
    ran = tower(*asked, *NOW, "--json")
    assert ran.code == 1
    assert said in json.loads(ran.out)["message"]
    assert said in ran.err


def test_the_same_file_again_says_which_rows_were_left_out(tower: Tower, export: Path):
    export.write_text(GOOD.replace("2026-11-14 10:15:00", "2026-31-14 10:15:00"))
    first = tower("import", export, "--timezone", "UTC", "--json")
    again = tower("import", export, "--json")
    assert (first.code, again.code) == (3, 3)
    left_out = first.json["files"][0]["rejects"]
    assert left_out == again.json["files"][0]["rejects"]
    assert [each["row"] for each in left_out] == sorted(each["row"] for each in left_out)
    assert again.json["files"][0]["system"] == first.json["files"][0]["system"] != ""


def test_an_interrupt_while_starting_has_no_traceback():
    program = (
        "import builtins, os, signal\n"
        "from app.cli import main\n"
        "plain = builtins.__import__\n"
        "def importing(name, *more):\n"
        "    if name == 'app.cli.program':\n"
        "        os.kill(os.getpid(), signal.SIGINT)\n"
        "    return plain(name, *more)\n"
        "builtins.__import__ = importing\n"
        "main()\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, "formats", "--json"],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (ran.returncode, json.loads(ran.stdout)["status"]) == (1, "failed")
    assert ran.stderr == "tower: Cancelled; nothing was done.\n"


@pytest.mark.parametrize("command", ["queues", "formats", "collisions", "review"])
def test_a_reader_that_went_away_is_no_error(empty_store: Path, command: str):
    away, stdout = os.pipe()
    os.close(away)
    try:
        ran = subprocess.run(
            [sys.executable, "-m", "app", command, "--store", str(empty_store)],
            stdout=stdout,
            stderr=subprocess.PIPE,
            text=True,
            timeout=120,
            check=False,
        )
    finally:
        os.close(stdout)
    assert (ran.returncode, ran.stderr) == (0, "")


def test_a_mistyped_store_is_told_and_not_made(tower: Tower, tmp_path: Path):
    ran = tower("queues", "--store", tmp_path / "towr.db", "--json")
    assert (ran.code, ran.json["status"]) == (1, "failed")
    assert "There is no store at" in ran.err
    assert not (tmp_path / "towr.db").exists()


def test_the_scope_is_remembered_like_every_decision(tower: Tower, export: Path):
    zone = ("--timezone", "UTC", "--scope", "open-only", "--as-of", "2026-11-22T12:00Z")
    assert tower("import", export, *zone, *NOW).code == 0
    later = export.with_name("later.csv")
    later.write_text("".join(GOOD.splitlines(keepends=True)[:31]))
    ran = tower("import", later, "--as-of", "2026-11-23T06:00Z", *NOW, "--json")
    assert ran.json["files"][0]["scope"] == "open-only"
    assert any("--scope full" in warning for warning in ran.json["files"][0]["warnings"])
    queues = tower("queues", *NOW, "--json").json
    assert (queues["total"]["open"], queues["left_outcome_unknown"]) == (30, 10)
    undone = tower("undo", ran.json["files"][0]["batch"], *NOW, "--json").json
    assert undone["status"] == "done"
    assert tower("queues", *NOW, "--json").json["total"]["open"] == 40
