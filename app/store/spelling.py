"""How the store spells a name that was typed, and which names are near it."""

# ruff: noqa: S608 - every table and column is declared in links.py

import difflib

from app.store.aliases import Names, folded
from app.store.database import Store
from app.store.declared_links import NAMED, TARGETS
from app.store.sqlite import cursor

_COMPARED = 5_000
_NEAR = 3


def spelled(store: Store, kind: str, name: str) -> str | None:
    """A record's key or name as the store has it, however its letters are cased; None for none.

    An alias counts as the name that it stands for.
    """
    target = TARGETS[kind]
    with store.reading() as connection:
        read = cursor(connection)
        for compared in ("", " COLLATE NOCASE"):
            found = read.execute(
                f"SELECT {target.name} FROM {target.table} WHERE {target.name} = ?{compared}",
                (name,),
            ).fetchone()
            if found is not None:
                return str(found[0])
        for column in target.also:
            same = f"SELECT 1 FROM {target.table} WHERE {column} = ?"
            if read.execute(same, (name,)).fetchone():
                return name
        if kind in NAMED:
            names = Names(read)
            known = {folded(alias): (system, alias) for system, alias in names.aliases(kind)}
            if folded(name) in known:
                return names.of(kind, *known[folded(name)])
    return None


def near(store: Store, kind: str, name: str) -> tuple[str, ...]:
    """Up to three keys or names of the kind that are nearly the one that was typed."""
    target, length = TARGETS[kind], len(name)
    alike = (
        f"SELECT DISTINCT {target.name} FROM {target.table} WHERE length({target.name}) "
        f"BETWEEN ? AND ? AND (substr({target.name}, 1, 3) = substr(?, 1, 3) COLLATE NOCASE OR "
        f"substr({target.name}, -3) = substr(?, -3) COLLATE NOCASE) "
        f"ORDER BY substr({target.name}, -2) <> substr(?, -2), {target.name} LIMIT {_COMPARED}"
    )
    with store.reading() as connection:
        values = (length - 2, length + 2, name, name, name)
        known = {folded(word): word for (word,) in cursor(connection).execute(alike, values)}
    close = difflib.get_close_matches(folded(name), known, _NEAR, 0.75)
    return tuple(known[word] for word in close)
