"""What the demo's company watches: its monitors, and the alerts that they raised."""

import random
from dataclasses import dataclass
from datetime import timedelta

from app.services.demo.incidents import Ticket
from app.services.demo.rhythm import Local, settled
from app.services.demo.words import BY_NAME, QUEUES

ALERT_WEEKS = 26
A_WEEK = 150
"""Episodes a week when the full set is written."""
FEWEST_A_WEEK = 6
NOISY_MONITOR = "Heartbeat missed on runner-pool-b"
"""The noisy monitor: it flaps, nobody acknowledges it, it goes away by itself."""
NOISY_SINCE = timedelta(weeks=9)
_FAULTS = (
    ("CPU above 92 % on {ci}", "high"), ("Latency p95 over 800 ms, {ci}", "critical"),
    ("Disk 90 % full on {ci}", "high"), ("Certificate of {ci} expires in 14 days", "low"),
    ("Error rate over 2 %, {ci}", "critical"), ("Queue depth growing on {ci}", "high"),
    ("Memory pressure on {ci}", "low"), ("Health check of {ci} failed", "critical"),
)  # fmt: skip
_ENDINGS = ("Restarted the service.", "Failed over, then failed back.", "Added capacity.",
            "Blocked the client that sent too much.", "Cleared the queue by runbook.")  # fmt: skip


@dataclass(slots=True)
class DemoAlert:
    """One episode. `acknowledged_by` is a person, "" an integration, None nobody."""

    title: str
    fingerprint: str
    service: str
    ci: str
    team: str
    severity: str
    """critical, high or low."""
    fired: Local
    acknowledged: Local | None = None
    acknowledged_by: str | None = None
    ended: Local | None = None
    ended_by: str = ""
    """A person; "" when it went away by itself."""
    note: str = ""
    ticket: str = ""


def alerts(tickets: list[Ticket], cut: Local, count: int, seed: int) -> list[DemoAlert]:
    """Every episode of the last 26 weeks up to `cut`, in order; `count` a week."""
    made = _Watch(random.Random(f"{seed} alerts"), cut, count)  # noqa: S311 - a demo
    made.of_incidents(tickets)
    made.of_monitors()
    made.noisy()
    found = [alert for alert in made.alerts if alert.fired <= cut]
    return sorted(found, key=lambda alert: (alert.fired, alert.fingerprint))


class _Watch:
    def __init__(self, chance: random.Random, cut: Local, count: int) -> None:
        self.chance, self.cut, self.count = chance, cut, count
        self.first = cut - timedelta(weeks=ALERT_WEEKS)
        self.alerts: list[DemoAlert] = []

    def of_incidents(self, tickets: list[Ticket]) -> None:
        """Incidents that monitoring reported: the alert fired first, and names them."""
        chance = self.chance
        for ticket in tickets:
            if ticket.fixed["channel"] != "Monitoring" or ticket.opened < self.first:
                continue
            severity = {1: "critical", 2: "critical", 3: "high"}.get(ticket.priority, "low")
            ci = ticket.fixed["ci"] or ticket.queue.cis[0]
            before = timedelta() if ticket.priority == 1 else self._minutes(0.3, 3)
            title = chance.choice(_FAULTS)[0].format(ci=ci)
            alert = self._alert(title, ticket.queue.name, ci, severity, ticket.opened - before)
            alert.service, alert.ticket = ticket.fixed["service"], ticket.number
            self._taken(alert)
            state = list(ticket.until(self.cut))[-1][1]
            if state["resolved_at"]:
                ended = (alert.acknowledged or alert.fired) + self._minutes(9, 150)
                self._ends(alert, ended, alert.acknowledged_by or "", chance.choice(_ENDINGS))

    def of_monitors(self) -> None:
        """The rest of every week: some handled without a ticket, the others noise."""
        chance = self.chance
        for week in range(ALERT_WEEKS):
            start = self.first + timedelta(weeks=week)
            own = sum(start <= alert.fired < start + timedelta(weeks=1) for alert in self.alerts)
            for _ in range(max(self.count - own, self.count // 2, FEWEST_A_WEEK - own)):
                self._one(start + timedelta(seconds=chance.uniform(0, 7 * 86400)), week)

    def _one(self, fired: Local, week: int) -> None:
        chance = self.chance
        queue = chance.choice(QUEUES)
        ci = chance.choice(queue.cis)
        title, severity = chance.choice(_FAULTS)
        alert = self._alert(title.format(ci=ci), queue.name, ci, severity, fired)
        alert.service = queue.service
        kind = chance.random()
        by_itself = 0.6 if week < ALERT_WEEKS - 8 else 0.42
        if kind < by_itself:
            if chance.random() < 0.2:
                alert.acknowledged, alert.acknowledged_by = settled(fired + self._minutes(0, 1)), ""
            self._ends(alert, fired + self._minutes(2, 40), "", "")
            if chance.random() < 0.12:
                self._again(alert)
            return
        self._taken(alert, missed=0.04)
        if alert.acknowledged is None:
            return
        note = chance.choice(_ENDINGS) if kind < 0.93 else ""
        who = alert.acknowledged_by or ""
        self._ends(alert, alert.acknowledged + self._minutes(6, 120), who, note)

    def _again(self, alert: DemoAlert) -> None:
        """The same condition reported once more while it lasts."""
        if alert.ended is not None:
            middle = alert.fired + (alert.ended - alert.fired) / 2
            again = self._alert(alert.title, alert.team, alert.ci, alert.severity, middle)
            again.service = alert.service
            self._ends(again, alert.ended + self._minutes(1, 5), "", "")

    def noisy(self) -> None:
        """The noisy monitor: bursts of four to six within an hour, since nine weeks."""
        chance = self.chance
        bursts = max(9, 2 * 9 * self.count // A_WEEK)
        for burst in range(bursts):
            begin = self.cut - NOISY_SINCE + NOISY_SINCE * ((burst + 0.5) / bursts)
            at = begin
            for _ in range(chance.randint(4, 6)):
                alert = self._alert(NOISY_MONITOR, "CI/CD Platform", "runner-pool-b", "low", at)
                alert.service = "CI/CD Platform"
                self._ends(alert, at + self._minutes(1, 4), "", "")
                at = at + self._minutes(6, 9)

    def _alert(self, title: str, team: str, ci: str, severity: str, fired: Local) -> DemoAlert:
        mark = f"{ci}/{title.partition(' ')[0].casefold()}"
        alert = DemoAlert(title, mark, "", ci, team, severity, settled(fired))
        self.alerts.append(alert)
        return alert

    def _taken(self, alert: DemoAlert, missed: float = 0.0) -> None:
        """Acknowledged by somebody of the team, after some seven minutes."""
        chance = self.chance
        if chance.random() < missed:
            return
        minutes = min(chance.lognormvariate(1.72, 0.7), 55)
        alert.acknowledged = settled(alert.fired + timedelta(minutes=minutes))
        alert.acknowledged_by = chance.choice(BY_NAME[alert.team].people)

    def _ends(self, alert: DemoAlert, at: Local, who: str, note: str) -> None:
        """What would end after the export is still open in it."""
        if alert.acknowledged is not None and alert.acknowledged > self.cut:
            alert.acknowledged = alert.acknowledged_by = None
        if at <= self.cut:
            alert.ended, alert.ended_by, alert.note = settled(at), who, note

    def _minutes(self, least: float, most: float) -> timedelta:
        return timedelta(minutes=self.chance.uniform(least, most))
