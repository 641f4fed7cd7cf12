"""The Names part of the Data quality screen: the alias list, read and edited (FORMATS §26).

It takes the place of the findings until it is closed, and blocks nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from app.models.alias import ALIAS_KINDS
from app.models.counts import counted
from app.services import aliases
from app.services.aliases import AliasRow, UnknownName
from app.views import background, messages
from app.views.importing.asking import CSV
from app.views.page import Page
from app.views.quality.name_form import NameForm
from app.views.quality.name_table import NameTable
from app.views.queues.controls import FlatIcon
from app.views.save_file import ask_where
from app.views.widgets import Button, EmptyState, Panel, Segmented

T = TypeVar("T")
_KINDS = (("group", "Groups"), ("person", "People"), ("ci", "CIs"), ("service", "Services"))
_ONE = {"group": "group", "person": "person", "ci": "CI", "service": "service"}


@dataclass(frozen=True, slots=True)
class Names:
    """What one question to the store brought."""

    kind: str
    aliases: tuple[AliasRow, ...]
    unknown: tuple[UnknownName, ...]
    systems: tuple[str, ...]


class NamesPanel(Panel):
    """The alias list of one kind. `edited` tells when the rest of the product should read again."""

    closed = Signal()
    edited = Signal()

    def __init__(self, page: Page) -> None:
        super().__init__("Names")
        self._page = page
        self._kind = ALIAS_KINDS[0]
        self._names: Names | None = None
        self._changed = False
        self.dialog: QFileDialog | None = None
        self.kinds = Segmented(_KINDS, self._kind)
        self.read_button = Button("Read CSV…", icon="folder-open", small=True)
        self.write_button = Button("Write CSV…", icon="save", small=True)
        self.close_button = FlatIcon("x", "Back to the findings (Esc)")
        for widget in (self.kinds, self.read_button, self.write_button, self.close_button):
            self.add_header_widget(widget)
        self.form = NameForm()
        self.table = NameTable()
        self.empty = EmptyState("", "")
        self.body.addWidget(self.form)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.empty, 1)
        self.kinds.chosen.connect(self.show_kind)
        self.read_button.clicked.connect(self._ask_read)
        self.write_button.clicked.connect(self._ask_write)
        self.close_button.clicked.connect(self.closed)
        self.form.submitted.connect(self.add)
        self.table.asked.connect(self.form.fill)
        self.table.unwanted.connect(self.remove)
        self.table.hide()
        page.loaded.connect(self._page_loaded)

    # what it shows

    def names(self) -> Names | None:
        """What is shown."""
        return self._names

    def show_kind(self, kind: str) -> None:
        """Show the list of another kind."""
        self._kind = kind
        self.kinds.set_current(kind)
        self.form.tell("")
        self.refresh()

    def refresh(self) -> None:
        """Read the list of the chosen kind again."""
        tower, kind = self._page.tower, self._kind
        background.query(
            "quality:names",
            lambda: Names(
                kind,
                aliases.list_aliases(tower, kind),
                aliases.unknown_names(tower, kind),
                aliases.systems(tower),
            ),
            self._show,
            self._told,
        )

    def _show(self, names: Names) -> None:
        self._names = names
        there = bool(names.aliases or names.unknown)
        said = [counted(len(names.aliases), "other name")] if there else []
        if names.unknown:
            said.append(f"{len(names.unknown):,} not known")
        self.caption_label.setText(" · ".join(said))
        self.write_button.setEnabled(bool(names.aliases))
        self.form.show_systems(names.systems)
        self.table.show_names(names.unknown, names.aliases, self._page.tower.zone)
        self.table.setVisible(there)
        self.empty.setVisible(not there)
        one = _ONE[names.kind]
        self.empty.set_words(
            f"No {one} has another name.",
            f"Where two systems spell one {one} in two ways, type both names above and press "
            "Enter: from then on they count as one.",
        )

    def _page_loaded(self) -> None:
        if self.isVisible():
            self.refresh()

    def _told(self, failure: background.Failure) -> None:
        self.form.tell(failure.words)

    # what it does

    def add(self, alias: str, name: str, system: str) -> None:
        """From now on `alias` reads as `name`; a line of that spelling is replaced."""
        tower, kind = self._page.tower, self._kind

        def work() -> tuple[AliasRow, AliasRow | None]:
            before = aliases.alias_of(tower, kind, alias, system)
            return aliases.set_alias(tower, kind, alias, name, system), before

        def done(result: tuple[AliasRow, AliasRow | None]) -> None:
            row, before = result
            self.form.clear()
            self._after(
                f"“{row.alias}”{_where(row)} reads as “{row.name}”.",
                lambda: self._put_back(before) if before else self._take_out(row),
            )

        self._change(f"Adding “{alias}”", work, done)

    def remove(self, row: AliasRow) -> None:
        """Take one line out, with a way back."""
        tower = self._page.tower
        self._change(
            f"Removing “{row.alias}”",
            lambda: aliases.remove_alias(tower, row.kind, row.alias, row.system),
            lambda _none: self._after(
                f"“{row.alias}”{_where(row)} no longer reads as “{row.name}”.",
                lambda: self._put_back(row),
            ),
        )

    def _put_back(self, row: AliasRow) -> None:
        tower = self._page.tower
        self._change(
            f"Putting “{row.alias}” back",
            lambda: aliases.set_alias(tower, row.kind, row.alias, row.name, row.system),
            lambda _row: self._after(f"“{row.alias}”{_where(row)} reads as “{row.name}” again."),
        )

    def _take_out(self, row: AliasRow) -> None:
        tower = self._page.tower
        self._change(
            f"Removing “{row.alias}”",
            lambda: aliases.remove_alias(tower, row.kind, row.alias, row.system),
            lambda _none: self._after(f"“{row.alias}” is out of the list again."),
        )

    def _change(self, title: str, work: Callable[[], T], done: Callable[[T], None]) -> None:
        told = self._told if self.isVisible() else messages.failed
        background.change(title, lambda _progress: work(), done, told)

    def _after(self, words: str, undo: Callable[[], None] | None = None) -> None:
        """The list is another one. Elsewhere it is told when this part is left, all at once."""
        messages.done(words, undo=undo)
        if self.isVisible():
            self._changed = True
            self.form.tell("")
            self.refresh()
        else:
            self.edited.emit()

    # files

    def _ask_read(self) -> None:
        dialog = QFileDialog(self, "Read names from a CSV file")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([CSV])
        dialog.fileSelected.connect(lambda path: self.read_file(Path(path)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        self.dialog = dialog

    def read_file(self, path: Path) -> None:
        """Add every line of `path`, of any kind; nothing when one can't be taken."""
        tower = self._page.tower
        self._change(
            f"Reading {path.name}",
            lambda: aliases.import_aliases(tower, path),
            lambda count: self._after(f"{counted(count, 'name')} read from {path.name}."),
        )

    def _ask_write(self) -> None:
        self.dialog = ask_where(
            self, "Write the names as CSV", f"names-{self._kind}.csv", (CSV,), self.write_file
        )

    def write_file(self, path: Path) -> None:
        """Write the list of the chosen kind to `path`."""
        tower, kind = self._page.tower, self._kind
        self._change(
            f"Writing {path.name}",
            lambda: aliases.export_aliases(tower, kind, path),
            lambda _path: messages.done(f"The alias list was written to {path.name}."),
        )

    # the part itself

    def showEvent(self, event: QShowEvent) -> None:
        """It reads when it is seen."""
        super().showEvent(event)
        self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """What was edited reaches every screen now."""
        super().hideEvent(event)
        if self._changed:
            self._changed = False
            self.edited.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back, Delete removes the selected line, J K step."""
        key = event.key()
        single = self._page.tower.settings.single_keys and event.modifiers() in (
            Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier
        )  # fmt: skip
        if key == Qt.Key.Key_Escape:
            self.closed.emit()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.table.hasFocus():
            self.table.remove_selected()
        elif single and key in (Qt.Key.Key_J, Qt.Key.Key_K):
            self.table.step(1 if key == Qt.Key.Key_J else -1)
        else:
            super().keyPressEvent(event)


class NamesPart:
    """Puts `button` and `panel` on a page: the panel stands in the place of `instead`."""

    def __init__(self, page: Page, instead: QWidget) -> None:
        self._instead = instead
        self.button = Button("Names…", icon="list")
        self.button.setToolTip("One group, person, CI or service under several names")
        self.panel = NamesPanel(page)
        self.panel.hide()
        self.button.clicked.connect(self.toggle)
        self.panel.closed.connect(self.close)
        self.panel.edited.connect(page.data_changed)

    def toggle(self) -> None:
        """Show the names, or the findings again."""
        if self.panel.isHidden():
            self._instead.hide()
            self.panel.show()
            self.panel.form.alias.setFocus()
        else:
            self.close()

    def close(self) -> None:
        """Show the findings again; the keyboard is where it came from."""
        self.panel.hide()
        self._instead.show()
        self.button.setFocus()


def _where(row: AliasRow) -> str:
    return f" in {row.system}" if row.system else ""
