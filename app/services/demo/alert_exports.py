"""The demo's alerts as PagerDuty's API and Opsgenie's CSV export give them."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app.services.demo.exports import stamp_z, write_csv
from app.services.demo.monitors import DemoAlert
from app.services.demo.rhythm import Local, utc

OPSGENIE_TEAMS = frozenset({"Security Operations", "Telephony", "Messaging & Collab"})
"""These teams are paged by Opsgenie, all others by PagerDuty."""
OPSGENIE_FIELDS = (
    "Alert ID", "Alias", "TinyID", "Message", "Status", "IsSeen", "Acknowledged", "Snoozed",
    "CreatedAt", "CreatedAtDate", "UpdatedAt", "UpdatedAtDate", "Count", "Owner", "Teams",
    "Priority", "Tags", "Source", "report.ackTime", "report.closeTime", "report.acknowledgedBy",
    "report.closedBy",
)  # fmt: skip
_FIRST_NUMBER = 20417
_PAGE = "https://example.pagerduty.com/incidents/"


def write_pagerduty(folder: Path, alerts: Sequence[DemoAlert]) -> None:
    """`GET /incidents` and `GET /log_entries`, times in UTC."""
    incidents, entries = [], []
    for place, alert in enumerate(alerts):
        number = _FIRST_NUMBER + place
        incidents.append(_incident(alert, number))
        entries += _entries(alert, number)
    _write(folder / "pagerduty_incidents.json", {"incidents": incidents})
    _write(folder / "pagerduty_log_entries.json", {"log_entries": entries})


def _incident(alert: DemoAlert, number: int) -> dict[str, Any]:
    name = f"PD{number}"
    state = "triggered"
    if alert.acknowledged is not None:
        state = "acknowledged"
    if alert.ended is not None:
        state = "resolved"
    changed = alert.ended or alert.acknowledged or alert.fired
    by = {"type": "service_reference", "summary": alert.service}
    if state != "triggered" and (alert.ended_by if alert.ended else alert.acknowledged_by):
        by = {"type": "user_reference", "summary": alert.ended_by or alert.acknowledged_by or ""}
    references = [{"external_id": alert.ticket, "webhook": "ServiceNow"}] if alert.ticket else []
    return {
        "id": name,
        "incident_number": number,
        "incident_key": alert.fingerprint,
        "title": alert.title,
        "status": state,
        "urgency": "low" if alert.severity == "low" else "high",
        "priority": {"summary": {"critical": "P1", "high": "P2", "low": "P4"}[alert.severity]},
        "service": {"summary": alert.service},
        "teams": [{"summary": alert.team}],
        "external_references": references,
        "created_at": stamp_z(alert.fired),
        "resolved_at": stamp_z(alert.ended) if alert.ended else None,
        "last_status_change_at": stamp_z(changed),
        "last_status_change_by": by,
        "updated_at": stamp_z(changed),
        "html_url": f"{_PAGE}{name}",
    }


def _entries(alert: DemoAlert, number: int) -> list[dict[str, Any]]:
    """Who acknowledged, and what the person who ended it noted."""
    found = []
    if alert.acknowledged is not None:
        found.append(_entry("acknowledge", number, alert.acknowledged, alert.acknowledged_by, ""))
    if alert.ended is not None and alert.note:
        found.append(_entry("annotate", number, alert.ended, alert.ended_by, alert.note))
    return found


def _entry(kind: str, number: int, at: Local, who: str | None, note: str) -> dict[str, Any]:
    agent = {"type": "user_reference", "summary": who}
    if not who:
        agent = {"type": "integration_reference", "summary": "Event orchestration"}
    return {
        "id": f"R{number}{kind[:2].upper()}",
        "type": f"{kind}_log_entry",
        "created_at": stamp_z(at),
        "agent": agent,
        "incident": {"id": f"PD{number}", "type": "incident_reference"},
        "note": note or None,
    }


def write_opsgenie(path: Path, alerts: Sequence[DemoAlert]) -> None:
    """Opsgenie's CSV; instants are milliseconds since 1970."""
    rows = []
    for place, alert in enumerate(alerts, start=7001):
        changed = alert.ended or alert.acknowledged or alert.fired
        tags = [f"service:{alert.service}", f"host:{alert.ci}", *filter(None, [alert.ticket])]
        priority = {"critical": "P1", "high": "P2", "low": "P4"}[alert.severity]
        rows.append([
            f"a7-{place}-{utc(alert.fired)}", alert.fingerprint, str(place), alert.title,
            "closed" if alert.ended else "open", "true" if alert.acknowledged else "false",
            "true" if alert.acknowledged else "false", "false", str(1000 * utc(alert.fired)),
            stamp_z(alert.fired), str(1000 * utc(changed)), stamp_z(changed), "1",
            alert.acknowledged_by or "", alert.team, priority, ",".join(tags), "Zabbix",
            _took(alert, alert.acknowledged), _took(alert, alert.ended),
            alert.acknowledged_by or "", alert.ended_by,
        ])  # fmt: skip
    write_csv(path, OPSGENIE_FIELDS, rows)


def _took(alert: DemoAlert, at: Local | None) -> str:
    """Milliseconds since it fired."""
    return "" if at is None else str(1000 * (utc(at) - utc(alert.fired)))


def _write(path: Path, value: dict[str, Any]) -> None:
    path.write_bytes(json.dumps(value, ensure_ascii=False).encode() + b"\n")
