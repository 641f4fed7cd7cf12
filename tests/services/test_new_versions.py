"""Old and new are both said in the first period of a new target or definition (METRICS §3)."""

from app.services.score import scorecard
from app.services.targets import Approval, set_target, set_variant
from app.services.tower import open_tower
from tests.analysis.sample_facts import at
from tests.services.issued_exports import bring, incidents

SINCE = "Shown with the targets and definitions of its time; changed since then: "


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
    assert ("New target, P2", told["2026-W42"][0].partition(": ")[2]) in k1.facts


def test_the_first_period_of_a_definition_has_the_values_by_both(tmp_path):
    by = Approval("J. Whitfield", "M. Nowak", "Agreed", at("2026-11-04"))
    backdated = Approval("J. Whitfield", "M. Nowak", "As agreed then", at("2026-06-01"))
    with open_tower(tmp_path / "t.db", now=at("2026-11-23T07:12"), report_zone="UTC") as tower:
        bring(tower, incidents(tmp_path), tower.now())
        set_variant(tower, "K1", "close", by, (("three_of_four", 1.0),))
        set_variant(tower, "K1", "resolve", backdated)
        cards = {week: scorecard(tower, f"2026-W{week}") for week in (23, 44, 45, 46)}
        again = scorecard(tower, "2026-W45", recompute=True)
    words = {
        week: [said for label, said in card.kpis[0].facts if label == "New definition"]
        for week, card in cards.items()
    }
    assert words == {
        23: [("Definition changed on 1 Jun 2026: restore before, resolve from now; "
              "the values are the same")],
        44: [],
        45: [("Definition changed on 4 Nov 2026: resolve before, close, three of four near a limit "
              "from now; "
              "P1 time to restore 60 min of 6 before, n/a of 0 from now; "
              "P2 time to restore n/a of 0 before, n/a of 0 from now")],
        46: [],
    }  # fmt: skip
    for week, card in cards.items():
        assert [f"Time to restore: {said}" for said in words[week]] == [
            each for each in card.caveats if "Definition changed" in each
        ]
        newer = f"{SINCE}Time to restore."
        assert (newer in card.caveats) == (week < 45)
    assert not any("changed" in each for each in again.caveats)
    assert again.recomputed


def test_a_period_before_a_new_target_says_that_it_has_that_of_its_time(tmp_path):
    by = Approval("J. Whitfield", "M. Nowak", "Agreed", at("2026-10-12"))
    later = Approval("J. Whitfield", "M. Nowak", "From spring on", at("2026-12-12"))
    with open_tower(tmp_path / "t.db", now=at("2026-11-23T07:12"), report_zone="UTC") as tower:
        set_target(tower, "K8", "", 90.0, None, "M. Nowak", later)
        assert not any(SINCE in each for each in scorecard(tower, "2026-W41").caveats)
        set_target(tower, "K5", "", 7.5, None, "M. Nowak", by)
        told = [each for each in scorecard(tower, "2026-W41").caveats if SINCE in each]
        assert told == [f"{SINCE}Backlog over 30 days."]
        assert not any(SINCE in each for each in scorecard(tower, "2026-W42").caveats)
