"""The calendar's panel: bars or table, and what was checked; the panel of readiness below it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget

from app.models.counts import counted
from app.models.results import ChangeBar, ChangeCalendar
from app.views.buttons import LinkLabel
from app.views.changes.axis import range_words
from app.views.changes.readiness_table import ReadinessTable
from app.views.changes.slice import Slice
from app.views.changes.timeline import Timeline
from app.views.changes.twin import CalendarTable
from app.views.changes.words import coverage_words
from app.views.plain import tooltip
from app.views.widgets import EmptyState, Legend, Panel, PlainLabel

LEGEND = (
    ("Normal", "fill", "accf"),
    ("Standard", "edge", "stdf"),
    ("Emergency", "chevron", "emgf"),
    ("Not approved", "dashed", "accf"),
    ("Maintenance", "fill", "mw"),
    ("Freeze", "hatch", ""),
)
_FRAME = 36 + 30


class CalendarPanel(Panel):
    """The change calendar as bars or as a table, with a line on what was checked."""

    unknown_asked = Signal()
    import_asked = Signal()

    def __init__(self) -> None:
        super().__init__("Change calendar")
        self.timeline = Timeline()
        self.table = CalendarTable()
        self.no_changes = EmptyState("", "", "Import changes")
        self.no_changes.acted.connect(self.import_asked)
        self.add_header_widget(Legend(LEGEND))
        self.add_header_widget(PlainLabel("H M L risk", "t3", 11))
        self.body.setContentsMargins(0, 0, 0, 4)
        self.views = QStackedWidget()
        for widget in (self.timeline, self.table, self.no_changes):
            self.views.addWidget(widget)
        self.body.addWidget(self.views, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(12, 0, 8, 0)
        foot.setSpacing(8)
        self.coverage = PlainLabel("", "t3", 11)
        self.coverage.setFixedHeight(24)
        self.unknown_link = LinkLabel("", 11)
        self.unknown_link.clicked.connect(self.unknown_asked)
        foot.addWidget(self.unknown_link)
        foot.addWidget(self.coverage, 1)
        self.body.addLayout(foot)

    def show_coverage(self, part: Slice, calendar: ChangeCalendar) -> None:
        """Say how many changes were checked, what was not, and which can't be."""
        words = [f"{counted(part.checked, 'change')} checked", *calendar.report.not_checked]
        self.coverage.setText(coverage_words(words[0], calendar.report.not_checked))
        self.coverage.setAccessibleName(". ".join(words))
        self.coverage.setToolTip(tooltip("\n".join(words)) if len(words) > 2 else "")
        unknown = len({key for finding in part.unknown for key in finding.changes})
        self.unknown_link.set_words(f"{unknown} can't be checked")
        self.unknown_link.setVisible(unknown > 0)

    def show_view(self, part: Slice, calendar: ChangeCalendar, *, table: bool, only: bool) -> None:
        """Show the bars, the table, or why there is nothing."""
        when = range_words(part.start, part.end, calendar.zone)
        why = "Only collisions are shown." if only else "Changes come from change exports."
        self.no_changes.set_words(f"No changes from {when}", why, "Import changes")
        bars = self.timeline if part.bars else self.no_changes
        self.views.setCurrentWidget(self.table if table else bars)

    def share(self, room: int) -> None:
        """Take what the lanes need, as long as the readiness table keeps its rows."""
        wanted = self.timeline.whole_height() + _FRAME
        self.setFixedHeight(max(200, min(wanted, round(room * 0.66))))


class ReadinessPanel(Panel):
    """How ready the changes in view are."""

    def __init__(self) -> None:
        super().__init__("Readiness")
        self.table = ReadinessTable()
        items = (("complete", "check", ""), ("partial", "partial", ""), ("missing", "cross", ""))
        self.add_header_widget(Legend(items))
        why = "It lists normal and emergency changes; standard ones need no review."
        self.empty = EmptyState("No change to review.", why)
        self.views = QStackedWidget()
        self.views.addWidget(self.table)
        self.views.addWidget(self.empty)
        self.body.addWidget(self.views)

    def show_bars(self, bars: tuple[ChangeBar, ...], zone: str) -> None:
        """List the changes that need a review."""
        count = self.table.show_bars(bars, zone)
        what = counted(count, "normal and emergency change")
        self.set_title("Readiness", f"{what} needing review, lowest score first" if count else "")
        self.views.setCurrentIndex(0 if count else 1)
