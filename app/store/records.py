"""Single records and lists of them as plain dicts, for screens, reports and the command line."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table, or_, select

from app.models.batch import Batch, RejectedRow
from app.models.change import Change
from app.models.history import FieldHistory
from app.models.records import Reject
from app.models.schedule import Window
from app.models.ticket import TICKET_KINDS, Ticket
from app.store.database import Store
from app.store.sqlite import cursor
from app.store.tables import VERSION_FIELD, table_of
from app.store.versions import LIVE

_TICKET, _CHANGE, _BATCH = table_of(Ticket), table_of(Change), table_of(Batch)
_HISTORY, _REJECTED, _WINDOW = table_of(FieldHistory), table_of(RejectedRow), table_of(Window)


def titles(store: Store, ids: Sequence[int]) -> dict[int, str]:
    """Titles by ticket id; a ticket without one has the empty text."""
    sql = "SELECT id, title FROM ticket WHERE id IN (SELECT value FROM json_each(?))"
    with store.reading() as connection:
        found = cursor(connection).execute(sql, (_numbers(ids),)).fetchall()
    return {record: title or "" for record, title in found}


def _numbers(ids: Sequence[int]) -> str:
    return json.dumps([int(each) for each in ids])


def ticket(store: Store, key: str) -> dict[str, Any] | None:
    """One ticket by its number; of several sources, the one that was updated last."""
    return _one(store, _TICKET, key)


def change(store: Store, key: str) -> dict[str, Any] | None:
    """One change by its number; of several sources, the one that was updated last."""
    return _one(store, _CHANGE, key)


def _one(store: Store, table: Table, key: str) -> dict[str, Any] | None:
    query = (
        select(table)
        .where(table.c.key == key)
        .order_by(table.c.updated_at.desc(), table.c.id.desc())
        .limit(1)
    )
    if table is _TICKET:  # without a kind the index on (kind, key) can't be used
        query = query.where(table.c.kind.in_(TICKET_KINDS))
    with store.reading() as connection:
        row = connection.execute(query).mappings().first()
    return dict(row) if row else None


def changes_by_key(store: Store, keys: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Changes by number, as `change` gives each."""
    sql = (
        "SELECT * FROM change WHERE key IN (SELECT value FROM json_each(?)) "
        "ORDER BY updated_at IS NOT NULL, updated_at, id"
    )
    names = [column.name for column in _CHANGE.c]
    with store.reading() as connection:
        found = cursor(connection).execute(sql, (json.dumps([str(key) for key in keys]),))
        rows = [dict(zip(names, row, strict=True)) for row in found]
    return {row["key"]: row for row in rows}


def ticket_history(
    store: Store, ticket_id: int
) -> list[tuple[int, int, str, str | None, str | None, str]]:
    """(at, sequence, field, old, new, origin) of one ticket in order of time, UTC seconds."""
    query = (
        select(
            _HISTORY.c.at,
            _HISTORY.c.sequence,
            _HISTORY.c.field,
            _HISTORY.c.old,
            _HISTORY.c.new,
            _HISTORY.c.origin,
        )
        .where(
            _HISTORY.c.record_kind == "ticket",
            _HISTORY.c.record_id == int(ticket_id),
            _HISTORY.c.origin.in_(LIVE),
            _HISTORY.c.field != VERSION_FIELD,
        )
        .order_by(_HISTORY.c.at, _HISTORY.c.sequence, _HISTORY.c.field)
    )
    with store.reading() as connection:
        return [
            (at, sequence, field, old, new, origin)
            for at, sequence, field, old, new, origin in connection.execute(query)
        ]


def batches(store: Store) -> list[dict[str, Any]]:
    """Every import and reversal, newest first, as rows of the `batch` table."""
    with store.reading() as connection:
        rows = connection.execute(select(_BATCH).order_by(_BATCH.c.id.desc())).mappings()
        return [dict(row) for row in rows]


def batch(store: Store, number: int) -> dict[str, Any] | None:
    """One batch as a row of the `batch` table."""
    with store.reading() as connection:
        row = connection.execute(select(_BATCH).where(_BATCH.c.id == number)).mappings().first()
    return dict(row) if row else None


def find_batch_by_hash(store: Store, sha256: str) -> dict[str, Any] | None:
    """The newest import of a file with this content that was not taken back."""
    undone = select(_BATCH.c.reverses).where(_BATCH.c.reverses.is_not(None))
    query = (
        select(_BATCH)
        .where(_BATCH.c.sha256 == sha256, _BATCH.c.reverses.is_(None), _BATCH.c.id.not_in(undone))
        .order_by(_BATCH.c.id.desc())
        .limit(1)
    )
    with store.reading() as connection:
        row = connection.execute(query).mappings().first()
    return dict(row) if row else None


def rejects(store: Store, number: int) -> list[Reject]:
    """The rows of a batch's file that could not be read, in order."""
    query = (
        select(_REJECTED.c.row, _REJECTED.c.column_name, _REJECTED.c.value, _REJECTED.c.reason)
        .where(_REJECTED.c.batch_id == number)
        .order_by(_REJECTED.c.id)
    )
    with store.reading() as connection:
        return [Reject(*row) for row in connection.execute(query)]


def search(store: Store, text: str, limit: int) -> list[tuple[str, str, str]]:
    """(kind, key, title) of tickets, changes and windows whose key or title holds the text.

    Keys that begin with it come first. `%` and `_` in the text are only text.
    """
    found: list[tuple[str, str, str]] = []
    with store.reading() as connection:
        for by_key in (True, False):
            for table in (_TICKET, _CHANGE, _WINDOW):
                kind = table.c.kind if table is not _CHANGE else None
                columns = (table.c.key, table.c.title, *((kind,) if kind is not None else ()))
                begins = table.c.key.istartswith(text, autoescape=True)
                holds = or_(
                    table.c.key.icontains(text, autoescape=True),
                    table.c.title.icontains(text, autoescape=True),
                )
                query = select(*columns).where(begins if by_key else holds & ~begins)
                query = query.order_by(table.c.key).limit(limit - len(found))
                for key, title, *rest in connection.execute(query):
                    found.append((rest[0] if rest else "change", key, title or ""))
                if len(found) >= limit:
                    return found
    return found
