"""The incidents that tell a story, and the queue figures that the demo promises."""

from datetime import timedelta

from app.services.demo.incidents import (
    DESK,
    PRIORITIES,
    RESOLUTION,
    THIRDS,
    Desk,
    Ticket,
)
from app.services.demo.rhythm import Local, business_add, business_back, settled
from app.services.demo.words import BY_NAME, QUEUES, Queue

SAP, ACCESS, DATABASE = "SAP Finance Apps", "Identity & Access", "Database Operations"
OUTAGE_TITLE = "SAP Finance not reachable, all company codes"
LIVE_TITLE = "Customer Portal checkout returning 5xx"
PING_PONG_TITLE = "FI postings stuck in update queue"
WRONG_TITLE = "Okta push MFA failing, EMEA contractors"
FORMULA_TITLE = "=SUM(B2:B14) shows as text after expense upload"
MARKUP_TITLE = "Banner shows <b>Pay now</b> & <i>Cancel</i> as plain tags"


def story_tickets(desk: Desk, now: Local) -> dict[str, Ticket]:
    """The tickets of the stories by the story's id."""
    stories = {
        "outage": _outage(desk, now),
        "live-major": _live_major(desk, now),
        "ping-pong": _ping_pong(desk, now),
        "wrong-priority": _wrong_priority(desk, now),
        "formula-title": _plain(desk, now, "End-User Compute", FORMULA_TITLE, 26),
        "markup-title": _plain(desk, now, "Cloud Platform", MARKUP_TITLE, 49),
    }
    for ticket in stories.values():
        ticket.planted = True
    return stories


def _outage(desk: Desk, now: Local) -> Ticket:
    """Tuesday's SAP outage after the storage path change: resolved in 94 minutes."""
    opened = (now - timedelta(days=6)).replace(hour=22, minute=41, second=10)
    ticket = desk.blank(opened, BY_NAME[SAP], 1, OUTAGE_TITLE)
    ticket.fixed |= {"ci": "sap-ecc-prd", "service": "SAP Finance", "channel": "Monitoring"}
    ticket.add(opened, state="New", group=DESK, priority=PRIORITIES[2])
    minutes = timedelta(minutes=1)
    ticket.add(opened + 5 * minutes, group=SAP, priority=PRIORITIES[1])
    ticket.add(opened + 7 * minutes, state="Active", assignee="I. Duarte")
    ticket.add(opened + 31 * minutes, group="Storage & Backup", assignee="J. Whitfield")
    ticket.add(opened + 52 * minutes)
    ticket.add(opened + 78 * minutes, group=SAP, assignee="I. Duarte")
    desk.resolve(ticket, opened + 94 * minutes, "I. Duarte")
    return ticket


def _live_major(desk: Desk, now: Local) -> Ticket:
    opened = now - timedelta(minutes=84)
    ticket = desk.blank(opened, BY_NAME["Cloud Platform"], 1, LIVE_TITLE)
    ticket.fixed |= {"ci": "api-gw-prd", "service": "Customer Portal", "channel": "Monitoring"}
    ticket.add(opened, state="New", group="Cloud Platform", priority=PRIORITIES[1])
    ticket.add(opened + timedelta(minutes=3), state="Active", assignee="P. Raman")
    ticket.add(opened + timedelta(minutes=24))
    ticket.add(opened + timedelta(minutes=52))
    return ticket


def _ping_pong(desk: Desk, now: Local) -> Ticket:
    """Between SAP and Database four times, no owner, breached this morning at 04:32."""
    opened = settled(now - timedelta(hours=11, minutes=40))
    ticket = desk.blank(opened, BY_NAME[SAP], 2, PING_PONG_TITLE)
    ticket.fixed |= {"ci": "sap-ecc-prd", "service": "SAP Finance"}
    ticket.add(opened, state="New", group=SAP, priority=PRIORITIES[2])
    ticket.add(opened + timedelta(minutes=18), state="Active", assignee="S. Vogel")
    hops = ((70, DATABASE, "T. Okafor"), (165, SAP, "K. Aaltonen"), (290, DATABASE, ""),
            (430, SAP, ""))  # fmt: skip
    for minutes, group, person in hops:
        ticket.add(opened + timedelta(minutes=minutes), group=group, assignee=person)
    return ticket


def _wrong_priority(desk: Desk, now: Local) -> Ticket:
    opened = settled(now - timedelta(hours=7, minutes=12))
    ticket = desk.blank(opened, BY_NAME[ACCESS], 4, WRONG_TITLE)
    ticket.fixed |= {
        "ci": "okta-prd", "impact": THIRDS[2], "urgency": THIRDS[1], "caller": "S. Vermeulen",
        "channel": "Phone",
    }  # fmt: skip
    ticket.add(opened, state="New", group=DESK, priority=PRIORITIES[4])
    for minutes, group in ((41, "End-User Compute"), (167, DESK), (247, ACCESS)):
        ticket.add(opened + timedelta(minutes=minutes), group=group)
    return ticket


def _plain(desk: Desk, now: Local, group: str, title: str, hours: float) -> Ticket:
    ticket = desk.blank(settled(now - timedelta(hours=hours)), BY_NAME[group], 4, title)
    desk.live(ticket, wait=True, days=40)
    return ticket


def queue_tickets(desk: Desk, now: Local) -> list[tuple[str, Ticket]]:
    """(story id, ticket): breached, about to breach and unassigned ones of each queue."""
    made: list[tuple[str, Ticket]] = []
    for queue in QUEUES:
        made += [("breached", _overdue(desk, queue, now, n)) for n in range(queue.breached)]
        made += [("at-risk", _near(desk, queue, now, n)) for n in range(queue.at_risk)]
        made += [("unassigned", _unowned(desk, queue, now)) for _ in range(queue.unassigned)]
    for _, ticket in made:
        ticket.planted = True
    return made


def _taken(desk: Desk, queue: Queue, opened: Local, priority: int) -> Ticket:
    ticket = desk.blank(opened, queue, priority, desk.title(queue))
    at = desk.open(ticket)
    start = max(at, opened) + timedelta(minutes=desk.chance.uniform(4, 12))
    ticket.add(min(start, desk.cut), state="Active", group=queue.name,
               assignee=desk.chance.choice(queue.people))  # fmt: skip
    ticket.add(max(start, desk.cut - timedelta(minutes=desk.chance.uniform(5, 900))))
    return ticket


def _overdue(desk: Desk, queue: Queue, now: Local, place: int) -> Ticket:
    """Some minutes to hours over its resolution target."""
    chance = desk.chance
    if place == 0 and queue.name in {ACCESS, "Network Operations"}:
        late = timedelta(hours=8, minutes=chance.uniform(40, 150))
        return _taken(desk, queue, settled(now - late), 2)
    priority = chance.choice((3, 3, 4))
    over = chance.uniform(0.4, 7.5) * 3600
    return _taken(desk, queue, business_back(now, RESOLUTION[priority] + over), priority)


def _near(desk: Desk, queue: Queue, now: Local, place: int) -> Ticket:
    """Less than four business hours left, or less than two for a P2."""
    chance = desk.chance
    if place == 0 and queue.name in {ACCESS, DATABASE}:
        left = timedelta(hours=8) - timedelta(minutes=chance.uniform(40, 110))
        return _taken(desk, queue, settled(now - left), 2)
    priority = chance.choice((3, 3, 4))
    left_seconds = chance.uniform(0.6, 3.8) * 3600
    return _taken(desk, queue, business_back(now, RESOLUTION[priority] - left_seconds), priority)


def _unowned(desk: Desk, queue: Queue, now: Local) -> Ticket:
    """Came in since Sunday night; nobody has taken it."""
    opened = settled(now - timedelta(minutes=desk.chance.uniform(35, 540)))
    ticket = desk.blank(opened, queue, desk.chance.choice((3, 4, 4)), desk.title(queue))
    at = desk.open(ticket)
    if at > desk.cut:
        ticket.events[-1] = (desk.cut, ticket.events[-1][1])
    return ticket


def outage_children(desk: Desk, outage: Ticket, count: int) -> list[Ticket]:
    """Users of SAP Finance who called during the night of the outage; all were kept waiting.

    Every other one is a P2 that was solved late too.
    """
    made = []
    for place in range(count):
        opened = settled(outage.opened + timedelta(minutes=desk.chance.uniform(9, 540)))
        queue = BY_NAME[desk.chance.choice((SAP, SAP, SAP, ACCESS, "Network Operations"))]
        ticket = desk.blank(opened, queue, 3 - place % 2, desk.title(queue))
        ticket.fixed |= {"service": "SAP Finance", "ci": "sap-ecc-prd", "channel": "Phone"}
        ticket.planted = True
        desk.open(ticket)
        person = desk.chance.choice(queue.people)
        if ticket.priority == 2:
            taken = opened + timedelta(minutes=desk.chance.uniform(40, 110))
            done = opened + timedelta(hours=desk.chance.uniform(8.3, 13))
        else:
            taken = business_add(opened, desk.chance.uniform(4.2, 9) * 3600)
            done = business_add(opened, desk.chance.uniform(12, 28) * 3600)
        ticket.add(taken, state="Active", group=queue.name, assignee=person)
        desk.resolve(ticket, done, person)
        made.append(ticket)
    return made


def misjudge(desk: Desk, tickets: list[Ticket]) -> list[Ticket]:
    """Give some open tickets an impact and urgency that their priority doesn't match."""
    wrong: list[Ticket] = []
    for queue in QUEUES:
        own = [
            ticket
            for ticket in tickets
            if ticket.queue is queue
            and not ticket.planted
            and ticket.priority == 4
            and ticket.is_open(desk.cut)
        ]
        for ticket in desk.chance.sample(own, min(len(own), queue.wrong_priority)):
            ticket.fixed |= {"impact": THIRDS[2], "urgency": THIRDS[1]}
            wrong.append(ticket)
    return wrong


def noisy_week(desk: Desk, now: Local, count: int) -> list[Ticket]:
    """Identity & Access gets far more than usual in the last seven days."""
    queue = BY_NAME[ACCESS]
    made = []
    for _ in range(count):
        opened = now - timedelta(days=desk.chance.uniform(0.3, 6.8))
        made.append(desk.ticket(business_add(settled(opened), 60), queue))
    return [ticket for ticket in made if ticket.opened <= desk.cut]
