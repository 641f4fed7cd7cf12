"""Readiness of a change record: presence, substance, caps and the gap in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.analysis.readiness import gap_words, readiness, substance
from app.models.settings import DAY

NOW = 1_795_000_000
LONG = "Fail over to the standby node, then check that orders flow for 10 minutes"
WHOLE = {
    "risk": 3, "risk_analysis": LONG, "implementation_plan": LONG, "backout_plan": LONG,
    "test_plan": LONG, "approval_state": "approved", "service": "SAP Finance",
    "planned_start_at": NOW + 5 * DAY, "planned_end_at": NOW + 6 * DAY, "opened_at": NOW,
    "state": "scheduled",
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("", "missing"),
        ("  \n ", "missing"),
        ("n/a", "partial"),
        ("Restore from backup", "partial"),
        ("x" * 200, "partial"),
        ("-" * 60, "partial"),
        ("as usual" + "." * 60, "partial"),
        ("a b c d e f g h i j k l m n o p q r s t", "partial"),
        ("a b c d e f g h i j k l m n o p q r s t u", "complete"),
        (LONG, "complete"),
    ],
)
def test_substance(text: str, mark: str) -> None:
    assert substance(text) == mark


def test_whole_record_is_ready() -> None:
    found = readiness(WHOLE, NOW)
    assert (found.score, found.gap) == (100, "Ready")
    assert [name for name, _ in found.items] == [
        "Risk", "Impact", "Test", "Backout", "Approval", "Notice",
    ]  # fmt: skip
    assert {mark for _, mark in found.items} == {"complete"}


@pytest.mark.parametrize(
    ("lacking", "score", "gap"),
    [
        ({"test_plan": None}, 85, "Test missing"),
        ({"test_plan": "lab only"}, 92, "Test partial"),
        ({"implementation_plan": None}, 80, "Ready"),
        ({"risk": None}, 90, "Risk missing"),
        ({"risk_analysis": None}, 90, "Impact missing"),
        ({"backout_plan": None}, 40, "Backout missing"),
        ({"backout_plan": None, "risk": 4}, 80, "Backout missing"),
        ({"approval_state": "requested"}, 98, "Approval partial"),
        ({"approval_state": None}, 100, "Ready"),
        ({"approval_state": None, "state": "assess"}, 95, "Approval missing"),
        ({"planned_end_at": None}, 95, "Ready"),
        ({"opened_at": NOW + 4 * DAY}, 100, "Notice partial"),
        ({"backout_plan": None, "approval_state": "rejected"}, 40, "Backout, approval missing"),
        ({"backout_plan": None, "test_plan": "lab"}, 40, "Backout missing; test partial"),
        ({"service": None}, 100, "Ready"),
        ({"service": None, "cis": ()}, 50, "Ready"),
        ({"service": None, "cis": ("db-01",)}, 95, "Ready"),
    ],
)
def test_what_lacks_costs_its_weight(lacking: dict[str, object], score: int, gap: str) -> None:
    found = readiness(WHOLE | lacking, NOW)
    assert (found.score, found.gap) == (score, gap)


def test_unapproved_at_its_start_is_capped() -> None:
    begun = WHOLE | {"approval_state": "requested", "planned_start_at": NOW - DAY,
                     "opened_at": NOW - 9 * DAY}  # fmt: skip
    assert readiness(begun, NOW).score == 50
    assert readiness(begun, NOW - DAY - 1).score == 98


def test_empty_record_names_every_gap() -> None:
    found = readiness({}, NOW)
    assert (found.score, found.gap) == (0, "Risk, impact, test, backout, approval missing")


def test_gap_words_of_nothing_is_ready() -> None:
    assert gap_words((("Risk", "complete"), ("Notice", "unknown"))) == "Ready"


@given(
    st.dictionaries(
        st.sampled_from(list(WHOLE)), st.one_of(st.none(), st.text(max_size=80), st.integers())
    )
)
def test_any_record_has_a_score_between_0_and_100(record: dict[str, object]) -> None:
    found = readiness(record, NOW)
    assert 0 <= found.score <= 100
    assert found.gap
