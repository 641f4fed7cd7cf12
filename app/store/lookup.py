"""Finding the stored records behind the keys of a chunk, with one statement per group of keys."""

import json
import sqlite3
from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any

from app.models.records import Value
from app.store.tables import Records

Key = tuple[Value, ...]
Known = tuple[int, int, Any]
"""(id, batch that last spoke of it, check): `check` equals the row's when nothing changed."""


class Lookup:
    """Looks keys of one table up; `compared` are the columns that make up the check.

    One column is compared as it is, several as a tuple.
    """

    def __init__(self, cursor: sqlite3.Cursor, records: Records, compared: tuple[str, ...]) -> None:
        self._cursor = cursor
        self._wide = records.key.index(records.wide)
        self._single = len(compared) == 1
        columns = ", ".join(f'"{name}"' for name in (records.wide, *compared))
        self._rest_of = _without(len(records.key), self._wide)
        narrow = [name for name in records.key if name != records.wide]
        where = " AND ".join(f'"{name}" = ?' for name in narrow) or "1"
        self._statement = (
            f'SELECT id, batch_id, {columns} FROM "{records.name}" '  # noqa: S608 - declared
            f'WHERE {where} AND "{records.wide}" IN (SELECT value FROM json_each(?))'
        )

    def find(self, keys: Sequence[Key]) -> dict[Key, Known]:
        """The stored records among the keys."""
        wide = self._wide
        groups: dict[Key, list[Value]] = {}
        rests = set(map(self._rest_of, keys))
        if len(rests) == 1:
            groups[rests.pop()] = list(map(itemgetter(wide), keys))
        else:
            for key in keys:
                groups.setdefault(self._rest_of(key), []).append(key[wide])
        found: dict[Key, Known] = {}
        for rest, wides in groups.items():
            before, after = rest[:wide], rest[wide:]
            rows = self._cursor.execute(self._statement, (*rest, json.dumps(wides))).fetchall()
            if self._single:
                found |= {
                    (*before, word, *after): (record, batch, check)
                    for record, batch, word, check in rows
                }
            else:
                for record, batch, word, *checks in rows:
                    found[(*before, word, *after)] = (record, batch, tuple(checks))
        return found


def _without(width: int, place: int) -> Callable[[Key], Key]:
    """A key of the width without the value at the place."""
    places = [each for each in range(width) if each != place]
    if len(places) > 1:
        return itemgetter(*places)
    return lambda key: tuple(key[each] for each in places)
