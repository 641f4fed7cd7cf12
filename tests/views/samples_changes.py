"""A believable week of changes and a morning, for tests of the Changes and Today screens."""

from datetime import datetime
from zoneinfo import ZoneInfo

from app.models.results import (
    AttentionItem,
    ChangeBar,
    ChangeCalendar,
    ChangedLine,
    Collision,
    CollisionReport,
    Finding,
    Readiness,
    ReviewStep,
    SeverityFactor,
    Tile,
    Today,
    WindowBand,
)

ZONE = "Europe/Berlin"
ITEMS = ("Risk", "Impact", "Test", "Backout", "Approval", "Notice")
WORDS = {"y": "complete", "p": "partial", "n": "missing"}


def at(day: int, clock: str) -> int:
    hour, minute = clock.split(":")
    wall = datetime(2026, 11, day, int(hour), int(minute), tzinfo=ZoneInfo(ZONE))
    return int(wall.timestamp())


NOW = at(23, "08:12")
START, END = at(23, "06:00"), at(26, "06:00")
PEOPLE = ("I. Duarte", "M. Nowak", "T. Okafor", "P. Raman", "J. Whitfield", "")

# key, title, type, risk, approved, service, tier, start, hours, readiness, score, gap
_ROWS = (
    ("CHG0091370", "Okta connector patch", "normal", 3, True, "Identity & Access", 1,
     (23, "20:00"), 1.5, "", 0, ""),
    ("CHG0091371", "AD DC patching", "normal", 2, True, "Identity & Access", 1,
     (24, "22:00"), 2.5, "yyyyyp", 92, "Desk not yet confirmed"),
    ("CHG0091372", "Conditional access v14", "standard", 4, True, "Identity & Access", 1,
     (25, "12:00"), 1, "", 0, ""),
    ("CHG0091420", "BGP route filter", "emergency", 2, True, "Core Network", 1,
     (23, "11:00"), 1.3, "yyppyp", 66, "Verbal approval only"),
    ("CHG0091377", "Core switch firmware", "normal", 2, True, "Core Network", 1,
     (23, "22:00"), 3, "yypyyy", 84, "Lab test only"),
    ("CHG0091373", "VPN gateway certificate", "standard", 4, True, "Core Network", 1,
     (24, "14:00"), 1, "", 0, ""),
    ("CHG0091399", "Firewall rule bundle", "normal", 3, False, "Core Network", 1,
     (25, "20:00"), 2, "ypyyny", 64, "In freeze, no exception"),
    ("CHG0091402", "SAP support pack 32", "normal", 2, True, "SAP Finance", 1,
     (23, "22:30"), 4, "yyypyy", 81, "Backout path is in change"),
    ("CHG0091374", "FI posting job reschedule", "standard", 4, True, "SAP Finance", 1,
     (24, "15:00"), 1, "", 0, ""),
    ("CHG0091385", "Portal release 26.11.3", "normal", 3, True, "Customer Portal", 1,
     (24, "20:00"), 2, "yyyyyy", 95, ""),
    ("CHG0091375", "CDN origin TLS", "standard", 4, True, "Customer Portal", 1,
     (25, "09:00"), 1, "", 0, ""),
    ("CHG0091390", "Exchange hybrid cert", "standard", 4, True, "Collaboration", 1,
     (23, "18:00"), 1, "", 0, ""),
    ("CHG0091391", "Teams policy", "standard", 4, True, "Collaboration", 1,
     (25, "06:00"), 2, "", 0, ""),
    ("CHG0091392", "MQ failover test", "normal", 3, True, "Integration & API", 2,
     (24, "02:00"), 2, "", 0, ""),
    ("CHG0091383", "API gateway 4.8", "normal", 3, True, "Integration & API", 2,
     (24, "20:30"), 2.5, "yyyyyp", 88, "Portal users not notified"),
    ("CHG0091393", "Airflow upgrade", "normal", 4, True, "Data Platform", 2,
     (23, "14:00"), 2, "", 0, ""),
    ("CHG0091379", "ora-fin-prd CPU patch", "normal", 2, False, "Data Platform", 2,
     (24, "23:00"), 4, "yypnnn", 52, "Backout, approval missing"),
    ("CHG0091394", "GitLab 18.6 minor", "standard", 4, True, "CI/CD Platform", 2,
     (23, "19:00"), 1.5, "", 0, ""),
    ("CHG0091395", "Runner image refresh", "standard", 4, True, "CI/CD Platform", 2,
     (24, "07:00"), 1, "", 0, ""),
    ("CHG0091396", "Artifact cleanup", "standard", 4, True, "CI/CD Platform", 2,
     (25, "19:00"), 1.5, "", 0, ""),
    ("CHG0091397", "Veeam proxy patch", "standard", 4, True, "Storage & Backup", 2,
     (23, "09:00"), 2, "", 0, ""),
    ("CHG0091376", "ONTAP 9.17, lon-a2", "normal", 3, True, "Storage & Backup", 2,
     (25, "01:00"), 3, "ypyyyy", 90, "Impact omits SAP Finance"),
    ("CHG0091398", "Windows 11 ring 2", "standard", 3, True, "Workplace", 3,
     (23, "17:00"), 15, "", 0, ""),
    ("CHG0091400", "Intune compliance policy", "standard", 4, True, "Workplace", 3,
     (24, "10:00"), 1, "", 0, ""),
)  # fmt: skip


def _bar(number: int, row: tuple) -> ChangeBar:
    key, title, kind, risk, approved, service, tier, begin, hours, marks, score, gap = row
    start = at(*begin)
    ready = None
    if marks:
        words = tuple((item, WORDS[m]) for item, m in zip(ITEMS, marks, strict=True))
        ready = Readiness(words, score, gap)
    return ChangeBar(
        key, title, kind, risk, "scheduled" if approved else "authorize", approved, service, tier,
        "Network Operations" if "Network" in service else f"{service} team",
        PEOPLE[number % len(PEOPLE)], start, start + int(hours * 3600), False,
        ("lon-core-sw-02",), ready,
    )  # fmt: skip


def bars() -> tuple[ChangeBar, ...]:
    return tuple(_bar(i, row) for i, row in enumerate(_ROWS))


def _maintenance(service: str, begin: tuple[int, str], end: tuple[int, str]) -> WindowBand:
    return WindowBand(
        f"MW-{service}-{begin[0]}", "maintenance", f"{service} window", at(*begin), at(*end), False,
        (service,),
    )  # fmt: skip


def windows() -> tuple[WindowBand, ...]:
    freeze = tuple(
        WindowBand(f"FRZ-{i}", "freeze", "Month-end freeze", at(25, "18:00"),
                   at(30, "23:00") + 3600, True, (service,))
        for i, service in enumerate(("Core Network", "Customer Portal", "Integration & API"))
    )  # fmt: skip
    return (
        *freeze,
        _maintenance("Identity & Access", (24, "20:00"), (25, "02:00")),
        _maintenance("Core Network", (23, "22:00"), (24, "04:00")),
        _maintenance("Core Network", (24, "22:00"), (25, "04:00")),
        _maintenance("SAP Finance", (23, "22:00"), (24, "06:00")),
        _maintenance("SAP Finance", (24, "22:00"), (25, "06:00")),
        _maintenance("Customer Portal", (24, "20:00"), (25, "00:00")),
        _maintenance("Collaboration", (23, "18:00"), (23, "20:00")),
        _maintenance("Integration & API", (24, "20:00"), (25, "00:00")),
        _maintenance("Data Platform", (24, "22:00"), (25, "06:00")),
        _maintenance("CI/CD Platform", (23, "18:00"), (23, "21:00")),
        _maintenance("CI/CD Platform", (25, "18:00"), (25, "21:00")),
        _maintenance("Storage & Backup", (24, "23:00"), (25, "05:00")),
    )


def finding(
    check: str = "C01",
    title: str = "Same CI",
    changes: tuple[str, ...] = ("CHG0091377", "CHG0091402"),
    overlap: tuple[int, int] | None = None,
    *,
    severity: str = "Critical",
    score: int = 94,
    base: int = 60,
    window: str = "",
    cis: tuple[str, ...] = ("lon-core-sw-02",),
    state: str = "New",
    note: str = "",
) -> Finding:
    start, end = overlap or (at(23, "22:30"), at(24, "01:00"))
    key = "|".join((check, *sorted((*changes, *([window] if window else [])))))
    return Finding(
        check=check,
        title=title,
        severity=severity,
        score=score,
        base=base,
        factors=(
            SeverityFactor("Service tier", "Tier 1", 1.3),
            SeverityFactor("Change risk", "High", 1.2),
            SeverityFactor("Downtime", "None on a shared CI", 1.0),
            SeverityFactor("Reach", "Core windows", 1.0),
        ),
        certainty=1.0,
        changes=changes,
        window=window,
        cis=cis,
        overlap_start=start,
        overlap_end=end,
        overlap_minutes=(end - start) // 60,
        sentence="Overlap 2 h 30 m on lon-core-sw-02: both changes touch it as their primary CI.",
        suggestion="Move CHG0091402 to Tue 24 Nov 01:30 or later.",
        key=key,
        fingerprint="f" * 16,
        state=state,
        decision_note=note,
    )


def report() -> CollisionReport:
    first = finding()
    second = finding(
        "C01", "Same CI", ("CHG0091383", "CHG0091385"), (at(24, "20:30"), at(24, "22:00")),
        severity="High", score=57, base=40, cis=("apigw-fra-01", "portal-fe-01"),
    )  # fmt: skip
    third = finding(
        "C20", "Freeze or blackout", ("CHG0091399",), (at(25, "20:00"), at(25, "22:00")),
        severity="Critical", score=85, base=60, window="FRZ-0", cis=("fw-lon-03",),
    )  # fmt: skip
    unknown = finding(
        "C40", "No CI and no service", ("CHG0091400",), severity="Unknown", score=0, base=0, cis=()
    )
    return CollisionReport(
        start=START, end=END, retrospective=False, changes=24, checked=24, unknown=1,
        counts=(("C01", 2), ("C20", 1), ("C40", 1)),
        findings=(first, third, second, unknown),
        collisions=(Collision(1, first, ()), Collision(2, third, ()), Collision(3, second, ())),
        not_checked=("C02-C05 not checked: needs CI relations",),
    )  # fmt: skip


def calendar() -> ChangeCalendar:
    return ChangeCalendar(
        START, END, NOW, ZONE, bars(), windows(), report(), 5, 2, at(20, "17:02")
    )  # fmt: skip


def empty_calendar() -> ChangeCalendar:
    nothing = CollisionReport(START, END, False, 0, 0, 0, (), (), (), ())
    return ChangeCalendar(START, END, NOW, ZONE, (), (), nothing, 0, 0, None)


def tiles() -> tuple[Tile, ...]:
    rise = (301, 318, 322, 330, 341, 352, 349, 360, 372, 381, 377, 390, 394, 412)
    wave = (11, 9, 12, 10, 13, 14, 11, 15, 17, 14, 12, 13, 16, 17)
    return (
        Tile("open", "Open incidents", 412, rise, "▲ 18 since Fri 17:20", "none", "queues", ""),
        Tile("breached", "SLA breached", 17, wave, "▲ 3  · 23 at risk in 4 h", "breach", "queues",
             "sla=breached"),
        Tile("unassigned", "Unassigned", 14, wave[::-1], "▲ 5  · oldest 9 h 04 m", "breach",
             "queues", "assignee=none"),
        Tile("majors", "Active majors", 1, (0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 1),
             "P1 open 1 h 24 m", "breach", "queues", "priority=1"),
        Tile("changes", "Changes, next 72 h", 24, wave, "3 collisions · 22:30", "breach", "changes",
             ""),
        Tile("alerts", "Alerts, last 24 h", 1284, tuple(2000 - v for v in rise),
             "▼ 68  · 41% noise", "none", "queues", ""),
        Tile("problems", "Open problems", 9, wave, "▲ 2  · oldest 31 d", "risk", "queues", ""),
    )  # fmt: skip


def attention() -> tuple[AttentionItem, ...]:
    rows = (
        ("incident", "INC0482207", "breach", "Customer Portal checkout returning 5xx",
         "P1 · Customer Portal", "P1 open 1 h 24 m. Stakeholder update 4 is due at 08:18",
         "Send update 4; record rollback decision", "P. Raman", 360, "update", 96),
        ("collision", "CHG0091377, CHG0091402", "breach", "Switch firmware meets SAP support pack",
         "C01 · tonight 22:30", "Overlap 2 h 30 m on lon-core-sw-02, which SAP Finance depends on",
         "Move CHG0091402 to Tue 01:30 (clear)", "I. Duarte", 51480, "starts", 91),
        ("incident", "INC0481877", "breach", "FI postings stuck in update queue",
         "P2 · SAP Finance Apps", "Breached at 04:32; moved 4 times between SAP and Database",
         "Name one owner; escalate to A. Lindqvist", "No owner", -13200, "breached", 88),
        ("incident", "INC0482193", "risk", "Okta push MFA failing, EMEA contractors",
         "P4 · Identity & Access", "Impact 2 × urgency 1 gives P2. No owner for 3 h 05 m",
         "Ask for P2; assign to on-call", "No owner", 2880, "to breach", 84),
        ("change", "CHG0091379", "risk", "ora-fin-prd CPU patch", "Tue 23:00 · high risk",
         "Backout plan empty; service-owner approval missing", "Return before CAB, 10:30 today",
         "T. Okafor", 8280, "to CAB", 77),
        ("unassigned", "14 incidents", "risk", "No assignee in 7 groups",
         "5 Service Desk L1, 3 Identity", "Oldest 9 h 04 m; the limit is 30 min",
         "Open list and assign", "Queue leads", -32640, "oldest", 71),
        ("problem", "PRB0040126", "risk", "PIR for INC0479912 (SAP outage)", "Problem",
         "Due Tue 24 Nov; 3 of 7 actions have no verification", "Open RCA; fix 3 actions",
         "J. Whitfield", 115200, "due", 60),
        ("source", "CMDB", "note", "Relationship export is from Fri 17:02", "Data quality",
         "2 d 15 h old; new dependencies are not in collision results", "Import cmdb_rel export",
         "You", -226800, "age", 42),
    )  # fmt: skip
    return tuple(
        AttentionItem(
            rank, kind, key, level, what, context, why, following, owner,
            None if due is None else NOW + due, word, score,
            "impact 1.0 × tier 1.2 × urgency 0.95",
        )
        for rank, (kind, key, level, what, context, why, following, owner, due, word, score)
        in enumerate(rows, 1)
    )  # fmt: skip


def steps() -> tuple[ReviewStep, ...]:
    return (
        ReviewStep("data", "Data trust", "done", "Done 07:58 · 4 sources, CMDB 2 d old", (),
                   "import"),
        ReviewStep("health", "Service health and monitoring", "done",
                   "Done 08:02 · 2 anomalies noted", (), "queues"),
        ReviewStep("queues", "Incident queue health", "current", "2 of 4 checks done",
                   (("met", "Ageing: 35 older than 30 d"),
                    ("met", "Assignment: 14 without owner"),
                    ("open", "Priority: 6 do not match matrix"),
                    ("open", "SLA: 23 at risk, 17 breached")), "queues"),
        ReviewStep("escalations", "Active incidents and escalations", "open",
                   "1 P1, 3 P2 · next step, owner, time", (), "queues"),
        ReviewStep("changes", "Change schedule, 24 to 72 h", "open",
                   "3 collisions · 2 approvals missing", (), "changes"),
        ReviewStep("sign_off", "Sign off", "open", "Saves snapshot and health note", (), "today"),
    )  # fmt: skip


def changed() -> tuple[ChangedLine, ...]:
    return (
        ChangedLine("+131", "opened, 6 of them reopened", "none", ("INC0482207", "INC0482193")),
        ChangedLine("−113", "resolved, 96 inside SLA", "none", ("INC0481001",)),
        ChangedLine("7", "priority raised, 2 now P2", "none", ("INC0482193",)),
        ChangedLine("12", "reassigned 3 times or more", "risk", ("INC0481877",)),
        ChangedLine("3", "newly breached: SAP, Identity", "breach", ("INC0481877",)),
        ChangedLine("1", "change moved, now makes C1", "breach", ("CHG0091402",)),
        ChangedLine("4", "changes added, 1 cancelled", "none", ("CHG0091400",)),
    )


def today() -> Today:
    return Today(
        NOW, ZONE, tiles(), attention(), steps(), at(20, "17:20"), "Fri 17:20", changed(),
        calendar(),
    )  # fmt: skip
