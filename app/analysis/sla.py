"""What tickets were promised by the settings and what was used of it (METRICS §1 clocks, K4).

A clock starts when the ticket is opened, runs on the calendar of its priority's target, stands
still during holds whose reason is agreed, and stops at acknowledgement or resolution. Seconds
are compared exactly; a value equal to its target is met.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from app.analysis.asof import logged
from app.analysis.clock import add_business, business_seconds, calendar_of, disjoint
from app.analysis.remember import once_for_facts
from app.models.columns import I8, I64, MISSING, Facts, Flags
from app.models.settings import CalendarRule, Settings, SlaTarget

Target = Literal["response", "resolution"]


@dataclass(frozen=True, slots=True)
class Promises:
    """Every asked row's promise up to an instant: what was promised, used, and when it was due.

    `due` is MISSING without a promise, and while a running hold keeps it from being reached.
    """

    target: I64
    elapsed: I64
    due: I64
    stop: I64
    """Instant at which the promise was kept or overrun for good; MISSING while it runs."""
    paused: Flags
    """On an agreed hold at the instant."""
    late_hold: Flags
    """An agreed hold began in the last tenth of the target (METRICS K4, findings)."""


@dataclass(frozen=True, slots=True)
class OwnTerms:
    """What the source itself promised of each asked row, where it says so (METRICS K4).

    `goal` is seconds (-1 none) in place of the policy's; it runs on the calendar of the row's
    priority, elapsed where the policy promises that priority nothing. `start` is when the
    source's clock began, `answered` when the source saw the response; MISSING where unknown.
    """

    goal: I64
    start: I64
    answered: I64


@dataclass(frozen=True, slots=True)
class _Pauses:
    """Agreed holds of the asked rows, [enter, leave) by place among them, and who is on one."""

    place: I64
    enter: I64
    leave: I64
    held: Flags


def promises(
    facts: Facts,
    settings: Settings,
    rows: I64,
    now: int | I64,
    target: Target,
    *,
    priority: I8 | None = None,
    start: I64 | None = None,
    own: OwnTerms | None = None,
) -> Promises:
    """Targets of these rows and what was used of them until `now`, one instant or one a row.

    (METRICS K4) By final priority, or by the priority given per row. Clocks start when the ticket
    was opened, or at the instants in `start` where a restart was agreed. What the source promised
    in `own` goes before the settings.
    """
    cutoff = np.full(len(rows), now, np.int64) if isinstance(now, int) else now
    by = facts.tickets.priority[rows] if priority is None else priority
    return _promises(facts, settings, rows, cutoff, target, by, start, own)


def _promises(
    facts: Facts,
    settings: Settings,
    rows: I64,
    cutoff: I64,
    target: Target,
    priority: I8,
    start: I64 | None = None,
    own: OwnTerms | None = None,
) -> Promises:
    opened = facts.tickets.opened[rows] if start is None else start
    if own is not None:
        opened = np.where((own.goal >= 0) & (own.start != MISSING), own.start, opened)
    stop = stops(facts, rows, target, None if own is None else own.answered)
    stop = np.where((stop != MISSING) & (stop <= cutoff), stop, MISSING)
    end = np.maximum(np.where(stop != MISSING, stop, cutoff), opened)
    pauses = _pauses(facts, settings, rows, opened, end, stop != MISSING)
    promised = np.full(len(rows), -1, np.int64)
    elapsed = np.zeros(len(rows), np.int64)
    due = np.full(len(rows), MISSING, np.int64)
    late = np.zeros(len(rows), np.bool_)
    for rule, of in _agreed(settings, target, priority, own):
        mine = np.flatnonzero((of >= 0) & (opened != MISSING))
        if not len(mine):
            continue
        promised[mine] = of[mine]
        lost, waits, near = _lost(rule, pauses, opened, of, mine)
        late[near] = True
        elapsed[mine] = business_seconds(rule, opened[mine], end[mine]) - lost[mine]
        due[mine] = add_business(rule, opened[mine], of[mine] + waits[mine])
    due[pauses.held & (elapsed < promised)] = MISSING
    return Promises(promised, elapsed, due, stop, pauses.held, late)


def _agreed(
    settings: Settings, target: Target, priority: I8, own: OwnTerms | None
) -> list[tuple[CalendarRule | None, I64]]:
    """Per calendar the seconds promised to each row on it, -1 for none."""
    lanes = [(rule, seconds[priority]) for rule, seconds in calendars(settings, target)]
    if own is None or not (own.goal >= 0).any():
        return lanes
    left, found = own.goal, []
    for rule, of in lanes:
        found.append((rule, np.where((of >= 0) & (own.goal >= 0), own.goal, of)))
        left = np.where(of >= 0, -1, left)
    return [*found, (None, left)]


def stops(facts: Facts, rows: I64, target: Target, answered: I64 | None = None) -> I64:
    """When each row's clock stopped for good: acknowledged or resolved; MISSING while it runs.

    A response that the ticket doesn't tell of ended when its source's clock did (`answered`, one
    a row), else, where a history of states shows no acknowledgement, with the resolution.
    """
    tickets = facts.tickets
    resolved = tickets.resolved[rows]
    if target == "resolution":
        return resolved
    acknowledged = tickets.acknowledged[rows]
    if answered is not None:
        acknowledged = np.where(acknowledged == MISSING, answered, acknowledged)
    silent = (acknowledged == MISSING) & logged(facts)[rows]
    return np.where(silent, resolved, acknowledged)


@once_for_facts
def ever_held(facts: Facts) -> Flags:
    """Per ticket row whether it was ever on hold; not to be written to."""
    mask = np.zeros(len(facts.tickets), np.bool_)
    mask[facts.holds.ticket] = True
    mask.setflags(write=False)
    return mask


def calendars(settings: Settings, target: Target) -> list[tuple[CalendarRule | None, I64]]:
    """Per calendar in use: seconds promised to each priority on it, -1 for none."""
    table: dict[str, I64] = {}
    for line in settings.sla:
        name, seconds = _promised(line, target)
        if seconds is not None:
            table.setdefault(name, np.full(256, -1, np.int64))[line.priority] = seconds
    return [(calendar_of(settings, name), seconds) for name, seconds in table.items()]


def _promised(line: SlaTarget, target: Target) -> tuple[str, int | None]:
    if target == "response":
        return line.response_calendar, line.response_s
    return line.resolution_calendar, line.resolution_s


def _pauses(
    facts: Facts, settings: Settings, rows: I64, opened: I64, end: I64, stopped: Flags
) -> _Pauses:
    """Agreed holds of the rows inside [opened, end), overlaps once, ordered by row and enter."""
    holds = facts.holds
    agreed = [code for code, word in enumerate(holds.reasons) if word in settings.hold_reasons]
    held = np.zeros(len(rows), np.bool_)
    mine = np.flatnonzero(ever_held(facts)[rows]) if agreed else np.zeros(0, np.int64)
    if not len(mine):
        return _Pauses(mine, mine, mine, held)
    mine = mine[np.argsort(rows[mine], kind="stable")]
    spot = np.searchsorted(rows[mine], holds.ticket, side="right") - 1
    chosen = np.flatnonzero((rows[mine[spot]] == holds.ticket) & np.isin(holds.reason, agreed))
    place = mine[spot[chosen]]
    enter = np.maximum(holds.enter[chosen], opened[place])
    leave = holds.leave[chosen]
    leave = np.where(leave == MISSING, end[place] + 1, leave)
    running = (leave > end[place]) & (enter <= end[place]) & ~stopped[place]
    held[place[running]] = True
    leave = np.minimum(leave, end[place])
    whole = enter < leave
    return _Pauses(*disjoint(place[whole], enter[whole], leave[whole]), held)


def _lost(
    rule: CalendarRule | None, pauses: _Pauses, opened: I64, target: I64, mine: I64
) -> tuple[I64, I64, I64]:
    """Working seconds on hold per row: all, and of holds that began before the target ran out.

    And the places of rows with a hold that began in the last tenth of the target.
    """
    lost, waits = np.zeros(len(opened), np.int64), np.zeros(len(opened), np.int64)
    asked = np.zeros(len(opened), np.bool_)
    asked[mine] = True
    of = np.flatnonzero(asked[pauses.place])
    if not len(of):
        return lost, waits, of
    place, enter, leave = pauses.place[of], pauses.enter[of], pauses.leave[of]
    length = business_seconds(rule, enter, leave)
    np.add.at(lost, place, length)
    through = np.cumsum(length)
    first = np.searchsorted(place, place, side="left")
    earlier = through - length - (through - length)[first]
    used = business_seconds(rule, opened[place], enter) - earlier
    began = used < target[place]
    np.add.at(waits, place[began], length[began])
    near = began & (10 * used >= 9 * target[place]) & (target[place] > 0)
    return lost, waits, place[near]
