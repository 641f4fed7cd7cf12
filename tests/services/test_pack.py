"""The monthly service review pack out of small exports that can be counted by hand."""

import pytest

from app.analysis.kpis import kpi_met
from app.models.errors import AppError
from app.services.export import pack_excel, pack_pdf
from app.services.pack import service_pack
from app.services.tower import open_tower
from tests.analysis.sample_facts import at
from tests.services.issued_exports import INCIDENTS, bring, write

NOW = at("2026-11-10T08:00")
ROWS = [
    # number, opened, resolved, priority, service
    ("INC0000001", "2026-10-05 08:00:00", "2026-10-05 10:00:00", "1 - Critical", "Mail"),
    ("INC0000002", "2026-10-06 08:00:00", "2026-10-09 08:00:00", "3 - Moderate", "Mail"),
    ("INC0000003", "2026-10-07 08:00:00", "2026-10-07 09:00:00", "2 - High", "Mail"),
    ("INC0000004", "2026-10-07 08:00:00", "2026-10-07 09:00:00", "1 - Critical", "Payroll"),
    ("INC0000005", "2026-09-07 08:00:00", "2026-09-07 09:00:00", "1 - Critical", "Mail"),
]
CHANGES = (
    "number,short_description,type,state,approval,start_date,end_date,close_code,business_service,"
    "sys_updated_on\n"
)
FILES = {
    "services.csv": (
        "name,tier,owner,status,hours,timezone,availability_target\n"
        "Mail,1,A. Lindqvist,operational,24x7,UTC,99.9\nPayroll,2,B. Sato,operational,24x7,UTC,\n"
    ),
    "cmdb_ci_outage.csv": (
        "number,type,business_service,cmdb_ci,begin,end,task_number,short_description,sys_updated_on\n"
        "OUT0000001,Outage,Mail,,2026-10-05 07:30:00,2026-10-05 08:30:00,INC0000001,Mail is down,"
        "2026-10-05 10:00:00\n"
        "OUT0000002,Outage,Mail,,2026-10-05 08:00:00,2026-10-05 09:00:00,,Mail is down,"
        "2026-10-05 10:00:00\n"
    ),
    "problem.csv": (
        "number,short_description,problem_state,priority,business_service,assigned_to,opened_at,"
        "resolved_at,sys_updated_on,workaround\n"
        "PRB0000001,Queue fills up,Root Cause Analysis,2 - High,Mail,K. Aalto,2026-09-01 08:00:00,,"
        "2026-10-01 08:00:00,Restart by runbook.\n"
        "PRB0000002,Settled long ago,Closed,3 - Moderate,Mail,K. Aalto,2026-01-01 08:00:00,"
        "2026-02-01 08:00:00,2026-02-01 08:00:00,\n"
    ),
    "change_request.csv": CHANGES
    + "CHG0000001,Patch,Normal,Closed,Approved,2026-10-10 20:00:00,2026-10-10 21:00:00,"
    "Unsuccessful,Mail,2026-10-10 22:00:00\n"
    "CHG0000002,Upgrade,Normal,Scheduled,Approved,2026-11-20 20:00:00,2026-11-20 21:00:00,,Mail,"
    "2026-10-30 22:00:00\n"
    "CHG0000003,Move,Normal,Assess,Not Yet Requested,2026-11-21 20:00:00,2026-11-21 21:00:00,,"
    "Mail,2026-10-30 22:00:00\n"
    "CHG0000004,Other,Normal,Canceled,Rejected,2026-10-11 20:00:00,2026-10-11 21:00:00,,Mail,"
    "2026-10-30 22:00:00\n",
    "actions.csv": (
        "tower.action,title,kind,state,owner,origin_key,opened_at,original_due_at,due_at,closed_at,"
        "evidence\n"
        "ACT-1,Alert on queue,detect,open,P. Ruiz,INC0000005,2026-09-10T08:00:00Z,"
        "2026-10-01T08:00:00Z,2026-10-20T08:00:00Z,,\n"
        "ACT-2,Write runbook,fix,done,P. Ruiz,PIR-1,2026-09-10T08:00:00Z,2026-10-01T08:00:00Z,"
        "2026-10-01T08:00:00Z,2026-10-02T08:00:00Z,Link\n"
        "ACT-3,Test failover,prevent,open,S. Vogel,PRB0000001,2026-10-10T08:00:00Z,"
        "2026-11-15T08:00:00Z,2026-11-15T08:00:00Z,,\n"
        "ACT-4,Elsewhere,prevent,open,S. Vogel,INC0000004,2026-10-10T08:00:00Z,"
        "2026-10-15T08:00:00Z,2026-10-15T08:00:00Z,,\n"
        "ACT-5,Settled long ago,prevent,done,S. Vogel,INC0000005,2026-08-10T08:00:00Z,"
        "2026-09-15T08:00:00Z,2026-09-15T08:00:00Z,2026-09-15T08:00:00Z,Link\n"
    ),
    "reviews.csv": (
        "tower.pir,incident_key,title,state,owner,approver,due_at,held_at,approved_at\n"
        "PIR-1,INC0000001,Review,draft,A. Lindqvist,,2026-10-12T08:00:00Z,,\n"
    ),
}


@pytest.fixture(scope="module")
def tower(tmp_path_factory):
    place = tmp_path_factory.mktemp("pack")
    rows = [
        f"{key},{opened},{ended},,Mail is slow,{priority},Resolved,Messaging,{service},{ended}\n"
        for key, opened, ended, priority, service in ROWS
    ]
    with open_tower(place / "tower.db", now=NOW, report_zone="UTC") as tower:
        bring(tower, write(place, "incident.csv", INCIDENTS, rows), NOW)
        for name, text in FILES.items():
            bring(tower, write(place, name, text, []), NOW)
        yield tower


@pytest.fixture(scope="module")
def pack(tower):
    return service_pack(tower, "mail", "2026-10")


def test_whose_it_is(pack):
    assert (pack.service, pack.owner, pack.tier) == ("Mail", "A. Lindqvist", "Tier 1")
    assert (pack.card.period.id, pack.card.scope) == ("2026-10", "service Mail")
    assert pack.trends is not None


def test_availability_with_its_budget(pack):
    budget = pack.budgets[0]
    # two outages that overlap are 90 minutes; October has 44,640, of which 0.1 % may be lost
    assert (budget.name, budget.target, budget.unit) == ("Availability", 99.9, "min")
    assert (budget.used, budget.allowed) == (90, pytest.approx(44.64))
    assert budget.left == pytest.approx(-45.36)
    assert budget.value == pytest.approx(100 * (1 - 90 / 44_640))
    assert budget.months[-1] == ("Oct", budget.value)


def test_sla_budgets_count_tickets_that_may_breach(pack):
    budget = next(one for one in pack.budgets if "ncident" in one.name)
    part = next(kpi for kpi in pack.card.kpis if kpi.id == "K4").parts[0]
    assert budget.used == part.denominator - part.numerator
    assert budget.allowed == part.denominator // 10  # whole tickets, of a target of 90 %


def test_majors_have_their_minutes_and_review(pack):
    (major,) = pack.majors
    assert (major.key, major.opened_at) == ("INC0000001", at("2026-10-05T08:00"))
    # from the impact at 07:30, which its outage shows, to restored
    assert major.minutes == (major.restored_at - at("2026-10-05T07:30")) / 60
    assert major.review == "Overdue since Mon 12 Oct (draft)"


def test_problems_that_are_open(pack):
    (problem,) = pack.problems
    assert (problem.key, problem.owner, problem.workaround) == (
        "PRB0000001", "K. Aalto", "Restart by runbook.",
    )  # fmt: skip


def test_changes_done_and_planned(pack):
    assert [(one.key, one.outcome) for one in pack.changes_done] == [("CHG0000001", "Unsuccessful")]
    assert [(one.key, one.outcome) for one in pack.changes_planned] == [
        ("CHG0000002", "Approved"), ("CHG0000003", "Not approved yet"),
    ]  # fmt: skip


def test_actions_by_the_record_that_they_came_from(pack):
    assert [(one.key, one.state, one.times_moved) for one in pack.actions] == [
        ("ACT-1", "Carried over", 1), ("ACT-3", "Due next month", 0), ("ACT-2", "Closed", 0),
    ]  # fmt: skip


def test_risks_and_headline_say_what_the_month_shows(pack):
    titles = [risk.title for risk in pack.risks]
    assert "Availability: the error budget is overspent" in titles
    assert "Major incidents may come back unexplained" in titles
    assert "What was promised before isn't done" in titles
    verdicts = [kpi_met(kpi) for kpi in pack.card.kpis if kpi_met(kpi) is not None]
    missed = verdicts.count(False)
    assert missed > 2
    assert pack.headline == (
        f"Mail missed {missed} of {len(verdicts)} targets in October 2026: Availability 99.80 % "
        f"against 99.9 % and {missed - 1} more; 1 major or P1 incident."
    )


def test_the_headline_names_a_target_that_was_missed_without_a_budget(tower):
    pack = service_pack(tower, "Payroll", "2026-10")
    judged = [kpi for kpi in pack.card.kpis if kpi_met(kpi) is not None]
    assert [kpi.id for kpi in judged if not kpi_met(kpi)] == ["K8"]
    assert pack.headline == (
        f"Payroll missed 1 of {len(judged)} targets in October 2026: actions closed on time 0 % "
        "against 85 %; 1 major or P1 incident."
    )


def test_a_month_without_anything_is_said(tower):
    pack = service_pack(tower, "Payroll", "2026-08")
    assert pack.headline == (
        "No target of Payroll could be measured in August 2026; no major or P1 incident."
    )
    assert (pack.majors, pack.changes_done, pack.actions, pack.tier) == ((), (), (), "Tier 2")
    assert pack.notes[0] == (
        "Availability: measured for services of tier 1; this one is of tier 2."
    )


@pytest.mark.parametrize(
    ("service", "month", "words"),
    [
        ("Mial", "2026-10", "Did you mean “Mail”"),
        ("Mail", "2026-Q4", "is not a month"),
        ("Mail", "2027-01", "has not begun"),
        ("Mail", "October", "is not a period"),
    ],
)
def test_what_cannot_be_packed_is_said(tower, service, month, words):
    with pytest.raises(AppError, match=words):
        service_pack(tower, service, month)


def test_it_prints_as_workbook_and_pdf(tower, pack, tmp_path):
    assert pack_excel(tower, pack, tmp_path / "p.xlsx").read_bytes().startswith(b"PK")
    assert pack_pdf(tower, pack, tmp_path / "p.pdf").read_bytes().startswith(b"%PDF-")
