"""Alert episodes as columns: who acknowledged, what they led to (METRICS K2, K13)."""

import json
import sqlite3
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.models.alert import ALERT_SEVERITIES, ALERT_STATES
from app.models.columns import I32, I64, MISSING, AlertColumns, Flags, TicketColumns
from app.models.text_rules import TextRules
from app.store.alert_episodes import DERIVED, STANDS
from app.store.aliases import Names
from app.store.column_reader import Read, Vocabulary, choice, code, instant, read_columns
from app.store.record_rows import RecordRows, alert_rows, marked, split_keys
from app.store.ticket_details import Templates

_ENDED_BY = (
    "SELECT e.automatic FROM alert_event e WHERE e.alert_key IN (t.source_id, t.key) "
    "AND e.source = t.source AND e.event = 'resolved' AND e.automatic IS NOT NULL "
    "ORDER BY e.at DESC, e.key DESC LIMIT 1"
)
_BY_ITSELF = (
    f"ifnull(t.auto_resolved, ifnull(({_ENDED_BY}), "
    "CASE WHEN t.closed_by IS NULL THEN -1 ELSE 0 END))"
)


def load_alerts(
    cursor: sqlite3.Cursor,
    names: Names,
    rules: TextRules,
    tickets: TicketColumns,
    rows: RecordRows,
) -> AlertColumns:
    """Every episode, by (fired, id), as all files together tell it.

    `human_acknowledged` is unknown where nobody acknowledged, or nobody is named.
    """
    words: dict[str, Vocabulary] = {
        name: Vocabulary() for name in ("source", "fingerprint", "service", "ci", "team")
    }
    words |= {"template": Templates(rules), "state_raw": Vocabulary()}
    found = read_columns(cursor, _reads(words), f"FROM alert t WHERE {STANDS} ORDER BY t.id")
    source, ids, state = found["source"], found.pop("id"), found.pop("state_raw")
    said = words.pop("state_raw").words
    vocabularies = {name: each.words for name, each in words.items()}
    for name, kind in (("service", "service"), ("ci", "ci"), ("team", "group")):
        vocabularies[name], (found[name],) = names.recoded(
            kind, vocabularies[name], words["source"].words, [(found[name], source)]
        )
    places = alert_rows(cursor, ids)
    ticket, linked = _ends(cursor, ids, places, tickets, rows)
    noted, no_action = _said(cursor, rules, places, len(ids))
    found |= {
        "ticket": ticket,
        "linked": linked,
        "noted": noted,
        "no_action": no_action | _closed_so(cursor, rules, said, state, tickets, ticket),
        "runbook": _ran(cursor, places, rows, found, ticket),
    }
    order = np.lexsort((ids, found["fired"]))
    return AlertColumns(
        **{name: column[order] for name, column in found.items()},
        sources=vocabularies["source"],
        fingerprints=vocabularies["fingerprint"],
        templates=vocabularies["template"],
        services=vocabularies["service"],
        cis=vocabularies["ci"],
        teams=vocabularies["team"],
    )


def _reads(words: dict[str, Vocabulary]) -> list[Read]:
    return [
        Read("id", "t.id", "instant"),
        Read("key", "t.key", "key"),
        code("source", "t.source", words["source"]),
        code("fingerprint", "t.fingerprint", words["fingerprint"]),
        code("template", "coalesce(t.title, t.rule, t.fingerprint)", words["template"]),
        code("service", "t.service", words["service"]),
        code("ci", "t.ci", words["ci"]),
        code("team", "t.team", words["team"]),
        code("state_raw", "t.state_raw", words["state_raw"]),
        choice("severity", "t.severity", ALERT_SEVERITIES, -1),
        choice("state", DERIVED["state"], ALERT_STATES, ALERT_STATES.index("unknown")),
        instant("fired", "t.fired_at"),
        instant("acknowledged", DERIVED["acknowledged_at"]),
        instant("resolved", DERIVED["resolved_at"]),
        Read("human_acknowledged", DERIVED["human_acknowledged"], "small", -1),
        Read("auto_resolved", _BY_ITSELF, "small"),
    ]


def _ends(
    cursor: sqlite3.Cursor,
    ids: I64,
    places: RecordRows,
    tickets: TicketColumns,
    rows: RecordRows,
) -> tuple[I64, Flags]:
    """The ticket of each alert, and whether it names one (also one that isn't known) or is named.

    A ticket names an alert among what it is related to.
    """
    ticket = np.full(len(ids), -1, np.int64)
    linked = np.zeros(len(ids), np.bool_)
    if not len(ids):
        return ticket, linked
    named = cursor.execute(
        "SELECT id, source, incident_key FROM alert WHERE incident_key IS NOT NULL"
    ).fetchall()
    words = [(source, word) for _, source, word in named]
    place = _places(ids, [record for record, _, _ in named])
    known = place >= 0
    linked[place[known]] = True
    ticket[place[known]] = rows.rows(words)[known]
    back: list[tuple[int, str, str]] = []
    for record, source, related in cursor.execute(
        "SELECT id, source, related_keys FROM ticket WHERE related_keys IS NOT NULL"
    ):
        back += [(record, source, word) for word in split_keys(related)]
    place = places.rows([(source, word) for _, source, word in back])
    linked |= marked(place, len(ids))
    of = _places(tickets.id, [record for record, _, _ in back])
    for alert, row in zip(place.tolist(), of.tolist(), strict=True):
        if alert >= 0 and ticket[alert] < 0:
            ticket[alert] = row
    return ticket, linked


def _places(ids: I64, records: Sequence[int]) -> I64:
    """The row of each record id, -1 where it has none."""
    asked = np.array(records, np.int64)
    place = np.searchsorted(ids, asked)
    inside = place < len(ids)
    inside[inside] = ids[place[inside]] == asked[inside]
    return np.where(inside, place, -1)


def _said(
    cursor: sqlite3.Cursor, rules: TextRules, places: RecordRows, length: int
) -> tuple[Flags, Flags]:
    """Alerts of which a person noted something, and those that were ended with no action."""
    found: list[tuple[str, str, str, int, str]] = cursor.execute(
        "SELECT source, alert_key, note, event = 'annotated' OR event = 'resolved', event "
        "FROM alert_event WHERE note IS NOT NULL AND automatic IS NOT 1 AND alert_key IS NOT NULL "
        # A tool's own words on a trigger or acknowledgement are no note.
        "AND event NOT IN ('triggered', 'acknowledged')"
    ).fetchall()
    place = places.rows([(source, key) for source, key, *_ in found])
    noted = marked(place, length)
    nothing = [closes and rules.no_action(note) for _, _, note, closes, _ in found]
    return noted, marked(place[np.array(nothing, np.bool_)], length)


def _closed_so(
    cursor: sqlite3.Cursor,
    rules: TextRules,
    states: tuple[str, ...],
    state: I32,
    tickets: TicketColumns,
    ticket: I64,
) -> Flags:
    """Alerts whose own last state, or whose ticket's resolution code, says no action."""
    said = np.array([*map(rules.no_action, states), False], np.bool_)
    asked = json.dumps(tickets.id[np.unique(ticket[ticket >= 0])].tolist())
    codes = cursor.execute(
        "SELECT id, resolution_code FROM ticket WHERE id IN (SELECT value FROM json_each(?)) "
        "AND resolution_code IS NOT NULL",
        (asked,),
    ).fetchall()
    closed = [record for record, word in codes if rules.no_action(word)]
    of_ticket = np.append(marked(_places(tickets.id, closed), len(tickets)), False)
    flags: Flags = said[state] | of_ticket[ticket]
    return flags


def _ran(
    cursor: sqlite3.Cursor,
    places: RecordRows,
    rows: RecordRows,
    found: dict[str, NDArray[Any]],
    ticket: I64,
) -> Flags:
    """Alerts that a run names, or whose ticket one names that began while the alert lasted."""
    runs = cursor.execute(
        "SELECT source, ticket_key, ifnull(started_at, finished_at) FROM automation_run "
        "WHERE ticket_key IS NOT NULL"
    ).fetchall()
    words = [(source, word) for source, word, _ in runs]
    flags = marked(places.rows(words), len(ticket))
    begun: dict[int, list[int]] = {}
    for row, (_, _, at) in zip(rows.rows(words).tolist(), runs, strict=True):
        if row >= 0 and at is not None:
            begun.setdefault(row, []).append(at)
    for place in np.flatnonzero(np.isin(ticket, list(begun))).tolist():
        first, last = found["fired"][place], found["resolved"][place]
        flags[place] |= any(
            first <= at and (last == MISSING or at <= last) for at in begun[int(ticket[place])]
        )
    return flags
