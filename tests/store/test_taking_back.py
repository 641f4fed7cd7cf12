"""Undo: what one batch alone said goes, what later ones said stays, the evidence too."""

import pytest

from app.models.errors import AppError
from app.store.check import check
from app.store.facts import load_facts
from app.store.records import batches, find_batch_by_hash
from app.store.write import undo_batch
from tests.store.builders import changes, content, put, rows, ticket, tickets


def undo(store, batch: int):
    result = undo_batch(store, batch, now=30_000, wall=30_000, actor="Tess")
    assert check(store).problems == ()
    return result


def test_new_records_go_and_changed_ones_go_back(store) -> None:
    put(store, tickets([ticket("A", 10, state="new")]))
    before = content(store)
    second = put(store, tickets([ticket("A", 20, state="closed"), ticket("B", 20)]))
    result = undo(store, second.batch)
    assert (result.new, result.changed) == (1, 1)
    assert content(store) == before


def test_a_field_that_a_later_batch_changed_stays(store) -> None:
    put(store, tickets([ticket("A", 10, state="new", priority=3)]))
    second = put(store, tickets([ticket("A", 20, state="in_progress", priority=1)]))
    put(store, tickets([ticket("A", 30, state="closed", priority=1)]))
    undo(store, second.batch)
    assert rows(store, "SELECT state, priority, updated_at FROM ticket") == [("closed", 1, 30)]
    history = content(store)[1]
    assert ("A", "state", 30, 1, "new", "closed", "import") in history


def test_undoing_the_first_of_two_files_leaves_the_second(store) -> None:
    first = put(store, tickets([ticket("A", 10), ticket("B", 10)]))
    put(store, tickets([ticket("A", 20, state="closed")]), as_of=11_000)
    result = undo(store, first.batch)
    assert result.new == 1
    assert rows(store, "SELECT key, state FROM ticket") == [("A", "closed")]


def test_evidence_of_what_was_taken_back_is_kept(store) -> None:
    put(store, tickets([ticket("A", 10, state="new")]))
    second = put(store, tickets([ticket("A", 20, state="closed")]))
    result = undo(store, second.batch)
    kept = rows(
        store,
        "SELECT origin, old, new, batch_id FROM field_history WHERE field = 'state' ORDER BY id",
    )
    assert kept == [
        ("undone", "new", "closed", second.batch),
        ("reversal", "closed", "new", result.batch),
    ]
    assert batches(store)[0]["reverses"] == second.batch
    assert [action for (action,) in rows(store, "SELECT action FROM audit_entry")][-1] == "undo"


def test_what_was_taken_back_can_be_imported_again(store) -> None:
    put(store, tickets([ticket("A", 10)]))
    data = [ticket("A", 20, state="closed"), ticket("B", 20)]
    second = put(store, tickets(data), name="second.csv")
    after = content(store)
    undo(store, second.batch)
    assert find_batch_by_hash(store, "second.csv") is None
    again = put(store, tickets(data), name="second.csv")
    assert (again.new, again.changed) == (1, 1)
    assert content(store) == after


def test_ids_of_removed_records_are_never_given_again(store) -> None:
    first = put(store, tickets([ticket("A", 10), ticket("B", 10)]))
    undo(store, first.batch)
    put(store, tickets([ticket("C", 10)]))
    assert rows(store, "SELECT id FROM ticket") == [(3,)]


def test_a_log_goes_as_a_whole_and_facts_forget_it(store) -> None:
    log = [ticket("A", at, state=state) for at, state in [(10, "new"), (20, "resolved")]]
    first = put(store, tickets(log, log=True))
    assert len(load_facts(store).states.at) == 2
    undo(store, first.batch)
    facts = load_facts(store)
    assert len(facts.tickets) == len(facts.states.at) == 0
    assert facts.sources == ()


def test_links_of_changes_go_with_their_batch(store) -> None:
    put(store, changes([("C1", "db")], updated=10))
    second = put(store, changes([("C1", "web"), ("C2", "web")], updated=20))
    undo(store, second.batch)
    linked = rows(
        store,
        "SELECT c.key, i.name FROM change c LEFT JOIN change_ci l ON l.change_id = c.id "
        "LEFT JOIN ci i ON i.id = l.ci_id",
    )
    assert linked == [("C1", "db")]
    assert rows(store, "SELECT name FROM ci") == [("db",)]


def test_an_undo_brings_vanished_tickets_back(store) -> None:
    put(store, tickets([ticket("A", 10), ticket("B", 10)]), scope="open-only", as_of=100)
    second = put(store, tickets([ticket("A", 10)]), scope="open-only", as_of=200)
    undo(store, second.batch)
    assert rows(store, "SELECT key, outcome_unknown FROM ticket") == [("A", 0), ("B", 0)]


def test_only_what_is_there_can_be_taken_back_once(store) -> None:
    first = put(store, tickets([ticket("A", 10)]))
    with pytest.raises(AppError, match="no import 9"):
        undo(store, 9)
    reversal = undo(store, first.batch)
    with pytest.raises(AppError, match="already taken back"):
        undo(store, first.batch)
    with pytest.raises(AppError, match="itself an undo"):
        undo(store, reversal.batch)
