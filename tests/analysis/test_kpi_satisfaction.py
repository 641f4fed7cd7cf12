"""K16 against a plain computation, and the edge cases of METRICS §2."""

from dataclasses import replace
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from app.analysis.periods import parse_period
from app.analysis.statistics import wilson
from app.models.scope import Scope
from app.models.settings import KpiVariant
from tests.analysis.register_rows_sample import BERLIN, DAY, DEFAULTS, NOW, result
from tests.analysis.sample_facts import at

QUARTER = parse_period("2026-Q3", "UTC")
TICKETS = [{"key": "INC1", "opened": "2026-04-01"}, {"key": "INC2", "opened": "2026-04-01"}]
STRICT = replace(DEFAULTS, variants=(KpiVariant("K16", "", parameters=(("favourable", 90.0),)),))
SAID = {"who": "ann", "taken": "2026-08-01T12:00", "score": 4}
RATED = {"survey": "ticket", "ticket": "INC1", "taken": "2026-08-01T12:00", "score": 5}


def k16(*surveys, tickets=TICKETS, **more):
    return result("K16", tickets, surveys=surveys, **({"period": QUARTER} | more))


def value(*surveys, place=0, **more):
    part = k16(*surveys, **more).parts[place]
    return part.value, part.n


@st.composite
def cases(draw):
    return {
        "survey": draw(st.sampled_from(("stakeholder", "ticket", None))),
        "who": draw(st.sampled_from(("ann", "bob", None))),
        "ticket": draw(st.sampled_from(("INC1", "INC2", None))),
        "taken": draw(
            st.sampled_from((None, *(at("2026-03-20") + step * 9 * DAY for step in range(24))))
        ),
        "score": draw(st.sampled_from((None, 1, 2, 3.5, 4, 4, 5))),
    }


def plain(surveys, kind, quarter):
    """The score of each person or ticket in the quarter: the mean of what it said last."""
    voices = {}
    for place, row in enumerate(surveys):
        if row["survey"] != kind or row["score"] is None or row["taken"] is None:
            continue
        if row["ticket"] and row["taken"] < at("2026-04-01"):
            continue
        if quarter.start <= row["taken"] < quarter.end:
            who = row["ticket"] if kind == "ticket" else row["who"]
            voices.setdefault(who or place, []).append(row)
    scores = []
    for rows in voices.values():
        newest = max(row["taken"] for row in rows)
        scores.append(fmean(row["score"] for row in rows if row["taken"] == newest))
    return scores


@hypothesis_settings(max_examples=60, deadline=None)
@given(st.lists(cases(), max_size=14))
def test_equals_a_plain_computation(surveys):
    ordered = sorted(surveys, key=lambda row: row["taken"] or 0)
    found = k16(*ordered)
    shown = {"Stakeholders": "stakeholder", "Tickets": "ticket"}
    if not any(row["survey"] == "ticket" for row in surveys):
        del shown["Tickets"]
    assert [part.name for part in found.parts] == list(shown)
    for part, share in zip(found.parts, found.extra, strict=True):
        for point, good in zip(part.trend, share.trend, strict=True):
            own = plain(ordered, shown[part.name], parse_period(point.period, "UTC"))
            assert (point.n, good.n) == (len(own), len(own))
            assert point.value == (pytest.approx(fmean(own)) if own else None)
            happy = sum(1 for score in own if score >= 4)
            assert good.value == (pytest.approx(100 * happy / len(own)) if own else None)
        own = plain(ordered, shown[part.name], QUARTER)
        assert share.interval == wilson(sum(1 for score in own if score >= 4), len(own))


def test_the_two_surveys_are_never_pooled():
    found = k16(SAID, RATED)
    assert [(part.label, part.value, part.unit) for part in found.parts] == [
        ("Stakeholder satisfaction", 4, "/ 5"),
        ("Ticket satisfaction", 5, "/ 5"),
    ]
    assert found.records == "survey_response"


def test_latest_of_each_person_counts():
    later = {**SAID, "taken": "2026-09-01", "score": 2}
    found = k16(SAID, later)
    assert (found.parts[0].value, found.parts[0].rows) == (2, ("S2",))
    assert dict(found.facts)["Stakeholders, replaced by a later one"] == "1 response"


def test_answers_of_one_response_are_averaged():
    assert value(SAID, {**SAID, "score": 5}) == (4.5, 1)


def test_responses_without_a_name_count_once_each():
    found = k16({**SAID, "who": None}, {**SAID, "who": None, "score": 5})
    assert (found.parts[0].value, found.parts[0].n) == (4.5, 2)
    assert dict(found.facts)["Stakeholders, without a name"] == "2, each counted once"


def test_under_twenty_is_said():
    assert k16(*crowd(4, 19)).caveats == ("n under 20",)
    assert k16(*crowd(4, 20)).caveats == ()


def test_target_is_met_when_equal():
    scores = [5, 4, 4, 4, 4]
    part = k16(*[{**SAID, "who": f"p{i}", "score": s} for i, s in enumerate(scores)]).parts[0]
    assert (part.value, part.target, part.met) == (pytest.approx(4.2), 4.2, True)
    part = k16(*crowd(3.9, 5)).parts[0]
    assert (part.met, part.verdict) == (False, "Missed")


def crowd(score, n, first=0):
    return [{**SAID, "who": f"p{first + i}", "score": score} for i in range(n)]


@pytest.mark.parametrize(
    ("happy", "sad", "settings", "met", "verdict"),
    [
        (17, 3, DEFAULTS, True, "Met, favourable"),
        (16, 4, DEFAULTS, False, "Missed"),
        (17, 3, STRICT, False, "Missed"),
        (18, 2, STRICT, True, "Met, favourable"),
        (4, 0, STRICT, True, "4 of 4 favourable"),
        (3, 1, DEFAULTS, False, "0 of 4 inside target"),
    ],
)
def test_favourable_share_meets_the_target_too(happy, sad, settings, met, verdict):
    rows = [*crowd(4, happy), *crowd(2, sad, happy)]
    part = k16(*rows, settings=settings).parts[0]
    assert (part.met, part.verdict, part.target) == (met, verdict, 4.2)
    assert part.value < 4.2


def test_a_share_of_its_own_is_said_by_the_definition():
    told = dict(k16(SAID, settings=STRICT).facts)
    assert told["By its definition"] == "also met from 90 % favourable on"
    assert "By its definition" not in dict(k16(SAID).facts)


def test_mean_alone_meets_it_and_without_a_target_there_is_no_verdict():
    part = k16(*crowd(5, 4), *crowd(3, 1, 4)).parts[0]
    assert (part.met, part.verdict) == (True, "Met")
    part = k16(*crowd(4, 5), settings=replace(DEFAULTS, targets=())).parts[0]
    assert (part.met, part.verdict) == (None, "No target")


def test_favourable_share_and_response_rate():
    silent = [{**SAID, "who": f"q{i}", "score": None} for i in range(2)]
    found = k16(SAID, {**SAID, "who": "bob", "score": 3}, *silent)
    facts = dict(found.facts)
    assert facts["Stakeholders, favourable (4–5)"].startswith("1 of 2 (50 %), 95 % interval 9.5 to")
    assert facts["Stakeholders, response rate"] == "50 % of 4"
    assert found.excluded == (("no score", 2),)
    assert dict(k16(SAID).facts)["Stakeholders, response rate"] == "not in this export"


def test_ticket_survey_alone_says_so():
    found = k16(RATED)
    assert [part.n for part in found.parts] == [0, 1]
    assert "no stakeholder survey" in found.caveats


def test_drivers_are_services_of_low_scores():
    rows = [{**SAID, "who": f"p{i}", "score": 2, "service": "Mail"} for i in range(2)]
    found = k16(SAID, *rows)
    assert [(bar.label, bar.count) for bar in found.drivers] == [("Mail", 2)]


def test_scope_is_the_survey_s_service_or_its_ticket():
    tickets = [{**TICKETS[0], "service": "SAP"}, TICKETS[1]]
    asked = {"tickets": tickets, "scope": Scope("service", "SAP")}
    assert value(RATED, {**RATED, "ticket": "INC2", "score": 1}, place=1, **asked) == (5, 1)
    assert value({**SAID, "service": "SAP"}, {**SAID, "who": "bob"}, **asked) == (4, 1)


def test_quarter_is_its_cadence():
    assert k16(SAID, period=parse_period("2026-10", "UTC"), now=NOW).period.id == "2026-Q3"


def test_k16_dst_forward():
    first = parse_period("2026-Q1", "Europe/Berlin")
    more = {"period": first, "settings": BERLIN}
    assert value({**SAID, "taken": "2026-03-31T23:59:59+02:00"}, **more)[1] == 1
    assert value({**SAID, "taken": "2026-04-01T00:00+02:00"}, **more)[1] == 0


def test_k16_dst_back():
    fourth = parse_period("2026-Q4", "Europe/Berlin")
    more = {"period": fourth, "settings": BERLIN, "now": at("2027-01-10")}
    early = {**SAID, "taken": "2026-10-25T02:30+02:00", "score": 1}
    later = {**SAID, "taken": "2026-10-25T02:30+01:00", "score": 5}
    assert value(early, later, **more) == (5, 1)


def test_k16_holiday_inside_a_hold():
    """No clock runs: a hold of its ticket changes nothing about an answer."""
    hold = [("INC1", "2026-07-30", "2026-08-02", "awaiting_caller")]
    assert value(RATED, place=1, holds=hold) == (5, 1)


def test_k16_out_of_hours():
    assert value({**SAID, "taken": "2026-08-02T03:00"}) == (4, 1)


def test_k16_zero_length():
    """Answered the moment its ticket was opened counts."""
    spring = parse_period("2026-Q2", "UTC")
    assert value({**RATED, "taken": "2026-04-01"}, place=1, period=spring) == (5, 1)


def test_k16_resolved_before_opened():
    """Answered before its ticket was opened is out, and counted."""
    found = k16({**RATED, "taken": "2026-03-31T23:59:59"}, period=parse_period("2026-Q1", "UTC"))
    assert (found.parts[1].n, found.excluded) == (0, (("before its ticket was opened", 1),))
    assert found.excluded_rows == (("before its ticket was opened", ("S1",)),)


def test_k16_closed_without_resolved():
    """Whatever became of its ticket, an answer is an answer."""
    assert value(RATED, place=1, tickets=[{**TICKETS[0], "closed": "2026-07-01"}]) == (5, 1)


def test_k16_reopened_twice():
    """Asked again after each reopening, the ticket's last answer counts."""
    again = [{**RATED, "taken": f"2026-08-{day}", "score": score} for day, score in
             (("10", 2), ("20", 1))]  # fmt: skip
    assert value(RATED, *again, place=1) == (1, 1)


def test_k16_raised_and_lowered():
    """Priorities don't weigh answers."""
    raised = [{**TICKETS[0], "priority": 3, "peak_priority": 1}, TICKETS[1]]
    assert value(RATED, {**RATED, "ticket": "INC2", "score": 3}, place=1, tickets=raised) == (4, 2)


def test_k16_child_of_a_major():
    """Its user has a voice too."""
    assert value(RATED, place=1, tickets=[{**TICKETS[0], "is_child": True}]) == (5, 1)


def test_k16_merged_duplicate():
    """Two answers of one person are one voice; a duplicate's user keeps its own."""
    assert value(SAID, {**SAID, "key": "S9"}) == (4, 1)
    assert value(RATED, place=1, tickets=[{**TICKETS[0], "duplicate": True}]) == (5, 1)


def test_k16_open_at_period_end():
    """Answers of the quarter count though their ticket is still open."""
    assert value(RATED, place=1, tickets=[{**TICKETS[0], "state": "in_progress"}]) == (5, 1)


def test_k16_period_boundary():
    for taken, n in ((QUARTER.start - 1, 0), (QUARTER.start, 1), (QUARTER.end - 1, 1),
                     (QUARTER.end, 0)):  # fmt: skip
        assert value({**SAID, "taken": taken})[1] == n


def test_k16_empty_denominator():
    part = k16({**SAID, "taken": "2026-01-10"}).parts[0]
    assert (part.value, part.n, part.verdict) == (None, 0, "n/a")


def test_k16_one_row():
    part = k16({**SAID, "score": 5}).parts[0]
    assert (part.rows, part.numerator_rows) == (("S1",), ("S1",))
    assert (part.verdict, part.signal) == ("1 of 1 inside target", None)


def test_k16_all_missing():
    found = k16({"survey": None, "taken": None}, {"taken": "2026-08-01"})
    assert found.parts[0].n == 0
    assert dict(found.excluded) == {"no time": 1, "no score": 1}
    assert k16().needs.startswith("Import survey answers")


def test_k16_mixed_zones():
    """The later instant counts, whatever its wall clock says."""
    early = {**SAID, "taken": "2026-08-01T12:00+05:30", "score": 1}
    later = {**SAID, "taken": "2026-08-01T02:00-05:00", "score": 5}
    assert value(early, later) == (5, 1)


def test_k16_reimport():
    assert k16(SAID, RATED, revision=2) == k16(SAID, RATED)


def test_k16_open_only_export():
    """The ticket left its export with its outcome unknown: its answers stay."""
    assert value(RATED, place=1, tickets=[{**TICKETS[0], "outcome_unknown": True}]) == (5, 1)
