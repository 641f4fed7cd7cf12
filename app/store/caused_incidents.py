"""How many incidents each change caused, whichever side says so (METRICS K9, FORMATS §26)."""

import sqlite3
from collections import defaultdict
from dataclasses import replace

import numpy as np

from app.models.columns import ChangeColumns, TicketColumns
from app.models.ticket import TICKET_KINDS
from app.store.decisions import CHANGE_EFFECT
from app.store.record_rows import Named, RecordRows, change_rows, split_keys

_INCIDENT = TICKET_KINDS.index("incident")
_CAUSES = ("causes", "caused", "cause of", "is cause of")
"""Verbs of a relation whose parent is the change; of the others it is the incident."""
_CAUSED_BY = ("caused by", "is caused by", "was caused by")
_Cause = tuple[Named, Named]
"""Source and word of the change, and of the incident."""


def with_caused(
    cursor: sqlite3.Cursor, changes: ChangeColumns, tickets: TicketColumns, rows: RecordRows
) -> ChangeColumns:
    """The changes with their `linked_incidents`: each incident once, however often it is named.

    An incident names its cause, a change lists what it caused, or a relation of the two says so.
    The source's own count stands where it is greater; what isn't an incident doesn't count.
    """
    named = _named(cursor)
    whose = change_rows(cursor, changes.id)
    whose.learn(word for (_, word), _ in named)
    rows.learn(word for _, (_, word) in named)
    caused: defaultdict[int, set[int | str | None]] = defaultdict(set)
    for (source, change), (other, incident) in named:
        row, ticket = whose.row(source, change), rows.row(other, incident)
        if row >= 0 and (ticket < 0 or tickets.kind[ticket] == _INCIDENT):
            caused[row].add(ticket if ticket >= 0 else incident)
    counts = np.zeros(len(changes), np.int32)
    for row, incidents in caused.items():
        counts[row] = len(incidents)
    return replace(changes, linked_incidents=np.maximum(changes.linked_incidents, counts))


def _named(cursor: sqlite3.Cursor) -> list[_Cause]:
    tickets = cursor.execute(
        "SELECT source, change_cause_key, key FROM ticket "
        "WHERE change_cause_key IS NOT NULL AND kind = 'incident' ORDER BY id"
    ).fetchall()
    changes = cursor.execute(
        "SELECT source, key, incident_keys FROM change WHERE incident_keys IS NOT NULL ORDER BY id"
    ).fetchall()
    marks = ", ".join("?" * len(_CAUSES + _CAUSED_BY))
    related = cursor.execute(
        f"SELECT source, verb, parent, child FROM relation WHERE verb IN ({marks}) ORDER BY id",  # noqa: S608
        (*_CAUSES, *_CAUSED_BY),
    ).fetchall()
    ends = [
        (source, *((parent, child) if verb in _CAUSES else (child, parent)))
        for source, verb, parent, child in related
    ]
    return [
        *(((source, change), (source, incident)) for source, change, incident in tickets),
        *(
            ((source, change), (source, incident))
            for source, change, listed in changes
            for incident in split_keys(listed)
        ),
        *(((source, change), (source, incident)) for source, change, incident in ends),
    ]


def confirmed_changes(cursor: sqlite3.Cursor) -> tuple[str, ...]:
    """Keys of changes of which a person last said that they caused incidents (METRICS §4.4)."""
    said = cursor.execute(
        "SELECT finding_key, decision FROM collision_decision WHERE substr(finding_key, 1, ?) = ? "
        "ORDER BY id",
        (len(CHANGE_EFFECT), CHANGE_EFFECT),
    )
    last = {key.removeprefix(CHANGE_EFFECT): word for key, word in said}
    return tuple(sorted(key for key, word in last.items() if word == "accepted"))
