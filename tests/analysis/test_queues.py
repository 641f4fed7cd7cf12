"""Queue health against plain counting, ticket by ticket (METRICS §5)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st

from app.analysis.queues import day_starts, open_rows, queue_health
from app.models.results import GroupHealth, QueueHealth
from app.models.settings import DAY, HOUR, MINUTE, Settings
from tests.analysis.sample_facts import at, make_facts

NOW = at("2026-11-23T08:12")
ZONE = "America/New_York"
STALE = {1: HOUR, 2: 4 * HOUR, 3: 3 * DAY, 4: 7 * DAY, 5: 7 * DAY}
TARGET = {1: 4 * HOUR, 2: 8 * HOUR}
LEFT = {1: 30 * MINUTE, 2: 2 * HOUR}
Row = dict[str, Any]

tickets = st.lists(
    st.fixed_dictionaries(
        {
            "opened": st.integers(1, 40 * 24 * 4).map(lambda quarter: NOW - quarter * 900),
            "lasts": st.one_of(st.none(), st.integers(0, 40 * 24 * 4).map(lambda q: q * 900)),
            "group": st.sampled_from(["SAP", "Network", None]),
            "assignee": st.sampled_from([None, "I. Duarte"]),
            "priority": st.integers(0, 5),
            "impact": st.integers(0, 4),
            "urgency": st.integers(0, 3),
            "idle": st.integers(0, 8 * DAY),
            "state": st.sampled_from(["in_progress", "on_hold", "new", "cancelled"]),
            "kind": st.sampled_from(["incident", "incident", "request"]),
        }
    ),
    max_size=30,
)


def made(rows: list[Row]) -> list[Row]:
    """Rows for make_facts: resolved and closed where the ticket didn't last until now."""
    result = []
    for row in rows:
        ended = None if row["lasts"] is None else row["opened"] + row["lasts"]
        ticket = row | {"updated": max(row["opened"], NOW - row["idle"])}
        if ended is not None and ended <= NOW:
            ticket |= {"resolved": ended, "state": "closed"}
        result.append(ticket)
    return result


def test_a_ticket_known_before_it_was_opened_is_new_not_old(settings: Settings) -> None:
    facts = make_facts([{"key": "A", "opened": NOW + DAY}], states=[("A", NOW - DAY, "new")])
    bands = queue_health(facts, settings, "incident", NOW, NOW, {}).total.age_bands
    assert bands == (1, 0, 0, 0, 0, 0)


def is_open(row: Row) -> bool:
    return row.get("resolved") is None and row["state"] != "cancelled"


def by_counting(rows: list[Row], name: str, matrix: tuple[tuple[int, ...], ...]) -> Row:
    """One group's figures, counted ticket by ticket."""
    mine = [row for row in rows if row["kind"] == "incident"]
    mine = [row for row in mine if name == "All groups" or (row["group"] or "No group") == name]
    live = [row for row in mine if is_open(row)]
    moved = [row for row in mine if row["state"] != "cancelled"]
    bands = [0] * 6
    wrong = at_risk = breached = 0
    for row in live:
        days = (NOW - row["opened"]) / DAY
        bands[sum((days >= 1, days >= 3, days >= 7, days >= 14, days > 30))] += 1
        if 1 <= row["impact"] <= 3 and row["urgency"]:
            by_matrix = matrix[row["impact"] - 1][row["urgency"] - 1]
            wrong += row["priority"] not in (0, by_matrix)
        target = TARGET.get(row["priority"])
        if target is not None:
            remaining = target - (NOW - row["opened"])
            breached += remaining < 0
            at_risk += 0 <= remaining < LEFT[row["priority"]]
    return {
        "open": len(live),
        "bands": tuple(bands),
        "unassigned": sum(row["assignee"] is None for row in live),
        "stale": sum(NOW - row["updated"] > STALE.get(row["priority"], 7 * DAY) for row in live),
        "on_hold": sum(row["state"] == "on_hold" for row in live),
        "wrong": wrong,
        "at_risk": at_risk,
        "breached": breached,
        "opened_7d": sum(NOW - 7 * DAY <= row["opened"] < NOW for row in moved),
        "closed_7d": sum(NOW - 7 * DAY <= row.get("resolved", NOW) < NOW for row in moved),
        "inflow": per_day([row["opened"] for row in moved]),
        "outflow": per_day([row["resolved"] for row in moved if row.get("resolved")]),
    }


def per_day(instants: list[int]) -> tuple[int, ...]:
    zone = ZoneInfo(ZONE)
    today = datetime.fromtimestamp(NOW, UTC).astimezone(zone).date()
    days = [datetime.fromtimestamp(moment, UTC).astimezone(zone).date() for moment in instants]
    return tuple(days.count(today - timedelta(days=back)) for back in range(14, 0, -1))


def figures(row: GroupHealth) -> Row:
    return {
        "open": row.open, "bands": row.age_bands, "unassigned": row.unassigned,
        "stale": row.stale, "on_hold": row.on_hold, "wrong": row.wrong_priority,
        "at_risk": row.at_risk, "breached": row.breached, "opened_7d": row.opened_7d,
        "closed_7d": row.closed_7d, "inflow": row.inflow, "outflow": row.outflow,
    }  # fmt: skip


def elapsed_only(settings: Settings) -> Settings:
    """P1 and P2 around the clock, no target for the others: what the plain count knows."""
    return replace(
        settings, report_zone=ZONE, sla=tuple(t for t in settings.sla if t.priority in (1, 2))
    )


def health(rows: list[Row], settings: Settings, now: int = NOW) -> QueueHealth:
    return queue_health(make_facts(rows), settings, "incident", now, now, {})


@how(max_examples=80, deadline=None)
@given(tickets)
def test_every_figure_equals_plain_counting(settings: Settings, rows: list[Row]) -> None:
    rows = made(rows)
    for row in rows:
        if row["state"] == "on_hold" and row["priority"] in (1, 2):
            row["state"] = "in_progress"
    result = health(rows, elapsed_only(settings))
    for row in (*result.groups, result.total):
        assert figures(row) == by_counting(rows, row.group, settings.priority_matrix), row.group
        assert row.older_than_30d == row.age_bands[-1]
    live = [row for row in rows if is_open(row)]
    incidents = [row for row in live if row["kind"] == "incident"]
    assert {row.group for row in result.groups} >= {r["group"] or "No group" for r in incidents}
    assert dict(result.kinds).get("incident", 0) == len(incidents) == len(result.tickets)
    assert dict(result.kinds).get("request", 0) == len(live) - len(incidents)


@how(max_examples=60, deadline=None)
@given(tickets)
def test_grade_is_one_point_for_each_measure_over_its_limit(
    settings: Settings, rows: list[Row]
) -> None:
    rows = made(rows)
    result = health(rows, elapsed_only(settings))
    for row in result.groups:
        points = sum(
            (
                row.breached > 0,
                row.older_than_30d * 10 > row.open,
                row.unassigned > 1 and row.unassigned * 20 > row.open,
                row.wrong_priority > 1 and row.wrong_priority * 50 > row.open,
                net_inflow(rows, row.group),
            )
        )
        assert row.health == "ABCDE"[min(points, 4)]
        assert (row.reason == "All measures inside limits") == (points == 0)
        assert row.reason.count(";") == (points >= 2)
    order = [(-"ABCDE".index(row.health), -row.open, row.group) for row in result.groups]
    assert order == sorted(order)


def net_inflow(rows: list[Row], name: str) -> bool:
    mine = [
        row for row in rows
        if row["kind"] == "incident" and (row["group"] or "No group") == name
        and row["state"] != "cancelled"
    ]  # fmt: skip
    for week in range(4):
        start, end = NOW - (week + 1) * 7 * DAY, NOW - week * 7 * DAY
        opened = sum(start <= row["opened"] < end for row in mine)
        solved = sum(start <= row.get("resolved", NOW) < end for row in mine)
        if opened <= solved:
            return False
    return True


def test_reason_names_the_heaviest_two(settings: Settings) -> None:
    quiet = {"assignee": "I. Duarte", "priority": 5, "group": "SAP Finance Apps"}
    old = [quiet | {"opened": NOW - 31 * DAY} for _ in range(8)]
    fresh = [quiet | {"opened": NOW - n * 7 * DAY - HOUR, "assignee": None} for n in range(4)]
    rest = [quiet | {"opened": NOW - 20 * DAY} for _ in range(22)]
    plain = replace(settings, sla=())
    (group,) = health([*old, *fresh, *rest], plain).groups
    assert (group.health, group.open) == ("D", 34)
    assert group.reason == "Net inflow for 4 weeks; 24% over 30 d"
    (calm,) = health([quiet | {"opened": NOW - HOUR}], plain).groups
    assert (calm.health, calm.reason) == ("A", "All measures inside limits")


def test_share_that_rounds_to_the_limit_is_written_out(settings: Settings) -> None:
    quiet = {"assignee": "I. Duarte", "priority": 5}
    rows = [quiet | {"opened": NOW - 31 * DAY}] * 11 + [quiet | {"opened": NOW - HOUR}] * 94
    (group,) = health(rows, replace(settings, sla=())).groups
    assert group.reason == "10.5% over 30 d"
    rows.append(quiet | {"opened": NOW - HOUR})
    rows += [quiet | {"opened": NOW - HOUR}] * 4
    assert health(rows, replace(settings, sla=())).groups[0].health == "A"


def test_thirty_days_to_the_second_is_not_older(settings: Settings) -> None:
    rows = [{"opened": NOW - 30 * DAY}, {"opened": NOW - 30 * DAY - 1}]
    assert health(rows, settings).total.age_bands == (0, 0, 0, 0, 1, 1)


def test_tickets_by_time_left_with_clocks_and_words(settings: Settings) -> None:
    facts = make_facts(
        [
            {"key": "INC1", "opened": NOW - HOUR, "priority": 2, "impact": 1, "urgency": 1,
             "reassignment_count": 3, "service": "SAP", "ci": "sap-01", "category": "App"},
            {"key": "INC2", "opened": NOW - 5 * HOUR, "priority": 1, "group": None},
            {"key": "INC3", "opened": NOW - HOUR, "priority": 0},
            {"key": "INC4", "opened": NOW - 210 * MINUTE - 1, "priority": 1},
        ]
    )  # fmt: skip
    rows = queue_health(facts, settings, "incident", NOW, NOW, {1: "Okta push failing"}).tickets
    assert [row.key for row in rows] == ["INC2", "INC4", "INC1", "INC3"]
    assert [row.sla.state for row in rows] == ["breached", "at_risk", "ok", "none"]
    late, _, first, bare = rows
    assert (late.group, late.sla.remaining_s, late.sla.due_at) == ("No group", -HOUR, NOW - HOUR)
    assert (first.title, first.hops, first.computed_priority) == ("Okta push failing", 3, 1)
    assert (first.service, first.ci, first.category, first.age_s) == ("SAP", "sap-01", "App", HOUR)
    assert (bare.sla.target_s, bare.sla.due_at, bare.computed_priority) == (None, None, 0)


def test_past_instant_sees_what_was_known_then(settings: Settings) -> None:
    then = NOW - 10 * DAY
    facts = make_facts(
        [
            {"key": "INC1", "opened": then - DAY, "state": "closed", "resolved": NOW - DAY,
             "group": "SAP", "assignee": "M. Nowak", "priority": 1, "updated": NOW},
            {"key": "INC2", "opened": then + DAY, "group": "SAP"},
        ],
        states=[("INC1", then - DAY, "new"), ("INC1", then - HOUR, "on_hold"),
                ("INC1", NOW - DAY, "resolved")],
        groups=[("INC1", then - DAY, "Service Desk"), ("INC1", then + HOUR, "SAP")],
        assignees=[("INC1", then - 2 * HOUR, "I. Duarte"), ("INC1", then + HOUR, "M. Nowak")],
        priorities=[("INC1", then - DAY, 3), ("INC1", then + HOUR, 1)],
    )  # fmt: skip
    assert open_rows(facts, "incident", then).tolist() == [0]
    past = queue_health(facts, settings, "incident", then, NOW, {})
    (row,) = past.tickets
    assert (row.group, row.assignee, row.state, row.priority) == (
        "Service Desk", "I. Duarte", "on_hold", 3,
    )  # fmt: skip
    assert (row.updated, row.age_s) == (then - HOUR, DAY)
    assert past.caveats[0].startswith("As known at Fri 13 Nov 08:12 UTC")
    now = queue_health(facts, settings, "incident", NOW, NOW, {})
    assert [row.key for row in now.tickets] == ["INC2"]
    assert now.caveats == ()


def test_clock_that_crosses_after_the_export_is_apart(settings: Settings) -> None:
    row = {"opened": NOW - 5 * HOUR, "priority": 1, "as_of": NOW - 2 * HOUR}
    result = health([row], settings)
    assert (result.total.breached, result.total.breached_if_open) == (0, 1)
    assert (result.groups[0].health, len(result.caveats)) == ("A", 1)


def test_left_with_outcome_unknown_is_counted_but_not_open(settings: Settings) -> None:
    result = health(
        [{"opened": NOW - HOUR, "outcome_unknown": True, "as_of": NOW - MINUTE}], settings
    )
    assert (result.total.open, result.left_outcome_unknown, len(result.caveats)) == (0, 1, 1)


def test_days_on_which_the_clocks_change_keep_their_length() -> None:
    starts = day_starts(at("2026-11-05T12:00"), ZONE, 14)
    lengths = [int(b - a) for a, b in pairwise(starts)]
    assert sorted(set(lengths)) == [24 * HOUR, 25 * HOUR]
    assert lengths[datetime(2026, 11, 1).toordinal() - datetime(2026, 10, 22).toordinal()] == (
        25 * HOUR
    )


def test_nothing_open(settings: Settings) -> None:
    result = health([], settings)
    assert (result.groups, result.total.open, result.total.age_bands) == ((), 0, (0,) * 6)
    assert result.total.reason == "No group at D or E"
