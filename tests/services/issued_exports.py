"""Small real exports whose numbers can be counted by hand, for reports that are issued."""

from pathlib import Path

from app.models.records import Options
from app.models.results import FileResult
from app.services.import_job import ImportJob, run_job
from app.services.tower import Tower

INCIDENTS = (
    "number,opened_at,resolved_at,closed_at,short_description,priority,state,assignment_group,"
    "business_service,sys_updated_on\n"
)
CHANGES = (
    "number,short_description,type,state,start_date,end_date,close_code,assignment_group,"
    "sys_updated_on\n"
)


def incident(n, day, hours=1.0, *, priority=1, opened="08:00:00", updated="2026-11-09 07:00:00"):
    """One resolved incident of a day of November 2026; its hours to restore can be counted."""
    minute = int(hours * 60)
    end = f"2026-11-{day:02} {8 + minute // 60:02}:{minute % 60:02}:00"
    words = {1: "1 - Critical", 2: "2 - High", 3: "3 - Moderate"}[priority]
    return (
        f"INC{n:07},2026-11-{day:02} {opened},{end},,Mail is slow on host{n},{words},Resolved,"
        f"Messaging,Mail,{updated}\n"
    )


def change(n, day, *, code="Successful"):
    """One closed normal change that ended on a day of October 2026."""
    return (
        f"CHG{n:07},Patch {n},Normal,Closed,2026-10-{day:02} 20:00:00,2026-10-{day:02} 21:00:00,"
        f"{code},Messaging,2026-10-{day:02} 22:00:00\n"
    )


def bring(tower: Tower, path: Path, as_of: int, timezone: str = "UTC") -> FileResult:
    """Import a file in this process: a start of the program for each costs a test a second."""
    job = ImportJob(
        store=tower.path, path=path, shown_path=path.name, options=Options(timezone=timezone),
        as_of=as_of, now=tower.now(), wall=tower.now(), actor="tester", demo=False, dry_run=False,
        report_zone=tower.zone, backup=False, allow_mass_change=True,
    )  # fmt: skip
    result = run_job(job, lambda *_: None)
    assert result.status.startswith("imported"), result
    return result


def write(folder: Path, name: str, header: str, rows: list[str]) -> Path:
    """The export as a file."""
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(header + "".join(rows), "utf-8")
    return path


def incidents(folder: Path, name: str = "incident.csv", **changed: str) -> Path:
    """Six P1 of one week, an hour each; `changed` replaces rows by number ("n3")."""
    rows = {f"n{n}": incident(n, 2 + n % 5) for n in range(1, 7)}
    return write(folder, name, INCIDENTS, list((rows | changed).values()))


def changes(folder: Path) -> Path:
    """Five changes of October, four of them successful."""
    rows = [change(n, n, code="Unsuccessful" if n == 5 else "Successful") for n in range(1, 6)]
    return write(folder, "change_request.csv", CHANGES, rows)
