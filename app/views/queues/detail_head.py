"""The head of the ticket panel: its number, how many records are linked, its place in the list."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.views.queues.controls import FlatIcon
from app.views.widgets import LinkLabel, PlainLabel


class DetailHead(QWidget):
    """`stepped` gives −1 or 1; what the links do is the panel's."""

    stepped = Signal(int)
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(32)
        row = QHBoxLayout(self)
        row.setContentsMargins(9, 0, 7, 0)
        row.setSpacing(2)
        self.key_link = LinkLabel("", 12, 500)
        self.copy_key = FlatIcon("copy", "Copy the number")
        self.links_link = LinkLabel("", 11)
        self.links_link.setToolTip("Show the linked records, below")
        self.place = PlainLabel("", "t3", 11)
        self.back = FlatIcon("chevron-left", "Ticket before (K)")
        self.forth = FlatIcon("chevron-right", "Next ticket (J)")
        self.close_button = FlatIcon("x", "Close the panel (Esc)")
        for each in (self.key_link, self.copy_key, self.links_link):
            row.addWidget(each)
        row.addStretch(1)
        for widget in (self.place, self.back, self.forth, self.close_button):
            row.addWidget(widget)
        self.back.clicked.connect(lambda: self.stepped.emit(-1))
        self.forth.clicked.connect(lambda: self.stepped.emit(1))
        self.close_button.clicked.connect(self.closed)

    def show_ticket(self, shown: bool) -> None:  # noqa: FBT001 - what isVisible says
        """Without a ticket the panel can still be closed."""
        for widget in (self.key_link, self.copy_key, self.place, self.back, self.forth):
            widget.setVisible(shown)
        if not shown:
            self.links_link.hide()

    def show_place(self, place: int, count: int) -> None:
        """Number `place` (from 1, 0 = not listed) of `count` in the list."""
        self.place.setText(f"{place:,} of {count:,}" if place else "not in the list")
        self.back.setEnabled(place > 1)
        self.forth.setEnabled(0 < place < count)
