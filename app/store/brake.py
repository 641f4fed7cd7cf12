"""The brake: an import that would change more than a day's work can stops and asks.

What counts (RELIABILITY §2, Joplin's lesson) is what a wrong file does and a week's work doesn't:
fields that were filled and go blank, states that become unknown or open again, tickets that close
without a date of it, and an open-only queue that shrinks. Tickets that the source closed with a
date are work done, however many they are.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.models.errors import Decision, DecisionNeeded
from app.store.tables import RECORDS

SHARE = 0.2
AT_LEAST = 20
OPTION = "--allow-mass-change"
_COMES_AND_GOES = (
    "assignee", "hold_reason", "resolved_at", "closed_at", "resolution_code", "resolution_notes",
    "resolved_by", "closed_by", "due_at", "work_notes", "outcome_unknown",
)  # fmt: skip
_CLOSED = "('resolved', 'closed', 'cancelled', 'rejected')"
_DATED = ("resolved_at", "closed_at", "actual_end_at")
_WITH_STATE = ("ticket", "change")


@dataclass(frozen=True, slots=True)
class _Group:
    """The records of one table, source and kind that were known before the import."""

    table: str
    where: str
    values: tuple[Any, ...]
    words: str
    first_new: int


def check_mass_change(
    cursor: sqlite3.Cursor, batch: int, scope: str, contents: Mapping[str, Any]
) -> None:
    """DecisionNeeded when the import just written would change too much at once."""
    for table, brought in contents.items():
        if table not in RECORDS or not RECORDS[table].has("source"):
            continue
        for group in _groups(cursor, table, brought):
            for sentence in _excesses(cursor, batch, scope, group, brought["fields"]):
                raise DecisionNeeded(Decision(sentence, OPTION))


def _groups(cursor: sqlite3.Cursor, table: str, brought: Mapping[str, Any]) -> Iterator[_Group]:
    first_new = brought["ids"][0]
    if table == "ticket":
        for source, kind in brought.get("of", []):
            words = f"{kind.replace('_', ' ')}s of {source}"
            yield _Group(table, "source = ? AND kind = ?", (source, kind), words, first_new)
        return
    sources = cursor.execute(
        f'SELECT DISTINCT source FROM "{table}" WHERE id < ?',  # noqa: S608 - declared
        (first_new,),
    ).fetchall()
    for (source,) in sources:
        words = f"{table.replace('_', ' ')}s of {source}"
        yield _Group(table, "source = ?", (source,), words, first_new)


def _excesses(
    cursor: sqlite3.Cursor, batch: int, scope: str, group: _Group, fields: list[str]
) -> Iterator[str]:
    known = -1
    for field, many in _blanked(cursor, batch, group):
        known = known if known >= 0 else _count(cursor, group, "1")
        if many > SHARE * known:
            name = field.replace("_", " ")
            yield f"{many:,} of the {known:,} known {group.words} would lose their {name}."
    if group.table not in _WITH_STATE:
        return
    unknown, reopened, closed, undated = _states(cursor, batch, group)
    if max(unknown, reopened, undated) >= AT_LEAST:
        known = known if known >= 0 else _count(cursor, group, "1")
        if unknown > SHARE * known:
            yield f"{unknown:,} of the {known:,} known {group.words} would get an unknown state."
        if reopened > SHARE * known:
            yield f"{reopened:,} of the {known:,} known {group.words} would be open again."
        has_dates = ("resolved_at" if group.table == "ticket" else "closed_at") in fields
        still_open = _count(cursor, group, f"state NOT IN {_CLOSED}")
        of = still_open + closed if has_dates else known
        if undated > SHARE * of:
            what = "open " if has_dates else ""
            yield (
                f"{undated:,} of the {of:,} known {what}{group.words} would be closed without a "
                "date of it."
            )
    if scope == "open-only" and group.table == "ticket":
        yield from _shrunk(cursor, batch, group)


def _blanked(cursor: sqlite3.Cursor, batch: int, group: _Group) -> list[tuple[str, int]]:
    places = ", ".join("?" for _ in _COMES_AND_GOES)
    return cursor.execute(
        f"SELECT h.field, count(DISTINCT h.record_id) FROM field_history h "  # noqa: S608
        f'JOIN "{group.table}" t ON t.id = h.record_id WHERE h.batch_id = ? AND h.record_kind = ? '
        f"AND h.record_id < ? AND h.origin = 'import' AND h.old IS NOT NULL AND h.new IS NULL "
        f"AND h.field NOT IN ({places}) AND {group.where} GROUP BY 1 HAVING count(*) >= ?",
        (batch, group.table, group.first_new, *_COMES_AND_GOES, *group.values, AT_LEAST),
    ).fetchall()


def _states(cursor: sqlite3.Cursor, batch: int, group: _Group) -> tuple[int, int, int, int]:
    """Records that became unknown, open again, closed, and closed without a date in this file."""
    dates = ", ".join(f"'{name}'" for name in _DATED)
    found = cursor.execute(
        "SELECT total(h.new = 'unknown'), "  # noqa: S608 - our own words
        f"total(h.old IN {_CLOSED} AND h.new NOT IN {_CLOSED} AND h.new <> 'unknown'), "
        f"total(h.old NOT IN {_CLOSED} AND h.new IN {_CLOSED}), "
        f"total(h.old NOT IN {_CLOSED} AND h.new IN {_CLOSED} AND NOT EXISTS (SELECT 1 FROM "
        "field_history d WHERE d.record_kind = h.record_kind AND d.record_id = h.record_id "
        f"AND d.field IN ({dates}) AND d.batch_id = h.batch_id AND d.new IS NOT NULL)) "
        f'FROM field_history h JOIN "{group.table}" t ON t.id = h.record_id '
        "WHERE h.batch_id = ? AND h.record_kind = ? AND h.record_id < ? AND h.origin = 'import' "
        f"AND h.field = 'state' AND {group.where}",
        (batch, group.table, group.first_new, *group.values),
    ).fetchone()
    unknown, reopened, closed, undated = map(int, found)
    return unknown, reopened, closed, undated


def _shrunk(cursor: sqlite3.Cursor, batch: int, group: _Group) -> Iterator[str]:
    """An open-only queue that lost more than a fifth, new tickets counted in."""
    left = cursor.execute(
        "SELECT count(*) FROM field_history h JOIN ticket t ON t.id = h.record_id "  # noqa: S608
        f"WHERE h.batch_id = ? AND h.record_kind = 'ticket' AND h.field = 'outcome_unknown' "
        f"AND h.new = '1' AND {group.where}",
        (batch, *group.values),
    ).fetchone()[0]
    if left < AT_LEAST:
        return
    in_queue = f"state NOT IN {_CLOSED} AND outcome_unknown = 0"
    before = left + _count(cursor, group, in_queue)
    now = cursor.execute(
        f"SELECT count(*) FROM ticket WHERE {group.where} AND {in_queue}",  # noqa: S608
        group.values,
    ).fetchone()[0]
    if now < (1 - SHARE) * before:
        yield (
            f"{left:,} of the {before:,} known open {group.words} are not in this open-only "
            f"export, and with its new ones only {now:,} are left."
        )


def _count(cursor: sqlite3.Cursor, group: _Group, which: str) -> int:
    found = cursor.execute(
        f'SELECT count(*) FROM "{group.table}" WHERE id < ? AND {group.where} AND {which}',  # noqa: S608
        (group.first_new, *group.values),
    ).fetchone()
    return int(found[0])
