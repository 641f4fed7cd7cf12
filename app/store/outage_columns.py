"""Outages, degradations and announced maintenance as columns (METRICS K1, K12)."""

import sqlite3

import numpy as np

from app.models.columns import I32, ChangeColumns, OutageColumns, TicketColumns
from app.models.outage import OUTAGE_KINDS
from app.store.aliases import Names
from app.store.column_reader import Read, Vocabulary, choice, code, instant, read_columns
from app.store.record_rows import RecordRows

_CANCELLED = "state IN ('cancelled', 'canceled', 'declined', 'rejected')"


def load_outages(
    cursor: sqlite3.Cursor,
    names: Names,
    tickets: TicketColumns,
    rows: RecordRows,
    changes: ChangeColumns,
) -> OutageColumns:
    """Every outage, by start. One without a service has that of its CI, else of its ticket."""
    sources, services, cis = Vocabulary(), Vocabulary(), Vocabulary()
    found = read_columns(
        cursor,
        [
            Read("key", "key", "key"),
            code("source", "source", sources),
            choice("kind", "kind", OUTAGE_KINDS, -1),
            code("service", "service", services),
            code("ci", "ci", cis),
            instant("start"),
            instant("end"),
            instant("announced"),
            Read("cancelled", f"ifnull({_CANCELLED}, 0)", "flag"),
        ],
        "FROM outage ORDER BY start_at, id",
    )
    source = found.pop("source")
    service_words, (service,) = names.recoded(
        "service", services.words, sources.words, [(found["service"], source)]
    )
    ci_words, (found["ci"],) = names.recoded(
        "ci", cis.words, sources.words, [(found["ci"], source)]
    )
    named = cursor.execute("SELECT source, ticket_key FROM outage ORDER BY start_at, id").fetchall()
    ticket = rows.rows(named)
    own = [service_words[at] if at >= 0 else None for at in service.tolist()]
    by_ci = _service_of_ci(changes)
    of_ci = [by_ci.get(ci_words[at]) if at >= 0 else None for at in found["ci"].tolist()]
    of_ticket = [_service_of(tickets, row) for row in ticket.tolist()]
    words = Vocabulary()
    found["service"] = words.codes(
        [
            first or second or third
            for first, second, third in zip(own, of_ci, of_ticket, strict=True)
        ]
    )
    return OutageColumns(**found, ticket=ticket, services=words.words, cis=ci_words)


def _service_of_ci(changes: ChangeColumns) -> dict[str, str]:
    codes: I32 = changes.ci_service
    return {
        changes.cis[place]: changes.services[codes[place]]
        for place in np.flatnonzero(codes >= 0).tolist()
    }


def _service_of(tickets: TicketColumns, row: int) -> str | None:
    place = int(tickets.service[row]) if row >= 0 else -1
    return tickets.services[place] if place >= 0 else None
