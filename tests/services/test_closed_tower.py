"""A closed tower leaves no facts behind: their files may be mapped, and must be let go."""

import gc
import weakref
from dataclasses import fields, is_dataclass

import numpy as np

from app.analysis.kpis import compute
from app.analysis.periods import parse_period
from app.analysis.remember import once_for_facts
from app.services.clock import Clock
from app.services.tower import Tower
from app.store.database import open_store
from tests.analysis.sample_facts import at, make_facts
from tests.store.builders import changes, put, ticket, tickets

NOW = at("2026-11-24T08:00")
WEEK = parse_period("2026-W47", "UTC")


def arrays(thing):
    """Every array of the facts, however deep."""
    for each in fields(thing):
        value = getattr(thing, each.name)
        if isinstance(value, np.ndarray):
            yield value
        elif is_dataclass(value):
            yield from arrays(value)


def test_nothing_refers_to_the_arrays_of_a_closed_tower(tmp_path, settings):
    opened = WEEK.start + 3600
    store = open_store(tmp_path / "tower.db")
    log = [
        ticket("A", opened + n, revision=n, state=state, opened_at=opened, priority=1,
               resolved_at=opened + 50 if state == "resolved" else None)
        for n, state in enumerate(("new", "in_progress", "resolved", "in_progress"))
    ]  # fmt: skip
    put(store, tickets(log, log=True))
    put(store, changes([("C1", "db")]), name="c.csv")
    Tower(store, settings, Clock(NOW)).facts()
    tower = Tower(store, settings, Clock(NOW))
    facts = tower.facts()
    assert isinstance(facts.tickets.opened, np.memmap)
    results = compute(facts, settings, WEEK, NOW)
    assert results[0].parts
    left = [weakref.ref(facts), *(weakref.ref(array) for array in arrays(facts))]
    del facts
    tower.close()
    gc.collect()
    assert len(left) > 100
    assert [ref for ref in left if ref() is not None] == []


def test_an_answer_is_kept_as_long_as_its_facts_and_told_apart_by_its_terms():
    asked = []

    @once_for_facts
    def doubled(facts, number, *, by=2):
        asked.append((len(facts.tickets), number, by))
        return None if number == 0 else number * by

    facts, other = make_facts([{}]), make_facts()
    assert [doubled(facts, 3), doubled(facts, 3), doubled(facts, 3, by=5)] == [6, 6, 15]
    assert [doubled(facts, 0), doubled(facts, 0), doubled(other, 3)] == [None, None, 6]
    assert asked == [(1, 3, 2), (1, 3, 5), (1, 0, 2), (0, 3, 2)]


def test_only_the_newest_answers_are_kept():
    asked = []

    @once_for_facts
    def same(facts, number):
        asked.append(number)
        return number

    facts = make_facts()
    for number in (*range(40), 39, 0):
        assert same(facts, number) == number
    assert asked == [*range(40), 0]
