"""Freezes, maintenance windows and services of the demo, in our own templates."""

from datetime import timedelta
from pathlib import Path

from app.importers.tower.templates import SERVICE_HEADER, WINDOW_HEADER
from app.services.demo.change_words import EXEMPT
from app.services.demo.exports import write_csv
from app.services.demo.rhythm import ZONE, Local
from app.services.demo.words import QUEUES, SERVICES

FREEZE = {
    "Core Network": "FRZ-2026-11-NET",
    "Customer Portal": "FRZ-2026-11-WEB",
    "Integration & API": "FRZ-2026-11-API",
}
"""The peak trading freeze, one row a service."""
_MAINTENANCE = (
    ("Identity & Access", 44, 50), ("Core Network", 20, 28), ("Core Network", 44, 54),
    ("SAP Finance", 22, 27), ("SAP Finance", 46, 54), ("Customer Portal", 44, 47),
    ("Collaboration", 18, 20), ("CI/CD Platform", 18, 21), ("CI/CD Platform", 66, 69),
    ("Data Platform", 47, 54), ("Storage & Backup", 48, 53), ("Integration & API", 24, 29),
)  # fmt: skip
"""Service, hours from midnight of the demo's morning."""


def write_windows(path: Path, now: Local) -> None:
    """The calendar's bands."""
    day = now.replace(hour=0, minute=0, second=0, microsecond=0)
    rows = [
        _row(key, "freeze", "Peak trading freeze", day, (66, 198), service=service, hard=True)
        | ({"exempt_changes": f"CHG{EXEMPT:07}", "exempt_approver": "A. Lindqvist",
            "exempt_until": _at(day, 198)} if service == "Customer Portal" else {})
        for service, key in FREEZE.items()
    ]  # fmt: skip
    rows.append(
        _row(
            "FRZ-2026-11-FIN", "freeze", "Month-end closing", day, (168, 240), service="SAP Finance"
        )
    )
    rows += [
        _row(f"MW-{number:03}", "maintenance", f"{service} maintenance", day, (start, end),
             service=service)
        for number, (service, start, end) in enumerate(_MAINTENANCE, start=1)
    ]  # fmt: skip
    write_csv(path, WINDOW_HEADER, [[row.get(name, "") for name in WINDOW_HEADER] for row in rows])


def _row(
    key: str, kind: str, title: str, day: Local, hours: tuple[int, int], *,
    service: str, hard: bool = False,
) -> dict[str, str]:  # fmt: skip
    return {
        "key": key,
        "kind": kind,
        "title": title,
        "start": _at(day, hours[0]),
        "end": _at(day, hours[1]),
        "timezone": ZONE.key,
        "hard": "true" if hard else "false",
        "scope_service": service,
    }


def _at(day: Local, hours: int) -> str:
    return (day + timedelta(hours=hours)).strftime("%Y-%m-%d %H:%M")


def write_services(path: Path) -> None:
    """Services with tier, owner, agreed hours and availability target in percent."""
    groups = {queue.service: queue.name for queue in reversed(QUEUES)}
    rows = []
    for name, tier, owner in SERVICES:
        always = tier == 1
        values = {
            "name": name, "tier": str(tier), "owner": owner, "support_group": groups.get(name, ""),
            "status": "operational", "hours": "24x7" if always else "Mon-Fri 07:00-20:00",
            "timezone": ZONE.key, "availability_target": "99.9" if always else "99.5",
        }  # fmt: skip
        rows.append([values.get(column, "") for column in SERVICE_HEADER])
    write_csv(path, SERVICE_HEADER, rows)
