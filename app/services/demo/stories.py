"""What the demo planted, as stories.json tells it."""

from collections.abc import Sequence
from typing import Any

from app.services.demo import change_words as planned
from app.services.demo.company import Company
from app.services.demo.incidents import Ticket
from app.services.demo.planted import FORMULA_TITLE, MARKUP_TITLE
from app.services.demo.schedule import FREEZE
from app.services.demo.scorecard_stories import scorecard_stories
from app.services.demo.words import QUEUES


def stories(company: Company, counts: dict[str, int]) -> list[dict[str, Any]]:
    """What was planted, with the keys of its records and what the product is to find."""
    told = company.stories
    outage = told["outage"]

    def keys(tickets: Sequence[Ticket]) -> list[str]:
        return sorted(ticket.number for ticket in tickets)

    def planted(kind: str) -> list[str]:
        return keys([ticket for each, ticket in company.queues if each == kind])

    def pair(first: int, second: int) -> list[str]:
        return [f"CHG{first:07}", f"CHG{second:07}"]

    wrong = [*company.misjudged, told["wrong-priority"]]
    told_of = [
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
    told_of += scorecard_stories(company, counts)
    return [
        {"id": name, "kind": kind, "keys": found, "expect": expect}
        for name, kind, found, expect in told_of
    ]
