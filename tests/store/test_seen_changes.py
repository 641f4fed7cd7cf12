"""What two exports of one table show of a past instant, against a plain reading of both."""

import random
from itertools import pairwise

import pytest

from app.analysis.asof import open_at, open_intervals
from app.analysis.ticket_rows import known_at
from app.models.ticket import TICKET_STATES
from app.store.aliases import AliasRow, save_aliases
from app.store.database import open_store
from app.store.facts import load_facts
from tests.store.builders import put, ticket, tickets

OVER = {"resolved", "closed", "cancelled"}


def then(store, at):
    return known(load_facts(store), at)


def known(facts, at):
    """(state, priority, group, assignee) of each ticket open at an instant, as known then."""
    rows = open_at(facts, None, at).nonzero()[0]
    past = known_at(facts, rows, at)
    words = facts.tickets
    return {
        str(words.key[row]): (
            TICKET_STATES[past.state[place]],
            int(past.priority[place]),
            words.groups[past.group[place]],
            words.assignees[past.assignee[place]] if past.assignee[place] >= 0 else None,
        )
        for place, row in enumerate(rows)
    }


def test_what_changed_between_two_exports_is_old_in_between(store) -> None:
    put(store, tickets([ticket("A", 2_000, assignee="Ann")]))
    moved = {"state": "on_hold", "priority": 1, "assignment_group": "Network", "assignee": "Bo"}
    put(store, tickets([ticket("A", 5_000, **moved)]), as_of=11_000)
    before, after = ("new", 3, "Desk", "Ann"), ("on_hold", 1, "Network", "Bo")
    assert then(store, 999) == {}
    assert [then(store, at)["A"] for at in (1_000, 3_000, 5_000)] == [before] * 3
    assert then(store, 5_001) == {"A": after}
    facts = load_facts(store)
    assert not facts.tickets.has_history.any()  # it is no log: peaks and holds know nothing of it
    assert (facts.tickets.peak_priority.tolist(), len(facts.holds.enter)) == ([1], 0)


def test_either_order_of_the_two_exports_gives_the_same_past(tmp_path) -> None:
    early = (tickets([ticket("A", 2_000)]), {"name": "a.csv", "as_of": 4_000})
    late = (tickets([ticket("A", 5_000, priority=1)]), {"name": "b.csv", "as_of": 6_000})
    store = open_store(tmp_path / "turned.db")
    for reading, options in (late, early):
        put(store, reading, **options)
    assert then(store, 3_000)["A"][1] == 3
    store.close()


def test_an_end_counts_from_its_own_instant_and_a_reopened_ticket_was_over(store) -> None:
    put(store, tickets([ticket("A", 2_000)]))
    over = {"state": "resolved", "resolved_at": 3_000}
    put(store, tickets([ticket("A", 6_000, **over)]), name="2.csv", as_of=11_000)
    assert [sorted(then(store, at)) for at in (2_999, 3_000, 5_000)] == [["A"], [], []]
    put(store, tickets([ticket("A", 8_000, state="in_progress")]), name="3.csv", as_of=12_000)
    assert [sorted(then(store, at)) for at in (2_999, 3_000, 8_000, 8_001)] == [
        ["A"],
        [],
        [],
        ["A"],
    ]


def test_a_ticket_first_seen_when_it_was_over_was_open_before(store) -> None:
    put(store, tickets([ticket("A", 4_000, state="resolved", resolved_at=4_000)]))
    closed = {"state": "closed", "resolved_at": 4_000, "closed_at": 9_000}
    put(store, tickets([ticket("A", 9_000, **closed)]), name="2.csv", as_of=11_000)
    assert then(store, 3_999)["A"][0] == "unknown"
    assert [then(store, at) for at in (999, 4_000, 7_000, 9_500)] == [{}] * 4


def test_groups_have_their_names_of_today_in_the_past_too(store) -> None:
    put(store, tickets([ticket("A", 2_000, assignment_group="net ops")]))
    put(store, tickets([ticket("A", 5_000, assignment_group="Desk")]), name="2.csv", as_of=11_000)
    save_aliases(
        store, [AliasRow("group", "", "net ops", "Network", "Tess", 1)], now=1, wall=1, actor="T"
    )
    assert then(store, 3_000)["A"][2] == "Network"


def life(dice):
    """(opened, [(update, state, priority, end)]): what up to four exports say of one ticket."""
    opened = at = dice.randrange(1_000, 1_020)
    rows, ended = [], None
    for _ in range(dice.randint(1, 4)):
        before, at = at, at + dice.randint(1, 9)
        state = dice.choice(["new", "in_progress", "resolved", "closed"])
        if state in OVER and ended is None:
            ended = max(before + bool(rows), at - dice.randint(0, 9))
        ended = ended if state in OVER else None
        rows.append((at, state, dice.randint(1, 4), ended))
    return opened, rows


def plainly(opened, rows, at):
    """(open, priority) of a ticket at an instant, by its versions alone."""
    _, state, priority, ended = rows[0]
    if ended is not None and at < ended:
        state = "new"
    for (_, was, _, _), (when, now, level, end) in pairwise(rows):
        begins = end - 1 if now in OVER and was not in OVER else when
        if begins < at:
            state = now
        if when < at:
            priority = level
    return at >= opened and state not in OVER, priority


@pytest.mark.parametrize("seed", range(5))
def test_every_instant_against_the_versions_themselves(store, seed) -> None:
    dice = random.Random(seed)
    lives = {f"T{number}": life(dice) for number in range(60)}
    for number in dice.sample(range(4), 4):
        lines = [
            ticket(key, at, opened_at=opened, state=state, priority=priority, resolved_at=ended)
            for key, (opened, rows) in lives.items()
            for at, state, priority, ended in rows[number : number + 1]
        ]
        put(store, tickets(lines), name=f"{number}.csv", as_of=2_000 + number, scope="delta",
            allow_mass_change=True)  # fmt: skip
    facts = load_facts(store)
    row, start, end = open_intervals(facts)
    for at in range(995, 1_060):
        past = {key: plainly(*told, at) for key, told in lives.items()}
        expected = {key: priority for key, (open_, priority) in past.items() if open_}
        assert {key: values[1] for key, values in known(facts, at).items()} == expected, at
        held = facts.tickets.key[row[(start < at) & (at <= end)]]
        assert sorted(map(str, held)) == sorted(expected), at
