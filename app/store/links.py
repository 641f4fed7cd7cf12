"""Which record names which, resolved against what the store holds now (FORMATS §26).

Nothing is resolved at import: a link is the word in its column, and finds its end, by key or by
the source's own 32-hex id, as soon as that end is in the store.
"""

# ruff: noqa: S608 - every table and column is declared

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from app.models.ticket import TICKET_KINDS
from app.store import alert_episodes
from app.store.aliases import Names, folded, is_raw_id
from app.store.ci_columns import DESCRIBED
from app.store.database import Store
from app.store.declared_links import (
    KIND_OF,
    LINKS,
    NAMED,
    RELATED,
    TARGETS,
    Link,
    Target,
    split,
)
from app.store.sqlite import cursor as cursor_of

MOST = 500
"""Records shown at most at the far end of one link."""
_COMMON = {"service", "group"}
"""Kinds that so many records name that the newest are found by looking from the end."""


@dataclass(frozen=True, slots=True)
class LinkEnd:
    """One far end: what it is to the record that was asked about.

    `found` is False while the store doesn't hold it. `ambiguous` counts the records that the
    name fits when they are several: then it is not known which is meant.
    """

    words: str
    kind: str
    key: str
    title: str = ""
    state: str = ""
    found: bool = True
    ambiguous: int = 0


def links_of(store: Store, kind: str, key: str) -> tuple[LinkEnd, ...]:
    """Everything that the record names and everything that names it, each end once.

    `key` is a number or name as people use it, or the source's own id. At most `MOST` records at
    the far end of each link.
    """
    with store.reading() as connection:
        reader = _Reader(cursor_of(connection))
        ends = [
            *reader.forward(kind, key), *reader.related(kind, key), *reader.backward(kind, key)
        ]  # fmt: skip
    return tuple(dict.fromkeys(ends))


def key_behind(store: Store, kind: str, word: str) -> str:
    """The number or name that people use for a word that may be a raw id; else the word."""
    if not is_raw_id(word):
        return word
    target = TARGETS[kind]
    with store.reading() as connection:
        found = cursor_of(connection).execute(
            f"SELECT DISTINCT {target.name} FROM {target.table} WHERE source_id = ?", (word,)
        )
        keys = found.fetchmany(2)
    return str(keys[0][0]) if len(keys) == 1 else word


class _Reader:
    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self._cursor = cursor
        self._names = Names(cursor)

    def forward(self, kind: str, key: str) -> Iterator[LinkEnd]:
        target = TARGETS[kind]
        mine = [link for link in LINKS if link.table == target.table]
        columns = ["source"] if target.table != "service" else ["''"]
        columns += [link.column for link in mine]
        where, values = self._where(kind, [key])
        for source, *cells in self._rows(
            f"SELECT {', '.join(columns)} FROM {target.table} t WHERE {where}", values
        ):
            for link, cell in zip(mine, cells, strict=True):
                for word in split(cell) if link.many and cell else [cell] if cell else []:
                    yield from self.end(link, source, word)
        if kind == "change":
            yield from self._cis_of(values, where)

    def end(self, link: Link, source: str, word: str) -> Iterator[LinkEnd]:
        """What a word of the link means: the records it fits."""
        for kind in link.kinds:
            name = self._names.of(kind, source, word) if kind in NAMED else word
            found = self._found(kind, name, link.of)
            if found:
                several = len(found) if kind in NAMED and len(found) > 1 else 0
                for key, title, state in found if not several else found[:1]:
                    yield LinkEnd(
                        link.words, kind, key, title or "", state or "", ambiguous=several
                    )
                return
        kind = link.kinds[0]
        name = self._names.of(kind, source, word) if kind in NAMED else word
        yield LinkEnd(link.words, kind, name, found=False)

    def backward(self, kind: str, key: str) -> Iterator[LinkEnd]:
        words = self._spellings(kind, key)
        for link in LINKS:
            if kind not in link.kinds:
                continue
            near = TARGETS[KIND_OF[link.table]]
            if link.many:
                where = f"t.{link.column} IS NOT NULL AND (" + " OR ".join(
                    f"instr(';' || replace(t.{link.column}, ' ', '') || ';', ?)" for _ in words
                )
                values: list[str] = [f";{word.replace(' ', '')};" for word in words]
                where += ")"
            else:
                where, values = (
                    f"t.{link.column} IN (SELECT value FROM json_each(?))",
                    [json.dumps(words)],
                )
            if link.table == "alert":
                where = f"({where}) AND {alert_episodes.STANDS}"
            if not (_COMMON & {*link.kinds}):
                # Apart, so that an index finds them: the order would have every record looked at.
                where = f"t.id IN (SELECT t.id FROM {link.table} t WHERE {where})"
            statement = (
                f"SELECT t.{near.name}, {_shown(near)} FROM {link.table} t "
                f"WHERE {where} ORDER BY t.id DESC LIMIT {MOST}"
            )
            for found, title, state in self._rows(statement, values):
                kind_of = KIND_OF[link.table]
                yield LinkEnd(link.back, kind_of, found, title or "", state or "")
        if kind == "ci":
            yield from self._changes_on(words)

    def related(self, kind: str, key: str) -> Iterator[LinkEnd]:
        """The other ends of the relations that tasks have."""
        words = json.dumps(self._spellings(kind, key))
        for verb, *ends in RELATED:
            for near, far in (ends, reversed(ends)):
                if kind in near.kinds:
                    for source, word in self._rows(
                        f"SELECT source, {far.column} FROM relation WHERE verb = ? AND "
                        f"{near.column} IN (SELECT value FROM json_each(?)) "
                        f"ORDER BY id DESC LIMIT {MOST}",
                        [verb, words],
                    ):
                        yield from self.end(far, source, word)

    def _where(
        self, kind: str, words: Iterable[str], of: Iterable[str] = TICKET_KINDS
    ) -> tuple[str, list[str]]:
        """SQL (over alias t) that finds records of the kind by name or the source's own id."""
        target = TARGETS[kind]
        one = json.dumps(list(words))
        by_name = f"t.{target.name} IN (SELECT value FROM json_each(?))"
        values = [one]
        if target.table == "ticket":  # the index on (kind, key) needs the kind
            by_name = f"t.kind IN (SELECT value FROM json_each(?)) AND {by_name}"
            values = [json.dumps(list(of)), one]
        if not target.also:
            return by_name, values
        every = f"SELECT t.id FROM {target.table} t WHERE"
        others = (f"t.{column} IN (SELECT value FROM json_each(?))" for column in target.also)
        ways = " UNION ".join(f"{every} {way}" for way in (by_name, *others))
        return f"t.id IN ({ways})", [*values, *(one for _ in target.also)]

    def _found(self, kind: str, name: str, of: Iterable[str]) -> list[tuple[str, str, str]]:
        target = TARGETS[kind]
        where, values = self._where(kind, [name], of)
        statement = f"SELECT t.{target.name}, {_shown(target)} FROM {target.table} t WHERE {where}"
        if kind == "ci":
            described = list(self._rows(f"{statement} AND {DESCRIBED}", values))
            if described:
                return described
        return list(self._rows(statement, values))[: 1 if kind == "ci" else MOST]

    def _spellings(self, kind: str, key: str) -> list[str]:
        """Every word that means the record: its name, its ids, its aliases."""
        target = TARGETS[kind]
        words = [key]
        if target.also:
            where, values = self._where(kind, [key])
            columns = ", ".join(f"t.{column}" for column in (target.name, *target.also))
            found = self._rows(f"SELECT {columns} FROM {target.table} t WHERE {where}", values)
            words += [word for row in found for word in row if word]
        if kind in NAMED:
            names = {folded(word) for word in words}
            words += [
                alias
                for system, alias in self._names.aliases(kind)
                if folded(self._names.of(kind, system, alias)) in names
            ]
        return list(dict.fromkeys(words))

    def _cis_of(self, values: list[str], where: str) -> Iterator[LinkEnd]:
        found = self._rows(
            "SELECT c.source, c.name FROM change t JOIN change_ci l ON l.change_id = t.id "
            f"JOIN ci c ON c.id = l.ci_id WHERE {where} ORDER BY l.role DESC, c.name",
            values,
        )
        link = Link("change", "change_ci", ("ci",), "Configuration item", "Change")
        for source, name in found:
            yield from self.end(link, source, name)

    def _changes_on(self, words: list[str]) -> Iterator[LinkEnd]:
        found = self._rows(
            "SELECT DISTINCT t.key, t.title, t.state FROM ci c JOIN change_ci l ON l.ci_id = c.id "
            "JOIN change t ON t.id = l.change_id "
            "WHERE c.name IN (SELECT value FROM json_each(?)) "
            f"ORDER BY t.planned_start_at DESC LIMIT {MOST}",
            [json.dumps(words)],
        )
        for key, title, state in found:
            yield LinkEnd("Change", "change", key, title or "", state or "")

    def _rows(self, statement: str, values: Iterable[str]) -> list[Any]:
        return self._cursor.execute(statement, list(values)).fetchall()


def _shown(target: Target) -> str:
    title, state = (
        column if column == "NULL" else f"t.{column}" for column in (target.title, target.state)
    )
    if target.table == "alert":
        state = alert_episodes.STATE
    return f"{title}, {state}"
