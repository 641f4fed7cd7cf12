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
    version: int = 1
    valid_from: int | None = None
    """UTC seconds; it holds for periods that end after it. None = from the beginning."""
    approver: str = ""
    withdrawn: bool = False
    """There is no target from then on."""


@dataclass(frozen=True, slots=True)
class RelativeTarget:
    """A target in words, computed from the dated baseline of its KPI (METRICS §1, verdict).

    It is the baseline's value × `factor`; where the KPI has an absolute target too, the tighter
    of the two counts.
    """

    kpi: str
    words: str
    """"above baseline", "30–50 % below the baseline"."""
    factor: float = 1.0
    stretch_factor: float | None = None


KPI_PARAMETERS = ("chart", "favourable", "restart", "three_of_four")
"""The numbers that a definition may give: chart kind, share that meets too, clocks that start anew,
a near-limit rule."""


@dataclass(frozen=True, slots=True)
class KpiVariant:
    """Which variant of a KPI is its value, and its parameters, from an instant on."""

    kpi: str
    variant: str
    version: int = 1
    valid_from: int | None = None
    parameters: tuple[tuple[str, float], ...] = ()
    approver: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """One frozen set; a change makes a new one."""

    report_zone: str
    calendars: tuple[CalendarRule, ...]
    sla: tuple[SlaTarget, ...]
    targets: tuple[KpiTarget, ...]
    """Every version; the newest that is valid for a period counts."""
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
    variants: tuple[KpiVariant, ...] = ()
    """Every version of a variant other than the catalogue's default."""
    recompute: bool = False
    """Old periods with today's targets and definitions instead of those of their time."""
    recurrence_s: int = 30 * DAY
    desk_groups: tuple[str, ...] = ("Service Desk", "Helpdesk", "IT Service Desk")
    """Groups of first contact, as a whole name or its beginning (METRICS K6)."""
    contact_channels: tuple[str, ...] = ("phone", "chat", "email", "self-service", "walk-in")
    instant_channels: tuple[str, ...] = ("phone", "chat", "walk-in")
    """Resolved in the contact itself; the others within a business hour."""
    not_for_desk: tuple[str, ...] = ()
    """Categories that can't be solved at the desk: out of the net rate."""
    pir_days: dict[int, int] = field(default_factory=lambda: {1: 5, 2: 10})
    """Business days in which a PIR is due, by peak priority (METRICS K7)."""
    ratify_s: int = 3 * DAY
    """An emergency must be ratified this soon after its start (METRICS K11)."""
    audit_sample: int = 25
    """Records drawn a stratum (METRICS K18)."""
    audit_seed: int = 0
    """0 = from the period's id."""
    tier_one_target: float = 99.9
    """Availability in percent of a service without a target of its own (METRICS K12)."""
    flapping_n: int = 3
    """Episodes of one fingerprint within an hour that are flapping (METRICS K13)."""
    relative: tuple[RelativeTarget, ...] = ()
    """Targets that are computed from a baseline; without one there is no verdict."""
