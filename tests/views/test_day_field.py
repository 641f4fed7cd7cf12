"""The field of a day: its calendar speaks no alarm, and its day is that of the zone."""

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QDate, QPoint, Qt
from PySide6.QtWidgets import QApplication

from app.views import theme
from app.views.day_field import DayField

LATE = int(datetime(2026, 11, 23, 23, 30, tzinfo=UTC).timestamp())


@pytest.fixture
def field(qtbot, light):
    made = DayField()
    qtbot.addWidget(made)
    made.resize(200, 24)
    made.show()
    return made


def test_an_instant_is_shown_as_the_day_of_its_zone(field):
    field.set_day(LATE, "UTC")
    assert field.date() == QDate(2026, 11, 23)
    field.set_day(LATE, "Europe/Berlin")
    assert field.date() == QDate(2026, 11, 24)


def test_the_calendar_opens_and_its_weekends_are_neutral_in_both_themes(qtbot, qapp, field):
    calendar = field.calendarWidget()
    for name in ("light", "dark"):
        theme.apply(qapp, name)
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            assert calendar.weekdayTextFormat(day).foreground().color() == theme.colour("t2")
    qtbot.mouseClick(field, Qt.MouseButton.LeftButton, pos=QPoint(190, 12))
    popup = calendar.window()
    assert popup in QApplication.topLevelWidgets()
    assert popup is not field.window()
    qtbot.waitUntil(calendar.isVisible)
    popup.close()
