"""An import that changes more than a day's work can stops; a working week doesn't."""

import pytest

from app.models.errors import DecisionNeeded
from app.store.check import check
from app.store.tables import RECORDS
from tests.store.any_record import contents, reading, row
from tests.store.builders import TICKET_FIELDS, put, rows, ticket, tickets

KNOWN = 100


def known(store, *, open_from: int = 90, scope: str = "full") -> list[dict]:
    """A hundred tickets, of which the last are open."""
    made = [
        ticket(
            f"INC{n:03d}", 10, state="new" if n >= open_from else "closed",
            closed_at=None if n >= open_from else 9,
            resolved_at=None if n >= open_from else 9, assignee="Ann",
        )
        for n in range(KNOWN)
    ]  # fmt: skip
    put(store, tickets(made, chunk=50), scope=scope, as_of=10)
    return made


def refused(store, made: list[dict], words: str, **options) -> None:
    before = rows(store, "SELECT * FROM ticket ORDER BY id")
    with pytest.raises(DecisionNeeded, match=words) as asked:
        put(store, tickets(made, chunk=50), name="wrong.csv", as_of=20, **options)
    assert asked.value.decision.option == "--allow-mass-change"
    assert rows(store, "SELECT * FROM ticket ORDER BY id") == before
    assert check(store).problems == ()
    allowed = put(
        store,
        tickets(made, chunk=50),
        name="wrong.csv",
        as_of=20,
        allow_mass_change=True,
        **options,
    )
    assert allowed.batch == 2


def test_a_field_that_goes_blank_on_a_fifth_of_the_records(store) -> None:
    made = known(store)
    wrong = [each | {"updated_at": 20, "priority": None} for each in made[:21]]
    refused(store, wrong, "21 of the 100 known incidents of servicenow would lose their priority")


def test_states_that_become_unknown(store) -> None:
    wrong = [each | {"updated_at": 20, "state": "unknown"} for each in known(store)[:30]]
    refused(store, wrong, "30 of the 100 known incidents of servicenow would get an unknown state")


def test_closed_tickets_that_open_again(store) -> None:
    wrong = [each | {"updated_at": 20, "state": "new"} for each in known(store)[:30]]
    refused(store, wrong, "30 of the 100 .* would be open again")


def test_open_tickets_that_close_without_a_date(store) -> None:
    made = known(store, open_from=50)
    wrong = [each | {"updated_at": 20, "state": "closed"} for each in made[50:72]]
    refused(store, wrong, "22 of the 50 known open incidents .* closed without a date")


def test_an_open_only_queue_that_shrinks_by_a_third(store) -> None:
    made = known(store, open_from=0, scope="open-only")
    refused(store, made[:66], "34 of the 100 known open .* only 66 are left", scope="open-only")


@pytest.mark.parametrize("share", [0.1, 0.5, 1.0])
def test_a_week_in_which_much_was_closed_with_its_date(store, share) -> None:
    made = known(store, open_from=20)
    done = [each | {"updated_at": 20, "state": "closed", "closed_at": 19} for each in made[20:]]
    week = done[: int(len(done) * share)] + [ticket(f"NEW{n}", 20) for n in range(40)]
    assert put(store, tickets(week, chunk=50), as_of=20).new == 40


def test_a_busy_day_in_an_open_only_queue(store) -> None:
    made = known(store, open_from=0, scope="open-only")
    day = made[40:] + [ticket(f"NEW{n}", 20) for n in range(30)]
    assert put(store, tickets(day, chunk=50), scope="open-only", as_of=20).new == 30


def test_people_and_reasons_come_and_go(store) -> None:
    made = known(store, open_from=0)
    day = [each | {"updated_at": 20, "assignee": None} for each in made]
    assert put(store, tickets(day, chunk=50), as_of=20).changed == KNOWN


def test_a_few_records_are_never_a_mass(store) -> None:
    made = known(store)[:25]
    few = [each | {"updated_at": 20, "state": "unknown", "priority": None} for each in made[:19]]
    assert put(store, tickets(few, chunk=50), as_of=20).changed == 19


def test_an_older_file_and_one_with_fewer_columns_change_nothing_in_mass(store) -> None:
    made = known(store)
    older = [each | {"updated_at": 5, "priority": None, "state": "unknown"} for each in made]
    put(store, tickets(older, chunk=50), as_of=5)
    narrow = tuple(name for name in TICKET_FIELDS if name != "priority")
    put(store, tickets([each | {"updated_at": 30} for each in made], fields=narrow), as_of=30)
    assert rows(store, "SELECT count(*) FROM ticket WHERE priority = 3") == [(KNOWN,)]


def test_other_kinds_of_record_that_go_blank(store) -> None:
    contracts = RECORDS["contract"]
    made = [row(contracts, f"C{n}", 10) for n in range(40)]
    put(store, reading(contracts, made), as_of=10)
    before = contents(store, contracts)
    wrong = [each | {"updated_at": 20, "number": None} for each in made]
    words = "40 of the 40 known contracts of hand would lose their number"
    with pytest.raises(DecisionNeeded, match=words):
        put(store, reading(contracts, wrong), as_of=20)
    assert contents(store, contracts) == before
