"""Everything analysis may ask for, as columns of one revision of the store."""

import json
import sqlite3

import numpy as np

from app.models.columns import Facts, SourceFreshness
from app.models.kinds import kind_rank, kind_words
from app.models.text_rules import UNREAD, TextRules
from app.store import audit, facts_cache, sqlite
from app.store.alert_columns import load_alerts
from app.store.aliases import Names
from app.store.article_uses import load_uses
from app.store.caused_incidents import confirmed_changes, with_caused
from app.store.change_columns import load_changes, load_windows
from app.store.change_records import load_records
from app.store.database import Store
from app.store.outage_columns import load_outages
from app.store.record_rows import change_rows, ticket_rows
from app.store.register_rows import load_registers
from app.store.run_columns import load_runs
from app.store.sla_columns import load_sla_records
from app.store.survey_columns import load_surveys
from app.store.ticket_columns import load_tickets
from app.store.ticket_details import load_details
from app.store.vendor_columns import load_vendor_cases


def load_facts(store: Store, rules: TextRules = UNREAD) -> Facts:
    """The facts of the newest revision, from the cache beside the store when it holds them.

    Text is read by `rules`; a cache made by another version of them is made anew. Arrays out of
    the cache are memory-mapped and read-only. AppError when the store is damaged.
    """
    with store.reading() as connection:
        revision, chain = audit.head(connection)
        # The chain's head names the content: a restored store may be at the same revision.
        name = f"{revision}-{chain[:16]}"
        known = facts_cache.load(store.cache_folder, name, rules.version)
        if known is not None:
            return known
        facts = read_facts(sqlite.cursor(connection), revision, rules)
    if not store.read_only:
        facts_cache.save(store.cache_folder, name, facts, rules.version)
    return facts


def read_facts(cursor: sqlite3.Cursor, revision: int, rules: TextRules = UNREAD) -> Facts:
    """The facts as the cursor's transaction sees them, past every cache."""
    names = Names(cursor)
    told = load_tickets(cursor, names)
    tickets = told.tickets
    changes = load_changes(cursor, names)
    rows = ticket_rows(cursor, tickets.id, np.unique(tickets.kind).tolist())
    changes = with_caused(cursor, changes, tickets, rows)
    outages = load_outages(cursor, names, tickets, rows, changes)
    alerts = load_alerts(cursor, names, rules, tickets, rows)
    records, approvals = load_records(
        cursor, names, rules, changes, change_rows(cursor, changes.id)
    )
    uses = load_uses(cursor, tickets, rows)
    return Facts(
        revision=revision,
        tickets=tickets,
        states=told.states,
        priorities=told.priorities,
        groups=told.groups,
        assignees=told.assignees,
        holds=told.holds,
        changes=changes,
        windows=load_windows(cursor, names),
        sources=_sources(cursor),
        details=load_details(cursor, names, rules, tickets, rows, outages, alerts, uses),
        records=records,
        approvals=approvals,
        alerts=alerts,
        outages=outages,
        runs=load_runs(cursor),
        surveys=load_surveys(cursor, names, tickets, rows),
        vendor_cases=load_vendor_cases(cursor, rows),
        registers=load_registers(cursor, names, tickets, rows, uses),
        seen=told.seen,
        confirmed_changes=confirmed_changes(cursor),
        sla_records=load_sla_records(cursor, rows),
    )


def _sources(cursor: sqlite3.Cursor) -> tuple[SourceFreshness, ...]:
    rows = cursor.execute(
        "SELECT kind, as_of, file_name, rows, imported_at, demo, evidence FROM batch "
        "WHERE reverses IS NULL "
        "AND id NOT IN (SELECT reverses FROM batch WHERE reverses IS NOT NULL) "
        "ORDER BY as_of, id"
    )
    newest: dict[str, SourceFreshness] = {}
    for kind, as_of, file_name, count, imported_at, demo, evidence in rows:
        said = json.loads(evidence)
        newest[kind] = SourceFreshness(
            kind_words(kind),
            kind,
            as_of,
            file_name,
            count,
            imported_at,
            bool(demo),
            said.get("count"),
            said.get("query", ""),
        )
    return tuple(sorted(newest.values(), key=lambda source: kind_rank(source.kind)))
