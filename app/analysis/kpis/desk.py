"""Tickets of the service desk: which groups are the desk, and who passed what on (METRICS K6)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.analysis.remember import once_for_facts
from app.models.columns import Facts, Flags
from app.models.settings import Settings


@dataclass(frozen=True, slots=True)
class Desk:
    """Per ticket row: `own` came to the desk; `logged` says so its history, else its group does.

    `kept` was never outside the desk; `untouched` was never reassigned at all.
    """

    own: Flags
    logged: Flags
    kept: Flags
    untouched: Flags


def desk(facts: Facts, settings: Settings) -> Desk:
    """Whose first group is one of the desk, by its history or else by the group it has now."""
    return _desk(facts, tuple(np.flatnonzero(desk_groups(facts, settings)).tolist()))


@once_for_facts
def _desk(facts: Facts, groups: tuple[int, ...]) -> Desk:
    """By the codes of the desk's groups."""
    tickets, log = facts.tickets, facts.groups
    inside = np.zeros(len(tickets.groups) + 1, np.bool_)
    inside[list(groups)] = True
    own, logged = inside[tickets.group], np.zeros(len(tickets), np.bool_)
    still = own & (tickets.reassignment_count <= 0)
    kept, untouched = still.copy(), still.copy()
    named = np.flatnonzero(log.value >= 0)
    if len(named):
        owner, here = log.ticket[named], inside[log.value[named]]
        first = np.concatenate(([True], owner[1:] != owner[:-1]))
        logged[owner] = True
        own = own.copy()
        own[owner[first]] = here[first]
        kept[owner[first]] = True
        kept[owner[~here]] = False
        moved = ~first & (log.value[named] != np.concatenate(([-1], log.value[named][:-1])))
        untouched[owner[first]] = True
        untouched[owner[moved]] = False
    return Desk(own, logged, kept & own, untouched & own)


def desk_groups(facts: Facts, settings: Settings) -> Flags:
    """Per group of the tickets: named as the desk, by whole name or beginning, or below one."""
    names = facts.tickets.groups
    parents = {name: parent for name, parent in facts.registers.groups if parent}
    return np.array([_is_desk(name, parents, settings.desk_groups) for name in names], np.bool_)


def _is_desk(name: str, parents: dict[str, str], asked: Sequence[str]) -> bool:
    seen: set[str] = set()
    at: str | None = name
    while at is not None and at not in seen:
        if any(_begins(at, word) for word in asked):
            return True
        seen.add(at)
        at = parents.get(at)
    return False


def _begins(name: str, word: str) -> bool:
    """Whether the name is the word or begins with it as whole words."""
    name, word = name.casefold().strip(), word.casefold().strip()
    if not word or not name.startswith(word):
        return False
    return len(name) == len(word) or not name[len(word)].isalnum()
