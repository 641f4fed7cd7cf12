"""The middle of the screen: which column of the file becomes which field."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.models.profile import Profile
from app.models.results.preview import ColumnPreview, FilePreview
from app.views import plain
from app.views.importing.basket import CONTAINERS, FAIR_MATCH, is_unclaimed
from app.views.importing.layout_form import LayoutForm, encoding_words
from app.views.importing.pick_table import (
    Choices,
    Pick,
    PickTable,
    paint_arrow,
    pick_column,
)
from app.views.importing.profile_select import NameRow, ProfileSelect
from app.views.tables import Column, Num, Txt
from app.views.widgets import Chip, EmptyState, Panel

NOT_IMPORTED = "Not imported"
_SAMPLE_ROOM = 18
COLUMNS = (
    Column("header", "Column in file", 118, stretch=3),
    Column("sample", "Sample", 132, stretch=3, sortable=False),
    Column("arrow", "", 26, "own", sortable=False, optional=3, paint=paint_arrow,
           words=lambda _value: ""),
    pick_column("field", "Field", 152, 1, "The field that the column is read as"),
    Column("transform", "Transform", 106, stretch=2, sortable=False, optional=2,
           tip="What is done with each cell"),
    Column("match", "Match", 62, "number",
           tip="Share of the filled cells looked at that convert; under 85% is marked"),
    Column("filled", "Filled", 50, "number", optional=1,
           tip="Share of the rows looked at that have a value"),
)  # fmt: skip


def field_words(column: ColumnPreview, labels: dict[str, str]) -> str:
    """The label of a column's field, with a question mark while it is only a guess."""
    if not column.field:
        return NOT_IMPORTED
    return labels.get(column.field, column.field) + ("?" if column.decision else "")


class MappingPanel(Panel):
    """`mapped` gives (header, field), `laid_out` (option, value); `profile` has its own signals."""

    mapped = Signal(str, str)
    laid_out = Signal(str, object)

    def __init__(self) -> None:
        super().__init__("Map columns")
        self._seen: FilePreview | None = None
        self._same = False
        self.known_profiles: tuple[Profile, ...] = ()
        self.chips = {name: Chip("", menu=True) for name in ("delimiter", "encoding", "header_row")}
        hints = ("Choose another delimiter", "Choose another encoding", "Choose the header row")
        for (name, chip), hint in zip(self.chips.items(), hints, strict=True):
            chip.setToolTip(plain.tooltip(hint))
            chip.clicked.connect(lambda _=False, name=name: self.open_form(name))
            self.add_header_widget(chip)
        self.profile = ProfileSelect()
        self.add_header_widget(self.profile)
        self.name_row = NameRow()
        self.body.addWidget(self.name_row)
        self.table = PickTable(COLUMNS, self._fields, name="Columns of the file")
        self.table.picked.connect(self._on_picked)
        self.form = LayoutForm()
        self.form.made.connect(self.laid_out)
        self.form.closed.connect(self.close_form)
        self.empty = EmptyState("No columns yet.", "They are listed when the file was looked at.")
        for widget in (self.table, self.form, self.empty):
            self.body.addWidget(widget, 1)
        self.form.hide()
        self.show_file(None)

    def show_file(self, seen: FilePreview | None, name: str = "", *, waiting: bool = False) -> None:
        """Show the columns of one file; `waiting` while it is being looked at."""
        before = self._seen
        self._same = seen is not None and before is not None and seen.path == before.path
        self._seen = seen
        usable = seen is not None and (not seen.trouble or is_unclaimed(seen))
        self.set_title("Map columns", name)
        self._show_chips(seen if usable else None)
        known = bool(usable and seen and seen.format and seen.header_hash)
        self.profile.setVisible(known)
        if seen is not None and known:
            self.profile.show_profiles(seen, self.known_profiles)
        else:
            self.name_row.hide()
        self.empty.set_words(*_no_columns(seen, waiting=waiting))
        form = usable and not self.form.isHidden()
        has = bool(usable and seen and seen.columns)
        if not usable:
            self.form.hide()
        self.table.setVisible(has and not form)
        self.empty.setVisible(not has and not form)
        if seen is None or not usable:
            return
        self.form.show_file(seen)
        if seen is not before:
            self._show_columns(seen)

    def _show_columns(self, seen: FilePreview) -> None:
        labels = {one.field: one.label for one in seen.fields}
        keep, sort = self.table.selected(), self.table.sorting()
        columns = seen.columns
        self.table.set_rows(
            {
                "header": [Txt(one.header, weight=500) for one in columns],
                "sample": [Txt(_samples(one), "t2") for one in columns],
                "arrow": [True] * len(columns),
                "field": [_pick(one, labels, seen) for one in columns],
                "transform": [
                    Txt(_transform(one), "warn" if one.decision else "t2") for one in columns
                ],
                "match": [match_cell(one) for one in columns],
                "filled": [Num(one.filled, share_words(one.filled), ink="t2") for one in columns],
            },
            tips={"sample": lambda row: "\n".join(columns[row].samples)},
            select=keep if self._same and keep < len(columns) else self._first_open(columns),
        )
        self.table.sort_by(sort[0], descending=sort[1])

    @staticmethod
    def _first_open(columns: tuple[ColumnPreview, ...]) -> int:
        return next((row for row, one in enumerate(columns) if one.decision), -1)

    def _show_chips(self, seen: FilePreview | None) -> None:
        words = {"delimiter": "", "encoding": "", "header_row": ""}
        if seen is not None:
            words["delimiter"] = CONTAINERS.get(seen.delimiter, seen.delimiter)
            words["encoding"] = encoding_words(seen.encoding) if seen.encoding else ""
            words["header_row"] = f"header row {seen.header_row}" if seen.head else ""
        given = seen.options if seen else None
        for name, chip in self.chips.items():
            chip.set_words(words[name])
            chip.set_active(bool(given and getattr(given, name)))
            chip.setVisible(bool(words[name]))
            chip.setAccessibleName(f"{name.replace('_', ' ').capitalize()}: {words[name]}")

    def open_form(self, name: str) -> None:
        """Show how the bytes become cells, the keyboard at `name`; again closes it."""
        if not self.form.isHidden():
            self.close_form()
            return
        self.table.hide()
        self.empty.hide()
        self.form.show()
        self.form.focus(name)

    def close_form(self) -> None:
        """Back to the columns."""
        self.form.hide()
        has = bool(self._seen and self._seen.columns)
        self.table.setVisible(has)
        self.empty.setVisible(not has)
        self.focus_table()

    def focus_table(self) -> None:
        """Put the keyboard into what is seen."""
        target: QWidget = self.table if self.table.isVisible() else self.chips["encoding"]
        target.setFocus(Qt.FocusReason.TabFocusReason)

    def _fields(self, row: int, _column: str) -> Choices:
        assert self._seen is not None
        taken = {one.field for at, one in enumerate(self._seen.columns) if at != row}
        return (
            ("", NOT_IMPORTED),
            *(
                (
                    one.field,
                    one.label
                    + (" (required)" if one.required else "")
                    + (" · in use" if one.field in taken else ""),
                )
                for one in self._seen.fields
            ),
        )

    def _on_picked(self, row: int, _column: str, value: str) -> None:
        assert self._seen is not None
        self.mapped.emit(self._seen.columns[row].header, value)


def _transform(column: ColumnPreview) -> str:
    """What is done with its cells; nothing for a column that is left out."""
    words = (column.transform or column.decision) if column.field or column.decision else ""
    return words[:1].upper() + words[1:]


def match_cell(column: ColumnPreview) -> Num:
    """How many cells convert, with the mark of a column that needs a look."""
    if column.match is None:
        return Num(None)
    doubtful = bool(column.decision) or column.match < FAIR_MATCH
    ink = "warn" if doubtful else "t1"
    return Num(
        column.match, share_words(column.match), ink=ink, glyph="risk" if doubtful else "met"
    )


def share_words(share: float) -> str:
    """Whole percent; 100% only for all, 0% only for none."""
    percent = round(100 * share)
    if share < 1:
        percent = min(percent, 99)
    return f"{max(percent, 1) if share > 0 else percent}%"


def _samples(column: ColumnPreview) -> str:
    """The first value, and the next ones while they are short; the tooltip has all."""
    shown = column.samples[:1]
    for one in column.samples[1:]:
        if len(", ".join((*shown, one))) > _SAMPLE_ROOM:
            break
        shown = (*shown, one)
    return ", ".join(shown)


def _pick(column: ColumnPreview, labels: dict[str, str], seen: FilePreview) -> Pick:
    ink = "warn" if column.decision else "t1" if column.field else "t3"
    own = any(header == column.header for header, _field in seen.options.mapping)
    return Pick(column.field, field_words(column, labels), ink, answered=own and bool(column.field))


def _no_columns(seen: FilePreview | None, *, waiting: bool) -> tuple[str, str]:
    if is_unclaimed(seen):
        return "No columns to map yet.", "Step 2 asks what this file holds; choose it there."
    if seen is not None and seen.trouble:
        return "This file can't be read.", seen.trouble
    if waiting:
        return "Looking at the file.", "Its first rows are read; nothing is stored."
    if seen is None:
        return "No columns to map.", "Choose one file; a folder's files are read as they are."
    return "No columns to map.", "Nothing was recognised in this file; step 2 offers the formats."
