"""Queue health and one ticket's detail, live or as known at an instant."""

from dataclasses import replace

import numpy as np

from app.analysis.live_clocks import clocks
from app.analysis.moments import Moments
from app.analysis.queues import WEEK, computed_priorities, open_rows
from app.analysis.queues import queue_health as measure_queues
from app.analysis.ticket_rows import sla_clocks
from app.models.columns import MISSING, Facts, HistoryColumns, TicketColumns
from app.models.errors import AppError
from app.models.results import PathStep, QueueHealth, SlaClock, TicketDetail, TicketRow
from app.models.settings import Settings
from app.models.ticket import TICKET_KINDS, TICKET_STATES
from app.services.text_rules import TEXT_RULES
from app.services.tower import Tower
from app.store.as_known import as_known
from app.store.links import key_behind
from app.store.records import ticket, ticket_history, titles

_SIMILAR = 5


def queue_health(
    tower: Tower, kind: str = "incident", at: int | None = None, known: int | None = None
) -> QueueHealth:
    """Queue health of one kind of ticket at `at` (default now), worst group first (METRICS §5).

    With `known` only what was imported up to that instant counts, and `at` is by default the same.
    """
    if kind not in TICKET_KINDS:
        raise AppError(f"“{kind}” is not a kind of ticket. Use one of {', '.join(TICKET_KINDS)}.")
    facts = tower.facts() if known is None else as_known(tower.store, known, TEXT_RULES)
    now = tower.now() if known is None else known
    moment = now if at is None else at
    rows = open_rows(facts, kind, moment)
    texts = titles(tower.store, [int(number) for number in facts.tickets.id[rows]])
    health = measure_queues(facts, tower.settings, kind, moment, now, texts)
    if known is None:
        return health
    moments = Moments(tower.zone, tower.now())
    words = f"Only what was imported up to {moments.at(known)} {moments.zone_at(known)} counts"
    return replace(health, caveats=(words, *health.caveats))


def ticket_detail(tower: Tower, key: str) -> TicketDetail:
    """Everything the detail panel shows of one ticket; AppError when the store doesn't know it."""
    facts = tower.facts()
    tickets = facts.tickets
    found = np.nonzero(tickets.key == key)[0]
    record = ticket(tower.store, key)
    if record is None or not len(found):
        raise AppError(f"{key} is not in the store. Import an export that holds it.")
    row = int(found[0])
    now = tower.now()
    single = np.array([row], dtype=np.int64)
    line = _row(facts, tower.settings, row, str(record["title"] or key), now)
    response = clocks(facts, tower.settings, single, now, "response")
    history = [
        (at, name, old or "", new or "")
        for at, _, name, old, new, _ in ticket_history(tower.store, int(tickets.id[row]))
    ]
    detail = TicketDetail(
        row=line,
        description=str(record["description"] or ""),
        caller=str(record["caller"] or ""),
        impact=int(tickets.impact[row]),
        urgency=int(tickets.urgency[row]),
        matrix=tower.settings.priority_matrix,
        priority_reason=_priority_reason(line, int(tickets.impact[row]), int(tickets.urgency[row])),
        response=sla_clocks(response)[0],
        computed_sla=_computed_clock(facts, tower.settings, row, line, now),
        path=_path(facts.groups, tickets, row, now),
        similar=_similar(tickets, row),
        problem_key=key_behind(tower.store, "ticket", str(record["problem_key"] or "")),
        history=tuple(history),
        work_note="",
    )
    return replace(detail, work_note=_work_note(detail))


def _row(facts: Facts, settings: Settings, row: int, title: str, now: int) -> TicketRow:
    tickets = facts.tickets
    single = np.array([row], dtype=np.int64)
    columns = clocks(facts, settings, single, now, "resolution")
    impact, urgency = tickets.impact[single], tickets.urgency[single]
    computed = computed_priorities(settings, impact.astype(np.int64), urgency.astype(np.int64))
    opened, updated = int(tickets.opened[row]), int(tickets.updated[row])
    priority = int(tickets.priority[row])
    return TicketRow(
        key=str(tickets.key[row]),
        kind=TICKET_KINDS[int(tickets.kind[row])],
        priority=priority,
        computed_priority=int(computed[0]),
        title=title,
        group=_word(tickets.groups, int(tickets.group[row])),
        assignee=_word(tickets.assignees, int(tickets.assignee[row])),
        state=TICKET_STATES[int(tickets.state[row])],
        opened=opened,
        age_s=max(0, now - opened) if opened != MISSING else 0,
        updated=updated if updated != MISSING else opened,
        hops=max(0, int(tickets.reassignment_count[row])),
        sla=sla_clocks(columns)[0],
        stale=updated != MISSING and now - updated > settings.stale_s.get(priority, WEEK),
        service=_word(tickets.services, int(tickets.service[row])),
        ci=_word(tickets.cis, int(tickets.ci[row])),
        category=_word(tickets.categories, int(tickets.category[row])),
    )


def _word(words: tuple[str, ...], code: int) -> str:
    return words[code] if code >= 0 else ""


def _priority_reason(line: TicketRow, impact: int, urgency: int) -> str:
    if not line.computed_priority or line.computed_priority == line.priority:
        return ""
    recorded = f"P{line.priority}" if line.priority else "no priority"
    return (
        f"Impact {impact} × urgency {urgency} gives P{line.computed_priority}. "
        f"Recorded as {recorded}."
    )


def _computed_clock(
    facts: Facts, settings: Settings, row: int, line: TicketRow, now: int
) -> SlaClock | None:
    """The resolution clock the ticket would have by the matrix; None when it has that one."""
    if not line.computed_priority or line.computed_priority == line.priority:
        return None
    priority = facts.tickets.priority.copy()
    priority[row] = line.computed_priority
    imagined = replace(facts, tickets=replace(facts.tickets, priority=priority))
    columns = clocks(imagined, settings, np.array([row], dtype=np.int64), now, "resolution")
    return sla_clocks(columns)[0]


def _path(
    groups: HistoryColumns, tickets: TicketColumns, row: int, now: int
) -> tuple[PathStep, ...]:
    """Which group held the ticket from when to when; the last until resolved or now."""
    first, last = groups.ticket.searchsorted([row, row + 1])
    resolved = int(tickets.resolved[row])
    end = now if resolved == MISSING else resolved
    steps: list[PathStep] = []
    for place in range(first, last):
        start = int(groups.at[place])
        until = int(groups.at[place + 1]) if place + 1 < last else end
        name = _word(tickets.groups, int(groups.value[place])) or "No group"
        if until > start:
            steps.append(PathStep(name, start, until))
    if not steps and int(tickets.opened[row]) != MISSING and end > int(tickets.opened[row]):
        name = _word(tickets.groups, int(tickets.group[row])) or "No group"
        steps.append(PathStep(name, int(tickets.opened[row]), end))
    return tuple(steps)


def _similar(tickets: TicketColumns, row: int) -> tuple[str, ...]:
    """Newest other tickets on the same CI, else the same service and subcategory."""
    if tickets.ci[row] >= 0:
        alike = tickets.ci == tickets.ci[row]
    elif tickets.subcategory[row] >= 0:
        alike = (tickets.subcategory == tickets.subcategory[row]) & (
            tickets.service == tickets.service[row]
        )
    else:
        return ()
    alike = alike & (tickets.kind == tickets.kind[row])
    alike[row] = False
    rows = np.nonzero(alike)[0]
    newest = rows[np.argsort(-tickets.opened[rows], kind="stable")][:_SIMILAR]
    return tuple(str(key) for key in tickets.key[newest])


def _work_note(detail: TicketDetail) -> str:
    row = detail.row
    lines = [f"{row.key}: review of queue {row.group or 'No group'}"]
    if detail.priority_reason:
        lines.append(f"Priority: {detail.priority_reason}")
    if row.sla.state in ("breached", "breached_if_open", "at_risk"):
        lines.append(f"Resolution SLA: {row.sla.state.replace('_', ' ')}.")
    if not row.assignee:
        lines.append("No owner: please assign.")
    if row.hops >= 3:
        lines.append(f"Reassigned {row.hops} times: please agree on one owner.")
    return "\n".join(lines)
