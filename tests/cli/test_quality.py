"""`tower quality`, `aliases`, `links` and `queues --known` in a real process."""

import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.cli.conftest import Start, Tower, tower_in

HEAD = "number,state,short_description,opened_at,sys_updated_on,resolved_at,priority,\
assignment_group,problem_id,cmdb_ci"
FRIDAY = f"""{HEAD}
INC0000001,In Progress,One,2026-11-18 08:00:00,2026-11-18 08:00:00,,2,Net Ops,PRB0000001,sw-01
INC0000002,In Progress,Two,2026-11-19 08:00:00,2026-11-19 08:00:00,,3,Network,,sw-01
INC0000003,In Progress,Three,2026-11-19 09:00:00,2026-11-19 09:00:00,,3,Desk,,
"""
MONDAY = f"""{HEAD}
INC0000002,In Progress,Two,2026-11-19 08:00:00,2026-11-19 08:00:00,,3,Network,,sw-01
INC0000004,In Progress,=SUM(A1),2026-11-22 08:00:00,2026-11-22 08:00:00,,3,Desk,,
"""
FULL = f"""{HEAD}
INC0000001,Closed,One,2026-11-18 08:00:00,2026-11-21 08:00:00,2026-11-21 08:00:00,2,Net Ops,\
PRB0000001,sw-01
INC0000003,Closed,Three,2026-11-19 09:00:00,2026-11-21 07:00:00,2026-11-21 07:00:00,3,Desk,,
"""
NOW = ("--now", "2026-11-23T07:12Z")


def bring(tower: Tower, folder: Path, name: str, text: str, now: str, scope: str = "open-only"):
    path = folder / f"{name}.csv"
    path.write_text(text)
    done = tower("import", path, "--timezone", "UTC", "--scope", scope, "--now", now,
                 "--allow-mass-change", "--json")  # fmt: skip
    assert done.code == 0, (done.out, done.err)
    return done.json["files"][0]


@pytest.fixture(scope="module")
def stored(start: Start, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that was filled once."""
    folder = tmp_path_factory.mktemp("quality")
    tower = tower_in(folder, start)
    bring(tower, folder, "friday", FRIDAY, "2026-11-20T18:00Z")
    monday = bring(tower, folder, "monday", MONDAY, "2026-11-23T06:00Z")
    assert any("Import a full export to settle them" in words for words in monday["warnings"])
    return folder / "store"


@pytest.fixture
def filled(tower: Tower, stored: Path, tmp_path: Path) -> Tower:
    """The program on a copy of that store."""
    shutil.copytree(stored, tmp_path / "store")
    return tower


def queue(tower: Tower, *more: str) -> dict[str, int]:
    found = tower("queues", *NOW, *more, "--json").json
    return {row["group"]: row["open"] for row in found["groups"] if row["open"]}


def test_what_left_an_open_only_export_leaves_the_queues_until_a_full_one_settles_it(
    filled: Tower, tmp_path: Path
):
    assert queue(filled) == {"Network": 1, "Desk": 1}
    left = next(one for one in filled("quality", *NOW, "--json").json["findings"]
                if one["id"] == "scope.left")  # fmt: skip
    assert [row["key"] for row in left["rows"]] == ["INC0000001", "INC0000003"]
    assert "Import a full export of incident records" in left["advice"]
    bring(filled, tmp_path, "full", FULL, "2026-11-23T07:00Z", "full")
    found = filled("quality", *NOW, "--json").json["findings"]
    assert "scope.left" not in {one["id"] for one in found}


def test_the_backlog_of_a_day_as_known_on_a_day(filled: Tower, tmp_path: Path):
    before = queue(filled, "--at", "2026-11-20T12:00Z", "--known", "2026-11-21T00:00Z")
    assert before == {"Net Ops": 1, "Network": 1, "Desk": 1}
    bring(filled, tmp_path, "full", FULL, "2026-11-23T07:00Z", "full")
    assert queue(filled, "--known", "2026-11-22T00:00Z") == before
    late = filled("queues", *NOW, "--known", "2026-11-24T00:00Z")
    assert (late.code, "yet to come" in late.err) == (1, True)
    turned = filled("queues", *NOW, "--at", "2026-11-22T00:00Z", "--known", "2026-11-21T00:00Z")
    assert (turned.code, "Turn them round" in turned.err) == (1, True)


def test_a_past_queue_shows_what_stood_before_the_next_export_changed_it(filled: Tower, tmp_path):
    moved = MONDAY.replace("2026-11-19 08:00:00,,3,Network", "2026-11-22 06:00:00,,1,Desk")
    bring(filled, tmp_path, "moved", moved, "2026-11-23T06:30Z")
    assert queue(filled, "--at", "2026-11-22T06:00Z") == {"Network": 1}
    assert queue(filled) == {"Desk": 2}
    past = filled("queues", *NOW, "--at", "2026-11-22T06:00Z")
    assert "by the update times of records and their history" in past.out
    assert "Only what was imported" not in past.out


def test_quality_has_its_findings_as_json_and_as_a_workbook(
    filled: Tower, afresh: Tower, tmp_path: Path
):
    target = tmp_path / "quality.xlsx"
    done = filled("quality", *NOW, "--period", "2026-W47", "--excel", target, "--json")
    assert done.code == 0, done.err
    report = done.json
    assert (report["period"], report["tickets"]) == ("2026-W47", 4)
    assert report["now"] == "2026-11-23T07:12:00Z"
    ids = [one["id"] for one in report["findings"]]
    assert "missing.ticket.problem_key" in ids
    book = load_workbook(target)
    assert [row[0].value for row in book["Findings"].iter_rows(min_row=2)] == ids
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    again = tmp_path / "again.xlsx"
    afresh("quality", *NOW, "--period", "2026-W47", "--excel", again)
    assert again.read_bytes() == target.read_bytes()
    future = filled("quality", *NOW, "--period", "2027-W01")
    assert (future.code, "has not begun" in future.err) == (1, True)


def test_an_alias_joins_two_queues(filled: Tower, tmp_path: Path):
    known = ("--known", "2026-11-21T00:00Z")
    done = filled("aliases", "group", "--set", "net ops", "Network", *NOW)
    assert done.out == "group: net ops → Network\n"
    assert queue(filled, *known) == {"Network": 2, "Desk": 1}
    target = tmp_path / "groups.csv"
    assert filled("aliases", "group", "--export", target, *NOW).code == 0
    filled("aliases", "group", "--remove", "Net Ops", *NOW)
    assert queue(filled, *known) == {"Net Ops": 1, "Network": 1, "Desk": 1}
    assert filled("aliases", "--import", target, *NOW).code == 0
    assert queue(filled, *known) == {"Network": 2, "Desk": 1}
    missing = filled("aliases", "--set", "a", "b", *NOW)
    assert (missing.code, "it goes with a kind" in missing.err) == (2, True)


def test_links_of_one_record(filled: Tower):
    found = filled("links", "ticket", "INC0000001", *NOW, "--json").json["links"]
    ends = {(one["words"], one["key"]): one["found"] for one in found}
    assert ends["Problem", "PRB0000001"] is False
    assert ends["Configuration item", "sw-01"] is False
    wrong = filled("links", "nothing", "X", *NOW)
    assert (wrong.code, "is not a kind of record" in wrong.err) == (1, True)


def test_a_typo_is_told_with_the_names_that_are_near(filled: Tower):
    for typed, said in (
        (("links", "tickt", "INC0000001"), "Did you mean ticket?"),
        (("links", "ticket", "INC0000007"), "Did you mean INC000000"),
        (("aliases", "grup"), "Did you mean group?"),
    ):
        ran = filled(*typed, *NOW)
        assert (ran.code, ran.out, said in ran.err) == (1, "", True), ran.err


def test_a_number_is_found_however_its_letters_are_cased(filled: Tower):
    assert filled("rca", "inc0000001", *NOW, "--json").json["key"] == "INC0000001"
    assert filled("links", "ticket", "inc0000001", *NOW, "--json").json["key"] == "INC0000001"
    used = filled("links", "problem", "PRB0000001", *NOW)
    assert "not a kind of record" in used.err
    assert "INC0000001" in filled("links", "ticket", "PRB0000001", *NOW).out
