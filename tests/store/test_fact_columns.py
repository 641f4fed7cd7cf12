"""Facts are what the rows say, by METRICS §1, and the cache gives the same ones back."""

import numpy as np
import pytest

from app.models.columns import MISSING, Facts
from app.models.records import Plan, Reading
from app.models.ticket import TICKET_KINDS, TICKET_STATES
from app.store import facts_cache
from app.store.facts import load_facts
from tests.store.builders import changes, put, recognised, rows, ticket, tickets


def log(key: str, *versions: tuple[int, dict]) -> list[dict]:
    return [ticket(key, at, revision=n, **values) for n, (at, values) in enumerate(versions)]


def test_plain_columns_of_a_flat_export(store) -> None:
    put(
        store,
        tickets(
            [
                ticket("A", 10, priority=2, assignee="Ann", assignment_group="Net"),
                ticket("B", 20, state="closed", resolved_at=15, closed_at=18, priority=None),
                ticket("C", 20, state="cancelled", closed_at=18, assignment_group=None),
            ]
        ),
        as_of=99,
    )
    facts = load_facts(store).tickets
    assert facts.key.tolist() == ["A", "B", "C"]
    assert {TICKET_KINDS[code] for code in facts.kind} == {"incident"}
    assert [TICKET_STATES[code] for code in facts.state] == ["new", "closed", "cancelled"]
    assert facts.priority.tolist() == facts.peak_priority.tolist() == [2, 0, 3]
    assert facts.open_priority.tolist() == [2, 0, 3]
    assert facts.resolved.tolist() == [MISSING, 15, MISSING]
    assert facts.resolved_level.tolist() == [0, 1, 0]
    assert [facts.groups[code] if code >= 0 else None for code in facts.group] == [
        "Net",
        "Desk",
        None,
    ]
    assert [facts.assignees[code] if code >= 0 else None for code in facts.assignee] == [
        "Ann",
        None,
        None,
    ]
    assert facts.as_of.tolist() == [99] * 3
    assert not facts.has_history.any()
    assert facts.made_sla.tolist() == [-1] * 3
    assert facts.acknowledged.tolist() == [MISSING] * 3


def test_resolved_falls_back_to_history_and_then_to_closed(store) -> None:
    put(
        store,
        tickets(
            [
                *log("A", (10, {"state": "resolved"}), (20, {"state": "in_progress"}),
                     (30, {"state": "resolved"}), (40, {"state": "closed", "closed_at": 40})),
                *log("B", (10, {"state": "new"}), (50, {"state": "closed", "closed_at": 50})),
                *log("C", (10, {"state": "resolved", "resolved_at": 10}),
                     (20, {"state": "in_progress", "resolved_at": 10})),
            ],
            log=True,
        ),
    )  # fmt: skip
    facts = load_facts(store).tickets
    assert facts.resolved.tolist() == [30, 50, MISSING]
    assert facts.resolved_level.tolist() == [2, 3, 0]


def test_peak_priority_is_the_most_serious_one_held_while_unresolved(store) -> None:
    put(
        store,
        tickets(
            [
                *log("A", (10, {"priority": 3}), (20, {"priority": 1}), (30, {"priority": 3}),
                     (40, {"priority": 3, "state": "resolved", "resolved_at": 40})),
                *log("B", (10, {"priority": 4, "resolved_at": 40, "state": "resolved"}),
                     (50, {"priority": 1, "resolved_at": 40, "state": "closed"})),
            ],
            log=True,
        ),
    )  # fmt: skip
    put(store, tickets([ticket("F", 10, priority=3)]))
    put(store, tickets([ticket("F", 20, priority=1)]))
    facts = load_facts(store).tickets
    assert facts.peak_priority.tolist() == [1, 4, 1]
    assert facts.open_priority.tolist() == [3, 4, 3]
    assert facts.priority.tolist() == [3, 1, 1]
    assert facts.has_history.tolist() == [True, True, False]


def test_acknowledged_is_the_first_assignee_or_exit_of_new(store) -> None:
    put(
        store,
        tickets(
            [
                *log("A", (10, {}), (20, {"assignee": "Ann"}), (30, {"state": "in_progress"})),
                *log("B", (10, {}), (25, {"state": "in_progress"}), (30, {"assignee": "Ann"})),
                *log("C", (10, {}), (30, {"title": "still new"})),
            ],
            log=True,
        ),
    )
    assert load_facts(store).tickets.acknowledged.tolist() == [20, 25, MISSING]


def test_holds_are_the_intervals_on_hold_by_reason(store) -> None:
    put(
        store,
        tickets(
            log("A", (10, {}), (20, {"state": "on_hold", "hold_reason": "awaiting_caller"}),
                (30, {"state": "on_hold", "hold_reason": "awaiting_vendor"}),
                (40, {"state": "in_progress"}), (50, {"state": "on_hold"}))
            + log("B", (15, {"state": "on_hold", "hold_reason": "awaiting_caller"}),
                  (25, {"state": "closed"})),
            log=True,
        ),
    )  # fmt: skip
    facts = load_facts(store)
    holds = facts.holds
    reason = [holds.reasons[code] if code >= 0 else None for code in holds.reason]
    assert list(zip(holds.ticket, holds.enter, holds.leave, reason, strict=True)) == [
        (0, 20, 30, "awaiting_caller"),
        (0, 30, 40, "awaiting_vendor"),
        (0, 50, MISSING, None),
        (1, 15, 25, "awaiting_caller"),
    ]
    states = [TICKET_STATES[code] for code in facts.states.value[facts.states.ticket == 0]]
    assert states == ["new", "on_hold", "in_progress", "on_hold"]
    assert facts.groups.at.tolist() == [10, 15]


def test_a_flat_export_seen_to_change_is_no_log_of_states(store) -> None:
    put(store, tickets([ticket("A", 10)]))
    put(store, tickets([ticket("A", 20, state="resolved", resolved_at=18)]))
    facts = load_facts(store)
    assert len(facts.states.at) == 0
    assert facts.tickets.resolved.tolist() == [18]


def test_changes_pairs_and_windows(store) -> None:
    put(store, changes([("C2", "web"), ("C1", "db"), ("C1", "web")]))
    fields = ("source", "kind", "key", "state", "updated_at", "change_cause_key")
    caused = [("servicenow", "incident", key, "new", 10, "C1") for key in "XY"]
    put(store, Reading(recognised(), {"ticket": Plan("ticket", fields, ("kind", "key", "source"))},
                       iter([("ticket", caused)]), rows_read=2))  # fmt: skip
    window = ("key", "kind", "title", "start_at", "end_at", "hard", "scope_service",
              "exempt_changes")  # fmt: skip
    lines = [("W1", "freeze", None, 5, 9, True, "Pay", "C1; C2"), ("W0", "maintenance", "Patch",
             1, 2, False, None, None)]  # fmt: skip
    put(store, Reading(recognised("window"),
                       {"schedule_window": Plan("schedule_window", window, ("key",))},
                       iter([("schedule_window", lines)]), rows_read=2))  # fmt: skip
    facts = load_facts(store)
    found = facts.changes
    assert found.key.tolist() == ["C1", "C2"]
    pairs = {
        (str(found.key[row]), found.cis[ci])
        for row, ci in zip(found.ci_change, found.ci_ci, strict=True)
    }
    assert pairs == {("C1", "db"), ("C1", "web"), ("C2", "web")}
    assert np.all(np.diff(found.ci_change) >= 0)
    assert found.linked_incidents.tolist() == [2, 0]
    assert [(each.key, each.title, each.hard) for each in facts.windows] == [
        ("W0", "Patch", False),
        ("W1", "W1", True),
    ]
    assert facts.windows[1].exempt_changes == ("C1", "C2")
    assert [source.label for source in facts.sources] == ["Incidents", "Changes", "Windows"]


def flat(thing: object) -> list[object]:
    """Every value under a frozen result, arrays as lists."""
    if isinstance(thing, np.ndarray):
        return [str(thing.dtype), thing.tolist()]
    if hasattr(thing, "__dataclass_fields__"):
        return [(name, flat(getattr(thing, name))) for name in thing.__dataclass_fields__]
    if isinstance(thing, tuple):
        return [flat(each) for each in thing]
    return [thing]


@pytest.fixture
def filled(store):
    put(store, tickets(log("A", (10, {}), (20, {"state": "on_hold"})), log=True))
    put(store, changes([("C1", "db")]))
    window = ("key", "kind", "start_at", "end_at", "hard", "exempt_changes")
    plan = {"schedule_window": Plan("schedule_window", window, ("key",))}
    line = [("W1", "freeze", 5, 9, True, "C1;C2")]
    put(store, Reading(recognised("window"), plan, iter([("schedule_window", line)]), rows_read=1))
    return store


def test_the_cache_gives_back_the_same_facts_memory_mapped(filled) -> None:
    fresh = load_facts(filled)
    cached = load_facts(filled)
    assert isinstance(fresh, Facts)
    assert isinstance(cached.tickets.opened, np.memmap)
    assert not isinstance(fresh.tickets.opened, np.memmap)
    assert flat(cached) == flat(fresh)


def test_a_new_revision_has_a_cache_of_its_own_and_the_old_one_goes(filled) -> None:
    load_facts(filled)
    put(filled, tickets([ticket("B", 10)]))
    assert len(load_facts(filled).tickets) == 2
    assert len(list(filled.cache_folder.iterdir())) == 1


def test_a_broken_cache_is_made_anew(filled) -> None:
    fresh = load_facts(filled)
    (place,) = filled.cache_folder.iterdir()
    (place / "tickets.key.npy").write_bytes(b"broken")
    assert facts_cache.load(filled.cache_folder, place.name) is None
    assert flat(load_facts(filled)) == flat(fresh)
    assert facts_cache.load(filled.cache_folder, place.name) is not None


def test_an_empty_store_has_empty_facts(store) -> None:
    facts = load_facts(store)
    assert len(facts.tickets) == len(facts.changes) == len(facts.holds.enter) == 0
    assert flat(load_facts(store)) == flat(facts)


def test_history_rows_of_many_tickets_are_in_order(store) -> None:
    data = [
        ticket(f"INC{n:03}", 100 - step, state=state, revision=9 - step)
        for n in range(60)
        for step, state in enumerate(["closed", "resolved", "new"])
    ]
    put(store, tickets(data, log=True, chunk=50))
    states = load_facts(store).states
    order = list(zip(states.ticket.tolist(), states.at.tolist(), strict=True))
    assert order == sorted(order)
    assert len(order) == 180
    assert rows(store, "SELECT count(*) FROM ticket WHERE state = 'closed'") == [(60,)]


def test_a_window_that_was_cancelled_holds_no_more(store) -> None:
    fields = ("key", "kind", "start_at", "end_at", "hard", "state")
    plan = {"schedule_window": Plan("schedule_window", fields, ("key",))}
    for as_of, state in ((100, None), (200, "cancelled")):
        line = [("F1", "freeze", 10, 20, True, state)]
        put(store, Reading(recognised("window"), plan, iter([("schedule_window", line)]),
                           rows_read=1), name=str(as_of), as_of=as_of)  # fmt: skip
        assert [each.key for each in load_facts(store).windows] == ([] if state else ["F1"])
