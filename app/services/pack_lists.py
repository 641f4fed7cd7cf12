"""The lists of a service review pack: majors, problems, changes, actions (METRICS §2, §4)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from app.analysis.attention_changes import is_approved
from app.analysis.kpis.freshness import known_until
from app.analysis.kpis.restore_facts import Cohort, cohort_of
from app.analysis.kpis.review_on_time import (
    approved_at,
    due_at,
    reviews_by_incident,
    stand_of,
    waiver_of,
)
from app.analysis.kpis.scoping import service_of_change
from app.analysis.trends.incidents import incidents
from app.models.change import CHANGE_STATES, CHANGE_TYPES
from app.models.columns import MISSING, ActionRow, Facts, Flags, PirRow
from app.models.moments import day
from app.models.period import Period
from app.models.results import PackAction, PackChange, PackMajor, PackProblem
from app.models.scope import EVERYTHING
from app.models.settings import MINUTE
from app.models.ticket import TICKET_KINDS, TICKET_STATES
from app.services.tower import Tower
from app.store.records import changes_by_key, ticket

_OVER = ("cancelled", "rejected")
_OUTCOMES = {1: "Successful", 2: "Successful with issues", 3: "Unsuccessful"}
_RISKS = {1: "very high", 2: "high", 3: "moderate", 4: "low"}
_AHEAD_S = 31 * 86400
_DONE = ("done", "cancelled")


@dataclass(frozen=True, slots=True)
class Of:
    """What a pack is about: the rows of one service in one month."""

    tower: Tower
    facts: Facts
    service: str
    period: Period

    @property
    def cutoff(self) -> int:
        """The month's end, or now while it runs."""
        return min(self.period.end, self.tower.now())

    def tickets(self, *kinds: str) -> Flags:
        """Mask over tickets of the service and of the kinds."""
        tickets = self.facts.tickets
        codes = [TICKET_KINDS.index(kind) for kind in kinds]
        mine = _named(tickets.service, tickets.services, self.service)
        return np.asarray(mine & np.isin(tickets.kind, codes), np.bool_)

    def changes(self) -> Flags:
        """Mask over changes of the service that were not cancelled or rejected."""
        changes = self.facts.changes
        dead = [CHANGE_STATES.index(state) for state in _OVER]
        mine = _named(service_of_change(changes), changes.services, self.service)
        return np.asarray(mine & ~np.isin(changes.state, dead), np.bool_)


def _named(codes: Any, names: tuple[str, ...], wanted: str) -> Flags:
    table = np.array([name == wanted for name in names] + [False], np.bool_)
    return np.asarray(table[codes], np.bool_)


def majors(of: Of) -> tuple[PackMajor, ...]:
    """Major and P1 incidents that hurt in the month, newest first: clocks as K1, reviews as K7."""
    tickets, facts, settings = of.facts.tickets, of.facts, of.tower.settings
    mask = of.tickets("incident") & (tickets.is_major | (tickets.peak_priority == 1))
    mask &= ~facts.details.duplicate
    mask &= ~tickets.is_child & (tickets.state != TICKET_STATES.index("cancelled"))
    mask &= (tickets.opened != MISSING) & (tickets.opened < of.cutoff)
    clocks = cohort_of(facts, np.flatnonzero(mask), settings.reopen_window_s)
    peak = tickets.peak_priority[clocks.rows].astype(np.int64)
    due = due_at(settings, tickets.resolved[clocks.rows], peak)
    reviews = reviews_by_incident(facts.registers.pirs)
    places = np.flatnonzero((clocks.end == MISSING) | (clocks.end >= of.period.start)).tolist()
    places.sort(key=lambda place: -int(tickets.opened[clocks.rows[place]]))
    return tuple(_major(of, clocks, place, int(due[place]), reviews) for place in places)


def _major(
    of: Of, clocks: Cohort, place: int, due: int, reviews: Mapping[str, list[PirRow]]
) -> PackMajor:
    row = int(clocks.rows[place])
    tickets, key = of.facts.tickets, str(of.facts.tickets.key[row])
    record = ticket(of.tower.store, key) or {}
    ended = _at(clocks.end[place])
    lasted = ended is not None and bool(clocks.valid[place])
    return PackMajor(
        key=key,
        title=_text(record, "title") or key,
        opened_at=int(tickets.opened[row]),
        restored_at=ended,
        minutes=int(clocks.seconds[place]) / MINUTE if lasted else None,
        cause=_text(record, "root_cause") or _text(record, "resolution_code"),
        change=_text(record, "change_cause_key"),
        review=_review(of, row, due, reviews.get(key, [])),
    )


def _review(of: Of, row: int, due: int, pirs: list[PirRow]) -> str:
    """Where the review stands by the rules of K7: what it counts as not done is due or overdue.

    Where K7 asks for none, the register's own due date counts.
    """
    zone, facts = of.tower.zone, of.facts
    approved, waived = approved_at(pirs), waiver_of(pirs)
    asked = bool(facts.tickets.is_major[row]) and int(facts.tickets.resolved[row]) != MISSING
    if approved != MISSING:
        late = f", due {day(due, zone)}" if asked and approved > due else ""
        return f"Approved {day(approved, zone)}{late}"
    if waived:
        return f"Waived by {waived}"
    if not facts.registers.pirs:
        return "No review known"
    stand = stand_of(pirs)
    if not asked:
        due = min((pir.due for pir in pirs if pir.due is not None), default=MISSING)
    if due == MISSING:
        why = "not resolved yet" if facts.tickets.is_major[row] else "not a major incident"
        return f"{stand.capitalize()}; none due, {why}"
    until = min(of.tower.now(), known_until(facts, "pir"))
    return f"{'Overdue since' if due < until else 'Due'} {day(due, zone)} ({stand})"


def problems(of: Of) -> tuple[PackProblem, ...]:
    """Problems that are open at the month's end or were closed in it, most incidents first."""
    tickets = of.facts.tickets
    mask = of.tickets("problem") & (tickets.opened < of.cutoff)
    mask &= tickets.state != TICKET_STATES.index("cancelled")
    mask &= (tickets.resolved == MISSING) | (tickets.resolved >= of.period.start)
    linked = _linked(of)
    found = []
    for row in np.flatnonzero(mask).tolist():
        key = str(tickets.key[row])
        record = ticket(of.tower.store, key) or {}
        found.append(
            PackProblem(
                key=key,
                title=_text(record, "title") or key,
                state=TICKET_STATES[int(tickets.state[row])].replace("_", " "),
                priority=f"P{tickets.priority[row]}" if tickets.priority[row] else "",
                owner=_text(record, "assignee") or _text(record, "assignment_group"),
                opened_at=_at(tickets.opened[row]),
                closed_at=_at(tickets.resolved[row]),
                incidents=linked[key],
                workaround=_text(record, "workaround"),
            )
        )
    return tuple(sorted(found, key=lambda one: (-one.incidents, one.key)))


def _linked(of: Of) -> Counter[str]:
    """How many incidents of each problem had been opened by then, whatever their service."""
    details = of.facts.details
    mask = incidents(of.facts, EVERYTHING) & ~details.duplicate
    mask &= (of.facts.tickets.opened < of.cutoff) & (details.problem >= 0)
    return Counter(details.problems[code] for code in details.problem[mask].tolist())


def changes_done(of: Of) -> tuple[PackChange, ...]:
    """Changes whose planned end was in the month, by their start."""
    changes = of.facts.changes
    mask = of.changes() & (changes.planned_end >= of.period.start)
    return _changes(of, mask & (changes.planned_end < of.cutoff), planned=False)


def changes_planned(of: Of) -> tuple[PackChange, ...]:
    """Changes planned to start in the month after, by their start."""
    changes = of.facts.changes
    mask = of.changes() & (changes.planned_start >= of.cutoff)
    return _changes(of, mask & (changes.planned_start < of.cutoff + _AHEAD_S), planned=True)


def _changes(of: Of, mask: Flags, *, planned: bool) -> tuple[PackChange, ...]:
    changes = of.facts.changes
    rows = np.flatnonzero(mask).tolist()
    records = changes_by_key(of.tower.store, [str(changes.key[row]) for row in rows])
    found = []
    for row in rows:
        key = str(changes.key[row])
        record = records.get(key, {})
        outcome = _OUTCOMES.get(int(changes.close_code[row]), "No close code")
        if planned:
            outcome = "Approved" if is_approved(changes, row) else "Not approved yet"
        kind = int(changes.type[row])
        found.append(
            PackChange(
                key=key,
                title=_text(record, "title") or key,
                type=CHANGE_TYPES[kind] if kind >= 0 else "",
                risk=_RISKS.get(int(changes.risk[row]), ""),
                start=_at(changes.planned_start[row]),
                end=_at(changes.planned_end[row]),
                state=CHANGE_STATES[int(changes.state[row])].replace("_", " "),
                outcome=outcome,
                owner=_text(record, "assignee") or _text(record, "assignment_group"),
            )
        )
    return tuple(sorted(found, key=lambda one: (one.start or 0, one.key)))


def actions(of: Of) -> tuple[PackAction, ...]:
    """Actions that came from the service's records: carried over, closed in the month, due next."""
    origins = _origins(of)
    found = []
    for row in of.facts.registers.actions:
        state = _state(of, row)
        if row.origin in origins and state:
            found.append(
                PackAction(
                    key=row.key,
                    title=row.title or row.key,
                    owner=row.owner or row.team or "No owner",
                    due_at=row.due if row.due is not None else row.original_due,
                    original_due_at=row.original_due,
                    closed_at=row.closed,
                    state=state,
                    origin=row.origin or "",
                    times_moved=int(
                        None not in (row.due, row.original_due) and row.due != row.original_due
                    ),
                )
            )
    order = ("Carried over", "Due next month", "Closed")
    return tuple(sorted(found, key=lambda one: (order.index(one.state), one.due_at or 0, one.key)))


def _state(of: Of, row: ActionRow) -> str:
    """What the action is to this month's review; empty when it is nothing to it."""
    if row.closed is not None and row.closed < of.cutoff:
        return "Closed" if row.closed >= of.period.start else ""
    if row.state in _DONE:
        return ""
    due = row.due if row.due is not None else row.original_due
    opened = row.opened is None or row.opened < of.cutoff
    if due is None or due < of.cutoff:
        return "Carried over" if opened else ""
    return "Due next month" if due < of.cutoff + _AHEAD_S else ""


def _origins(of: Of) -> set[str]:
    """Keys of the service's tickets and changes, and of the reviews of its incidents."""
    tickets, changes = of.facts.tickets, of.facts.changes
    keys = set(tickets.key[_named(tickets.service, tickets.services, of.service)].tolist())
    keys |= set(
        changes.key[_named(service_of_change(changes), changes.services, of.service)].tolist()
    )
    keys |= {row.key for row in of.facts.registers.pirs if row.incident in keys}
    return keys | {of.service}


def carried(found: Iterable[PackAction]) -> int:
    """How many of the actions are carried over."""
    return sum(1 for one in found if one.state == "Carried over")


def _text(record: Mapping[str, Any], name: str) -> str:
    value = record.get(name)
    return "" if value is None else str(value)


def _at(value: Any) -> int | None:
    return None if value == MISSING else int(value)
