"""New rows are stored as they are, whatever they share, and sealed as SQLite gives them back."""

import struct
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.models.errors import AppError
from app.store.check import check
from app.store.database import Store, open_store
from app.store.seal_blocks import checksum, values_text
from tests.store.builders import TICKET_FIELDS, put, rows, ticket, tickets

FIELDS = (*TICKET_FIELDS, "made_sla", "description")
WORDS = st.sampled_from(
    ["", "'", "Joe's", "'); DROP TABLE ticket; --", "?1", "a\0b", "\u202eevil", "naïve 漢字 🚒",
     "line\nbreak", "x" * 300, "NULL", "nan"]
)  # fmt: skip
OWN = st.fixed_dictionaries(
    {
        "title": st.none() | WORDS | st.text(st.characters(exclude_categories=["Cs"]), max_size=9),
        "priority": st.none() | st.integers(-(2**63), 2**63 - 1),
        "made_sla": st.none() | st.booleans(),
        "opened_at": st.none() | st.integers(-2, 2**33),
    }
)


@settings(max_examples=25, deadline=None)
@given(
    shared=st.fixed_dictionaries({"description": st.none() | WORDS, "assignee": st.none() | WORDS}),
    own=st.lists(OWN, min_size=1, max_size=7),
    chunk=st.integers(1, 7),
)
def test_rows_come_back_as_they_went_in(
    shared: dict[str, Any], own: list[dict[str, Any]], chunk: int
) -> None:
    made = [ticket(f"T{n}", 10, **shared, **each) for n, each in enumerate(own)]
    with TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "tower.db")
        assert put(store, tickets(made, fields=FIELDS, chunk=chunk)).new == len(made)
        names = ", ".join(FIELDS)
        found = rows(store, f"SELECT {names} FROM ticket ORDER BY id")
        assert [tuple(each) for each in found] == [
            tuple(each[field] for field in FIELDS) for each in made
        ]
        assert not check(store).problems
        store.close()


def test_columns_that_no_file_fills_hold_their_defaults(store: Store) -> None:
    fields = ("source", "kind", "key")
    put(store, tickets([ticket("A", 1), ticket("B", 1)], fields=fields))
    assert rows(store, "SELECT state, outcome_unknown, title FROM ticket") == [
        ("unknown", 0, None), ("unknown", 0, None)
    ]  # fmt: skip
    assert not check(store).problems


def test_rows_that_the_same_file_changes_or_takes_over_are_sealed_as_they_stand(
    store: Store,
) -> None:
    data = [ticket(f"T{n}", 10, title="old") for n in range(5)]
    again = [ticket("T1", 20, title="new"), ticket("T4", 5, title="older"), ticket("T9", 1)]
    put(store, tickets([*data, *again], chunk=4))
    assert rows(store, "SELECT key, title FROM ticket WHERE title IN ('new', 'older')") == [
        ("T1", "new")
    ]
    assert len(rows(store, "SELECT key FROM ticket")) == 6
    assert not check(store).problems


@pytest.mark.parametrize("damage", ["title = 'Harmed'", "batch_id = 2", "closed_by = ''"])
def test_a_value_that_changed_on_the_disk_is_named(store: Store, damage: str) -> None:
    put(store, tickets([ticket(f"T{n}", 10) for n in range(4)]))
    put(store, tickets([ticket("other", 10)]), name="second.csv")
    with store._writer.connect() as connection:
        connection.exec_driver_sql(f"UPDATE ticket SET {damage} WHERE key = 'T2'")
        connection.commit()
    problems = "\n".join(check(store).problems)
    assert "T2" in problems
    assert "T1" not in problems
    with pytest.raises(AppError, match="was damaged on the disk"):
        put(store, tickets([ticket("T2", 99, title="newer")]), name="third.csv")


def test_text_that_is_no_text_any_more_is_named(store: Store) -> None:
    put(store, tickets([ticket(f"T{n}", 10) for n in range(4)]))
    with store._writer.connect() as connection:
        connection.exec_driver_sql(
            "UPDATE ticket SET caller = CAST(x'ff' AS TEXT) WHERE key = 'T2'"
        )
        connection.commit()
    assert "T2" in "\n".join(check(store).problems)


def test_the_bytes_that_are_summed_are_the_same_in_every_version() -> None:
    """A store is sealed by one version of Python and checked by another."""
    text = values_text(7, None, "é", 2**40, 0.5)
    assert text == (
        b"(" + struct.pack("<I", 5) + b"i\x07\0\0\0" + b"N" + b"u\x02\0\0\0\xc3\xa9"
        + b"l\x03\0\0\0\0\0\0\0\0\x04" + b"g" + struct.pack("<d", 0.5)
    )  # fmt: skip
    assert checksum(text, 3) == 2936515257
