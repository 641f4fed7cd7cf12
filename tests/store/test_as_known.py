"""“Backlog on 3 March as known on 4 March”, against a plain reading of the same files."""

import random

import pytest

from app.analysis.asof import open_at
from app.store.as_known import as_known
from app.store.facts import load_facts
from app.store.reversal import undo_batch
from tests.store.builders import content, put, rows, ticket, tickets

DAY = 86_400
OVER = {"resolved", "closed", "cancelled"}


def day(number, seconds=0):
    return number * DAY + seconds


def open_keys(facts, at):
    return {str(key) for key in facts.tickets.key[open_at(facts, None, at)]}


def plainly(files, at):
    """What is open at an instant by the files alone: (as_of, scope, rows), in any order."""
    newest, named = {}, {}
    for as_of, _, lines in files:
        for line in lines:
            key = line["key"]
            named[key] = max(named.get(key, 0), as_of)
            if key not in newest or newest[key]["updated_at"] < line["updated_at"]:
                newest[key] = line
    last_open_only = max((as_of for as_of, scope, _ in files if scope == "open-only"), default=0)
    found = set()
    for key, line in newest.items():
        ended = line["resolved_at"] is not None and line["resolved_at"] <= at
        left = line["state"] not in OVER and named[key] < min(last_open_only, at)
        if line["opened_at"] <= at and not ended and not left:
            found.add(key)
    return found


class World:
    """Tickets that come and go, and the export of any day."""

    def __init__(self, seed):
        self.dice = random.Random(seed)
        self.lives = {}
        for number in range(25):
            opened = self.dice.randrange(day(1), day(9))
            length = self.dice.randrange(3_600, day(6))
            self.lives[f"T{number}"] = (opened, opened + length)

    def export(self, as_of, scope):
        lines = []
        for key, (opened, resolved) in self.lives.items():
            over = resolved <= as_of
            if opened > as_of or (scope == "open-only" and over):
                continue
            if scope == "delta" and max(opened, resolved if over else 0) < as_of - DAY:
                continue
            lines.append(ticket(
                key, resolved if over else opened, opened_at=opened,
                state="closed" if over else "in_progress",
                resolved_at=resolved if over else None,
            ))  # fmt: skip
        return lines


@pytest.mark.parametrize("seed", range(8))
def test_every_day_as_known_on_every_later_day(store, seed):
    world = World(seed)
    scopes = ["open-only", "full", "delta"] if seed % 2 else ["open-only"]
    made = []
    for number in range(2, 10):
        as_of, scope = day(number), world.dice.choice(scopes)
        lines = world.export(as_of, scope)
        if not lines:
            continue
        stored = put(store, tickets(lines), name=f"{number}.csv", scope=scope, as_of=as_of,
                     now=as_of + 600)  # fmt: skip
        made.append((stored.batch, as_of + 600, (as_of, scope, lines)))
    for batch, _, _ in world.dice.sample(made, 2):
        undo_batch(store, batch, now=day(11), wall=day(11), actor="Tess")
        made = [one for one in made if one[0] != batch]
    before = content(store)
    for known in [at for _, at, _ in made]:
        files = [file for _, at, file in made if at <= known]
        facts = as_known(store, known)
        for at in (day(number) for number in range(1, known // DAY + 1)):
            assert open_keys(facts, at) == plainly(files, at), (known, at)
    assert content(store) == before


def test_a_ticket_that_stayed_unchanged_was_there_in_between(store):
    """Three open-only exports name it; without the third it is still there by the second."""
    for number in (1, 2, 3):
        lines = [ticket("A", 500, opened_at=500)]
        put(store, tickets(lines), name=f"{number}.csv", scope="open-only", as_of=day(number),
            now=day(number))  # fmt: skip
    assert open_keys(as_known(store, day(2)), day(2)) == {"A"}
    undo_batch(store, 3, now=day(4), wall=day(4), actor="Tess")
    assert rows(store, "SELECT batch_id, outcome_unknown FROM ticket") == [(2, 0)]


def test_a_ticket_that_an_older_file_names_too_stays_when_the_newer_one_goes(store):
    put(store, tickets([ticket("A", 500)]), name="new.csv", as_of=day(2), now=day(2))
    put(store, tickets([ticket("A", 500)]), name="old.csv", as_of=day(1), now=day(3))
    undo_batch(store, 1, now=day(4), wall=day(4), actor="Tess")
    assert rows(store, "SELECT key, batch_id FROM ticket") == [("A", 2)]


def test_a_file_that_came_late_was_not_known_before(store):
    put(store, tickets([ticket("A", 500, opened_at=500)]), name="a.csv", as_of=day(1), now=day(1))
    put(store, tickets([ticket("B", 600, opened_at=600)]), name="b.csv", as_of=day(1), now=day(5))
    assert open_keys(as_known(store, day(4)), day(1)) == {"A"}
    assert open_keys(as_known(store, day(5)), day(1)) == {"A", "B"}


def test_nothing_was_known_before_the_first_import(store):
    put(store, tickets([ticket("A", 500)]), name="a.csv", as_of=day(1), now=day(1))
    facts = as_known(store, day(1) - 1)
    assert (len(facts.tickets), facts.sources) == (0, ())
    assert len(load_facts(store).tickets) == 1
