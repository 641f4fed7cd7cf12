"""What a dry run says an import would do to the numbers, and that it does just that."""

import pytest

from app.analysis.import_effect import effect
from app.analysis.periods import parse_period
from app.models.records import Options
from app.services.import_files import import_files
from app.services.review_queues import queue_health
from app.services.tower import open_tower
from tests.analysis.sample_facts import at, make_facts

NOW = at("2026-11-23T08:00")
WEEK = parse_period("2026-W47", "UTC")
_HEAD = (
    "number,state,short_description,opened_at,sys_updated_on,resolved_at,priority,assignment_group"
)


def line(number, state, opened, resolved="", priority=2):
    cells = (f"INC{number:07d}", state, "Case", opened, resolved or opened, resolved, priority,
             "Network")  # fmt: skip
    return ",".join(str(cell) for cell in cells)


FIRST = [
    line(1, "In Progress", "2026-11-18 08:00:00"),
    line(2, "Closed", "2026-11-17 08:00:00", "2026-11-17 09:00:00"),
    line(3, "In Progress", "2026-11-20 07:00:00"),
]
SECOND = [
    line(3, "Closed", "2026-11-20 07:00:00", "2026-11-20 10:00:00"),
    line(4, "In Progress", "2026-11-20 08:00:00"),
    line(5, "In Progress", "2026-11-20 09:00:00"),
]


@pytest.fixture
def tower(tmp_path):
    with open_tower(tmp_path / "tower.db", now=NOW, report_zone="UTC") as opened:
        bring(opened, tmp_path / "first.csv", FIRST)
        yield opened


def bring(tower, path, lines, *, dry_run=False):
    path.write_text("\n".join((_HEAD, *lines)) + "\n", "utf-8")
    report = import_files(tower, [path], Options(timezone="UTC"), as_of=NOW - 600, dry_run=dry_run)
    assert report.status.startswith("imported"), report
    return report.files[0]


def test_a_dry_run_says_what_the_import_then_does(tower, tmp_path):
    before = queue_health(tower).total
    foretold = bring(tower, tmp_path / "second.csv", SECOND, dry_run=True).effect
    assert queue_health(tower).total == before
    assert foretold == (
        "Open tickets 2 to 3: 2 more, 1 gone",
        "2 tickets become breached",
        "1 ticket is no longer open and breached",
        "W47 P2 time to restore 1.0 to 2.0 h",
        "W47 SLA compliance, incidents 33.3 to 40.0 %",
    )
    assert bring(tower, tmp_path / "second.csv", SECOND).effect == ()
    after = queue_health(tower).total
    assert (before.open, before.breached, after.open, after.breached) == (2, 2, 3, 3)


def test_an_import_that_changes_no_number_says_nothing(tower, tmp_path):
    assert bring(tower, tmp_path / "again.csv", FIRST[:2], dry_run=True).effect == ()


def test_the_effect_of_nothing_is_nothing(settings):
    facts = make_facts(tickets=[{"key": "A", "opened": "2026-11-18T08:00", "priority": 2}])
    assert effect(facts, facts, settings, WEEK, NOW) == ()
