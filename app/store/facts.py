"""Everything analysis may ask for, as columns of one revision of the store."""

import sqlite3

from app.models.columns import (
    AlertColumns,
    ApprovalColumns,
    Facts,
    OutageColumns,
    Registers,
    RunColumns,
    SourceFreshness,
    SurveyColumns,
    VendorCaseColumns,
)
from app.models.columns.absent import bare_details, bare_records, no_rows
from app.models.kinds import kind_words
from app.store import audit, facts_cache, sqlite
from app.store.aliases import Names
from app.store.change_columns import load_changes, load_windows
from app.store.database import Store
from app.store.ticket_columns import load_tickets


def load_facts(store: Store) -> Facts:
    """The facts of the newest revision, from the cache beside the store when it holds them.

    Arrays out of the cache are memory-mapped and read-only. AppError when the store is damaged.
    """
    with store.reading() as connection:
        revision, chain = audit.head(connection)
        # The chain's head names the content: a restored store may be at the same revision.
        name = f"{revision}-{chain[:16]}"
        known = facts_cache.load(store.cache_folder, name)
        if known is not None:
            return known
        facts = read_facts(sqlite.cursor(connection), revision)
    if not store.read_only:
        facts_cache.save(store.cache_folder, name, facts)
    return facts


def read_facts(cursor: sqlite3.Cursor, revision: int) -> Facts:
    """The facts as the cursor's transaction sees them, past every cache."""
    names = Names(cursor)
    tickets = load_tickets(cursor, names)
    changes = load_changes(cursor, names)
    return Facts(
        revision=revision,
        tickets=tickets.tickets,
        states=tickets.states,
        priorities=tickets.priorities,
        groups=tickets.groups,
        assignees=tickets.assignees,
        holds=tickets.holds,
        changes=changes,
        windows=load_windows(cursor, names),
        sources=_sources(cursor),
        details=bare_details(len(tickets.tickets)),
        records=bare_records(len(changes)),
        approvals=no_rows(ApprovalColumns),
        alerts=no_rows(AlertColumns),
        outages=no_rows(OutageColumns),
        runs=no_rows(RunColumns),
        surveys=no_rows(SurveyColumns),
        vendor_cases=no_rows(VendorCaseColumns),
        registers=Registers(),
        seen=tickets.seen,
    )


def _sources(cursor: sqlite3.Cursor) -> tuple[SourceFreshness, ...]:
    rows = cursor.execute(
        "SELECT kind, as_of, file_name, rows, imported_at, demo FROM batch "
        "WHERE reverses IS NULL "
        "AND id NOT IN (SELECT reverses FROM batch WHERE reverses IS NOT NULL) "
        "ORDER BY as_of, id"
    )
    newest: dict[str, SourceFreshness] = {}
    for kind, as_of, file_name, count, imported_at, demo in rows:
        newest[kind] = SourceFreshness(
            kind_words(kind),
            kind,
            as_of,
            file_name,
            count,
            imported_at,
            bool(demo),
        )
    return tuple(sorted(newest.values(), key=lambda source: source.label))
