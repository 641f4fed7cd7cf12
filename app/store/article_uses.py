"""Which tickets used which knowledge article, whichever side says so (METRICS K15)."""

import sqlite3
from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from app.models.columns import Flags, TicketColumns
from app.models.configuration import USES
from app.store.record_rows import RecordRows, article_rows, change_rows, marked, split_keys

_Use = tuple[str, str, int, str]
"""Source and word of the article, row of the ticket (-1: not in the store), its key or word."""


@dataclass(frozen=True, slots=True)
class ArticleUses:
    """`tickets` tells the tickets with a use; `of` has their keys by the article's row id."""

    tickets: Flags
    of: dict[int, tuple[str, ...]]


def load_uses(cursor: sqlite3.Cursor, tickets: TicketColumns, rows: RecordRows) -> ArticleUses:
    """Uses that an article lists, that a ticket lists, and that a list of uses holds.

    A ticket that names an article used one, whether or not the store holds the article. The
    keys of an article are those it lists, then those that list it, each once.
    """
    ids = _ids(cursor, "knowledge_article")
    places = article_rows(cursor, ids)
    named = [*_of_tickets(cursor, tickets), *_of_lists(cursor, tickets, rows)]
    places.learn(word for _, word, _, _ in named)
    found: defaultdict[int, list[str]] = defaultdict(list)
    users = [row for _, _, row, _ in named]
    for article, row, key in _of_articles(cursor, tickets, rows):
        users.append(row)
        found[article].append(key)
    for source, word, _, key in named:
        place = places.row(source, word)
        if place >= 0:
            found[int(ids[place])].append(key)
    return ArticleUses(
        marked(np.array(users, np.int64), len(tickets)),
        {article: tuple(dict.fromkeys(keys)) for article, keys in found.items()},
    )


def _of_articles(
    cursor: sqlite3.Cursor, tickets: TicketColumns, rows: RecordRows
) -> list[tuple[int, int, str]]:
    """Id of the article, row and key of the ticket that it lists."""
    listed = [
        (article, source, word)
        for article, source, keys in cursor.execute(
            "SELECT id, source, ticket_keys FROM knowledge_article "
            "WHERE ticket_keys IS NOT NULL ORDER BY id"
        )
        for word in split_keys(keys)
    ]
    rows.learn(word for _, _, word in listed)
    return [
        (article, row := rows.row(source, word), _key(tickets, row, word))
        for article, source, word in listed
    ]


def _of_tickets(cursor: sqlite3.Cursor, tickets: TicketColumns) -> list[_Use]:
    """What tickets say themselves."""
    told = cursor.execute(
        "SELECT id, source, knowledge_keys FROM ticket WHERE knowledge_keys IS NOT NULL ORDER BY id"
    ).fetchall()
    places = np.searchsorted(tickets.id, [record for record, _, _ in told]).tolist()
    return [
        (source, word, row, str(tickets.key[row]))
        for (_, source, keys), row in zip(told, places, strict=True)
        for word in split_keys(keys)
    ]


def _of_lists(cursor: sqlite3.Cursor, tickets: TicketColumns, rows: RecordRows) -> list[_Use]:
    """What lists of uses say (ServiceNow m2m_kb_task); a change that used an article is left."""
    told = cursor.execute(
        "SELECT source, child, parent FROM relation WHERE verb = ? ORDER BY id", (USES,)
    ).fetchall()
    rows.learn(task for _, _, task in told)
    changes = change_rows(cursor, _ids(cursor, "change"))
    unknown = [(source, task) for source, _, task in told if rows.row(source, task) < 0]
    changes.learn(task for _, task in unknown)
    others = {task for source, task in unknown if changes.row(source, task) >= 0}
    return [
        (source, article, row := rows.row(source, task), _key(tickets, row, task))
        for source, article, task in told
        if task not in others
    ]


def _ids(cursor: sqlite3.Cursor, table: str) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    found = cursor.execute(f"SELECT id FROM {table} ORDER BY id")  # noqa: S608 - our own words
    return np.array([record for (record,) in found], np.int64)


def _key(tickets: TicketColumns, row: int, word: str) -> str:
    """The key of the ticket that is meant, else the word itself."""
    return str(tickets.key[row]) if row >= 0 else word
