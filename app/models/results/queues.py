"""Queue health and tickets (METRICS §5)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GroupHealth:
    """One assignment group's queue. Age bands are [0,1) [1,3) [3,7) [7,14) [14,30] (30,∞) days."""

    group: str
    open: int
    opened_7d: int
    closed_7d: int
    inflow: tuple[int, ...]
    """14 full days, oldest first; the same for outflow."""
    outflow: tuple[int, ...]
    age_bands: tuple[int, ...]
    older_than_30d: int
    unassigned: int
    at_risk: int
    breached: int
    breached_if_open: int
    """Crossed after the source's as-of: never in badges, grades or KPIs."""
    wrong_priority: int
    stale: int
    on_hold: int
    health: str
    """A to E."""
    reason: str


@dataclass(frozen=True, slots=True)
class SlaClock:
    """One SLA clock of one ticket.

    `state`: ok, at_risk, breached, breached_if_open, paused, met (stopped in time) or none.
    """

    state: str
    elapsed_s: int
    target_s: int | None
    remaining_s: int | None
    """Negative when overrun, on the SLA's calendar."""
    due_at: int | None
    """Wall instant at which the target is or was reached, were it not paused again."""


@dataclass(frozen=True, slots=True)
class TicketRow:
    """One open ticket in the ticket table."""

    key: str
    kind: str
    priority: int
    computed_priority: int
    """By the impact × urgency matrix; 0 = can't be computed."""
    title: str
    group: str
    assignee: str
    state: str
    opened: int
    age_s: int
    updated: int
    hops: int
    sla: SlaClock
    stale: bool
    service: str
    ci: str
    category: str


@dataclass(frozen=True, slots=True)
class PathStep:
    """How long one group held a ticket."""

    group: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class TicketDetail:
    """The detail panel of one ticket."""

    row: TicketRow
    description: str
    caller: str
    impact: int
    urgency: int
    matrix: tuple[tuple[int, ...], ...]
    priority_reason: str
    """Empty when recorded and computed agree or can't be compared."""
    response: SlaClock
    computed_sla: SlaClock | None
    path: tuple[PathStep, ...]
    similar: tuple[str, ...]
    problem_key: str
    history: tuple[tuple[int, str, str, str], ...]
    """(at, field, old, new), oldest first."""
    work_note: str
    """Text for the clipboard; the app never writes to the ITSM tool."""


@dataclass(frozen=True, slots=True)
class QueueHealth:
    """Queue health of one kind of ticket, worst group first."""

    kind: str
    as_of: int
    zone: str
    groups: tuple[GroupHealth, ...]
    total: GroupHealth
    tickets: tuple[TicketRow, ...]
    """Every open ticket, SLA time left ascending."""
    kinds: tuple[tuple[str, int], ...]
    """Open tickets by kind, for the tabs."""
    left_outcome_unknown: int
    caveats: tuple[str, ...]
