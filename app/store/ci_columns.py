"""Configuration items as columns: what has one name is one thing where that is certain.

A CI that a change only named and the CMDB's CI of that name are one thing as long as exactly one
record describes that name; its class, service and environment are then the described one's.
Where several records have one name they stay apart, and the bare name stands beside them.
"""

import sqlite3
from dataclasses import dataclass

import numpy as np

from app.models.columns import I32, I64
from app.store.aliases import Names
from app.store.column_reader import Read, Vocabulary, code, read_columns

DESCRIBED = (
    "(ident <> '' OR source_id IS NOT NULL OR ci_class IS NOT NULL OR service IS NOT NULL "
    "OR environment IS NOT NULL OR status IS NOT NULL OR serial IS NOT NULL)"
)
"""SQL: the record says more than a name, as a CMDB's does and a mere mention does not."""


@dataclass(frozen=True, slots=True)
class CIColumns:
    """Every thing that has a name. Codes are into the vocabularies that were given."""

    names: tuple[str, ...]
    ci_class: I32
    classes: tuple[str, ...]
    service: I32
    environment: I32
    source: I32
    ids: I64
    """Every record of the table ..."""
    things: I32
    """... and which thing it is."""

    def thing_of(self, ids: I64) -> I32:
        """The thing behind each record id."""
        return self.things[np.searchsorted(self.ids, ids)]


def load_cis(
    cursor: sqlite3.Cursor,
    names: Names,
    services: Vocabulary,
    environments: Vocabulary,
    sources: Vocabulary,
) -> CIColumns:
    """Every CI by first sight of its name or, among several of one name, of its record."""
    classes, titles = Vocabulary(), Vocabulary()
    columns = read_columns(
        cursor,
        [
            Read("id", "id", "instant"),
            code("name", "name", titles),
            code("source", "source", sources),
            code("ci_class", "ci_class", classes),
            code("service", "service", services),
            code("environment", "environment", environments),
            Read("described", DESCRIBED, "flag"),
        ],
        "FROM ci ORDER BY id",
    )
    words, (name,) = names.recoded(
        "ci", titles.words, sources.words, [(columns["name"], columns["source"])]
    )
    described = columns["described"]
    records = np.bincount(name[described], minlength=len(words) + 1)
    # The number of a thing: its name, and apart from it each record of an ambiguous name.
    apart = described & (records[name] > 1)
    number = np.where(apart, len(words) + np.arange(len(name)), name)
    numbers, first, things = np.unique(number, return_index=True, return_inverse=True)
    speaks = first.copy()
    ranked = np.flatnonzero(described & ~apart)
    speaks[things[ranked]] = ranked
    order = np.argsort(first, kind="stable")
    place = np.empty(len(numbers), np.int64)
    place[order] = np.arange(len(numbers))
    rows = speaks[order]
    return CIColumns(
        names=tuple(words[at] for at in name[rows].tolist()),
        ci_class=columns["ci_class"][rows],
        classes=classes.words,
        service=columns["service"][rows],
        environment=columns["environment"][rows],
        source=columns["source"][rows],
        ids=columns["id"],
        things=place[things].astype(np.int32),
    )
