"""A tower without a store, and results that the frame and the import screen show."""

from pathlib import Path
from types import SimpleNamespace

from app.models.columns import SourceFreshness
from app.models.results import BatchLine, FileResult, ImportReport, StoreStatus
from app.services.settings import load_settings

NOW = 1795417920
"""Mon 23 Nov 2026 08:12 in Berlin."""
HOUR = 3600


class SampleTower:
    """What the frame asks of a tower."""

    def __init__(self, folder: Path, zone: str = "Europe/Berlin") -> None:
        self.path = folder / "tower.db"
        self.zone = zone
        self.settings = load_settings(zone)
        self.store = SimpleNamespace(read_only="")
        self.revision = 1

    def now(self) -> int:
        return NOW

    def facts(self) -> SimpleNamespace:
        return SimpleNamespace(revision=self.revision)

    def with_zone(self, zone: str) -> "SampleTower":
        return SampleTower(self.path.parent, zone)


def source(label: str, kind: str, age_s: int) -> SourceFreshness:
    return SourceFreshness(label, kind, NOW - age_s, f"{kind}.csv", 18406, NOW - age_s + 60, False)


def status(tower: SampleTower) -> StoreStatus:
    sources = (source("Incidents", "incident", 27 * 60), source("CMDB", "ci", 63 * HOUR))
    return StoreStatus(str(tower.path), 412 << 20, NOW - 2 * HOUR, sources, False, "")


def result(path: str = "incident.csv", **changes) -> FileResult:
    fields = {
        "status": "imported_with_warnings",
        "message": f"{path} would be imported: 1,204 new, 2,871 changed, 237 unchanged.",
        "format": "servicenow-incident",
        "system": "ServiceNow",
        "kind": "incident",
        "encoding": "utf-8",
        "delimiter": ",",
        "timezone": "UTC",
        "scope": "full",
        "rows": 4318,
        "new": 1204,
        "changed": 2871,
        "unchanged": 237,
        "rejected": 6,
        "rejects": ((312, "opened_at", "13/11/2026", "cannot be read as month/day/year"),),
        "as_of": NOW,
    }
    return FileResult(path, **(fields | changes))


def question(path: str = "jsm.csv") -> FileResult:
    asked = ("Times carry no zone. In which time zone were they exported?", "--timezone", ())
    return FileResult(path, "needs_decision", f"{path}: {asked[0]}", decision=asked)


def refused(path: str = "notes.docx") -> FileResult:
    return FileResult(path, "rejected", f"{path}: this is no table. Nothing was imported.")


def report(*files: FileResult) -> ImportReport:
    return ImportReport(files[0].status, files[0].message, tuple(files))


def batches() -> tuple[BatchLine, ...]:
    line = ("servicenow-incident", "incident", NOW, 100, 90, 0, 10)
    return (
        BatchLine(3, "c.csv", *line, False, 2),
        BatchLine(2, "b.csv", *line, True, None),
        BatchLine(1, "a.csv", *line, False, None),
    )
