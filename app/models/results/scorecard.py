"""KPIs and the scorecard (METRICS §1, §2, §4.1)."""

from dataclasses import dataclass

from app.models.period import Period
from app.models.results.restated import Restatement


@dataclass(frozen=True, slots=True)
class Distribution:
    """Durations of one cohort, in seconds. All None when n is 0."""

    n: int
    mean: float | None
    median: float | None
    p90: float | None
    least: float | None
    most: float | None
    inside: int | None
    """How many are inside the target; None without a target."""


@dataclass(frozen=True, slots=True)
class Limits:
    """XmR natural limits; `firm` from 12 baseline points, provisional from 6, else no Limits."""

    mean: float
    lower: float
    upper: float
    range_mean: float
    range_limit: float
    points: int
    firm: bool
    first: str = ""
    """The baseline's window: the ids of its first and last period."""
    last: str = ""


@dataclass(frozen=True, slots=True)
class Phase:
    """Limits from one period on: a recorded change reset them."""

    first: str
    """The id of its first period."""
    limits: Limits | None
    reason: str
    """Why the limits were reset; empty for the first phase."""


@dataclass(frozen=True, slots=True)
class ChartNote:
    """A lettered note on a point or on the beginning of a phase."""

    letter: str
    period: str
    kind: str
    """note, phase or left_out."""
    words: str
    event_key: str
    author: str
    recorded_at: int
    id: int
    part: str = ""
    """The part of the KPI that it speaks of; empty for all of it."""


@dataclass(frozen=True, slots=True)
class Signal:
    """A sign that the process changed.

    `rule`: above_limit, below_limit, run_above, run_below, near_upper or near_lower.
    """

    rule: str
    good: bool
    words: str
    """"Below limit", "8 above mean"."""


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One period's value in the trend; None when it had no rows."""

    period: str
    label: str
    start: int
    value: float | None
    n: int


@dataclass(frozen=True, slots=True)
class KpiInputs:
    """The figures that a value is made of where it isn't a mean or share of its rows.

    `kind` says how: minutes (services that met their target of all: columns agreed s, down s,
    target %), hours (their sum), strata (passed of drawn, weighted by the population).
    """

    kind: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[float, ...]], ...]
    """Name and one figure a column."""


@dataclass(frozen=True, slots=True)
class KpiPart:
    """One row of a KPI: the whole of it, or P1 and P2, response and resolution, strict and so on.

    `value`, `target`, `better_by` and the trend are in `unit`; the distribution in seconds.
    """

    name: str
    label: str
    unit: str
    value: float | None
    n: int
    numerator: int | None = None
    denominator: int | None = None
    distribution: Distribution | None = None
    interval: tuple[float, float] | None = None
    target: float | None = None
    stretch: float | None = None
    met: bool | None = None
    """None = no verdict: no target or no rows."""
    verdict: str = ""
    """"Met", "Missed", "2 of 3 inside target", "n/a"."""
    better_by: float | None = None
    """How much better than the target, worse is negative; in `unit` ("points" for %)."""
    previous: float | None = None
    trend: tuple[TrendPoint, ...] = ()
    limits: Limits | None = None
    signal: Signal | None = None
    rows: tuple[str, ...] = ()
    """Keys of the records in the denominator, for drill-down."""
    numerator_rows: tuple[str, ...] = ()
    exact: tuple[float, float] | None = None
    """The Clopper-Pearson 95 % interval of a share, in percent."""
    open_n: int | None = None
    """Records still running at the end of the period (right-censored)."""
    km_median: float | None = None
    """The Kaplan-Meier median with those, in `unit`; None when it isn't reached."""
    chart: str = "xmr"
    """The kind of control chart: xmr, p, u, t, g or log (METRICS §4.1)."""
    phases: tuple["Phase", ...] = ()
    """The phases of the limits, oldest first; empty when there is one, `limits`."""
    point_limits: tuple[tuple[float, float] | None, ...] = ()
    """Lower and upper limit of each trend point where they differ from point to point (p, u)."""
    assurance: str = ""
    """From limits and target: will hit, hit or miss, will miss; empty without limits."""
    records: str = ""
    """The kind of record that this part's rows are keys of, where it isn't the result's."""
    measures: tuple[float, ...] = ()
    """What was measured of each of `rows`, in the same order: seconds, a score, or how often it
    counts in the numerator. Empty: 1 for the rows of the numerator, else 0."""
    weights: tuple[float, ...] = ()
    """How often each of `rows` counts in the denominator; empty when each counts once."""
    inputs: KpiInputs | None = None
    """Where the value isn't the sum of `measures` over that of `weights`."""


@dataclass(frozen=True, slots=True)
class Driver:
    """One bar of the Pareto of what pulled a KPI down."""

    label: str
    count: int
    cumulative: float
    """Share of all up to and with this bar, 0-100."""
    linked: int = 0
    """How many of them link to the KPI's `event`."""


@dataclass(frozen=True, slots=True)
class KpiDefinition:
    """What a KPI means, in words (METRICS.md §2), printed beside the value."""

    formula: str
    cohort: str
    clock: str
    inclusion: str
    exclusion: str
    pairs: str
    version: int


@dataclass(frozen=True, slots=True)
class KpiResult:
    """One KPI over one period. The top value is that of the default part, `parts[0]`."""

    id: str
    label: str
    group: str
    """"Restore and respond", "Flow and service", "Problem and follow-through", "Change" ..."""
    better: str
    """lower or higher."""
    cadence: str
    """week, month or quarter."""
    period: Period
    """The period of this row: monthly KPIs in a weekly scorecard show their last complete month."""
    parts: tuple[KpiPart, ...]
    extra: tuple[KpiPart, ...]
    """Figures that stand beside, never a verdict: variants, second denominators."""
    excluded: tuple[tuple[str, int], ...]
    caveats: tuple[str, ...]
    """Short first ("n under 5"), printed in the caveat column; long ones after."""
    facts: tuple[tuple[str, str], ...]
    """Label and value in words: "open at the end", "start from opened" ..."""
    drivers: tuple[Driver, ...]
    drivers_label: str
    definition: KpiDefinition
    owner: str
    needs: str = ""
    """When there are no data: which export is missing."""
    records: str = "ticket"
    """The kind of record that `rows` are keys of: ticket, change, alert, outage, action ..."""
    variant: str = ""
    """The variant that the value is: restore, strict, gross ..."""
    variants: tuple[str, ...] = ()
    """Every variant by name, the default first; each stands in `parts` or `extra`."""
    fallback: str = ""
    """The level of evidence used, in words: "82 % by resolved"."""
    excluded_rows: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Keys of what was left out, by reason."""
    event: str = ""
    """The one event that most drivers link to: a major incident's or change's key."""
    without_event: str = ""
    """What the value would be without it, in words; for context only."""
    notes: tuple[ChartNote, ...] = ()
    target_version: int = 1
    approver: str = ""


@dataclass(frozen=True, slots=True)
class Provenance:
    """One import that stands behind a report."""

    batch: int
    file_name: str
    sha256: str
    format: str
    kind: str
    rows: int
    new: int
    changed: int
    rejected: int
    as_of: int
    imported_at: int
    timezone: str | None


@dataclass(frozen=True, slots=True)
class RequestedDecision:
    """A decision the report asks for, and what waiting costs."""

    title: str
    why: str
    cost_of_waiting: str
    owner: str
    due: str


@dataclass(frozen=True, slots=True)
class Scorecard:
    """Everything that scorecard screen, workbook, PDF and JSON show."""

    title: str
    period: Period
    zone: str
    scope: str
    as_of: int
    now: int
    marks: tuple[str, ...]
    """"Demo data", "Clock fixed at ...": printed on every page."""
    headline: str
    messages: tuple[tuple[str, str], ...]
    """Three of (finding, support)."""
    kpis: tuple[KpiResult, ...]
    decisions: tuple[RequestedDecision, ...]
    outlook: str
    caveats: tuple[str, ...]
    provenance: tuple[Provenance, ...]
    definitions_version: int
    app_version: str
    chain_head: str
    prepared_by: str
    restatements: tuple[Restatement, ...] = ()
    """Numbers of reports issued before, of the same scope, that are different today."""
    recomputed: bool = False
    """With today's targets and definitions instead of those of the period's time."""
    revision: int = 0
    """The store's revision that it was computed from."""
