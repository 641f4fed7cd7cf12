"""What one import does to rows: new, changed, unchanged, history, rejects, all or nothing."""

import json

import pytest

from app.models.errors import AppError, Cancelled
from app.models.records import Options, Reject
from app.store.check import check
from app.store.profiles import remembered
from app.store.records import batch, find_batch_by_hash, rejects, ticket_history
from app.store.write import undo_batch
from tests.store.builders import (
    TICKET_FIELDS,
    changes,
    content,
    put,
    rows,
    ticket,
    tickets,
)


def test_the_same_file_again_changes_nothing(store) -> None:
    data = [ticket(f"INC{number}", 10 + number) for number in range(8)]
    first = put(store, tickets(data))
    before = content(store)
    second = put(store, tickets(data))
    assert (first.new, first.changed, first.unchanged) == (8, 0, 0)
    assert (second.new, second.changed, second.unchanged) == (0, 0, 8)
    assert content(store) == before
    assert not check(store).problems


def test_a_changed_field_is_kept_with_old_and_new_value_and_its_batch(store) -> None:
    put(store, tickets([ticket("A", 10, priority=3)]))
    second = put(store, tickets([ticket("A", 20, priority=1)]))
    assert second.changed == 1
    history = rows(store, "SELECT field, at, old, new, batch_id FROM field_history")
    assert ("priority", 20, "3", "1", second.batch) in history
    assert [entry[2:5] for entry in ticket_history(store, 1)] == [("priority", "3", "1")]


def test_an_absent_column_never_blanks_and_an_empty_value_does(store) -> None:
    put(store, tickets([ticket("A", 10, assignee="Ann", hold_reason="awaiting_caller")]))
    narrow = tuple(name for name in TICKET_FIELDS if name != "assignee")
    put(store, tickets([ticket("A", 20, hold_reason=None)], fields=narrow))
    assert rows(store, "SELECT assignee, hold_reason FROM ticket") == [("Ann", None)]


def test_of_equal_updated_at_the_larger_row_hash_wins_in_both_orders(store) -> None:
    fields = (*TICKET_FIELDS, "row_hash")
    small = ticket("A", 10, state="new", row_hash="0a")
    large = ticket("A", 10, state="closed", row_hash="0b")
    put(store, tickets([large], fields=fields))
    put(store, tickets([small], fields=fields))
    assert rows(store, "SELECT state, row_hash FROM ticket") == [("closed", "0b")]
    small["key"] = large["key"] = "B"
    put(store, tickets([small, large], fields=fields))
    assert rows(store, "SELECT state FROM ticket WHERE key = 'B'") == [("closed",)]


def test_a_key_twice_in_one_file_is_one_record_across_chunks(store) -> None:
    data = [ticket(key, 10 + at) for at, key in enumerate("ABCAB")]
    result = put(store, tickets(data, chunk=2))
    assert (result.rows, result.new, result.changed, result.unchanged) == (5, 3, 0, 0)
    assert rows(store, "SELECT key, updated_at FROM ticket ORDER BY key") == [
        ("A", 13),
        ("B", 14),
        ("C", 12),
    ]


def test_rejected_rows_are_kept_with_their_reason(store) -> None:
    bad = [Reject(number, "opened_at", "soon", "is not a date") for number in range(25)]
    result = put(store, tickets([ticket("A", 10)], rejects=bad))
    assert (result.rows, result.new, result.rejected, len(result.rejects)) == (26, 1, 25, 20)
    assert rejects(store, result.batch) == bad


def test_rows_that_do_not_add_up_store_nothing(store) -> None:
    reading = tickets([ticket("A", 10)])
    reading.rows_read = 2
    with pytest.raises(AppError, match="does not add up"):
        put(store, reading)
    assert rows(store, "SELECT count(*) FROM ticket") == [(0,)]
    assert store.revision() == 0


def test_a_dry_run_counts_and_keeps_nothing(store) -> None:
    result = put(store, tickets([ticket("A", 10)]), dry_run=True)
    assert (result.batch, result.new) == (None, 1)
    assert rows(store, "SELECT (SELECT count(*) FROM ticket), (SELECT count(*) FROM batch)") == [
        (0, 0)
    ]
    assert store.revision() == 0


def test_cancelling_keeps_nothing(store) -> None:
    def cancel(done: int, total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        put(store, tickets([ticket("A", 10), ticket("B", 10)], chunk=1), progress=cancel)
    assert rows(store, "SELECT count(*) FROM ticket") == [(0,)]
    assert put(store, tickets([ticket("A", 10)])).new == 1


def test_the_batch_says_what_it_was_and_the_source_is_remembered(store) -> None:
    result = put(store, tickets([ticket("A", 10)]), name="a.csv", as_of=77, demo=True)
    kept = batch(store, result.batch)
    assert (kept["file_name"], kept["as_of"], kept["rows"], kept["demo"]) == ("a.csv", 77, 1, 1)
    assert json.loads(kept["contents"])["ticket"]["ids"] == [1, 2]
    assert find_batch_by_hash(store, "a.csv")["id"] == result.batch
    assert remembered(store, "hand.made", "hash-incident") == Options(
        format="hand.made", timezone="UTC", date_order="ymd", scope="full"
    )
    assert remembered(store, "hand.made", "other") == Options()


def test_changes_their_cis_and_links(store) -> None:
    pairs = [("C1", "db"), ("C1", "web"), ("C2", "db")]
    first = put(store, changes(pairs))
    assert (first.new, dict(first.by_kind)) == (2, {"ci": 2, "change_ci": 3})
    again = put(store, changes(pairs))
    assert (again.new, again.changed, again.unchanged) == (0, 0, 2)
    linked = rows(
        store,
        "SELECT c.key, i.name FROM change_ci l JOIN change c ON c.id = l.change_id "
        "JOIN ci i ON i.id = l.ci_id ORDER BY 1, 2",
    )
    assert linked == sorted(pairs)


def test_each_committed_write_is_a_new_revision(store) -> None:
    before = store.revision()
    put(store, tickets([ticket("A", 10)]))
    assert store.revision() > before


def test_tickets_that_left_an_open_only_export_have_an_unknown_outcome(store) -> None:
    both = [ticket("A", 10), ticket("B", 10), ticket("C", 10, state="closed")]
    put(store, tickets(both), scope="open-only", as_of=100)
    result = put(store, tickets(both[:1]), scope="open-only", as_of=200)
    flags = "SELECT key, outcome_unknown FROM ticket ORDER BY key"
    assert rows(store, flags) == [("A", 0), ("B", 1), ("C", 0)]
    assert "1 ticket left the open-only export" in result.warnings[0]
    left = rows(store, "SELECT at, old, new FROM field_history WHERE field = 'outcome_unknown'")
    assert left == [(200, "0", "1")]
    put(store, tickets([ticket("B", 250, state="resolved")]), scope="full", as_of=300)
    assert rows(store, flags) == [("A", 0), ("B", 0), ("C", 0)]


def test_open_only_files_in_the_other_order_end_the_same(store) -> None:
    put(store, tickets([ticket("A", 10)]), scope="open-only", as_of=200)
    put(store, tickets([ticket("A", 10), ticket("B", 10)]), scope="open-only", as_of=100)
    assert rows(store, "SELECT key, outcome_unknown FROM ticket ORDER BY key") == [
        ("A", 0),
        ("B", 1),
    ]


REQUEST = ticket("R", 10, kind="request")


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_a_kind_whose_last_ticket_left_a_mixed_export_is_told_too(store, order) -> None:
    files = [[ticket("A", 10), REQUEST], [REQUEST], [REQUEST]]
    for day in order:
        put(store, tickets(files[day]), scope="open-only", as_of=100 * day, name=f"{day}.csv")
    flags = "SELECT key, outcome_unknown FROM ticket ORDER BY key"
    assert rows(store, flags) == [("A", 1), ("R", 0)]
    undo_batch(store, order.index(1) + 1, now=30_000, wall=30_000, actor="Tess")
    assert rows(store, flags) == [("A", 1), ("R", 0)]
    undo_batch(store, order.index(2) + 1, now=30_000, wall=30_000, actor="Tess")
    assert rows(store, flags) == [("A", 0), ("R", 0)]


def test_an_export_of_each_kind_speaks_of_its_own_only(store) -> None:
    for day in range(3):
        for hour, row in enumerate((ticket("A", 10), REQUEST)):
            as_of = 100 * day + hour
            put(store, tickets([row]), scope="open-only", as_of=as_of, name=f"{as_of}.csv")
    assert rows(store, "SELECT sum(outcome_unknown) FROM ticket") == [(0,)]


def test_a_full_export_warns_of_open_tickets_it_lacks_and_leaves_them(store) -> None:
    put(store, tickets([ticket("A", 10), ticket("B", 10)]), as_of=100)
    result = put(store, tickets([ticket("A", 10)]), as_of=200)
    assert "1 ticket known as open" in result.warnings[0]
    assert rows(store, "SELECT count(*) FROM ticket WHERE outcome_unknown = 0") == [(2,)]


def test_text_ids_stay_text(store) -> None:
    keys = ["000123", "12e4567", "1e5", "٣"]
    put(store, tickets([ticket(key, 10) for key in keys]))
    assert {key for (key,) in rows(store, "SELECT key FROM ticket")} == set(keys)
