"""The demo: a fictional company's exports, the same bytes for the same seed (CLI `tower demo`)."""

import json
import random
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from app.models.errors import AppError
from app.services.clock import iso
from app.services.demo import change_words as planned
from app.services.demo.changes import INFRASTRUCTURE, DemoChange, history, upcoming
from app.services.demo.exports import (
    write_changes_csv,
    write_changes_xlsx,
    write_log,
    write_majors_json,
)
from app.services.demo.incidents import Desk, Ticket, shape_open
from app.services.demo.planted import (
    FORMULA_TITLE,
    MARKUP_TITLE,
    misjudge,
    noisy_week,
    queue_tickets,
    story_tickets,
)
from app.services.demo.rhythm import ZONE, Local, arrivals, local, utc
from app.services.demo.schedule import FREEZE, write_services, write_windows
from app.services.demo.words import QUEUES

DEMO_NOW = 1795417920
"""Mon 23 Nov 2026 08:12 in Europe/Berlin."""
FULL_SET = 6000
"""Tickets at which the queues have the sizes of `words.QUEUES`."""
FEWEST = 300
_LAST_NUMBER = 482210
_EXPORTED = timedelta(minutes=27)
"""The exports are from 07:45; the tower is opened at 08:12."""


def write_demo(
    folder: Path, *, tickets: int = FULL_SET, seed: int = 7, now: int | None = None
) -> list[Path]:
    """Write exports in several formats, manifest.json and stories.json into `folder`.

    `now` is UTC seconds. The same arguments give the same bytes. Raises AppError when the
    folder can't be written or `tickets` is too small for the stories.
    """
    if tickets < FEWEST:
        raise AppError(f"A demo needs at least {FEWEST} tickets; {tickets} were asked for.")
    moment = DEMO_NOW if now is None else now
    today = local(moment)
    company = _Company(random.Random(seed), today, tickets)  # noqa: S311 - a demo, not a secret
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return _write(folder, company, moment, seed)
    except OSError as error:
        raise AppError(
            f"{folder} can't be written ({error.strerror or error}). Choose another folder."
        ) from error


class _Company:
    """Everything that happened, before it is exported."""

    def __init__(self, chance: random.Random, now: Local, count: int) -> None:
        self.now = now
        self.cut = now - _EXPORTED
        self.desk = Desk(chance, self.cut)
        self.stories = story_tickets(self.desk, now)
        self.queues = queue_tickets(self.desk, now)
        noisy = noisy_week(self.desk, now, round(22 * count / FULL_SET))
        planted = [*self.stories.values(), *(ticket for _, ticket in self.queues)]
        rest = max(count - len(planted) - len(noisy), 0)
        self.tickets = [self.desk.ticket(at) for at in arrivals(rest, self.cut, chance)]
        self.tickets += planted + noisy
        shape_open(self.desk, self.tickets, count / FULL_SET)
        self.misjudged = misjudge(self.desk, self.tickets)
        self._number()
        self.changes = history(max(count // 5, 60), now, chance) + upcoming(now, chance)
        self.cause = self._outage_change()
        self._link_causes(chance)

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
            (each for each in self.changes if each.start and each.group == "Storage & Backup"),
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


def _write(folder: Path, company: _Company, moment: int, seed: int) -> list[Path]:
    files: dict[str, tuple[str | None, str | None]] = {
        "incident_log.csv": (ZONE.key, "dmy"),
        "major_incidents.json": (None, None),
        "change_request.csv": (ZONE.key, None),
        "change_request_infrastructure.xlsx": (ZONE.key, None),
        "windows.csv": (None, None),
        "services.csv": (None, None),
    }
    paths = [folder / name for name in files]
    apps = [each for each in company.changes if each.group not in INFRASTRUCTURE]
    infrastructure = [each for each in company.changes if each.group in INFRASTRUCTURE]
    write_log(paths[0], company.tickets, company.cut)
    write_majors_json(paths[1], _majors(company), company.cut)
    write_changes_csv(paths[2], apps)
    write_changes_xlsx(paths[3], infrastructure)
    write_windows(paths[4], company.now)
    write_services(paths[5])
    as_of = iso(utc(company.cut))
    entries = [
        {
            "name": name,
            "timezone": zone,
            "date_order": order,
            "scope": "full",
            "as_of": as_of,
        }
        for name, (zone, order) in files.items()
    ]
    header = {"demo": True, "now": iso(moment), "seed": seed}
    paths.append(_write_json(folder / "manifest.json", header | {"files": entries}))
    stories = {"now": iso(moment), "seed": seed, "stories": _stories(company)}
    paths.append(_write_json(folder / "stories.json", stories))
    return paths


def _majors(company: _Company) -> list[Ticket]:
    since = company.now - timedelta(days=120)
    return [t for t in company.tickets if t.priority == 1 and since < t.opened <= company.cut]


def _stories(company: _Company) -> list[dict[str, Any]]:
    told = company.stories
    outage = told["outage"]

    def keys(tickets: Sequence[Ticket]) -> list[str]:
        return sorted(ticket.number for ticket in tickets)

    def planted(kind: str) -> list[str]:
        return keys([ticket for each, ticket in company.queues if each == kind])

    def pair(first: int, second: int) -> list[str]:
        return [f"CHG{first:07}", f"CHG{second:07}"]

    wrong = [*company.misjudged, told["wrong-priority"]]
    stories = [
        ("outage", "outage", [outage.number, company.cause.number],
         {"priority": 1, "minutes_to_resolve": 94, "service": "SAP Finance"}),
        ("cause", "change_caused_incident", [company.cause.number, outage.number],
         {"close_code": "unsuccessful", "caused_by": company.cause.number}),
        ("live-major", "open_major", [told["live-major"].number],
         {"priority": 1, "open_minutes": 84}),
        ("ping-pong", "ping_pong", [told["ping-pong"].number],
         {"reassignments": 4, "assignee": None, "resolution": "breached"}),
        ("wrong-priority", "wrong_priority", keys(wrong),
         {"recorded": 4, "matrix": 2, "example": told["wrong-priority"].number}),
        ("noisy-queue", "noisy_queue", ["Identity & Access"], {"group": "Identity & Access"}),
        ("collision-1", "collision", pair(planned.FIRMWARE, planned.VRF),
         {"check": "C01", "severity": "Critical", "overlap_minutes": 150, "ci": "lon-core-sw-02"}),
        ("collision-2", "collision", pair(planned.GATEWAY, planned.RELEASE),
         {"check": "C01", "overlap_minutes": 90, "ci": "api-gw-prd"}),
        ("freeze-hard", "freeze", [f"CHG{planned.FROZEN:07}", FREEZE["Core Network"]],
         {"check": "C20", "severity": "Critical", "overlap_minutes": 120}),
        ("freeze-exempt", "freeze", [f"CHG{planned.EXEMPT:07}", FREEZE["Customer Portal"]],
         {"check": "C20", "severity": "Info"}),
        ("no-ci", "unknown", [f"CHG{planned.NO_CI:07}"], {"check": "C40"}),
        ("no-dates", "unknown", [f"CHG{planned.NO_DATES:07}"], {"check": "C41"}),
        ("breached", "breached", planted("breached"), {"resolution": "breached"}),
        ("at-risk", "about_to_breach", planted("at-risk"), {"resolution": "at_risk"}),
        ("unassigned", "unassigned", planted("unassigned"), {"assignee": None}),
        ("formula-title", "hostile_text", [told["formula-title"].number],
         {"title": FORMULA_TITLE}),
        ("markup-title", "hostile_text", [told["markup-title"].number], {"title": MARKUP_TITLE}),
        ("next-72-h", "calendar", [f"CHG{each.number:07}" for each in planned.UPCOMING[:-1]],
         {"changes": len(planned.UPCOMING) - 1}),
        ("size", "counts", [queue.name for queue in QUEUES],
         {"incidents": len(company.tickets), "changes": len(company.changes),
          "open_incidents": sum(t.is_open(company.cut) for t in company.tickets)}),
    ]  # fmt: skip
    return [
        {"id": name, "kind": kind, "keys": found, "expect": expect}
        for name, kind, found, expect in stories
    ]


def _write_json(path: Path, value: dict[str, Any]) -> Path:
    path.write_bytes(json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n")
    return path
