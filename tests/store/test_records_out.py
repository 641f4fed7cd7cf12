"""Single records, search, reviews, decisions and settings out of the store."""

from app.models.columns import DecisionRow
from app.store import audit
from app.store.decisions import decisions, record_decision
from app.store.records import (
    batch,
    batches,
    change,
    changes_by_key,
    search,
    ticket,
    ticket_history,
    titles,
)
from app.store.reviews import add_check, add_sign_off, checks_since, last_sign_off
from tests.store import builders
from tests.store.builders import changes, put, tickets


def note(connection) -> None:
    audit.append(
        connection,
        action="note",
        object="",
        detail={},
        actor="Tess",
        recorder="Tess",
        now=1,
        wall=1,
    )


def test_tickets_and_changes_by_number(store) -> None:
    put(store, tickets([builders.ticket("A", 10), builders.ticket("B", 10, title=None)]))
    put(store, tickets([builders.ticket("A", 20, source="jira", title="Newer")]))
    put(store, changes([("C1", "db"), ("C2", "db")]))
    assert ticket(store, "A")["title"] == "Newer"
    assert ticket(store, "Z") is None
    assert titles(store, [1, 2]) == {1: "Title of A", 2: ""}
    assert change(store, "C1")["key"] == "C1"
    assert change(store, "A") is None
    assert set(changes_by_key(store, ["C1", "C2", "C9"])) == {"C1", "C2"}
    assert [each["id"] for each in batches(store)] == [3, 2, 1]
    assert batch(store, 99) is None


def test_history_of_a_ticket_shows_no_bookkeeping(store) -> None:
    log = [builders.ticket("A", at, state=state) for at, state in [(10, "new"), (20, "closed")]]
    put(store, tickets(log, log=True))
    assert ticket_history(store, 1) == [
        (10, 0, "assignment_group", None, "Desk", "log"),
        (10, 0, "priority", None, "3", "log"),
        (10, 0, "state", None, "new", "log"),
        (20, 1, "state", "new", "closed", "log"),
    ]


def test_search_takes_text_as_text_and_numbers_first(store) -> None:
    put(
        store,
        tickets(
            [
                builders.ticket("INC1", 10, title="Disk 100% full"),
                builders.ticket("INC2", 10, title="Disk 1000 full"),
                builders.ticket("INC3", 10, title="like INC1 again"),
                builders.ticket("INC'4", 10, title="a_b"),
            ]
        ),
    )
    put(store, changes([("CHG1", "db")], title="Replace a disk"))
    assert [key for _, key, _ in search(store, "100%", 9)] == ["INC1"]
    assert [key for _, key, _ in search(store, "inc1", 9)] == ["INC1", "INC3"]
    assert [key for _, key, _ in search(store, "a_b", 9)] == ["INC'4"]
    assert search(store, "'; DROP TABLE ticket; --", 9) == []
    assert search(store, "replace", 9) == [("change", "CHG1", "Replace a disk")]
    assert len(search(store, "disk", 2)) == 2


def test_checks_and_sign_offs(store) -> None:
    assert last_sign_off(store) is None
    with store.writing() as connection:
        for at, result in [(10, "old"), (20, "first"), (30, "second")]:
            add_check(connection, check_id="queues", done_at=at, done_by="Tess", result=result)
        add_sign_off(connection, signed_at=40, signed_by="Tess", snapshot="{}")
        note(connection)
    assert checks_since(store, 15, 30) == {"queues": (30, "second")}
    assert checks_since(store, 31, 90) == {}
    assert last_sign_off(store) == (40, "{}")


def test_the_last_decision_about_a_finding_counts(store) -> None:
    first = DecisionRow("C01|A|B", "accepted", "known", "Tess", "root", 10, 99, "f1")
    last = DecisionRow("C01|A|B", "reopened", "wider", "Tess", "root", 20, None, "f2")
    with store.writing() as connection:
        for row in (first, last):
            values = {name: getattr(row, name) for name in DecisionRow.__dataclass_fields__}
            record_decision(connection, **values)
        note(connection)
    assert decisions(store) == {"C01|A|B": last}
