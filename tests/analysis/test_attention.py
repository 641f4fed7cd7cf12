"""The ranked list of what needs attention (METRICS §5)."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st

from app.analysis.attention import needs_attention
from app.analysis.attention_changes import unapproved
from app.analysis.attention_score import points_of, urgency
from app.analysis.collisions import detect
from app.analysis.moments import Moments
from app.analysis.queues import queue_health
from app.models.columns import DecisionRow, SourceFreshness, WindowRow
from app.models.results import AttentionItem
from app.models.settings import DAY, HOUR, MINUTE, Settings
from tests.analysis.sample_facts import at, make_changes, make_facts

NOW = at("2026-11-23T08:12")
Row = dict[str, Any]


def attention(
    settings: Settings,
    tickets: list[Row] | None = None,
    decisions: dict[str, DecisionRow] | None = None,
    **more: Any,
) -> tuple[AttentionItem, ...]:
    facts = make_facts(tickets or [], **more)
    titles = {number + 1: f"Title {number + 1}" for number in range(len(tickets or []))}
    health = queue_health(facts, settings, "incident", NOW, NOW, titles)
    report = detect(
        facts.changes, facts.windows, start=NOW, end=NOW + 72 * HOUR, now=NOW,
        decisions=decisions or {},
    )  # fmt: skip
    return needs_attention(facts, settings, health, report, NOW)


def ticket(key: str, ago: int, priority: int, **more: Any) -> Row:
    owned = {"assignee": "I. Duarte", "group": "SAP Finance Apps"}
    return {"key": key, "opened": NOW - ago, "priority": priority} | owned | more


def change(key: str, start: int, length: int = HOUR, **more: Any) -> Row:
    return {"key": key, "planned_start": NOW + start, "planned_end": NOW + start + length} | more


@pytest.mark.parametrize(
    ("left", "expected"),
    [(-1, 1.0), (0, 1.0), (36 * HOUR, 0.65), (72 * HOUR, 0.3), (90 * HOUR, 0.3), (None, 0.3)],
)
def test_urgency_falls_from_one_to_three_tenths_at_72_hours(
    left: int | None, expected: float
) -> None:
    assert urgency(left) == pytest.approx(expected)


def test_score_is_impact_by_urgency_capped() -> None:
    assert points_of(0.8, 0.65, 0) == 52
    assert points_of(0.8, 0.65, 1) == 62
    assert points_of(0.8, 0.65, 2) == 52
    assert points_of(1.0, 1.0, 1) == 100


def test_breached_ticket_says_why_what_next_and_who(settings: Settings) -> None:
    rows = [ticket("INC1", 11 * HOUR + 40 * MINUTE, 2, reassignment_count=4)]
    (item,) = attention(settings, rows)
    assert (item.rank, item.level, item.what, item.key) == (1, "breach", "Title 1", "INC1")
    assert item.context == "P2 · SAP Finance Apps"
    assert item.why == "Breached at Mon 23 Nov 04:32; the limit is 8 h; moved 4 times"
    assert item.next == "Agree with SAP Finance Apps on one owner; ask I. Duarte for a plan"
    assert (item.owner, item.due_at) == ("I. Duarte", NOW - 3 * HOUR - 40 * MINUTE)
    assert (item.clock_word, item.score) == ("breached", 80)
    assert item.terms == "P2 0.8 × urgency 1.00 = 80"


def test_a_limit_crossed_after_the_export_is_not_called_a_breach(settings: Settings) -> None:
    row = ticket("A", 9 * HOUR, 2, assignee="I. Duarte", as_of=NOW - 2 * HOUR)
    (item,) = (i for i in attention(settings, [row]) if i.key == "A")
    assert item.why.startswith("Breached at Mon 23 Nov 07:12 if still open then")
    assert item.next == "Ask I. Duarte whether it is resolved; import a newer export"
    assert (item.clock_word, item.level) == ("if still open", "risk")


def test_at_risk_and_unowned(settings: Settings) -> None:
    rows = [ticket("INC1", 7 * HOUR + 12 * MINUTE, 2, assignee=None)]
    (first,) = attention(settings, rows)
    assert (first.level, first.why) == ("risk", "48 m left; the limit is 8 h")
    assert first.next == "Assign an owner in SAP Finance Apps now"
    assert (first.owner, first.clock_word) == ("No owner", "to breach")
    rows.append(ticket("INC2", 8 * HOUR, 4, assignee=None, group=None))
    _, group = attention(settings, rows)
    assert (group.what, group.key) == ("No assignee in 2 groups", "2 incidents")
    assert group.context == "1 No group, 1 SAP Finance Apps"
    assert group.why == "Oldest 8 h: INC2; none has an owner"


def test_quiet_low_tickets_are_not_listed(settings: Settings) -> None:
    assert attention(settings, [ticket("INC1", HOUR, 4), ticket("INC2", HOUR, 5)]) == ()


def test_open_p1_and_major_come_alone_before_they_are_late(settings: Settings) -> None:
    rows = [ticket("INC1", HOUR, 1), ticket("INC2", HOUR, 4, is_major=True)]
    first, second = attention(settings, rows)
    assert (first.key, first.why) == ("INC1", "P1 open 1 h; the limit is 4 h")
    assert first.next == "Ask I. Duarte for an update by 08:42"
    assert (second.kind, second.level, second.context) == (
        "major", "breach", "P4 · major · SAP Finance Apps",
    )  # fmt: skip


def test_the_most_pressing_stand_alone_and_the_others_are_one_row(settings: Settings) -> None:
    rows = [ticket(f"INC{n}", 5 * HOUR + n * MINUTE, 1) for n in range(9)]
    rows.append(ticket("INC9", 10 * MINUTE, 2, group="Network"))
    items = attention(settings, rows)
    assert [item.key for item in items] == ["INC8", "INC7", "INC6", "INC5", "6 incidents"]
    assert items[-1].what == "6 more incidents breached, at risk or urgent"
    assert items[-1].why == "5 breached; 1 P1 or P2 open; the most pressing is INC4"
    assert items[-1].context == "5 SAP Finance Apps, 1 Network"


def test_ties_go_by_clock_then_key(settings: Settings) -> None:
    rows = [ticket("INC3", 5 * HOUR, 1), ticket("INC1", 5 * HOUR, 1), ticket("INC2", 6 * HOUR, 1)]
    assert [item.key for item in attention(settings, rows)] == ["INC2", "INC1", "INC3"]


def test_underrated_ticket_stands_alone_and_a_ticket_only_once(settings: Settings) -> None:
    rows = [
        ticket("INC1", HOUR, 4, impact=1, urgency=2),
        ticket("INC2", HOUR, 3, impact=3, urgency=3),
        ticket("INC3", 5 * HOUR, 1, impact=3, urgency=3),
    ]
    items = {item.key: item for item in attention(settings, rows)}
    assert items["INC1"].why == "Recorded P4; impact × urgency gives P2"
    assert items["INC1"].next == "Ask SAP Finance Apps for P2"
    assert items["INC3"].kind == "incident"
    assert items["2 incidents"].why == "Impact × urgency disagrees: 0 too low, 2 too high"


def test_tier_one_service_weighs_more(settings: Settings) -> None:
    rows = [ticket("INC1", 9 * HOUR, 2, service="SAP Finance"), ticket("INC2", 9 * HOUR, 2)]
    known = [{"key": "CHG1", "state": "closed", "service": "SAP Finance", "tier": 1}]
    first, second = attention(settings, rows, changes=known)
    assert (first.key, first.score, second.score) == ("INC1", 96, 80)
    assert first.terms == "P2 0.8 × tier 1 1.2 × urgency 1.00 = 96"


def test_collision_of_the_next_72_hours(settings: Settings) -> None:
    pair = [
        change("CHG1", 14 * HOUR, 3 * HOUR, cis=["sw-02"], group="Network", risk=4),
        change("CHG2", 15 * HOUR, 3 * HOUR, cis=["sw-02"], group="SAP", risk=4),
    ]
    (item,) = attention(settings, changes=pair)
    assert (item.kind, item.key, item.level) == ("collision", "CHG1, CHG2", "breach")
    assert item.what == "CHG1 meets CHG2"
    assert item.context == "collision 1 · C01 · Mon 23 Nov 23:12"
    assert item.why == "Overlap 2 h on sw-02"
    assert (item.next, item.owner) == ("Move CHG2 to after Tue 24 Nov 01:12", "SAP")
    assert (item.due_at, item.clock_word) == (NOW + 15 * HOUR, "starts")
    assert item.score == round(80 * (1 - 0.7 * 15 / 72))


def test_settled_and_far_collisions_are_left_out(settings: Settings) -> None:
    pair = [change(f"CHG{n}", 14 * HOUR, cis=["sw"], risk=4) for n in (1, 2)]
    facts = make_facts(changes=pair)
    found = detect(facts.changes, (), start=NOW, end=NOW + DAY, now=NOW).findings[0]
    accepted = DecisionRow(found.key, "accepted", "agreed", "A", "B", NOW, None, found.fingerprint)
    assert attention(settings, changes=pair, decisions={found.key: accepted}) == ()
    far = [change(f"CHG{n}", 71 * HOUR, 4 * HOUR, cis=["sw"]) for n in (1, 2)]
    assert len(attention(settings, changes=far)) == 1
    farther = [change("CHG1", 71 * HOUR, 4 * HOUR, cis=["sw"]),
               change("CHG2", 73 * HOUR, 4 * HOUR, cis=["sw"])]  # fmt: skip
    assert attention(settings, changes=farther) == ()


def test_freeze_hit_and_missing_approval(settings: Settings) -> None:
    freeze = WindowRow("F1", "freeze", "Year-end", NOW, NOW + 90 * DAY, hard=True)
    rows = [change("CHG1", 10 * HOUR, cis=["a"], state="assess", risk=2)]
    freeze_row, approval = attention(settings, changes=rows, windows=[freeze])
    assert (freeze_row.kind, freeze_row.what) == ("freeze", "CHG1 is planned inside a freeze")
    assert (approval.kind, approval.what) == ("change", "CHG1 is not approved")
    assert approval.why == "Starts in 10 h; approval is missing"
    assert approval.next == "Get CHG1 approved or moved before Mon 23 Nov 18:12"


@pytest.mark.parametrize(
    ("row", "listed"),
    [
        ({"state": "scheduled"}, False),
        ({"state": "authorize"}, True),
        ({"state": "authorize", "approval": "approved"}, False),
        ({"state": "scheduled", "approval": "requested"}, True),
        ({"state": "cancelled", "approval": "requested"}, False),
    ],
)
def test_approval_is_by_its_field_else_by_state(settings: Settings, row: Row, listed: bool) -> None:
    assert bool(attention(settings, changes=[change("CHG1", HOUR, cis=["a"]) | row])) is listed


def test_further_collisions_and_approvals_are_one_row_each(settings: Settings) -> None:
    rows = [change(f"CHG{n}", 9 * HOUR, cis=["a"], state="assess") for n in range(5)]
    items = attention(settings, changes=rows)
    kinds = [item.kind for item in items]
    assert (kinds.count("collision"), kinds.count("collisions")) == (3, 1)
    assert (kinds.count("change"), kinds.count("approvals")) == (1, 1)
    said = {item.kind: item for item in items}
    assert said["collisions"].what == "7 more collisions in the next 72 h"
    assert said["approvals"].what == "4 more changes without approval"


def test_a_change_without_a_service_weighs_as_that_of_its_first_ci_with_one() -> None:
    rows = [
        change("CHG1", HOUR, cis=["a", "b"], state="assess"),
        {"key": "CHG2", "state": "closed", "service": "SAP Finance", "tier": 1, "cis": ["b"]},
    ]
    plain = make_changes(rows)
    owned = np.where(np.array(plain.cis) == "b", plain.services.index("SAP Finance"), -1)
    for_ci = replace(plain, ci_service=owned.astype(np.int32))
    (bare,), (of_ci,) = (unapproved(of, NOW, Moments("UTC", NOW)).single for of in (plain, for_ci))
    assert "tier 1 1.2" not in bare.terms
    assert "tier 1 1.2" in of_ci.terms


def source(label: str, kind: str, age: int) -> SourceFreshness:
    return SourceFreshness(label, kind, NOW - age, "f.csv", 3, NOW, demo=False)


def test_stale_exports_are_one_note(settings: Settings) -> None:
    sources = [source("Incidents", "incident", 2 * HOUR), source("Changes", "change", 23 * HOUR),
               source("Windows", "window", 90 * DAY)]  # fmt: skip
    (item,) = attention(settings, sources=sources)
    assert (item.level, item.what) == ("note", "Incidents export is from Mon 23 Nov 06:12")
    assert item.why == "Incidents: 2 h old; the limit is 1 h"
    assert (item.clock_word, item.next) == ("age", "Import a newer Incidents export")
    sources[1] = source("Changes", "change", 3 * DAY)
    (both,) = attention(settings, sources=sources)
    assert (both.what, both.key) == ("2 exports past their limit", "Changes, Incidents")
    assert attention(settings, sources=[source("Incidents", "incident", HOUR)]) == ()


@how(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 40 * DAY), st.integers(0, 5), st.booleans(), st.integers(0, 3)),
        max_size=25,
    ),
    st.lists(st.tuples(st.integers(-5, 80), st.booleans()), max_size=8),
)
def test_list_is_ranked_complete_and_short(
    settings: Settings, rows: list[tuple[int, int, bool, int]], plans: list[tuple[int, bool]]
) -> None:
    tickets = [
        ticket(f"INC{n}", ago, priority, impact=impact, urgency=impact,
               assignee="A. Lindqvist" if owned else None)
        for n, (ago, priority, owned, impact) in enumerate(rows)
    ]  # fmt: skip
    changes = [
        change(f"CHG{n}", hours * HOUR, cis=["a"], state="scheduled" if approved else "assess")
        for n, (hours, approved) in enumerate(plans)
    ]
    items = attention(settings, tickets, changes=changes)
    assert [item.rank for item in items] == list(range(1, len(items) + 1))
    assert [-item.score for item in items] == sorted(-item.score for item in items)
    assert len(items) <= 14
    for item in items:
        assert 0 <= item.score <= 100
        assert all((item.what, item.why, item.next, item.owner, item.terms, item.key))
    single = [item.key for item in items if item.key.startswith("INC")]
    assert len(single) == len(set(single))
    urgent = sum(1 for _, priority, _, _ in rows if priority in (1, 2))
    listed = {"incident", "tickets", "wrong_priority"}
    assert not urgent or any(item.kind in listed for item in items)
