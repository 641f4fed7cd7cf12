"""Believable RCA packages and queues to write reports from."""

from app.models.results import (
    GroupHealth,
    QueueHealth,
    RcaEvent,
    RcaPackage,
    SlaClock,
    TicketRow,
)
from tests.reports.samples import HOSTILE, NOW, OVERRIDE, TYPST, ZONE, at, provenance


def rca_package() -> RcaPackage:
    opened = at(2026, 11, 17, 12, 54)
    steps = (
        (0, "opened", "Opened by monitoring: path loss on lon-core-sw-01"),
        (12, "assigned", "Assigned to Network Operations"),
        (14, "acknowledged", "P. Raman took the ticket; state In Progress"),
        (25, "assigned", "Reassigned to SAP Finance Apps"),
        (37, "held", "On hold: awaiting vendor, Cisco SR 698214407"),
        (59, "held", "Hold ended; vendor engaged"),
        (97, "diagnosed", "Firmware mismatch found: 10.3.4 and 10.2.7"),
        (116, "restored", "sw-02 forced active; SAP Finance restored"),
        (166, "resolved", "State Resolved"),
    )
    events = tuple(
        RcaEvent(
            opened + minute * 60,
            phase,
            text,
            "ITSM history",
            0 if i == 0 or minute - steps[i - 1][0] <= 15 else (minute - steps[i - 1][0]) * 60,
        )
        for i, (minute, phase, text) in enumerate(steps)
    )
    return RcaPackage(
        "INC0479912",
        "SAP Finance unavailable",
        1,
        "Resolved",
        "SAP Finance",
        "lon-core-sw-02",
        "Network Operations",
        "P. Raman",
        opened,
        opened + 116 * 60,
        "outage end",
        opened + 166 * 60,
        None,
        "SAP Finance could not be reached for 1 h 56 m on Tue 17 Nov. 640 users and 3 payment "
        "runs were late. A core switch failed over to a member with older firmware.",
        (
            ("Users", "640"),
            ("Payment runs late", "3"),
            ("Unavailable", "1 h 56 m"),
            ("Child tickets", "38"),
        ),
        (
            ("Time to acknowledge", 14 * 60),
            ("Time to restore", 116 * 60),
            ("Time to resolve", 166 * 60),
        ),
        events,
        (
            ("technical", "Firmware differs between the pair members", "10.3.4 and 10.2.7"),
            ("process", "Failover not tested since March 2025", "DR calendar"),
            ("monitoring", "The alert named SAP, not the network path", ""),
        ),
        (("Upgrade lon-core-sw-02 to 10.3.4", "correct", "M. Nowak", "Mon 23 Nov", ""),),
        (("Problem", "PRB0040126"), ("Change", "CHG0031877")),
        (
            "Impact has no cost.",
            "The third contributing factor has no evidence.",
            "22 m without entries, 13:31 to 13:53: say what happened or that nothing did.",
            "Action 1 has no verification.",
        ),
        draft=True,
        zone=ZONE,
        now=NOW,
        marks=("Demo data",),
        provenance=provenance()[:1],
        chain_head="3fa1" * 16,
        app_version="0.1.0",
    )


def queue_health() -> QueueHealth:
    def group(name: str, health: str, reason: str, breached: int) -> GroupHealth:
        return GroupHealth(
            name, 412, 96, 88, (12, 14, 9, 16, 13, 15, 11) * 2, (10, 12, 13, 14, 12, 11, 15) * 2,
            (80, 120, 90, 60, 42, 20), 20, 7, 5, breached, 2, 3, 14, 31, health, reason,
        )  # fmt: skip

    clock = SlaClock("breached", 40_000, 28_800, -11_200, NOW - 11_200)
    hostile = ("VPN drops every hour", HOSTILE, TYPST, OVERRIDE)
    tickets = tuple(
        TicketRow(
            f"INC{480_900 + i:07}", "incident", 2, 1, title, "Network Operations", "", "New",
            NOW - 90_000, 90_000, NOW - 3_600, 2, clock, i == 1, "VPN", "lon-vpn-01", "network",
        )
        for i, title in enumerate(hostile)
    )  # fmt: skip
    rows = (
        group("Network Operations", "E", "17 breached, 20 older than 30 d", 17),
        group("Identity & Access", "B", "", 0),
    )
    return QueueHealth(
        "incident", at(2026, 11, 23, 6, 45), ZONE, rows, group("All groups", "", "", 17), tickets,
        (("incident", 824),), 37, ("37 left the queue, outcome unknown.",),
    )  # fmt: skip
