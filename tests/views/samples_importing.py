"""A file as the wizard sees it, made by hand, and what its dry run says."""

import threading
from datetime import UTC, datetime

from app.models.evidence import Evidence
from app.models.records import Options
from app.models.results import FileResult, ImportReport
from app.models.results.preview import (
    Candidate,
    ColumnPreview,
    DatePreview,
    FieldChoice,
    FilePreview,
    ProblemRows,
    ProfileLine,
    UnknownValue,
)
from tests.views import samples_frame as samples

_PLAIN = Options()
FIELDS = tuple(
    FieldChoice(field, label, field == "key")
    for field, label in (
        ("key", "Number (record key)"), ("title", "Short description"), ("priority", "Priority"),
        ("state", "State"), ("assignment_group", "Assignment group"), ("assignee", "Assignee"),
        ("opened_at", "Opened at"), ("resolved_at", "Resolved at"), ("service", "Service"),
        ("impact", "Impact"),
    )
)  # fmt: skip
COLUMNS = (
    ColumnPreview("Issue key", ("ITS-48213",), "key", "Trim", 1.0, 1.0),
    ColumnPreview("Summary", ("Battery swells", "<b>VPN</b> drops"), "title", "Trim", 0.99, 1.0),
    ColumnPreview("Priority", ("Highest", "Medium"), "priority", "5 values to P1–P5", 0.97, 1.0),
    ColumnPreview("Status", ("Waiting for customer",), "state", "9 values to 6", 0.95, 1.0),
    ColumnPreview(
        "Assignee team", ("EUC - Onsite",), "assignment_group", "Aliases, 3 unknown", 0.82, 0.98,
        "3 unknown",
    ),
    ColumnPreview("Created", ("11/02/2026 3:41 PM",), "opened_at", "M/D/Y, New York", 0.94, 1.0),
    ColumnPreview("Resolved", ("11/22/2026 9:05",), "resolved_at", "M/D/Y, New York", 0.94, 0.88),
    ColumnPreview("Custom field 10217", ("2", "1", "3"), "impact", "Choose", 0.61, 0.74, "Choose"),
    ColumnPreview("Labels", ("vip", "onsite"), "", "", None, 0.31),
)  # fmt: skip


def _wall(day: int, hour: int, minute: int, month: int = 11) -> int:
    return int(datetime(2026, month, day, hour, minute, tzinfo=UTC).timestamp())


DATES = (
    DatePreview("11/02/2026 3:41 PM", _wall(2, 15, 41), "EST −5", _wall(2, 20, 41), "", False),
    DatePreview("11/22/2026 9:05 AM", _wall(22, 9, 5), "EST −5", _wall(22, 14, 5), "", False),
    DatePreview(
        "11/01/2026 1:30 AM", _wall(1, 1, 30), "EDT or EST", _wall(1, 5, 30),
        "Repeated hour, 3 rows", False,
    ),
    DatePreview("13/11/2026 08:00", None, "", None, "Rejected, 2 rows", True),
)  # fmt: skip
TEAMS = tuple(
    (312 + at * 7, f"ITS-48{371 + at}", ("EUC - Onsite", "NetSec Ring 3", "SAP Basis ext")[at % 3])
    for at in range(27)
)
PROBLEMS = (
    ProblemRows("key_empty", "Key is empty", 4, "reject", ("reject",), ((9, "", "empty"),)),
    ProblemRows(
        "date_unreadable", "Date can't be read", 2, "reject", ("reject", "blank"),
        ((77, "ITS-48411", "13/11/2026 08:00"), (78, "ITS-48412", "=cmd|'/C calc'!A1")),
    ),
    ProblemRows("unknown_group", "Team not in alias list", 27, "later", ("later",), TEAMS),
    ProblemRows("repeated_hour", "Repeated hour", 3, "first", ("first", "second"), ()),
)  # fmt: skip
UNKNOWN = UnknownValue("priority", "Priority", "P?", 2, ("P1", "P2", "P3", "P4"))
HOURS = (0, 0, 1, 0, 0, 6, 11, 30, 80, 180, 300, 345, 330, 270, 255, 290, 270, 190, 100, 50, 18,
         9, 5, 1)  # fmt: skip
HEAD = (
    ("Export of the service desk", "", ""),
    ("Issue key", "Summary", "Priority"),
    ("ITS-48213", "Battery swells", "Highest"),
    ("ITS-48214", "Badge printer für Empfang", "Medium"),
)


def seen(path: str, options: Options = Options(), **changes: object) -> FilePreview:  # noqa: B008
    """The preview of a request export with something to decide everywhere."""
    fields: dict[str, object] = {
        "container": "csv", "encoding": options.encoding or "utf-8-sig",
        "delimiter": options.delimiter or ",", "header_row": options.header_row or 2,
        "head": HEAD, "format": options.format or "jsm-request",
        "candidates": (Candidate("jsm-request", "Jira Service Management", "request", 0.91),
                       Candidate("jira-issue", "Jira", "request", 0.55)),
        "system": "Jira Service Management", "kind": "request", "claimed": True,
        "fields": FIELDS, "columns": COLUMNS, "rows_looked_at": 2000,
        "time_headers": ("Created", "Resolved"), "dates": DATES,
        "date_order": options.date_order or "mdy",
        "why_order": "2,731 of 4,318 values have a second number above 12, so day first fails.",
        "timezone": options.timezone or "America/New_York", "zone_confidence": "profile",
        "hours": HOURS, "unknown_values": (UNKNOWN,), "problems": PROBLEMS,
        "header_hash": "5f2b", "profile": ProfileLine(3, "Requests NA", "jsm-request"),
        "profiles": (ProfileLine(3, "Requests NA", "jsm-request"),
                     ProfileLine(4, "Requests EU", "jsm-request")),
        "options": options, "open_decisions": 2,
    }  # fmt: skip
    return FilePreview(path, **(fields | changes))  # type: ignore[arg-type]


def counted(path: str, **changes: object) -> ImportReport:
    """Its dry run."""
    fields: dict[str, object] = {
        "format": "jsm-request", "system": "Jira Service Management", "kind": "request",
        "encoding": "utf-8-sig", "delimiter": ",", "timezone": "America/New_York",
        "scope": "full", "rows": 4318, "new": 1204, "changed": 2871, "unchanged": 237,
        "rejected": 6, "seconds": 2.1, "problems": PROBLEMS,
        "changed_fields": (("state", 1902), ("assignee", 1344), ("priority", 118), ("title", 4)),
        "effect": ("7 tickets become breached; W47 SLA compliance 91.6 to 91.4.",),
        "cut": "Exactly 10,000 rows were exported.", "as_of": 1795417920,
    }  # fmt: skip
    made = FileResult(
        path, "imported_with_warnings", f"{path} would be imported.", **(fields | changes)
    )  # type: ignore[arg-type]
    return ImportReport(made.status, made.message, (made,))


def brake(path: str) -> FileResult:
    """A dry run that asks whether so much may change."""
    words = "412 of the 900 known incidents of Jira would be open again."
    asked = (words, "--allow-mass-change", ())
    return FileResult(path, "needs_decision", f"{path}: {words}", decision=asked)


class Asked:
    """What the page asked of the services."""

    def __init__(self):
        self.imports: list[tuple[str, Options, bool]] = []
        self.evidence: list[Evidence] = []
        self.looks: list[tuple[str, str | None]] = []
        self.gate = threading.Event()
        self.gate.set()
        self.undone: list[int] = []
        self.renamed: list[tuple[str, ...]] = []

    def preview(self, _tower, path, options=_PLAIN, still_wanted=None):
        self.looks.append((path.name, options.date_order))
        assert self.gate.wait(30)
        still_wanted()
        if path.suffix == ".docx":
            return FilePreview(str(path), trouble=f"{path.name} is no table.")
        return seen(str(path), options)

    def import_files(self, _tower, paths, options=_PLAIN, *, dry_run=False, progress=None, **more):
        path = paths[0]
        progress(path.name, 1, 2)
        self.evidence.append(more["evidence"])
        self.imports.append((path.name, options, dry_run))
        if path.name.startswith("ask") and not options.timezone:
            return samples.report(samples.question(str(path)))
        if path.suffix == ".docx":
            return samples.report(samples.refused(str(path)))
        if path.name == "mass.csv" and not more["allow_mass_change"]:
            return samples.report(brake(str(path)))
        rows = 60_000 if path.name == "large.csv" else 4318
        return counted(str(path), batch=None if dry_run else 7, rows=rows)

    def undo(self, _tower, batch):
        self.undone.append(batch)
        return samples.result(message=f"{batch} is back")

    def set_alias(self, _tower, *words):
        self.renamed.append(words)
