"""An alert's beginning in one file and its end in another are one episode when they are read."""

from itertools import permutations
from pathlib import Path

import pytest

from app.store.database import open_store
from app.store.links import links_of
from app.store.quality_columns import load_quality
from app.store.write import undo_batch
from tests.store.test_links import of


def began(at, mark="disk", **values):
    return _alert(mark, at, state="firing", fired_at=at, resolved_at=None, **values)


def ended(at, mark="disk", *, since=None, **values):
    key = at if since is None else since
    return _alert(mark, key, state="resolved", fired_at=since, resolved_at=at, **values)


def _alert(mark, at, **values):
    row = {"source": "aws", "key": f"{mark}@{at}", "fingerprint": mark, "ci": "db01"}
    return row | values | {"row_hash": repr((mark, at, values))}


def shown(store):
    """What hangs on the CI: (alert, state)."""
    found = links_of(store, "ci", "db01")
    return sorted((end.key, end.state) for end in found if end.kind == "alert")


def filled(store):
    counts = {each.field: each for each in load_quality(store).fields if each.kind == "alert"}
    began, over = counts["fired_at"], counts["resolved_at"]
    assert began.total == over.total
    return began.filled, over.filled, began.total


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_files_in_any_order_tell_the_same_episodes(tmp_path: Path, order) -> None:
    files = [[began(10)], [ended(20), began(30)], [ended(50)]]
    store = open_store(tmp_path / "tower.db")
    for place in order:
        of(store, "alert", *files[place])
    assert shown(store) == [("disk@10", "resolved"), ("disk@30", "resolved")]
    assert filled(store) == (2, 2, 2)
    store.close()


def test_taking_the_end_back_lets_it_fire_again(store) -> None:
    of(store, "alert", began(10))
    of(store, "alert", ended(20))
    undo_batch(store, 2, now=30_000, wall=30_000, actor="Tess")
    assert shown(store) == [("disk@10", "firing")]
    undo_batch(store, 1, now=30_000, wall=30_000, actor="Tess")
    assert shown(store) == []


def test_an_end_without_any_beginning_is_an_episode(store) -> None:
    of(store, "alert", ended(20))
    of(store, "alert", began(30))
    assert shown(store) == [("disk@20", "resolved"), ("disk@30", "firing")]
    assert filled(store) == (1, 1, 2)


def test_a_fuller_file_makes_the_lone_end_part_of_its_episode(store) -> None:
    of(store, "alert", ended(20))
    of(store, "alert", ended(20, since=10))
    assert shown(store) == [("disk@10", "resolved")]


def test_other_fingerprints_sources_and_numbered_alerts_are_let_be(store) -> None:
    of(store, "alert", began(10), began(10, "cpu"), began(10, "net") | {"source": "other"})
    of(store, "alert", ended(20, "net"), ended(20, "cpu") | {"key": "#7"}, began(12) | {"key": "9"})
    assert shown(store) == [
        ("#7", "resolved"), ("9", "firing"), ("cpu@10", "firing"), ("disk@10", "firing"),
        ("net@10", "firing"), ("net@20", "resolved"),
    ]  # fmt: skip
