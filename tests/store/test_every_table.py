"""Re-import, undo and any order of files, for every table that imports fill (F22)."""

import random
import shutil
from itertools import permutations
from pathlib import Path

import pytest

from app.store.check import check
from app.store.database import Store, open_store
from app.store.tables import Records
from app.store.write import undo_batch
from tests.figures import Say
from tests.store.any_record import contents, every_table, fields_of, optional, reading, row
from tests.store.builders import put, rows

EVERY = pytest.mark.parametrize("records", every_table(), ids=lambda records: records.name)


def undo(store: Store, batch: int | None) -> None:
    assert batch is not None
    undo_batch(store, batch, now=30_000, wall=30_000, actor="Tess")
    assert check(store).problems == ()


@EVERY
def test_the_same_rows_again_change_nothing(store: Store, records: Records) -> None:
    made = [row(records, key, 10) for key in "ABCD"]
    first = put(store, reading(records, made))
    before = contents(store, records)
    again = put(store, reading(records, made), name="again.csv")
    assert (first.new, first.changed, first.unchanged) == (4, 0, 0)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 4)
    assert contents(store, records) == before
    assert len(before[0]) == 4


@EVERY
def test_undo_takes_back_what_one_file_said(store: Store, records: Records) -> None:
    put(store, reading(records, [row(records, "A", 10), row(records, "B", 10)]), as_of=10)
    before = contents(store, records)
    made = [row(records, "A", 20, "later"), row(records, "C", 20)]
    second = put(store, reading(records, made), name="second.csv", as_of=20)
    assert (second.new, second.changed) == (1, 1)
    after = contents(store, records)
    assert after != before
    undo(store, second.batch)
    assert contents(store, records) == before
    again = put(store, reading(records, made), name="second.csv", as_of=20)
    assert (again.new, again.changed) == (1, 1)
    assert contents(store, records) == after


@EVERY
def test_undo_of_the_first_file_leaves_what_the_second_says(store: Store, records: Records) -> None:
    first = put(store, reading(records, [row(records, "A", 10), row(records, "B", 10)]), as_of=10)
    put(store, reading(records, [row(records, "A", 20, "later")]), as_of=20)
    undo(store, first.batch)
    current, history = contents(store, records)
    assert len(current) == 1
    assert all("B" not in map(str, each[:1]) for each in history)
    undo(store, 2)
    assert contents(store, records) == ([], [])
    ids = rows(store, "SELECT count(*) FROM batch")
    assert ids == [(4,)]


def five_files(records: Records, dice: random.Random) -> list[tuple[int, list[dict], tuple]]:
    """Five exports, each with some of the records at some age, some without two columns."""
    files = []
    for number in range(5):
        missing = dice.sample(optional(records), 2) if number % 2 else []
        made = []
        for key in dice.sample("ABCDE", dice.randint(2, 5)):
            age = dice.randint(10, 14)
            one = row(records, key, age, dice.choice(["", "x", "yy"]))
            for name in dice.sample(optional(records), 1):
                one[name] = None
            made.append(one)
        as_of = max(one.get("updated_at", 0) for one in made) if records.has("updated_at") else 0
        files.append((as_of or 100 + number, made, fields_of(records, without=missing)))
    return files


def outcomes(
    folder: Path, records: Records, orders: int, seed: int, *, additive: bool = False
) -> int:
    dice = random.Random(f"{records.name}{seed}")
    empty = folder / "empty.db"
    open_store(empty).close()
    files = five_files(records, dice)
    seen = set()
    for number, order in enumerate(dice.sample(list(permutations(files)), orders)):
        path = folder / f"{records.name}-{number}.db"
        shutil.copy(empty, path)
        store = open_store(path)
        for as_of, made, fields in order:
            read = reading(records, made, fields, additive=additive)
            put(store, read, name=str(as_of), as_of=as_of)
        seen.add(repr(contents(store, records)))
        store.close()
    return len(seen)


@EVERY
def test_f22_four_orders_of_five_files_end_the_same(tmp_path: Path, records: Records) -> None:
    assert outcomes(tmp_path, records, orders=4, seed=1) == 1


ALERTS = next(records for records in every_table() if records.name == "alert")


@pytest.mark.parametrize("seed", range(4))
def test_f22_messages_that_each_tell_a_part_end_the_same_in_any_order(
    tmp_path: Path, seed: int
) -> None:
    assert outcomes(tmp_path, ALERTS, orders=6, seed=seed, additive=True) == 1


def test_a_message_hides_nothing_that_another_told_and_undo_is_exact(store: Store) -> None:
    def told(at: int, state: str, **said: int) -> dict:
        empty = dict.fromkeys(optional(ALERTS))
        return row(ALERTS, "A", at) | empty | said | {"state": state}

    def now() -> list[tuple]:
        return rows(store, "SELECT state, acknowledged_at, resolved_at FROM alert")

    last = put(store, reading(ALERTS, [told(35, "resolved", resolved_at=35)], additive=True))
    first = put(
        store,
        reading(ALERTS, [told(5, "acknowledged", acknowledged_at=5)], additive=True),
        name="first.json",
    )
    note = put(store, reading(ALERTS, [told(40, "unknown")], additive=True), name="note.json")
    assert now() == [("resolved", 5, 35)]
    again = put(store, reading(ALERTS, [told(50, "firing")], additive=True), name="again.json")
    assert now() == [("firing", 5, None)]
    undo(store, again.batch)
    assert now() == [("resolved", 5, 35)]
    undo(store, note.batch)
    undo(store, first.batch)
    assert now() == [("resolved", None, 35)]
    undo(store, last.batch)
    assert now() == []
    note = put(store, reading(ALERTS, [told(40, "unknown")], additive=True), name="note.json")
    last = put(store, reading(ALERTS, [told(35, "resolved", resolved_at=35)], additive=True))
    assert now() == [("resolved", None, 35)]
    undo(store, last.batch)
    assert now() == [("unknown", None, None)]


@pytest.mark.long
@pytest.mark.timeout(900)
@EVERY
def test_f22_fifty_orders_of_five_files_end_the_same(
    tmp_path: Path, records: Records, say: Say
) -> None:
    assert outcomes(tmp_path, records, orders=50, seed=2) == 1
    say(f"F22 {records.name}: 50 orders of 5 files, one outcome")
