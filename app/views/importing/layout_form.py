"""How the bytes of a file become cells: encoding, delimiter, quotes and header row, with a look."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.models.results.preview import FilePreview
from app.views.importing.choice import Choice
from app.views.tables import Column, ColumnTable, Num, Txt
from app.views.widgets import Button, PlainLabel

ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8 with BOM",
    "utf-16": "UTF-16",
    "utf-32": "UTF-32",
    "cp1252": "Western (Windows 1252)",
    "latin-1": "Western (Latin 1)",
    "cp1250": "Central European (Windows 1250)",
    "cp1251": "Cyrillic (Windows 1251)",
    "cp1253": "Greek (Windows 1253)",
    "cp1254": "Turkish (Windows 1254)",
    "cp1255": "Hebrew (Windows 1255)",
    "cp1256": "Arabic (Windows 1256)",
    "cp437": "DOS (437)",
    "cp850": "DOS Western (850)",
    "mac-roman": "Mac Roman",
    "shift_jis": "Japanese (Shift JIS)",
    "gb18030": "Chinese (GB 18030)",
    "big5": "Chinese (Big5)",
    "euc-kr": "Korean (EUC-KR)",
}
DELIMITER_WORDS = {
    ",": "Comma  ,",
    ";": "Semicolon  ;",
    "\t": "Tab",
    "|": "Bar  |",
    "¤": "Currency sign  ¤",
    ":": "Colon  :",
    "^": "Caret  ^",
    "~": "Tilde  ~",
}
QUOTE_WORDS = {"": "Enclose cells", "plain": "Are ordinary text"}
MOST_CELLS = 30
"""Cells of a row that the look shows."""


def encoding_words(name: str) -> str:
    """The short name on a chip: “UTF-8 BOM”, “CP1252”."""
    return {"utf-8-sig": "UTF-8 BOM"}.get(name, name.upper())


class LayoutForm(QWidget):
    """`made` gives (option, value): each answer is tried at once on the rows shown below it."""

    made = Signal(str, object)
    closed = Signal()

    def __init__(self, *, closable: bool = True) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.encoding = Choice("Encoding", "encoding", ENCODINGS)
        self.delimiter = Choice("Delimiter", "delimiter", DELIMITER_WORDS)
        self.quotes = Choice("Quote characters", "quotes", QUOTE_WORDS, empty=True)
        self.done = Button("Done")
        self.done.clicked.connect(self.closed)
        self.done.setVisible(closable)
        first, second = QHBoxLayout(), QHBoxLayout()
        for row, choices in ((first, (self.encoding, self.delimiter)), (second, (self.quotes,))):
            row.setContentsMargins(12, 0, 12, 0)
            row.setSpacing(16)
            for choice in choices:
                choice.made.connect(self.made)
                row.addWidget(choice)
            row.addStretch(1)
        second.addWidget(self.done)
        self.hint = PlainLabel("", "t2", 11)
        holder = QHBoxLayout()
        holder.setContentsMargins(12, 0, 12, 0)
        holder.addWidget(self.hint)
        self.head = ColumnTable((Column("row", "Row", 40, "number"),), row_height=26,
                                name="First rows of the file")  # fmt: skip
        self.head.rowActivated.connect(self._take_row)
        self.head.cellClicked.connect(lambda row, _column: self._take_row(row))
        column.addLayout(first)
        column.addLayout(second)
        column.addLayout(holder)
        column.addWidget(self.head, 1)
        self._header = 1

    def show_file(self, seen: FilePreview) -> None:
        """Show the first rows of the file as it is read now."""
        given = seen.options
        text = bool(seen.encoding)
        for choice in (self.encoding, self.delimiter, self.quotes):
            choice.setVisible(text)
        self.delimiter.setVisible(bool(seen.delimiter))
        self.quotes.setVisible(bool(seen.delimiter))
        self.encoding.offer(tuple(ENCODINGS), seen.encoding, answered=bool(given.encoding))
        self.delimiter.offer(tuple(DELIMITER_WORDS), seen.delimiter, answered=bool(given.delimiter))
        self.quotes.offer(tuple(QUOTE_WORDS), given.quotes or "", answered=bool(given.quotes))
        self._header = seen.header_row
        self.hint.setText("Choose the row that holds the column names; rows above it are left out.")
        width = min(max((len(row) for row in seen.head), default=0), MOST_CELLS)
        named = tuple(Column(f"c{at}", str(at + 1), 110, sortable=False) for at in range(width))
        self.head.columns = (
            Column("row", "Row", 44, "number", sortable=False),
            Column("is", "", 74, sortable=False),
            *named,
        )
        rows = range(len(seen.head))
        values: dict[str, list[object]] = {
            "row": [Num(row + 1, str(row + 1), ink="t3") for row in rows],
            "is": [self._role(row) for row in rows],
        }
        for at in range(width):
            values[f"c{at}"] = [self._cell(seen.head, row, at) for row in rows]
        self.head.set_rows(values, select=self._header - 1)

    def _role(self, row: int) -> Txt:
        if row == self._header - 1:
            return Txt("Header", "acc", 600)
        return Txt("Left out" if row < self._header - 1 else "", "t3")

    def _cell(self, head: tuple[tuple[str, ...], ...], row: int, at: int) -> Txt:
        words = head[row][at] if at < len(head[row]) else ""
        above = row < self._header - 1
        return Txt(words, "t3" if above else "t1", 600 if row == self._header - 1 else 400)

    def _take_row(self, row: int) -> None:
        if row != self._header - 1:
            self.made.emit("header_row", row + 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back to the columns."""
        if event.key() == Qt.Key.Key_Escape and not self.done.isHidden():
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def focus(self, name: str) -> None:
        """Put the keyboard where the pressed chip leads: encoding, delimiter or header_row."""
        target = {"encoding": self.encoding.box, "delimiter": self.delimiter.box}
        target.get(name, self.head).setFocus(Qt.FocusReason.TabFocusReason)
