"""Decisions given once and remembered for files with the same format and header."""

from sqlalchemy import Connection, insert, select, update

from app.models.batch import SourceProfile
from app.models.records import Options
from app.store.database import Store
from app.store.tables import table_of

_TABLE = table_of(SourceProfile)
_REMEMBERED = ("encoding", "timezone", "date_order", "scope")


def remembered(store: Store, format: str, header_hash: str) -> Options:  # noqa: A002
    """What was decided for this format and header; empty options when nothing was."""
    with store.reading() as connection:
        row = _row(connection, format, header_hash)
    if row is None:
        return Options()
    return Options(
        format=format,
        encoding=row["encoding"],
        timezone=row["timezone"],
        date_order=row["date_order"],
        scope=row["scope"],
    )


def remember(
    connection: Connection,
    format: str,  # noqa: A002
    header_hash: str,
    options: Options,
) -> None:
    """Keep what `options` decides; what it leaves open stays as it was decided before."""
    values = {name: getattr(options, name) for name in _REMEMBERED}
    decided = {name: value for name, value in values.items() if value is not None}
    here = (_TABLE.c.format == format) & (_TABLE.c.header_hash == header_hash)
    if _row(connection, format, header_hash) is None:
        connection.execute(insert(_TABLE).values(format=format, header_hash=header_hash, **decided))
    elif decided:
        connection.execute(update(_TABLE).where(here).values(**decided))


def _row(connection: Connection, format: str, header_hash: str) -> dict[str, str | None] | None:  # noqa: A002
    here = (_TABLE.c.format == format) & (_TABLE.c.header_hash == header_hash)
    row = connection.execute(select(_TABLE).where(here)).mappings().first()
    return {name: row[name] for name in _REMEMBERED} if row else None
