"""Changes of the demo: two years of history and the next three weeks."""

import random
from dataclasses import dataclass, field
from datetime import timedelta

from app.services.demo.change_words import (
    BACKOUT,
    JUSTIFICATIONS,
    PLANS,
    RISK_NOTES,
    ROUTINE,
    TESTS,
    UPCOMING,
    Upcoming,
    Work,
)
from app.services.demo.rhythm import Local, settled, volume
from app.services.demo.words import BY_NAME

RISKS = {"H": "High", "M": "Moderate", "L": "Low"}
LAST_HISTORIC = 91359
CHANGE_WEEKS = 112
"""Eight full quarters for the audit."""
INFRASTRUCTURE = frozenset(
    {"Network Operations", "Storage & Backup", "Database Operations", "Cloud Platform",
     "CI/CD Platform"}
)  # fmt: skip
"""These teams' changes are exported as a workbook, the others as CSV."""


@dataclass(slots=True)
class DemoChange:
    """One change, values as displayed; times are wall-clock."""

    number: str
    title: str
    group: str
    assignee: str
    service: str
    ci: str
    kind: str
    risk: str
    start: Local | None
    end: Local | None
    opened: Local
    state: str = "Scheduled"
    approval: str = "Approved"
    downtime: tuple[Local, Local] | None = None
    actual: tuple[Local, Local] | None = None
    closed: Local | None = None
    close_code: str = ""
    close_notes: str = ""
    plans: dict[str, str] = field(default_factory=dict)
    updated: Local | None = None
    requester: str = ""
    model: str = ""
    work: str = ""
    """The routine work it is one of."""
    planted: bool = False


def history(count: int, now: Local, chance: random.Random) -> list[DemoChange]:
    """Closed changes of eight quarters, in order of their start."""
    starts: list[Local] = []
    while len(starts) < count:
        back = chance.uniform(0.4, CHANGE_WEEKS * 7)
        if chance.random() > max(volume(back / 7), 0.35):
            continue
        day = (now - timedelta(days=back)).replace(minute=0, second=0, microsecond=0)
        hour = chance.choice((6, 9, 14, 19, 20, 21, 22, 22, 23, 1, 2))
        moment = day.replace(hour=hour) + timedelta(minutes=chance.choice((0, 0, 15, 30)))
        if moment < now - timedelta(hours=12):
            starts.append(settled(moment))
    starts.sort()
    first = LAST_HISTORIC - len(starts) + 1
    return [_past(f"CHG{first + n:07}", start, now, chance) for n, start in enumerate(starts)]


def _past(number: str, start: Local, now: Local, chance: random.Random) -> DemoChange:
    work = chance.choice(ROUTINE)
    queue = BY_NAME[work.group]
    kind = chance.choices(("Standard", "Normal", "Emergency"), (46, 46.5, 7.5))[0]
    risk = chance.choices("HML", _RISK_WEIGHTS[kind])[0]
    end = settled(start + timedelta(minutes=chance.choice((30, 60, 60, 90, 120, 180))))
    lead = (
        timedelta(hours=chance.uniform(2, 20))
        if kind == "Emergency"
        else timedelta(days=chance.uniform(3, 21))
    )
    ci = chance.choice(queue.cis)
    change = DemoChange(
        number, _title(work, ci, start, chance), work.group, chance.choice(queue.people),
        work.service or queue.service, ci, kind, risk, start, end, settled(start - lead),
    )  # fmt: skip
    late = chance.uniform(-0.3, 0.25) * (end - start)
    begun = settled(start + timedelta(minutes=chance.uniform(0, 6)))
    change.actual = (begun, settled(max(end + late, begun + timedelta(minutes=8))))
    change.closed = settled(min(change.actual[1] + timedelta(hours=chance.uniform(1, 30)), now))
    change.state, change.work = "Closed", work.title.split(" {")[0].removesuffix(" on")
    outcome = chance.random()
    failing = 0.007 if kind == "Standard" else 0.014
    if outcome < failing:
        change.close_code = "Unsuccessful"
        change.close_notes = "Backed out inside the window; service checked by the owner."
    elif outcome < 2 * failing:
        change.close_code = "Successful with issues"
        change.close_notes = "Done after a second attempt; the runbook was corrected."
    else:
        change.close_code = "Successful"
        change.close_notes = "Done as planned, checks passed."
    change.plans = _plans(change, chance, kind)
    change.updated = change.closed
    return change


_RISK_WEIGHTS = {"Standard": (0, 12, 88), "Normal": (18, 52, 30), "Emergency": (55, 40, 5)}


def _title(work: Work, ci: str, start: Local, chance: random.Random) -> str:
    return work.title.format(
        ci=ci, n=chance.randint(2, 60), version=f"{start:%y.%m}.{chance.randint(1, 4)}"
    )


def _plans(change: DemoChange, chance: random.Random, kind: str) -> dict[str, str]:
    if kind == "Standard":
        return {"implementation_plan": f"Standard procedure for {change.ci}."}
    words = {"ci": change.ci, "service": change.service, "who": change.assignee}
    plans = {
        "justification": chance.choice(JUSTIFICATIONS).format(**words),
        "risk_impact_analysis": chance.choice(RISK_NOTES).format(**words),
        "implementation_plan": chance.choice(PLANS).format(**words),
        "backout_plan": chance.choice(BACKOUT).format(**words),
        "test_plan": chance.choice(TESTS).format(**words),
    }
    for name in list(plans):
        if chance.random() < (0.18 if kind == "Emergency" else 0.04):
            del plans[name]
    return plans


def upcoming(now: Local, chance: random.Random) -> list[DemoChange]:
    """The planned changes of the calendar, and a lighter three weeks after it."""
    day = now.replace(hour=0, minute=0, second=0)
    changes = [_planned(each, day, chance) for each in UPCOMING]
    number = 91421
    for later in range(30):
        work = chance.choice(ROUTINE)
        queue = BY_NAME[work.group]
        start = day + timedelta(days=4 + later * 0.6)
        start = start.replace(hour=chance.choice((6, 9, 20, 21, 22)), minute=0)
        end = start + timedelta(minutes=chance.choice((60, 90, 120)))
        ci = chance.choice(queue.cis)
        change = DemoChange(
            f"CHG{number + later:07}", _title(work, ci, start, chance), work.group,
            chance.choice(queue.people), work.service or queue.service, ci,
            chance.choice(("Standard", "Normal")), chance.choice("MLL"), settled(start),
            settled(end), settled(now - timedelta(days=chance.uniform(1, 12))),
            state=chance.choice(("Scheduled", "Authorize", "Assess")),
        )  # fmt: skip
        if change.state != "Scheduled":
            change.approval = "Requested"
        change.plans = _plans(change, chance, change.kind)
        change.updated = settled(now - timedelta(hours=chance.uniform(2, 90)))
        changes.append(change)
    return changes


def _planned(each: Upcoming, day: Local, chance: random.Random) -> DemoChange:
    def at(hours: float) -> Local:
        return settled(day + timedelta(hours=hours))

    start = at(each.start) if each.start is not None else None
    end = at(each.end) if each.end is not None else None
    change = DemoChange(
        f"CHG{each.number:07}", each.title, each.group, each.assignee, each.service, each.ci,
        each.kind, each.risk, start, end, settled(day - timedelta(days=chance.uniform(4, 14))),
    )  # fmt: skip
    if each.kind == "Emergency":
        change.opened = at(5.5)
    if not each.approved:
        change.state, change.approval = "Authorize", "Requested"
    if each.downtime is not None:
        change.downtime = (at(each.downtime[0]), at(each.downtime[1]))
    change.plans = _plans(change, chance, each.kind)
    for name in each.missing:
        change.plans.pop(name, None)
    change.updated = max(change.opened, at(-chance.uniform(8, 70)))
    return change
