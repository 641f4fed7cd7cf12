"""Open tickets as rows of the ticket table, and what was known of them at an instant."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from app.analysis.asof import joined, last_before, told_states
from app.analysis.live_clocks import CLOCK_STATES, SlaColumns
from app.models.columns import I8, I32, I64, MISSING, Facts, Flags, HistoryColumns
from app.models.results import SlaClock, TicketRow
from app.models.ticket import TICKET_KINDS, TICKET_STATES

NO_GROUP = "No group"
_LAST = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class Known:
    """State, priority, group, assignee (codes) and last update of the asked rows at an instant."""

    state: I64
    priority: I64
    group: I64
    assignee: I64
    updated: I64


def known_at(facts: Facts, rows: I64, at: int) -> Known:
    """What was known of the rows at `at`: the last entry of history before it, else the record."""
    tickets, later = facts.tickets, facts.seen
    histories: dict[str, tuple[HistoryColumns, I8 | I32]] = {
        "state": (told_states(facts), tickets.state),
        "priority": (joined(facts.priorities, later.priorities), tickets.priority),
        "group": (joined(facts.groups, later.groups), tickets.group),
        "assignee": (joined(facts.assignees, later.assignees), tickets.assignee),
    }
    values = {name: final[rows].astype(np.int64) for name, (_, final) in histories.items()}
    updated = np.where(
        tickets.updated[rows] == MISSING, tickets.opened[rows], tickets.updated[rows]
    )
    if not any(len(log.at) and int(log.at.max()) >= at for log, _ in histories.values()):
        return Known(updated=updated, **values)
    place_of = np.full(len(tickets), -1, np.int64)
    place_of[rows] = np.arange(len(rows))
    seen = tickets.opened[rows].copy()
    for name, (log, _) in histories.items():
        mine = _of_rows(log, place_of)
        last = last_before(mine.ticket, mine.at, at)
        values[name][mine.ticket[last]] = mine.value[last]
        np.maximum.at(seen, mine.ticket[last], mine.at[last])
    return Known(updated=np.where(updated > at, seen, updated), **values)


def _of_rows(log: HistoryColumns, place_of: I64) -> HistoryColumns:
    """The entries of the asked rows, numbered by their place among them."""
    kept = np.flatnonzero(place_of[log.ticket] >= 0)
    return HistoryColumns(place_of[log.ticket[kept]], log.at[kept], log.value[kept])


def ticket_rows(
    facts: Facts,
    rows: I64,
    known: Known,
    sla: SlaColumns,
    stale: Flags,
    computed: I64,
    at: int,
    titles: Mapping[int, str],
) -> tuple[TicketRow, ...]:
    """The rows as the ticket table shows them, least SLA time left first, no clock last."""
    tickets = facts.tickets
    left = np.where(sla.target_s >= 0, sla.remaining_s, _LAST)
    order = np.lexsort((tickets.key[rows], left))
    chosen = rows[order]
    places = order.tolist()
    words = {
        "group": _words(known.group, tickets.groups, NO_GROUP),
        "assignee": _words(known.assignee, tickets.assignees),
        "service": _words(tickets.service[rows], tickets.services),
        "ci": _words(tickets.ci[rows], tickets.cis),
        "category": _words(tickets.category[rows], tickets.categories),
    }
    clocks = sla_clocks(sla)
    columns = zip(
        places, tickets.id[chosen].tolist(), tickets.key[chosen].tolist(),
        tickets.kind[chosen].tolist(), known.priority[order].tolist(), computed[order].tolist(),
        known.state[order].tolist(), tickets.opened[chosen].tolist(),
        known.updated[order].tolist(), tickets.reassignment_count[chosen].tolist(),
        stale[order].tolist(), strict=True,
    )  # fmt: skip
    return tuple(
        TicketRow(
            key=key,
            kind=TICKET_KINDS[kind],
            priority=priority,
            computed_priority=by_matrix,
            title=titles.get(number, ""),
            group=words["group"][place],
            assignee=words["assignee"][place],
            state=TICKET_STATES[state],
            opened=opened,
            age_s=0 if opened == MISSING else at - opened,
            updated=updated,
            hops=max(0, hops),
            sla=clocks[place],
            stale=is_stale,
            service=words["service"][place],
            ci=words["ci"][place],
            category=words["category"][place],
        )
        for place, number, key, kind, priority, by_matrix, state, opened, updated, hops, is_stale
        in columns
    )  # fmt: skip


def sla_clocks(sla: SlaColumns) -> list[SlaClock]:
    """The clocks one by one."""
    return [
        SlaClock(
            state=CLOCK_STATES[state],
            elapsed_s=elapsed,
            target_s=None if target < 0 else target,
            remaining_s=None if target < 0 else remaining,
            due_at=None if due == MISSING else due,
        )
        for state, elapsed, target, remaining, due in zip(
            sla.state.tolist(), sla.elapsed_s.tolist(), sla.target_s.tolist(),
            sla.remaining_s.tolist(), sla.due_at.tolist(), strict=True,
        )
    ]  # fmt: skip


def _words(codes: I64 | I32, words: tuple[str, ...],
           absent: str = "") -> list[str]:  # fmt: skip
    said = (*words, absent)
    return [said[code] for code in codes.tolist()]
