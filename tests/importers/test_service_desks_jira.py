"""Jira: issue kinds, states, links, clocks, and the real pages of a public site."""

import json

import pytest

from app.importers import read
from app.importers.service_desks.jira_states import change_state, ticket_state
from app.importers.service_desks.jira_text import plain_of
from app.importers.service_desks.jira_words import kind_of
from app.models.errors import AppError, DecisionNeeded
from app.models.records import Options
from tests.importers.making import drain, write

HEAD = "Summary,Issue key,Issue id,Issue Type,Status,Created"


def issues(folder, *lines, head=HEAD, zone="UTC"):
    path = write(folder, "jira.csv", "\n".join([head, *lines]) + "\n")
    reading = read(path, Options(timezone=zone))
    return reading, drain(reading)


@pytest.mark.parametrize(
    ("name", "records", "keys"),
    [
        ("perceval_jira_issues_page_1.json", 2, ["HELP-6043", "HELP-6042"]),
        ("perceval_jira_issues_page_2.json", 1, ["HELP-6041"]),
    ],
)
def test_real_search_pages(shared, name, records, keys):
    path = shared / "data/jira" / name
    reading = read(path, Options())
    rows = drain(reading)["ticket"]
    whole = json.loads(path.read_text("utf-8"))["issues"]
    assert reading.recognised.format == "jira.search"
    assert reading.rows_read == len(rows) == len(whole) == records
    assert [row["key"] for row in rows] == keys == [issue["key"] for issue in whole]
    assert [row["state_raw"] for row in rows] == [i["fields"]["status"]["name"] for i in whole]
    assert {row["kind"] for row in rows} == {"request"}
    assert (reading.rejected, reading.warnings) == (0, [])


def test_real_times_and_states(shared):
    reading = read(shared / "data/jira/perceval_jira_issues_page_1.json", Options())
    still_open, closed = drain(reading)["ticket"]
    assert (still_open["state"], closed["state"]) == ("new", "closed")
    assert still_open["opened_at"] == 1457012401
    assert still_open["resolved_at"] is None
    assert closed["resolved_at"] == closed["updated_at"] == 1457015417
    assert closed["url"] == "https://jira.fiware.org/browse/HELP-6042"
    assert closed["resolution_code"] == "Done"


def test_a_list_of_fields_holds_no_records(shared):
    with pytest.raises(AppError, match="lists the fields of a Jira site and holds no issues"):
        read(shared / "data/jira/perceval_jira_fields.json", Options())


@pytest.mark.parametrize(
    ("issue_type", "kind"),
    [
        ("[System] Incident", "incident"),
        ("Incidente", "incident"),
        ("[System] Service request with approvals", "request"),
        ("Solicitud de servicio", "request"),
        ("Problème", "problem"),
        ("Change", "change"),
        ("Change task", "change_task"),
        ("Security incident", "security_incident"),
        ("Story", "case"),
        (None, "case"),
    ],
)
def test_issue_types(issue_type, kind):
    assert kind_of(issue_type) == kind


@pytest.mark.parametrize(
    ("status", "category", "state", "hold"),
    [
        ("Waiting for customer", "In Progress", "on_hold", "awaiting_caller"),
        ("Waiting for vendor", "indeterminate", "on_hold", "awaiting_vendor"),
        ("Waiting for support", "In Progress", "in_progress", None),
        ("Pending", "To Do", "on_hold", None),
        ("Pending confirmation", "Done", "resolved", None),
        ("Declined", "Done", "cancelled", None),
        ("Closed", "Done", "closed", None),
        ("Anything", "done", "resolved", None),
        ("Anything", None, "unknown", None),
        ("Em espera", "Em andamento", "on_hold", None),
        ("En attente du client", "En cours", "on_hold", "awaiting_caller"),
    ],
)
def test_ticket_states(status, category, state, hold):
    assert ticket_state(status, category) == (state, hold)


@pytest.mark.parametrize(
    ("status", "category", "state"),
    [
        ("Awaiting CAB approval", "In Progress", "authorize"),
        ("Implementing", "In Progress", "implement"),
        ("Failed", "Done", "closed"),
        ("Declined", "Done", "rejected"),
        ("Canceled", "Done", "cancelled"),
        ("Somewhere", "To Do", "new"),
        ("Somewhere", None, "unknown"),
    ],
)
def test_change_states(status, category, state):
    assert change_state(status, category) == state


def test_one_file_gives_tickets_and_changes(tmp_path):
    reading, tables = issues(
        tmp_path,
        "Slow,AB-1,1,Incident,Open,2026-01-05 10:00",
        "Deploy,AB-2,2,Change,Failed,2026-01-05 11:00",
    )
    assert [row["key"] for row in tables["ticket"]] == ["AB-1"]
    (change,) = tables["change"]
    assert (change["key"], change["state"], change["close_code"]) == (
        "AB-2",
        "closed",
        "unsuccessful",
    )
    assert reading.rows_read == 2


def test_links_by_direction_and_kind(tmp_path):
    head = f"{HEAD},Outward issue link (Causes),Outward issue link (Causes)"
    _, tables = issues(
        tmp_path,
        "Deploy,AB-2,2,Change,Closed,2026-01-05 11:00,AB-1,AB-3",
        "Slow,AB-1,1,Incident,Open,2026-01-05 12:00,AB-9,",
        head=head,
    )
    assert tables["change"][0]["incident_keys"] == "AB-1;AB-3"
    assert tables["ticket"][0]["change_cause_key"] is None
    assert tables["ticket"][0]["related_keys"] == "AB-9"


def test_clock_cells_that_are_no_durations_cost_no_ticket(tmp_path):
    head = f"{HEAD},Custom field (Time to resolution)"
    reading, tables = issues(
        tmp_path,
        "Slow,AB-1,1,Incident,Open,2026-01-05 12:00,-0:05",
        "Slower,AB-2,2,Incident,Open,2026-01-05 12:00,soon",
        head=head,
    )
    assert len(tables["ticket"]) == 2
    assert [(row["breached"], row["remaining_s"]) for row in tables["sla_record"]] == [(True, -300)]
    assert reading.warnings == ["1 SLA cell held no hours and minutes; the clocks were left out."]


def test_a_column_of_times_of_day_is_no_clock(tmp_path):
    head = f"{HEAD},Custom field (Shift start)"
    _, tables = issues(tmp_path, "Slow,AB-1,1,Incident,Open,2026-01-05 12:00,06:30", head=head)
    assert "sla_record" not in tables


def test_exactly_a_thousand_issues_are_probably_cut(tmp_path):
    lines = [f"Slow,AB-{n},{n},Incident,Open,2026-01-05 12:00" for n in range(1, 1001)]
    full, _ = issues(tmp_path, *lines)
    fewer, _ = issues(tmp_path, *lines[:-1])
    said = [*full.warnings, full.cut or ""]
    assert any("Exactly 1,000 rows" in each for each in said)
    assert not any("1,000 rows" in each for each in [*fewer.warnings, fewer.cut or ""])


def test_issue_keys_alone_make_no_jira_export(tmp_path):
    path = write(tmp_path, "list.csv", "key,summary,owner\nAB-1,Look at it,Ada\nAB-2,Again,Li\n")
    with pytest.raises(AppError, match="known here"):
        read(path, Options(timezone="UTC"))


def test_the_zone_is_asked_for(tmp_path):
    path = write(tmp_path, "jira.csv", f"{HEAD}\nSlow,AB-1,1,Incident,Open,25/Feb/26 10:17 PM\n")
    with pytest.raises(DecisionNeeded, match="--timezone"):
        read(path, Options())


@pytest.mark.parametrize("text", ["[1, 2]", '{"a": 1}', "[half", "h1. Wiki", "[link|there]"])
def test_other_text_than_adf_stays(text):
    assert plain_of(text) == text


def test_deep_rich_text_ends():
    deep = '{"type":"doc","content":[' + '{"type":"paragraph","content":[' * 400 + "]}" * 401
    assert plain_of(deep) is None


def test_what_the_user_said_goes_first(tmp_path):
    path = write(tmp_path, "jira.csv", f"{HEAD}\nSlow,AB-1,1,Störfall,Parked,2026-01-05 10:00\n")
    said = (("state", "Parked", "on_hold"), ("kind", "Störfall", "incident"))
    reading = read(path, Options(timezone="UTC", choices=said))
    (row,) = drain(reading)["ticket"]
    assert (row["kind"], row["state"]) == ("incident", "on_hold")
    assert reading.warnings == []


def step(at, field, before, after):
    item = {"field": field, "fromString": before, "toString": after}
    return {"created": at, "author": {"displayName": "Ada"}, "items": [item]}


def page(folder, *histories, total=None, **fields):
    issue = {
        "id": "1",
        "key": "AB-1",
        "fields": {
            "summary": "Slow",
            "issuetype": {"name": "Incident"},
            "status": {"name": "Closed", "statusCategory": {"key": "done"}},
            "created": "2026-01-05T10:00:00.000+0000",
            "updated": "2026-01-09T10:00:00.000+0000",
            **fields,
        },
        "changelog": {"total": len(histories) if total is None else total, "histories": histories},
    }
    path = write(folder, "page.json", json.dumps({"issues": [issue]}))
    reading = read(path, Options())
    return reading, drain(reading)["ticket"]


def test_a_changelog_becomes_versions(tmp_path):
    reading, rows = page(
        tmp_path,
        step("2026-01-06T10:00:00.000+0100", "status", "Open", "Waiting for customer"),
        step("2026-01-08T10:00:00.000+0000", "status", "Waiting for customer", "Closed"),
        step("2026-01-07T10:00:00.000+0000", "assignee", "Li", "Ada"),
        assignee={"displayName": "Ada"},
    )
    assert reading.plans["ticket"].log
    assert [(row["updated_at"], row["state"], row["assignee"]) for row in rows] == [
        (1767607200, "new", "Li"),
        (1767690000, "on_hold", "Li"),
        (1767780000, "on_hold", "Ada"),
        (1767866400, "closed", "Ada"),
        (1767952800, "closed", "Ada"),
    ]
    assert [row["resolved_at"] for row in rows[:4]] == [None, None, None, 1767866400]
    assert [row["reassignment_count"] for row in rows] == [0, 0, 1, 1, 1]
    assert (reading.rows_read, reading.merged) == (1, 1)


def test_part_of_a_changelog_is_no_history(tmp_path):
    change = step("2026-01-08T10:00:00.000+0000", "status", "Open", "Closed")
    reading, rows = page(tmp_path, change, total=7)
    assert [row["state"] for row in rows] == ["closed"]
    assert reading.warnings == [
        "1 issue with more changes than the page holds: only how they are now is kept."
    ]


def test_changes_within_one_second_are_one_version(tmp_path):
    at = "2026-01-08T10:00:00.000+0000"
    _, rows = page(
        tmp_path, step(at, "status", "Open", "Closed"), step(at, "resolution", None, "Done")
    )
    assert len({row["updated_at"] for row in rows}) == len(rows) == 3


def test_the_first_response_is_the_end_of_the_first_cycle(tmp_path):
    cycles = [{"stopTime": {"epochMillis": millis}, "breached": False} for millis in (6e12, 9e12)]
    clock = {"name": "Time to first response", "completedCycles": cycles, "ongoingCycle": None}
    _, rows = page(tmp_path, customfield_10099=clock)
    assert {row["first_response_at"] for row in rows} == {6_000_000_000}


def test_custom_fields_of_lists_are_their_names(tmp_path):
    services = [{"id": "a", "name": "Portal"}, {"id": "b", "name": "Mail"}]
    issue = {"key": "AB-1", "fields": {"summary": "S", "customfield_1": services}}
    whole = {"names": {"customfield_1": "Affected services"}, "issues": [issue]}
    reading = read(write(tmp_path, "page.json", json.dumps(whole)), Options())
    assert [row["service"] for row in drain(reading)["ticket"]] == ["Portal;Mail"]


def test_a_column_of_any_name_can_be_mapped_to_the_group(tmp_path):
    head = HEAD + ",Assignee team"
    line = "Badge printer is offline,OPS-1,1,Task,Open,2026-05-06 09:00,EUC - Onsite"
    path = write(tmp_path, "jira.csv", f"{head}\n{line}\n")
    options = Options(timezone="UTC", mapping=(("Assignee team", "assignment_group"),))
    (row,) = drain(read(path, options))["ticket"]
    assert row["assignment_group"] == "EUC - Onsite"
