"""The panel below: one of five lists at a time."""

from PySide6.QtCore import Signal

from app.views.trends.lists import LISTINGS, Listing, fill, make_table
from app.views.trends.reading import Answer
from app.views.widgets import EmptyState, Panel, PlainLabel, Segmented

COMPUTING = ("Computing the trends.", "Half a year of records is read and compared.")


class ListPanel(Panel):
    """Choose a list, read it, open a row. Rows are told as (id of the list, place)."""

    opened = Signal(str, int)
    linked = Signal(str, int)
    """A click on the number of a record."""

    def __init__(self) -> None:
        super().__init__("What to look at")
        self._answer: Answer | None = None
        self.choice = Segmented([(each.id, each.name) for each in LISTINGS], LISTINGS[0].id)
        self.choice.chosen.connect(lambda _name: self._arrange())
        self.add_header_widget(self.choice)
        self.tables = {each.id: make_table(each) for each in LISTINGS}
        for name, table in self.tables.items():
            self.body.addWidget(table, 1)
            table.rowActivated.connect(lambda row, name=name: self.opened.emit(name, row))
            table.cellClicked.connect(
                lambda row, column, name=name: self._on_cell(name, row, column)
            )
        self.empty = EmptyState(*COMPUTING)
        self.body.addWidget(self.empty, 1)
        self.note = PlainLabel("", "t3", 11, wrap=True)
        self.note.setContentsMargins(12, 8, 12, 2)
        self.body.addWidget(self.note)
        self._arrange()

    def show_answer(self, answer: Answer) -> None:
        """Fill every list; the chosen one stays."""
        self._answer = answer
        for listing in LISTINGS:
            fill(self.tables[listing.id], listing, answer)
        self._arrange()

    def fail(self) -> None:
        """Say that nothing could be computed."""
        if self._answer is None:
            self.empty.set_words("No trends are shown.", "What failed stands above.")

    def chosen(self) -> Listing:
        """The list that is shown."""
        return next(each for each in LISTINGS if each.id == self.choice.current())

    def _arrange(self) -> None:
        listing, answer = self.chosen(), self._answer
        there = answer is not None and bool(listing.rows(answer))
        for name, table in self.tables.items():
            table.setVisible(there and name == listing.id)
        self.empty.setVisible(not there)
        self.note.setVisible(answer is not None)
        if answer is None:
            return
        count = len(listing.rows(answer))
        self.caption_label.setText(f"{count:,} listed" if count else "")
        self.note.setText(listing.note(answer))
        self.empty.set_words(*listing.nothing)

    def _on_cell(self, name: str, row: int, column: str) -> None:
        table = self.tables[name]
        if any(each.id == column and each.kind == "link" for each in table.columns):
            self.linked.emit(name, row)
