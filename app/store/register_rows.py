"""The small registers as rows (METRICS K7, K8, K12, K14, K15, K17)."""

import sqlite3
from typing import Any

from app.models.columns import (
    ActionRow,
    ArticleRow,
    AutomationRow,
    ContractRow,
    PirRow,
    Registers,
    ServiceRow,
    TicketColumns,
)
from app.store.aliases import Names
from app.store.article_uses import ArticleUses
from app.store.record_rows import RecordRows

_FIRST_DUE = (
    "(SELECT CAST(h.old AS INTEGER) FROM field_history h WHERE h.record_kind = 'action' "
    "AND h.record_id = a.id AND h.field = 'due_at' AND h.origin IN ('log', 'import') "
    "AND h.old IS NOT NULL ORDER BY h.at, h.sequence LIMIT 1)"
)
_ACTIONS = (
    "SELECT a.source, a.owner, a.team, a.key, a.title, a.state, a.origin_key, a.opened_at, "  # noqa: S608
    f"ifnull(a.original_due_at, ifnull({_FIRST_DUE}, a.due_at)), a.due_at, a.closed_at, "
    "trim(ifnull(a.evidence, '')) <> '', a.effective, a.cancel_reason "
    "FROM action a ORDER BY a.key, a.source"
)


def load_registers(
    cursor: sqlite3.Cursor,
    names: Names,
    tickets: TicketColumns,
    rows: RecordRows,
    uses: ArticleUses,
) -> Registers:
    """Every register, by key. Services, people and groups have the name that `names` gives them.

    An action's original due date is what its log says, else the first one that was ever
    imported. Tickets are named by their key, also where the source wrote its own id.
    """
    ask = cursor.execute
    return Registers(
        services=tuple(
            ServiceRow(names.of("service", "", name), tier, owner, hours, zone, target)
            for name, tier, owner, hours, zone, target in ask(
                "SELECT name, ifnull(tier, 0), owner, hours, timezone, availability_target "
                "FROM service ORDER BY name"
            ).fetchall()
        ),
        contracts=tuple(
            ContractRow(*row)
            for row in ask(
                "SELECT key, vendor, severity, hours, response_target_s, resolve_target_s, "
                "starts_at, ends_at FROM contract ORDER BY key, source"
            )
        ),
        automations=tuple(
            AutomationRow(*row)
            for row in ask(
                "SELECT key, title, category, baseline_s, residual_s, upkeep_s, baseline_n, "
                "baseline_at FROM automation ORDER BY key, source"
            )
        ),
        articles=_articles(cursor, uses),
        pirs=_pirs(cursor, names, tickets, rows),
        actions=_actions(cursor, names),
        groups=tuple(
            (names.of("group", source, key), parent and names.of("group", source, parent))
            for key, parent, source in ask(
                "SELECT key, parent, source FROM support_group ORDER BY key, source"
            ).fetchall()
        ),
    )


def _articles(cursor: sqlite3.Cursor, uses: ArticleUses) -> tuple[ArticleRow, ...]:
    return tuple(
        ArticleRow(key, title, state, published, updated, views, uses.of.get(record, ()))
        for record, key, title, state, published, updated, views in cursor.execute(
            "SELECT id, key, title, state, published_at, updated_at, views "
            "FROM knowledge_article ORDER BY key, source"
        )
    )


def _pirs(
    cursor: sqlite3.Cursor, names: Names, tickets: TicketColumns, rows: RecordRows
) -> tuple[PirRow, ...]:
    found = cursor.execute(
        "SELECT key, incident_key, state, owner, due_at, held_at, approved_at, waived_by, "
        "waiver_reason, source FROM pir ORDER BY key, source"
    ).fetchall()
    rows.learn(row[1] for row in found)
    return tuple(
        PirRow(
            key,
            _key(tickets, rows, source, incident),
            state,
            _person(names, source, owner),
            due,
            held,
            approved,
            _person(names, source, waived_by),
            reason,
        )
        for key, incident, state, owner, due, held, approved, waived_by, reason, source in found
    )


def _actions(cursor: sqlite3.Cursor, names: Names) -> tuple[ActionRow, ...]:
    found = cursor.execute(_ACTIONS).fetchall()
    return tuple(_action(names, *row) for row in found)


def _action(names: Names, source: str, owner: str | None, team: str | None, *row: Any) -> ActionRow:
    key, title, state, origin, opened, original, due, closed, evidence, effective, reason = row
    return ActionRow(
        key=key,
        title=title,
        state=state,
        owner=_person(names, source, owner),
        team=team and names.of("group", source, team),
        origin=origin,
        opened=opened,
        original_due=original,
        due=due,
        closed=closed,
        evidence=bool(evidence),
        effective=None if effective is None else bool(effective),
        cancel_reason=reason,
    )


def _key(tickets: TicketColumns, rows: RecordRows, source: str, word: str) -> str:
    """The key of the ticket that is meant, else the word itself."""
    row = rows.row(source, word)
    return str(tickets.key[row]) if row >= 0 else word


def _person(names: Names, source: str, word: str | None) -> str | None:
    return word and names.of("person", source, word)
