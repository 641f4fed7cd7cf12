"""The Changes screen on a real store: what it shows, how it is walked, what it records."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from app.models.records import Options
from app.services.import_files import import_files
from app.services.plan_changes import change_calendar
from app.services.tower import open_tower
from app.views import background, messages, theme
from app.views.changes.axis import DAY
from app.views.changes.page import ChangesPage
from app.views.changes.words import coverage_words
from tests.views import samples_changes as samples

_HEAD = (
    "number,short_description,type,state,approval,risk,start_date,end_date,cmdb_ci,"
    "business_service,assignment_group,assigned_to,sys_updated_on,opened_at,conflict_status"
)
_ROWS = (
    (
        "CHG0001,Core switch firmware,Normal,Scheduled,Approved,High,2026-11-23 22:00:00,"
        "2026-11-24 01:00:00,lon-core-sw-02,Core Network,Network,M. Nowak,2026-11-20 10:00:00,"
        "2026-11-10 10:00:00,"
    ),
    (
        "CHG0002,SAP support pack 32,Normal,Scheduled,Approved,High,2026-11-23 22:30:00,"
        "2026-11-24 02:30:00,lon-core-sw-02,SAP Finance,SAP Apps,I. Duarte,2026-11-20 10:00:00,"
        "2026-11-10 10:00:00,"
    ),
    (
        "CHG0003,Nothing named,Normal,Scheduled,Requested,Low,2026-11-24 10:00:00,"
        "2026-11-24 11:00:00,,,Workplace,,2026-11-20 10:00:00,2026-11-10 10:00:00,"
    ),
)


@pytest.fixture(autouse=True)
def _look(qapp, qtbot):
    theme.apply(qapp, "light")
    yield
    qtbot.waitUntil(background.hub().idle, timeout=20_000)


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    folder = tmp_path_factory.mktemp("changes")
    export = folder / "changes.csv"
    export.write_text("\n".join((_HEAD, *_ROWS)) + "\n", encoding="utf-8")
    path = folder / "tower.db"
    with open_tower(path, now=samples.NOW, report_zone=samples.ZONE) as tower:
        report = import_files(tower, [export], Options(timezone=samples.ZONE))
    assert report.status == "imported"
    return path


@pytest.fixture
def tower(filled: Path, tmp_path: Path):
    path = tmp_path / "tower.db"
    path.write_bytes(filled.read_bytes())
    with open_tower(path, now=samples.NOW, report_zone=samples.ZONE) as opened:
        yield opened


@pytest.fixture
def page(tower, qtbot):
    made = ChangesPage(tower)
    qtbot.addWidget(made)
    made.resize(1292, 830)
    with qtbot.waitSignal(made.loaded, timeout=20_000):
        made.show()
    return made


@pytest.fixture
def sampled(tower, qtbot):
    made = ChangesPage(tower)
    qtbot.addWidget(made)
    made.resize(1292, 830)
    made.stale = False
    made.timeline.set_view(samples.START, samples.END)
    made.show()
    made.show_result(samples.calendar())
    return made


def test_it_opens_on_the_coming_72_hours_with_their_collision(page):
    assert page.toolbar.range.text() == "23 Nov 06:00 to 26 Nov 06:00"
    assert page.toolbar.counts.text().startswith("3 changes · 2 high risk · 1 collision")
    assert page.panel.collision.strongest.changes == ("CHG0001", "CHG0002")
    assert page.panel.isVisible()
    assert page.readiness.count() == 3
    assert page.calendar_panel.unknown_link.words == "1 can't be checked"
    assert "not checked" in page.calendar_panel.coverage.text()
    assert "C02–C05" in page.calendar_panel.coverage.accessibleName()


def test_coverage_counts_the_checks_that_were_not_made():
    lines = ("C02–C05, C16 not checked: needs CI relations", "C20 by service not checked: none")
    words = coverage_words("24 changes checked", lines)
    assert words.startswith("24 changes checked. 5 checks not checked")
    assert coverage_words("1 change checked", ()) == "1 change checked"


def test_accepting_is_recorded_and_can_be_undone(page, tower, qtbot):
    said = []
    messages.speaker().said.connect(said.append)
    qtbot.mouseClick(page.panel.accept, Qt.MouseButton.LeftButton)
    page.panel.form.reason.setPlainText("Both teams share one bridge call")
    page.panel.form.person.setText("A. Lindqvist")
    with qtbot.waitSignal(page.data_changed, timeout=20_000):
        qtbot.mouseClick(page.panel.form.submit, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.panel.collision.strongest.state == "Accepted", timeout=20_000)
    assert "1 accepted" in page.toolbar.counts.text()
    assert page.panel.reopen.isVisible()
    assert "one bridge call" in page.panel.collision.strongest.decision_note
    with qtbot.waitSignal(page.data_changed, timeout=20_000):
        said[-1].action()
    state = "Reopened"
    qtbot.waitUntil(lambda: page.panel.collision.strongest.state == state, timeout=20_000)
    stored = change_calendar(tower, samples.START, samples.END).report.collisions
    assert stored[0].strongest.state == state


def test_a_refused_decision_is_told_in_the_form(page, tower, qtbot):
    finding = replace(page.panel.collision.strongest, severity="Critical")
    page.panel.ask("accepted")
    with qtbot.waitSignal(page.decisions.refused, timeout=20_000):
        page.decisions.record(finding, "accepted", "Because", tower.user, None)
    assert "two people" in page.panel.form.problem.text()
    assert page.panel.form.isVisible()


def test_moving_on_reads_the_next_days(page, qtbot):
    with qtbot.waitSignal(page.loaded, timeout=20_000):
        qtbot.mouseClick(page.toolbar.spans.segment("Week"), Qt.MouseButton.LeftButton)
    assert page.timeline.end - page.timeline.start == 7 * DAY
    assert page.calendar.end >= page.timeline.end
    qtbot.mouseClick(page.toolbar.later, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(
        lambda: page.calendar_panel.views.currentWidget() is page.calendar_panel.no_changes,
        timeout=20_000,
    )
    assert page.empty.fact.text().startswith("No collisions from 30 Nov")
    with qtbot.waitSignal(page.navigate) as asked:
        qtbot.mouseClick(page.calendar_panel.no_changes.action, Qt.MouseButton.LeftButton)
    assert asked.args[0] == "import"


def test_a_key_from_another_page_is_found(page):
    page.apply_filter("CHG0001, CHG0002")
    assert page.panel.collision.strongest.check == "C01"
    page.apply_filter("CHG0003")
    assert page.readiness.key_at(page.readiness.selected()) == "CHG0003"


def test_lanes_without_a_change_in_view_are_left_out(sampled):
    sampled.timeline.set_view(samples.at(23, "06:00"), samples.at(23, "16:00"))
    sampled.toolbar.choose_lanes("service")
    names = [lane.name for lane in sampled.timeline.plan.lanes]
    assert names == ["Core Network", "Data Platform", "Storage & Backup"]
    assert "CHG0091399" in [bar.key for bar in sampled.timeline.plan.bars]


def test_a_key_asked_before_the_data_came_waits_for_them(tower, qtbot):
    made = ChangesPage(tower)
    qtbot.addWidget(made)
    made.apply_filter("C01|CHG0001|CHG0002")
    with qtbot.waitSignal(made.loaded, timeout=20_000):
        made.show()
    assert made.panel.collision.strongest.key == "C01|CHG0001|CHG0002"


def test_the_badge_counts_the_next_72_hours_whatever_is_in_view(sampled):
    told = []
    sampled.badge.connect(lambda *args: told.append(args))
    wide = replace(samples.calendar(), end=samples.at(27, "06:00"))
    sampled.timeline.set_view(samples.at(23, "08:00"), samples.at(23, "12:00"))
    sampled.show_result(wide)
    assert len(sampled.part.open) == 0
    assert told == [("changes", 3, "breach")]


def test_next_and_previous_walk_over_all_collisions(sampled, qtbot):
    qtbot.mouseClick(sampled.panel.following, Qt.MouseButton.LeftButton)
    assert sampled.panel.collision.strongest.check == "C20"
    assert sampled.panel.place.text() == "2 of 3"
    qtbot.mouseClick(sampled.panel.previous, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(sampled.panel.previous, Qt.MouseButton.LeftButton)
    assert sampled.panel.place.text() == "3 of 3"


def test_a_bar_that_collides_takes_its_collision_in_hand(sampled):
    sampled.timeline.bar_picked.emit("CHG0091399")
    assert sampled.panel.collision.strongest.check == "C20"
    assert sampled.readiness.key_at(sampled.readiness.selected()) == "CHG0091399"


def test_only_collisions_and_lanes_by_group(sampled, qtbot):
    qtbot.mouseClick(sampled.toolbar.only, Qt.MouseButton.LeftButton)
    assert len(sampled.timeline.plan.bars) == 5
    sampled.toolbar.choose_lanes("group")
    assert "Network Operations" in [lane.name for lane in sampled.timeline.plan.lanes]
    assert sampled.toolbar.only.isChecked()


def test_the_table_twin_takes_the_place_of_the_bars(sampled):
    sampled.as_table.trigger()
    assert sampled.calendar_panel.views.currentWidget() is sampled.table
    assert sampled.table.count() == 24
    sampled.as_table.trigger()
    assert sampled.calendar_panel.views.currentWidget() is sampled.timeline


def test_what_cannot_be_checked_is_reachable(sampled, qtbot):
    qtbot.mouseClick(sampled.calendar_panel.unknown_link, Qt.MouseButton.LeftButton)
    assert sampled.right.currentWidget() is sampled.unknown
    qtbot.mouseClick(sampled.unknown.back, Qt.MouseButton.LeftButton)
    assert sampled.right.currentWidget() is sampled.panel


def test_enter_on_a_bar_opens_its_record(sampled, qtbot):
    sampled.timeline.setFocus()
    sampled.timeline.set_focus_key("CHG0091377")
    with qtbot.waitSignal(sampled.open_record) as opened:
        qtbot.keyClick(sampled.timeline, Qt.Key.Key_Return)
    assert opened.args == ["CHG0091377"]


def test_in_a_narrow_window_the_panel_lies_over_the_calendar(tower, qtbot):
    made = ChangesPage(tower)
    qtbot.addWidget(made)
    made.stale = False
    made.resize(976, 630)
    made.timeline.set_view(samples.START, samples.END)
    made.show()
    made.show_result(samples.calendar())
    assert not made.right.isVisible()
    made.timeline.collision_picked.emit(2)
    assert made.right.isVisible()
    qtbot.mouseClick(made.panel.close_button, Qt.MouseButton.LeftButton)
    assert not made.right.isVisible()


def test_an_empty_store_says_so_and_offers_the_import(tmp_path, qtbot):
    with open_tower(tmp_path / "t.db", now=samples.NOW, report_zone=samples.ZONE) as tower:
        made = ChangesPage(tower)
        qtbot.addWidget(made)
        with qtbot.waitSignal(made.loaded, timeout=20_000):
            made.show()
        assert made.calendar_panel.views.currentWidget() is made.calendar_panel.no_changes
        assert (
            made.calendar_panel.no_changes.fact.text()
            == "No changes from 23 Nov 06:00 to 26 Nov 06:00"
        )
        assert made.right.currentIndex() == 0
