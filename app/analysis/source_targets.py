"""The targets that sources keep themselves, and what they say became of them (METRICS K4)."""

from dataclasses import dataclass, replace

import numpy as np

from app.analysis.remember import once_for_facts
from app.analysis.sla import OwnTerms, Promises, Target, promises
from app.models.columns import I8, I64, MISSING, Facts, Flags
from app.models.settings import Settings
from app.models.sla import SLA_STAGES

_CODES: dict[Target, int] = {"response": 0, "resolution": 1}
_CANCELLED = SLA_STAGES.index("cancelled")
_PAUSED = SLA_STAGES.index("paused")
_RUNNING = (SLA_STAGES.index("in_progress"), _PAUSED)


@dataclass(frozen=True, slots=True)
class SourceTargets:
    """Per ticket row its source's clock of one target: of several the latest not cancelled.

    Instants are MISSING and `goal` (seconds) is -1 where absent, also of tickets without a clock.
    """

    there: Flags
    """The source says when the target is reached, or how long it is."""
    due: I64
    goal: I64
    start: I64
    stop: I64
    verdict: I8
    """The source's own: 1 met, 0 missed, -1 not said."""
    running: Flags
    paused: Flags
    several: Flags
    """More than one clock that isn't cancelled."""

    def terms(self, rows: I64) -> OwnTerms:
        """What the source promised of these rows."""
        return OwnTerms(self.goal[rows], self.start[rows], self.stop[rows])


@once_for_facts
def source_targets(facts: Facts, target: Target) -> SourceTargets | None:
    """What the sources say of one target of every ticket; None where none says anything."""
    records, size = facts.sla_records, len(facts.tickets)
    mine = (records.target == _CODES[target]) & (records.ticket >= 0)
    mine &= records.stage != _CANCELLED
    of = np.flatnonzero(mine)
    if not len(of):
        return None
    of = of[np.lexsort((of, records.start[of], records.ticket[of]))]
    ticket = records.ticket[of]
    last = np.append(ticket[1:] != ticket[:-1], True)
    place = np.full(size, -1, np.int64)
    place[ticket[last]] = of[last]
    has = place >= 0

    def column(values: I64 | I8, empty: int) -> I64:
        return np.where(has, values[place], empty).astype(np.int64)

    due, goal = column(records.breach_at, MISSING), column(records.goal, -1)
    stage, said = column(records.stage, -1), column(records.breached, -1)
    return SourceTargets(
        there=_known(due) | (goal >= 0),
        due=due,
        goal=goal,
        start=column(records.start, MISSING),
        stop=column(records.stop, MISSING),
        verdict=np.where(said >= 0, 1 - said, -1).astype(np.int8),
        running=np.isin(stage, _RUNNING),
        paused=stage == _PAUSED,
        several=np.bincount(ticket, minlength=size) > 1,
    )


def promised(
    facts: Facts,
    settings: Settings,
    rows: I64,
    now: int | I64,
    target: Target,
    *,
    start: I64 | None = None,
) -> Promises:
    """Each row's promise: the source's own where it keeps one, else the settings' (METRICS K4).

    The instant at which the source says that a target is reached has its own holds in it already;
    of a length alone the clock is ours. A clock that its source paused isn't due.
    """
    own = source_targets(facts, target)
    if own is None:
        return promises(facts, settings, rows, now, target, start=start)
    made = promises(facts, settings, rows, now, target, start=start, own=own.terms(rows))
    due = own.due[rows]
    told = _known(due)
    if not told.any():
        return made
    end = np.where(_known(made.stop), made.stop, now)
    begun = np.where(_known(own.start[rows]), own.start[rows], due)
    length = np.where(own.goal[rows] >= 0, own.goal[rows], np.maximum(due - begun, 0))
    waits = own.paused[rows] & ~_known(made.stop) & (due > end)
    return replace(
        made,
        target=np.where(told, length, made.target),
        elapsed=np.where(told, length + end - due, made.elapsed),
        due=np.where(told, np.where(waits, MISSING, due), made.due),
        paused=made.paused | (own.paused[rows] & ~_known(made.stop)),
    )


def _known(at: I64) -> Flags:
    return np.asarray(at != MISSING, np.bool_)
