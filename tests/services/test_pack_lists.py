"""The lists of the review pack: which records of the service and the month are in them."""

from dataclasses import replace

import numpy as np
import pytest

from app.analysis.kpis.scoping import changes_in
from app.analysis.periods import parse_period
from app.models.scope import Scope
from app.services.drivers import field_of
from app.services.pack_lists import Of, changes_done, majors, problems
from app.services.tower import open_tower
from tests.analysis.sample_facts import at, make_facts

OCTOBER = parse_period("2026-10", "UTC")
MAIL = {"opened": "2026-10-05T08:00", "service": "Mail"}


@pytest.fixture(scope="module")
def tower(tmp_path_factory):
    place = tmp_path_factory.mktemp("lists") / "tower.db"
    with open_tower(place, now=at("2026-11-10T08:00"), report_zone="UTC") as tower:
        yield tower


@pytest.fixture
def mail(tower):
    return lambda *args, **named: Of(tower, make_facts(*args, **named), "Mail", OCTOBER)


def test_incidents_of_a_problem_are_those_that_had_come_by_then(mail):
    of_it = MAIL | {"problem": "PRB1"}
    found = problems(mail([
        MAIL | {"key": "PRB1", "kind": "problem"},
        of_it | {"key": "INC1"},
        of_it | {"key": "INC2", "service": "Payroll", "opened": "2026-09-05T08:00"},
        of_it | {"key": "INC3", "opened": "2026-10-31T23:59:59"},
        of_it | {"key": "LATER", "opened": "2026-11-01T00:00"},
        of_it | {"key": "ASKED", "kind": "request"},
        of_it | {"key": "GONE", "state": "cancelled"},
        of_it | {"key": "SAME", "duplicate": True},
        MAIL | {"key": "ELSE", "problem": "PRB2"},
        MAIL | {"key": "NONE"},
    ]))  # fmt: skip
    assert [(one.key, one.incidents) for one in found] == [("PRB1", 3)]


def test_changes_of_the_service_are_those_that_its_kpis_count(mail):
    ended = {"planned_start": at("2026-10-07T20:00"), "planned_end": at("2026-10-07T21:00")}
    of = mail(changes=[
        ended | {"key": "OWN", "service": "Mail"},
        ended | {"key": "FIRST", "cis": ["mx-1"]},
        ended | {"key": "SECOND", "cis": ["bare", "mx-1"]},
        ended | {"key": "OTHER", "service": "Payroll", "cis": ["mx-1"]},
        ended | {"key": "BARE", "cis": ["bare"]},
    ])  # fmt: skip
    changes = of.facts.changes
    theirs = [changes.services.index("Mail") if ci == "mx-1" else -1 for ci in changes.cis]
    facts = replace(of.facts, changes=replace(changes, ci_service=np.array(theirs, np.int32)))
    listed = {one.key for one in changes_done(replace(of, facts=facts))}
    assert listed == {"OWN", "FIRST", "SECOND"}
    by_service = field_of("change", "service")
    assert by_service is not None
    codes, names = by_service.codes(facts)
    told = zip(facts.changes.key.tolist(), codes.tolist(), strict=True)
    assert {key for key, code in told if code >= 0 and names[code] == "Mail"} == listed
    assert set(changes.key[changes_in(facts, Scope("service", "Mail"))].tolist()) == listed


MAJOR = MAIL | {"is_major": True, "priority": 1, "resolved": "2026-10-05T10:00"}
APPROVED = {"state": "approved", "approved": "2026-10-08T08:00"}


def test_a_merged_duplicate_is_no_major_and_its_impact_joins_the_survivor(mail):
    rows = [
        MAJOR | {"key": "INC1"},
        MAJOR | {"key": "INC2", "duplicate": True, "parent": "INC1",
                 "impact_start": "2026-10-05T07:30"},
    ]  # fmt: skip
    (major,) = majors(mail(rows))
    assert (major.key, major.minutes) == ("INC1", 150)


@pytest.mark.parametrize(
    ("reviews", "words"),
    [
        ([], "No review known"),
        ([APPROVED], "Approved Thu 8 Oct"),
        ([APPROVED, {"state": "draft"}], "Approved Thu 8 Oct"),
        ([APPROVED | {"state": "draft"}], "Overdue since Mon 12 Oct (draft)"),
        ([APPROVED | {"approved": "2026-10-12T10:00:01"}],
         "Approved Mon 12 Oct, due Mon 12 Oct"),
        ([APPROVED | {"approved": "2026-10-12T10:00"}], "Approved Mon 12 Oct"),
        ([APPROVED | {"state": "review", "due": "2026-10-12T08:00"}],
         "Overdue since Mon 12 Oct (in review)"),
        ([{"state": "approved", "due": "2026-11-12T08:00"}],
         "Overdue since Mon 12 Oct (approved, no date)"),
        ([{"state": "waived", "waived_by": "Ada", "waiver_reason": "Known fault"}],
         "Waived by Ada: Known fault"),
        ([{"state": "waived", "waived_by": "Ada"}],
         "Overdue since Mon 12 Oct (waived without name or reason)"),
    ],
)  # fmt: skip
def test_a_review_is_done_when_k7_counts_it(mail, reviews, words):
    pirs = [{"key": f"PIR{i}", "incident": "INC1"} | row for i, row in enumerate(reviews)]
    (major,) = majors(mail([MAJOR | {"key": "INC1"}], pirs=pirs))
    assert major.review == words


P1 = MAIL | {"key": "INC1", "priority": 1, "resolved": "2026-11-09T10:00"}


@pytest.mark.parametrize(
    ("more", "review", "words"),
    [
        ({"is_major": True}, {"incident": "INC2"}, "Due Mon 16 Nov (no review)"),
        ({"is_major": True, "resolved": None}, {}, "Draft; none due, not resolved yet"),
        ({}, {}, "Draft; none due, not a major incident"),
        ({}, {"due": "2026-11-09T12:00"}, "Overdue since Mon 9 Nov (draft)"),
        ({}, {"due": "2026-11-10T12:00"}, "Due Tue 10 Nov (draft)"),
    ],
)
def test_a_review_is_due_by_k7_and_else_when_its_register_says(mail, more, review, words):
    pirs = [{"key": "PIR1", "incident": "INC1", "state": "draft"} | review]
    (major,) = majors(mail([P1 | more], pirs=pirs))
    assert major.review == words


def test_a_major_is_over_when_k1_has_it_restored(mail):
    """By its outage's end, from the impact: a record that is resolved late hurts no longer."""
    outage = {"ticket": "INC1", "begin": "2026-10-05T07:30", "end": "2026-10-05T09:00"}
    row = MAJOR | {"key": "INC1", "resolved": "2026-11-03T08:00"}
    of = mail([row | {"impact_start": outage["begin"]}], outages=[outage])
    (major,) = majors(of)
    assert (major.restored_at, major.minutes) == (at("2026-10-05T09:00"), 90)
    november = replace(of, period=parse_period("2026-11", "UTC"))
    assert majors(november) == ()
    assert len(majors(replace(november, facts=make_facts([row])))) == 1
