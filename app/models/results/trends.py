"""What trends and forecasts say (METRICS §4.2 to §4.6, §4.8)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ForecastDay:
    """One day ahead: the median of the runs and the band that should hold `band` % of outcomes."""

    start: int
    middle: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class FlowForecast:
    """Backlog ahead by weekday block bootstrap (METRICS §4.2), for one scope."""

    open_now: int
    days: tuple[ForecastDay, ...]
    band: float
    """Percent that the band should hold: 85."""
    coverage: float | None
    """Percent that it did hold on days past; None without enough history."""
    tested: int
    """On how many days past."""
    runs: int
    history_days: int
    arrivals_a_day: float
    closures_a_day: float
    needs: str = ""


@dataclass(frozen=True, slots=True)
class Reliability:
    """One bin of forecast probabilities: how often it came true."""

    low: float
    high: float
    forecast: float
    observed: float
    n: int


@dataclass(frozen=True, slots=True)
class RiskRow:
    """One open ticket's chance to breach; None where it isn't calibrated."""

    key: str
    probability: float | None
    left_s: int
    usual_left_s: int | None
    """The usual remaining time of its like, seconds on the SLA's clock."""
    learned_from: str
    """The level of the curve: "P2 · Network · n 214"."""


@dataclass(frozen=True, slots=True)
class BreachRisk:
    """P(breach | still open at its age) for every running clock (METRICS §4.3)."""

    rows: tuple[RiskRow, ...]
    table: tuple[Reliability, ...]
    brier: float | None
    base_brier: float | None
    """Of always forecasting the plain share."""
    calibrated: bool
    tested: int
    words: str


@dataclass(frozen=True, slots=True)
class Cluster:
    """Recurring incidents of one template, and whether they deserve a problem (METRICS §4.5)."""

    label: str
    template: str
    service: str
    n: int
    weekly: tuple[int, ...]
    """Counts of the last weeks, oldest first."""
    hours: float
    """Hours of restore time that they took together."""
    trend: float
    """Slope of the weekly counts, per week."""
    problem: str
    score: float
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lift:
    """Incidents after one change against the same hours of eight prior weeks (METRICS §4.4)."""

    change: str
    title: str
    observed: int
    expected: float
    p: float
    q: float
    """After Benjamini-Hochberg."""
    label: str
    """linked, confirmed, strong or weak."""
    incidents: tuple[tuple[str, float], ...]
    """Keys with their weights, heaviest first."""


@dataclass(frozen=True, slots=True)
class ProcessFinding:
    """One kind of waste in the flow of tickets (METRICS §4.6)."""

    kind: str
    title: str
    words: str
    n: int
    hours: float | None
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShrunkRate:
    """Change success of one team and type, drawn towards the whole by beta-binomial (§4.8)."""

    team: str
    type: str
    k: int
    n: int
    raw: float
    shrunk: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class PhaseTime:
    """Restore time of one group by phase, mean seconds; None where no milestones are known."""

    group: str
    n: int
    detect: float | None
    acknowledge: float | None
    assign: float | None
    diagnose: float | None
    fix: float | None
    verify: float | None
    total: float


@dataclass(frozen=True, slots=True)
class Trends:
    """Everything beyond the KPIs, of one scope at one instant."""

    at: int
    flow: FlowForecast
    risk: BreachRisk
    clusters: tuple[Cluster, ...]
    lifts: tuple[Lift, ...]
    process: tuple[ProcessFinding, ...]
    success: tuple[ShrunkRate, ...]
    phases: tuple[PhaseTime, ...]
