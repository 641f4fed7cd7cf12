"""A day to type or to pick from a calendar, painted like the other fields."""

from PySide6.QtCore import QDate, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QTextCharFormat
from PySide6.QtWidgets import QDateEdit, QStyle, QStyleOptionComboBox

from app.models.moments import local
from app.views import icons, theme


class DayField(QDateEdit):
    """A frameless date with a chevron; the field's edge is that of what it stands in."""

    def __init__(self) -> None:
        super().__init__()
        self.setFrame(False)
        self.setCalendarPopup(True)
        self.setDisplayFormat("ddd d MMM yyyy")
        theme.signals().changed.connect(self._ink_days)
        self._ink_days()

    def _ink_days(self) -> None:
        """Weekends are no alarm: colour means state or selection, nothing else."""
        ink = QTextCharFormat()
        ink.setForeground(theme.colour("t2"))
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self.calendarWidget().setWeekdayTextFormat(day, ink)

    def set_day(self, at: int, zone: str) -> None:
        """Show the day of an instant, UTC seconds, in a zone."""
        day = local(at, zone)
        self.setDate(QDate(day.year, day.month, day.day))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The chevron of the product's lists in place of the style's own button."""
        super().paintEvent(event)
        option = QStyleOptionComboBox()
        option.initFrom(self)
        option.frame = False
        box = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox,
            option,
            QStyle.SubControl.SC_ComboBoxArrow,
            self,
        )
        painter = QPainter(self)
        painter.fillRect(QRectF(box).adjusted(-2, 0, 4, 0), theme.colour("surf"))
        middle = QRectF(box).center()
        icons.paint(painter, "chevron-down", QRectF(box.right() - 13, middle.y() - 6, 12, 12), "t2")
