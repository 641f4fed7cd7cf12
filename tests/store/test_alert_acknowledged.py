"""Who acknowledged an alert is told by the tool's log, before or after the alert itself came."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from app.store.alert_episodes import episodes
from app.store.database import open_store
from app.store.sqlite import cursor
from app.store.write import undo_batch
from tests.store.test_links import of

COLUMNS = ("acknowledged_at", "acknowledged_by", "human_acknowledged")


def incident(**values):
    row = {"source": "pagerduty", "key": "#7", "source_id": "Q7", "state": "resolved",
           "fired_at": 100, "resolved_at": 900}  # fmt: skip
    return row | values | {"row_hash": repr(values)}


def entry(at, actor, *, automatic=False, event="acknowledged", alert_key="Q7", **values):
    key = f"{alert_key}/{event}/{at}/{actor}"
    row = {"source": "pagerduty", "key": key, "alert_key": alert_key, "event": event, "at": at,
           "actor": actor, "automatic": automatic, "row_hash": key}  # fmt: skip
    return row | values


def told(store):
    with store.reading() as connection:
        return cursor(connection).execute(f"SELECT * FROM {episodes(COLUMNS)}").fetchall()


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_files_in_any_order_tell_the_same_acknowledgement(tmp_path, order) -> None:
    files = [
        ("alert", incident()),
        ("alert_event", entry(160, "Checkout", automatic=True)),
        ("alert_event", entry(200, "Marta"), entry(300, "Jonas"), entry(90, "too early")),
    ]
    store = open_store(tmp_path / "tower.db")
    for place in order:
        of(store, *files[place])
    assert told(store) == [(200, "Marta", 1)]
    undo_batch(store, order.index(2) + 1, now=30_000, wall=30_000, actor="Tess")
    assert told(store) == [(160, "Checkout", 0)]
    store.close()


def test_the_log_goes_before_what_the_alert_says_and_only_where_it_speaks_of_it(store) -> None:
    analytics = {"acknowledged_at": 250, "acknowledged_by": "Marta;Jonas"}
    of(store, "alert", incident(**analytics))
    assert told(store) == [(250, "Marta;Jonas", 1)]
    of(store, "alert_event", entry(200, "Ada", alert_key="Q8"), entry(210, "Ada", source="other"),
       entry(220, "Ada", event="assigned"), entry(950, "Ada"))  # fmt: skip
    assert told(store) == [(250, "Marta;Jonas", 1)]
    of(store, "alert_event", entry(240, "Ada", alert_key="#7"))
    assert told(store) == [(240, "Ada", 1)]


ENTRIES = st.lists(
    st.tuples(st.integers(50, 950), st.sampled_from("ABC"), st.sampled_from([True, False, None])),
    unique_by=lambda each: each[:2],
    max_size=6,
)


@examples(max_examples=15)
@given(entries=ENTRIES, own=st.none() | st.integers(100, 900))
def test_any_log_against_a_plain_search(tmp_path_factory, entries, own) -> None:
    store = open_store(tmp_path_factory.mktemp("log") / "tower.db")
    of(store, "alert", incident(acknowledged_at=own, acknowledged_by="X" if own else None))
    if entries:
        of(store, "alert_event", *(entry(at, by, automatic=auto) for at, by, auto in entries))
    inside = sorted((auto is True, at, by) for at, by, auto in entries if 100 <= at <= 900)
    if inside:
        auto, at, by = inside[0]
        wanted = (at, by, int(not auto))
    else:
        wanted = (own, "X", 1) if own else (None, None, None)
    assert told(store) == [wanted]
    store.close()
