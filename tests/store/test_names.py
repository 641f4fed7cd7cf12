"""Words become names when facts are read: aliases, raw ids, CIs of one name."""

import pytest

from app.analysis.queues import queue_health
from app.models.errors import AppError
from app.models.records import Plan, Reading
from app.services.settings import load_settings
from app.store.aliases import AliasRow, chained, folded, save_aliases
from app.store.facts import load_facts
from tests.store.builders import KEY, TICKET_FIELDS, put, recognised, ticket, tickets

RAW = "0123456789abcdef0123456789abcdef"


def alias(store, *rows):
    lines = [AliasRow(kind, system, other, name, "Tess", 5) for kind, system, other, name in rows]
    save_aliases(store, lines, now=30_000, wall=30_000, actor="Tess")


def groups(facts):
    return [facts.tickets.groups[code] for code in facts.tickets.group.tolist()]


def records(table, fields, *rows, kind="ci"):
    key = ("source", "name", "ident") if table == "ci" else ("source", "key")
    return Reading(
        recognised(kind), {table: Plan(table, fields, key)}, iter([(table, list(rows))]), len(rows)
    )


CI = ("source", "name", "ident", "source_id", "ci_class", "service", "environment")
CHANGE = ("source", "key", "state", "environment", "row_hash")


def cmdb(store, *rows, name="cmdb.csv"):
    put(store, records("ci", CI, *rows), name=name)


def change_naming(store, key, *cis, source="bank", environment=None, name="changes.csv"):
    put(
        store,
        Reading(
            recognised("change"),
            {
                "change": Plan("change", CHANGE, ("source", "key")),
                "change_ci": Plan(
                    "change_ci", ("source", "change_key", "ci_name"),
                    ("source", "change_key", "ci_name"),
                ),
            },
            iter([
                ("change", [(source, key, "scheduled", environment, "h" + key)]),
                ("change_ci", [(source, key, ci) for ci in cis]),
            ]),
            rows_read=1,
        ),
        name=name,
    )  # fmt: skip


def test_two_spellings_are_one_group_in_queues_at_once(store):
    put(store, tickets([ticket("A", 2_000, assignment_group="Net Ops"),
                        ticket("B", 2_000, assignment_group="Network operations"),
                        ticket("C", 2_000, assignment_group="Desk")]))  # fmt: skip
    before = load_facts(store)
    assert sorted(before.tickets.groups) == ["Desk", "Net Ops", "Network operations"]
    alias(store, ("group", "", "net  ops", "Network operations"))
    after = load_facts(store)
    assert after.revision > before.revision
    assert groups(after) == ["Network operations", "Network operations", "Desk"]
    assert sorted(after.tickets.groups) == ["Desk", "Network operations"]
    health = queue_health(after, load_settings("UTC"), "incident", 20_000, 20_000, {})
    assert {row.group: row.open for row in health.groups} == {"Network operations": 2, "Desk": 1}


def test_a_system_has_aliases_of_its_own(store):
    put(store, tickets([ticket("A", 2_000), ticket("B", 2_000, source="jira")]))
    alias(store, ("group", "jira", "Desk", "Jira desk"))
    assert groups(load_facts(store)) == ["Desk", "Jira desk"]


def test_history_follows_and_a_move_between_spellings_is_none(store):
    put(store, tickets([
        ticket("A", 1_000, revision=1, assignment_group="Desk"),
        ticket("A", 2_000, revision=2, assignment_group="Net Ops"),
        ticket("A", 3_000, revision=3, assignment_group="NetOps"),
        ticket("A", 4_000, revision=4, assignment_group="Desk"),
    ], log=True))  # fmt: skip
    assert len(load_facts(store).groups.at) == 4
    alias(store, ("group", "", "NetOps", "Net Ops"))
    facts = load_facts(store)
    said = [facts.tickets.groups[code] for code in facts.groups.value.tolist()]
    assert list(zip(facts.groups.at.tolist(), said, strict=True)) == [
        (1_000, "Desk"), (2_000, "Net Ops"), (4_000, "Desk"),
    ]  # fmt: skip


def test_a_raw_id_has_its_name_once_the_group_list_was_imported(store):
    put(store, tickets([ticket("A", 2_000, assignment_group=RAW)]))
    assert groups(load_facts(store)) == [RAW]
    fields = ("source", "key", "source_id", "row_hash")
    put(store, records("support_group", fields, ("servicenow", "Network", RAW, "h"), kind="group"),
        name="groups.csv")  # fmt: skip
    assert groups(load_facts(store)) == ["Network"]
    alias(store, ("group", "", "Network", "Network operations"))
    assert groups(load_facts(store)) == ["Network operations"]


def test_a_raw_id_that_two_systems_use_for_different_things_stays(store):
    put(store, tickets([ticket("A", 2_000, source="jira", assignment_group=RAW)]))
    fields = ("source", "key", "source_id", "row_hash")
    rows = (("one", "Network", RAW, "h"), ("two", "Storage", RAW, "h"))
    put(store, records("support_group", fields, *rows, kind="group"), name="groups.csv")
    assert groups(load_facts(store)) == [RAW]


def test_people_cis_and_services_have_aliases_too(store):
    fields = (*TICKET_FIELDS, "ci", "service")
    row = ticket("A", 2_000, assignee="jdoe", ci="web01.example.net", service="pay")
    put(store, Reading(recognised(), {"ticket": Plan("ticket", fields, KEY)},
                       iter([("ticket", [tuple(row[f] for f in fields)])]), 1))  # fmt: skip
    alias(store, ("person", "", "jdoe", "Jo Doe"), ("ci", "", "web01.example.net", "web01"),
          ("service", "", "PAY", "Payments"))  # fmt: skip
    found = load_facts(store).tickets
    assert (found.assignees, found.cis, found.services) == (("Jo Doe",), ("web01",), ("Payments",))


def test_a_ci_that_a_change_names_is_the_one_of_the_cmdb(store):
    change_naming(store, "C1", "web01")
    before = load_facts(store).changes
    assert (before.cis, before.ci_class.tolist(), before.environment.tolist()) == (
        ("web01",), [-1], [-1],
    )  # fmt: skip
    cmdb(store, ("servicenow", "web01", RAW, RAW, "Linux Server", "Payments", "Production"))
    after = load_facts(store).changes
    assert after.cis == ("web01",)
    assert after.ci_ci.tolist() == [0]
    assert after.ci_classes[after.ci_class[0]] == "Linux Server"
    assert after.services[after.ci_service[0]] == "Payments"
    assert after.environments[after.environment[0]] == "Production"


def test_cis_that_collide_stay_apart_from_each_other_and_from_the_bare_name(store):
    other = RAW[::-1]
    cmdb(store, ("servicenow", "web01", RAW, RAW, "Linux Server", None, None),
         ("servicenow", "web01", other, other, "Windows Server", None, None))  # fmt: skip
    change_naming(store, "C1", "web01")
    found = load_facts(store).changes
    assert found.cis == ("web01", "web01", "web01")
    assert found.ci_class[found.ci_ci].tolist() == [-1]


def test_a_name_in_two_systems_is_one_thing_and_a_pair_counts_once(store):
    change_naming(store, "C1", "web01", "web01.example.net")
    change_naming(store, "C2", "web01", source="servicenow", name="more.csv")
    alias(store, ("ci", "", "web01.example.net", "web01"))
    found = load_facts(store).changes
    assert found.cis == ("web01",)
    assert found.ci_change.tolist() == [0, 1]
    assert found.ci_ci.tolist() == [0, 0]


def test_a_change_keeps_the_environment_it_names(store):
    cmdb(store, ("servicenow", "web01", RAW, RAW, "Server", None, "Production"))
    change_naming(store, "C1", "web01", environment="Test")
    found = load_facts(store).changes
    assert found.environments[found.environment[0]] == "Test"


def test_a_line_replaces_its_own_older_spelling(store):
    alias(store, ("group", "", "Net Ops", "One"))
    alias(store, ("group", "", "net ops", "Two"))
    with store.reading() as connection:
        found = connection.exec_driver_sql("SELECT alias, name FROM alias").fetchall()
    assert [tuple(row) for row in found] == [("net ops", "Two")]


def test_names_that_lead_back_to_themselves_are_seen():
    line = lambda alias, name: AliasRow("group", "", alias, name, "T", 1)  # noqa: E731
    rows = [line("A", "B"), line("B", "C")]
    assert chained(rows, line("c", "a"))
    assert not chained(rows, line("C", "D"))
    assert folded(" Net   OPS ") == "net ops"


def test_a_store_that_may_only_be_read_says_so(store):
    store.read_only = "the file may only be read."
    with pytest.raises(AppError, match="read-only"):
        alias(store, ("group", "", "A", "B"))
