"""The clocks that people watch: at risk, breached, paused (METRICS §1 freshness, §5)."""

from dataclasses import dataclass

import numpy as np

from app.analysis.sla import Target
from app.analysis.source_targets import promised
from app.models.columns import I8, I64, MISSING, Facts, Flags
from app.models.settings import Settings
from app.models.ticket import TICKET_STATES

CLOCK_STATES = ("none", "ok", "at_risk", "breached", "breached_if_open", "paused", "met")
NONE, OK, AT_RISK, BREACHED, BREACHED_IF_OPEN, PAUSED, MET = range(7)
_NEW = TICKET_STATES.index("new")


@dataclass(frozen=True, slots=True)
class SlaColumns:
    """One clock per asked row; `state` indexes CLOCK_STATES. Seconds are on the SLA's calendar.

    Where there is no clock: state "none", target -1, elapsed and remaining 0, due MISSING.
    """

    state: I8
    elapsed_s: I64
    target_s: I64
    remaining_s: I64
    """Negative when overrun."""
    due_at: I64
    """Wall instant at which the target is or was reached, were it not paused again."""


def clocks(facts: Facts, settings: Settings, rows: I64, now: int, target: Target) -> SlaColumns:
    """The clocks of these ticket rows at `now`, by the targets that K4 judges them by (METRICS §5).

    A clock that stopped inside its target is met, one that stopped past it breached for good.
    A running clock whose target ran out only after the source's as-of is "breached_if_open".
    A ticket that has left the new state with its acknowledgement unknown has no response clock.
    """
    tickets = facts.tickets
    made = promised(facts, settings, rows, now, target)
    stopped = made.stop != MISSING
    has = made.target >= 0
    if target == "response":
        has &= stopped | (tickets.state[rows] == _NEW)
    over = has & (made.elapsed > made.target)
    state = np.where(has, OK, NONE).astype(np.int8)
    limit = np.zeros(256, np.int64)
    for priority, seconds in settings.at_risk_s.items():
        limit[priority] = seconds
    running = has & ~stopped & ~over
    remaining = np.where(has, made.target - made.elapsed, 0)
    state[running & (remaining < limit[tickets.priority[rows]])] = AT_RISK
    state[running & made.paused] = PAUSED
    state[has & stopped] = MET
    state[over] = BREACHED
    late = np.flatnonzero(over & ~stopped & (tickets.as_of[rows] < now))
    if len(late):
        state[late[~_over_at_source(facts, settings, rows[late], target)]] = BREACHED_IF_OPEN
    return SlaColumns(
        state,
        np.where(has, made.elapsed, 0),
        np.where(has, made.target, -1),
        remaining,
        np.where(has, made.due, MISSING),
    )


def _over_at_source(facts: Facts, settings: Settings, rows: I64, target: Target) -> Flags:
    """Whether the target had already run out at the as-of of the row's source."""
    known = facts.tickets.as_of[rows]
    made = promised(facts, settings, rows, known, target)
    return np.asarray((known != MISSING) & (made.elapsed > made.target), np.bool_)
