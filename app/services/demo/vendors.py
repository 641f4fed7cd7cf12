"""Cases with vendors and what their contracts promise; automations and their runs."""

import json
import random
from datetime import timedelta
from pathlib import Path
from typing import Any

from app.services.demo.exports import stamp_z, write_csv
from app.services.demo.rhythm import WEEKS, Local, business_add, settled
from app.services.demo.words import BY_NAME

_CONTRACTS = (
    ("SAP", "1: Very high", "24x7", 60, 8), ("SAP", "2: High", "24x7", 240, 30),
    ("SAP", "3: Medium", "Mon-Fri 08:00-18:00", 480, 80),
    ("Cisco", "S1", "24x7", 30, 6), ("Cisco", "S2", "24x7", 120, 24),
    ("Cisco", "S3", "Mon-Fri 08:00-18:00", 480, 60),
    ("NetApp", "P1", "24x7", 30, 8), ("NetApp", "P2", "24x7", 120, 40),
    ("NetApp", "P3", "Mon-Fri 08:00-18:00", 480, 90),
    ("AWS", "urgent", "24x7", 60, 24), ("AWS", "high", "24x7", 240, 72),
    ("AWS", "normal", "24x7", 720, 168),
)  # fmt: skip
"""Vendor, severity, hours, minutes to the first reply, hours to the end."""
_TOPICS = {
    "SAP": ("Short dump after support package", "Posting locks the update task",
            "Interface queue stops", "Print form cut off"),
    "Cisco": ("Core switch reloads", "Optics report errors", "VPN gateway drops tunnels"),
    "NetApp": ("Controller takeover slow", "Snapshot deletion hangs", "Disk shelf warning"),
    "AWS": ("Load balancer returns 502", "Volumes stuck in attaching", "Quota increase late",
            "CDN edge serves old objects"),
}  # fmt: skip
_PEOPLE = {"SAP": "SAP Finance Apps", "Cisco": "Network Operations", "NetApp": "Storage & Backup",
           "AWS": "Cloud Platform"}  # fmt: skip
_CASE_FIELDS = ("tower.vendor_case", "vendor", "title", "severity", "state", "product", "contact",
                "opened_at", "first_response_at", "resolved_at", "closed_at")  # fmt: skip
_CONTRACT_FIELDS = ("tower.contract", "vendor", "number", "severity", "hours",
                    "response_target_s", "resolve_target_s", "starts_at", "owner")  # fmt: skip
AUTOMATIONS = (
    ("AUT-01", "Reset password and unlock", "Access", 14, 1, 40, 62, "R. Haddad"),
    ("AUT-02", "Extend volume", "Infrastructure", 45, 4, 30, 24, "J. Whitfield"),
    ("AUT-03", "Restart print spooler", "Workplace", 20, 2, 20, 41, "C. Moreau"),
    ("AUT-04", "Patch application servers", "Cloud", 95, 12, 90, 18, "P. Raman"),
    ("AUT-05", "Provision new starter", "Access", 55, 6, 60, 37, "D. Ilić"),
    ("AUT-06", "Clean up log folders", "Infrastructure", 18, 1, 15, None, "B. Sandoval"),
)  # fmt: skip
"""Key, title, category, baseline and residual minutes a run, upkeep minutes a month, cases of
the baseline (None: a declared estimate), owner."""
_AUTOMATION_FIELDS = ("tower.automation", "title", "owner", "category", "baseline_s",
                      "residual_s", "upkeep_s", "baseline_n", "baseline_at",
                      "started_at")  # fmt: skip
_MONTHS = WEEKS * 7 // 30


def write_vendor_files(folder: Path, cut: Local, a_month: int, seed: int) -> dict[str, int]:
    """vendor_cases.csv, aws_cases.json and contracts.csv; how many cases, and how many late."""
    chance = random.Random(f"{seed} vendors")  # noqa: S311 - a demo
    ours: list[list[str]] = []
    aws: list[dict[str, Any]] = []
    late = 0
    for month in range(_MONTHS, 0, -1):
        for _ in range(a_month):
            opened = settled(cut - timedelta(days=30 * (month - 1) + chance.uniform(0.2, 29.9)))
            vendor, severity, hours, minutes, most = chance.choice(_CONTRACTS)
            slow = chance.random() < 0.1
            late += slow
            taken = minutes * (chance.uniform(1.15, 2.5) if slow else chance.uniform(0.1, 0.85))
            reply = _after(opened, taken, hours)
            done = _after(opened, most * 60 * chance.choice((0.3, 0.5, 0.7, 0.9, 1.2)), hours)
            done = max(done, reply + timedelta(minutes=20))
            title = chance.choice(_TOPICS[vendor])
            contact = chance.choice(BY_NAME[_PEOPLE[vendor]].people)
            at = [each if each <= cut else None for each in (reply, done)]
            if vendor == "AWS":
                aws.append(_aws(len(aws), title, severity, contact, opened, at))
            else:
                key = f"{vendor.upper()}-{60400 + len(ours)}"
                ours.append(_case(key, vendor, title, severity, contact, opened, at))
    write_csv(folder / "vendor_cases.csv", _CASE_FIELDS, ours)
    text = json.dumps({"cases": aws}, ensure_ascii=False)
    (folder / "aws_cases.json").write_bytes(text.encode() + b"\n")
    start = stamp_z(settled(cut - timedelta(weeks=WEEKS + 4)))
    write_csv(
        folder / "contracts.csv",
        _CONTRACT_FIELDS,
        [
            [f"{vendor}-{severity}", vendor, f"C-{vendor.upper()}-7", severity, hours,
             str(60 * minutes), str(3600 * most), start, "S. Marlowe"]
            for vendor, severity, hours, minutes, most in _CONTRACTS
        ],
    )  # fmt: skip
    return {"cases": len(ours) + len(aws), "late": late}


def _after(start: Local, minutes: float, hours: str) -> Local:
    if hours == "24x7":
        return settled(start + timedelta(minutes=minutes))
    return business_add(start, 60 * minutes)


def _case(
    key: str, vendor: str, title: str, severity: str, contact: str, opened: Local,
    at: list[Local | None],
) -> list[str]:  # fmt: skip
    reply, done = (stamp_z(each) if each else "" for each in at)
    state = "closed" if done else "open"
    return [key, vendor, title, severity, state, "", contact, stamp_z(opened), reply, done, done]


def _aws(
    place: int, title: str, severity: str, contact: str, opened: Local, at: list[Local | None]
) -> dict[str, Any]:
    mail = f"{contact.replace('. ', '.').casefold()}@example.test"
    said = [{"body": title, "submittedBy": mail, "timeCreated": stamp_z(opened)}]
    words = ("We are looking into it.", "Resolved on our side.")
    said += [
        {"body": body, "submittedBy": "Amazon Web Services", "timeCreated": stamp_z(moment)}
        for body, moment in zip(words, at, strict=True)
        if moment
    ]
    return {
        "caseId": f"case-111122223333-{place:05}",
        "displayId": str(9_100_000_001 + 37 * place),
        "subject": title,
        "status": "resolved" if at[1] else "work-in-progress",
        "serviceCode": "elastic-load-balancing",
        "severityCode": severity,
        "submittedBy": mail,
        "timeCreated": stamp_z(opened),
        "recentCommunications": {"communications": said[::-1]},
    }


def write_automations(path: Path, cut: Local) -> None:
    """The register of automations."""
    begun = settled(cut - timedelta(weeks=WEEKS))
    rows = [
        [key, title, owner, category, str(60 * baseline), str(60 * residual), str(60 * upkeep),
         "" if n is None else str(n), stamp_z(begun), stamp_z(begun)]
        for key, title, category, baseline, residual, upkeep, n, owner in AUTOMATIONS
    ]  # fmt: skip
    write_csv(path, _AUTOMATION_FIELDS, rows)


def write_runs(path: Path, cut: Local, a_month: int, seed: int) -> int:
    """Jobs as AWX lists them, more every month; how many."""
    chance = random.Random(f"{seed} runs")  # noqa: S311 - a demo
    jobs = []
    for month in range(_MONTHS, 0, -1):
        share = 0.35 + 0.65 * (_MONTHS - month) / (_MONTHS - 1)
        for _ in range(max(2, round(a_month * share))):
            start = settled(cut - timedelta(days=30 * (month - 1) + chance.uniform(0.2, 29.9)))
            weights = (9, 5, 6, 3, 4, 6)
            _, title, _, _, _, _, _, owner = chance.choices(AUTOMATIONS, weights)[0]
            status = "failed" if chance.random() < 0.06 else "successful"
            took = chance.uniform(20, 900)
            jobs.append((start, title, owner, status, took))
    jobs.sort(key=lambda job: (job[0], job[1]))
    results = [_job(4001 + place, *job) for place, job in enumerate(jobs)]
    answer = {"count": len(results), "next": None, "previous": None, "results": results}
    path.write_bytes(json.dumps(answer, ensure_ascii=False).encode() + b"\n")
    return len(results)


def _job(
    number: int, start: Local, title: str, owner: str, status: str, took: float
) -> dict[str, Any]:
    begun = stamp_z(start)
    return {
        "id": number,
        "type": "job",
        "name": title,
        "status": status,
        "created": begun,
        "started": begun,
        "finished": stamp_z(start + timedelta(seconds=round(took))),
        "elapsed": round(took, 1),
        "launch_type": "scheduled" if number % 3 else "manual",
        "job_explanation": "",
        "launched_by": {"name": owner, "type": "user"},
        "unified_job_template": 9,
        "extra_vars": "{}",
        "summary_fields": {"job_template": {"name": title}, "inventory": {"name": "Production"}},
    }
