"""The alias list as people edit it, over a store that real files were imported into."""

import pytest

from app.models.errors import AppError
from app.models.records import Options
from app.services.aliases import (
    export_aliases,
    import_aliases,
    list_aliases,
    remove_alias,
    set_alias,
    unknown_names,
)
from app.services.import_files import import_files
from app.services.review_queues import queue_health
from app.services.tower import open_tower
from app.store import audit
from app.store.audit import verify

NOW = 1_795_420_800
_HEAD = "number,state,short_description,opened_at,sys_updated_on,assignment_group"


@pytest.fixture
def tower(tmp_path):
    lines = [
        "INC0000001,2,One,2026-11-20 08:00:00,2026-11-20 08:00:00,Service Desk",
        "INC0000002,2,Two,2026-11-20 08:00:00,2026-11-20 08:00:00,SERVICEDESK",
        "INC0000003,2,Three,2026-11-20 08:00:00,2026-11-20 08:00:00,Storage",
    ]
    export = tmp_path / "incident.csv"
    export.write_text("\n".join((_HEAD, *lines)) + "\n", "utf-8")
    with open_tower(tmp_path / "tower.db", now=NOW, report_zone="UTC") as opened:
        report = import_files(opened, [export], Options(timezone="UTC"))
        assert report.status.startswith("imported"), report
        yield opened


def open_by_group(tower):
    return {row.group: row.open for row in queue_health(tower).groups}


def test_an_alias_joins_two_queues_until_it_is_removed(tower):
    assert open_by_group(tower) == {"Service Desk": 1, "SERVICEDESK": 1, "Storage": 1}
    set_alias(tower, "group", "ServiceDesk", "Service Desk")
    assert open_by_group(tower) == {"Service Desk": 2, "Storage": 1}
    remove_alias(tower, "group", "SERVICEDESK")
    assert open_by_group(tower) == {"Service Desk": 1, "SERVICEDESK": 1, "Storage": 1}


def test_each_edit_is_in_the_audit_log(tower):
    set_alias(tower, "group", "SERVICEDESK", "Service Desk", system="servicenow")
    remove_alias(tower, "group", "servicedesk", system="ServiceNow")
    with tower.store.reading() as connection:
        found = connection.exec_driver_sql(
            "SELECT action, detail FROM audit_entry ORDER BY sequence"
        ).fetchall()
        assert verify(connection) == []
    edits = [detail for action, detail in found if action == "aliases"]
    assert '"added":[["group","servicenow","SERVICEDESK","Service Desk"]]' in edits[0]
    assert '"removed":[["group","servicenow","SERVICEDESK","Service Desk"]]' in edits[1]


def test_the_list_goes_to_a_file_and_back(tower, tmp_path):
    set_alias(tower, "group", "=SUM(A1)", "Service Desk")
    set_alias(tower, "service", "P1AB2CD", "Payments, EU", system="pagerduty")
    groups = export_aliases(tower, "group", tmp_path / "groups.csv")
    services = export_aliases(tower, "service", tmp_path / "services.csv")
    assert services.read_text("utf-8-sig").splitlines() == [
        "system,external_name,service", 'pagerduty,P1AB2CD,"Payments, EU"',
    ]  # fmt: skip
    before = [(row.kind, row.system, row.alias, row.name) for row in list_aliases(tower)]
    for row in list_aliases(tower):
        remove_alias(tower, row.kind, row.alias, row.system)
    assert list_aliases(tower) == ()
    assert import_aliases(tower, groups) + import_aliases(tower, services) == 2
    assert [(row.kind, row.system, row.alias, row.name) for row in list_aliases(tower)] == before


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("kind,system,alias,name\ngroup,,A,B\nteam,,C,D\n", "line 3: “team” is not a kind"),
        ("kind,system,alias,name\ngroup,,A,\n", "line 2: an alias needs both names"),
        ("kind,system,alias,name\ngroup,,A,B\ngroup,,B,A\n", "lead back to each other"),
        ("alias,name\nA,B\n", "An alias list has kind, system, alias, name"),
    ],
)
def test_a_file_that_is_wrong_is_refused_whole(tower, tmp_path, text, said):
    path = tmp_path / "aliases.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(AppError, match=said):
        import_aliases(tower, path)
    assert list_aliases(tower) == ()


def test_a_circle_is_refused(tower):
    set_alias(tower, "group", "A", "B")
    with pytest.raises(AppError, match="already reads as"):
        set_alias(tower, "group", "b", "a")


def test_what_is_not_there_cannot_be_removed(tower):
    with pytest.raises(AppError, match="has no group “Nobody”"):
        remove_alias(tower, "group", "Nobody")


def test_unknown_groups_are_named_once_a_group_list_exists(tower):
    assert unknown_names(tower) == ()
    with tower.store.writing() as connection:
        connection.exec_driver_sql(
            "INSERT INTO support_group (source, key, row_hash, batch_id) "
            "VALUES ('servicenow', 'Service Desk', 'h', 1)"
        )
        audit.append(connection, action="test", object="group", detail={}, actor="T",
                     recorder="T", now=NOW, wall=NOW)  # fmt: skip
    assert [(row.name, row.records) for row in unknown_names(tower)] == [
        ("SERVICEDESK", 1), ("Storage", 1),
    ]  # fmt: skip
    set_alias(tower, "group", "SERVICEDESK", "Service Desk")
    assert [row.name for row in unknown_names(tower)] == ["Storage"]
