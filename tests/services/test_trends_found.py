"""The stories that the demo planted are found in its store, through the service and the command."""

import json
from pathlib import Path

import pytest

from app.models.errors import AppError
from app.models.scope import Scope
from app.services.demo import DEMO_NOW, write_demo
from app.services.demo_store import import_written
from app.services.tower import open_tower
from app.services.trends import decide_effect, trends


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    made = tmp_path_factory.mktemp("demo")
    write_demo(made, tickets=1500)
    return made


@pytest.fixture(scope="module")
def stories(folder) -> dict:
    told = json.loads((folder / "stories.json").read_text("utf-8"))["stories"]
    return {story["id"]: story for story in told}


@pytest.fixture(scope="module")
def tower(folder, tmp_path_factory):
    path = tmp_path_factory.mktemp("store") / "tower.db"
    with open_tower(path, now=DEMO_NOW, report_zone="Europe/Berlin") as opened:
        assert import_written(opened, folder) == ""
        yield opened


@pytest.fixture(scope="module")
def found(tower):
    return trends(tower)


def test_the_change_that_caused_the_outage_stands_first(found, stories):
    change, incident = stories["cause"]["keys"]
    lift = found.lifts[0]
    assert (lift.change, lift.label) == (change, "linked")
    assert lift.title == "Storage multipath update, sap-ecc-prd"
    assert lift.incidents[0][0] == incident
    assert lift.q < 0.001
    assert lift.observed > 5 * lift.expected


def test_the_ping_pong_ticket_and_the_noisy_monitor_are_found(found, stories):
    kinds = {each.kind: each for each in found.process}
    assert kinds["loops"].keys[0] == stories["ping-pong"]["keys"][0]
    assert "SAP Finance Apps" in kinds["loops"].words
    assert kinds["noisy_monitors"].n == stories["noisy-monitor"]["expect"]["episodes"]
    assert stories["noisy-monitor"]["keys"][0].casefold() in kinds["noisy_monitors"].words


def test_every_part_is_filled_and_the_same_twice(tower, found):
    assert found.at == DEMO_NOW
    assert len(found.flow.days) == 28
    assert found.flow.coverage is not None
    assert found.risk.rows
    assert found.risk.tested > 100
    assert found.clusters
    assert found.success
    assert found.phases
    assert trends(tower) == found


def test_a_scope_has_only_its_own(tower, found):
    mine = trends(tower, Scope("service", "SAP Finance"))
    assert 0 < mine.flow.open_now < found.flow.open_now
    assert {cluster.service for cluster in mine.clusters} <= {"SAP Finance"}
    assert len(mine.lifts) < len(found.lifts)


def test_a_person_confirms_or_dismisses_an_effect_and_it_is_kept(tower, found):
    strong = next(lift for lift in found.lifts if lift.label in {"strong", "weak"})
    decide_effect(tower, strong.change, confirmed=True, reason="Seen in the logs", decided_by="Ada")
    again = {lift.change: lift.label for lift in trends(tower).lifts}
    assert again[strong.change] == "confirmed"
    with tower.store.reading() as connection:
        query = "SELECT action, object, actor FROM audit_entry ORDER BY sequence DESC LIMIT 1"
        newest = connection.exec_driver_sql(query).one()
    assert tuple(newest) == ("change effect confirmed", strong.change, "Ada")
    decide_effect(tower, strong.change, confirmed=False, reason="It was the vendor")
    assert strong.change not in {lift.change for lift in trends(tower).lifts}
    with pytest.raises(AppError, match="a reason is kept"):
        decide_effect(tower, strong.change, confirmed=True, reason=" ")
    with pytest.raises(AppError, match="No change CHG1"):
        decide_effect(tower, "CHG1", confirmed=True, reason="x")


def test_a_store_with_nothing_in_it_says_what_is_missing(tmp_path):
    with open_tower(tmp_path / "tower.db", now=DEMO_NOW, report_zone="UTC") as empty:
        found = trends(empty)
    assert found.flow.needs.startswith("A forecast needs 8 weeks of incidents")
    assert (found.risk.rows, found.risk.tested, found.risk.calibrated) == ((), 0, False)
    rest = (found.clusters, found.lifts, found.process, found.success, found.phases)
    assert rest == ((), (), (), (), ())
