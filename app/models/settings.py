"""Every threshold, target and calendar, with the defaults of METRICS.md and COLLISIONS.md.

The values themselves stand in resources/defaults.toml; `app.services.settings` loads them.
"""

from dataclasses import dataclass, field

MINUTE, HOUR, DAY = 60, 3600, 86400


@dataclass(frozen=True, slots=True)
class Span:
    """A weekly span of local wall time; `end` <= `start` crosses midnight. Monday is 0."""

    weekday: int
    start_minute: int
    end_minute: int


@dataclass(frozen=True, slots=True)
class CalendarRule:
    """When a clock runs: weekly spans in an IANA zone, minus holidays, plus extra days.

    `holidays` and `extra` hold (ISO date, start minute, end minute); a whole day is 0-1440.
    """

    name: str
    zone: str
    spans: tuple[Span, ...]
    holidays: tuple[tuple[str, int, int], ...] = ()
    extra: tuple[tuple[str, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class SlaTarget:
    """Response and resolution targets of one priority, seconds on its calendar; None = none."""

    priority: int
    response_s: int | None
    resolution_s: int | None
    response_calendar: str
    resolution_calendar: str


@dataclass(frozen=True, slots=True)
class KpiTarget:
    """The target of one KPI row. `part` is empty for the KPI itself or names the part ("P1")."""

    kpi: str
    part: str
    target: float
    stretch: float | None
    owner: str


@dataclass(frozen=True, slots=True)
class Settings:
    """One frozen set; a change makes a new one."""

    report_zone: str
    calendars: tuple[CalendarRule, ...]
    sla: tuple[SlaTarget, ...]
    targets: tuple[KpiTarget, ...]
    priority_matrix: tuple[tuple[int, ...], ...]
    """[impact - 1][urgency - 1] -> priority."""
    hold_reasons: tuple[str, ...] = ("awaiting_caller",)
    """Holds whose reason stops the customer's SLA clock."""
    at_risk_s: dict[int, int] = field(
        default_factory=lambda: {1: 30 * MINUTE, 2: 2 * HOUR, 3: 4 * HOUR, 4: 4 * HOUR, 5: 4 * HOUR}
    )
    stale_s: dict[int, int] = field(
        default_factory=lambda: {1: HOUR, 2: 4 * HOUR, 3: 3 * DAY, 4: 7 * DAY, 5: 7 * DAY}
    )
    reopen_window_s: int = 7 * DAY
    fresh_limit_s: int = 60 * MINUTE
    old_share_limit: float = 0.10
    unassigned_share_limit: float = 0.05
    wrong_priority_share_limit: float = 0.02
    net_inflow_weeks: int = 4
    emergency_lead_s: int = 2 * DAY
    definitions_version: int = 1
    single_keys: bool = True
