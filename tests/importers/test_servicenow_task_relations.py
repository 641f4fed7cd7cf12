"""Affected CIs, attached articles and metric instances, before and after what they speak of."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.models.records import Options
from app.services.import_job import ImportJob, run_job
from app.services.tower import open_tower
from app.store.database import open_store
from app.store.facts import load_facts
from app.store.links import links_of
from app.store.sqlite import cursor
from tests.importers.goldens import SAMPLES
from tests.importers.making import write

CHANGES = """number,short_description,type,state,start_date,end_date,cmdb_ci
CHG0030001,Patch,Normal,Scheduled,2026-03-10 20:00:00,2026-03-10 22:00:00,db-prod-01
"""
INCIDENTS = """number,short_description,state,priority,assignment_group,opened_at,sys_updated_on
INC0010001,Till is slow,Closed,2 - High,Network,2026-03-02 08:00:00,2026-03-02 11:00:00
"""
ARTICLES = "number,short_description,workflow_state\nKB0000021,Restart a till,Published\n"
TIMELINE = (
    "SELECT field, old, new FROM field_history WHERE record_kind = 'ticket' "
    "AND field IN ('state', 'assignment_group', 'assignee') ORDER BY at, field"
)


@pytest.fixture
def imported(tmp_path):
    """Import files in an order; the store."""
    stores = []

    def run(*paths: Path):
        tower = open_tower(tmp_path / f"{len(stores)}.db", now=1_800_000_000, report_zone="UTC")
        for path in paths:
            now = tower.now()
            job = ImportJob(
                tower.path, path, path.name, Options(timezone="Europe/Berlin"), None, now, now,
                "Tess", demo=False, dry_run=False, backup=False, allow_mass_change=True,
            )  # fmt: skip
            done = run_job(job, lambda _done, _total: None)
            assert done.status.startswith("imported"), done.message
            again = run_job(replace(job, dry_run=True), lambda _done, _total: None)
            assert (again.new, again.changed) == (0, 0)
        stores.append(open_store(tower.path))
        return stores[-1]

    yield run
    for store in stores:
        store.close()


@pytest.mark.parametrize("list_first", [False, True])
def test_affected_cis_belong_to_the_change_whichever_came_first(imported, tmp_path, list_first):
    files = [write(tmp_path, "changes.csv", CHANGES), SAMPLES / "servicenow.task_ci/names.csv"]
    store = imported(*(reversed(files) if list_first else files))
    changes = load_facts(store).changes
    found = zip(changes.ci_ci.tolist(), changes.ci_primary.tolist(), strict=True)
    assert {(changes.cis[ci], primary) for ci, primary in found} == {
        ("db-prod-01", True), ("app-01", False),
    }  # fmt: skip
    ends = {(end.words, end.kind, end.key) for end in links_of(store, "change", "CHG0030001")}
    assert ends == {
        ("Configuration item", "ci", "db-prod-01"), ("Configuration item", "ci", "app-01"),
    }  # fmt: skip
    back = {(end.words, end.key) for end in links_of(store, "ci", "app-01")}
    assert back == {("Affected by", "CHG0030001"), ("Affected by", "INC0010001")}


@pytest.mark.parametrize("list_first", [False, True])
def test_articles_belong_to_the_ticket_whichever_came_first(imported, tmp_path, list_first):
    files = [
        write(tmp_path, "incidents.csv", INCIDENTS),
        write(tmp_path, "articles.csv", ARTICLES),
        SAMPLES / "servicenow.m2m_kb_task/names.csv",
    ]
    store = imported(*(reversed(files) if list_first else files))
    ends = links_of(store, "ticket", "INC0010001")
    articles = {
        (end.words, end.key, end.title, end.found) for end in ends if end.words == "Article"
    }
    assert articles == {
        ("Article", "KB0000021", "Restart a till", True), ("Article", "KB0000022", "", False),
    }  # fmt: skip
    used = {(end.key, end.title) for end in links_of(store, "knowledge", "KB0000021")}
    assert used == {("INC0010001", "Till is slow"), ("INC0010002", "")}
    facts = load_facts(store)
    (article,) = facts.registers.articles
    assert (article.key, article.tickets) == ("KB0000021", ("INC0010001", "INC0010002"))
    assert facts.details.knowledge.tolist() == [True]


@pytest.mark.parametrize("metrics_first", [False, True])
def test_metrics_become_the_history_of_their_ticket(imported, tmp_path, metrics_first):
    files = [
        write(tmp_path, "incidents.csv", INCIDENTS),
        SAMPLES / "servicenow.metric_instance/names.csv",
    ]
    store = imported(*(reversed(files) if metrics_first else files))
    with store.reading() as connection:
        asked = "SELECT key, state, title, assignee, assignment_group FROM ticket ORDER BY key"
        tickets = cursor(connection).execute(asked).fetchall()
        steps = cursor(connection).execute(TIMELINE).fetchall()
    assert tickets == [
        ("INC0010001", "closed", "Till is slow", "M. Nowak", "Network"),
        ("INC0010002", "unknown", None, None, None),
    ]
    assert [new for field, _, new in steps if field == "state"] == [
        "new", "in_progress", "on_hold", "resolved", "closed",
    ]  # fmt: skip
    assert ("assignee", None, "M. Nowak") in steps


@pytest.mark.parametrize("list_first", [False, True])
def test_ids_alone_meet_their_change_and_ci(imported, tmp_path, list_first):
    """As the Table API answers them: both ends by the 32-digit id."""
    change, ci = "2f" + "0a" * 14 + "02", "3f" + "0a" * 14 + "03"
    changes = (
        "number,sys_id,short_description,type,state,start_date,end_date\n"
        f"CHG0030009,{change},Patch,Normal,Scheduled,2026-03-10 20:00:00,2026-03-10 22:00:00\n"
    )
    cis = f"name,sys_id,sys_class_name,install_status\ndb-prod-03,{ci},Server,Installed\n"
    files = [
        write(tmp_path, "changes.csv", changes),
        write(tmp_path, "cis.csv", cis),
        SAMPLES / "servicenow.task_ci/raw.json",
    ]
    store = imported(*(reversed(files) if list_first else files))
    changes_known = load_facts(store).changes
    assert [changes_known.cis[each] for each in changes_known.ci_ci.tolist()] == ["db-prod-03"]
    ends = {(end.kind, end.key, end.found) for end in links_of(store, "change", "CHG0030009")}
    assert ends == {("ci", "db-prod-03", True)}
    back = {(end.kind, end.key, end.found) for end in links_of(store, "ci", "db-prod-03")}
    assert back == {("change", "CHG0030009", True)}
