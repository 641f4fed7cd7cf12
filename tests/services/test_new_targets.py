"""Old and new target are both said in the first period of the new one (METRICS §3)."""

from app.services.score import scorecard
from app.services.targets import Approval, set_target
from app.services.tower import open_tower
from tests.analysis.sample_facts import at


def test_the_first_period_of_a_target_says_the_one_before(tmp_path):
    by = Approval("J. Whitfield", "M. Nowak", "Agreed", at("2026-10-12"))
    with open_tower(tmp_path / "t.db", now=at("2026-11-23T07:12"), report_zone="UTC") as tower:
        set_target(tower, "K5", "", 7.5, None, "M. Nowak", by)
        set_target(tower, "K1", "P2", None, None, "M. Nowak", by)
        told = {
            week: [words for words in scorecard(tower, week).caveats if "Target changed" in words]
            for week in ("2026-W41", "2026-W42", "2026-W43")
        }
        (k5,) = (kpi for kpi in scorecard(tower, "2026-W42").kpis if kpi.id == "K5")
        (k1,) = (kpi for kpi in scorecard(tower, "2026-W42").kpis if kpi.id == "K1")
        again = scorecard(tower, "2026-W42", recompute=True).caveats
    assert told == {
        "2026-W41": [],
        "2026-W42": [
            f"{k1.label}, P2: Target changed on 12 Oct 2026: 8 before, none from now",
            f"{k5.label}: Target changed on 12 Oct 2026: 10 before, 7.5 from now",
        ],
        "2026-W43": [],
    }
    assert [words for words in again if "Target changed" in words] == []
