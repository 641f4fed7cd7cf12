"""The row of a batch, its counts, and the rows of the file that were left out."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from app.models.batch import Batch, RejectedRow
from app.models.evidence import Evidence
from app.models.records import Reading
from app.store import audit
from app.store.profiles import decisions_of
from app.store.sqlite import cursor
from app.store.tables import insert_statement, table_of
from app.store.upsert import Upsert

SHOWN = 20
"""Rows with a problem that are shown with a result."""
_BATCH = table_of(Batch)
_REJECTED = table_of(RejectedRow)
_LONGEST_REJECTED = 1_000


@dataclass(frozen=True, slots=True)
class Source:
    """What the caller knows about the file."""

    file_name: str
    sha256: str
    size: int
    scope: str
    as_of: int
    demo: bool
    evidence: Evidence


def open_batch(connection: Connection, reading: Reading, source: Source, now: int) -> int:
    """The row of a new batch, without counts yet; its number."""
    recognised = reading.recognised
    highest = connection.execute(select(func.max(_BATCH.c.id))).scalar()
    batch = (highest or 0) + 1
    told = asdict(source.evidence).items()
    said = {name: value for name, value in told if value not in (None, "")}
    connection.execute(
        insert(_BATCH).values(
            id=batch,
            file_name=source.file_name,
            sha256=source.sha256,
            size=source.size,
            format=recognised.format,
            kind=recognised.kind,
            encoding=recognised.encoding,
            delimiter=recognised.delimiter,
            timezone=recognised.timezone,
            date_order=recognised.date_order,
            scope=source.scope,
            as_of=source.as_of,
            imported_at=now,
            demo=source.demo,
            rows=0,
            new=0,
            changed=0,
            unchanged=0,
            rejected=0,
            by_kind="{}",
            warnings="[]",
            contents="{}",
            decisions=audit.canonical(decisions_of(reading.decided)),
            header_hash=recognised.header_hash,
            evidence=audit.canonical(said),
        )
    )
    return batch


def close_batch(
    connection: Connection,
    batch: int,
    reading: Reading,
    as_of: int,
    main: Upsert,
    by_kind: Mapping[str, int],
    contents: Mapping[str, Any],
) -> None:
    """What the whole file brought: counts, what each table got, what was wrong with rows."""
    problems = [asdict(each) | {"sample": each.sample[:SHOWN]} for each in reading.problems]
    connection.execute(
        update(_BATCH)
        .where(_BATCH.c.id == batch)
        .values(
            as_of=as_of,
            rows=reading.rows_read,
            new=main.new,
            changed=main.changed,
            unchanged=main.unchanged,
            rejected=reading.rejected,
            by_kind=audit.canonical(dict(by_kind)),
            contents=audit.canonical(dict(contents)),
            cut=reading.cut,
            problems=audit.canonical(problems),
        )
    )


def keep_warnings(connection: Connection, batch: int, warnings: Sequence[str]) -> None:
    """What is to be known about the import, in sentences."""
    said = audit.canonical(list(warnings))
    connection.execute(update(_BATCH).where(_BATCH.c.id == batch).values(warnings=said))


def keep_rejects(connection: Connection, batch: int, reading: Reading) -> None:
    """The rows that were left out, each with its reason."""
    columns = ("batch_id", "row", "column_name", "value", "reason")
    cursor(connection).executemany(
        insert_statement(_REJECTED, columns),
        (
            (batch, each.row, each.column, each.value[:_LONGEST_REJECTED], each.reason)
            for each in reading.rejects
        ),
    )
