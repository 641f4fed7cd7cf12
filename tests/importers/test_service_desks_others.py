"""Other service desks, status pages, vendors and surveys, and the real problem log."""

import csv
import io
import json
import lzma
from collections import Counter
from datetime import datetime

import openpyxl
import pytest

from app.importers import read
from app.importers.service_desks.scores import points_of, scale_of
from app.models.errors import AppError
from app.models.records import Options
from tests.importers.making import drain, write


def rows_of(folder, text, table, zone="UTC", name="export.csv"):
    reading = read(write(folder, name, text), Options(timezone=zone))
    return reading, drain(reading)[table]


def test_real_problem_log(shared):
    path = shared / "data/incidents/bpic2013_closed_problems.csv.xz"
    reading = read(path, Options())
    versions = drain(reading)["ticket"]
    plain = list(csv.DictReader(io.StringIO(lzma.decompress(path.read_bytes()).decode())))
    assert reading.recognised.format == "bpi.problem_log"
    assert reading.plans["ticket"].log
    assert len(versions) == reading.rows_read == len(plain) == 6_660
    assert len({row["key"] for row in versions}) == 1_487
    assert Counter(row["state_raw"] for row in versions) == Counter(
        row["Activity"] for row in plain
    )
    assert Counter(row["state"] for row in versions) == {
        "in_progress": 3_680,
        "closed": 1_565,
        "new": 875,
        "on_hold": 527,
        "unknown": 10,
        "cancelled": 3,
    }
    assert reading.rejected == 0
    assert reading.warnings == [
        "“Unmatched-Unmatched” in concept:name is not a value that is known here (10 rows)."
    ]


def test_real_problems_end_closed_and_begin_with_their_first_event(shared):
    path = shared / "data/incidents/bpic2013_closed_problems.csv.xz"
    versions = drain(read(path, Options()))["ticket"]
    last = {row["key"]: row for row in versions}
    assert {row["state"] for row in last.values()} == {"closed"}
    assert all(row["closed_at"] == row["updated_at"] >= row["opened_at"] for row in last.values())
    first = [row for row in versions if row["revision"] == 0]
    assert len(first) == len(last)
    assert all(row["opened_at"] == row["updated_at"] for row in first)
    (known,) = (row for row in first if row["key"] == "1-109135791")
    assert known["opened_at"] == 1136990982


def test_events_out_of_order_are_put_in_order(tmp_path):
    head = "case:concept:name,concept:name,time:timestamp"
    _, rows = rows_of(
        tmp_path,
        f"{head}\n1-1,Completed-Closed,2012-03-02 10:00:00+01:00\n"
        "1-1,Accepted-Wait,2012-03-01 10:00:00+01:00\n",
        "ticket",
    )
    assert [(row["state"], row["revision"], row["closed_at"]) for row in rows] == [
        ("on_hold", 0, None),
        ("closed", 1, 1330678800),
    ]
    assert {row["opened_at"] for row in rows} == {1330592400}


def test_other_event_logs_are_not_claimed(tmp_path):
    head = "case:concept:name,concept:name,time:timestamp"
    path = write(tmp_path, "log.csv", f"{head}\n1,Order received,2012-03-02 10:00:00+01:00\n")
    with pytest.raises(AppError, match="known here"):
        read(path, Options())


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("Incident", "incident"), ("Demande", "request"), ("2", "request"), ("", "incident")],
)
def test_glpi_types(tmp_path, kind, expected):
    _, rows = rows_of(
        tmp_path,
        "ID;Title;Status;Opening date;Requester;Type\n"
        f"1 204;Scanner;New;2026-03-04 08:30;Lise;{kind}\n",
        "ticket",
    )
    assert (rows[0]["kind"], rows[0]["key"]) == (expected, "1204")


def test_a_helix_reason_counts_only_while_it_waits(tmp_path):
    _, rows = rows_of(
        tmp_path,
        "Incident Number,Summary,Status,Status Reason,Submit Date\n"
        "INC000000000001,A,Pending,Client Hold,2026-03-04 08:30\n"
        "INC000000000002,B,Resolved,Client Hold,2026-03-04 08:30\n",
        "ticket",
    )
    assert [row["hold_reason"] for row in rows] == ["awaiting_caller", None]


def test_helix_and_servicenow_numbers_are_told_apart(tmp_path):
    reading, _ = rows_of(
        tmp_path,
        "number,short_description,opened_at,state\nINC0010001,A,2026-03-04 08:30:00,New\n",
        "ticket",
    )
    assert reading.recognised.format == "servicenow.incident"


def test_a_plain_change_id_needs_the_schedule(tmp_path):
    text = "Change ID,Status,Summary\nCRQ000000000001,Draft,A\n"
    with pytest.raises(AppError, match="known here"):
        read(write(tmp_path, "changes.csv", text), Options())


def test_work_items_of_another_kind_of_state_stay_open(tmp_path):
    reading, rows = rows_of(
        tmp_path, "ID,Work Item Type,Title,State\n1,Task,Look,Parked\n", "action"
    )
    assert (rows[0]["state"], rows[0]["state_raw"]) == ("open", "Parked")
    assert reading.warnings == ["“Parked” in State is not a value that is known here (1 row)."]


def test_a_work_item_without_number_is_left_out(tmp_path):
    reading, rows = rows_of(
        tmp_path, "ID,Work Item Type,Title,State\n,Task,New one,New\n7,Task,Old one,New\n", "action"
    )
    assert [row["key"] for row in rows] == ["7"]
    assert reading.rejected == 1


@pytest.mark.parametrize(
    ("impact", "scheduled", "kind"),
    [
        ("critical", None, "outage"),
        ("major", None, "outage"),
        ("minor", None, "degradation"),
        ("none", None, "degradation"),
        ("maintenance", "2026-03-07T01:00:00Z", "planned"),
        ("minor", "2026-03-07T01:00:00Z", "planned"),
    ],
)
def test_impact_and_schedule_make_the_kind(tmp_path, impact, scheduled, kind):
    incident = {
        "id": "a",
        "name": "N",
        "impact": impact,
        "created_at": "2026-03-01T00:00:00Z",
        "scheduled_for": scheduled,
        "incident_updates": [],
    }
    whole = {"page": {"id": "p", "name": "Page"}, "incidents": [incident]}
    _, rows = rows_of(tmp_path, json.dumps(whole), "outage", name="status.json")
    assert (rows[0]["kind"], rows[0]["provider"]) == (kind, "Page")
    assert rows[0]["start_at"] == (1772845200 if scheduled else 1772323200)


def test_updates_are_ordered_by_instant_not_by_text(tmp_path):
    updates = [
        {"created_at": "2026-03-01T01:30:00+02:00", "body": "first"},
        {"created_at": "2026-03-01T00:00:00Z", "body": "second"},
    ]
    incident = {"id": "a", "impact": "minor", "incident_updates": updates[::-1]}
    _, rows = rows_of(tmp_path, json.dumps([incident]), "outage", name="status.json")
    assert (rows[0]["message"], rows[0]["first_response_at"]) == ("second", 1772321400)


def test_a_first_response_is_known_only_with_every_communication(tmp_path):
    at = "2026-03-01T00:00:00Z"

    def case(number, token):
        said = [{"body": "b", "submittedBy": "Amazon Web Services", "timeCreated": at}]
        recent = {"communications": said, "nextToken": token}
        return {"displayId": number, "caseId": f"c{number}", "submittedBy": "jo@example.test",
                "status": "opened", "recentCommunications": recent}  # fmt: skip

    whole = {"cases": [case("1", None), case("2", "more")]}
    _, rows = rows_of(tmp_path, json.dumps(whole), "vendor_case", name="cases.json")
    assert [row["first_response_at"] for row in rows] == [1772323200, None]


@pytest.mark.parametrize(
    ("cell", "points"),
    [
        ("4", 4),
        ("4.5", 4.5),
        ("5 - Excellent", 5),
        ("3/5", 3),
        ("4 stars", 4),
        ("★★★☆☆", 3),
        ("Very Dissatisfied", 1),
        ("could be better", None),
        ("INC0010001", None),
        ("2026-03-01", None),
    ],
)
def test_points(cell, points):
    assert points_of(cell) == points


@pytest.mark.parametrize(
    ("question", "cells", "scale"),
    [
        ("how was it?", ["5", "1"], 5),
        ("how was it?", ["5", "9"], 10),
        ("how likely would you recommend us?", ["5", "1"], 10),
        ("how was it?", ["good enough", "fine by me"], None),
        ("how many laptops?", ["40", "12"], None),
        ("how was it?", [], None),
    ],
)
def test_scales(question, cells, scale):
    assert scale_of(question, cells) == scale


def test_a_form_without_ticket_numbers_is_a_stakeholder_survey(tmp_path):
    text = (
        "ID,Start time,Completion time,Email,Name,How was it?,Anything else?\n"
        "1,2026-03-02 09:00,2026-03-02 09:01,anonymous,,4,\n"
        "2,2026-03-02 09:00,2026-03-02 09:01,jo@example.test,Jo,,Thanks\n"
    )
    reading, rows = rows_of(tmp_path, text, "survey_response")
    assert [(row["survey"], row["respondent"], row["score"], row["comment"]) for row in rows] == [
        ("stakeholder", None, 0.8, None),
        ("stakeholder", "jo@example.test", None, "Thanks"),
    ]
    assert reading.rows_read == reading.merged == 2


def test_every_line_of_a_form_is_accounted_for(tmp_path):
    text = (
        "ID,Start time,Completion time,Email,Name,How was it?,How fast?\n"
        "1,2026-03-02 09:00,2026-03-02 09:01,a@example.test,,4,2\n"
        ",2026-03-02 09:00,2026-03-02 09:01,b@example.test,,4,2\n"
    )
    reading, rows = rows_of(tmp_path, text, "survey_response")
    assert len(rows) == 2
    assert (reading.rows_read, reading.merged, reading.rejected) == (2, 1, 1)


def test_announced_maintenance_has_a_list_of_its_own(tmp_path):
    upkeep = {"id": "m", "impact": "maintenance", "scheduled_for": "2026-03-07T01:00:00Z",
              "scheduled_until": "2026-03-07T03:00:00Z", "incident_updates": []}  # fmt: skip
    whole = {"page": {"id": "p", "name": "Page"}, "scheduled_maintenances": [upkeep]}
    reading, rows = rows_of(tmp_path, json.dumps(whole), "outage", name="upkeep.json")
    assert reading.recognised.format == "statuspage.incidents"
    assert (rows[0]["kind"], rows[0]["end_at"] - rows[0]["start_at"]) == ("planned", 7200)


def test_a_forms_workbook_with_real_dates(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["ID", "Start time", "Completion time", "Email", "Name", "How was it?", "Why?"])
    at = datetime(2026, 3, 2, 9, 2, 40)
    sheet.append([1, at, at, "anonymous", None, 4, "Quick"])
    sheet.append([2, at, at, "anonymous", None, 2, None])
    book.save(tmp_path / "form.xlsx")
    reading = read(tmp_path / "form.xlsx", Options(timezone="Europe/Berlin"))
    rows = drain(reading)["survey_response"]
    assert reading.recognised.format == "forms.csat"
    assert [(row["score"], row["comment"]) for row in rows] == [(0.8, "Quick"), (0.4, None)]
    assert {row["taken_at"] for row in rows} == {1772438560}
    assert [row["key"] for row in rows] == [
        "1|1772438560|how was it?",
        "2|1772438560|how was it?",
    ]


def test_the_stars_of_a_glpi_survey(tmp_path):
    text = (
        "ID;Title;Status;Opening date;Last update;Satisfaction survey - Satisfaction;"
        "Satisfaction survey - Response date\n"
        "1;Scanner;Closed;2026-03-04 08:30;2026-03-05 08:30;4;2026-03-06 00:00\n"
        "2;Scanner;Closed;2026-03-04 08:30;2026-03-05 08:30;;\n"
    )
    reading, rows = rows_of(tmp_path, text, "survey_response")
    assert [(row["ticket_key"], row["score"], row["survey"], row["taken_at"]) for row in rows] == [
        ("1", 0.8, "ticket", 1772755200)
    ]
    assert reading.rows_read == 2


def test_helix_answers_of_the_api(tmp_path):
    values = {"Incident Number": "INC000000000009", "Status": "Resolved",
              "Submit Date": "2026-03-04T08:30:00.000+0000"}  # fmt: skip
    whole = {"entries": [{"values": values, "_links": {}}]}
    _, rows = rows_of(tmp_path, json.dumps(whole), "ticket", name="entries.json")
    assert (rows[0]["key"], rows[0]["state"]) == ("INC000000000009", "resolved")


def test_each_approver_has_a_row(tmp_path):
    asked = [{"approver": {"displayName": name}, "approverDecision": said}
             for name, said in (("Ada", "approved"), ("Li", "declined"))]  # fmt: skip
    approval = {
        "name": "CAB",
        "finalDecision": "declined",
        "approvers": asked,
        "_links": {"self": "https://x.test/rest/servicedeskapi/request/AB-1/approval/7"},
    }
    _, rows = rows_of(tmp_path, json.dumps({"values": [approval]}), "approval", name="a.json")
    assert [(row["key"], row["target_key"], row["state"]) for row in rows] == [
        ("AB-1|7|Ada", "AB-1", "approved"),
        ("AB-1|7|Li", "AB-1", "rejected"),
    ]


def test_the_row_of_kinds_in_a_survey_is_no_answer(tmp_path):
    text = (
        "Respondent ID,Collector ID,End Date,Email Address,How was it?\n"
        ",,,,Response\n"
        "1,9,2026-03-02 09:01,a@example.test,4\n"
    )
    reading, rows = rows_of(tmp_path, text, "survey_response")
    assert [(row["key"], row["source"], row["score"]) for row in rows] == [
        ("1|1772442060|how was it?", "surveymonkey", 0.8)
    ]
    assert (reading.rows_read, reading.rejected) == (2, 0)


def test_a_fresh_ticket_without_type_is_an_incident(tmp_path):
    reading, rows = rows_of(
        tmp_path,
        "Ticket ID,Subject,Status,Agent,Type,Created time,Last update time\n"
        "41,A,Waiting on Customer,Ada,,2026-03-02 08:00,2026-03-02 09:00\n"
        "42,B,Open,Ada,Service Request,2026-03-02 08:00,2026-03-02 09:00\n",
        "ticket",
    )
    assert reading.recognised.format == "fresh.tickets"
    assert [(row["kind"], row["state"], row["hold_reason"]) for row in rows] == [
        ("incident", "on_hold", "awaiting_caller"),
        ("request", "new", None),
    ]


def test_the_first_reply_is_so_many_minutes_after_the_opening(tmp_path):
    _, rows = rows_of(
        tmp_path,
        "Id,Status,Created at,Solved at,Via,Reopens,First reply time in minutes\n"
        "1,Open,2026-03-02 08:00,,Mail,0,90\n"
        "2,Hold,2026-03-02 08:00,,Mail,0,\n",
        "ticket",
    )
    assert [(row["state"], row["first_response_at"]) for row in rows] == [
        ("in_progress", 1772438400 + 90 * 60),
        ("on_hold", None),
    ]
