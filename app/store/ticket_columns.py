"""Tickets and what happened to them as columns (METRICS §1)."""

import sqlite3
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.models.columns import (
    I64,
    MISSING,
    Flags,
    HistoryColumns,
    HoldColumns,
    TicketColumns,
)
from app.models.columns.seen import SeenColumns
from app.models.ticket import TICKET_KINDS, TICKET_STATES
from app.store.aliases import Names
from app.store.column_reader import Read, Vocabulary, choice, code, instant, read_columns
from app.store.field_log import FieldLog, field_log, seen_log, seen_states

_UNKNOWN = TICKET_STATES.index("unknown")
_NEW = TICKET_STATES.index("new")
_ON_HOLD = TICKET_STATES.index("on_hold")
_RESOLVED = TICKET_STATES.index("resolved")
_CANCELLED = TICKET_STATES.index("cancelled")
_OPEN = np.array([state in {"new", "in_progress", "on_hold"} for state in TICKET_STATES])
_REASON = "hold_reason"


@dataclass(frozen=True, slots=True)
class TicketFacts:
    """Tickets with their histories."""

    tickets: TicketColumns
    states: HistoryColumns
    priorities: HistoryColumns
    groups: HistoryColumns
    assignees: HistoryColumns
    holds: HoldColumns
    seen: SeenColumns


def load_tickets(cursor: sqlite3.Cursor, names: Names) -> TicketFacts:
    """Every ticket, ordered by id, with what its log says happened.

    Groups, people, CIs and services have the name that `names` gives them.
    """
    groups, assignees, reasons = Vocabulary(), Vocabulary(), Vocabulary()
    reads = _reads(groups, assignees)
    columns = read_columns(cursor, reads, "FROM ticket t ORDER BY t.id")
    columns["as_of"] = _as_of(cursor, columns.pop("batch"))
    ids = columns["id"]
    states = field_log(cursor, ids, "state", choices=TICKET_STATES)
    priorities = field_log(cursor, ids, "priority")
    group_log = field_log(cursor, ids, "assignment_group", words=groups)
    assignee_log = field_log(cursor, ids, "assignee", words=assignees)
    reason_log = field_log(cursor, ids, _REASON, words=reasons)
    logged = np.zeros(len(ids), np.bool_)
    logged[states.ticket[states.from_log]] = True
    opened = columns["opened"]
    seen_priorities = seen_log(priorities, logged, opened)
    states_seen = _states_seen(cursor, ids, columns, states, logged)
    columns |= _resolved(columns, states, logged)
    columns |= _priorities(columns, priorities, logged)
    columns["acknowledged"] = _acknowledged(columns, states, assignee_log, logged)
    arrays: dict[str, Any] = {**columns, "has_history": logged}
    words = {_PLURALS[read.name]: read.words.words for read in reads if read.words is not None}
    group_log, assignee_log = (seen_log(log, logged, opened) for log in (group_log, assignee_log))
    group_log = _named(arrays, words, "group", names, group_log)
    assignee_log = _named(arrays, words, "assignee", names, assignee_log)
    for field in ("caller", "ci", "service"):
        _named(arrays, words, field, names)
    return TicketFacts(
        TicketColumns(**(arrays | words)),
        states.only(logged),
        priorities.only(logged),
        group_log.only(logged),
        assignee_log.only(logged),
        _holds(states, reason_log, logged, reasons),
        SeenColumns(
            states_seen.only(~logged),
            seen_priorities.only(~logged),
            group_log.only(~logged),
            assignee_log.only(~logged),
        ),
    )


def _states_seen(
    cursor: sqlite3.Cursor,
    ids: I64,
    columns: dict[str, NDArray[Any]],
    states: FieldLog,
    logged: Flags,
) -> FieldLog:
    if states.from_log.all():
        return states
    ended = np.where(columns["resolved"] == MISSING, columns["closed"], columns["resolved"])
    ends = field_log(cursor, ids, "resolved_at", instants=True)
    return seen_states(states, ends, ended, logged, columns["opened"])


_PLURALS = {
    "group": "groups",
    "assignee": "assignees",
    "category": "categories",
    "subcategory": "subcategories",
    "service": "services",
    "ci": "cis",
    "caller": "callers",
    "source": "sources",
}


_KINDS = {
    "group": "group",
    "assignee": "person",
    "caller": "person",
    "ci": "ci",
    "service": "service",
}
"""Which list of aliases each column is looked up in."""
_NO_LOG = FieldLog(
    *(np.empty(0, np.int64),) * 3, *(np.empty(0, np.int32),) * 2, np.empty(0, np.bool_)
)


def _named(
    arrays: dict[str, Any],
    words: dict[str, tuple[str, ...]],
    field: str,
    names: Names,
    log: FieldLog = _NO_LOG,
) -> FieldLog:
    """Replace a column's words by their names; the log of the same words comes back renamed."""
    before, source = words[_PLURALS[field]], arrays["source"]
    pairs = [(arrays[field], source), (log.value, source[log.ticket])]
    after, (arrays[field], value) = names.recoded(_KINDS[field], before, words["sources"], pairs)
    words[_PLURALS[field]] = after
    return log if after == before else log.renamed(value)


def _reads(groups: Vocabulary, assignees: Vocabulary) -> list[Read]:
    return [
        Read("id", "t.id", "instant"),
        Read("key", "t.key", "key"),
        choice("kind", "t.kind", TICKET_KINDS, 0),
        choice("state", "t.state", TICKET_STATES, _UNKNOWN),
        Read("priority", "t.priority", "small"),
        Read("impact", "t.impact", "small"),
        Read("urgency", "t.urgency", "small"),
        code("group", "t.assignment_group", groups),
        code("assignee", "t.assignee", assignees),
        code("category", "t.category"),
        code("subcategory", "t.subcategory"),
        code("service", "t.service"),
        code("ci", "t.ci"),
        code("caller", "t.caller"),
        code("source", "t.source"),
        instant("opened", "t.opened_at"),
        instant("acknowledged", "t.acknowledged_at"),
        instant("restored", "t.restored_at"),
        instant("resolved", "t.resolved_at"),
        instant("closed", "t.closed_at"),
        instant("updated", "t.updated_at"),
        instant("due", "t.due_at"),
        Read("reopen_count", "t.reopen_count", "count"),
        Read("reassignment_count", "t.reassignment_count", "count"),
        Read("made_sla", "t.made_sla", "small", -1),
        Read("is_major", "t.is_major", "flag"),
        Read("is_child", "t.parent_key IS NOT NULL", "flag"),
        Read("has_problem", "t.problem_key IS NOT NULL", "flag"),
        Read("caused_by_change", "t.change_cause_key IS NOT NULL", "flag"),
        Read("outcome_unknown", "t.outcome_unknown", "flag"),
        Read("batch", "t.batch_id", "instant"),
    ]


def _as_of(cursor: sqlite3.Cursor, batch: I64) -> I64:
    batches = cursor.execute("SELECT id, as_of FROM batch ORDER BY id").fetchall()
    table = np.array(batches, np.int64).reshape(-1, 2)
    return np.asarray(table[np.searchsorted(table[:, 0], batch), 1])


def _resolved(
    columns: dict[str, NDArray[Any]], states: FieldLog, logged: Flags
) -> dict[str, NDArray[Any]]:
    """Resolved = resolved_at, else the last entry into Resolved, else closed_at; with the level.

    A ticket that is open again after its resolved_at isn't resolved, nor is a cancelled one.
    """
    stamped, closed, state = columns["resolved"], columns["closed"], columns["state"]
    entered = np.full(len(stamped), MISSING)
    entries = np.flatnonzero((states.value == _RESOLVED) & logged[states.ticket])
    entered[states.ticket[entries]] = states.at[entries]  # in order, so that the last one stays
    again = _OPEN[state] & ((columns["updated"] == MISSING) | (stamped <= columns["updated"]))
    possible = (state != _CANCELLED) & ~again
    level = np.where(closed != MISSING, 3, 0)
    level = np.where(entered != MISSING, 2, level)
    level = np.where(stamped != MISSING, 1, level)
    level[~possible] = 0
    resolved = np.select([level == 1, level == 2, level == 3], [stamped, entered, closed], MISSING)
    return {"resolved": resolved, "resolved_level": level.astype(np.int8)}


def _priorities(
    columns: dict[str, NDArray[Any]], log: FieldLog, logged: Flags
) -> dict[str, NDArray[Any]]:
    """Peak = most serious priority held while unresolved; at open = the first one known."""
    final = columns["priority"]
    peak, opened = final.copy(), final.copy()
    first = log.first()
    if not len(first):
        return {"peak_priority": peak, "open_priority": opened}
    begin = np.where(log.from_log[first], log.value[first], log.old[first])
    owner = log.ticket[first]
    opened[owner] = np.where(begin > 0, begin, final[owner])
    end = columns["resolved"]
    held = (log.at < np.where(end == MISSING, np.iinfo(np.int64).max, end)[log.ticket]) & (
        log.value > 0
    )
    most = np.full(len(final), 9, np.int64)
    np.minimum.at(most, owner[begin > 0], begin[begin > 0])
    np.minimum.at(most, log.ticket[held], log.value[held])
    told = np.zeros(len(final), np.bool_)
    told[owner] = True
    # A flat export's final value is known too; a log's is in the log, unless set after resolving.
    told_flat = told & ~logged & (final > 0)
    most[told_flat] = np.minimum(most[told_flat], final[told_flat])
    peak[told] = np.where(most[told] < 9, most[told], final[told])
    return {"peak_priority": peak, "open_priority": opened}


def _acknowledged(
    columns: dict[str, NDArray[Any]], states: FieldLog, assignees: FieldLog, logged: Flags
) -> I64:
    """The source's own instant, else the first assignee or the first exit of New in a log."""
    own: I64 = columns["acknowledged"]
    far = np.iinfo(np.int64).max
    first = np.full(len(own), far)
    left_new = (states.value != _NEW) & (states.value >= 0) & logged[states.ticket]
    np.minimum.at(first, states.ticket[left_new], states.at[left_new])
    assigned = (assignees.value >= 0) & logged[assignees.ticket]
    np.minimum.at(first, assignees.ticket[assigned], assignees.at[assigned])
    proxy = np.where(first == far, MISSING, first)
    return np.where(own != MISSING, own, proxy)


def _holds(states: FieldLog, reasons: FieldLog, logged: Flags, words: Vocabulary) -> HoldColumns:
    """Every interval on hold; a change of its reason ends one and begins the next."""
    waiting = np.zeros(len(logged), np.bool_)
    waiting[states.ticket[states.value == _ON_HOLD]] = True
    waiting &= logged
    events: list[tuple[int, int, int, int]] = []
    for kind, log in enumerate((reasons, states)):
        kept = np.flatnonzero(waiting[log.ticket])
        events += zip(
            log.ticket[kept].tolist(),
            log.at[kept].tolist(),
            [kind] * len(kept),
            log.value[kept].tolist(),
            strict=True,
        )
    events.sort(key=lambda event: event[:3])  # a reason goes before a state of the same instant
    rows: list[tuple[int, int, int, int]] = []
    owner, state, reason, since = -1, -1, -1, MISSING
    for ticket, at, kind, value in events:
        if ticket != owner:
            if owner >= 0 and state == _ON_HOLD:
                rows.append((owner, since, MISSING, reason))
            owner, state, reason = ticket, -1, -1
        before = (state, reason)
        state, reason = (value, reason) if kind else (state, value)
        if before[0] == _ON_HOLD and (state, reason) != before and at > since:
            rows.append((ticket, since, at, before[1]))
        if state == _ON_HOLD and (state, reason) != before:
            since = at
    if owner >= 0 and state == _ON_HOLD:
        rows.append((owner, since, MISSING, reason))
    table = np.array(rows, np.int64).reshape(-1, 4)
    return HoldColumns(
        table[:, 0], table[:, 1], table[:, 2], table[:, 3].astype(np.int32), words.words
    )
