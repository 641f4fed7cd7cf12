"""Reports as they went out: append-only rows with their sidecar, and who touched records since."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, func, insert, select
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from app.models.audit import AuditEntry
from app.models.errors import AppError
from app.models.kpi import IssuedReport
from app.store.audit import head
from app.store.database import Store
from app.store.sqlite import cursor
from app.store.tables import RECORDS, table_of

_TABLE = table_of(IssuedReport)
_AUDIT = table_of(AuditEntry)
ISSUED = "report issued"
"""The action of the audit entry."""
EXPORTED = "export"
"""The action of the audit entry of a file that was written out."""
_CHANGES_NOTHING = (EXPORTED, "clock.went_back")
_NAMED = 'SELECT id, batch_id FROM "{table}" WHERE "{key}" IN (SELECT value FROM json_each(?))'
_SAID = "SELECT DISTINCT batch_id FROM ({}) WHERE batch_id > ?"
_CHANGED = (
    "SELECT DISTINCT batch_id FROM field_history WHERE record_kind = ? AND batch_id > ? "
    "AND record_id IN (SELECT id FROM ({}))"
)


def add_issued(connection: Connection, values: Mapping[str, Any]) -> int:
    """Keep a report as it goes out; its id. The caller adds the audit entry."""
    made = connection.execute(insert(_TABLE).values(**values).returning(_TABLE.c.id))
    return int(made.scalar_one())


def next_number(connection: Connection) -> int:
    """The id that the next report gets."""
    return int(connection.execute(select(func.max(_TABLE.c.id))).scalar() or 0) + 1


def moved_since(connection: Connection, revision: int) -> bool:
    """Whether something was written since a revision that can change what is computed.

    A file that was written out changes nothing. True too for a store that has gone back.
    """
    query = select(func.count()).where(
        _AUDIT.c.sequence > revision, _AUDIT.c.action.not_in(_CHANGES_NOTHING)
    )
    return head(connection)[0] < revision or bool(connection.execute(query).scalar())


@contextmanager
def rows_from_outside(place: str) -> Iterator[None]:
    """Rows that somebody else wrote are stored within; AppError when they are none of ours."""
    try:
        yield
    except OperationalError:
        raise
    except SQLAlchemyError as error:
        raise AppError(
            f"{place} has rows that an issued report doesn't have. Use the file as it was written."
        ) from error


def issued_rows(store: Store) -> tuple[dict[str, Any], ...]:
    """Every issued report without its sidecar, oldest first; `marks` as the audit log has them."""
    columns = [column for column in _TABLE.c if column.name != "sidecar"]
    with store.reading() as connection:
        found = connection.execute(select(*columns).order_by(_TABLE.c.id)).mappings().all()
        marks = _marks(connection) if found else {}
    return tuple({**row, "marks": marks.get(row["id"], ())} for row in found)


def _marks(connection: Connection) -> dict[int, tuple[str, ...]]:
    query = select(_AUDIT.c.detail).where(_AUDIT.c.action == ISSUED)
    told = [json.loads(detail) for (detail,) in connection.execute(query)]
    return {int(each["report"]): tuple(each["marks"]) for each in told}


def sidecar_of(store: Store, number: int) -> str | None:
    """The sidecar of an issued report, canonical JSON; None when there is none of that id."""
    query = select(_TABLE.c.sidecar).where(_TABLE.c.id == number)
    with store.reading() as connection:
        found = connection.execute(query).scalar()
    return None if found is None else str(found)


def importers(store: Store) -> dict[int, tuple[str, int, int]]:
    """Who imported each batch: (user, UTC seconds by the computer's clock, offset in seconds)."""
    query = select(_AUDIT.c.detail, _AUDIT.c.recorder, _AUDIT.c.at, _AUDIT.c.utc_offset).where(
        _AUDIT.c.action == "import"
    )
    found: dict[int, tuple[str, int, int]] = {}
    with store.reading() as connection:
        for detail, user, at, offset in connection.execute(query):
            batch = json.loads(detail).get("batch")
            if batch is not None:
                found[int(batch)] = (user, at, offset)
    return found


def touched_by(store: Store, table: str, keys: Sequence[str], after: int) -> tuple[int, ...]:
    """Batches later than `after` that last spoke of one of the records, or changed a field of it.

    Empty for a table that isn't one of records with keys.
    """
    records = RECORDS.get(table)
    if records is None or not keys:
        return ()
    wanted = json.dumps([str(key) for key in keys])
    mine = _NAMED.format(table=records.name, key=records.wide)  # names of a declared table
    with store.reading() as connection:
        reader = cursor(connection)
        found = {row[0] for row in reader.execute(_SAID.format(mine), (wanted, after))}
        found |= {
            row[0] for row in reader.execute(_CHANGED.format(mine), (records.name, after, wanted))
        }
    return tuple(sorted(found))
