"""What the Trends screen asks the store for, off the UI thread."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.analysis.asof import open_now
from app.analysis.trends.incidents import INCIDENT, incidents
from app.analysis.trends.restore_phases import restored
from app.analysis.trends.shrinkage import judged
from app.models.change import CHANGE_TYPES
from app.models.results.drilldown import RecordLine
from app.models.results.trends import FlowForecast, PhaseTime, ShrunkRate, Trends
from app.models.scope import Scope
from app.models.settings import DAY
from app.services.kpi_rows import rows_of
from app.services.tower import Tower
from app.services.trends import trends
from app.views.scorecard.choices import scopes_of

PAST_DAYS = 56
"""Of the open count before now: as much again on each side of the four weeks ahead would dwarf
them, less would not show where the backlog comes from."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The trends of one scope with what stands around them."""

    scope: Scope
    trends: Trends
    scopes: tuple[Scope, ...]
    past: tuple[tuple[int, int], ...]
    """(instant, incidents open then), oldest first; the last is now."""
    at_risk: tuple[RecordLine, ...]
    """The records of the rows of breach risk, in their order."""


def read_trends(tower: Tower, scope: Scope) -> Answer:
    """Everything that the screen shows of a scope."""
    found = trends(tower, scope)
    lines = rows_of(tower, "ticket", [row.key for row in found.risk.rows])
    return Answer(scope, found, scopes_of(tower.facts()), _past(tower, scope, found.flow), lines)


def _past(tower: Tower, scope: Scope, flow: FlowForecast) -> tuple[tuple[int, int], ...]:
    facts, now = tower.facts(), tower.now()
    rows = np.flatnonzero(incidents(facts, scope))
    instants = [now - day * DAY for day in range(min(PAST_DAYS, flow.history_days), -1, -1)]
    return tuple(
        (at, int(np.count_nonzero(open_now(facts, INCIDENT, at, rows)))) for at in instants
    )


def lines_of(tower: Tower, records: str, keys: Sequence[str]) -> tuple[RecordLine, ...]:
    """The records of these keys, in their order."""
    return rows_of(tower, records, keys)


def restored_by(tower: Tower, scope: Scope, phase: PhaseTime) -> tuple[str, ...]:
    """Keys of the incidents that a group's restore time is made of, slowest first."""
    facts = tower.facts()
    window = tower.settings.reopen_window_s
    rows, start, end = restored(facts, tower.now(), scope, reopen_window_s=window)
    groups = facts.tickets.groups
    code = groups.index(phase.group) if phase.group in groups else -1
    mine = facts.tickets.group[rows] == code
    order = np.argsort(start[mine] - end[mine], kind="stable")
    return tuple(facts.tickets.key[rows[mine][order]].tolist())


def judged_of(tower: Tower, scope: Scope, rate: ShrunkRate) -> tuple[str, ...]:
    """Keys of a team's changes of one type: those that failed first."""
    facts = tower.facts()
    changes = facts.changes
    rows, hits = judged(facts, tower.settings, tower.now(), scope)
    team = changes.groups.index(rate.team) if rate.team in changes.groups else -1
    kind = CHANGE_TYPES.index(rate.type) if rate.type in CHANGE_TYPES else -1
    mine = (changes.group[rows] == team) & (changes.type[rows] == kind)
    order = np.argsort(hits[mine], kind="stable")
    return tuple(changes.key[rows[mine][order]].tolist())
