"""The audit log: each tampering is found and its place named (RELIABILITY §7)."""

import random
import sqlite3

import pytest
from sqlalchemy.exc import DBAPIError

from app.store import audit
from app.store.check import check
from tests.store.builders import rows


def write(store, number: int, wall: int | None = None) -> None:
    with store.writing() as connection:
        audit.append(
            connection,
            action="note",
            object=f"thing {number}",
            detail={"number": number, "text": "é"},
            actor="Tess",
            recorder="root",
            now=number,
            wall=number if wall is None else wall,
        )


@pytest.fixture
def written(store):
    for number in range(1, 9):
        write(store, number)
    return store


def tamper(store, *statements: str) -> list[str]:
    connection = sqlite3.connect(store.path)
    triggers = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    ).fetchall()
    for name, _ in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        connection.execute(statement)
    for _, sql in triggers:
        connection.execute(sql)
    connection.commit()
    connection.close()
    return list(check(store).problems)


def test_an_honest_log_is_whole(written) -> None:
    report = check(written)
    assert report.problems == ()
    assert report.audit_entries == 8
    assert len(report.chain_head) == 64


@pytest.mark.parametrize(
    "column", ["at", "now", "utc_offset", "actor", "recorder", "host", "action", "object", "detail"]
)
def test_an_edited_field_is_found(written, column) -> None:
    number = random.Random(column).randint(1, 8)
    value = "7777" if column in ("at", "now", "utc_offset") else "'x'"
    problems = tamper(
        written, f"UPDATE audit_entry SET {column} = {value} WHERE sequence = {number}"
    )
    assert problems == [f"Audit entry {number} was altered: its hash does not fit."]


def test_a_deleted_entry_is_found(written) -> None:
    problems = tamper(written, "DELETE FROM audit_entry WHERE sequence = 4")
    assert problems[0] == "Audit entry 4 is missing; 5 stands in its place."


def test_swapped_entries_are_found(written) -> None:
    problems = tamper(
        written,
        "UPDATE audit_entry SET sequence = 99 WHERE sequence = 3",
        "UPDATE audit_entry SET sequence = 3 WHERE sequence = 4",
        "UPDATE audit_entry SET sequence = 4 WHERE sequence = 99",
    )
    assert problems[0] == "Audit entry 3 does not follow the one before it."


def test_an_inserted_entry_is_found(written) -> None:
    problems = tamper(
        written,
        "UPDATE audit_entry SET sequence = -sequence WHERE sequence > 5",
        "UPDATE audit_entry SET sequence = 1 - sequence WHERE sequence < 0",
        "INSERT INTO audit_entry SELECT 6, at, now, utc_offset, actor, recorder, host, action, "
        "object, detail, previous_hash, hash FROM audit_entry WHERE sequence = 5",
    )
    assert any("Audit entry 6" in problem for problem in problems)


def test_a_cut_tail_shows_against_a_head_kept_elsewhere(written) -> None:
    with written.reading() as connection:
        sequence, chain = audit.head(connection)
        assert audit.anchor_problem(connection, sequence, chain) == ""
        assert "not in this log" in audit.anchor_problem(connection, sequence, "0" * 64)
    assert tamper(written, "DELETE FROM audit_entry WHERE sequence = 8") == []
    with written.reading() as connection:
        assert "shorter than the anchor" in audit.anchor_problem(connection, sequence, chain)


@pytest.mark.parametrize("sql", ["UPDATE audit_entry SET actor = 'x'", "DELETE FROM audit_entry"])
def test_the_log_refuses_to_be_changed(written, sql) -> None:
    with pytest.raises(DBAPIError, match="append-only"), written.writing() as connection:
        connection.exec_driver_sql(sql)
    assert check(written).problems == ()


def test_a_clock_that_goes_back_is_noted_and_order_is_by_sequence(written) -> None:
    write(written, 20, wall=3)
    entries = rows(written, "SELECT sequence, action, at FROM audit_entry WHERE sequence > 8")
    assert entries == [(9, "clock.went_back", 3), (10, "note", 3)]
    assert check(written).problems == ()


def test_a_write_without_an_entry_is_a_bug_and_is_not_kept(store) -> None:
    with (
        pytest.raises(RuntimeError, match="without an audit entry"),
        store.writing() as connection,
    ):
        connection.exec_driver_sql("INSERT INTO sign_off VALUES (1, 1, 'a', '{}')")
    assert rows(store, "SELECT count(*) FROM sign_off") == [(0,)]
