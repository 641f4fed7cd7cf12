"""The change feed: rollbacks, statuses that arrive apart, ticket numbers in text."""

import json

import pytest

from app.importers import read
from app.importers.ticket_keys import change_key, ticket_key
from app.models.records import Options
from tests.importers.making import drain, write

DAY = "2026-11-{:02}T10:00:00Z"


def deployment(number: int, sha: str, environment: str = "production", state: str = "success"):
    return {
        "url": f"https://api.github.com/repos/o/r/deployments/{number}",
        "id": number,
        "sha": sha * 20,
        "ref": "main",
        "task": "deploy",
        "environment": environment,
        "description": "",
        "creator": {"login": "a"},
        "created_at": DAY.format(number),
        "updated_at": DAY.format(number),
        "statuses": [{"state": state, "created_at": DAY.format(number)}],
    }


def feed(folder, records, name: str = "feed.json"):
    reading = read(write(folder, name, json.dumps(records)), Options())
    return reading, drain(reading)["change_event"]


@pytest.mark.parametrize(
    ("deployments", "rollbacks"),
    [
        ([deployment(1, "aa"), deployment(2, "bb"), deployment(3, "aa")], [3]),
        ([deployment(3, "aa"), deployment(2, "bb"), deployment(1, "aa")], [3]),
        ([deployment(1, "aa"), deployment(2, "aa")], []),
        ([deployment(1, "aa"), deployment(2, "bb", "staging"), deployment(3, "aa")], []),
        ([deployment(1, "aa"), deployment(2, "bb", state="failure"), deployment(3, "aa")], []),
        ([deployment(1, "aa", state="error"), deployment(2, "bb"), deployment(3, "aa")], []),
    ],
)
def test_rollbacks(tmp_path, deployments, rollbacks):
    reading, rows = feed(tmp_path, deployments)
    marked = [int(row["source_id"]) for row in rows if row["title"].endswith("(rollback)")]
    assert marked == rollbacks
    assert bool(reading.warnings) == bool(rollbacks)


def test_a_rollback_that_a_fuller_file_shows_changes_the_record(tmp_path):
    """The store tells a changed record by the hash of its row."""
    (alone,) = feed(tmp_path, [deployment(3, "aa")])[1]
    full = feed(tmp_path, [deployment(1, "aa"), deployment(2, "bb"), deployment(3, "aa")])[1]
    later = next(row for row in full if row["source_id"] == "3")
    assert (alone["key"], alone["title"]) == (later["key"], later["title"][: -len(" (rollback)")])
    assert alone["row_hash"] != later["row_hash"]


def test_statuses_alone_say_nothing_else(tmp_path):
    status = {
        "id": 5,
        "state": "success",
        "created_at": DAY.format(2),
        "updated_at": DAY.format(2),
        "deployment_url": "https://api.github.com/repos/o/r/deployments/1",
    }
    reading, (row,) = feed(tmp_path, [status, {**status, "id": 6, "state": "inactive"}])
    assert (row["key"], row["state"]) == ("o/r/deployments/1", "successful")
    assert not {"title", "ref", "change_key", "started_at"} & row.keys()
    assert (reading.rows_read, reading.merged) == (2, 1)


def test_a_status_of_no_deployment_is_left_out(tmp_path):
    status = {"id": 5, "state": "success", "created_at": DAY.format(2), "deployment_url": "x"}
    reading, rows = feed(tmp_path, [status])
    assert (rows, reading.rejected) == ([], 1)
    assert reading.rejects[0].reason == "The status doesn't say which deployment it belongs to"


@pytest.mark.parametrize(
    ("text", "change", "ticket"),
    [
        ("Rollout for CHG0041198, fixes INC0030444", "CHG0041198", "INC0030444"),
        ("OPS-311: UTF-8 names", None, "OPS-311"),
        ("UTF-8, SHA-256 and CVE-2026-1234", None, None),
        ("vendor ticket GIN-CHG0123456", None, None),
        ("feature/PAY-77-retry", None, "PAY-77"),
        ("(PAY-77)", None, "PAY-77"),
        ("CHG004119", None, None),
        (None, None, None),
    ],
)
def test_numbers_in_text(text, change, ticket):
    assert (change_key(text), ticket_key(text)) == (change, ticket)
