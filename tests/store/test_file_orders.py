"""F22: the order in which files come in never shows in what is stored."""

import shutil
import tempfile
from itertools import permutations
from pathlib import Path

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from app.store.database import open_store
from app.store.timeline import Version, merged, replay
from tests.store.builders import TICKET_FIELDS, content, put, ticket, tickets

NARROW = tuple(name for name in TICKET_FIELDS if name not in ("assignee", "title"))

versions = st.builds(
    ticket,
    st.sampled_from(["A", "B"]),
    st.integers(10, 14),
    state=st.sampled_from(["new", "in_progress", "resolved"]),
    assignee=st.sampled_from([None, "Ann", "Bob"]),
    priority=st.sampled_from([None, 1, 3]),
)
files = st.tuples(
    st.lists(versions, min_size=1, max_size=4), st.sampled_from([TICKET_FIELDS, NARROW])
)


def stored(empty: Path, path: Path, order: tuple[tuple, ...], *, log: bool) -> object:
    shutil.copy(empty, path)
    store = open_store(path)
    try:
        for rows, fields in order:
            put(store, tickets(rows, fields=fields, log=log))
        return content(store)
    finally:
        store.close()


@settings(max_examples=12, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(st.lists(files, min_size=3, max_size=3), st.booleans())
def test_every_order_of_three_files_ends_in_the_same_store(given_files, log) -> None:
    with tempfile.TemporaryDirectory() as folder:
        empty = Path(folder, "empty.db")
        open_store(empty).close()
        results = [
            stored(empty, Path(folder, f"{number}.db"), order, log=log)
            for number, order in enumerate(permutations(given_files))
        ]
    assert all(result == results[0] for result in results)


@settings(max_examples=40, deadline=None)
@given(st.lists(versions, min_size=1, max_size=6))
def test_the_last_version_wins_and_history_leads_to_it(rows) -> None:
    rows = [row | {"key": "A"} for row in rows]
    made = [
        Version(row["updated_at"], -1, str(sorted(map(str, row.values()))), "log", 1, row)
        for row in rows
    ]
    ordered = merged((), made)
    values, history = replay(ordered)
    assert values == dict(max(made, key=lambda version: version.place).values)
    state: dict[str, str | None] = {}
    for field, _, _, old, new, _, _ in history:
        if field in ("state", "assignee"):
            assert state.get(field) == old
            state[field] = new
    assert state["state"] == values["state"]
    assert state.get("assignee") == values["assignee"]


def test_an_older_file_after_a_newer_one_only_adds_history(store) -> None:
    put(store, tickets([ticket("A", 30, state="resolved", resolved_at=30)]))
    older = put(store, tickets([ticket("A", 20, state="in_progress")]))
    assert (older.new, older.changed, older.unchanged) == (0, 0, 1)
    current, history = content(store)
    assert "resolved" in current[0]
    assert ("A", "state", 30, 1, "in_progress", "resolved", "import") in history


def test_a_longer_log_adds_only_what_is_new(store) -> None:
    log = [
        ticket("A", at, state=state, revision=number)
        for number, (at, state) in enumerate(
            [(10, "new"), (20, "in_progress"), (30, "resolved"), (40, "closed")]
        )
    ]
    put(store, tickets(log[:2], log=True))
    before = content(store)[1]
    again = put(store, tickets(log[:2], log=True))
    assert (again.new, again.changed, again.unchanged) == (0, 0, 1)
    assert content(store)[1] == before
    longer = put(store, tickets(log, log=True))
    assert (longer.new, longer.changed, longer.unchanged) == (0, 1, 0)
    after = content(store)[1]
    assert set(before) < set(after)
    assert len(after) == len(set(after))
