"""A small real store whose data has something wrong of most kinds."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.models.records import Options
from app.services.import_files import import_files
from app.services.tower import open_tower

NOW = datetime(2026, 11, 23, 7, 12, tzinfo=UTC)
ZONE = "UTC"
_HEAD = (
    "number,state,short_description,caller_id,opened_at,sys_updated_on,resolved_at,closed_at,"
    "impact,urgency,priority,assignment_group,cmdb_ci,problem_id,close_notes"
)
_CHANGES = """number,short_description,type,state,risk,start_date,end_date,cmdb_ci,sys_updated_on
CHG0000001,Firmware,Normal,Scheduled,High,2026-11-24 20:00:00,2026-11-24 19:00:00,lon-sw-02,\
2026-11-20 10:00:00
CHG0000002,Support pack,Normal,Scheduled,Moderate,2026-11-24 22:00:00,2026-11-25 01:00:00,\
lon-sw-02,2026-11-20 10:00:00
"""


def _stamp(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment:%Y-%m-%d %H:%M:%S}"


def _line(number: int, opened: datetime, minutes: int | None, **values: object) -> str:
    done = None if minutes is None else opened + timedelta(minutes=minutes)
    known = {
        "state": "New" if done is None else "Closed", "title": f"Case {number}", "caller": "S. Ito",
        "impact": 2, "urgency": 1, "priority": 2, "group": "Network", "ci": f"host-{number}",
        "problem": "", "notes": "Restarted.",
    } | values  # fmt: skip
    return ",".join(
        f'"{cell}"'
        for cell in (
            f"INC{number:07d}", known["state"], known["title"], known["caller"], _stamp(opened),
            _stamp(max(opened, done or opened)), _stamp(done), _stamp(done), known["impact"],
            known["urgency"], known["priority"], known["group"], known["ci"], known["problem"],
            known["notes"],
        )
    )  # fmt: skip


def rows() -> list[str]:
    """Twelve good P2 incidents of last week, and one or more of each kind of trouble."""
    week = datetime(2026, 11, 16, 8, tzinfo=UTC)
    good = [_line(n, week + timedelta(hours=8 * n), 60 + n) for n in range(1, 13)]
    return [
        *good,
        *(_line(20 + n, week + timedelta(hours=n), 3_000, notes="") for n in range(3)),
        _line(30, week, -90),
        _line(31, week + timedelta(days=2), 45, priority=4),
        _line(32, week + timedelta(days=3), None, state="Parked"),
        _line(33, week, 100, problem="PRB0000007"),
        _line(40, week, 61, title="Mail  down", ci="mail-01"),
        _line(41, week + timedelta(hours=2), 62, title="mail down", ci="mail-01"),
    ]


def make_store(folder: Path) -> Path:
    """A store with those incidents (two imports) and two changes."""
    lines = rows()
    path = folder / "tower.db"
    now = int(NOW.timestamp())
    files = {"first.csv": lines[:9], "second.csv": lines}
    with open_tower(path, now=now, report_zone=ZONE) as tower:
        for place, (name, part) in enumerate(files.items()):
            export = folder / name
            export.write_text("\n".join((_HEAD, *part)) + "\n", encoding="utf-8")
            report = import_files(
                tower, [export], Options(timezone="UTC"), as_of=now - 7_200 + place
            )
            assert report.status.startswith("imported"), report
        changes = folder / "changes.csv"
        changes.write_text(_CHANGES, encoding="utf-8")
        report = import_files(tower, [changes], Options(timezone="UTC"), as_of=now - 720)
        assert report.status.startswith("imported"), report
    return path
