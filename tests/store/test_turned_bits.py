"""F14: one turned bit that changes a stored value is named with its table and key."""

import random
import shutil
import sqlite3
from pathlib import Path

import pytest

from app.models.errors import AppError
from app.store.check import check
from app.store.database import Store, open_store
from app.store.facts import load_facts
from app.store.sealing import sealed_tables
from app.store.sqlite import wal_is_empty
from tests.figures import Say
from tests.store.any_record import every_table, reading, row
from tests.store.builders import changes, put, ticket, tickets

EVIDENCE = "audit_entry"


def full_store(path: Path, size: int = 40) -> Path:
    """A store with rows in every table that imports fill, with history, links and rejects."""
    store = open_store(path)
    for records in every_table():
        made = [row(records, f"{records.name}-{n:04d}", 10) for n in range(size)]
        put(store, reading(records, made, chunk=100), name=f"{records.name}.csv")
    later = [
        ticket(f"ticket-{n:04d}", 20 + n, state="closed", closed_at=20 + n, source="hand")
        for n in range(size)
    ]
    put(store, tickets(later), name="later.csv")
    put(store, changes([("C1", "db"), ("C2", "web"), ("C2", "db")]), name="changes.csv")
    store.close()
    assert wal_is_empty(path)  # every value stands in the file itself
    return path


def dump(path: Path) -> dict[tuple[str, int], tuple[object, ...]] | None:
    """Every stored value by table and row; None when SQLite can't read them all."""
    connection = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
    connection.text_factory = bytes
    names = [*(table.name for table in sealed_tables()), EVIDENCE]
    try:
        return {
            (name, each[0]): each
            for name in names
            for each in connection.execute(f'SELECT rowid, * FROM "{name}" NOT INDEXED')
        }
    except (sqlite3.Error, UnicodeDecodeError):  # the second where a column's name is harmed
        return None
    finally:
        connection.close()


def findings(path: Path) -> list[str]:
    """What is said of the file, by opening it and by checking it."""
    try:
        open_store(path).close()
    except AppError as error:
        return [str(error)]
    store = Store(path)
    try:
        return list(check(store).problems)
    except AppError as error:
        return [str(error)]
    finally:
        store.close()


def turn_bits(folder: Path, times: int, seed: int) -> dict[str, int]:
    whole = full_store(folder / "whole.db")
    before = dump(whole)
    assert before is not None
    assert findings(whole) == []
    dice, count = random.Random(seed), {"changed": 0, "named": 0, "unreadable": 0, "unused": 0}
    size, spoiled = whole.stat().st_size, folder / "spoiled.db"
    for _ in range(times):
        shutil.copyfile(whole, spoiled)
        at, bit = dice.randrange(size), 1 << dice.randrange(8)
        with spoiled.open("rb+") as file:
            file.seek(at)
            old = file.read(1)[0]
            file.seek(at)
            file.write(bytes([old ^ bit]))
        after, said = dump(spoiled), findings(spoiled)
        if after is None:
            count["unreadable"] += 1
            assert said, f"bit {bit} of byte {at} made the file unreadable and nothing was said"
        elif after == before:
            count["unused"] += 1
        else:
            count["changed"] += 1
            differ = {
                place for place in before.keys() | after.keys()
                if before.get(place) != after.get(place)
            }  # fmt: skip
            assert said, f"bit {bit} of byte {at} changed {sorted(differ)[:3]} and nothing was said"
            words = "\n".join(said)
            for table, number in differ:
                name = "Audit entry" if table == EVIDENCE else f"of {table}"
                assert name in words, (bit, at, said, differ)
                assert str(number) in words or "The seals of rows" in words, (bit, at, said)
            count["named"] += 1
    return count


def test_f14_twelve_bits(tmp_path: Path) -> None:
    count = turn_bits(tmp_path, 12, seed=3)
    assert count["changed"] == count["named"]


@pytest.mark.long
@pytest.mark.timeout(1200)
def test_f14_three_hundred_bits(tmp_path: Path, say: Say) -> None:
    count = turn_bits(tmp_path, 300, seed=14)
    say(f"F14 300 turned bits: {count}")
    assert count["changed"] == count["named"] > 50


def test_damage_is_never_sealed_in_by_a_later_write(tmp_path: Path) -> None:
    path = full_store(tmp_path / "tower.db", size=3)
    spoiler = sqlite3.connect(path)
    spoiler.execute("UPDATE ticket SET title = 'Harmed' WHERE key = 'ticket-0001'")
    spoiler.commit()
    spoiler.close()
    store = Store(path)
    said = "\n".join(check(store).problems)
    assert "ticket-0001" in said
    assert "ticket-0002" not in said
    with pytest.raises(AppError, match=r"of ticket was damaged.*tower check"):
        put(store, tickets([ticket("ticket-0001", 99, source="hand")]), name="newer.csv")
    same = [ticket("ticket-0001", 21, state="closed", closed_at=21, source="hand")]
    with pytest.raises(AppError, match="of ticket was damaged"):  # the same values, a newer file
        put(store, tickets(same), name="newest.csv", as_of=99_000)
    assert put(store, tickets([ticket("other", 99)]), name="other.csv").new == 1
    store.close()


def test_text_that_no_longer_decodes_is_said_as_damage(tmp_path: Path) -> None:
    path = full_store(tmp_path / "tower.db", size=3)
    spoiler = sqlite3.connect(path)
    spoiler.execute(
        "UPDATE ticket SET title = CAST(x'536563726574c3' AS TEXT) WHERE key = 'ticket-0001'"
    )
    spoiler.commit()
    spoiler.close()
    store = Store(path)
    assert "ticket-0001" in "\n".join(check(store).problems)
    newer = tickets([ticket("ticket-0001", 99, source="hand", title="Mended")])
    for work in (lambda: put(store, newer, name="newer.csv"), lambda: load_facts(store)):
        with pytest.raises(AppError, match=r"is damaged.*no UTF-8.*tower restore") as said:
            work()
        assert "Secret" not in str(said.value)
    assert put(store, tickets([ticket("other", 99)]), name="other.csv").new == 1
    store.close()


def test_harmed_names_of_tables_are_said_as_damage(tmp_path: Path) -> None:
    path = full_store(tmp_path / "tower.db", size=3)
    spoiler = sqlite3.connect(path)
    spoiler.execute("PRAGMA writable_schema = ON")
    spoiler.execute(
        "UPDATE sqlite_master SET sql = CAST(x'435245415445a5a5' AS TEXT) WHERE name = 'ticket'"
    )
    spoiler.commit()
    spoiler.close()
    with pytest.raises(AppError, match=r"is damaged \(the names of its tables.*tower restore"):
        open_store(path)


def damage_pages(folder: Path, times: int, seed: int) -> dict[str, int]:
    """512 bytes of noise at random places of a store; each that changes something is noticed."""
    whole = full_store(folder / "whole.db")
    before = dump(whole)
    dice, count = random.Random(seed), {"changed": 0, "unreadable": 0, "unused": 0}
    spoiled = folder / "spoiled.db"
    for _ in range(times):
        shutil.copyfile(whole, spoiled)
        at = dice.randrange(whole.stat().st_size - 512)
        with spoiled.open("rb+") as file:
            file.seek(at)
            file.write(dice.randbytes(512))
        after, said = dump(spoiled), findings(spoiled)
        if after == before:
            count["unused"] += 1
            continue
        count["unreadable" if after is None else "changed"] += 1
        assert said, f"512 bytes at {at} were damaged and nothing was said"
    return count


def test_f13_eight_damaged_places(tmp_path: Path) -> None:
    assert sum(damage_pages(tmp_path, 8, seed=5).values()) == 8


@pytest.mark.long
@pytest.mark.timeout(1200)
def test_f13_two_hundred_damaged_places(tmp_path: Path, say: Say) -> None:
    count = damage_pages(tmp_path, 200, seed=13)
    say(f"F13 200 damaged places: {count}; every change noticed")
    assert count["changed"] + count["unreadable"] > 50
