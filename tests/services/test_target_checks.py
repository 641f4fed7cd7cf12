"""What a change of a target must be to be recorded, on a real store (METRICS §3)."""

import pytest

from app.models.errors import AppError
from app.services.targets import Approval, same_person, set_target, target_history
from app.services.tower import open_tower
from tests.analysis.sample_facts import at

BY = Approval("J. Whitfield", "M. Nowak", "Agreed in the review", at("2026-10-01"))


@pytest.fixture
def tower(tmp_path):
    with open_tower(tmp_path / "tower.db", now=at("2026-11-23T07:12"), report_zone="UTC") as tower:
        yield tower


@pytest.mark.parametrize(
    ("kpi", "part", "target", "stretch", "words"),
    [
        ("K1", "P9", 60, None, "no part “P9” with a target. It has P1, P2"),
        ("K8", "P1", 60, None, "none besides the whole of it"),
        ("K5", "", 8, 9, "better when lower.*not above"),
        ("K4", "", 90, 80, "better when higher.*not below"),
        ("K5", "", float("nan"), None, "can't be reached"),
        ("K14", "", float("inf"), None, "can't be reached"),
        ("K5", "", 8, float("nan"), "can't be reached"),
    ],
)
def test_a_target_that_could_not_be_applied_is_refused(tower, kpi, part, target, stretch, words):
    with pytest.raises(AppError, match=words):
        set_target(tower, kpi, part, target, stretch, "M. Nowak", BY)
    assert target_history(tower, kpi) == ()


def test_a_part_of_the_defaults_takes_a_target(tower):
    assert set_target(tower, "K9", "standard", 99, 99, "M. Nowak", BY).version == 2
    assert set_target(tower, "K1", "P2", 6, 3, "M. Nowak", BY).version == 2


@pytest.mark.parametrize(
    ("author", "approver", "same"),
    [
        ("J. Whitfield", " j.\u00a0 whitfield", True),
        ("Zo\u00eb Stra\u00dfe", "Zoe\u0308  STRASSE", True),
        ("J. Whitfield", "M. Nowak", False),
    ],
)
def test_one_person_is_not_two(tower, author, approver, same):
    assert same_person(author, approver) is same
    by = Approval(author, approver, "Agreed", at("2026-10-01"))
    if not same:
        assert set_target(tower, "K5", "", 8, None, "M. Nowak", by).approver == approver
        return
    with pytest.raises(AppError, match="can't approve their own"):
        set_target(tower, "K5", "", 8, None, "M. Nowak", by)
