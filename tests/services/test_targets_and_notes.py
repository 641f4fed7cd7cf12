"""Targets and definitions by version, and notes on charts, on a real store."""

import pytest

from app.models.errors import AppError
from app.services.notes import annotate, notes_for, withdraw
from app.services.score import scorecard
from app.services.targets import Approval, set_target, set_variant, target_history, todays
from app.services.tower import open_tower
from app.store.check import check
from tests.analysis.sample_facts import at

NOW = at("2026-11-23T07:12")
OCTOBER = at("2026-10-01")


@pytest.fixture
def tower(tmp_path):
    with open_tower(tmp_path / "tower.db", now=NOW, report_zone="UTC") as tower:
        yield tower


def approval(**changes):
    given = {
        "author": "J. Whitfield", "approver": "M. Nowak", "reason": "Agreed in the review",
        "valid_from": OCTOBER,
    }  # fmt: skip
    return Approval(**(given | changes))


def k5(card):
    return next(kpi for kpi in card.kpis if kpi.id == "K5")


def test_a_new_target_holds_for_periods_that_end_after_it(tower):
    before = k5(scorecard(tower, "2026-W30")).parts[0].target
    set_target(tower, "K5", "", 7.5, 4, "M. Nowak", approval())
    assert k5(scorecard(tower, "2026-W30")).parts[0].target == before == 10
    later = k5(scorecard(tower, "2026-W46"))
    assert (later.parts[0].target, later.parts[0].stretch, later.owner) == (7.5, 4, "M. Nowak")
    assert (later.target_version, later.approver) == (2, "M. Nowak")


def test_a_target_of_the_first_of_a_month_leaves_the_month_before(tower):
    set_target(tower, "K9", "strict", 91, None, "M. Nowak", approval(valid_from=at("2026-10-01")))
    set_target(tower, "K9", "strict", 92, None, "M. Nowak", approval(valid_from=at("2026-11-01")))
    told = {
        period: next(kpi for kpi in scorecard(tower, period).kpis if kpi.id == "K9").parts[0].target
        for period in ("2026-09", "2026-10")
    }
    assert told == {"2026-09": 95, "2026-10": 91}


def test_old_periods_can_be_computed_with_todays_target(tower):
    set_target(tower, "K5", "", 7.5, None, "M. Nowak", approval())
    tower.settings = todays(tower.settings)
    assert k5(scorecard(tower, "2026-W30")).parts[0].target == 7.5


def test_a_withdrawn_target_gives_no_verdict(tower):
    set_target(tower, "K5", "", None, None, "", approval())
    part = k5(scorecard(tower, "2026-W46")).parts[0]
    assert (part.target, part.met) == (None, None)


def test_every_version_is_kept_with_its_change(tower):
    set_target(tower, "K5", "", 8, None, "M. Nowak", approval(reason="First"))
    set_target(tower, "K5", "", 6, None, "M. Nowak", approval(reason="Second"))
    told = [(line.version, line.target, by.reason) for line, by in target_history(tower, "K5")]
    assert told == [(2, 8, "First"), (3, 6, "Second")]
    assert k5(scorecard(tower, "2026-W46")).parts[0].target == 6
    assert check(tower.store).problems == ()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"approver": "j. whitfield "}, "can't approve their own change"),
        ({"approver": " "}, "Name who approved"),
        ({"reason": "\n"}, "Say why"),
        ({"author": ""}, "Say who changes"),
        ({"valid_from": at("2030-01-01")}, "more than two years ahead"),
    ],
)
def test_a_change_without_its_evidence_is_refused(tower, changes, words):
    with pytest.raises(AppError, match=words):
        set_target(tower, "K5", "", 8, None, "M. Nowak", approval(**changes))
    assert target_history(tower, "K5") == ()


@pytest.mark.parametrize(("kpi", "target", "words"), [("K5", 101, "can't be reached"),
                                                      ("K77", 1, "There is no KPI")])  # fmt: skip
def test_an_impossible_target_is_refused(tower, kpi, target, words):
    with pytest.raises(AppError, match=words):
        set_target(tower, kpi, "", target, None, "M. Nowak", approval())


def test_a_variant_becomes_the_value_from_its_day_on(tower):
    set_variant(tower, "K12", "weighted", approval())
    of = {kpi.id: kpi for kpi in scorecard(tower, "2026-10").kpis}["K12"]
    assert (of.variant, of.definition.version) == ("weighted", 2)
    earlier = {kpi.id: kpi for kpi in scorecard(tower, "2026-07").kpis}["K12"]
    assert (earlier.variant, earlier.definition.version) == ("strict", 1)
    with pytest.raises(AppError, match="has no variant “best”"):
        set_variant(tower, "K12", "best", approval())


@pytest.mark.parametrize(
    ("parameter", "words"),
    [
        (("chart", float("nan")), "can't be nan"),
        (("chart", float("inf")), "can't be inf"),
        (("chrat", 1.0), "has no parameter “chrat”"),
    ],
)
def test_a_parameter_that_nothing_can_be_reckoned_with_is_refused(tower, parameter, words):
    with pytest.raises(AppError, match=words):
        set_variant(tower, "K12", "weighted", approval(), (parameter,))
    assert tower.settings.variants == ()


def test_no_two_notes_have_the_same_letter(tower):
    for n in range(30):
        annotate(tower, "K2", "2026-W40", "note", f"Event {n}")
    letters = [note.letter for note in notes_for(tower, "week")["K2"]]
    assert letters[:2] + letters[25:28] == ["A", "B", "Z", "AA", "AB"]
    assert len(set(letters)) == 30


def test_notes_are_lettered_by_period_and_can_be_taken_back(tower):
    second = annotate(
        tower, "K4", "2026-W47", "note", "INC0479912 on\n17 Nov", event_key="INC0479912"
    )
    first = annotate(tower, "K4", "2026-W34", "phase", "Triage rota started")
    annotate(tower, "K4", "2026-10", "note", "Shown with months alone")
    told = [(note.letter, note.period, note.words) for note in notes_for(tower, "week")["K4"]]
    assert told == [
        ("A", "2026-W34", "Triage rota started"),
        ("B", "2026-W47", "INC0479912 on 17 Nov"),
    ]
    withdraw(tower, second)
    assert [note.id for note in notes_for(tower, "week")["K4"]] == [first]
    with pytest.raises(AppError, match="no note"):
        withdraw(tower, second)
    (k4,) = (kpi for kpi in scorecard(tower, "2026-W47").kpis if kpi.id == "K4")
    assert [note.words for note in k4.notes] == ["Triage rota started"]


@pytest.mark.parametrize(
    ("kind", "words", "said"),
    [
        ("note", " ", "Say what happened"),
        ("phase", "x" * 301, "Shorten it"),
        ("guess", "x", "no kind"),
    ],
)
def test_a_note_without_words_is_refused(tower, kind, words, said):
    with pytest.raises(AppError, match=said):
        annotate(tower, "K4", "2026-W47", kind, words)


@pytest.mark.parametrize(
    ("kpi", "period", "cadence"), [("K9", "2026-W46", "month"), ("K18", "2026-10", "quarter")]
)
def test_a_note_that_would_never_be_shown_is_refused(tower, kpi, period, cadence):
    with pytest.raises(AppError, match=f"reported by {cadence}.*never be shown"):
        annotate(tower, kpi, period, "note", "A freeze began")
    assert notes_for(tower, "quarter") == {}
