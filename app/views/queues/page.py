"""The Queues screen: health of every assignment group, the tickets behind, one ticket in detail."""

from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent

from app.models.results import SlaClock
from app.services.links import LinkEnd
from app.services.tower import Tower
from app.views.queues.detail import DetailPanel
from app.views.queues.exports import QueueExports
from app.views.queues.filters import Cell, Filter
from app.views.queues.link_reader import LinkReader
from app.views.queues.panels import MatrixPanel, TicketPanel
from app.views.queues.reading import Detail, Linked, Reading, read, read_detail
from app.views.queues.ticking import counted_down, is_soon, reached
from app.views.queues.toolbar import QueueToolbar
from app.views.queues.wanted import understood
from app.views.queues.wording import KIND_WORDS
from app.views.side_panel import SidePanel

_LEAST_MATRIX = 180
_MATRIX_SHARE = 0.54


class QueuesPage(QueueExports):
    """Worst group first; a click on any number lists its tickets."""

    page_id: ClassVar[str] = "queues"

    def __init__(self, tower: Tower) -> None:
        super().__init__(tower)
        self._filter = Filter()
        self._kind = "incident"
        self._key = ""
        self._pinned = False
        self._links = LinkReader(self)
        self.toolbar = QueueToolbar()
        self.matrix = MatrixPanel()
        self.list = TicketPanel()
        self.groups, self.table, self.chips = self.matrix.groups, self.list.table, self.list.chips
        self.detail = DetailPanel()
        self.side = SidePanel(self.list, self.detail, 348, self)
        self.body.addWidget(self.toolbar)
        self.body.addWidget(self.matrix)
        self.body.addWidget(self.side, 1)
        self._connect()
        self.toolbar.show_quick("all")

    def _connect(self) -> None:
        self.toolbar.quick.connect(self._on_quick)
        self.toolbar.kind.connect(self.show_kind)
        self.toolbar.export.clicked.connect(self.primary_export)
        self.groups.filtered.connect(self._on_cell)
        self.groups.cleared.connect(self.clear_filter)
        self.chips.changed.connect(self.set_filter)
        self.list.empty.acted.connect(self.clear_filter)
        self.matrix.empty.acted.connect(lambda: self.navigate.emit("import", None))
        self.table.rowSelected.connect(self._on_ticket)
        self.table.rowActivated.connect(self._on_open)
        self.table.cellClicked.connect(self._on_ticket_cell)
        self.detail.closed.connect(self.close_detail)
        self.side.closed.connect(self.table.setFocus)
        self.detail.stepped.connect(self.step)
        self.detail.opened.connect(self.show_record)
        self.detail.links_wanted.connect(lambda key: self._links.ask(self.tower, key))
        self._links.told.connect(self._show_links)
        self._links.failed.connect(lambda failure: self.detail.links.show_none(failure.words))
        self.detail.linked_opened.connect(self._open_linked)
        self.detail.copied.connect(self.subtitle)
        self.detail.rca_wanted.connect(self._ask_rca)

    # data

    def refresh(self) -> None:
        """Read the queues of the chosen kind again."""
        tower, kind = self.tower, self._kind
        self.run_query(lambda: read(tower, kind))

    def show_result(self, result: Any) -> None:
        """Show a Reading; filter, selection and scroll place stay."""
        assert isinstance(result, Reading)
        self._reading = result
        health = result.health
        self.toolbar.show_kinds(health.kinds, health.kind)
        self.toolbar.show_counts(result.counts)
        self.toolbar.export.setEnabled(bool(health.tickets))
        if not health.groups:
            words = KIND_WORDS.get(health.kind, health.kind).lower()
            self.matrix.empty.set_words(
                f"No open {words}.", "The store holds none that were open at its as-of instant.",
                "Import an export",
            )  # fmt: skip
        self.matrix.show_health(health, result.as_of, result.now, self.tower.settings.fresh_limit_s)
        self.groups.show_health(health, self._filter.cells)
        self._share_height()
        self._show_list()
        self.badge.emit(self.page_id, health.total.breached, "breach")
        self.subtitle.emit(f"{KIND_WORDS.get(health.kind, health.kind)} by group")
        if self._key:
            self._ask_detail(self._key, seen=True)

    def reading(self) -> Reading | None:
        """What is shown."""
        return self._reading

    def tick(self, now: int) -> None:
        """Read again each 30 s; between, count down what has under five minutes left."""
        if self._reading is None or not self.isVisible():
            return
        read_at = self._reading.now
        if now - read_at >= 30:
            self.refresh()
            return
        soon = self._soon()
        self.fast_tick = bool(soon)
        if any(reached(clock, read_at, now) for clock in soon.values()):
            self.refresh()
        elif soon:
            self.table.show_clocks(
                {at: counted_down(clock, read_at, now) for at, clock in soon.items()}
            )

    def _soon(self) -> dict[int, SlaClock]:
        """Clocks in sight that have under five minutes left."""
        if self._reading is None:
            return {}
        read_at = self._reading.now
        rows = self._reading.health.tickets
        return {at: rows[at].sla for at in self.table.in_sight() if is_soon(rows[at].sla, read_at)}

    # what is listed

    def filter(self) -> Filter:
        """What is listed now."""
        return self._filter

    def set_filter(self, chosen: Filter) -> None:
        """List what passes `chosen`."""
        self._filter = chosen
        self._pinned = False
        self.toolbar.show_quick(chosen.quick)
        self.groups.mark(chosen.cells)
        self._show_list()

    def clear_filter(self) -> None:
        """List every open ticket."""
        self.set_filter(Filter())

    def show_kind(self, kind: str) -> None:
        """Show the queues of another kind of ticket."""
        self._kind = kind
        self._key = ""
        self.detail.show_detail(None, 0, 0, self.tower.zone, 0)
        self._filter = Filter(quick=self._filter.quick)
        self.refresh()

    def _on_quick(self, name: str) -> None:
        self.set_filter(Filter(quick=name, cells=self._filter.cells))

    def _on_cell(self, cell: Cell, add: bool) -> None:  # noqa: FBT001 - a slot
        self.set_filter(self._filter.clicked(cell, add=add))

    def _show_list(self) -> None:
        if self._reading is None:
            return
        every = self._reading.health.tickets
        keeps = self._filter.keeps
        rows = [at for at, ticket in enumerate(every) if keeps(ticket)]
        self.chips.show_filter(self._filter, every)
        self.table.show_tickets(every, rows, self._key)
        kind = KIND_WORDS.get(self._kind, self._kind).lower()
        self.list.show_count(len(rows), len(every), kind)
        self.fast_tick = bool(self._soon())
        if rows and self.side.is_wide() and not self._pinned and not self._place()[0]:
            self.table.select(int(self.table.shown()[0]))
        elif self.detail.detail() is not None:
            self.detail.head.show_place(*self._place())

    # one ticket

    def _on_ticket(self, at: int) -> None:
        ticket = self.table.ticket(at)
        if ticket is not None:
            self._pinned = False
            self._ask_detail(ticket.key)

    def _on_open(self, at: int) -> None:
        ticket = self.table.ticket(at)
        if ticket is not None and ticket.key != self._key:
            self._ask_detail(ticket.key)
        self.side.set_open(True)

    def _on_ticket_cell(self, at: int, column: str) -> None:
        if column == "key" or self.side.is_wide():
            self._on_open(at)

    def _ask_detail(self, key: str, *, seen: bool = False) -> None:
        """Read a ticket; one that was `seen` may have left with the import that brought it."""
        self._key = key
        tower = self.tower

        def answered(answer: Detail) -> None:
            if self._key == key:
                self._show_detail(answer)

        self.run_query(lambda: read_detail(tower, key, seen=seen), answered, key="detail")

    def _show_detail(self, answer: Detail) -> None:
        detail, now = answer
        if detail is None:
            self._key = ""
            self.detail.show_detail(None, 0, 0, self.tower.zone, now)
            return
        self._key = detail.row.key
        number, count = self._place()
        self.detail.show_detail(detail, number, count, self.tower.zone, now)

    def _show_links(self, linked: Linked) -> None:
        if linked.key == self._key:
            self.detail.show_links(linked.ends)

    def _open_linked(self, end: LinkEnd) -> None:
        if end.kind == "change":
            self.navigate.emit("changes", end.key)
        else:
            self.detail.key_link.setFocus()
            self.show_record(end.key)

    def _place(self) -> tuple[int, int]:
        return self.table.place(self.table.row_of(self._key))

    def show_record(self, key: str) -> None:
        """Show ticket `key`, listed or not; an unlisted one stays until another is picked."""
        self.side.set_open(True)
        self._pinned = True
        at = self.table.row_of(key)
        if at >= 0 and self.table.place(at)[0]:
            self.table.select(at, tell=False)
        self._ask_detail(key)

    def step(self, by: int) -> None:
        """The ticket before (−1) or after (1) in the list."""
        at = self.table.step(self.table.row_of(self._key), by)
        if at >= 0:
            self.table.select(at)

    def close_detail(self) -> None:
        """Hide the detail panel; a ticket that is picked opens it again."""
        self.side.set_open(False)
        self.table.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """J K C Esc of the design language §7, as long as single keys are on."""
        key = event.key()
        if key == Qt.Key.Key_Escape and not self.side.is_wide() and self.side.is_open():
            self.close_detail()
        elif key == Qt.Key.Key_Escape:
            self.clear_filter()
        elif not self.tower.settings.single_keys or event.modifiers() not in (
            Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier
        ):  # fmt: skip
            super().keyPressEvent(event)
        elif key == Qt.Key.Key_J:
            self.step(1)
        elif key == Qt.Key.Key_K:
            self.step(-1)
        elif key == Qt.Key.Key_C:
            self.detail.copy_work_note()
        else:
            super().keyPressEvent(event)

    # elsewhere

    def apply_filter(self, wanted: object) -> None:
        """Show what another page asked for: a ticket, a quick filter, a number, a kind, a group."""
        asked = understood(wanted)
        if asked.kind and asked.kind != self._kind:
            self.show_kind(asked.kind)
        if asked.filter is not None:
            self.set_filter(asked.filter)
        if asked.key:
            self.show_record(asked.key)

    # place

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The matrix takes what it needs, at most about half; legends leave a narrow header."""
        super().resizeEvent(event)
        self.toolbar.set_compact(compact=self.width() < 1150)
        self._share_height()

    def _share_height(self) -> None:
        legends = self.width() > 1100 and not self.matrix.groups.isHidden()
        self.matrix.flow_legend.setVisible(legends)
        self.matrix.age_legend.setVisible(legends)
        room = self.height() - 24 - 36
        most = max(_LEAST_MATRIX, round(room * _MATRIX_SHARE))
        self.matrix.setFixedHeight(min(self.matrix.wanted_height(), most))
