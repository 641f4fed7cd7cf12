"""A small real store for the queue and scorecard pages: incidents imported from one CSV export."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.models.records import Options
from app.services.import_files import import_files
from app.services.tower import open_tower
from app.views import background, theme

NOW = datetime(2026, 11, 23, 7, 12, tzinfo=UTC)
ZONE = "UTC"
_HEAD = (
    "number,incident_state,short_description,caller_id,opened_at,sys_created_on,sys_updated_on,"
    "resolved_at,closed_at,category,subcategory,business_service,cmdb_ci,impact,urgency,priority,"
    "assignment_group,assigned_to,reassignment_count"
)
HOSTILE = "<b>=cmd|' /C calc'!A1</b> \u202egnp.exe"


def _stamp(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment:%Y-%m-%d %H:%M:%S}"


def _line(number, state, title, opened, resolved, impact, urgency, priority, group, who, hops):
    cells = (
        f"INC{number:07d}", state, title, "S. Vermeulen", _stamp(opened), _stamp(opened),
        _stamp(resolved or opened + timedelta(minutes=5)), _stamp(resolved), _stamp(resolved),
        "Access", "Login", "Identity", "okta-prd", impact, urgency, priority, group, who, hops,
    )  # fmt: skip
    return ",".join(f'"{cell}"' for cell in cells)


def rows() -> list[str]:
    """Open tickets of two groups, and 26 weeks of resolved ones."""
    ago = lambda **how: NOW - timedelta(**how)  # noqa: E731
    lines = [
        _line(1, "In Progress", "Sync stalled", ago(hours=10), None, 2, 1, 2, "Identity",
              "R. Haddad", 1),
        _line(2, "New", HOSTILE, ago(hours=7), None, 2, 1, 4, "Identity", "", 3),
        _line(3, "In Progress", "Mail late", ago(days=40), None, 3, 3, 5, "Identity",
              "M. Okeke", 0),
        _line(4, "In Progress", "Guest invite", ago(hours=2), None, 2, 3, 4, "Identity",
              "M. Okeke", 0),
        _line(5, "New", "Line noise", ago(days=2), None, 2, 3, 4, "Telephony", "", 0),
        _line(6, "In Progress", "Headset", ago(hours=5), None, 2, 3, 4, "Telephony",
              "A. Visser", 4),
    ]  # fmt: skip
    for week in range(26):
        for at in range(6):
            opened = ago(weeks=week, days=3, hours=at)
            slow = week == 0 and at < 3
            done = opened + timedelta(hours=12 if slow else 3)
            lines.append(_line(1000 + week * 10 + at, "Closed", "Password reset", opened, done,
                               2, 1, 2, "Identity" if at % 2 else "Telephony",
                               "R. Haddad", 0))  # fmt: skip
    return lines


def make_store(folder: Path) -> Path:
    """A store with those incidents; the export is from 07:00, twelve minutes ago."""
    export = folder / "incident.csv"
    export.write_text("\n".join((_HEAD, *rows())) + "\n", encoding="utf-8")
    path = folder / "tower.db"
    now = int(NOW.timestamp())
    with open_tower(path, now=now, report_zone=ZONE) as tower:
        report = import_files(tower, [export], Options(timezone="UTC"), as_of=now - 720)
    assert report.status.startswith("imported"), report
    return path


def settle(qtbot):
    """Wait until no screen reads any more."""
    qtbot.waitUntil(background.hub().idle, timeout=20_000)


def shown(make, tower, qtbot, qapp):
    """The screen as it stands when it has read; what still runs ends with the test."""
    theme.apply(qapp, "light")
    page = make(tower)
    qtbot.addWidget(page)
    page.resize(1292, 830)
    page.show()
    settle(qtbot)
    yield page
    background.hub().stop()
