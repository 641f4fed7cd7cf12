"""The records behind a number, as a table: read, filter, copy, open."""

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from app.models.results.drilldown import RecordLine
from app.views import plain, theme
from app.views.changes.decision_form import Boxed
from app.views.scorecard.overlay import Overlay
from app.views.scorecard.row_cells import Listed, cells, listed
from app.views.scorecard.rows import DASH
from app.views.tables import Column, ColumnTable
from app.views.tables.values import text_of
from app.views.widgets import Button, EmptyState, PlainLabel

KIND_WORDS = {
    "ticket": "tickets",
    "change": "changes",
    "alert": "alert episodes",
    "action": "actions",
    "automation_run": "runs",
    "survey_response": "answers",
    "vendor_case": "vendor cases",
    "service": "services",
    "outage": "outages",
    "pir": "reviews",
}
_NAMES = {
    "survey_response": ("Question", "Respondent", "Taken", "–", "Score"),
    "service": ("Service", "Owner", "–", "–", "State"),
    "vendor_case": ("Title", "Vendor", "Opened", "Ended", "State"),
    "automation_run": ("Job", "Tool", "Started", "Ended", "State"),
    "change": ("Title", "Group", "Started", "Ended", "State"),
    "alert": ("Title", "Team", "Fired", "Over", "State"),
    "action": ("Title", "Team", "Opened", "Closed", "State"),
}
_OPEN = ("ticket", "change")
"""Kinds that a screen can show."""
_TICKET = ("Title", "Group", "Opened", "Resolved", "State")


_NOTHING = listed(())


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows are asked for: what they are, their kind and their keys."""

    title: str
    caption: str
    records: str
    keys: tuple[str, ...]
    needs: str = ""
    """Why there are none: which export is missing."""


def _columns(records: str, *, measured: bool = False) -> tuple[Column, ...]:
    title, group, opened, ended, state = _NAMES.get(records, _TICKET)
    times = (
        Column("opened", opened, 128),
        Column("ended", ended, 128),
        Column("lasted", "Took", 84, "number"),
    )
    return (
        Column("key", "Number", 104, "link" if records in _OPEN else "text"),
        Column("title", title, 200, stretch=4),
        Column("group", group, 130, stretch=1, optional=1),
        *(times if opened != DASH else ()),
        *((Column("measured", "Measured", 90, "number"),) if measured else ()),
        Column("state", state, 90, optional=2),
    )


class RowsOverlay(Overlay):
    """Lists `RecordLine`s; `record_asked` gives the key of one that shall be opened."""

    record_asked = Signal(str)

    def __init__(self, over: QWidget, within: QWidget) -> None:
        super().__init__(over, within, "Rows", 1040)
        self._listed = _NOTHING
        self._total = 0
        self._wanted: Wanted | None = None
        bar = QHBoxLayout()
        bar.setSpacing(8)
        self.filter_field = QLineEdit()
        self.filter_field.setFrame(False)
        self.filter_field.setFont(theme.font(12))
        self.filter_field.setPlaceholderText("Filter by number, title or group")
        self.filter_field.setAccessibleName("Filter by number, title or group")
        self.filter_field.textChanged.connect(self._filter)
        self.copy = Button("Copy as table", icon="copy")
        self.copy.clicked.connect(self._on_copy)
        self.count = PlainLabel("", "t3", 11)
        bar.addWidget(Boxed(self.filter_field), 1)
        bar.addWidget(self.count)
        bar.addWidget(self.copy)
        self.body.addLayout(bar)
        self.table = ColumnTable(_columns("ticket"), row_height=26, name="Rows behind the number")
        self.table.rowActivated.connect(self._on_open)
        self.filter_field.returnPressed.connect(self.table.setFocus)
        self.table.cellClicked.connect(self._on_cell)
        self.empty = EmptyState("No row.", "")
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.empty, 1)

    def begin(self, wanted: Wanted) -> None:
        """Open for `wanted` while its rows are being read."""
        self._wanted = wanted
        self.title.setText(wanted.title)
        self.caption.setText(wanted.caption)
        self.setAccessibleName(f"{wanted.title}, {wanted.caption}")
        self.filter_field.clear()
        self._listed = _NOTHING
        self.table.hide()
        self.empty.show()
        self.count.setText("")
        self.empty.set_words("Reading the rows.", "They come out of the store.")
        self.open(self.table)

    def show_rows(self, found: Listed, zone: str, total: int) -> None:
        """Show what was read of the `total` records that stand behind the number.

        An overlay that was closed meanwhile stays closed.
        """
        self._listed, self._total = found, total
        wanted = self._wanted
        if wanted is None:
            return
        there = bool(found.lines)
        self.table.columns = _columns(wanted.records, measured=found.is_measured)
        self.table.set_rows(cells(found.lines, zone), keys=found.sort_keys)
        self.table.setVisible(there)
        self.empty.setVisible(not there)
        none = "Nothing stands behind this number in this period."
        self.empty.set_words("No row.", wanted.needs or none)
        self._filter(self.filter_field.text())
        if there:
            self.table.select(0, tell=False)
            if self.isVisible():
                self.table.setFocus()

    def fail(self) -> None:
        """Say that the rows could not be read; why stands on the screen above."""
        self.empty.set_words("The rows could not be read.", "What failed stands above.")

    def lines(self) -> tuple[RecordLine, ...]:
        """The rows that are listed."""
        return self._listed.lines

    def _tell_count(self, shown: int) -> None:
        wanted = self._wanted
        if wanted is None:
            return
        word = KIND_WORDS.get(wanted.records, "records")
        whole = shown == self._total
        self.count.setText(f"{shown:,} {word}" if whole else f"{shown:,} of {self._total:,} {word}")

    def _filter(self, text: str) -> None:
        asked = text.strip().casefold()
        kept = [at for at, words in enumerate(self._listed.folded) if asked in words]
        self.table.set_filter(kept if asked else None)
        if kept and self.table.selected() not in kept:
            self.table.select(kept[0], tell=False)
        self._tell_count(len(kept))

    def _on_cell(self, at: int, column: str) -> None:
        if column == "key":
            self._on_open(at)

    def _on_open(self, at: int) -> None:
        lines = self._listed.lines
        if 0 <= at < len(lines) and lines[at].opens:
            self.record_asked.emit(lines[at].key)

    def _on_copy(self) -> None:
        titles = "\t".join(column.title for column in self.table.columns)
        rows = [
            "\t".join(plain.one_line(words) for words in self._row_words(int(at)))
            for at in self.table.shown()
        ]
        QGuiApplication.clipboard().setText("\r\n".join([titles, *rows]))

    def _row_words(self, at: int) -> list[str]:
        return [text_of(each, self.table.value(at, each.id)) for each in self.table.columns]
