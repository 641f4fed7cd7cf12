"""Everything that happened in the demo's company, before it is exported."""

import random
from datetime import timedelta

from app.services.demo.availability import outages
from app.services.demo.change_texts import Records
from app.services.demo.changes import DemoChange, history, upcoming
from app.services.demo.follow_through import actions, reviews
from app.services.demo.incidents import Desk, Ticket, shape_open
from app.services.demo.monitors import A_WEEK, FEWEST_A_WEEK, alerts
from app.services.demo.planted import (
    misjudge,
    noisy_week,
    outage_children,
    queue_tickets,
    story_tickets,
)
from app.services.demo.problems import (
    link_problems,
    mark_majors,
    problems,
    raise_one_a_month,
)
from app.services.demo.rhythm import Local, arrivals

FULL_SET = 6000
"""Tickets at which the queues have the sizes of `words.QUEUES`."""
_LAST_NUMBER = 482210
_EXPORTED = timedelta(minutes=27)
"""The exports are from 07:45; the tower is opened at 08:12."""


class Company:
    """Everything that happened, before it is exported."""

    def __init__(self, seed: int, now: Local, count: int) -> None:
        chance = random.Random(seed)  # noqa: S311 - a demo, not a secret
        self.now, self.seed = now, seed
        self.cut = now - _EXPORTED
        self.scale = count / FULL_SET
        self.desk = Desk(chance, self.cut)
        self.stories = story_tickets(self.desk, now)
        self.queues = queue_tickets(self.desk, now)
        noisy = noisy_week(self.desk, now, round(22 * count / FULL_SET))
        self.children = outage_children(
            self.desk, self.stories["outage"], max(3, round(28 * self.scale))
        )
        planted = [*self.stories.values(), *(ticket for _, ticket in self.queues), *self.children]
        rest = max(count - len(planted) - len(noisy), 0)
        self.tickets = [self.desk.ticket(at) for at in arrivals(rest, self.cut, chance)]
        raise_one_a_month(self.desk, self.tickets)
        self.tickets += planted + noisy
        shape_open(self.desk, self.tickets, count / FULL_SET)
        self.misjudged = misjudge(self.desk, self.tickets)
        self._number()
        self.changes = history(max(count // 5, 60), now, chance) + upcoming(now, chance)
        self.cause = self._outage_change()
        self._link_causes(chance)
        self._follow()

    def _follow(self) -> None:
        """What came of it: problems, majors, reviews, actions, records, alerts, outages."""
        seed, cut = self.seed, self.cut
        outage = self.stories["outage"]
        for child in self.children:
            child.parent = outage.number
        self.records = Records(seed)
        self.records.write([change for change in self.changes if change.state == "Closed"])
        self.problems = problems(cut, max(9, round(54 * self.scale)), seed)
        link_problems(self.tickets, self.problems, cut, seed)
        self.majors = mark_majors(self.tickets, cut, seed)
        self.reviews = reviews(self.majors, cut, seed)
        self.actions = actions(self.majors, self.problems, cut, self.share(26, 5), seed)
        self.alerts = alerts(self.tickets, cut, self.share(A_WEEK, FEWEST_A_WEEK), seed)
        live = self.stories["live-major"]
        self.outages = outages(
            cut,
            seed,
            [
                ("SAP Finance", "sap-ecc-prd", outage.opened,
                 outage.opened + timedelta(minutes=94), outage.number),
                ("Customer Portal", "api-gw-prd", live.opened, None, live.number),
            ],
        )  # fmt: skip

    def share(self, full: int, least: int) -> int:
        """How many of `full` this set has."""
        return max(least, round(full * self.scale))

    def _number(self) -> None:
        self.tickets.sort(key=lambda ticket: (ticket.opened, ticket.title))
        first = _LAST_NUMBER - len(self.tickets) + 1
        for place, ticket in enumerate(self.tickets):
            ticket.number = f"INC{first + place:07}"

    def _outage_change(self) -> DemoChange:
        """The storage path change half an hour before the outage, backed out."""
        outage = self.stories["outage"]
        start = outage.opened.replace(minute=0, second=0)
        change = min(
            (
                each
                for each in self.changes
                if each.start and each.closed and each.group == "Storage & Backup"
            ),
            key=lambda each: abs((each.start or start) - start),
        )
        change.title = "Storage multipath update, sap-ecc-prd"
        change.ci, change.service = "sap-ecc-prd", "SAP Finance"
        change.kind, change.risk = "Normal", "H"
        change.start, change.end = start, start + timedelta(hours=2)
        change.opened = start - timedelta(days=9)
        change.actual = (start + timedelta(minutes=4), start + timedelta(minutes=131))
        change.closed = change.updated = start + timedelta(hours=12)
        change.close_code = "Unsuccessful"
        change.close_notes = f"Backed out after {outage.number}: paths lost after the restart."
        change.plans = {
            "justification": "The installed driver leaves vendor support in December.",
            "implementation_plan": "1. Update the driver. 2. Restart path by path. 3. Check.",
            "backout_plan": "Put the previous driver back, restart, 45 minutes.",
            "risk_impact_analysis": "SAP Finance stays on the second path during the restart.",
        }
        change.planted = True
        outage.caused_by = change.number
        return change

    def _link_causes(self, chance: random.Random) -> None:
        """A few past changes were followed by an incident that names them."""
        by_service: dict[str, list[Ticket]] = {}
        for ticket in self.tickets:
            if not ticket.planted and ticket.priority in {2, 3}:
                by_service.setdefault(ticket.fixed["service"], []).append(ticket)
        for change in self.changes:
            if change.close_code == "" or change.actual is None or change is self.cause:
                continue
            wanted = 0.5 if change.close_code == "Unsuccessful" else 0.008
            end = change.actual[1]
            after = [
                ticket
                for ticket in by_service.get(change.service, [])
                if timedelta() < ticket.opened - end < timedelta(hours=30) and not ticket.caused_by
            ]
            if after and chance.random() < wanted:
                after[0].caused_by = change.number
                after[0].fixed["ci"] = change.ci
