"""Links whose far end the store does not hold, counted by link (FORMATS §26)."""

# ruff: noqa: S608 - every table and column is declared in links.py

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from app.store.aliases import Names, folded
from app.store.ci_columns import DESCRIBED
from app.store.database import Store
from app.store.declared_links import KIND_OF, LINKS, NAMED, TARGETS, Link, split
from app.store.sqlite import cursor as cursor_of

MOST_ROWS = 5_000
"""Records listed at most for one link; the count is always whole."""


@dataclass(frozen=True, slots=True)
class Dangling:
    """One link with ends that are not there.

    `held` says whether the store holds any record of the kind that the link ends at: without one
    the export is missing, with some a record is. `records` are (id, key, word) of those that name
    an end that is missing, at most `MOST_ROWS` of `rows`. Where names are given and there is no
    list of them at all, only the rows are counted.
    """

    link: Link
    held: bool
    rows: int
    ends: int
    samples: tuple[str, ...]
    records: tuple[tuple[int, str, str], ...]


def dangling(store: Store, links: Iterable[Link] = LINKS) -> tuple[Dangling, ...]:
    """Every link that has ends missing, in the order of the list."""
    with store.reading() as connection:
        finder = _Finder(cursor_of(connection))
        found = [finder.find(link) for link in links]
    return tuple(each for each in found if each is not None)


class _Finder:
    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self._cursor = cursor
        self._names = Names(cursor)
        self._known: dict[tuple[str, tuple[str, ...]], set[str]] = {}
        self._filled: dict[str, int] = {}

    def find(self, link: Link) -> Dangling | None:
        filled = self._count(link)
        if not filled:
            return None
        if not any(self._any(kind, link) for kind in link.kinds) and set(link.kinds) <= set(NAMED):
            return Dangling(link, held=False, rows=filled, ends=0, samples=(), records=())
        source = "''" if link.table == "service" else "source"
        words = self._cursor.execute(
            f"SELECT {source}, {link.column}, count(*) FROM {link.table} "
            f"WHERE {link.column} IS NOT NULL GROUP BY 1, 2"
        ).fetchall()
        missing: dict[tuple[str, str], list[str]] = {}
        listed: set[str] = set()
        rows = 0
        for system, word, count in words:
            lost = [end for end in self._ends(link, word) if not self._is_held(link, system, end)]
            if lost:
                missing[system, word] = lost
                if rows < MOST_ROWS:
                    listed.add(word)
                rows += count
        if not missing:
            return None
        ends = sorted({end for lost in missing.values() for end in lost})
        held = any(self._any(kind, link) for kind in link.kinds)
        return Dangling(
            link,
            held,
            rows,
            len(ends),
            tuple(ends[:5]),
            self._records(link, source, missing, listed),
        )

    def _count(self, link: Link) -> int:
        """Records that name anything by the link; all links of a table in one scan."""
        if link.id not in self._filled:
            mine = [each for each in LINKS if each.table == link.table]
            counts = ", ".join(f"count({each.column})" for each in mine)
            row = self._cursor.execute(f"SELECT {counts} FROM {link.table}").fetchone()
            self._filled |= {each.id: count for each, count in zip(mine, row, strict=True)}
        return self._filled[link.id]

    def _ends(self, link: Link, word: str) -> list[str]:
        return split(word) if link.many else [word]

    def _is_held(self, link: Link, system: str, word: str) -> bool:
        for kind in link.kinds:
            known = self._held(kind, link)
            if kind in NAMED:
                if folded(self._names.of(kind, system, word)) in known:
                    return True
            elif word in known:
                return True
        return False

    def _held(self, kind: str, link: Link) -> set[str]:
        """Names and ids of the kind that the store holds; names folded where aliases apply."""
        of = link.of if kind == "ticket" else ()
        if (kind, of) not in self._known:
            target = TARGETS[kind]
            columns = ", ".join((target.name, *target.also))
            where, values = "1", []
            if of:
                where, values = "kind IN (SELECT value FROM json_each(?))", [json.dumps(of)]
            elif kind == "ci":
                where = DESCRIBED
            found = self._cursor.execute(
                f"SELECT {columns} FROM {target.table} WHERE {where}", values
            )
            named = kind in NAMED
            self._known[kind, of] = {
                folded(word) if named else word for row in found for word in row if word
            }
        return self._known[kind, of]

    def _any(self, kind: str, link: Link) -> bool:
        return bool(self._held(kind, link))

    def _records(
        self,
        link: Link,
        source: str,
        missing: dict[tuple[str, str], list[str]],
        listed: set[str],
    ) -> tuple[tuple[int, str, str], ...]:
        name = TARGETS[KIND_OF[link.table]].name
        found = self._cursor.execute(
            f"SELECT id, {name}, {source}, {link.column} FROM {link.table} "
            f"WHERE {link.column} IN (SELECT value FROM json_each(?)) LIMIT {2 * MOST_ROWS}",
            (json.dumps(sorted(listed)),),
        )
        lost = (
            (record, key, ", ".join(missing[system, word]))
            for record, key, system, word in found
            if (system, word) in missing
        )
        return tuple(islice(lost, MOST_ROWS))
