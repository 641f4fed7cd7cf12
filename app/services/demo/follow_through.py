"""What follows majors and problems in the demo: reviews and the action log."""

import random
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from app.services.demo.availability import last_month
from app.services.demo.exports import stamp_z, write_csv
from app.services.demo.incidents import Ticket
from app.services.demo.problems import DemoProblem
from app.services.demo.rhythm import WEEKS, Local, business_add, settled
from app.services.demo.words import QUEUES

BUSINESS_DAY = 10 * 3600
DECLINE = timedelta(weeks=13)
"""Actions due since then are closed on time less often."""
_PIR_FIELDS = ("tower.pir", "incident_key", "title", "state", "owner", "approver", "due_at",
               "held_at", "approved_at", "root_cause", "waived_by", "waiver_reason")  # fmt: skip
_ACTION_FIELDS = ("tower.action", "title", "kind", "state", "owner", "team", "origin_key",
                  "opened_at", "original_due_at", "due_at", "closed_at", "evidence", "effective",
                  "cancel_reason")  # fmt: skip
_CAUSES = (
    "A restart order that nobody had written down.",
    "A limit that was reached without an alert.",
    "A change that was tested on one node of two.",
    "A vendor defect, fixed in the next release.",
)
_ACTIONS = (
    ("Alert on {what} at 80 %", "detect"), ("Write the restart order of {what} into the runbook",
     "respond"), ("Move {what} to the second node and test failover", "prevent"),
    ("Load test {what} with twice the peak", "prevent"), ("Remove the shared account of {what}",
     "prevent"), ("Add {what} to the morning check", "detect"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DemoPir:
    """One review; without `approved` it is not done."""

    key: str
    incident: str
    due: Local
    approved: Local | None
    waived: bool


def reviews(majors: list[Ticket], cut: Local, seed: int) -> list[DemoPir]:
    """A review of each resolved major: most approved in time, the newest not yet, one waived."""
    chance = random.Random(f"{seed} reviews")  # noqa: S311 - a demo
    found: list[DemoPir] = []
    done = sorted((at, ticket.number, ticket) for ticket in majors if (at := _resolved(ticket)))
    for at, number, ticket in done:
        days = 5 if ticket.priority == 1 else 10
        due = business_add(at, days * BUSINESS_DAY)
        late = len(found) % 11 == 5
        taken = chance.uniform(1.1, 1.9) if late else chance.uniform(0.3, 0.97)
        approved = business_add(at, taken * days * BUSINESS_DAY)
        key = f"PIR-{1001 + len(found)}"
        found.append(DemoPir(key, number, due, approved if approved <= cut else None, False))
    waived = _to_waive(found, cut)
    return [
        DemoPir(pir.key, pir.incident, pir.due, None, True) if pir is waived else pir
        for pir in found
    ]


def _to_waive(found: list[DemoPir], cut: Local) -> DemoPir | None:
    """The second review due in the last full month, when that month has at least three."""
    first, end = last_month(cut)
    due = [pir for pir in found if first <= pir.due < end and pir.approved]
    return due[1] if len(due) > 2 else None


def _resolved(ticket: Ticket) -> Local | None:
    times = [at for at, changed in ticket.events if changed.get("resolved_at")]
    return max(times, default=None)


def write_reviews(path: Path, found: list[DemoPir], cut: Local) -> None:
    """Our template of post-incident reviews."""
    rows = []
    for place, pir in enumerate(found):
        state = "approved" if pir.approved else "waived" if pir.waived else "draft"
        held = min(pir.due, cut) - timedelta(days=2) if pir.approved else None
        if held and pir.approved:
            held = min(held, pir.approved)
        rows.append([
            pir.key, pir.incident, f"Review of {pir.incident}", state,
            QUEUES[place % len(QUEUES)].people[0], "S. Marlowe" if pir.approved else "",
            stamp_z(pir.due), stamp_z(settled(held)) if held else "",
            stamp_z(pir.approved) if pir.approved else "",
            _CAUSES[place % len(_CAUSES)] if pir.approved else "",
            "S. Marlowe" if pir.waived else "",
            "Same cause as the review before; its actions hold." if pir.waived else "",
        ])  # fmt: skip
    write_csv(path, _PIR_FIELDS, rows)


@dataclass(frozen=True, slots=True)
class DemoAction:
    """One action of the log."""

    key: str
    title: str
    kind: str
    state: str
    owner: str
    team: str
    origin: str
    opened: Local
    original_due: Local
    due: Local
    closed: Local | None
    evidence: str
    effective: str
    cancel_reason: str


def actions(
    majors: list[Ticket], found: list[DemoProblem], cut: Local, a_month: int, seed: int
) -> list[DemoAction]:
    """`a_month` actions due in every month: mostly closed in time, fewer since three months."""
    chance = random.Random(f"{seed} actions")  # noqa: S311 - a demo
    origins = sorted((ticket.opened, ticket.number) for ticket in majors)
    origins += sorted((problem.opened, problem.number) for problem in found)
    made: list[DemoAction] = []
    for month in range(WEEKS * 7 // 30, -2, -1):
        for _ in range(a_month):
            due = settled(cut - timedelta(days=30 * month - chance.uniform(0, 30)))
            made.append(_action(chance, len(made), due, origins, cut))
    return made


def _action(
    chance: random.Random, place: int, due: Local, origins: list[tuple[Local, str]], cut: Local
) -> DemoAction:
    opened = settled(min(due, cut) - timedelta(days=chance.uniform(10, 60)))
    known = [number for at, number in origins if at <= opened] or [origins[0][1]]
    queue = chance.choice(QUEUES)
    title, kind = chance.choice(_ACTIONS)
    late = chance.random() < (0.11 if due < cut - DECLINE else 0.25)
    moved = late and chance.random() < 0.6
    closed = settled(due + timedelta(days=chance.uniform(3, 40) if late else -chance.uniform(0, 8)))
    closed = max(closed, opened + timedelta(hours=4))
    cancelled = chance.random() < 0.03
    done = closed if closed <= cut else None
    state = ("cancelled" if cancelled else "done") if done else "in_progress"
    proof = f"Link to the test of {closed:%d %b}" if done and not cancelled else ""
    return DemoAction(
        f"ACT-{2001 + place}", title.format(what=chance.choice(queue.cis)), kind, state,
        chance.choice(queue.people), queue.name, chance.choice(known[-40:]), opened, due,
        settled(due + timedelta(days=30)) if moved else due, done, proof,
        chance.choice(("true", "true", "true", "false", "")) if proof else "",
        "Covered by another action." if done and cancelled else "",
    )  # fmt: skip


def write_actions(path: Path, found: list[DemoAction]) -> None:
    """Our template of the action log."""
    rows = [
        [each.key, each.title, each.kind, each.state, each.owner, each.team, each.origin,
         stamp_z(each.opened), stamp_z(each.original_due), stamp_z(each.due),
         stamp_z(each.closed) if each.closed else "", each.evidence, each.effective,
         each.cancel_reason]
        for each in found
    ]  # fmt: skip
    write_csv(path, _ACTION_FIELDS, rows)
