"""The demo: a fictional company's exports, the same bytes for the same seed (CLI `tower demo`)."""

import json
from pathlib import Path
from typing import Any

from app.models.errors import AppError
from app.services.clock import iso
from app.services.demo.alert_exports import OPSGENIE_TEAMS, write_opsgenie, write_pagerduty
from app.services.demo.availability import maintenance, write_maintenance, write_outages
from app.services.demo.changes import INFRASTRUCTURE
from app.services.demo.company import FULL_SET, Company
from app.services.demo.exports import (
    write_changes_csv,
    write_changes_xlsx,
    write_log,
    write_majors_json,
)
from app.services.demo.follow_through import write_actions, write_reviews
from app.services.demo.problems import write_problems
from app.services.demo.rhythm import ZONE, local, utc
from app.services.demo.schedule import write_services, write_windows
from app.services.demo.stories import stories
from app.services.demo.vendors import write_automations, write_runs, write_vendor_files
from app.services.demo.voices import (
    write_knowledge,
    write_requests,
    write_stakeholder_survey,
    write_ticket_survey,
)

DEMO_NOW = 1795417920
"""Mon 23 Nov 2026 08:12 in Europe/Berlin."""
FEWEST = 300

FILES: dict[str, tuple[str | None, str | None]] = {
    "services.csv": (None, None),
    "windows.csv": (None, None),
    "contracts.csv": (None, None),
    "automations.csv": (None, None),
    "awx_jobs.json": (None, None),
    "vendor_cases.csv": (None, None),
    "aws_cases.json": (None, None),
    "stakeholder_survey.csv": (ZONE.key, "mdy"),
    "reviews.csv": (None, None),
    "actions.csv": (None, None),
    "kb_knowledge.csv": (ZONE.key, None),
    "m2m_kb_task.csv": (None, None),
    "asmt_metric_result.csv": (ZONE.key, None),
    "cmdb_ci_outage.csv": (ZONE.key, None),
    "planned_maintenance.csv": (None, None),
    "problem.csv": (ZONE.key, None),
    "pagerduty_log_entries.json": (None, None),
    "pagerduty_incidents.json": (None, None),
    "opsgenie_alerts.csv": (None, None),
    "sc_req_item.csv": (ZONE.key, None),
    "change_request.csv": (ZONE.key, None),
    "change_request_infrastructure.xlsx": (ZONE.key, None),
    "sysapproval_approver.csv": (ZONE.key, None),
    "incident_log.csv": (ZONE.key, "dmy"),
    "major_incidents.json": (None, None),
}
"""Every export: the zone of its wall-clock times and its date order. The small ones come first,
since every import reads back what the store then holds."""


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
    company = Company(seed, local(moment), tickets)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return _write(folder, company, moment)
    except OSError as error:
        raise AppError(
            f"{folder} can't be written ({error.strerror or error}). Choose another folder."
        ) from error


def _write(folder: Path, company: Company, moment: int) -> list[Path]:
    _write_desk(folder, company)
    counts = _write_signals(folder, company) | _write_registers(folder, company)
    as_of = iso(utc(company.cut))
    entries = [
        {
            "name": name,
            "timezone": zone,
            "date_order": order,
            "scope": "full",
            "as_of": as_of,
        }
        for name, (zone, order) in FILES.items()
    ]
    paths = [folder / name for name in FILES]
    header = {"demo": True, "now": iso(moment), "seed": company.seed}
    paths.append(_write_json(folder / "manifest.json", header | {"files": entries}))
    told = {"now": iso(moment), "seed": company.seed, "stories": stories(company, counts)}
    paths.append(_write_json(folder / "stories.json", told))
    return paths


def _write_desk(folder: Path, company: Company) -> None:
    """What the service desk's tool and the calendar hold."""
    apps = [each for each in company.changes if each.group not in INFRASTRUCTURE]
    infrastructure = [each for each in company.changes if each.group in INFRASTRUCTURE]
    write_log(folder / "incident_log.csv", company.tickets, company.cut)
    write_majors_json(folder / "major_incidents.json", company.majors, company.cut)
    write_changes_csv(folder / "change_request.csv", apps)
    write_changes_xlsx(folder / "change_request_infrastructure.xlsx", infrastructure)
    company.records.write_approvals(folder / "sysapproval_approver.csv")
    write_windows(folder / "windows.csv", company.now)
    write_services(folder / "services.csv")
    write_problems(folder / "problem.csv", company.problems)


def _write_signals(folder: Path, company: Company) -> dict[str, int]:
    """Alerts, outages and runs; how many of each."""
    opsgenie = [alert for alert in company.alerts if alert.team in OPSGENIE_TEAMS]
    pagerduty = [alert for alert in company.alerts if alert.team not in OPSGENIE_TEAMS]
    write_pagerduty(folder, pagerduty)
    write_opsgenie(folder / "opsgenie_alerts.csv", opsgenie)
    write_outages(folder / "cmdb_ci_outage.csv", company.outages)
    planned = maintenance(company.cut, company.seed)
    write_maintenance(folder / "planned_maintenance.csv", planned)
    write_automations(folder / "automations.csv", company.cut)
    runs = write_runs(folder / "awx_jobs.json", company.cut, company.share(62, 24), company.seed)
    return {
        "alerts": len(company.alerts),
        "outages": len(company.outages),
        "maintenance": len(planned),
        "runs": runs,
    }


def _write_registers(folder: Path, company: Company) -> dict[str, int]:
    """Requests, reviews, actions, surveys, articles and vendors; how many of each."""
    cut, seed, share = company.cut, company.seed, company.share
    tickets = company.tickets
    write_reviews(folder / "reviews.csv", company.reviews, cut)
    write_actions(folder / "actions.csv", company.actions)
    requests, still = write_requests(folder / "sc_req_item.csv", cut, share(1200, 60), seed)
    stakeholders = write_stakeholder_survey(
        folder / "stakeholder_survey.csv", cut, share(86, 22), seed
    )
    answers = write_ticket_survey(folder / "asmt_metric_result.csv", tickets, cut, seed)
    uses = write_knowledge(folder, tickets, cut, seed)
    return {
        "problems": len(company.problems),
        "reviews": len(company.reviews),
        "actions": len(company.actions),
        "requests": requests,
        "open_requests": still,
        "stakeholder_answers": stakeholders,
        "ticket_answers": answers,
        "article_uses": uses,
        "majors": len(company.majors),
    } | write_vendor_files(folder, cut, share(18, 5), seed)


def _write_json(path: Path, value: dict[str, Any]) -> Path:
    path.write_bytes(json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n")
    return path
