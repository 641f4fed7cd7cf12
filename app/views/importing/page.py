"""The import screen (DESIGN_LANGUAGE §9 Import): nothing is stored before Import is pressed."""

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.models.counts import counted
from app.models.results import BatchLine, FileResult, ImportReport
from app.services.import_files import import_files, past_imports, undo
from app.services.tower import Tower
from app.views import background, messages
from app.views.boxes import paint_box
from app.views.importing import basket
from app.views.importing.basket import Entry
from app.views.importing.detection import DetectionPanel
from app.views.importing.files_panel import FilesPanel
from app.views.importing.outcome import DryRunPanel, ProblemsPanel
from app.views.importing.past import PastPanel
from app.views.importing.strip import StepStrip
from app.views.page import Page
from app.views.widgets import Button, GlyphLabel, PlainLabel

LOW, NARROW = 760, 1100


class ActionBar(QWidget):
    """What holds for all files together, and the buttons."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(40)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 8, 0)
        row.setSpacing(8)
        self.glyph = GlyphLabel("ring")
        self.words = PlainLabel("", "t2")
        self.again = Button("Run dry run again")
        self.go = Button("Import", primary=True)
        row.addWidget(self.glyph)
        row.addWidget(self.words, 1)
        row.addWidget(self.again)
        row.addWidget(self.go)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A panel without a header."""
        paint_box(QPainter(self), QRectF(self.rect()), 8, "surf", "bd")


class ImportPage(Page):
    """Files in: choose, detect, decide, dry run, import, take back."""

    page_id: ClassVar[str] = "import"

    def __init__(self, tower: Tower) -> None:
        super().__init__(tower)
        self.entries: tuple[Entry, ...] = ()
        self.at = -1
        self._busy = 0
        self._dialog: QFileDialog | None = None
        self._watched: Path | None = None
        self.steps = StepStrip()
        self.files = FilesPanel()
        self.detection = DetectionPanel()
        self.past = PastPanel()
        self.dry = DryRunPanel()
        self.problems = ProblemsPanel()
        self.foot = ActionBar()
        self._place()
        self.files.chosen.connect(self.choose)
        self.files.cleared.connect(self.clear)
        self.files.drop.asked_files.connect(self.browse)
        self.files.drop.asked_watch.connect(self.browse_watch)
        self.detection.asked_files.connect(self.browse)
        self.detection.answered.connect(self.answer)
        self.past.undo_asked.connect(self.take_back)
        self.foot.again.clicked.connect(self.check_again)
        self.foot.go.clicked.connect(self.import_all)
        self._show()

    def _place(self) -> None:
        self.body.addWidget(self.steps)
        main = QHBoxLayout()
        main.setSpacing(10)
        main.addWidget(self.files)
        middle = QVBoxLayout()
        middle.setSpacing(10)
        middle.addWidget(self.detection)
        middle.addWidget(self.past, 1)
        main.addLayout(middle, 1)
        right = QVBoxLayout()
        right.setSpacing(10)
        self.dry.setFixedHeight(190)
        right.addWidget(self.dry)
        right.addWidget(self.problems, 1)
        self._right = QWidget()
        self._right.setLayout(right)
        right.setContentsMargins(0, 0, 0, 0)
        self._right.setFixedWidth(344)
        main.addWidget(self._right)
        self.body.addLayout(main, 1)
        self.body.addWidget(self.foot)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A low window leaves more room to the list of past imports."""
        super().resizeEvent(event)
        self.detection.setFixedHeight(330 if self.height() >= LOW else 280)
        self._right.setFixedWidth(344 if self.width() >= NARROW else 328)

    # what every page answers

    def refresh(self) -> None:
        """Read the list of past imports."""
        tower = self.tower
        self.run_query(lambda: past_imports(tower))

    def show_result(self, result: tuple[BatchLine, ...]) -> None:
        """Show the list of past imports."""
        self.past.show_batches(
            result, self.tower.now(), self.tower.zone, can_undo=not self._read_only()
        )
        self._show()

    def add_files(self, paths: tuple[Path, ...]) -> None:
        """Take files and folders and run their dry run."""
        before = {entry.path for entry in self.entries if entry.state != "imported"}
        self.entries = basket.add(self.entries, paths)
        fresh = [place for place, entry in enumerate(self.entries) if entry.path not in before]
        if fresh:
            self.at = fresh[0]
        self._show()
        for entry in self.entries:
            if entry.state == "waiting" and entry.path not in before:
                self._check(entry)

    def browse(self) -> None:
        """Choose files in the system's dialog."""
        self._ask(QFileDialog.FileMode.ExistingFiles, "Choose exports", self._files_chosen)

    def _files_chosen(self, names: list[str]) -> None:
        self.add_files(tuple(Path(name) for name in names))

    def show_watched(self, folder: Path | None) -> None:
        """Say which folder imports by itself."""
        self._watched = folder
        words = f"Stop watching {folder.name}" if folder else "Watch a folder…"
        self.files.drop.watch.set_words(words)

    def browse_watch(self) -> None:
        """Choose the folder that imports by itself, or stop watching the one there is."""
        if self._watched is not None:
            self._watch(None)
        else:
            self._ask(
                QFileDialog.FileMode.Directory,
                "Import what arrives in this folder",
                lambda names: self._watch(Path(names[0])),
            )

    def _watch(self, folder: Path | None) -> None:
        self.watch_asked.emit(folder)
        self.show_watched(folder)

    def _ask(
        self, mode: QFileDialog.FileMode, title: str, then: Callable[[list[str]], None]
    ) -> None:
        dialog = QFileDialog(self, title)
        dialog.setFileMode(mode)
        dialog.filesSelected.connect(then)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        self._dialog = dialog

    # the basket

    def entry(self) -> Entry | None:
        """The file that is selected."""
        return self.entries[self.at] if 0 <= self.at < len(self.entries) else None

    def choose(self, place: int) -> None:
        """Select a file."""
        self.at = place
        self._show()

    def clear(self) -> None:
        """Take every file off the screen; what was imported stays imported."""
        self.entries = ()
        self.at = -1
        self._show()

    def answer(self, option: str, value: str) -> None:
        """Decide for the file that is selected, and check it again."""
        entry = self.entry()
        if entry is None:
            return
        new = basket.answered(entry, option, value)
        self.entries = tuple(new if one is entry else one for one in self.entries)
        self._show()
        self._check(new)

    def check_again(self) -> None:
        """Run every dry run again."""
        waiting = [entry for entry in self.entries if entry.state != "imported"]
        for entry in waiting:
            self._check(entry)

    def _check(self, entry: Entry) -> None:
        tower, path, options = self.tower, entry.path, entry.options
        self._work(
            f"Dry run of {path.name}",
            lambda progress: import_files(
                tower,
                [path],
                options,
                dry_run=True,
                progress=lambda name, done, total: progress(done, total, name),
            ),
            lambda report: self._checked(path, report),
        )

    def _checked(self, path: Path, report: ImportReport) -> None:
        self.entries = basket.checked(self.entries, path, report)
        self._show()

    def import_all(self) -> None:
        """Store every file whose dry run allows it; each is one batch."""
        for entry in self.entries:
            if entry.ready:
                self._import(entry)

    def _import(self, entry: Entry) -> None:
        tower, path, options = self.tower, entry.path, entry.options
        self._work(
            f"Importing {path.name}",
            lambda progress: import_files(
                tower,
                [path],
                options,
                progress=lambda name, done, total: progress(done, total, name),
            ),
            lambda report: self._imported(path, report),
        )

    def _imported(self, path: Path, report: ImportReport) -> None:
        self.entries = basket.imported(self.entries, path, report)
        self._show()
        stored = [r for r in report.files if r.batch is not None and (r.new or r.changed)]
        if report.status in ("imported", "imported_with_warnings"):
            batches = tuple(r.batch for r in reversed(stored) if r.batch is not None)
            back = (lambda: self._take_back_all(batches)) if batches else None
            messages.done(report.message, undo=back)
        else:
            messages.note(report.message)
        self.data_changed.emit()

    def _take_back_all(self, batches: tuple[int, ...]) -> None:
        for batch in batches:
            self.take_back(batch)

    def take_back(self, batch: int) -> None:
        """Undo one batch by a reversal entry."""
        tower = self.tower
        self._work(f"Undo of batch {batch}", lambda _progress: undo(tower, batch), self._undone)

    def _undone(self, result: FileResult) -> None:
        messages.done(result.message)
        self.data_changed.emit()

    def _work(
        self,
        title: str,
        fn: Callable[[background.Progress], object],
        done: Callable[..., None],
    ) -> None:
        self._busy += 1

        def good(result: object) -> None:
            self._busy -= 1
            self.error_bar.hide()
            done(result)
            self._show()

        def bad(failure: background.Failure) -> None:
            self._busy -= 1
            self.error_bar.tell(failure)
            self._show()

        background.change(title, fn, good, bad)
        self._show_foot()

    # showing

    def _read_only(self) -> str:
        return self.tower.store.read_only

    def _show(self) -> None:
        entry = self.entry()
        self.steps.show_steps(basket.steps(self.entries))
        self.files.show_entries(self.entries, self.at)
        self.detection.show_entry(entry, self.tower.zone)
        self.dry.show_entry(entry)
        self.problems.show_entry(entry)
        self._show_foot()

    def _show_foot(self) -> None:
        ready = [entry for entry in self.entries if entry.ready]
        rows = sum(entry.total("rows") - entry.total("rejected") for entry in ready)
        words, glyph = basket.summary(
            self.entries, busy=bool(self._busy), read_only=self._read_only()
        )
        self.foot.words.setText(words)
        self.foot.glyph.set_kind(glyph)
        self.foot.go.set_words(f"Import {counted(rows, 'row')}" if ready else "Import")
        can = bool(ready) and not self._busy and not self._read_only()
        self.foot.go.setEnabled(can)
        open_ones = any(entry.state != "imported" for entry in self.entries)
        self.foot.again.setEnabled(open_ones and not self._busy)
