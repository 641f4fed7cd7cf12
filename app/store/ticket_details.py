"""What stands beside tickets: template, problem, people, links (METRICS K1, K3, K6, K15)."""

import sqlite3
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from app.models.columns import (
    I32,
    I64,
    MISSING,
    AlertColumns,
    Flags,
    OutageColumns,
    TicketColumns,
    TicketDetails,
)
from app.models.outage import OUTAGE_KINDS
from app.models.text_rules import TextRules
from app.store.aliases import Names
from app.store.article_uses import ArticleUses
from app.store.column_reader import Read, Vocabulary, code, read_columns
from app.store.record_rows import RecordRows, marked

_DOWN = [OUTAGE_KINDS.index("outage"), OUTAGE_KINDS.index("degradation")]
_PEOPLE = ("resolved_by", "opened_by")


class Templates(Vocabulary):
    """Templates of titles: each is coded by what the mask leaves of it; nothing left is -1."""

    def __init__(self, rules: TextRules) -> None:
        super().__init__()
        self._mask = rules.mask

    def codes(self, words: Sequence[str | None]) -> I32:
        """The code of each title's template."""
        mask = self._mask
        return super().codes([(mask(word) or None) if word else None for word in words])


def load_details(
    cursor: sqlite3.Cursor,
    names: Names,
    rules: TextRules,
    tickets: TicketColumns,
    rows: RecordRows,
    outages: OutageColumns,
    alerts: AlertColumns,
    uses: ArticleUses,
) -> TicketDetails:
    """More about each ticket, in the order of `tickets`; people by the name `names` gives them."""
    people = Vocabulary()
    reads = _reads(people, Templates(rules))
    found = read_columns(cursor, reads, "FROM ticket t ORDER BY t.id")
    words = {read.name: read.words.words for read in reads if read.words is not None}
    everyone, recoded = names.recoded(
        "person", people.words, tickets.sources, [(found[name], tickets.source) for name in _PEOPLE]
    )
    for name, column in zip(_PEOPLE, recoded, strict=True):
        found[name] = column
    count = len(tickets)
    down = np.isin(outages.kind, _DOWN) & ~outages.cancelled
    return TicketDetails(
        **found,
        parent=_parents(cursor, tickets, rows),
        impact_start=_impact_start(count, outages, down, alerts),
        outage=marked(outages.ticket[down], count),
        knowledge=uses.tickets,
        problems=words["problem"],
        templates=words["template"],
        channels=words["channel"],
        locations=words["location"],
        resolution_codes=words["resolution_code"],
        people=everyone,
    )


def _reads(people: Vocabulary, templates: Templates) -> list[Read]:
    return [
        code("problem", "t.problem_key"),
        code("template", "t.title", templates),
        code("channel", "t.channel"),
        code("location", "t.location"),
        code("resolution_code", "t.resolution_code"),
        code("resolved_by", "t.resolved_by", people),
        code("opened_by", "t.opened_by", people),
        Read("duplicate", "t.duplicate_of IS NOT NULL", "flag"),
        Read("noted", "t.work_notes IS NOT NULL OR t.resolution_notes IS NOT NULL", "flag"),
    ]


def _parents(cursor: sqlite3.Cursor, tickets: TicketColumns, rows: RecordRows) -> I64:
    """The row of each ticket's parent; a ticket is not its own."""
    parents = np.full(len(tickets), -1, np.int64)
    found = cursor.execute(
        "SELECT id, source, parent_key FROM ticket WHERE parent_key IS NOT NULL"
    ).fetchall()
    children = np.searchsorted(tickets.id, [record for record, _, _ in found])
    named = rows.rows([(source, word) for _, source, word in found])
    parents[children] = np.where(named == children, -1, named)
    return parents


def _impact_start(
    count: int, outages: OutageColumns, down: Flags, alerts: AlertColumns
) -> NDArray[np.int64]:
    latest = np.iinfo(np.int64).max
    start = np.full(count, latest, np.int64)
    for ticket, at, which in (
        (outages.ticket, outages.start, down),
        (alerts.ticket, alerts.fired, True),
    ):
        known = (ticket >= 0) & (at != MISSING) & which
        np.minimum.at(start, ticket[known], at[known])
    return np.where(start == latest, MISSING, start)
