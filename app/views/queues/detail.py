"""The detail panel of one ticket: priority, clocks, path, similar tickets, work note, links."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from app.models.counts import counted
from app.models.duration import duration
from app.models.results import TicketDetail
from app.services.links import LinkEnd
from app.views import theme
from app.views.plain import menu_text, tooltip
from app.views.queues.clock_line import ClockLine
from app.views.queues.detail_head import DetailHead
from app.views.queues.link_list import LinkList, listed
from app.views.queues.matrix_view import PriorityMatrix
from app.views.queues.path_view import PathBar
from app.views.queues.wording import priority_words, similar_words, subline
from app.views.side_panel import scrolled
from app.views.widgets import Button, EmptyState, GlyphLabel, LinkLabel, Panel, PlainLabel


class Rule(QFrame):
    """A 1px line between two parts of a panel."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(1)
        theme.signals().changed.connect(self._paint)
        self.setAutoFillBackground(True)
        self._paint()

    def _paint(self) -> None:
        palette = self.palette()
        palette.setColor(self.backgroundRole(), theme.colour("grid"))
        self.setPalette(palette)


class DetailPanel(Panel):
    """Shows one TicketDetail. Speaks only through its signals."""

    closed = Signal()
    stepped = Signal(int)
    """−1 or 1: the ticket before or after in the list."""
    opened = Signal(str)
    """Key of a similar ticket or the problem that was clicked."""
    rca_wanted = Signal(str)
    """Key of the incident whose RCA package shall be written."""
    links_wanted = Signal(str)
    """Key of the ticket whose links the panel can show; only while it is seen."""
    linked_opened = Signal(object)
    """The LinkEnd that was pressed."""
    copied = Signal(str)
    """What went to the clipboard, in words for the one place that speaks."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Ticket detail")
        self._detail: TicketDetail | None = None
        self.head = DetailHead()
        self.key_link, self.links_link = self.head.key_link, self.head.links_link
        self.key_link.clicked.connect(self._copy_key)
        self.head.copy_key.clicked.connect(self._copy_key)
        self.links_link.clicked.connect(self._to_links)
        self.head.stepped.connect(self.stepped)
        self.head.closed.connect(self.closed)
        self.body.addWidget(self.head)
        inside = QWidget()
        self._rows = QVBoxLayout(inside)
        self._rows.setContentsMargins(11, 0, 11, 4)
        self._rows.setSpacing(4)
        self._build_rows()
        area = scrolled(inside)
        self._area = area
        self.empty = EmptyState("No ticket selected.", "Pick a row to see its clocks and path.")
        self.body.addWidget(area, 1)
        self.body.addWidget(self.empty, 1)
        self.body.setContentsMargins(0, 0, 0, 3)
        self.show_detail(None, 0, 0, "UTC", 0)

    def _build_rows(self) -> None:
        rows = self._rows
        self.title = PlainLabel("", "t1", 13, 600, wrap=True)
        self.subline = PlainLabel("", "t3", 11)
        heading = QVBoxLayout()
        heading.setSpacing(1)
        heading.addWidget(self.title)
        heading.addWidget(self.subline)
        rows.addLayout(heading)
        rows.addWidget(Rule())
        rows.addLayout(self._priority_row())
        self.respond, self.resolve, self.computed = ClockLine(), ClockLine(), ClockLine()
        clocks = QVBoxLayout()
        clocks.setSpacing(0)
        for line in (self.respond, self.resolve, self.computed):
            clocks.addWidget(line)
        rows.addLayout(clocks)
        rows.addWidget(Rule())
        self.path_line = PlainLabel("", "t3", 11)
        path_head = QHBoxLayout()
        path_head.setSpacing(8)
        path_head.addWidget(PlainLabel("Assignment path", "t1", 12, 600))
        path_head.addWidget(self.path_line, 1)
        rows.addLayout(path_head)
        self.path = PathBar()
        rows.addWidget(self.path)
        rows.addWidget(Rule())
        rows.addLayout(self._similar_row())
        rows.addLayout(self._button_row())
        rows.addWidget(Rule())
        self.links = LinkList()
        self.links.opened.connect(self.linked_opened)
        rows.addWidget(self.links)
        rows.addStretch(1)

    def _priority_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        self.matrix = PriorityMatrix()
        row.addWidget(self.matrix, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(2)
        self.priority_title = PlainLabel("", "t1", 12, 600)
        self.priority_words = PlainLabel("", "t2", 11, wrap=True)
        words.addWidget(self.priority_title)
        words.addWidget(self.priority_words)
        words.addStretch(1)
        row.addLayout(words, 1)
        return row

    def _similar_row(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(6)
        line.addWidget(GlyphLabel("note"))
        self.similar_line = PlainLabel("", "t2", 12)
        line.addWidget(self.similar_line, 1)
        self.problem_link = LinkLabel("")
        self.problem_link.clicked.connect(lambda: self.opened.emit(self.problem_link.words))
        self.similar_link = LinkLabel("Show")
        self.similar_link.setAccessibleName("Show similar tickets")
        self.similar_link.clicked.connect(self._open_similar)
        line.addWidget(self.problem_link)
        line.addWidget(self.similar_link)
        return line

    def _open_similar(self) -> None:
        if self._detail is None:
            return
        menu = QMenu(self)
        for key in self._detail.similar:
            action = menu.addAction(menu_text(key))
            action.triggered.connect(lambda _=False, key=key: self.opened.emit(key))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.similar_link.mapToGlobal(QPoint(0, self.similar_link.height())))

    def _button_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        self.copy_note = Button("Copy work note", primary=True, key="C")
        self.copy_note.clicked.connect(self.copy_work_note)
        self.rca = Button("Export RCA package…")
        self.rca.setToolTip("Header, timeline and open questions, as PDF or workbook; a draft")
        self.rca.clicked.connect(self._ask_rca)
        row.addWidget(self.copy_note)
        row.addWidget(self.rca)
        row.addStretch(1)
        return row

    # what it shows

    def detail(self) -> TicketDetail | None:
        """The ticket that is shown."""
        return self._detail

    def show_detail(
        self, detail: TicketDetail | None, place: int, count: int, zone: str, now: int
    ) -> None:
        """Show `detail`, number `place` (from 1) of `count`; None shows what to do."""
        known, self._detail = self._detail, detail
        self._area.setVisible(detail is not None)
        self.head.show_ticket(detail is not None)
        self.empty.setVisible(detail is None)
        if detail is None:
            return
        row = detail.row
        if known is None or known.row.key != row.key:
            self.links.show_none("being read")
            self.links_link.hide()
            self._area.verticalScrollBar().setValue(0)
        if self.isVisible():
            self.links_wanted.emit(row.key)
        self.key_link.set_words(row.key)
        self.head.show_place(place, count)
        self.title.setText(row.title)
        self.subline.setText(subline(detail, zone, now))
        self._show_priority(detail)
        self._show_clocks(detail)
        self._show_path(detail)
        self._show_similar(detail)
        self.copy_note.setEnabled(bool(detail.work_note))
        self.copy_note.setToolTip(tooltip(detail.work_note))
        self.rca.setVisible(row.kind == "incident")

    def show_links(self, ends: Sequence[LinkEnd]) -> None:
        """Show what hangs together with the ticket."""
        self.links.show_ends(ends)
        count = len(listed(ends))
        self.links_link.set_words(f"{count:,} linked")
        self.links_link.setVisible(count > 0)

    def showEvent(self, event: QShowEvent) -> None:
        """Links are read when the panel is seen."""
        super().showEvent(event)
        if self._detail is not None:
            self.links_wanted.emit(self._detail.row.key)

    def _show_priority(self, detail: TicketDetail) -> None:
        priority = detail.row.priority
        self.matrix.show_priority(detail.matrix, priority, detail.impact, detail.urgency)
        title, words = priority_words(detail)
        self.priority_title.setText(title)
        self.priority_words.setText(words)

    def _show_clocks(self, detail: TicketDetail) -> None:
        row = detail.row
        recorded = f"P{row.priority}" if row.priority else ""
        has_response = detail.response.state != "none"
        self.respond.show_clock(
            f"Respond {recorded}".strip(), detail.response if has_response else None
        )
        if detail.computed_sla is None:
            self.resolve.show_clock(f"Resolve {recorded}".strip(), row.sla)
        else:
            self.resolve.show_clock(f"Recorded {recorded}".strip(), row.sla)
        self.computed.show_clock(f"Matrix P{row.computed_priority}", detail.computed_sla)

    def _show_path(self, detail: TicketDetail) -> None:
        row = detail.row
        said = [counted(row.hops, "hop")]
        if detail.path and not row.assignee:
            held = detail.path[-1].end - detail.path[-1].start
            said.append(f"here {duration(held)}, no owner")
        self.path_line.setText(" · ".join(said))
        self.path.show_path(detail.path, alert=not row.assignee)

    def _show_similar(self, detail: TicketDetail) -> None:
        self.similar_line.setText(similar_words(detail))
        self.problem_link.setVisible(bool(detail.problem_key))
        self.problem_link.set_words(detail.problem_key)
        self.similar_link.setVisible(bool(detail.similar))

    # what it does

    def _to_links(self) -> None:
        bar = self._area.verticalScrollBar()
        bar.setValue(min(self.links.y(), bar.maximum()))
        first = self.links.first()
        if first is not None:
            first.setFocus()

    def copy_work_note(self) -> None:
        """Put the work note on the clipboard; the ITSM tool is never written to."""
        if self._detail is not None and self._detail.work_note:
            QGuiApplication.clipboard().setText(self._detail.work_note)
            self.copied.emit(f"Work note for {self._detail.row.key} copied")

    def _ask_rca(self) -> None:
        if self._detail is not None:
            self.rca_wanted.emit(self._detail.row.key)

    def _copy_key(self) -> None:
        if self._detail is not None:
            QGuiApplication.clipboard().setText(self._detail.row.key)
            self.copied.emit(f"{self._detail.row.key} copied")
