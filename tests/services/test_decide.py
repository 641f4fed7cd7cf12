"""Who may accept a collision, and until when (COLLISIONS §6)."""

import pytest

from app.models.errors import AppError
from app.models.results import Finding
from app.services.plan_changes import decide
from app.services.tower import open_tower
from app.store.decisions import decisions

NOW = 1_795_420_800
FINDING = Finding(
    check="C01", title="Same CI", severity="Critical", score=70, base=60, factors=(),
    certainty=1.0, changes=("CHG1", "CHG2"), window="", cis=("core-sw",), overlap_start=NOW,
    overlap_end=NOW + 60, overlap_minutes=1, sentence="", suggestion="", key="C01|CHG1|CHG2",
    fingerprint="5:f",
)  # fmt: skip


@pytest.fixture
def tower(tmp_path):
    opened = open_tower(tmp_path / "tower.db", now=NOW)
    yield opened
    opened.close()


def test_a_critical_collision_needs_a_second_person_however_the_name_is_written(tower):
    for name in (tower.user, f" {tower.user} ", tower.user.upper()):
        with pytest.raises(AppError, match="two people"):
            decide(tower, FINDING, "accepted", "One bridge call", name)
    decide(tower, FINDING, "accepted", "One bridge call", "Someone else", NOW + 3600)
    kept = decisions(tower.store)["C01|CHG1|CHG2"]
    assert (kept.decided_by, kept.until) == ("Someone else", NOW + 3600)


def test_an_acceptance_can_not_end_before_it_begins(tower):
    with pytest.raises(AppError, match="later day"):
        decide(tower, FINDING, "accepted", "One bridge call", "Someone else", NOW)
    assert decisions(tower.store) == {}
