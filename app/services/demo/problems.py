"""Problems behind the demo's incidents, and which incidents are majors."""

import random
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from app.services.demo.exports import write_csv
from app.services.demo.incidents import THIRDS, Desk, Ticket
from app.services.demo.rhythm import WEEKS, Local, business_add, settled, volume
from app.services.demo.words import QUEUES, Queue

_FIELDS = (
    "number", "short_description", "problem_state", "priority", "category", "business_service",
    "cmdb_ci", "assignment_group", "assigned_to", "opened_at", "sys_created_on", "resolved_at",
    "closed_at", "sys_updated_on", "known_error", "cause_notes", "workaround", "fix_notes",
    "resolution_code", "rfc",
)  # fmt: skip
_CAUSES = (
    "A connection pool that is never emptied fills up after {n} days.",
    "Two jobs write the same table; the second waits for the first until it times out.",
    "The driver keeps the first path that answers, also when it is the slow one.",
    "A certificate was renewed on one of two nodes.",
    "The template of new devices lacks the proxy entry.",
)
_REACH = timedelta(days=75)


@dataclass(slots=True)
class DemoProblem:
    """One problem; `resolved` is None while it is open."""

    number: str
    title: str
    queue: Queue
    ci: str
    owner: str
    priority: int
    opened: Local
    resolved: Local | None
    cause: str
    incidents: list[str] = field(default_factory=list)


def problems(cut: Local, count: int, seed: int) -> list[DemoProblem]:
    """`count` problems over 18 months, in order of their opening."""
    chance = random.Random(f"{seed} problems")  # noqa: S311 - a demo
    starts = sorted(
        settled(cut - timedelta(days=chance.uniform(3, WEEKS * 7))) for _ in range(count)
    )
    found = []
    for place, opened in enumerate(starts):
        queue = chance.choice(QUEUES)
        done = business_add(opened + timedelta(days=chance.lognormvariate(3.4, 0.7)), 3600)
        thing = chance.choice(queue.things)
        title = f"{thing}: {chance.choice(('comes back', 'fails now and then', 'is slow'))}"
        cause = chance.choice(_CAUSES).format(n=chance.randint(4, 30))
        found.append(DemoProblem(
            f"PRB{40101 + place:07}", title, queue, chance.choice(queue.cis),
            chance.choice(queue.people), chance.choice((2, 3, 3, 4)), opened,
            done if done <= cut else None, cause,
        ))  # fmt: skip
    return found


def link_problems(tickets: list[Ticket], found: list[DemoProblem], cut: Local, seed: int) -> None:
    """Incidents of a problem's queue name it, from ten days before it was opened.

    In months with fewer tickets a larger part of them does, so that recurrence stays level.
    """
    chance = random.Random(f"{seed} problem links")  # noqa: S311 - a demo
    for ticket in tickets:
        if ticket.priority > 3 or ticket.planted:
            continue
        for problem in found:
            since = problem.opened - timedelta(days=10)
            until = problem.resolved or problem.opened + _REACH
            if problem.queue is ticket.queue and since <= ticket.opened <= until:
                share = 0.1 / volume((cut - ticket.opened).days / 7) ** 0.5
                if chance.random() < share:
                    ticket.problem = problem.number
                    problem.incidents.append(ticket.number)
                break


def write_problems(path: Path, found: list[DemoProblem]) -> None:
    """As ServiceNow exports the table problem, display values."""
    rows = []
    for one in found:
        done = _at(one.resolved) if one.resolved else ""
        closed = one.resolved is not None
        rows.append([
            one.number, one.title, "Closed" if closed else "Root Cause Analysis",
            ("", "1 - Critical", "2 - High", "3 - Moderate", "4 - Low")[one.priority],
            one.queue.category, one.queue.service, one.ci, one.queue.name, one.owner,
            _at(one.opened), _at(one.opened), done, done, done or _at(one.opened),
            "false" if closed else "true", one.cause if closed else "",
            "Restart by runbook.", "Corrected and tested." if closed else "",
            "Fix applied" if closed else "", "",
        ])  # fmt: skip
    write_csv(path, _FIELDS, rows)


def raise_one_a_month(desk: Desk, tickets: list[Ticket]) -> None:
    """In a month without a P1 the gravest of its first half becomes one, so that each has some."""
    months: dict[tuple[int, int], list[Ticket]] = {}
    for ticket in tickets:
        if not ticket.planted and ticket.opened < desk.cut - timedelta(days=8):
            months.setdefault((ticket.opened.year, ticket.opened.month), []).append(ticket)
    for own in months.values():
        early = [ticket for ticket in own if 3 <= ticket.opened.day <= 18] or own
        if any(ticket.priority == 1 for ticket in early):
            continue
        ticket = min(early, key=lambda each: (each.priority, each.opened))
        ticket.priority = 1
        ticket.fixed |= {"impact": THIRDS[1], "urgency": THIRDS[1]}
        desk.live(ticket, wait=False)


def mark_majors(tickets: list[Ticket], cut: Local, seed: int) -> list[Ticket]:
    """Every P1 and some resolved P2: they become majors."""
    chance = random.Random(f"{seed} majors")  # noqa: S311 - a demo
    for ticket in tickets:
        ticket.major = ticket.priority == 1
        if ticket.priority == 2 and not ticket.parent and not ticket.is_open(cut):
            ticket.major = chance.random() < 0.2
    return [ticket for ticket in tickets if ticket.major and ticket.opened <= cut]


def _at(moment: Local) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S")
