"""The monthly service review pack of one service (METRICS §2, §4).

Made by a service, printed as PDF and workbook. Instants are UTC seconds; None means not known.
"""

from dataclasses import dataclass

from app.models.results.scorecard import RequestedDecision, Scorecard
from app.models.results.trends import Trends


@dataclass(frozen=True, slots=True)
class PackBudget:
    """One target of the service with what is left of its error budget, in its own unit."""

    name: str
    """"Availability", "SLA resolution, incidents"."""
    target: float
    """In percent."""
    value: float | None
    allowed: float
    """What the target leaves: minutes of downtime, or tickets that may breach."""
    used: float
    unit: str
    """min or tickets."""
    months: tuple[tuple[str, float | None], ...] = ()
    """Label and value of the months before and of this one, oldest first."""
    remark: str = ""

    @property
    def left(self) -> float:
        """What is left of the budget; negative when it is overspent."""
        return self.allowed - self.used


@dataclass(frozen=True, slots=True)
class PackMajor:
    """One major incident of the month."""

    key: str
    title: str
    opened_at: int
    restored_at: int | None
    minutes: float | None
    """Time to restore; None while it is open."""
    cause: str
    change: str
    """The change that caused it, linked or confirmed; empty when none did."""
    review: str
    """"Approved 12 Nov", "Due 20 Nov", "Overdue since 5 Nov"."""


@dataclass(frozen=True, slots=True)
class PackProblem:
    """One problem of the service that is open or was closed in the month."""

    key: str
    title: str
    state: str
    priority: str
    owner: str
    opened_at: int | None
    closed_at: int | None
    incidents: int
    """Incidents linked to it."""
    workaround: str = ""


@dataclass(frozen=True, slots=True)
class PackChange:
    """One change of the service, done in the month or planned after it."""

    key: str
    title: str
    type: str
    risk: str
    start: int | None
    end: int | None
    state: str
    outcome: str
    """Done: the close code in words; planned: collisions or approval that is missing."""
    owner: str = ""


@dataclass(frozen=True, slots=True)
class PackAction:
    """One action of the service: carried over, done in the month, or due next."""

    key: str
    title: str
    owner: str
    due_at: int | None
    original_due_at: int | None
    closed_at: int | None
    state: str
    """"Carried over", "Closed", "Due next month"."""
    origin: str = ""
    """The incident, problem or review that it came from."""
    times_moved: int = 0


@dataclass(frozen=True, slots=True)
class PackRisk:
    """One thing that may hurt the service, with its evidence."""

    title: str
    why: str
    owner: str = ""
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ServicePack:
    """Everything that a service's monthly review reads.

    SLA and availability with the budget left, trends, drivers, risks, majors, changes, problems,
    actions carried over and decisions.
    """

    service: str
    owner: str
    tier: str
    card: Scorecard
    """Scoped to the service, of the month; its period, zone, marks and provenance are the pack's.
    """
    trends: Trends | None
    budgets: tuple[PackBudget, ...] = ()
    majors: tuple[PackMajor, ...] = ()
    problems: tuple[PackProblem, ...] = ()
    changes_done: tuple[PackChange, ...] = ()
    changes_planned: tuple[PackChange, ...] = ()
    actions: tuple[PackAction, ...] = ()
    risks: tuple[PackRisk, ...] = ()
    decisions: tuple[RequestedDecision, ...] = ()
    headline: str = ""
    """Empty: the card's own."""
    notes: tuple[str, ...] = ()
    """What could not be said and which export is missing for it."""
