"""Incidents of the demo: each lives from opening to closing, one event at a time."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from app.services.demo.rhythm import Local, business_add, rota_start, settled
from app.services.demo.words import (
    BY_NAME,
    CHANNELS,
    CLOSE_CODES,
    FIRST,
    LAST,
    QUEUES,
    SITES,
    TEAMS,
    Queue,
)

PRIORITIES = ("", "1 - Critical", "2 - High", "3 - Moderate", "4 - Low", "5 - Planning")
THIRDS = ("", "1 - High", "2 - Medium", "3 - Low")
MATRIX = {
    1: ((1, 1),), 2: ((1, 2), (2, 1)), 3: ((2, 2), (1, 3), (3, 1)), 4: ((2, 3), (3, 2)),
    5: ((3, 3),),
}  # fmt: skip
"""Impact and urgency that make each priority."""
RESPONSE = {1: 900, 2: 1800, 3: 4 * 3600, 4: 8 * 3600, 5: 10 * 3600}
RESOLUTION = {1: 4 * 3600, 2: 8 * 3600, 3: 30 * 3600, 4: 50 * 3600, 5: 100 * 3600}
"""Seconds of the default service levels; business time from priority 3 on."""
DESK = "Service Desk L1"
WAITING = "Awaiting User Info"
_CLOSES_AFTER = timedelta(days=5)
_FIRST_CONTACT = 0.92


@dataclass(slots=True)
class Ticket:
    """One incident: what never changes, and what changed when (wall-clock time)."""

    opened: Local
    title: str
    queue: Queue
    priority: int
    fixed: dict[str, str]
    events: list[tuple[Local, dict[str, str]]] = field(default_factory=list)
    number: str = ""
    planted: bool = False
    caused_by: str = ""
    problem: str = ""
    parent: str = ""
    major: bool = False

    def add(self, at: Local, **changes: str) -> Local:
        """Record what changed at `at`."""
        moment = settled(at)
        self.events.append((moment, changes))
        return moment

    def until(self, cut: Local) -> Iterator[tuple[Local, dict[str, str]]]:
        """The ticket after each event that happened by `cut`, every field filled."""
        now: dict[str, str] = {"assignee": "", "resolved_at": "", "closed_at": ""}
        for at, changes in sorted(self.events, key=lambda event: event[0]):
            if at > cut:
                return
            now = now | changes
            yield at, now

    def state_at(self, cut: Local) -> str:
        """The state at `cut`; "" before it was opened."""
        state = ""
        for _, now in self.until(cut):
            state = now["state"]
        return state

    def is_open(self, cut: Local) -> bool:
        """Neither resolved nor closed at `cut`."""
        return self.state_at(cut) not in {"", "Resolved", "Closed"}


class Desk:
    """Makes tickets; every draw comes from one seeded source."""

    def __init__(self, chance: random.Random, cut: Local) -> None:
        self.chance = chance
        self.cut = cut
        self.rota = rota_start(cut)
        self._titles: set[str] = set()

    def ticket(self, opened: Local, queue: Queue | None = None) -> Ticket:
        """A ticket as they come, and what becomes of it."""
        chance = self.chance
        if queue is None:
            weights = [each.open_tickets / (0.4 + each.patience) for each in QUEUES]
            queue = chance.choices(QUEUES, weights)[0]
        priority = chance.choices((1, 2, 3, 4, 5), (0.5, 4, 52, 34, 9.5))[0]
        ticket = self.blank(opened, queue, priority, self.title(queue))
        self.live(ticket)
        return ticket

    def blank(self, opened: Local, queue: Queue, priority: int, title: str) -> Ticket:
        """A ticket that was only opened."""
        chance = self.chance
        impact, urgency = chance.choice(MATRIX[priority])
        caller = f"{chance.choice(FIRST)}. {chance.choice(LAST)}"
        fixed = {
            "caller": caller,
            "channel": chance.choice(CHANNELS[:-1] if queue.name == DESK else CHANNELS),
            "location": chance.choice(SITES),
            "category": queue.category,
            "subcategory": chance.choice(queue.subcategories),
            "service": queue.service,
            "ci": chance.choice(queue.cis) if chance.random() < 0.9 else "",
            "impact": THIRDS[impact],
            "urgency": THIRDS[urgency],
        }
        by_desk = fixed["channel"] in {"Phone", "Chat"}
        fixed["opened_by"] = chance.choice(BY_NAME[DESK].people) if by_desk else caller
        return Ticket(opened, title, queue, priority, fixed)

    def title(self, queue: Queue) -> str:
        """A short description that no other ticket has."""
        chance = self.chance
        while True:
            words = chance.choice(queue.faults).format(
                who=chance.choice(TEAMS), what=chance.choice(queue.things), n=chance.randint(2, 97)
            )
            title = words[0].upper() + words[1:]
            if title in self._titles:
                title = f"{title}, {chance.choice(SITES)} {chance.randint(2, 99)}"
            if title not in self._titles:
                self._titles.add(title)
                return title

    def live(
        self,
        ticket: Ticket,
        *,
        wait: bool | None = None,
        days: float = 0.0,
        share: float = 0.0,
        quick: bool = False,
    ) -> None:
        """Run the ticket's whole life: `wait` forces or forbids waiting for the user.

        `share` is the part of its target that the work takes, `quick` caps it.
        """
        chance, queue, priority = self.chance, ticket.queue, ticket.priority
        ticket.events.clear()
        person = chance.choice(queue.people)
        at = self.open(ticket)
        if not (share or quick) and wait is None and self._at_once(ticket, person):
            return
        on_time = chance.random() < (0.96 if ticket.opened >= self.rota else 0.91)
        delay = chance.betavariate(1.2, 4) * 0.95 if on_time else chance.uniform(1.1, 2.2)
        taken = self._after(priority, ticket.opened, RESPONSE[priority] * delay)
        if taken > self.cut:
            taken = max(at, min(self.cut, ticket.opened + timedelta(minutes=4)))
        taken = ticket.add(max(at, taken), state="Active", group=queue.name, assignee=person)
        target = RESOLUTION[priority]
        work = target * (share or self._late(ticket) or chance.betavariate(1.6, 2.6) * 0.86)
        if priority == 1:
            work = min(work, chance.uniform(35, 150) * 60)
        if quick:
            work = min(work, 5 * 3600)
        waits = priority > 2 and chance.random() < min(0.75, 0.34 * queue.patience)
        done = self._work(ticket, taken, work, days, waits=waits if wait is None else wait)
        if done > self.cut and work > target:
            done = self._work(ticket, taken, target * chance.uniform(0.5, 0.84), 0, waits=False)
        self.resolve(ticket, done, person)

    def open(self, ticket: Ticket) -> Local:
        """The first events: opened, often at the service desk, then handed on."""
        chance, queue = self.chance, ticket.queue
        direct = queue.name == DESK or ticket.priority == 1 or chance.random() < 0.84
        first = queue.name if direct else DESK
        ticket.add(
            ticket.opened, state="New", group=first, priority=PRIORITIES[ticket.priority],
        )  # fmt: skip
        if direct:
            return ticket.opened
        limit = 8 if ticket.priority == 2 else 45
        return ticket.add(
            ticket.opened + timedelta(minutes=chance.uniform(2, limit)), group=queue.name
        )

    def resolve(self, ticket: Ticket, done: Local, person: str) -> None:
        """Resolved, sometimes reopened once, closed five days later."""
        chance = self.chance
        code = chance.choice(CLOSE_CODES)
        done = ticket.add(
            done, state="Resolved", assignee=person, resolved_by=person, code=code,
            resolved_at=stamp(settled(done)),
        )  # fmt: skip
        if ticket.priority > 2 and chance.random() < 0.03 and done < self.cut - timedelta(days=3):
            back = ticket.add(
                done + timedelta(hours=chance.uniform(2, 40)), state="Active", reopened="1",
                resolved_at="",
            )  # fmt: skip
            done = business_add(back, chance.uniform(1, 8) * 3600)
            done = ticket.add(done, state="Resolved", resolved_at=stamp(done))
        closed = settled(done + _CLOSES_AFTER)
        ticket.add(closed, state="Closed", closed_at=stamp(closed))

    def _work(
        self, ticket: Ticket, taken: Local, work: float, days: float, *, waits: bool
    ) -> Local:
        """When the work is done; holds for the user stop its clock."""
        chance = self.chance
        ticket.events = [event for event in ticket.events if event[0] <= taken]
        spent = chance.uniform(0.1, 0.6) * work
        middle = self._after(ticket.priority, ticket.opened, spent)
        middle = max(middle, taken + timedelta(minutes=2))
        if waits:
            pause = days or chance.lognormvariate(1.85, 0.85) * ticket.queue.patience
            ticket.add(middle, state=WAITING)
            back = business_add(middle + timedelta(days=pause), chance.uniform(60, 5400))
            if back > self.cut:
                nudge = self.cut - timedelta(days=chance.uniform(0.1, 4))
                if nudge > middle:
                    ticket.add(nudge)
            back = ticket.add(back, state="Active")
            return self._after(ticket.priority, back, work - spent)
        if ticket.priority > 2 and chance.random() < 0.06:
            ticket.add(middle, state="Awaiting Vendor")
            again = self._after(ticket.priority, ticket.opened, spent + 0.3 * (work - spent))
            ticket.add(max(again, middle + timedelta(minutes=5)), state="Active")
        elif chance.random() < 0.5:
            ticket.add(middle)
        done = self._after(ticket.priority, ticket.opened, work)
        return max(done, taken + timedelta(minutes=6), middle + timedelta(minutes=6))

    def _at_once(self, ticket: Ticket, person: str) -> bool:
        """The desk solves most of its own at the first contact."""
        chance = self.chance
        if ticket.queue.name != DESK or ticket.priority < 3 or chance.random() >= _FIRST_CONTACT:
            return False
        talks = ticket.fixed["channel"] in {"Phone", "Chat"}
        start = ticket.opened if talks else business_add(ticket.opened, 0)
        taken = start + timedelta(minutes=chance.uniform(0, 4))
        done = taken + timedelta(minutes=chance.uniform(4, 40))
        if done > self.cut:
            return False
        ticket.add(taken, state="Active", group=DESK, assignee=person)
        self.resolve(ticket, done, person)
        return True

    def _late(self, ticket: Ticket) -> float:
        """How many times its target a late ticket takes; 0 for one in time."""
        if self.chance.random() >= (0.055 if ticket.opened >= self.rota else 0.11):
            return 0.0
        return self.chance.uniform(1.03, 1.8)

    @staticmethod
    def _after(priority: int, start: Local, seconds: float) -> Local:
        if priority <= 2:
            return settled(start + timedelta(seconds=seconds))
        return business_add(start, seconds)


def stamp(moment: Local) -> str:
    """A time as the event log writes it."""
    return moment.strftime("%d/%m/%Y %H:%M:%S")


def shape_open(desk: Desk, tickets: list[Ticket], scale: float) -> None:
    """Bring each queue's open tickets, old and young, to the numbers of the demo's morning."""
    for queue in QUEUES:
        own = [ticket for ticket in tickets if ticket.queue is queue and not ticket.planted]
        planted = sum(t.is_open(desk.cut) for t in tickets if t.queue is queue and t.planted)
        old = round(queue.older * scale)
        month = timedelta(days=30, hours=1)
        _shape(desk, [t for t in own if desk.cut - t.opened > month], old)
        young = max(round(queue.open_tickets * scale) - planted - old, 0)
        _shape(desk, [t for t in own if desk.cut - t.opened <= month], young)


def _shape(desk: Desk, own: list[Ticket], wanted: int) -> None:
    chance, cut = desk.chance, desk.cut
    still = [ticket for ticket in own if ticket.is_open(cut)]
    chance.shuffle(still)
    still.sort(key=lambda ticket: ticket.state_at(cut) != WAITING)
    for ticket in still[: max(0, len(still) - wanted)]:
        desk.live(ticket, wait=False, quick=True)
    missing = wanted - len(still)
    done = [t for t in own if t.priority > 2 and not t.is_open(cut)]
    done = [t for t in done if cut - t.opened > timedelta(hours=5)]
    done.sort(key=lambda t: (cut - t.opened) * chance.lognormvariate(0, 0.9))
    for ticket in done:
        if missing <= 0:
            break
        desk.live(ticket, wait=False, share=chance.uniform(0.7, 0.86))
        if not ticket.is_open(cut):
            desk.live(ticket, wait=True, days=(cut - ticket.opened).days + 20)
        missing -= ticket.is_open(cut)
