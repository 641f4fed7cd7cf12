"""What hangs together with a ticket, in its panel: a real store, real clicks and keys."""

import pytest
from PySide6.QtCore import Qt

from app.models.errors import AppError
from app.models.records import Options
from app.services.import_files import import_files
from app.services.links import LinkEnd
from app.services.tower import open_tower
from app.views import background, theme
from app.views.changes.page import ChangesPage
from app.views.messages import speaker
from app.views.queues import link_reader
from app.views.queues.link_list import LONGEST, MOST, LinkList, state_of
from app.views.queues.page import QueuesPage
from tests.views.samples_store import settle, shown

NOW = 1_795_420_800
LEFT = Qt.MouseButton.LeftButton
_INCIDENTS = """number,state,short_description,opened_at,sys_updated_on,priority,assignment_group,\
cmdb_ci,problem_id,caused_by,parent_incident
INC0000001,2,Sync stalled,2026-11-20 08:00:00,2026-11-20 08:00:00,2,Identity,okta-prd,PRB0000007,\
CHG0000001,
INC0000002,2,Mail late,2026-11-20 09:00:00,2026-11-20 09:00:00,3,Identity,,PRB0000099,,INC0000001
INC0000003,2,Headset,2026-11-20 09:30:00,2026-11-20 09:30:00,3,Identity,,,,
"""
_PROBLEMS = """number,state,short_description,opened_at,sys_updated_on,priority
PRB0000007,Fix in Progress,Reindexing <b>stalls</b> the sync,2026-11-10 08:00:00,\
2026-11-20 08:00:00,2
"""
_CHANGES = """number,short_description,type,state,risk,start_date,end_date,cmdb_ci,sys_updated_on
CHG0000001,Directory reindex,Normal,Closed,High,2026-11-09 20:00:00,2026-11-09 22:00:00,okta-prd,\
2026-11-10 10:00:00
"""


def bring(tower, folder, name, text):
    (folder / name).write_text(text, encoding="utf-8")
    report = import_files(tower, [folder / name], Options(timezone="UTC"))
    assert report.status.startswith("imported"), report


@pytest.fixture
def tower(tmp_path):
    with open_tower(tmp_path / "tower.db", now=NOW, report_zone="UTC") as opened:
        bring(opened, tmp_path, "incident.csv", _INCIDENTS)
        bring(opened, tmp_path, "problem.csv", _PROBLEMS)
        bring(opened, tmp_path, "change_request.csv", _CHANGES)
        yield opened


@pytest.fixture
def page(tower, qtbot, qapp):
    yield from shown(QueuesPage, tower, qtbot, qapp)


def show(page, qtbot, key):
    page.show_record(key)
    settle(qtbot)
    return {row.text() for row in page.detail.links.rows()}


def link(page, key):
    return next(row.link for row in page.detail.links.rows() if row.link.words == key)


def test_kind_number_title_and_state_of_what_is_linked(page, qtbot):
    assert show(page, qtbot, "INC0000001") == {
        "Problem · PRB0000007 · Reindexing <b>stalls</b> the sync · In progress",
        "Caused by change · CHG0000001 · Directory reindex · Closed",
        "Child · INC0000002 · Mail late · In progress",
        "CI · okta-prd",
    }
    assert page.detail.links.count.text() == "4 records"
    assert page.detail.links_link.words == "4 linked"


def test_an_end_that_is_missing_says_so_and_comes_with_its_import(page, qtbot, tower, tmp_path):
    assert "Problem · PRB0000099 · not imported yet" in show(page, qtbot, "INC0000002")
    row = next(row for row in page.detail.links.rows() if "PRB0000099" in row.text())
    assert row.link.isHidden()
    another = _PROBLEMS.replace("PRB0000007", "PRB0000099").replace("Reindexing", "Queueing")
    bring(tower, tmp_path, "problem2.csv", another)
    page.mark_stale()
    settle(qtbot)
    words = {row.text() for row in page.detail.links.rows()}
    assert "Problem · PRB0000099 · Queueing <b>stalls</b> the sync · In progress" in words


def test_a_click_opens_a_ticket_here_and_a_listed_one_is_selected(page, qtbot):
    show(page, qtbot, "INC0000002")
    qtbot.mouseClick(link(page, "INC0000001"), LEFT)
    settle(qtbot)
    assert page.detail.detail().row.key == "INC0000001"
    assert page.table.ticket(page.table.selected()).key == "INC0000001"
    qtbot.keyClick(link(page, "PRB0000007"), Qt.Key.Key_Return)
    settle(qtbot)
    assert page.detail.detail().row.key == "PRB0000007"
    assert page.detail.head.place.text() == "not in the list"
    assert "Ticket of the problem · INC0000001 · Sync stalled · In progress" in {
        row.text() for row in page.detail.links.rows()
    }
    assert page.window().focusWidget() is page.detail.key_link


def test_enter_on_a_change_asks_for_the_changes_screen(page, qtbot):
    asked = []
    page.navigate.connect(lambda name, wanted: asked.append((name, wanted)))
    show(page, qtbot, "INC0000001")
    qtbot.keyClick(link(page, "CHG0000001"), Qt.Key.Key_Return)
    assert asked == [("changes", "CHG0000001")]
    assert page.detail.detail().row.key == "INC0000001"


def test_the_header_leads_to_the_list(page, qtbot):
    show(page, qtbot, "INC0000001")
    qtbot.mouseClick(page.detail.links_link, LEFT)
    first = page.detail.links.first()
    assert page.window().focusWidget() is first
    area = page.detail._area.viewport()
    assert area.rect().contains(first.mapTo(area, first.rect().center()))


def test_tab_goes_from_the_buttons_through_the_links(page, qtbot):
    show(page, qtbot, "INC0000001")
    page.detail.rca.setFocus()
    seen = []
    for _ in range(3):
        qtbot.keyClick(page.window().focusWidget(), Qt.Key.Key_Tab)
        seen.append(page.window().focusWidget())
    assert seen == [row.link for row in page.detail.links.rows()[:3]]


def test_a_ticket_without_links_says_so(page, qtbot):
    assert show(page, qtbot, "INC0000003") == set()
    assert page.detail.links.count.text() == "No problem, change or CI is named."
    assert page.detail.links_link.isHidden()


def test_links_are_read_only_when_the_panel_is_seen(page, qtbot):
    page.resize(976, 630)
    settle(qtbot)
    assert not page.detail.isVisible()
    asked = []
    page.detail.links_wanted.connect(asked.append)
    at = page.table.row_of("INC0000002")
    page.table.select(at)
    settle(qtbot)
    assert page.detail.detail().row.key == "INC0000002"
    assert asked == []
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    settle(qtbot)
    assert asked == ["INC0000002"]
    assert "Parent · INC0000001 · Sync stalled · In progress" in {
        row.text() for row in page.detail.links.rows()
    }


def test_a_long_list_is_opened_step_by_step(qtbot, qapp):
    theme.apply(qapp, "light")
    made = LinkList()
    qtbot.addWidget(made)
    made.show()
    ends = [LinkEnd("Child", "ticket", f"INC{at:07d}", "Same", "new") for at in range(LONGEST + 5)]
    made.show_ends(ends)
    assert len(made.rows()) == MOST
    assert made.more.words == f"Show {LONGEST - MOST} more"
    qtbot.keyClick(made.more, Qt.Key.Key_Return)
    assert len(made.rows()) == LONGEST
    assert made.more.isHidden()
    qtbot.keyClick(made.rows()[MOST].link, Qt.Key.Key_Tab)
    assert made.window().focusWidget() is made.rows()[MOST + 1].link
    assert made.count.text() == f"{LONGEST + 5} records, the first {LONGEST} are listed"
    made.show_ends(ends)
    assert len(made.rows()) == LONGEST, "what was opened stays open when it is read again"
    made.show_ends(ends[:3])
    assert [row.link.words for row in made.rows()] == ["INC0000000", "INC0000001", "INC0000002"]


def test_a_long_number_never_widens_the_panel(qtbot, qapp):
    theme.apply(qapp, "light")
    made = LinkList()
    qtbot.addWidget(made)
    made.show_ends(
        [LinkEnd("Configuration item", "ci", "x" * 200), LinkEnd("Child", "ticket", "N" * 90)]
    )
    assert made.minimumSizeHint().width() <= 320


def test_a_name_of_several_records_says_so():
    assert state_of(LinkEnd("Configuration item", "ci", "app-01", ambiguous=3)) == (
        "one of 3 of that name", "warn",
    )  # fmt: skip


def test_quick_steps_read_only_the_last_ticket(page, qtbot, monkeypatch):
    show(page, qtbot, "INC0000003")
    read, real = [], link_reader.read_links

    def watched(tower, key, known):
        read.append(key)
        return real(tower, key, known)

    monkeypatch.setattr(link_reader, "read_links", watched)
    for key in ("INC0000001", "INC0000002", "PRB0000007", "INC0000001"):
        page.detail.links_wanted.emit(key)
    settle(qtbot)
    assert read == ["INC0000001", "INC0000001"]


def test_links_that_cant_be_read_say_so_in_their_place(page, qtbot, monkeypatch):
    def broken(*_):
        raise AppError("The store is on a drive that is gone.")

    monkeypatch.setattr(link_reader, "read_links", broken)
    show(page, qtbot, "INC0000001")
    assert page.detail.links.count.text() == "The store is on a drive that is gone."
    assert page.detail.links.rows() == []
    monkeypatch.undo()
    assert len(show(page, qtbot, "INC0000001")) == 4


def test_a_linked_change_of_another_week_is_shown_in_the_calendar(tower, qtbot, qapp):
    changes = next(shown(ChangesPage, tower, qtbot, qapp))
    assert changes.timeline.start > 1_794_258_000, "the view begins after the change"
    changes.apply_filter("CHG0000001")
    qtbot.waitUntil(lambda: changes.timeline.focused_key() == "CHG0000001", timeout=20_000)
    settle(qtbot)
    assert changes.timeline.start <= 1_794_254_400
    assert changes.timeline.end >= 1_794_261_600
    assert changes.readiness.key_at(changes.readiness.selected()) == "CHG0000001"
    background.hub().stop()


def test_a_linked_change_without_a_bar_says_why(tower, qtbot, qapp, tmp_path):
    bring(tower, tmp_path, "later.csv",
          _CHANGES.replace("CHG0000001", "CHG0000002").replace("Closed", "Cancelled"))  # fmt: skip
    changes = next(shown(ChangesPage, tower, qtbot, qapp))
    heard = []
    speaker().said.connect(heard.append)
    before = changes.timeline.start
    changes.apply_filter("CHG0000002")
    settle(qtbot)
    speaker().said.disconnect(heard.append)
    assert [message.words.split(":")[0] for message in heard] == [
        "CHG0000002 has no place in the calendar"
    ]
    assert changes.timeline.start == before
    background.hub().stop()
