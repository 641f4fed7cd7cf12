"""What the quality checks need beside the facts, counted by the database in a few scans."""

# ruff: noqa: S608 - every table and column is declared here

import json
import sqlite3
from collections.abc import Iterator
from typing import Any

import numpy as np

from app.models.columns import I64
from app.models.quality import (
    BatchFacts,
    FieldCount,
    LeftOut,
    LostLink,
    QualityFacts,
)
from app.models.records import Reject
from app.store.alert_episodes import episodes
from app.store.aliases import Names, folded, group_list
from app.store.ci_columns import DESCRIBED
from app.store.dangling import dangling
from app.store.database import Store
from app.store.declared_links import KIND_OF
from app.store.sqlite import cursor as cursor_of

MOST_LEFT_OUT = 5_000
MOST_RAW = 5_000
_ENDED = "state IN ('resolved', 'closed')"
_ALWAYS = (
    "title", "state", "priority", "impact", "urgency", "category", "service", "ci",
    "assignment_group", "assignee", "caller", "opened_at", "updated_at",
)  # fmt: skip
_AT_END = ("resolved_at", "closed_at", "resolution_code", "resolution_notes")
_CHANGE = (
    "title", "type", "state", "risk", "service", "assignment_group", "assignee", "requested_by",
    "planned_start_at", "planned_end_at", "implementation_plan", "backout_plan", "test_plan",
    "approval_state",
)  # fmt: skip
_CHANGE_AT_END = ("actual_start_at", "actual_end_at", "close_code", "close_notes")
_CI = (
    "ci_class", "service", "environment", "status", "owner", "support_group", "location", "serial",
)  # fmt: skip
_ALERT = ("severity", "service", "ci", "fired_at", "acknowledged_at", "resolved_at", "incident_key")


def load_quality(store: Store) -> QualityFacts:
    """Everything beside the facts. A few scans of the store: about a second at a million rows."""
    lost = tuple(_lost(store))
    known, named = group_list(store)
    with store.reading() as connection:
        cursor = cursor_of(connection)
        names = Names(cursor)
        batches = _batches(cursor)
        return QualityFacts(
            fields=tuple(_fields(cursor)),
            without_notes=_without_notes(cursor),
            raw_states=dict(
                cursor.execute(
                    "SELECT id, state_raw FROM ticket WHERE state = 'unknown' "
                    f"AND state_raw IS NOT NULL LIMIT {MOST_RAW}"
                ).fetchall()
            ),
            batches=batches,
            left_out=_left_out(cursor, batches),
            lost_links=lost,
            same_names=_same_names(cursor, names),
            unknown_groups=tuple(
                (name, system, count)
                for system, name, count in named
                if known and folded(name) not in known
            ),
        )


def _fields(cursor: sqlite3.Cursor) -> Iterator[FieldCount]:
    yield from _counted(cursor, "ticket", "kind", _ALWAYS, _AT_END, _ENDED)
    ended = "state IN ('review', 'closed')"
    yield from _counted(cursor, "change", "'change'", _CHANGE, _CHANGE_AT_END, ended)
    yield from _counted(cursor, "ci", "'ci'", _CI, (), "0", DESCRIBED)
    yield from _counted(cursor, episodes(("source", *_ALERT)), "'alert'", _ALERT, (), "0")


def _counted(
    cursor: sqlite3.Cursor,
    table: str,
    kind: str,
    always: tuple[str, ...],
    at_end: tuple[str, ...],
    ended: str,
    which: str = "1",
) -> Iterator[FieldCount]:
    counts = [f"count({field})" for field in always]
    counts += [f"count(CASE WHEN {ended} THEN {field} END)" for field in at_end]
    # A state that could not be read is as good as empty.
    counts = ["sum(state <> 'unknown')" if each == "count(state)" else each for each in counts]
    found = cursor.execute(
        f"SELECT {kind}, source, count(*), sum({ended}), {', '.join(counts)} FROM {table} "
        f"WHERE {which} GROUP BY 1, 2 ORDER BY 1, 2"
    ).fetchall()
    for kind_of, source, total, over, *filled in found:
        for field, count in zip((*always, *at_end), filled, strict=True):
            yield FieldCount(
                kind_of, source, field, count or 0, (over if field in at_end else total) or 0
            )


def _without_notes(cursor: sqlite3.Cursor) -> I64:
    """Only of tickets whose last file has a column for notes: elsewhere nothing is said."""
    asked = [
        batch
        for batch, contents in cursor.execute("SELECT id, contents FROM batch").fetchall()
        if "resolution_notes" in json.loads(contents).get("ticket", {}).get("fields", ())
    ]
    found = cursor.execute(
        f"SELECT id FROM ticket WHERE {_ENDED} AND resolution_notes IS NULL "
        "AND batch_id IN (SELECT value FROM json_each(?)) ORDER BY id",
        (json.dumps(asked),),
    )
    return np.array([record for (record,) in found], np.int64)


def _batches(cursor: sqlite3.Cursor) -> tuple[BatchFacts, ...]:
    found = cursor.execute(
        "SELECT id, file_name, kind, format, scope, as_of, imported_at, rows, rejected, "
        "ifnull(cut, ''), problems, contents FROM batch WHERE reverses IS NULL "
        "AND id NOT IN (SELECT reverses FROM batch WHERE reverses IS NOT NULL) ORDER BY id"
    ).fetchall()
    return tuple(_batch(*row) for row in found)


def _batch(
    number: int,
    file_name: str,
    kind: str,
    of_format: str,
    scope: str,
    as_of: int,
    imported_at: int,
    rows: int,
    rejected: int,
    cut: str,
    problems: str,
    contents: str,
) -> BatchFacts:
    created = json.loads(contents)
    ranges = [created.get(table, {}).get("ids", (0, 0)) for table in ("ticket", "change")]
    return BatchFacts(
        id=number,
        file_name=file_name,
        kind=kind,
        format=of_format,
        scope=scope,
        as_of=as_of,
        imported_at=imported_at,
        rows=rows,
        rejected=rejected,
        cut=cut,
        problems=tuple(
            (
                str(each.get("kind", "")),
                int(each.get("rows", 0)),
                str(each.get("action", "")),
                _sample(each.get("sample")),
            )
            for each in json.loads(problems)
        ),
        tickets=(int(ranges[0][0]), int(ranges[0][1])),
        changes=(int(ranges[1][0]), int(ranges[1][1])),
    )


def _left_out(cursor: sqlite3.Cursor, batches: tuple[BatchFacts, ...]) -> tuple[LeftOut, ...]:
    names = {batch.id: batch.file_name for batch in batches}
    found = cursor.execute(
        "SELECT batch_id, row, column_name, value, reason FROM rejected_row "
        "WHERE batch_id IN (SELECT value FROM json_each(?)) "
        f"ORDER BY batch_id DESC, row LIMIT {MOST_LEFT_OUT}",
        (json.dumps(list(names)),),
    )
    rows = [(batch, Reject(*rest)) for batch, *rest in found]
    return tuple(
        LeftOut(names[batch], each.row, each.column, each.value, each.reason)
        for batch, each in rows
    )


def _lost(store: Store) -> Iterator[LostLink]:
    for each in dangling(store):
        kind = KIND_OF[each.link.table]
        of = each.link.of
        end = of[0] if each.link.kinds == ("ticket",) and len(of) == 1 else each.link.kinds[0]
        yield LostLink(
            link=each.link.id,
            words=each.link.words,
            kind=kind,
            end=end,
            held=each.held,
            rows=each.rows,
            ends=each.ends,
            samples=each.samples,
            records=tuple((kind, key, word) for _, key, word in each.records),
        )


def _same_names(cursor: sqlite3.Cursor, names: Names) -> tuple[tuple[str, int], ...]:
    found: dict[str, int] = {}
    for source, name in cursor.execute(f"SELECT source, name FROM ci WHERE {DESCRIBED}").fetchall():
        known = names.of("ci", source, name)
        found[known] = found.get(known, 0) + 1
    return tuple(sorted((name, count) for name, count in found.items() if count > 1))


def _sample(rows: Any) -> str:
    """The first of the rows that an import noted for a problem, in words."""
    if not isinstance(rows, list) or not rows:
        return ""
    row, key, value = rows[0]
    named = f"row {row:,}, {key}" if key else f"row {row:,}"
    return f"{named}: {value}" if value else named
