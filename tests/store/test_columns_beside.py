"""What stands beside tickets and changes, read from its tables into columns (METRICS §2)."""

from dataclasses import replace

import numpy as np
import pytest

from app.models.alert import ALERT_STATES
from app.models.automation import RUN_STATES
from app.models.columns import (
    MISSING,
    ActionRow,
    ArticleRow,
    AutomationRow,
    ContractRow,
    PirRow,
    ServiceRow,
)
from app.models.evidence import Evidence
from app.models.outage import OUTAGE_KINDS
from app.models.sla import SLA_STAGES
from app.services.text_rules import TEXT_RULES
from app.store import facts_cache
from app.store.aliases import AliasRow, save_aliases
from app.store.facts import load_facts
from tests.store.builders import changes, put, ticket
from tests.store.builders import tickets as tickets_read
from tests.store.test_fact_columns import flat
from tests.store.test_links import OTHER, RAW, of, record, ticket_of
from tests.store.test_names import cmdb


def facts_of(store):
    return load_facts(store, TEXT_RULES)


def words(columns, field, vocabulary):
    known = getattr(columns, vocabulary)
    return [known[code] if code >= 0 else None for code in getattr(columns, field)]


def rename(store, kind, alias, name):
    save_aliases(store, [AliasRow(kind, "", alias, name, "Ann", 1)], now=1, wall=1, actor="Ann")


@pytest.fixture
def tickets(store):
    ticket_of(store, "INC1", title="Disk full on web-01 (95 %)", channel="Phone", location="Rome",
              problem_key="PRB1", resolution_code="Fixed", resolved_by="jdoe", opened_by="mia",
              work_notes="looked", service="Pay")  # fmt: skip
    ticket_of(store, "INC2", title="Disk full on db-7 (9 %)", parent_key="INC1",
              opened_by="jdoe", knowledge_keys="KB1")  # fmt: skip
    ticket_of(store, "INC3", title="12:30", source_id=RAW, duplicate_of="INC1",
              resolution_notes="as INC1")  # fmt: skip
    ticket_of(store, "INC4", parent_key=RAW)
    ticket_of(store, "INC5", parent_key="INC5")
    return store


def test_details_of_tickets(tickets) -> None:
    rename(tickets, "person", "JDOE", "Jane Doe")
    found = facts_of(tickets).details
    full = "disk full on <id> <%>"
    assert words(found, "template", "templates") == [full, full, "<date>", None, None]
    assert words(found, "channel", "channels") == ["Phone", *[None] * 4]
    assert words(found, "location", "locations") == ["Rome", *[None] * 4]
    assert words(found, "problem", "problems") == ["PRB1", *[None] * 4]
    assert words(found, "resolution_code", "resolution_codes") == ["Fixed", *[None] * 4]
    assert words(found, "resolved_by", "people") == ["Jane Doe", *[None] * 4]
    assert words(found, "opened_by", "people") == ["mia", "Jane Doe", None, None, None]
    assert found.parent.tolist() == [-1, 0, -1, 2, -1]
    assert found.duplicate.tolist() == [False, False, True, False, False]
    assert found.noted.tolist() == [True, False, True, False, False]
    assert found.knowledge.tolist() == [False, True, False, False, False]
    assert found.impact_start.tolist() == [MISSING] * 5


def test_an_article_or_a_list_of_uses_tells_of_knowledge_too(tickets) -> None:
    of(tickets, "knowledge_article", record("KB7", ticket_keys=f"{RAW}; INC4;INC99", title="Disks"))
    of(tickets, "relation", record("u", parent="INC5", verb="uses", child="KB7"),
       record("a", parent="INC1", verb="affects", child="web-01"))  # fmt: skip
    found = facts_of(tickets)
    assert found.details.knowledge.tolist() == [False, True, True, True, True]
    assert found.registers.articles == (
        ArticleRow("KB7", "Disks", None, None, None, None, ("INC3", "INC4", "INC99", "INC5")),
    )


def test_outages_and_alerts_tell_when_the_impact_began(tickets) -> None:
    of(tickets, "outage", record("O1", kind="outage", start_at=500, end_at=900, ticket_key="INC1"),
       record("O2", kind="planned", start_at=100, end_at=900, ticket_key="INC1", service="Mail"),
       record("O3", kind="degradation", start_at=50, ticket_key="INC1", state="cancelled"),
       record("O4", kind="degradation", start_at=700, ticket_key="INC2", announced_at=10),
       record("O5", kind="outage", ticket_key="INC4"))  # fmt: skip
    of(tickets, "alert", record("A1", state="resolved", fired_at=450, incident_key="INC1"),
       record("A2", state="firing", fired_at=800, incident_key=RAW))  # fmt: skip
    found = facts_of(tickets)
    assert found.details.impact_start.tolist() == [450, 700, 800, MISSING, MISSING]
    assert found.details.outage.tolist() == [True, True, False, True, False]
    outages = found.outages
    assert outages.key.tolist() == ["O5", "O3", "O2", "O1", "O4"]
    assert [OUTAGE_KINDS[kind] for kind in outages.kind] == [
        "outage", "degradation", "planned", "outage", "degradation",
    ]  # fmt: skip
    assert outages.ticket.tolist() == [3, 0, 0, 0, 1]
    assert outages.start.tolist() == [MISSING, 50, 100, 500, 700]
    assert outages.end.tolist() == [MISSING, MISSING, 900, 900, MISSING]
    assert outages.announced.tolist() == [MISSING, MISSING, MISSING, MISSING, 10]
    assert outages.cancelled.tolist() == [False, True, False, False, False]
    assert words(outages, "service", "services") == [None, "Pay", "Mail", "Pay", None]


def test_an_outage_without_a_service_has_that_of_its_ci(tickets) -> None:
    cmdb(tickets, ("servicenow", "web-01", "", OTHER, "Server", "Portal", None))
    of(tickets, "outage", record("O1", kind="outage", start_at=1, ci="web-01", ticket_key="INC1"))
    assert words(facts_of(tickets).outages, "service", "services") == ["Portal"]


def event(key, name, at, **values):
    return record(f"{key}/{name}/{at}", alert_key=key, event=name, at=at) | values


def test_alerts_with_what_they_led_to(tickets) -> None:
    ticket_of(tickets, "INC6", related_keys="X; A4")
    ticket_of(tickets, "INC7", resolution_code="No action required")
    alert = {"title": "CPU 95% on web-01", "severity": "critical", "service": "Pay", "ci": "web",
             "team": "Ops", "fingerprint": "cpu"}  # fmt: skip
    of(tickets, "alert",
       record("A1", state="resolved", fired_at=300, resolved_at=900, incident_key="INC1", **alert),
       record("A2", state="resolved", fired_at=100, resolved_at=200, auto_resolved=True,
              rule="Rule 7", severity="nonsense", acknowledged_at=110),
       record("A3", state="odd", fired_at=200, incident_key="CHG404", closed_by="mia",
              state_raw="Closed: false positive", source_id=OTHER),
       record("A4", state="firing", fired_at=400),
       record("A5", state="acknowledged", fired_at=500, acknowledged_at=510, incident_key="INC7",
              acknowledged_by="mia"))  # fmt: skip
    of(tickets, "alert_event",
       event("A1", "acknowledged", 310, actor="Robot", automatic=True),
       event("A1", "resolved", 900, automatic=False, note="Restarted the service"),
       event(OTHER, "annotated", 210, automatic=True, note="Routed by a rule"),
       event("A4", "resolved", 410, automatic=False, note="Expected, nothing to do"))  # fmt: skip
    of(tickets, "automation_run", record("R1", job="restart", started_at=350, ticket_key="INC1"),
       record("R2", job="late", started_at=9_999, ticket_key="INC6"),
       record("R3", job="direct", started_at=1, ticket_key=OTHER))  # fmt: skip
    found = facts_of(tickets).alerts
    assert found.key.tolist() == ["A2", "A3", "A1", "A4", "A5"]
    assert words(found, "template", "templates") == [
        "rule <n>", None, "cpu <%> on <id>", None, None,
    ]  # fmt: skip
    assert found.severity.tolist() == [-1, -1, 0, -1, -1]
    assert [ALERT_STATES[state] for state in found.state] == [
        "resolved", "unknown", "resolved", "firing", "acknowledged",
    ]  # fmt: skip
    assert found.human_acknowledged.tolist() == [-1, -1, 0, -1, 1]
    assert found.auto_resolved.tolist() == [1, 0, 0, 0, -1]
    assert found.acknowledged.tolist() == [110, MISSING, 310, MISSING, 510]
    assert found.linked.tolist() == [False, True, True, True, True]
    assert found.ticket.tolist() == [-1, -1, 0, 5, 6]
    assert found.noted.tolist() == [False, False, True, True, False]
    assert found.no_action.tolist() == [False, True, False, True, True]
    assert found.runbook.tolist() == [False, True, True, True, False]
    assert words(found, "service", "services")[2] == "Pay"
    assert words(found, "team", "teams")[2] == "Ops"
    assert words(found, "source", "sources") == ["servicenow"] * 5


def test_a_key_of_two_sources_means_the_one_of_its_own_source(tickets) -> None:
    of(tickets, "ticket", {"source": "jira", "kind": "incident", "key": "INC1", "state": "new",
       "row_hash": "j"}, key=("kind", "key", "source"))  # fmt: skip
    of(tickets, "outage", record("O1", kind="outage", start_at=1, ticket_key="INC1"),
       record("O2", kind="outage", start_at=2, ticket_key="INC1") | {"source": "jira"},
       record("O3", kind="outage", start_at=3, ticket_key="INC1") | {"source": "page"})  # fmt: skip
    assert facts_of(tickets).outages.ticket.tolist() == [0, 5, -1]


def test_runs_surveys_and_cases(tickets) -> None:
    of(tickets, "automation_run",
       record("R1", job="restart", state="successful", started_at=20, elapsed_s=5),
       record("R2", job="patch", state="odd", started_at=10, finished_at=12))  # fmt: skip
    of(tickets, "survey_response",
       record("S1", survey="ticket", ticket_key="INC1", respondent="jdoe", taken_at=9, score=0.75),
       record("S2", survey="stakeholder", taken_at=5),
       record("S3", ticket_key="INC2", taken_at=7, score=0.0))  # fmt: skip
    rename(tickets, "person", "jdoe", "Jane Doe")
    found = facts_of(tickets)
    assert found.runs.key.tolist() == ["R2", "R1"]
    assert [RUN_STATES[code] if code >= 0 else None for code in found.runs.state] == [
        None, "successful",
    ]  # fmt: skip
    assert found.runs.finished.tolist() == [12, 25]
    assert words(found.runs, "automation", "automations") == ["patch", "restart"]
    surveys = found.surveys
    assert surveys.key.tolist() == ["S2", "S3", "S1"]
    assert surveys.survey.tolist() == [1, -1, 0]
    assert surveys.ticket.tolist() == [-1, 1, 0]
    assert np.isnan(surveys.score[0])
    assert surveys.score[1:].tolist() == [0.0, 0.75]
    assert words(surveys, "service", "services") == [None, None, "Pay"]
    assert words(surveys, "respondent", "respondents") == [None, None, "Jane Doe"]


def test_clocks_of_slas_as_the_source_kept_them(tickets) -> None:
    of(tickets, "sla_record",
       record("INC1|P1 response", ticket_key="INC1", target="response", stage="completed",
              breached=False, start_at=10, stop_at=40, breach_at=100, goal_s=90,
              elapsed_business_s=30, pause_s=5),
       record("x|fix", ticket_key=RAW, target="resolution", stage="odd", breached=True),
       record("y", ticket_key="INC404", stage="cancelled"))  # fmt: skip
    found = facts_of(tickets).sla_records
    assert found.key.tolist() == ["INC1|P1 response", "x|fix", "y"]
    assert found.ticket.tolist() == [0, 2, -1]
    assert found.target.tolist() == [0, 1, -1]
    assert [SLA_STAGES[stage] if stage >= 0 else None for stage in found.stage] == [
        "completed", None, "cancelled",
    ]  # fmt: skip
    assert found.breached.tolist() == [0, 1, -1]
    assert (found.start[0], found.stop[0], found.breach_at[0]) == (10, 40, 100)
    assert (found.start[1], found.stop[1], found.breach_at[1]) == (MISSING, MISSING, MISSING)
    assert (found.goal[0], found.elapsed[0], found.pause[0]) == (90, 30, 5)
    assert (found.goal[1], found.elapsed[1], found.pause[1]) == (-1, -1, -1)
    assert words(found, "source", "sources") == ["servicenow"] * 3
    again = facts_of(tickets).sla_records
    assert again.ticket.tolist() == found.ticket.tolist()
    assert again.sources == found.sources


def test_sources_say_what_the_exporter_counted(store) -> None:
    put(store, tickets_read([ticket("A", 1)]), evidence=Evidence(2, "active=true", "Ann"))
    put(store, changes([("C1", "db")]), name="c.csv")
    for _ in ("read", "out of the cache"):
        sources = load_facts(store).sources
        found = {source.kind: (source.exported, source.query) for source in sources}
        assert found == {"incident": (2, "active=true"), "change": (None, "")}


def test_cases_wait_for_us_as_far_as_files_show(tickets) -> None:
    def told(at, state, **values):
        of(tickets, "vendor_case", record("V1", vendor="Acme", severity="1", state=state,
           opened_at=10, ticket_key="INC1", response_target_s=60, updated_at=at,
           **values) | {"row_hash": f"{at}"}, record("V0", vendor="Bolt", opened_at=5,
           state="waiting_for_us", updated_at=5), name=f"cases-{at}")  # fmt: skip

    told(20, "open")
    told(30, "waiting_for_us")
    told(50, "open")
    told(70, "waiting_for_us")
    found = facts_of(tickets).vendor_cases
    assert found.key.tolist() == ["V0", "V1"]
    assert list(zip(found.wait_case, found.wait_start, found.wait_end, strict=True)) == [
        (1, 30, 50),
        (1, 70, MISSING),
    ]
    assert found.open_state.tolist() == [True, True]
    assert found.ticket.tolist() == [-1, 0]
    assert found.response_target.tolist() == [-1, 60]
    assert found.resolve_target.tolist() == [-1, -1]
    told(90, "resolved", resolved_at=88)
    found = facts_of(tickets).vendor_cases
    assert found.wait_end.tolist() == [50, 90]
    assert found.open_state.tolist() == [True, False]


def test_registers_by_key(tickets) -> None:
    of(tickets, "service", {"name": "Pay", "tier": 1, "owner": "Ann", "hours": "24x7",
       "timezone": "UTC", "availability_target": 99.9}, key=("name",))  # fmt: skip
    of(tickets, "contract", record("C-1", vendor="Acme", severity="1", response_target_s=900))
    of(tickets, "automation", record("restart", title="Restart", baseline_s=600, baseline_n=12))
    of(tickets, "pir", record("PIR1", incident_key=RAW, owner="jdoe", state="waived", due_at=9,
       waived_by="mia", waiver_reason="vendor fault"))  # fmt: skip
    of(tickets, "support_group", record("Net", parent="Ops"), record("Ops"))
    rename(tickets, "person", "jdoe", "Jane Doe")
    rename(tickets, "group", "Ops", "Operations")
    found = facts_of(tickets).registers
    assert found.services == (ServiceRow("Pay", 1, "Ann", "24x7", "UTC", 99.9),)
    assert found.contracts == (ContractRow("C-1", "Acme", "1", None, 900, None, None, None),)
    assert found.automations == (
        AutomationRow("restart", "Restart", None, 600, None, None, 12, None),
    )
    assert found.pirs == (
        PirRow("PIR1", "INC3", "waived", "Jane Doe", 9, None, None, "mia", "vendor fault"),
    )
    assert found.groups == (("Net", "Operations"), ("Operations", None))


def test_the_original_due_date_is_the_first_that_was_imported(store) -> None:
    for at, due in ((10, 100), (20, 200), (30, 300)):
        of(store, "action", record("ACT1", title="Fix", due_at=due, updated_at=at, evidence=" ")
           | {"row_hash": f"{at}"}, name=f"actions-{at}")  # fmt: skip
    of(store, "action", record("ACT2", original_due_at=5, due_at=6, evidence="ticket 7",
       effective=False, owner="Ann", team="Net"))  # fmt: skip
    absent = dict.fromkeys(("title", "state", "owner", "team", "origin", "opened", "closed",
                            "cancel_reason"))  # fmt: skip
    assert facts_of(store).registers.actions == (
        ActionRow(**absent | {"key": "ACT1", "title": "Fix", "original_due": 100, "due": 300,
                              "evidence": False, "effective": None}),
        ActionRow(**absent | {"key": "ACT2", "owner": "Ann", "team": "Net", "original_due": 5,
                              "due": 6, "evidence": True, "effective": False}),
    )  # fmt: skip


PLAN = "Fail over web-01 to the standby node, then check that orders flow for 10 minutes"


def change(key, **values):
    return record(key, **({"state": "closed"} | values))


def test_records_of_changes_are_rated_and_copies_count_half(store) -> None:
    of(store, "change",
       change("C1", implementation_plan=PLAN, backout_plan="n/a", requested_by="jdoe",
              assignee="mia", close_code="successful"),
       change("C2", implementation_plan=f"{PLAN}.", type="standard", model="patch"),
       change("C3", implementation_plan=PLAN.upper(), type="standard", model="patch"),
       change("C4", test_plan="Compare the totals of both ledgers within 30 minutes",
              state="review"))  # fmt: skip
    rename(store, "person", "mia", "Mia Long")
    found = facts_of(store).records
    assert found.implementation.tolist() == [1.0, 1.0, 1.0, 0.0]
    of(store, "change", change("C5", backout_plan=PLAN))
    found = facts_of(store).records
    assert found.implementation.tolist() == [0.5, 0.5, 0.5, 0.0, 0.0]
    assert found.backout.tolist() == [0.0, 0.0, 0.0, 0.0, 0.5]
    assert found.has_backout.tolist() == [False, False, False, False, True]
    assert found.test.tolist() == [0.0, 0.0, 0.0, 1.0, 0.0]
    assert found.has_ci.tolist() == [False] * 5
    assert found.closed_with_code.tolist() == [True, False, False, False, False]
    assert words(found, "requester", "people")[0] == "jdoe"
    assert words(found, "implementer", "people") == ["Mia Long", None, None, None, None]


def test_approvals_of_known_changes_in_order(store) -> None:
    of(store, "change", change("C1", assignee="mia"), change("C2", source_id=RAW))
    of(store, "approval",
       record("1", target_key="C1", approver="jdoe", state="approved", decided_at=30),
       record("2", target_key="C1", approver="mia", state="rejected", decided_at=20),
       record("3", target_key=RAW, approver="mia", state="requested", requested_at=5),
       record("4", target_key="C2", state="not_required", decided_at=1),
       record("5", target_key="REQ1", approver="x", state="approved"),
       record("6", target_key="C2", state="cancelled", decided_at=2))  # fmt: skip
    facts = facts_of(store)
    found, people = facts.approvals, facts.records.people
    assert found.change.tolist() == [0, 0, 1, 1, 1]
    assert found.state.tolist() == [-1, 1, 0, 2, 3]
    assert found.decided.tolist() == [20, 30, MISSING, 1, 2]
    assert found.requested.tolist() == [MISSING, MISSING, 5, MISSING, MISSING]
    names = [people[code] if code >= 0 else None for code in found.approver]
    assert names == ["mia", "jdoe", "mia", None, None]
    assert people[facts.records.implementer[0]] == "mia"


def test_the_cache_gives_back_what_stands_beside(tickets) -> None:
    of(tickets, "alert", record("A1", state="firing", fired_at=1, title="Disk 9"))
    of(tickets, "outage", record("O1", kind="outage", start_at=1, ticket_key="INC1"))
    of(tickets, "survey_response", record("S1", survey="ticket", taken_at=1, score=0.5))
    of(tickets, "vendor_case", record("V1", vendor="Acme", opened_at=1))
    of(tickets, "automation_run", record("R1", job="x", started_at=1))
    of(tickets, "change", change("C1", implementation_plan=PLAN))
    of(tickets, "approval", record("1", target_key="C1", approver="a", state="approved"))
    of(tickets, "knowledge_article", record("KB1", ticket_keys="INC1;INC2"))
    of(tickets, "support_group", record("Net", parent="Ops"), record("Ops"))
    of(tickets, "action", record("ACT1", due_at=4))
    fresh, cached = facts_of(tickets), facts_of(tickets)
    for part in (cached.alerts.fired, cached.records.backout, cached.details.parent):
        assert isinstance(part, np.memmap)
    assert flat(cached) == flat(fresh)
    assert cached.registers == fresh.registers
    assert len(fresh.approvals.state) == len(fresh.alerts) == len(fresh.registers.articles) == 1


def test_columns_of_other_text_rules_are_made_anew(tickets) -> None:
    facts_of(tickets)
    (place,) = tickets.cache_folder.iterdir()
    assert facts_cache.load(tickets.cache_folder, place.name, TEXT_RULES.version) is not None
    assert facts_cache.load(tickets.cache_folder, place.name, TEXT_RULES.version + 1) is None
    assert load_facts(tickets).details.templates[0].startswith("12:30")
    assert facts_of(tickets).details.templates[0] == "<date>"


def test_a_large_vocabulary_is_read_word_by_word(store, tmp_path) -> None:
    ticket_of(store, "INC1", title="x")
    facts = facts_of(store)
    many = tuple(f"Wörter {'ab' * (n % 3)} {n}" if n % 7 else "" for n in range(20_001))
    facts = replace(facts, details=replace(facts.details, templates=many))
    facts_cache.save(tmp_path / "cache", "1", facts)
    cached = facts_cache.load(tmp_path / "cache", "1")
    assert cached is not None
    words = cached.details.templates
    assert len(words) == len(many)
    assert (words[0], words[1], words[20_000], words[-1]) == (many[0], many[1], many[-1], many[-1])
    assert words[5:9] == many[5:9]
    assert tuple(words) == many
    assert words == many
    assert many == words
    assert words != many[:-1]
    assert hash(words) == hash(many)
    assert words.index(many[100]) == 100
    with pytest.raises(IndexError):
        words[20_001]
