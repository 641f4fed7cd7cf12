"""Links between records, resolved whenever an end arrives."""

import sqlite3
from collections.abc import Sequence

from app.models.records import Plan, Reading
from app.store import links
from app.store.aliases import AliasRow, save_aliases
from app.store.dangling import dangling
from app.store.declared_links import LINKS, TARGETS
from app.store.links import LinkEnd, key_behind, links_of
from app.store.sqlite import cursor
from app.store.tables import RECORDS, table_of
from tests.store.builders import KEY, put, recognised, ticket, tickets
from tests.store.test_names import RAW, change_naming, cmdb

OTHER = RAW[::-1]


def of(store, table, *rows, key=("source", "key"), name=None):
    fields = tuple(dict.fromkeys(field for row in rows for field in row))
    values = [tuple(row.get(field) for field in fields) for row in rows]
    put(
        store,
        Reading(recognised(table), {table: Plan(table, fields, key)},
                iter([(table, values)]), len(rows)),
        name=name or f"{table}-{len(values)}-{values[0]}",
    )  # fmt: skip


def ticket_of(store, key, kind="incident", **values):
    row = {"source": "servicenow", "kind": kind, "key": key, "state": "new", "row_hash": key}
    of(store, "ticket", row | values, key=KEY)


def record(key, **values):
    return {"source": "servicenow", "key": key, "row_hash": key} | values


def ends(store, kind, key):
    return {(end.words, end.kind, end.key, end.found) for end in links_of(store, kind, key)}


def test_every_declared_column_and_target_exists():
    columns = {name: set(records.table.c.keys()) for name, records in RECORDS.items()}
    for link in LINKS:
        assert link.column in columns[link.table], link.id
    for kind, target in TARGETS.items():
        assert {target.name, target.title, target.state} - {"NULL"} <= columns[target.table], kind
        assert ("source_id" in target.also) == ("source_id" in columns[target.table]), kind
        assert {*target.also} <= columns[target.table], kind
    assert table_of is not None


def test_an_end_that_arrives_later_is_found(store):
    ticket_of(store, "INC1", problem_key="PRB1")
    assert ends(store, "ticket", "INC1") == {("Problem", "ticket", "PRB1", False)}
    (lost,) = dangling(store)
    assert (lost.link.id, lost.held, lost.rows, lost.samples) == (
        "ticket.problem_key", False, 1, ("PRB1",),
    )  # fmt: skip
    ticket_of(store, "PRB1", "problem", title="Leak")
    assert ends(store, "ticket", "INC1") == {("Problem", "ticket", "PRB1", True)}
    assert ends(store, "ticket", "PRB1") == {("Ticket of the problem", "ticket", "INC1", True)}
    assert dangling(store) == ()


def test_a_run_names_its_automation_by_key_or_title(store):
    of(store, "automation", record("AUT1", title="Clean up disks"))
    of(store, "automation_run", record("R1", job="Clean up disks"), record("R2", job="AUT1"),
       record("R3", job="Restart"))  # fmt: skip
    (lost,) = dangling(store)
    assert (lost.link.id, lost.samples, lost.rows) == ("automation_run.job", ("Restart",), 1)
    assert ends(store, "automation_run", "R1") == {("Automation", "automation", "AUT1", True)}
    runs = {("Run", "automation_run", key, True) for key in ("R1", "R2")}
    assert ends(store, "automation", "AUT1") == runs


def test_a_problem_is_not_found_in_an_incident_of_that_number(store):
    ticket_of(store, "INC1", problem_key="INC2")
    ticket_of(store, "INC2")
    assert ends(store, "ticket", "INC1") == {("Problem", "ticket", "INC2", False)}


def test_raw_ids_find_their_records_in_both_directions(store):
    ticket_of(store, "INC1", problem_key=RAW, ci=OTHER)
    ticket_of(store, "PRB1", "problem", source_id=RAW)
    cmdb(store, ("servicenow", "web01", OTHER, OTHER, "Server", None, None))
    assert ends(store, "ticket", "INC1") == {
        ("Problem", "ticket", "PRB1", True), ("Configuration item", "ci", "web01", True),
    }  # fmt: skip
    assert ends(store, "ticket", "PRB1") == {("Ticket of the problem", "ticket", "INC1", True)}
    assert ends(store, "ci", "web01") == {("Ticket", "ticket", "INC1", True)}
    assert dangling(store) == ()


def test_a_raw_id_is_shown_as_the_number_behind_it(store):
    ticket_of(store, "INC1", problem_key=RAW)
    assert key_behind(store, "ticket", RAW) == RAW
    ticket_of(store, "PRB1", "problem", source_id=RAW)
    assert key_behind(store, "ticket", RAW) == "PRB1"
    assert key_behind(store, "ticket", "INC1") == "INC1"
    ticket_of(store, "PRB2", "problem", source_id=RAW, source="other")
    assert key_behind(store, "ticket", RAW) == RAW


def test_lists_of_keys_are_links_each(store):
    ticket_of(store, "INC1", related_keys="INC2; INC33 ;")
    ticket_of(store, "INC2")
    ticket_of(store, "INC3")
    assert ends(store, "ticket", "INC1") == {
        ("Related", "ticket", "INC2", True), ("Related", "ticket", "INC33", False),
    }  # fmt: skip
    assert ends(store, "ticket", "INC2") == {("Related", "ticket", "INC1", True)}
    assert ends(store, "ticket", "INC3") == set()
    (lost,) = dangling(store)
    assert (lost.rows, lost.ends, lost.records) == (1, 1, ((1, "INC1", "INC33"),))


def test_what_happened_to_a_change_stands_beside_it(store):
    change_naming(store, "CHG1", "web01")
    of(store, "approval", record("APP1", target_key="CHG1", state="approved"))
    of(store, "change_event", record("DEP1", kind="deployment", change_key="CHG1"))
    of(store, "automation_run", record("RUN1", change_key="CHG1", job="Patch"))
    of(store, "automation", record("Patch"))
    ticket_of(store, "INC1", change_cause_key="CHG1")
    assert ends(store, "change", "CHG1") == {
        ("Configuration item", "ci", "web01", True), ("Approval", "approval", "APP1", True),
        ("Change event", "change_event", "DEP1", True), ("Run", "automation_run", "RUN1", True),
        ("Caused", "ticket", "INC1", True),
    }  # fmt: skip
    assert ends(store, "ci", "web01") == {("Change", "change", "CHG1", True)}
    assert ends(store, "automation_run", "RUN1") == {
        ("Change", "change", "CHG1", True), ("Automation", "automation", "Patch", True),
    }  # fmt: skip


def test_an_alert_that_names_a_change_stands_beside_it(store):
    of(store, "alert", record("A1", state="firing", incident_key="CHG1"))
    assert ends(store, "alert", "A1") == {("Ticket", "ticket", "CHG1", False)}
    of(store, "change", record("CHG1", state="scheduled"))
    assert ends(store, "alert", "A1") == {("Ticket", "change", "CHG1", True)}
    assert ends(store, "change", "CHG1") == {("Alert", "alert", "A1", True)}
    assert dangling(store) == ()


def test_what_belongs_to_an_incident_stands_beside_it(store):
    ticket_of(store, "INC1", vendor_case_key="C-9", knowledge_keys="KB1", change_fix_key="CHG9")
    of(store, "alert", record("AL1", state="firing", incident_key="INC1"))
    of(store, "sla_record", record("S1", ticket_key="INC1"))
    of(store, "outage", record("O1", kind="outage", ticket_key="INC1"))
    of(store, "pir", record("PIR1", incident_key="INC1"))
    of(store, "action", record("ACT1", origin_key="PIR1"), record("ACT2", origin_key="INC1"))
    of(store, "vendor_case", record("C-9", vendor="ACME", ticket_key="INC1"))
    of(store, "knowledge_article", record("KB1", ticket_keys="INC1"))
    assert ends(store, "ticket", "INC1") == {
        ("Vendor case", "vendor_case", "C-9", True), ("Article", "knowledge", "KB1", True),
        ("Fixed by change", "change", "CHG9", False), ("Alert", "alert", "AL1", True),
        ("SLA", "sla", "S1", True), ("Outage", "outage", "O1", True),
        ("Post-incident review", "pir", "PIR1", True), ("Action", "action", "ACT2", True),
    }  # fmt: skip
    assert ("Action", "action", "ACT1", True) in ends(store, "pir", "PIR1")
    assert [(one.link.id, one.held) for one in dangling(store)] == [
        ("ticket.change_fix_key", False),
    ]  # fmt: skip


def test_a_ci_name_that_fits_two_records_says_so(store):
    cmdb(store, ("servicenow", "web01", RAW, RAW, "Linux Server", None, None),
         ("servicenow", "web01", OTHER, OTHER, "Windows Server", None, None))  # fmt: skip
    ticket_of(store, "INC1", ci="web01")
    (end,) = links_of(store, "ticket", "INC1")
    assert (end.key, end.found, end.ambiguous) == ("web01", True, 2)


def test_an_alias_makes_the_link(store):
    cmdb(store, ("servicenow", "web01", RAW, RAW, "Server", None, None))
    ticket_of(store, "INC1", ci="web01.example.net")
    (lost,) = dangling(store)
    assert (lost.link.id, lost.held) == ("ticket.ci", True)
    line = AliasRow("ci", "", "WEB01.example.net", "web01", "Tess", 5)
    save_aliases(store, [line], now=30_000, wall=30_000, actor="Tess")
    assert dangling(store) == ()
    assert links_of(store, "ticket", "INC1") == (
        LinkEnd("Configuration item", "ci", "web01", "Server"),
    )
    assert ends(store, "ci", "web01") == set()  # the record writes it as web01.example.net
    line = AliasRow("ci", "", "web01.example.net", "web01", "Tess", 5)
    save_aliases(store, [line], now=30_000, wall=30_000, actor="Tess")
    assert ends(store, "ci", "web01") == {("Ticket", "ticket", "INC1", True)}


def test_a_ci_that_only_a_change_names_is_not_held(store):
    change_naming(store, "CHG1", "web01")
    ticket_of(store, "INC1", ci="web01")
    (lost,) = dangling(store)
    assert (lost.link.id, lost.held) == ("ticket.ci", False)


def test_links_are_looked_up_by_index(store):
    looked_up = {"ticket": ("problem_key", "parent_key", "change_cause_key", "change_fix_key",
                            "change_key", "vendor_case_key"), "alert": ("incident_key",),
                 "approval": ("target_key",), "sla_record": ("ticket_key",)}  # fmt: skip
    with store.reading() as connection:
        for table, columns in looked_up.items():
            for column in columns:
                plan = connection.exec_driver_sql(
                    f"EXPLAIN QUERY PLAN SELECT key FROM {table} t WHERE t.{column} IN "
                    "(SELECT value FROM json_each('[\"X\"]'))"
                ).fetchall()
                assert any("USING INDEX" in str(row[3]) for row in plan), (table, column)


class Explaining:
    """A cursor that notes how SQLite finds what it is asked for."""

    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self.cursor = cursor
        self.plans: list[tuple[str, str]] = []

    def execute(self, statement: str, values: Sequence[str] = ()) -> sqlite3.Cursor:
        found = self.cursor.execute(f"EXPLAIN QUERY PLAN {statement}", values).fetchall()
        self.plans += [(statement, row[3]) for row in found]
        return self.cursor.execute(statement, values)


def test_what_names_a_ticket_is_found_by_indexes_alone(store) -> None:
    """Reading every one of 310,000 tickets took 400 ms a look."""
    put(store, tickets([ticket("A", 10)]))
    with store.reading() as connection:
        explaining = Explaining(cursor(connection))
        reader = links._Reader(explaining)
        assert (
            list(reader.backward("ticket", "A")) == list(reader.backward("knowledge", "KB")) == []
        )
    asked = [(sql, plan) for sql, plan in explaining.plans if "FROM ticket t" in sql]
    assert len(asked) > 5
    assert not [sql for sql, plan in asked if plan.startswith("SCAN t")]


def test_the_tickets_of_a_ci_are_found_by_an_index(store) -> None:
    ticket_of(store, "A", ci="web")
    with store.reading() as connection:
        explaining = Explaining(cursor(connection))
        found = list(links._Reader(explaining).backward("ci", "web"))
    assert [end.key for end in found] == ["A"]
    plans = [plan for sql, plan in explaining.plans if "FROM ticket t" in sql]
    assert any("INDEX ix_ticket_ci " in plan for plan in plans)
    assert not [plan for plan in plans if plan.startswith("SCAN t")]


def test_the_newest_tickets_of_a_service_or_group_are_found_from_the_end(store) -> None:
    """In the order of their ids, without sorting: it ends with the last that is shown."""
    count = links.MOST + 10
    rows = [
        record(f"T{n:04d}", kind="incident", state="new", service="Mail", assignment_group="Net")
        for n in range(count)
    ]
    of(store, "ticket", *rows, key=KEY)
    with store.reading() as connection:
        for kind, name in (("service", "Mail"), ("group", "Net")):
            explaining = Explaining(cursor(connection))
            found = [end.key for end in links._Reader(explaining).backward(kind, name)]
            assert found == [f"T{n:04d}" for n in range(count - 1, 9, -1)]
            plans = [plan for sql, plan in explaining.plans if "FROM ticket t" in sql]
            assert plans
            assert not [plan for plan in plans if "TEMP B-TREE FOR ORDER BY" in plan]
