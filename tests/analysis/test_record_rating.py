"""Ratings of change records: presence × substance, and more is never worth less (METRICS K11)."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from app.analysis.record_rating import (
    SUBSTANCE,
    WRITTEN,
    copy_words,
    is_placeholder,
    rate,
    text_rating,
)
from app.models.text_rules import CHANGE_TEXTS, ChangeText, Rating

LONG = "Move the listener to the other node and start the queue again afterwards"
WHOLE = ChangeText(
    title="Upgrade the database",
    risk_analysis=f"{LONG}; orders on db-01 stop for 10 minutes",
    implementation_plan=f"{LONG}; inform the users; check db-01 for 10 minutes",
    backout_plan=f"{LONG}; restore db-01 by 02:00",
    test_plan=f"{LONG}; compare totals within 1 h",
    risk=2,
    impact=2,
    service="Payments",
    cis=("db-01",),
    planned_start=100,
    planned_end=200,
)


@pytest.mark.parametrize(
    "text",
    ["", "  ", "n/a", "N.A.", "tbd", "TBC.", "see above", "See attached", "-", "---", "none",
     "as discussed", "as usual...", "test", "Tested!", "xxx", "?", "not applicable",
     "to be defined", "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do", "=" * 60,
     "upgrade the DATABASE", "Upgrade the database. Upgrade the database!", "x" * 9_000],
)  # fmt: skip
def test_placeholders_are_worth_nothing(text: str) -> None:
    assert is_placeholder(text, "Upgrade the database")
    assert text_rating(text, "Upgrade the database") == 0


@pytest.mark.parametrize("text", ["Restore", "test the failover", "none of the nodes may stop"])
def test_a_short_text_is_worth_its_length(text: str) -> None:
    assert text_rating(text) == pytest.approx(WRITTEN * len(text) / SUBSTANCE)


@pytest.mark.parametrize(
    ("added", "rating"),
    [
        ("", 0.7),
        (" on db-01", 0.85),
        ("; verify it", 0.85),
        ("; within 5 minutes", 0.85),
        ("; done by 02:00", 0.85),
        ("; verify db-01", 1.0),
        ("; verify db-01 in 10 min", 1.0),
    ],
)
def test_what_can_be_checked_makes_a_text_whole(added: str, rating: float) -> None:
    assert text_rating(LONG + added, "", ("DB-01", "")) == pytest.approx(rating)


def test_a_whole_record_and_an_empty_one() -> None:
    assert rate(WHOLE) == pytest.approx(Rating(1, 1, 1, 1, 1, 1))
    assert rate(ChangeText()) == Rating(0, 0, 0, 0, 0, 0)


@pytest.mark.parametrize(
    ("lacking", "part", "rating"),
    [
        ({"risk": None}, "analysis", 0.9),
        ({"impact": None}, "analysis", 0.9),
        ({"risk_analysis": "n/a"}, "analysis", 0.2),
        ({"risk_analysis": "", "justification": LONG}, "analysis", 0.2 + 0.8 * 0.75 * 0.7),
        ({"cis": ()}, "configuration", 0.5),
        ({"service": " "}, "configuration", 0.5),
        ({"planned_end": None}, "schedule", 0.65),
        ({"planned_end": 50}, "schedule", 0.65),
        ({"planned_start": None, "planned_end": None}, "schedule", 0.3),
        ({"implementation_plan": LONG}, "schedule", 0.7),
        ({"implementation_plan": LONG, "description": "Mail to all."}, "schedule", 1.0),
        ({"copied": frozenset(["backout_plan"])}, "backout", 0.5),
        ({"copied": frozenset(["risk_analysis"])}, "analysis", 0.6),
    ],
)
def test_what_lacks_costs_its_part(lacking: dict[str, object], part: str, rating: float) -> None:
    assert getattr(rate(replace(WHOLE, **lacking)), part) == pytest.approx(rating)


def test_only_words_make_a_copy() -> None:
    assert copy_words("Restore from backup") == ""
    assert copy_words(LONG) == copy_words(f"  {LONG.upper()}!\n")


TEXT = st.text("abcdeflmnorst -./1\n", max_size=90) | st.sampled_from(
    ["", "n/a", "see above", LONG, "Upgrade the database", "lorem ipsum dolor"]
)
ADDED = st.sampled_from(
    ["Then check db-01 for 10 minutes.", "Inform the service desk by 18:00.",
     "Payments is verified by a second person."]
)  # fmt: skip
RECORDS = st.builds(
    ChangeText,
    title=st.sampled_from(["", "Upgrade the database"]),
    description=TEXT,
    **dict.fromkeys(CHANGE_TEXTS, TEXT),
    risk=st.none() | st.integers(1, 4),
    service=st.sampled_from(["", "Payments"]),
    cis=st.sampled_from([(), ("db-01",)]),
    planned_start=st.none() | st.integers(0, 9),
    copied=st.sets(st.sampled_from(CHANGE_TEXTS)).map(frozenset),
)


@examples(max_examples=80)
@given(RECORDS, st.sampled_from(CHANGE_TEXTS), ADDED)
def test_adding_substance_never_lowers_a_rating(record, field, added) -> None:
    before = rate(record)
    assert all(0 <= each <= 1 for each in before)
    said = getattr(record, field)
    for after in (
        replace(record, **{field: f"{said} {added}"}),
        replace(record, copied=record.copied - {field}),
        replace(record, cis=("db-01",), service="Payments"),
        replace(record, risk=2, impact=1),
        replace(record, planned_start=100, planned_end=200),
    ):
        assert all(new >= old for new, old in zip(rate(after), before, strict=True))
