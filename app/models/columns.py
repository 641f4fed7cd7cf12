"""Facts as columns: what the store hands to analysis. NumPy arrays of one length, text as codes.

Instants are int64 UTC seconds with `MISSING` for absent; a code is an index into its vocabulary
with -1 for absent. Arrays may be memory-mapped and must not be written to.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

I64 = NDArray[np.int64]
I32 = NDArray[np.int32]
I8 = NDArray[np.int8]
Flags = NDArray[np.bool_]
Text = NDArray[np.str_]

MISSING = np.iinfo(np.int64).min
"""An absent instant or duration."""


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


@dataclass(frozen=True, slots=True)
class ChangeColumns:
    """Every change, ordered by id. `state` indexes CHANGE_STATES, `type` CHANGE_TYPES (-1 = no)."""

    id: I64
    key: Text
    type: I8
    state: I8
    approval: I32
    risk: I8
    """1 very high to 4 low, 0 absent."""
    model: I32
    service: I32
    group: I32
    environment: I32
    location: I32
    opened: I64
    planned_start: I64
    planned_end: I64
    actual_start: I64
    actual_end: I64
    downtime_start: I64
    downtime_end: I64
    closed: I64
    updated: I64
    close_code: I8
    """0 absent, 1 successful, 2 successful with issues, 3 unsuccessful."""
    unauthorized: Flags
    linked_incidents: I32
    """Incidents whose `caused_by` names the change, plus the source's own count when greater."""
    naive_time: Flags
    approvals: tuple[str, ...]
    models: tuple[str, ...]
    services: tuple[str, ...]
    groups: tuple[str, ...]
    environments: tuple[str, ...]
    locations: tuple[str, ...]
    ci_change: I64
    """change × CI pairs, ordered by change row: the change's row number ..."""
    ci_ci: I32
    """... the CI's code into `cis` ..."""
    ci_primary: Flags
    """... and whether it is the primary one."""
    cis: tuple[str, ...]
    ci_class: I32
    """Per CI in `cis`: code into `ci_classes` (-1 absent); `ci_service` into `services`."""
    ci_service: I32
    ci_classes: tuple[str, ...]
    service_tier: I8
    """Per service in `services`: tier 1-3, 0 unknown."""

    def __len__(self) -> int:
        """Number of changes."""
        return len(self.id)


@dataclass(frozen=True, slots=True)
class WindowRow:
    """One freeze or maintenance window, scope as in the `schedule_window` table."""

    key: str
    kind: str
    title: str
    start: int
    end: int
    hard: bool
    scope_ci: str | None = None
    scope_class: str | None = None
    scope_service: str | None = None
    scope_location: str | None = None
    scope_environment: str | None = None
    scope_type: str | None = None
    scope_risk: int | None = None
    exempt_changes: tuple[str, ...] = ()
    exempt_approver: str | None = None
    exempt_until: int | None = None


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """The newest decision about one finding (COLLISIONS §6): accepted, dismissed or reopened."""

    finding_key: str
    decision: str
    reason: str
    decided_by: str
    recorded_by: str
    decided_at: int
    until: int | None
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that analysis may ask for, of one revision of the store."""

    revision: int
    """Increases with every committed write; caches are keyed by it."""
    tickets: TicketColumns
    states: HistoryColumns
    priorities: HistoryColumns
    groups: HistoryColumns
    assignees: HistoryColumns
    holds: HoldColumns
    changes: ChangeColumns
    windows: tuple[WindowRow, ...]
    sources: tuple["SourceFreshness", ...]


@dataclass(frozen=True, slots=True)
class SourceFreshness:
    """The newest import of one kind of record."""

    label: str
    """Incidents, Changes, Windows ..."""
    kind: str
    as_of: int
    file_name: str
    rows: int
    imported_at: int
    demo: bool
