"""The append-only, hash-chained audit log (RELIABILITY §7)."""

import hashlib
import json
import platform
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select

from app.models.audit import AuditEntry
from app.store.tables import table_of

_TABLE = table_of(AuditEntry)
_FIELDS = (
    "sequence", "at", "now", "utc_offset", "actor", "recorder", "host", "action", "object",
    "detail",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Who:
    actor: str
    recorder: str
    now: int
    wall: int


def canonical(value: object) -> str:
    """JSON with sorted keys and no spaces: equal values, equal text."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def entry_hash(previous_hash: str, entry: Mapping[Any, Any]) -> str:
    """SHA-256 of the previous hash and the canonical JSON of the entry without its hashes."""
    body = canonical({name: entry[name] for name in _FIELDS})
    return hashlib.sha256((previous_hash + body).encode("utf-8", "surrogatepass")).hexdigest()


def head(connection: Connection) -> tuple[int, str]:
    """(sequence, hash) of the last entry; (0, "") when there is none."""
    row = connection.execute(
        select(_TABLE.c.sequence, _TABLE.c.hash).order_by(_TABLE.c.sequence.desc()).limit(1)
    ).first()
    return (row[0], row[1]) if row else (0, "")


def append(
    connection: Connection,
    *,
    action: str,
    object: str,  # noqa: A002 - the column's own name
    detail: Mapping[str, Any],
    actor: str,
    recorder: str,
    now: int,
    wall: int,
) -> int:
    """Add one entry and return its sequence number.

    `wall` is the computer's clock and `now` the instant the action was done under, both UTC
    seconds. When the clock stands before the last entry's, an entry that says so comes first:
    the order is the sequence, never the time.
    """
    who = _Who(actor, recorder, now, wall)
    last = connection.execute(
        select(_TABLE.c.at).order_by(_TABLE.c.sequence.desc()).limit(1)
    ).scalar()
    if last is not None and wall < last:
        back = {"from": last, "to": wall}
        _append(connection, action="clock.went_back", subject="clock", detail=back, who=who)
    return _append(connection, action=action, subject=object, detail=detail, who=who)


def _append(
    connection: Connection,
    *,
    action: str,
    subject: str,
    detail: Mapping[str, Any],
    who: _Who,
) -> int:
    sequence, previous = head(connection)
    entry: dict[str, Any] = {
        "sequence": sequence + 1,
        "at": who.wall,
        "now": who.now,
        "utc_offset": time.localtime(who.wall).tm_gmtoff or 0,
        "actor": who.actor,
        "recorder": who.recorder,
        "host": platform.node(),
        "action": action,
        "object": subject,
        "detail": canonical(detail),
    }
    hashes = {"previous_hash": previous, "hash": entry_hash(previous, entry)}
    connection.execute(insert(_TABLE).values(**entry, **hashes))
    return sequence + 1


def verify(connection: Connection) -> list[str]:
    """One sentence for each place where the chain does not hold, naming the entry; empty = whole.

    A tail that was cut off, or a log that was rewritten from its start, shows only against a
    head (sequence, hash) that was kept elsewhere: see `anchor_problem`.
    """
    problems: list[str] = []
    expected, previous = 1, ""
    for row in connection.execute(select(_TABLE).order_by(_TABLE.c.sequence)).mappings():
        sequence = row["sequence"]
        if sequence != expected:
            problems.append(f"Audit entry {expected} is missing; {sequence} stands in its place.")
        elif row["previous_hash"] != previous:
            problems.append(f"Audit entry {sequence} does not follow the one before it.")
        if entry_hash(row["previous_hash"], row) != row["hash"]:
            problems.append(f"Audit entry {sequence} was altered: its hash does not fit.")
        expected, previous = sequence + 1, row["hash"]
    return problems


def anchor_problem(connection: Connection, sequence: int, chain_hash: str) -> str:
    """What is wrong against a head that was kept elsewhere; empty when it is in the chain."""
    stored = connection.execute(select(_TABLE.c.hash).where(_TABLE.c.sequence == sequence)).scalar()
    if stored is None:
        return f"The audit log is shorter than the anchor: entry {sequence} is not there."
    return "" if stored == chain_hash else f"The anchor's entry {sequence} is not in this log."
