"""The demo as files: an event log and changes as CSV, changes as workbook, majors as JSON."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.services.demo.changes import RISKS, DemoChange
from app.services.demo.incidents import Ticket, stamp
from app.services.demo.rhythm import Local, utc

LOG_FIELDS = (
    "number", "incident_state", "active", "reassignment_count", "reopen_count", "sys_mod_count",
    "short_description", "caller_id", "opened_at", "sys_created_at", "sys_updated_at",
    "contact_type", "location", "category", "subcategory", "business_service", "cmdb_ci",
    "impact", "urgency", "priority", "assignment_group", "assigned_to", "rfc", "caused_by",
    "closed_code", "resolved_by", "resolved_at", "closed_at", "problem_id", "parent_incident",
    "opened_by",
)  # fmt: skip
CHANGE_FIELDS = (
    ("number", "Number"), ("short_description", "Short description"), ("type", "Type"),
    ("state", "State"), ("approval", "Approval"), ("risk", "Risk"), ("category", "Category"),
    ("business_service", "Service"), ("u_environment", "Environment"),
    ("cmdb_ci", "Configuration item"), ("assignment_group", "Assignment group"),
    ("assigned_to", "Assigned to"), ("requested_by", "Requested by"), ("chg_model", "Model"),
    ("opened_at", "Opened"),
    ("start_date", "Planned start date"), ("end_date", "Planned end date"),
    ("work_start", "Actual start"), ("work_end", "Actual end"),
    ("u_downtime_start", "Downtime start"), ("u_downtime_end", "Downtime end"),
    ("closed_at", "Closed"), ("sys_updated_on", "Updated"), ("cab_required", "CAB required"),
    ("justification", "Justification"), ("risk_impact_analysis", "Risk and impact analysis"),
    ("implementation_plan", "Implementation plan"), ("backout_plan", "Backout plan"),
    ("test_plan", "Test plan"), ("close_code", "Close code"), ("close_notes", "Close notes"),
)  # fmt: skip
"""Field name and label."""


def write_log(path: Path, tickets: Sequence[Ticket], cut: Local) -> None:
    """Every update of every incident up to `cut`, ordered by number as the tool exports it."""
    rows: list[list[str]] = []
    for ticket in tickets:
        group, hops = "", -1
        for place, (at, now) in enumerate(ticket.until(cut)):
            hops += now["group"] != group
            group = now["group"]
            values = ticket.fixed | {
                "number": ticket.number,
                "incident_state": now["state"],
                "active": "false" if now["state"] == "Closed" else "true",
                "reassignment_count": str(hops),
                "reopen_count": now.get("reopened", "0"),
                "sys_mod_count": str(place),
                "short_description": escaped(ticket.title),
                "caller_id": ticket.fixed["caller"],
                "opened_at": stamp(ticket.opened),
                "sys_created_at": stamp(ticket.opened),
                "sys_updated_at": stamp(at),
                "contact_type": ticket.fixed["channel"],
                "business_service": ticket.fixed["service"],
                "cmdb_ci": ticket.fixed["ci"],
                "priority": now["priority"],
                "assignment_group": group,
                "assigned_to": now["assignee"],
                "caused_by": ticket.caused_by,
                "problem_id": ticket.problem,
                "parent_incident": ticket.parent,
                "closed_code": now.get("code", ""),
                "resolved_by": now.get("resolved_by", ""),
                "resolved_at": now["resolved_at"],
                "closed_at": now["closed_at"],
            }
            rows.append([values.get(name, "") for name in LOG_FIELDS])
    write_csv(path, LOG_FIELDS, rows)


def stamp_z(moment: Local) -> str:
    """A wall-clock time in UTC, ISO 8601."""
    return datetime.fromtimestamp(utc(moment), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def escaped(text: str) -> str:
    """A cell as ServiceNow writes it: formulas get an apostrophe."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@"} else text


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """UTF-8 CSV with LF line ends."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    path.write_bytes(text.getvalue().encode())


def _change_cells(change: DemoChange) -> dict[str, str | Local | None]:
    actual = change.actual or (None, None)
    downtime = change.downtime or (None, None)
    needs_cab = change.kind == "Normal" and change.risk in {"H", "M"}
    return {
        **change.plans,
        "number": change.number,
        "short_description": escaped(change.title),
        "type": change.kind,
        "state": change.state,
        "approval": change.approval,
        "risk": RISKS[change.risk],
        "category": "Infrastructure" if change.ci else "Facilities",
        "business_service": change.service,
        "u_environment": "Production",
        "cmdb_ci": change.ci,
        "assignment_group": change.group,
        "assigned_to": change.assignee,
        "requested_by": change.requester,
        "chg_model": change.model,
        "opened_at": change.opened,
        "start_date": change.start,
        "end_date": change.end,
        "work_start": actual[0],
        "work_end": actual[1],
        "u_downtime_start": downtime[0],
        "u_downtime_end": downtime[1],
        "closed_at": change.closed,
        "sys_updated_on": change.updated or change.opened,
        "cab_required": "true" if needs_cab else "false",
        "close_code": change.close_code,
        "close_notes": change.close_notes,
    }


def write_changes_csv(path: Path, changes: Sequence[DemoChange]) -> None:
    """Field names and display values."""
    rows = []
    for change in changes:
        cells = _change_cells(change)
        rows.append([_shown(cells.get(name)) for name, _ in CHANGE_FIELDS])
    write_csv(path, [name for name, _ in CHANGE_FIELDS], rows)


def _shown(value: str | Local | None) -> str:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    return value or ""


def write_changes_xlsx(path: Path, changes: Sequence[DemoChange]) -> None:
    """Labels and real date cells on a sheet named as ServiceNow names it; fixed bytes."""
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"created": datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)})
        sheet = book.add_worksheet("Page 1")
        bold = book.add_format({"bold": True})
        dates = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        for column, (_, label) in enumerate(CHANGE_FIELDS):
            sheet.write_string(0, column, label, bold)
        for row, change in enumerate(changes, start=1):
            cells = _change_cells(change)
            for column, (name, _) in enumerate(CHANGE_FIELDS):
                value = cells.get(name)
                if isinstance(value, datetime):
                    sheet.write_datetime(row, column, value, dates)
                elif value:
                    sheet.write_string(row, column, value)


def write_majors_json(path: Path, tickets: Sequence[Ticket], cut: Local) -> None:
    """Major incidents as the Table API answers with display_value=all; values are UTC."""
    records = []
    for ticket in tickets:
        rows = list(ticket.until(cut))
        at, now = rows[-1]
        updated = min(at + timedelta(seconds=30), cut)
        texts = {
            "number": ticket.number,
            "major_incident_state": "accepted",
            "short_description": ticket.title,
            "description": f"{ticket.title}. Reported by monitoring on {ticket.fixed['ci']}; "
            f"users of {ticket.fixed['service']} can't work.",
            "close_notes": _close_notes(ticket, now["state"]),
            "work_notes": _work_notes(rows),
        }
        record = {name: {"display_value": text, "value": text} for name, text in texts.items()}
        record["sys_updated_on"] = {
            "display_value": _shown(updated),
            "value": datetime.fromtimestamp(utc(updated), UTC).strftime("%Y-%m-%d %H:%M:%S"),
        }
        records.append(record)
    text = json.dumps({"result": records}, ensure_ascii=False, indent=1)
    path.write_bytes(text.encode() + b"\n")


def _close_notes(ticket: Ticket, state: str) -> str:
    if state not in {"Resolved", "Closed"}:
        return ""
    if ticket.caused_by:
        return f"{ticket.caused_by} was backed out; the storage paths are active again."
    return f"{ticket.fixed['ci'] or ticket.queue.service} failed over and was restarted."


def _work_notes(rows: Sequence[tuple[Local, dict[str, str]]]) -> str:
    lines = []
    before: dict[str, str] = {}
    for at, now in rows:
        what = next(
            (
                words
                for name, words in (
                    ("state", f"State is now {now['state']}."),
                    ("group", f"Handed to {now['group']}."),
                    ("assignee", f"{now['assignee'] or 'Nobody'} is working on it."),
                )
                if before.get(name) != now.get(name)
            ),
            "Update sent to stakeholders.",
        )
        lines.append(f"{_shown(at)} - {now['assignee'] or now['group']} (Work notes)\n{what}")
        before = now
    return "\n\n".join(reversed(lines))
