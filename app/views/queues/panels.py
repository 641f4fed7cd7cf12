"""The two panels of the queue screen: the matrix of groups and the tickets behind it."""

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from app.models.counts import counted
from app.models.results import QueueHealth
from app.views.plain import menu_text, tooltip
from app.views.queues.chip_row import ChipRow
from app.views.queues.group_table import GroupTable
from app.views.queues.ticket_table import COLUMNS, TicketTable
from app.views.queues.wording import instant
from app.views.widgets import Chip, EmptyState, GlyphLabel, Legend, Panel, PlainLabel

_AGES = ("<1", "1–3", "3–7", "7–14", "14–30", ">30 d")
_EMPTY_HEIGHT = 150
_FIXED_COLUMNS = ("key", "title", "sla")


class MatrixPanel(Panel):
    """Title, how fresh it is, legends, and the matrix."""

    def __init__(self) -> None:
        super().__init__("Assignment groups")
        self.stale = QWidget()
        row = QHBoxLayout(self.stale)
        row.setContentsMargins(0, 0, 8, 0)
        row.setSpacing(5)
        self.stale_words = PlainLabel("", "warn", 11)
        row.addWidget(GlyphLabel("risk", 12, "Stale"))
        row.addWidget(self.stale_words)
        self.stale.hide()
        flow = (("in", "fill", "flowin"), ("out", "fill", "flowout"))
        ages = tuple((words, "fill", f"seq{band}") for band, words in enumerate(_AGES))
        self.flow_legend, self.age_legend = Legend(flow, "Flow, 14 d"), Legend(ages, "Age")
        for widget in (self.stale, self.flow_legend, self.age_legend):
            self.add_header_widget(widget)
        self.groups = GroupTable()
        self.empty = EmptyState("", "")
        self.empty.hide()
        self.body.addWidget(self.groups, 1)
        self.body.addWidget(self.empty, 1)
        self.body.setContentsMargins(1, 0, 1, 1)

    def show_health(self, health: QueueHealth, as_of: int, now: int, limit_s: int) -> None:
        """Captions and rows; clocks of a source older than `limit_s` say "as of"."""
        stale = stale_words(health, as_of, now, limit_s)
        said = [counted(len(health.groups), "group")]
        if health.left_outcome_unknown:
            said.append(f"{health.left_outcome_unknown:,} left, outcome unknown")
        if not stale:
            said.append("click a number to filter the tickets below")
        self.caption_label.setText(" · ".join(said) if health.groups else "")
        self.caption_label.setToolTip(tooltip("\n".join(health.caveats)))
        self.stale_words.setText(stale)
        self.stale.setToolTip(tooltip("\n".join(health.caveats)))
        self.stale.setVisible(bool(stale))
        self.groups.setVisible(bool(health.groups))
        self.empty.setVisible(not health.groups)

    def wanted_height(self) -> int:
        """Header, every row and the total; without groups the words that say so."""
        if self.groups.isHidden():
            return _EMPTY_HEIGHT
        return 38 + self.groups.content_height() + 1


def stale_words(health: QueueHealth, as_of: int, now: int, limit_s: int) -> str:
    """Write "Clocks as of Fri 20 Nov 17:02" past the limit, with what may have happened since."""
    if now - as_of <= limit_s:
        return ""
    words = f"Clocks as of {instant(as_of, health.zone, now)}"
    late = health.total.breached_if_open
    return f"{words} · {late:,} breached if still open" if late else words


class TicketPanel(Panel):
    """Chips, columns and the ticket table."""

    sorted_by = Signal(str)

    def __init__(self) -> None:
        super().__init__("Tickets")
        policy = QSizePolicy.Policy
        self.caption_label.setSizePolicy(policy.Maximum, policy.Fixed)
        self.chips = ChipRow()
        self.sorted_words = PlainLabel("Sorted by SLA time left", "t3", 11)
        self.columns_chip = Chip("Columns", menu=True)
        self.columns_chip.clicked.connect(self._open_columns)
        holder = QWidget()
        holder.setSizePolicy(policy.Expanding, policy.Preferred)
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.chips)
        row.addStretch(1)
        row.addWidget(self.sorted_words)
        row.addWidget(self.columns_chip)
        self.add_header_widget(holder)
        self.table = TicketTable()
        self.table.sortChanged.connect(self._on_sorted)
        self.empty = EmptyState("", "", "Clear the filter")
        self.empty.hide()
        box = QVBoxLayout()
        box.addWidget(self.table, 1)
        box.addWidget(self.empty, 1)
        self.body.addLayout(box, 1)
        self.body.setContentsMargins(1, 0, 1, 7)

    def show_count(self, shown: int, every: int, kind_words: str) -> None:
        """The number of tickets listed; with none, why."""
        self.caption_label.setText(f"{shown:,}")
        self.table.setVisible(bool(shown))
        self.empty.setVisible(not shown)
        if not shown:
            many = f"None of the {every:,} open {kind_words} passes the filter." if every else ""
            self.empty.set_words(
                "No tickets listed.",
                many or f"The store holds no open {kind_words}.",
                "Clear the filter" if every else "",
            )

    def _on_sorted(self, name: str, _descending: bool) -> None:  # noqa: FBT001 - a slot
        title = next(column.title for column in COLUMNS if column.id == name)
        words = "SLA time left" if name == "sla" else title.lower()
        self.sorted_words.setText(f"Sorted by {words}")

    def _open_columns(self) -> None:
        menu = QMenu(self)
        seen = {column.id for column in self.table.columns}
        for column in COLUMNS:
            action = menu.addAction(menu_text(column.title))
            action.setCheckable(True)
            action.setChecked(column.id in seen)
            action.setEnabled(column.id not in _FIXED_COLUMNS)
            action.triggered.connect(
                lambda checked, name=column.id: self.table.show_column(name, wanted=checked)
            )
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.columns_chip.mapToGlobal(QPoint(0, self.columns_chip.height() + 2)))
