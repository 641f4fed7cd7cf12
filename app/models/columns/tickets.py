"""Tickets, what logs say of them, and their holds, as columns."""

from dataclasses import dataclass

from app.models.columns.arrays import I8, I32, I64, Flags, Text


@dataclass(frozen=True, slots=True)
class TicketColumns:
    """Every ticket of every kind, ordered by id. `state`, `kind` index TICKET_STATES, _KINDS."""

    id: I64
    key: Text
    kind: I8
    state: I8
    priority: I8
    """Recorded (final) priority 1-5, 0 = absent. The same for impact and urgency (1-5)."""
    peak_priority: I8
    """Most serious priority held while unresolved; equals `priority` where no history is known."""
    open_priority: I8
    has_history: Flags
    """Peak and open priority come from a log, not from the final value."""
    impact: I8
    urgency: I8
    group: I32
    assignee: I32
    category: I32
    subcategory: I32
    service: I32
    ci: I32
    caller: I32
    source: I32
    opened: I64
    acknowledged: I64
    """First acknowledgement, else first assignment in history; MISSING when unknown."""
    restored: I64
    resolved: I64
    """By METRICS.md §1: resolved_at, else last entry into Resolved in history, else closed_at."""
    resolved_level: I8
    """0 none, 1 resolved_at, 2 history, 3 closed_at."""
    closed: I64
    updated: I64
    due: I64
    reopen_count: I32
    reassignment_count: I32
    made_sla: I8
    """The source's own verdict: 1 met, 0 missed, -1 absent."""
    is_major: Flags
    is_child: Flags
    has_problem: Flags
    caused_by_change: Flags
    outcome_unknown: Flags
    as_of: I64
    """As-of instant of the batch that last spoke of the ticket."""
    groups: tuple[str, ...]
    assignees: tuple[str, ...]
    categories: tuple[str, ...]
    subcategories: tuple[str, ...]
    services: tuple[str, ...]
    cis: tuple[str, ...]
    callers: tuple[str, ...]
    sources: tuple[str, ...]

    def __len__(self) -> int:
        """Number of tickets."""
        return len(self.id)


@dataclass(frozen=True, slots=True)
class HistoryColumns:
    """What logs say happened, for one field, ordered by (ticket row, at, sequence).

    `ticket` is a row number into TicketColumns. `value` is a state code (TICKET_STATES) or a
    priority 1-5 (0 absent) or a code into the vocabulary of group or assignee.
    """

    ticket: I64
    at: I64
    value: I32


@dataclass(frozen=True, slots=True)
class HoldColumns:
    """Intervals [enter, leave) on hold per ticket row; `leave` is MISSING while still on hold."""

    ticket: I64
    enter: I64
    leave: I64
    reason: I32
    reasons: tuple[str, ...]
