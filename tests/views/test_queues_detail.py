"""The detail panel: priority, clocks, path, work note."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from app.models.results import PathStep
from app.views import theme
from app.views.queues.detail import DetailPanel
from app.views.queues.matrix_view import recorded_cell
from app.views.queues.path_view import segments
from tests.views import samples_queues as samples

LEFT = Qt.MouseButton.LeftButton
DETAIL = samples.detail()


@pytest.fixture
def panel(qtbot, qapp):
    theme.apply(qapp, "light")
    made = DetailPanel()
    qtbot.addWidget(made)
    made.resize(348, 360)
    made.show()
    made.show_detail(DETAIL, 5, 58, samples.ZONE, samples.NOW)
    return made


def test_it_says_where_the_ticket_stands_and_why_the_priority_differs(panel):
    assert panel.key_link.words == "INC0482193"
    assert panel.head.place.text() == "5 of 58"
    assert panel.subline.text() == "okta-prd · New · opened 01:00 · caller S. Vermeulen"
    assert panel.priority_title.text() == "Priority does not match"
    assert panel.matrix.accessibleName() == "Priority matrix. Recorded P4, computed P2"
    assert panel.path_line.text() == "3 hops · here 3 h 05 m, no owner"
    assert panel.similar_line.text() == "4 similar on okta-prd, no problem record"


def test_without_a_ticket_it_says_so_and_can_be_closed(qtbot, panel):
    panel.show_detail(None, 0, 0, samples.ZONE, samples.NOW)
    assert panel.empty.isVisible()
    head = panel.head
    assert not any(
        one.isVisible() for one in (head.key_link, head.copy_key, head.place, head.forth)
    )
    with qtbot.waitSignal(panel.closed):
        qtbot.mouseClick(head.close_button, LEFT)
    panel.show_detail(DETAIL, 5, 58, samples.ZONE, samples.NOW)
    assert head.place.isVisible()


def test_recorded_and_computed_clock_stand_apart(panel):
    lines = (panel.respond, panel.resolve, panel.computed)
    assert [line.accessibleName() for line in lines] == [
        "Respond P4: Met, 7 h 40 m left",
        "Recorded P4: Met, 2 d 16 h left",
        "Matrix P2: At risk, 48 m left",
    ]


def test_a_matching_priority_has_one_resolution_clock(panel):
    panel.show_detail(samples.detail("INC0482071"), 9, 58, samples.ZONE, samples.NOW)
    assert panel.priority_title.text() == "Priority matches"
    assert panel.computed.isHidden()
    assert panel.resolve.accessibleName() == "Resolve P2: At risk, 2 h 58 m left"


def test_a_priority_that_cant_be_checked_says_so(panel):
    row = replace(DETAIL.row, computed_priority=0)
    blank = replace(DETAIL, row=row, impact=0, urgency=0, priority_reason="", computed_sla=None)
    panel.show_detail(blank, 1, 1, samples.ZONE, samples.NOW)
    assert panel.priority_title.text() == "Priority can't be checked"


def test_buttons_step_copy_and_close(qtbot, panel):
    told = []
    panel.stepped.connect(told.append)
    panel.closed.connect(lambda: told.append("closed"))
    panel.copied.connect(told.append)
    for button in (panel.head.forth, panel.head.back, panel.copy_note, panel.head.close_button):
        qtbot.mouseClick(button, LEFT)
    assert told == [1, -1, "Work note for INC0482193 copied", "closed"]
    assert QGuiApplication.clipboard().text() == DETAIL.work_note


def test_the_ends_of_the_list_and_an_unlisted_ticket(panel):
    panel.head.show_place(1, 58)
    assert (panel.head.back.isEnabled(), panel.head.forth.isEnabled()) == (False, True)
    panel.head.show_place(58, 58)
    assert (panel.head.back.isEnabled(), panel.head.forth.isEnabled()) == (True, False)
    panel.head.show_place(0, 58)
    assert panel.head.place.text() == "not in the list"
    assert not panel.head.forth.isEnabled()


def test_everything_fits_in_the_panel_of_the_design(panel):
    inside = panel._area.widget()
    assert inside.minimumSizeHint().width() <= panel._area.viewport().width()
    bottom = panel.copy_note.mapTo(inside, panel.copy_note.rect().bottomLeft()).y()
    assert bottom <= panel._area.viewport().height()


@pytest.mark.parametrize(
    ("priority", "impact", "urgency", "cell"),
    [(4, 3, 3, (2, 2)), (2, 2, 1, (1, 0)), (4, 2, 1, (2, 2)), (0, 2, 1, None), (4, 0, 1, None),
     (9, 1, 1, None)],
)  # fmt: skip
def test_the_cell_that_stands_for_the_recorded_priority(priority, impact, urgency, cell):
    found = recorded_cell(samples.MATRIX, priority, impact, urgency)
    if cell is None:
        assert found is None
    else:
        assert found is not None
        assert samples.MATRIX[found[0]][found[1]] == priority
        near = abs(found[0] - impact + 1) + abs(found[1] - urgency + 1)
        assert near == abs(cell[0] - impact + 1) + abs(cell[1] - urgency + 1)


def test_path_parts_fill_the_width_in_proportion():
    path = tuple(PathStep(f"G{at}", at, at + held) for at, held in enumerate((10, 0, 30)))
    parts = segments(path, 204)
    widths = [wide for _, wide in parts]
    assert parts[-1][0] + parts[-1][1] == pytest.approx(204)
    assert min(widths) == pytest.approx(4)
    assert widths[2] - 4 == pytest.approx(3 * (widths[0] - 4))
    assert segments((), 100) == ()
