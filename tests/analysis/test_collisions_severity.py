"""Severity, words and lifecycle of findings (COLLISIONS §5-6)."""

from dataclasses import replace
from math import prod
from typing import Any

import numpy as np
import pytest

from app.analysis.collisions import CHECKS, UNKNOWN_CHECKS, detect
from app.analysis.collisions.severity import band
from app.models.columns import ChangeColumns, DecisionRow, WindowRow
from app.models.results import CollisionReport, Finding
from app.models.settings import DAY, HOUR, MINUTE
from tests.analysis.sample_facts import at, make_changes

NOW = at("2026-11-23T08:12")
Row = dict[str, Any]
A: Row = {
    "key": "CHG1", "planned_start": at("2026-11-23T22:00"), "planned_end": at("2026-11-24T01:00"),
    "cis": ["lon-core-sw-02"], "risk": 4,
}  # fmt: skip
B: Row = {
    "key": "CHG2", "planned_start": at("2026-11-23T22:30"), "planned_end": at("2026-11-24T02:30"),
    "cis": ["lon-core-sw-02"], "risk": 4,
}  # fmt: skip
FREEZE = WindowRow(
    "F1", "freeze", "Year-end close", at("2026-11-24T00:00"), at("2026-12-01T00:00"), hard=True
)


def run(changes: ChangeColumns | list[Row], windows: tuple[WindowRow, ...] = (), **how: Any
        ) -> CollisionReport:  # fmt: skip
    columns = make_changes(changes) if isinstance(changes, list) else changes
    options: dict[str, Any] = {"start": NOW, "end": NOW + 14 * DAY, "now": NOW} | how
    return detect(columns, windows, **options)


def only(report: CollisionReport, check: str = "C01") -> Finding:
    (finding,) = [f for f in report.findings if f.check == check]
    return finding


def test_sentence_and_suggestion() -> None:
    finding = only(run([A, B]))
    assert finding.sentence == (
        "CHG1 and CHG2 both change lon-core-sw-02 for 2 h 30 m, "
        "Mon 23 Nov 22:30 to Tue 24 Nov 01:00 UTC"
    )
    assert finding.suggestion == "Move CHG2 to after Tue 24 Nov 01:00"
    assert (finding.overlap_minutes, finding.certainty) == (150, 1.0)
    local = only(run([A, B], zone="Asia/Kolkata"))
    assert local.sentence.endswith("for 2 h 30 m, Tue 24 Nov 04:00 to 06:30 IST")


def test_plain_same_ci_is_high_with_every_factor_printed() -> None:
    finding = only(run([A, B]))
    assert (finding.severity, finding.score, finding.base) == ("High", 40, 40)
    assert [(f.label, f.factor) for f in finding.factors] == [
        ("Service tier", 1.0), ("Change risk", 1.0), ("Downtime", 1.0), ("Reach", 1.0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("one", "two", "score", "severity"),
    [
        ({"risk": 2}, {}, 48, "High"),
        ({"risk": 3}, {"risk": 4}, 44, "High"),
        ({"service": "SAP", "tier": 1}, {}, 52, "High"),
        ({"service": "SAP", "tier": 2}, {"risk": 1}, 55, "High"),
        ({"service": "SAP", "tier": 1, "risk": 2}, {}, 62, "Critical"),
        ({"downtime_start": NOW}, {}, 75, "Critical"),
        ({"downtime_start": NOW, "cis": ["x", "lon-core-sw-02"]}, {}, 50, "High"),
        ({"planned_end": at("2026-11-23T22:34")}, {}, 28, "Medium"),
        ({"planned_end": at("2026-11-23T22:35")}, {}, 40, "High"),
        ({"downtime_start": NOW, "service": "SAP", "tier": 1, "risk": 2}, {}, 100, "Critical"),
    ],
)
def test_score_is_the_product_of_its_factors(one: Row, two: Row, score: int, severity: str) -> None:
    finding = only(run([A | one, B | two]))
    assert (finding.score, finding.severity) == (score, severity)
    assert finding.score == min(100, round(finding.base * prod(f.factor for f in finding.factors)))
    assert finding == only(run([B | two, A | one]))


def test_tier_of_the_ci_counts_too() -> None:
    changes = make_changes([A, B, {"key": "CHG9", "service": "SAP", "tier": 1}])
    owned = replace(changes, ci_service=np.array([changes.services.index("SAP")], np.int32))
    assert only(run(owned)).score == 52


def test_a_change_is_of_the_service_of_a_ci_that_the_other_does_not_touch() -> None:
    both = A | {"cis": ["lon-core-sw-02", "sap-db-01"]}
    changes = make_changes([both, B, {"key": "CHG9", "service": "SAP", "tier": 1}])
    owner = np.where(np.array(changes.cis) == "sap-db-01", changes.services.index("SAP"), -1)
    owned = replace(changes, ci_service=owner.astype(np.int32))
    assert only(run(changes)).score == 40
    assert only(run(owned)).score == 52


def test_certainty_stands_beside_and_is_never_multiplied_in() -> None:
    finding = only(run([A | {"state": "new"}, B]))
    assert (finding.certainty, finding.score) == (0.3, 40)


def test_parking_windows_are_capped_at_low_and_still_counted() -> None:
    long = A | {"planned_end": A["planned_start"] + 7 * DAY + 1}
    report = run([long, B | {"downtime_start": NOW}])
    finding = only(report)
    assert (finding.severity, finding.score, dict(report.counts)["C01"]) == ("Low", 24, 1)
    assert finding.factors[-1].label == "Parking window"
    assert "CHG1 is planned for 7 d" in finding.factors[-1].words
    assert finding.suggestion == "Narrow CHG1, planned for 7 d"
    assert report.quality == ("1 change with parking windows: their overlaps are capped at Low",)
    exactly = A | {"planned_end": A["planned_start"] + 7 * DAY}
    assert only(run([exactly, B])).severity == "High"


def test_window_over_p99_of_its_model_is_parking() -> None:
    usual = [
        {"key": f"P{n:03d}", "model": "patch", "planned_start": NOW - 90 * DAY + n * HOUR,
         "planned_end": NOW - 90 * DAY + n * HOUR + HOUR, "cis": [f"h{n}"]}
        for n in range(99)
    ]  # fmt: skip
    odd = A | {"model": "patch"}
    assert only(run([*usual, odd, B])).severity == "Low"
    assert only(run([*usual[1:], odd, B])).severity == "High"


def test_freeze_hard_soft_and_excepted() -> None:
    hard = only(run([B], (FREEZE,)), "C20")
    assert (hard.severity, hard.base, hard.window, hard.overlap_minutes) == (
        "Critical", 60, "F1", 150,
    )  # fmt: skip
    assert hard.sentence == (
        "CHG2 runs for 2 h 30 m inside the hard freeze Year-end close, "
        "Tue 24 Nov 00:00 to 02:30 UTC"
    )
    assert hard.suggestion == "Move CHG2 to after Tue 1 Dec 00:00 or get an exception approved"
    assert only(run([B], (replace(FREEZE, hard=False),)), "C20").severity == "Medium"
    excepted = replace(FREEZE, exempt_changes=("CHG2",), exempt_approver="I. Duarte")
    finding = only(run([B], (excepted,)), "C20")
    assert (finding.severity, "exception by I. Duarte" in finding.sentence) == ("Info", True)


@pytest.mark.parametrize(
    "lacking",
    [
        {"exempt_approver": None},
        {"exempt_changes": ("CHG3",)},
        {"exempt_until": at("2026-11-24T02:29")},
    ],
)
def test_exception_without_approver_for_another_change_or_too_short_is_none(lacking: Row) -> None:
    whole = replace(
        FREEZE, exempt_changes=("CHG2",), exempt_approver="I. Duarte",
        exempt_until=at("2026-11-24T02:30"),
    )  # fmt: skip
    assert only(run([B], (whole,)), "C20").severity == "Info"
    assert only(run([B], (replace(whole, **lacking),)), "C20").severity == "Critical"


def test_maintenance_windows_are_no_freezes() -> None:
    report = run([B], (replace(FREEZE, kind="maintenance"),))
    assert dict(report.counts)["C20"] == 0
    assert "C20 not checked: needs freezes" in report.not_checked


def test_freeze_scope_by_class_and_environment() -> None:
    changes = make_changes([B | {"environment": "Production"}])
    classed = replace(changes, ci_class=np.array([0], np.int32), ci_classes=("Switch",))
    match = replace(FREEZE, scope_class="switch", scope_environment="production")
    assert dict(run(classed, (match,)).counts)["C20"] == 1
    assert dict(run(classed, (replace(match, scope_class="Router"),)).counts)["C20"] == 0
    report = run(classed, (replace(match, scope_location="Lyon"),))
    assert dict(report.counts)["C20"] == 0
    assert "C20 by location not checked: no change names one" in report.not_checked


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        ({"planned_start": None}, "has no planned start"),
        ({"planned_end": A["planned_start"] - 1}, "is planned to end before it starts"),
        ({"naive_time": True}, "has planned times without a time zone"),
        ({"planned_end": None, "model": "rare"}, "has no planned end"),
    ],
)
def test_unusable_dates_are_unknown_and_never_clear(fault: Row, says: str) -> None:
    report = run([A | fault, B])
    finding = only(report, "C41")
    assert (finding.severity, finding.score, finding.overlap_start) == ("Unknown", 0, None)
    assert says in finding.sentence
    assert (report.checked, report.unknown, len(report.collisions)) == (2, 1, 0)


def test_missing_end_is_estimated_from_type_and_model() -> None:
    rows = [A | {"planned_end": None}, B]
    finding = only(run(rows))
    assert finding.overlap_end == A["planned_start"] + 4 * HOUR
    assert finding.sentence.endswith("; the end of CHG1 is estimated")


def test_a_late_change_runs_on_to_now() -> None:
    late = {"key": "CHG1", "state": "implement", "planned_start": NOW - 5 * HOUR,
            "planned_end": NOW - 3 * HOUR, "actual_start": NOW - 4 * HOUR,
            "cis": ["a"]}  # fmt: skip
    other = {"key": "CHG2", "planned_start": NOW - 2 * HOUR, "planned_end": NOW + HOUR,
             "cis": ["a"]}  # fmt: skip
    finding = only(run([late, other]))
    assert (finding.overlap_start, finding.overlap_end) == (NOW - 2 * HOUR, NOW)
    ended = late | {"state": "closed"}
    assert not run([ended, other]).findings


def decide(finding: Finding, **how: Any) -> dict[str, DecisionRow]:
    made = DecisionRow(finding.key, "accepted", "both teams on one call", "I. Duarte", "M. Nowak",
                       NOW, None, finding.fingerprint)  # fmt: skip
    return {finding.key: replace(made, **how)}


def test_acceptance_holds_until_it_expires() -> None:
    finding = only(run([A, B]))
    decided = decide(finding, until=NOW + HOUR)
    kept = only(run([A, B], decisions=decided, now=NOW + HOUR - 1))
    assert (kept.state, kept.decision_note) == (
        "Accepted", "Accepted by I. Duarte until Mon 23 Nov 09:12: both teams on one call",
    )  # fmt: skip
    assert only(run([A, B], decisions=decided, now=NOW + HOUR)).state == "Reopened"
    assert only(run([A, B], decisions=decide(finding, decision="dismissed"))).state == "Dismissed"
    assert only(run([A, B], decisions=decide(finding, decision="reopened"))).state == "Reopened"


@pytest.mark.parametrize(
    "wider",
    [
        {"planned_end": A["planned_end"] + MINUTE},
        {"cis": ["lon-core-sw-02", "other"]},
        {"risk": 1, "service": "SAP", "tier": 1},
    ],
)
def test_what_widens_reopens_an_acceptance(wider: Row) -> None:
    both = {"cis": ["lon-core-sw-02", "other"]} if "cis" in wider else {}
    decided = decide(only(run([A, B | both])))
    finding = only(run([A | wider, B | both], decisions=decided))
    assert finding.state == "Reopened"
    assert "changed since" in finding.decision_note


def test_lower_severity_keeps_an_acceptance() -> None:
    tense = {"risk": 1, "service": "SAP", "tier": 1}
    decided = decide(only(run([A | tense, B])))
    assert only(run([A, B], decisions=decided)).state == "Accepted"


def test_a_late_change_does_not_undo_an_acceptance_every_second() -> None:
    late = A | {"state": "implement", "actual_start": A["planned_start"]}
    begun = at("2026-11-24T01:20")
    how = {"now": begun, "end": begun + DAY}
    decided = decide(only(run([late, B], **how)), decided_at=begun)
    assert only(run([late, B], decisions=decided, **how | {"now": begun + 1})).state == "Accepted"
    later = how | {"now": begun + HOUR}
    assert only(run([late, B], decisions=decided, **later)).state == "Reopened"


def test_rows_are_numbered_by_score_then_start() -> None:
    quiet = {"key": "CHG0", "planned_start": A["planned_start"] - HOUR, "cis": ["x"],
             "planned_end": A["planned_end"]}  # fmt: skip
    other = quiet | {"key": "CHG5", "planned_start": A["planned_start"] - 2 * HOUR}
    report = run([A | {"risk": 1}, B, quiet | {"risk": 4}, other | {"risk": 4}])
    assert [(row.number, row.strongest.changes, row.others) for row in report.collisions] == [
        (1, ("CHG1", "CHG2"), ()), (2, ("CHG0", "CHG5"), ()),
    ]  # fmt: skip


def test_bands_are_the_floors() -> None:
    said = [band(score) for score in (0, 11, 12, 24, 25, 39, 40, 59, 60, 100)]
    assert said == ["Info", "Info", "Low", "Low", "Medium", "Medium", "High", "High", "Critical",
                    "Critical"]  # fmt: skip


def test_every_check_is_in_the_docs(request: pytest.FixtureRequest) -> None:
    page = (request.config.rootpath / "docs/collisions.md").read_text("utf-8")
    for check in (*CHECKS, *UNKNOWN_CHECKS):
        assert f"| {check.id} | {check.title} |" in page
