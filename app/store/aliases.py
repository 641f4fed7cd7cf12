"""Names as people know them: the alias list, and raw ids of what the store holds (FORMATS §26).

Records keep the words of their source. When they are read, a word is looked up in the alias list
(of its system first, then of all), and a 32-hex id in the table that it points to, so that a name
appears as soon as that table was imported.
"""

import re
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.models.columns import I32
from app.store import audit
from app.store.database import Store
from app.store.lock import current_user
from app.store.sqlite import cursor as cursor_of

_RAW_ID = re.compile(r"[0-9a-f]{32}\Z", re.IGNORECASE)
_LONGEST_CHAIN = 8
_NAMED = {
    "group": ("SELECT source, key FROM support_group WHERE source_id = ?",),
    "ci": ("SELECT source, name FROM ci WHERE source_id = ?",),
    "service": ("SELECT source, name FROM ci WHERE source_id = ?",),
    "person": (),
}
"""Where a raw id of each kind may stand; a ServiceNow service is a CI of a service class."""


@dataclass(frozen=True, slots=True)
class AliasRow:
    """One line of the alias list; an empty `system` means every system."""

    kind: str
    system: str
    alias: str
    name: str
    decided_by: str
    decided_at: int


def folded(word: str) -> str:
    """A word as aliases are compared: without case and with single spaces."""
    return " ".join(word.split()).casefold()


def is_raw_id(word: str) -> bool:
    """Whether the word is a tool's 32-hex id instead of a name."""
    return bool(_RAW_ID.match(word))


def load_aliases(store: Store) -> tuple[AliasRow, ...]:
    """The whole alias list by kind, system and alias."""
    with store.reading() as connection:
        return _rows(cursor_of(connection))


def _rows(cursor: sqlite3.Cursor) -> tuple[AliasRow, ...]:
    found = cursor.execute(
        "SELECT kind, system, alias, name, decided_by, decided_at FROM alias ORDER BY 1, 2, 3"
    )
    return tuple(AliasRow(*row) for row in found)


class Names:
    """How each word of a kind reads. One of these lives as long as one reading of the store."""

    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self._cursor = cursor
        self._list = _rows(cursor)
        self._aliases = {
            (row.kind, folded(row.system), folded(row.alias)): row.name for row in self._list
        }
        self._kinds = {kind for kind, _, _ in self._aliases}
        self._known = {(kind, alias) for kind, _, alias in self._aliases}

    def of(self, kind: str, system: str, word: str) -> str:
        """The name behind a word that a record of the system holds; the word where none is."""
        name = word
        for _ in range(_LONGEST_CHAIN):
            found = self._alias(kind, system, name) or self._behind_id(kind, system, name)
            if found is None or found == name:
                break
            name = found
        return name

    def aliases(self, kind: str) -> list[tuple[str, str]]:
        """(system, alias) of every line of the kind."""
        return [(row.system, row.alias) for row in self._list if row.kind == kind]

    def recoded(
        self,
        kind: str,
        words: Sequence[str],
        systems: Sequence[str],
        codes: Sequence[tuple[NDArray[Any], NDArray[Any]]],
    ) -> tuple[tuple[str, ...], list[I32]]:
        """Vocabulary and code columns with every word replaced by its name.

        `codes` are pairs of (code into `words`, code into `systems`) of one length; -1 = absent.
        """
        affected = self._affected(kind, words)
        if not affected:
            return tuple(words), [column.astype(np.int32, copy=False) for column, _ in codes]
        table = np.tile(np.arange(len(words) + 1), (len(systems) + 1, 1))
        names: dict[str, int] = {word: at for at, word in enumerate(words)}
        for place, system in enumerate((*systems, "")):
            for at in affected:
                table[place, at] = names.setdefault(self.of(kind, system, words[at]), len(names))
        table[:, len(words)] = -1
        found = [table[systems_of, column] for column, systems_of in codes]
        used = np.unique(np.concatenate([*found, np.empty(0, np.int64)]))
        used = used[used >= 0]
        place_of = np.full(len(names) + 1, -1, np.int64)
        place_of[used] = np.arange(len(used))
        every = list(names)
        return (
            tuple(every[at] for at in used.tolist()),
            [place_of[column].astype(np.int32) for column in found],
        )

    def _affected(self, kind: str, words: Sequence[str]) -> list[int]:
        listed = kind in self._kinds
        return [
            at
            for at, word in enumerate(words)
            if (listed and (kind, folded(word)) in self._known) or is_raw_id(word)
        ]

    def _alias(self, kind: str, system: str, word: str) -> str | None:
        if kind not in self._kinds:
            return None
        alias = folded(word)
        own = self._aliases.get((kind, folded(system), alias))
        return own if own is not None else self._aliases.get((kind, "", alias))

    def _behind_id(self, kind: str, system: str, word: str) -> str | None:
        if not is_raw_id(word):
            return None
        for statement in _NAMED[kind]:
            found = self._cursor.execute(statement, (word,)).fetchall()
            own = [name for source, name in found if source == system]
            names = set(own or [name for _, name in found])
            if len(names) == 1:
                return str(names.pop())
        return None


def chained(rows: Iterable[AliasRow], added: AliasRow) -> bool:
    """Whether the added line would make a name an alias of itself, through others."""
    step = {(row.kind, folded(row.system), folded(row.alias)): folded(row.name) for row in rows}
    step[added.kind, folded(added.system), folded(added.alias)] = folded(added.name)
    start = name = folded(added.alias)
    for _ in range(len(step) + 1):
        following = step.get((added.kind, folded(added.system), name))
        if following is None:
            following = step.get((added.kind, "", name))
        if following is None or following == name:
            return False
        if following == start:
            return True
        name = following
    return True


def save_aliases(
    store: Store,
    added: Sequence[AliasRow],
    removed: Sequence[AliasRow] = (),
    *,
    now: int,
    wall: int,
    actor: str,
) -> None:
    """Add, replace and remove lines in one transaction with one audit entry (UTC seconds).

    A line replaces the one of the same kind, system and alias, however it is spelt.
    """
    gone = {(row.kind, folded(row.system), folded(row.alias)) for row in (*added, *removed)}
    with store.writing() as connection:
        cursor = cursor_of(connection)
        for row in _rows(cursor):
            if (row.kind, folded(row.system), folded(row.alias)) in gone:
                cursor.execute(
                    "DELETE FROM alias WHERE kind = ? AND system = ? AND alias = ?",
                    (row.kind, row.system, row.alias),
                )
        cursor.executemany(
            "INSERT INTO alias (kind, system, alias, name, decided_by, decided_at) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            [
                (row.kind, row.system, row.alias, row.name, row.decided_by, row.decided_at)
                for row in added
            ],
        )
        audit.append(
            connection,
            action="aliases",
            object=", ".join(sorted({row.kind for row in (*added, *removed)})),
            detail={
                "added": [[row.kind, row.system, row.alias, row.name] for row in added],
                "removed": [[row.kind, row.system, row.alias, row.name] for row in removed],
            },
            actor=actor,
            recorder=current_user(),
            now=now,
            wall=wall,
        )


def group_list(store: Store) -> tuple[frozenset[str], tuple[tuple[str, str, int], ...]]:
    """(names of the group list folded, (source, group, tickets) of every group that is named).

    The first is empty as long as no group list was imported.
    """
    with store.reading() as connection:
        cursor = cursor_of(connection)
        known = {folded(key) for (key,) in cursor.execute("SELECT key FROM support_group")}
        if not known:
            return frozenset(), ()
        names = Names(cursor)
        listed = known | {folded(row.name) for row in _rows(cursor) if row.kind == "group"}
        found = cursor.execute(
            "SELECT source, assignment_group, count(*) FROM ("
            "SELECT source, assignment_group FROM ticket WHERE assignment_group IS NOT NULL "
            "UNION ALL SELECT source, assignment_group FROM change "
            "WHERE assignment_group IS NOT NULL) GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2"
        ).fetchall()
        named = tuple((source, names.of("group", source, word), n) for source, word, n in found)
    return frozenset(listed), named


def systems_of(store: Store) -> tuple[str, ...]:
    """Every system that tickets, changes or CIs came from, by name."""
    with store.reading() as connection:
        found = cursor_of(connection).execute(
            "SELECT DISTINCT source FROM ticket UNION SELECT DISTINCT source FROM change "
            "UNION SELECT DISTINCT source FROM ci ORDER BY 1"
        )
        return tuple(source for (source,) in found if source)
