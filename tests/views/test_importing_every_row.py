"""More problem rows than the screen lists: it says so, and every one goes to a file."""

import csv
import io

import pytest

from app.models.errors import AppError, Cancelled
from app.models.records import Options
from app.services import problem_list
from app.services.tower import open_tower
from app.views import background, messages
from app.views.importing.page import ImportPage
from tests.views import samples_frame as samples
from tests.views.test_importing_page import LEFT, choose, rest

BAD = 230


@pytest.fixture
def tower(tmp_path):
    with open_tower(tmp_path / "store" / "tower.db", now=samples.NOW, report_zone="UTC") as opened:
        yield opened


@pytest.fixture
def exported(tmp_path):
    path = tmp_path / "incident.csv"
    with path.open("w", newline="", encoding="utf-8") as stream:
        rows = csv.writer(stream)
        rows.writerow(("number", "short_description", "state", "opened_at", "sys_updated_on"))
        for number in range(1, BAD + 21):
            month = 13 if number <= BAD else 11
            stamp = f"2026-{month}-20 08:00:00"
            rows.writerow((f"INC{number:07}", "Printer", "2", stamp, "2026-11-20 09:00:00"))
    return path


def test_what_is_not_listed_is_said_and_saved(qtbot, light, tower, exported, tmp_path):
    page = ImportPage(tower)
    qtbot.addWidget(page)
    page.resize(1292, 830)
    page.show()
    rest(qtbot)
    page.add_files((exported,))
    rest(qtbot)
    choose(page.board.dates.zone, "UTC")
    rest(qtbot)
    problems = page.board.problems
    assert problems.lines[0].problem.rows == BAD
    assert problems.rows.caption.text() == "first 200 of 230 rows"
    assert problems.rows.note.isVisible()
    assert problems.save.words == "Save all…"
    said = []
    messages.speaker().said.connect(said.append)
    qtbot.mouseClick(problems.save, LEFT)
    target = tmp_path / "every row.csv"
    page.asking.dialog.fileSelected.emit(str(target))
    page.asking.dialog.reject()
    rest(qtbot)
    rows = list(csv.reader(io.StringIO(target.read_text("utf-8-sig"), newline="")))
    assert [row[3] for row in rows[1:]] == [f"INC{number:07}" for number in range(1, BAD + 1)]
    assert said[-1].words == "230 problem rows saved to every row.csv."
    messages.speaker().said.disconnect(said.append)
    background.hub().stop()


def test_a_file_that_is_gone_is_told_and_cancel_ends_the_reading(tower, exported, tmp_path):
    zoned = Options(timezone="UTC")

    def stop(_done, _total):
        raise Cancelled("incident.csv")

    with pytest.raises(Cancelled):
        problem_list.every_problem_row(tower, exported, zoned, stop)
    with pytest.raises(AppError):
        problem_list.every_problem_row(tower, tmp_path / "gone.csv", zoned, lambda *_: None)
