"""`tower profiles` and `tower import --mapping`: decisions as files."""

import json
from pathlib import Path

from tests.cli.conftest import Tower

TEXT = "Ref;Opened on;What\nX1;01/02/2026 10:00;Printer\n"
PROFILE = {
    "control_tower_profile": 1,
    "name": "Branches",
    "format": "servicenow.incident",
    "timezone": "Europe/Berlin",
    "date_order": "dmy",
    "mapping": {"Ref": "key", "Opened on": "opened_at", "What": "title"},
}


def test_a_mapping_file_decides_and_is_kept_and_shared(tower: Tower, tmp_path: Path):
    (tmp_path / "branch.csv").write_text(TEXT)
    (tmp_path / "profile.json").write_text(json.dumps(PROFILE))
    ran = tower("import", tmp_path / "branch.csv", "--mapping", tmp_path / "profile.json", "--json")
    assert (ran.code, ran.json["files"][0]["new"]) == (0, 1)
    kept = tower("profiles", "--json").json["profiles"]
    assert [(each["format"], each["name"], each["mapping"]) for each in kept] == [
        ("servicenow.incident", "Branches", PROFILE["mapping"])
    ]
    assert "Branches" in tower("profiles").out
    shared = tmp_path / "shared.json"
    assert tower("profiles", "--export", str(kept[0]["id"]), shared).code == 0
    again = json.loads(shared.read_text("utf-8"))
    assert again["mapping"] == PROFILE["mapping"]
    assert tower("profiles", "--delete", str(kept[0]["id"])).code == 0
    assert tower("profiles", "--json").json["profiles"] == []
    assert tower("profiles", "--import", shared).code == 0
    assert len(tower("profiles", "--json").json["profiles"]) == 1


def test_what_is_no_profile_is_named(tower: Tower, tmp_path: Path):
    (tmp_path / "branch.csv").write_text(TEXT)
    ran = tower("import", tmp_path / "branch.csv", "--mapping", tmp_path / "branch.csv")
    assert ran.code == 1
    assert "branch.csv can't be read as a profile" in ran.err
