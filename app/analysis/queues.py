"""Queue health: every open ticket of a kind, counted per assignment group (METRICS §5).

Everything is as known at `at`: a past instant sees the state, group, owner and priority that
history gives for it. Instants are UTC seconds; days of in and out are local days of the report
zone. `measure` holds the numbers only; ticket rows are made apart from it.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from app.analysis.asof import has_left, open_at
from app.analysis.live_clocks import AT_RISK, BREACHED, BREACHED_IF_OPEN, clocks
from app.analysis.moments import Moments
from app.analysis.queue_grades import Measured, graded, totalled
from app.analysis.ticket_rows import known_at, ticket_rows
from app.models.columns import I64, MISSING, Facts, Flags
from app.models.counts import counted
from app.models.results import QueueHealth
from app.models.settings import DAY, Settings
from app.models.ticket import TICKET_KINDS, TICKET_STATES

FLOW_DAYS = 14
WEEK = 7 * DAY
OLD_DAYS = 30
AGE_BAND = np.repeat(np.arange(6), (1, 2, 4, 7, 16, 1))
"""Band by whole days: [0,1) [1,3) [3,7) [7,14) [14,30] (30,∞)."""
_CANCELLED = TICKET_STATES.index("cancelled")
_ON_HOLD = TICKET_STATES.index("on_hold")


def open_rows(facts: Facts, kind: str, at: int) -> I64:
    """Rows of the tickets of one kind that were open at `at`, as known then (METRICS §1)."""
    return np.flatnonzero(open_at(facts, TICKET_KINDS.index(kind), at))


def queue_health(
    facts: Facts, settings: Settings, kind: str, at: int, now: int, titles: Mapping[int, str]
) -> QueueHealth:
    """Queue health at `at`, worst group first. `titles` are keyed by ticket id (METRICS §5)."""
    any_open = open_at(facts, None, at)
    per_kind = np.bincount(facts.tickets.kind[any_open], minlength=len(TICKET_KINDS)).tolist()
    code = TICKET_KINDS.index(kind)
    rows = np.flatnonzero(any_open & (facts.tickets.kind == code))
    measured = measure(facts, settings, kind, at, rows)
    groups = graded(measured, facts.tickets.groups, settings)
    left = _left(facts, code, at)
    return QueueHealth(
        kind=kind,
        as_of=at,
        zone=settings.report_zone,
        groups=groups,
        total=totalled(measured, groups),
        tickets=ticket_rows(facts, measured.rows, measured.known, measured.sla,
                            measured.stale, measured.computed, at, titles),
        kinds=tuple((k, n) for k, n in zip(TICKET_KINDS, per_kind, strict=True) if n),
        left_outcome_unknown=left,
        caveats=_caveats(measured, settings, at, now, left),
    )  # fmt: skip


def measure(facts: Facts, settings: Settings, kind: str, at: int, rows: I64) -> Measured:
    """Every number of the groups' matrix over the open `rows` of one kind."""
    tickets = facts.tickets
    known = known_at(facts, rows, at)
    sla = clocks(facts, settings, rows, at, "resolution")
    computed = computed_priorities(
        settings, tickets.impact[rows].astype(np.int64), tickets.urgency[rows].astype(np.int64)
    )
    wrong = (computed > 0) & (known.priority > 0) & (computed != known.priority)
    limits = np.array([settings.stale_s.get(priority, WEEK) for priority in range(256)])
    stale = at - known.updated > limits[known.priority]
    slots = len(tickets.groups) + 1
    place = known.group + 1
    flags = {
        "open": np.ones(len(rows), np.bool_),
        "unassigned": known.assignee < 0,
        "at_risk": sla.state == AT_RISK,
        "breached": sla.state == BREACHED,
        "breached_if_open": sla.state == BREACHED_IF_OPEN,
        "wrong_priority": wrong,
        "stale": stale,
        "on_hold": known.state == _ON_HOLD,
    }
    counts = _counts(place, flags, slots)
    opened = tickets.opened[rows]
    age = np.where(opened == MISSING, 0, at - opened)
    band = AGE_BAND[np.clip(age // DAY, 0, OLD_DAYS)] - (age == OLD_DAYS * DAY)
    ages = np.bincount(place * 6 + band, minlength=slots * 6).reshape(slots, 6)
    code = TICKET_KINDS.index(kind)
    arrived, solved = (_moved(facts, code, field, at, settings) for field in ("opened", "resolved"))
    days = day_starts(at, settings.report_zone, FLOW_DAYS)
    return Measured(
        rows=rows,
        known=known,
        sla=sla,
        stale=stale,
        computed=computed,
        counts=counts,
        ages=ages,
        inflow=_per_span(*arrived, days, slots),
        outflow=_per_span(*solved, days, slots),
        weekly_in=_per_week(*arrived, at, settings.net_inflow_weeks, slots),
        weekly_out=_per_week(*solved, at, settings.net_inflow_weeks, slots),
    )


def computed_priorities(settings: Settings, impact: I64, urgency: I64) -> I64:
    """Priority by the impact × urgency matrix; 0 where either is absent or outside it."""
    matrix = np.zeros((256, 256), np.int64)
    for row, line in enumerate(settings.priority_matrix, start=1):
        matrix[row, 1 : len(line) + 1] = line
    return matrix[impact, urgency]


def day_starts(at: int, zone: str, days: int) -> I64:
    """Local midnights around the last `days` full days before `at`: `days + 1` instants."""
    where = ZoneInfo(zone)
    today = datetime.fromtimestamp(at, UTC).astimezone(where).date()
    midnights = [
        datetime.combine(today - timedelta(days=back), datetime.min.time(), where)
        for back in range(days, -1, -1)
    ]
    return np.array([int(midnight.timestamp()) for midnight in midnights])


def _counts(place: I64, flags: Mapping[str, Flags], slots: int) -> dict[str, I64]:
    """How many rows of each place carry each flag: all flags in one pass over the rows."""
    code, width = place << len(flags), 1 << len(flags)
    for bit, flag in enumerate(flags.values()):
        code |= flag.astype(np.int64) << bit
    table = np.bincount(code, minlength=slots * width).reshape(slots, width)
    carried = np.arange(width)[:, None] >> np.arange(len(flags)) & 1
    counts = table @ carried
    return {name: counts[:, bit] for bit, name in enumerate(flags)}


def _moved(
    facts: Facts, kind_code: int, field: str, at: int, settings: Settings
) -> tuple[I64, I64]:
    """(place of the group, instant) of every ticket opened or resolved in the flow window."""
    tickets = facts.tickets
    instants: I64 = getattr(tickets, field)
    since = at - max(settings.net_inflow_weeks * WEEK, (FLOW_DAYS + 2) * DAY)
    recent = np.flatnonzero(instants >= since)
    recent = recent[instants[recent] < at]
    kept = recent[(tickets.kind[recent] == kind_code) & (tickets.state[recent] != _CANCELLED)]
    return tickets.group[kept].astype(np.int64) + 1, instants[kept]


def _per_span(place: I64, instants: I64, bounds: I64, slots: int) -> I64:
    """Counts per group and span between consecutive bounds, half-open."""
    spans = len(bounds) - 1
    inside = np.flatnonzero((instants >= bounds[0]) & (instants < bounds[-1]))
    span = np.searchsorted(bounds, instants[inside], "right") - 1
    flat = place[inside] * spans + span
    return np.bincount(flat, minlength=slots * spans).reshape(slots, spans)


def _per_week(place: I64, instants: I64, at: int, weeks: int, slots: int) -> I64:
    """Counts per group and trailing week before `at`, newest first."""
    week = (at - 1 - instants) // WEEK
    inside = week < weeks
    flat = place[inside] * weeks + week[inside]
    return np.bincount(flat, minlength=slots * weeks).reshape(slots, weeks)


def _left(facts: Facts, kind_code: int, at: int) -> int:
    tickets = facts.tickets
    gone = np.flatnonzero(has_left(facts, at))
    known = (tickets.opened[gone] != MISSING) & (tickets.opened[gone] <= at)
    return int((known & (tickets.kind[gone] == kind_code)).sum())


def _caveats(
    measured: Measured, settings: Settings, at: int, now: int, left: int
) -> tuple[str, ...]:
    moments = Moments(settings.report_zone, now)
    lines: list[str] = []
    if at < now:
        lines.append(
            f"As known at {moments.at(at)} {moments.zone_at(at)}, by the update times of records "
            "and their history; SLA by final priority"
        )
    unsure = int(measured.counts["breached_if_open"].sum())
    if unsure:
        verb = "crosses its" if unsure == 1 else "cross their"
        lines.append(
            f"{counted(unsure, 'ticket')} {verb} limit after the export: breached if still open"
        )
    if left:
        lines.append(
            f"{counted(left, 'ticket')} left an open-only export, outcome unknown: not counted"
        )
    return tuple(lines)
