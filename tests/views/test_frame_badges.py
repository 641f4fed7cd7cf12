"""The navigation counts before a screen is opened; a real store with planted trouble."""

import csv

import pytest

from app.models.records import Options
from app.services.import_files import import_files
from app.services.tower import open_tower
from app.views.badges import read_badges
from app.views.navigation import NavEntry, NavItem
from tests.views import samples_frame as samples

HEADER = (
    "number", "short_description", "type", "state", "start_date", "end_date", "cmdb_ci",
    "sys_updated_on",
)  # fmt: skip


@pytest.fixture
def tower(tmp_path):
    exported = tmp_path / "change_request.csv"
    with exported.open("w", newline="", encoding="utf-8") as stream:
        rows = csv.writer(stream)
        rows.writerow(HEADER)
        for number, start, end in (
            (1, "2026-11-23 22:00:00", "2026-11-24 01:00:00"),
            (2, "2026-11-23 23:00:00", "2026-11-24 02:00:00"),
            (3, "2026-12-20 23:00:00", "2026-12-21 02:00:00"),
        ):
            rows.writerow(
                (f"CHG{number:07}", "Patch", "normal", "-1", start, end, "core-sw-02",
                 "2026-11-20 08:00:00")
            )  # fmt: skip
    with open_tower(tmp_path / "tower.db", now=samples.NOW, report_zone="UTC") as opened:
        result = import_files(opened, [exported], Options(timezone="UTC"))
        assert result.status.startswith("imported"), result.message
        yield opened


def test_open_collisions_of_three_days_are_counted(tower):
    assert read_badges(tower, frozenset({"queues", "changes"})) == (
        ("queues", 0, ""),
        ("changes", 1, "breach"),
    )


def test_only_what_is_wanted_is_read(tower):
    assert read_badges(tower, frozenset({"today"})) == ()


@pytest.mark.parametrize("narrow", [False, True])
def test_nothing_breached_wears_no_glyph(qtbot, light, narrow):
    item = NavItem(NavEntry("queues", "Queues", "inbox", "Operate", "Ctrl+2"))
    qtbot.addWidget(item)
    item.set_narrow(narrow)
    item.resize(item.sizeHint())
    plain = item.grab().toImage()
    item.set_badge(0, "breach")
    assert item.accessibleName() == "Queues"
    assert item.grab().toImage() == plain
    item.set_badge(2, "breach")
    assert item.accessibleName() == "Queues, 2 breached"
    assert item.grab().toImage() != plain
