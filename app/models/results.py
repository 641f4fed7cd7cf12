"""The frozen results that analysis makes and views, reports and the command line show.

Instants are UTC seconds, durations seconds unless a unit stands beside the value; shares are
0-100 with unit "%". Tuples, never lists, so that a result can be shared between threads.
"""

from dataclasses import dataclass, field

from app.models.columns import SourceFreshness
from app.models.period import Period

# ---- KPIs and the scorecard (METRICS.md §2, §4.1) -------------------------------------------


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


@dataclass(frozen=True, slots=True)
class Signal:
    """A sign that the process changed. `rule`: above_limit, below_limit, run_above, run_below."""

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


@dataclass(frozen=True, slots=True)
class Driver:
    """One bar of the Pareto of what pulled a KPI down."""

    label: str
    count: int
    cumulative: float
    """Share of all up to and with this bar, 0-100."""


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


# ---- Queues (METRICS.md §5) -----------------------------------------------------------------


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
    """The resolution clock of one ticket.

    `state`: ok, at_risk, breached, breached_if_open, paused or none.
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


# ---- Attention and Today ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AttentionItem:
    """One row of "needs attention now"; `level` is breach, risk or note (the glyph)."""

    rank: int
    kind: str
    key: str
    level: str
    what: str
    context: str
    """"P2 · SAP Finance Apps"."""
    why: str
    next: str
    owner: str
    due_at: int | None
    clock_word: str
    """"to breach", "breached", "starts"."""
    score: int
    terms: str
    """How the score came about, for the tooltip."""


@dataclass(frozen=True, slots=True)
class Tile:
    """One tile of Today. `trend` is 14 days oldest first, empty when history isn't known."""

    id: str
    label: str
    value: int
    trend: tuple[float, ...]
    delta: str
    level: str
    """breach, risk or none: colours only the delta and the last dot."""
    page: str
    filter: str


@dataclass(frozen=True, slots=True)
class ReviewStep:
    """One of the morning's checks. `state`: done, current, open."""

    id: str
    title: str
    state: str
    detail: str
    items: tuple[tuple[str, str], ...]
    """(level, words) under the current step."""
    page: str


@dataclass(frozen=True, slots=True)
class ChangedLine:
    """One line of "what changed": a signed number, words, and the keys behind."""

    number: str
    words: str
    level: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Today:
    """The Today screen."""

    now: int
    zone: str
    tiles: tuple[Tile, ...]
    attention: tuple[AttentionItem, ...]
    steps: tuple[ReviewStep, ...]
    since: int
    since_label: str
    changed: tuple[ChangedLine, ...]
    calendar: "ChangeCalendar"


# ---- Changes and collisions (COLLISIONS.md) ---------------------------------------------------


@dataclass(frozen=True, slots=True)
class ChangeBar:
    """One change on the timeline. `start`/`end` are the planned window (estimated if marked)."""

    key: str
    title: str
    type: str
    risk: int
    """1 very high, 2 high, 3 moderate, 4 low, 0 unknown."""
    state: str
    approved: bool
    service: str
    tier: int
    group: str
    assignee: str
    start: int
    end: int
    estimated: bool
    cis: tuple[str, ...]
    readiness: "Readiness | None"


@dataclass(frozen=True, slots=True)
class Readiness:
    """Presence of what a CAB asks for: complete, partial or missing per item. `gap` in words."""

    items: tuple[tuple[str, str], ...]
    """(Risk|Impact|Test|Backout|Approval|Notice, complete|partial|missing|unknown)."""
    score: int
    gap: str


@dataclass(frozen=True, slots=True)
class WindowBand:
    """A freeze or maintenance band; empty scope words = all lanes."""

    key: str
    kind: str
    title: str
    start: int
    end: int
    hard: bool
    services: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SeverityFactor:
    """One factor of a finding's score (COLLISIONS.md §5): "Service tier", "Tier 1", 1.3."""

    label: str
    words: str
    factor: float


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding of one check. Pair checks name two changes, C20 a change and `window`."""

    check: str
    title: str
    severity: str
    """Critical, High, Medium, Low, Info, Unknown."""
    score: int
    base: int
    factors: tuple[SeverityFactor, ...]
    certainty: float
    changes: tuple[str, ...]
    window: str
    cis: tuple[str, ...]
    overlap_start: int | None
    overlap_end: int | None
    overlap_minutes: int
    sentence: str
    suggestion: str
    key: str
    fingerprint: str
    state: str = "New"
    """New, Seen, Accepted, Dismissed, Reopened."""
    decision_note: str = ""


@dataclass(frozen=True, slots=True)
class Collision:
    """One row a pair (two changes, or change × window): the strongest finding, others under it."""

    number: int
    strongest: Finding
    others: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class CollisionReport:
    """A whole run. `counts` per check: distinct unordered pairs, or change × window."""

    start: int | None
    end: int | None
    retrospective: bool
    changes: int
    checked: int
    unknown: int
    counts: tuple[tuple[str, int], ...]
    findings: tuple[Finding, ...]
    collisions: tuple[Collision, ...]
    not_checked: tuple[str, ...]
    """"C02-C05 not checked: needs CI relations"."""
    quality: tuple[str, ...] = ()
    """What was assumed about windows: "38 changes of zero length taken as 1 minute"."""


@dataclass(frozen=True, slots=True)
class ChangeCalendar:
    """The Changes screen over `[start, end)`."""

    start: int
    end: int
    now: int
    zone: str
    bars: tuple[ChangeBar, ...]
    windows: tuple[WindowBand, ...]
    report: CollisionReport
    high_risk: int
    not_approved: int
    cmdb_as_of: int | None


# ---- Import -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FileResult:
    """What became of one file (CLI.md `tower import`). `decision` = (question, option, choices)."""

    path: str
    status: str
    """imported, imported_with_warnings, needs_decision, rejected; dry runs say would_import."""
    message: str
    decision: tuple[str, str, tuple[str, ...]] | None = None
    format: str = ""
    system: str = ""
    kind: str = ""
    encoding: str = ""
    delimiter: str = ""
    timezone: str = ""
    date_order: str = ""
    scope: str = ""
    rows: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0
    by_kind: tuple[tuple[str, int], ...] = ()
    rejects: tuple[tuple[int, str, str, str], ...] = ()
    """First 20 of (row, column, value, reason)."""
    warnings: tuple[str, ...] = ()
    batch: int | None = None
    as_of: int | None = None
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class ImportReport:
    """A whole `tower import`. `status` is the worst of its files."""

    status: str
    message: str
    files: tuple[FileResult, ...]


@dataclass(frozen=True, slots=True)
class BatchLine:
    """One past import in the list on the Import screen."""

    batch: int
    file_name: str
    format: str
    kind: str
    imported_at: int
    rows: int
    new: int
    changed: int
    rejected: int
    undone: bool
    reverses: int | None


@dataclass(frozen=True, slots=True)
class StoreStatus:
    """The status bar's facts about the store."""

    path: str
    size: int
    last_backup: int | None
    sources: tuple[SourceFreshness, ...]
    demo: bool
    read_only: str
    """Why the store is read-only; empty when it isn't."""


@dataclass(frozen=True, slots=True)
class CheckReport:
    """`tower check`: each problem one plain sentence; empty = whole."""

    problems: tuple[str, ...]
    records: int
    audit_entries: int
    chain_head: str


# ---- RCA package -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RcaEvent:
    """One line of an incident's timeline. `phase`: opened, assigned, held, resolved, closed, ..."""

    at: int
    phase: str
    event: str
    source: str
    gap_s: int
    """Silence before this event when it exceeds 15 minutes in an open incident, else 0."""


@dataclass(frozen=True, slots=True)
class RcaPackage:
    """The RCA package of one incident; `draft` until its content is complete."""

    key: str
    title: str
    priority: int
    state: str
    service: str
    ci: str
    group: str
    assignee: str
    opened: int | None
    restored: int | None
    restored_level: str
    resolved: int | None
    closed: int | None
    summary: str
    impact: tuple[tuple[str, str], ...]
    """(measure, value in words)."""
    durations: tuple[tuple[str, int], ...]
    """(time to acknowledge, resolve ..., seconds)."""
    timeline: tuple[RcaEvent, ...]
    factors: tuple[tuple[str, str, str], ...]
    """(kind, factor, evidence)."""
    actions: tuple[tuple[str, str, str, str, str], ...]
    """(action, type, owner, due, verification)."""
    links: tuple[tuple[str, str], ...]
    missing: tuple[str, ...]
    """What must be filled in before it is no longer a draft."""
    draft: bool
    zone: str
    now: int
    marks: tuple[str, ...]
    provenance: tuple[Provenance, ...]
    chain_head: str
    app_version: str


# ---- Daily review note --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ReviewNote:
    """`tower review`: the morning in words. Sections of (title, lines)."""

    now: int
    since: int
    zone: str
    headline: str
    sections: tuple[tuple[str, tuple[str, ...]], ...] = field(default=())
    marks: tuple[str, ...] = ()
