"""Every command on a small store: its JSON, its words and its exit codes."""

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Start, Tower, tower_in

LOG = """number,incident_state,sys_mod_count,sys_updated_at,opened_at,priority,impact,urgency,\
assignment_group,assigned_to,resolved_at,closed_at,short_description,caused_by
INC0000001,New,0,13/11/2026 08:00,13/11/2026 08:00,1 - Critical,1 - High,1 - High,Network,?,?,?,\
Core link down,?
INC0000001,Active,1,13/11/2026 08:10,13/11/2026 08:00,1 - Critical,1 - High,1 - High,Network,\
R. Haddad,?,?,Core link down,?
INC0000001,Resolved,2,13/11/2026 10:00,13/11/2026 08:00,1 - Critical,1 - High,1 - High,Network,\
R. Haddad,13/11/2026 10:00,?,Core link down,?
INC0000002,New,0,20/11/2026 09:00,20/11/2026 09:00,3 - Moderate,2 - Medium,2 - Medium,Desk,?,?,?,\
=HYPERLINK("http://x"),?
"""
FREEZE = """key,kind,title,start,end,timezone,hard,scope_ci,scope_class,scope_service,\
scope_location,scope_environment,scope_type,scope_risk,exempt_changes,exempt_approver,exempt_until
FRZ-1,freeze,Peak trading,2026-11-24T18:00,2026-12-01T06:00,UTC,yes,,,,,,,,,,
"""
CHANGES = """number,short_description,type,state,risk,start_date,end_date,cmdb_ci,assignment_group,\
sys_updated_on,approval
CHG0000001,Switch firmware,Normal,Scheduled,High,2026-11-24 20:00:00,2026-11-24 23:00:00,\
lon-sw-02,Network,2026-11-20 10:00:00,Approved
CHG0000002,Support pack,Normal,Scheduled,Moderate,2026-11-24 22:00:00,2026-11-25 01:00:00,\
lon-sw-02,SAP,2026-11-20 10:00:00,Approved
"""
NOW = ("--now", "2026-11-23T07:12Z")


@pytest.fixture(scope="module")
def stored(start: Start, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that was filled once."""
    folder = tmp_path_factory.mktemp("commands")
    tower = tower_in(folder, start)
    for name, text in (("log", LOG), ("freeze", FREEZE), ("changes", CHANGES)):
        path = folder / f"{name}.csv"
        path.write_text(text)
        done = tower("import", path, "--timezone", "UTC", *NOW)
        assert done.code == 0, done.err
    return folder / "store"


@pytest.fixture
def filled(tower: Tower, stored: Path, tmp_path: Path) -> Tower:
    """The program on a copy of that store."""
    shutil.copytree(stored, tmp_path / "store")
    return tower


def test_collisions_and_freeze(filled: Tower):
    report = filled("collisions", *NOW, "--json").json
    assert report["counts"]["C01"] == 1
    assert report["counts"]["C20"] == 2
    pair = next(f for f in report["findings"] if f["check"] == "C01")
    assert pair["overlap_minutes"] == 60
    assert pair["cis"] == ["lon-sw-02"]
    assert report["marks"] == ["Clock fixed at 2026-11-23T07:12:00Z"]
    words = filled("collisions", *NOW)
    assert "lon-sw-02" in words.out


def test_queues_attention_changes_review(filled: Tower):
    queues = filled("queues", *NOW, "--json").json
    assert [g["group"] for g in queues["groups"] if g["open"]] == ["Desk"]
    assert queues["total"]["unassigned"] == 1
    items = filled("attention", *NOW, "--json").json["items"]
    assert items
    assert all(item["why"] and item["next"] and item["owner"] for item in items)
    changes = filled("changes", *NOW, "--json").json
    assert [c["key"] for c in changes["changes"]] == ["CHG0000001", "CHG0000002"]
    assert [w["key"] for w in changes["windows"]] == ["FRZ-1"]
    fixed = "Clock fixed at 2026-11-23T07:12:00Z."
    told = filled("changes", *NOW).out.splitlines()
    assert told[-1] == fixed
    assert told[-2].endswith("Mon 23 Nov 2026 07:12 to Thu 26 Nov 2026 07:12. Times in UTC.")
    assert told[-3].startswith("Freeze: ")
    assert filled("attention", *NOW).out.splitlines()[-2:] == ["Times in UTC.", fixed]
    assert filled("queues", *NOW).out.splitlines()[-1] == fixed
    late = filled("review", *NOW, "--since", "2027-01-01")
    assert (late.code, "yet to come" in late.err) == (1, True)
    note = filled("review", *NOW)
    assert note.code == 0
    assert "Needs attention" in note.out


def test_rca_package_of_an_incident(filled: Tower, tmp_path):
    book, paper = tmp_path / "r.xlsx", tmp_path / "r.pdf"
    ran = filled("rca", "INC0000001", *NOW, "--excel", book, "--pdf", paper, "--json")
    assert ran.code == 0, ran.err
    assert ran.json["draft"] is True
    assert ran.json["durations_s"]["Time to resolve"] == 7200
    assert {"rule", "severity", "where", "message", "fix"} == set(ran.json["lint"][0])
    assert ran.json["score"] == 100 - 7 * len(ran.json["lint"])
    assert paper.read_bytes().startswith(b"%PDF")
    assert book.stat().st_mode & 0o077 == 0
    unknown = filled("rca", "INC9999999", *NOW)
    assert (unknown.code, "INC9999999" in unknown.err) == (1, True)


def test_undo_takes_one_import_back(filled: Tower):
    assert filled("undo", 3, *NOW).code == 0
    assert filled("collisions", *NOW, "--json").json["changes"] == 0
    assert filled("queues", *NOW, "--json").json["total"]["open"] == 1
    assert filled("check").code == 0
    assert filled("undo", 3, *NOW).code == 1


def test_backup_restore_check(filled: Tower, tmp_path):
    copy = tmp_path / "copy.db"
    assert filled("backup", copy).code == 0
    assert filled("undo", 1, *NOW).code == 0
    assert filled("queues", *NOW, "--json").json["total"]["open"] == 0
    assert filled("restore", copy).code == 0
    assert filled("queues", *NOW, "--json").json["total"]["open"] == 1
    assert filled("check").code == 0
    assert filled("restore", tmp_path / "none.db").code == 1


def test_formats_version_and_usage(tower: Tower):
    formats = tower("formats", "--json").json["formats"]
    assert {"servicenow.incident", "servicenow.incident_log", "bank.change_list"} <= {
        entry["id"] for entry in formats
    }
    assert tower("--version", zone="").out.startswith("tower ")
    assert tower("import", "x.csv", "--date-order", "yes").code == 2
    assert tower("nonsense").code == 2


def test_a_period_that_is_none_is_said_plainly(filled: Tower):
    ran = filled("scorecard", "--period", "2026-W60", "--json")
    assert ran.code == 1
    assert json.loads(ran.out)["status"] == "failed"
    assert "2026-W60" in ran.err


def test_a_zone_that_is_none_is_said_plainly(tower: Tower):
    ran = tower("queues", "--report-zone", "Mars/Olympus", zone="")
    assert ran.code == 1
    assert "Mars/Olympus" in ran.err


def test_dry_run_stores_nothing(tower: Tower, tmp_path):
    (tmp_path / "log.csv").write_text(LOG)
    ran = tower("import", tmp_path / "log.csv", "--timezone", "UTC", "--dry-run", "--json")
    assert (ran.code, ran.json["totals"]["new"]) == (0, 2)
    assert tower("queues", "--json").json["total"]["open"] == 0


def test_options_may_stand_before_the_command(tower: Tower, tmp_path):
    (tmp_path / "log.csv").write_text(LOG)
    other = tmp_path / "other" / "tower.db"
    done = tower("--store", other, "import", tmp_path / "log.csv", "--timezone", "UTC")
    assert done.code == 0, done.err
    assert other.is_file()
    assert not (tmp_path / "store" / "tower.db").exists()


def test_a_missing_end_is_estimated_by_type_and_model_in_calendar_and_collisions(
    tower: Tower, tmp_path
):
    open_ended = (
        "CHG0000003,No end,Normal,Scheduled,Low,2026-11-24 20:00:00,,lon-sw-02,Network,"
        "2026-11-20 10:00:00,Approved\n"
        "CHG0000004,Backwards,Normal,Scheduled,Low,2026-11-24 20:00:00,2026-11-24 19:00:00,x,"
        "Network,2026-11-20 10:00:00,Approved\n"
    )
    (tmp_path / "changes.csv").write_text(CHANGES + open_ended)
    assert tower("import", tmp_path / "changes.csv", "--timezone", "UTC", *NOW).code == 0
    bars = {bar["key"]: bar for bar in tower("changes", *NOW, "--json").json["changes"]}
    assert set(bars) == {"CHG0000001", "CHG0000002", "CHG0000003"}
    assert bars["CHG0000003"]["estimated"] is True
    assert bars["CHG0000003"]["end"] == "2026-11-24T23:00:00Z"
    assert (
        tower("collisions", *NOW, "--json").json["counts"] | {"C01": 3, "C41": 1}
        == (tower("collisions", *NOW, "--json").json["counts"])
    )
