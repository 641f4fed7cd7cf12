"""A calendar's entry that names a change of a tool is that change."""

from pathlib import Path

from app.models.records import Options
from app.services.import_job import ImportJob, run_job
from app.services.tower import open_tower

ICS = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Halden//Changes//EN
BEGIN:VEVENT
UID:1@halden.example
DTSTAMP:20261101T080000Z
DTSTART:20261125T200000Z
DTEND:20261125T220000Z
SUMMARY:CHG0060601 Raise the pool of gw-prd-1
END:VEVENT
BEGIN:VEVENT
UID:2@halden.example
DTSTAMP:20261101T080000Z
DTSTART:20261126T200000Z
DTEND:20261126T220000Z
SUMMARY:CHG0060777 Known to the calendar alone
END:VEVENT
END:VCALENDAR
"""


def test_a_change_is_counted_once_whatever_came_first(tmp_path: Path) -> None:
    calendar = tmp_path / "changes.ics"
    calendar.write_bytes(ICS.replace("\n", "\r\n").encode())
    export = tmp_path / "change_request.csv"
    export.write_text(
        "number,short_description,state,start_date,end_date,cmdb_ci,cab_required\n"
        "CHG0060601,Raise the pool,Scheduled,2026-11-25 20:00:00,2026-11-25 21:30:00,gw-prd-1,no\n"
    )
    for name, files in (("a", (calendar, export)), ("b", (export, calendar))):
        tower = open_tower(tmp_path / f"{name}.db", now=1_795_000_000, report_zone="UTC")
        for path in files:
            job = ImportJob(
                store=tower.path,
                path=path,
                shown_path=path.name,
                options=Options(timezone="UTC"),
                as_of=None,
                now=tower.now(),
                wall=tower.now(),
                actor="Tess",
                demo=False,
                dry_run=False,
            )
            assert run_job(job, lambda _done, _total: None).status == "imported"
        changes = tower.facts().changes
        assert sorted(changes.key.tolist()) == ["CHG0060601", "CHG0060777"]
        here = changes.key.tolist().index("CHG0060601")
        assert changes.planned_end[here] == 1_795_642_200
        assert [changes.cis[ci] for ci in changes.ci_ci[changes.ci_change == here]] == ["gw-prd-1"]
        tower.close()
