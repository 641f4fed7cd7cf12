"""The import screen (DESIGN_LANGUAGE §9 Import): six steps, nothing is stored before the last."""

from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from PySide6.QtGui import QAction

from app.models.counts import counted
from app.models.profile import Profile
from app.models.results import BatchLine, FileResult, ImportReport
from app.models.results.preview import FilePreview, ProblemRows
from app.services import import_files, problem_list
from app.services.profiles import profiles
from app.services.tower import Tower
from app.views import background, messages
from app.views.importing import basket, deciding, steps
from app.views.importing.asking import Asking
from app.views.importing.board import Board
from app.views.importing.desk import ImportDesk, order_of
from app.views.importing.keys import import_actions
from app.views.importing.profile_work import ProfileWork
from app.views.importing.work import Order, known_groups

Known = tuple[tuple[BatchLine, ...], tuple[str, ...], tuple[Profile, ...]]
"""Past imports, groups, profiles."""


class ImportPage(ImportDesk):
    """Files in: choose, detect, map, decide, dry run, import, take back."""

    page_id: ClassVar[str] = "import"

    def __init__(self, tower: Tower) -> None:
        super().__init__(tower)
        self._watched: Path | None = None
        self.asking = Asking(self)
        self.board = Board()
        self.body.addWidget(self.board, 1)
        self._actions = import_actions(self, self.board.foot, self.go_step)
        self.profiles = ProfileWork(self, self.board.mapping, self.asking)
        self._connect_panels()
        self._connect_work()
        self.show_all()

    def _connect_panels(self) -> None:
        board = self.board
        board.steps.asked.connect(self.go_step)
        board.files.chosen.connect(self.choose)
        board.files.removed.connect(self.remove)
        board.files.cleared.connect(self.clear)
        board.files.drop.asked_files.connect(self.browse)
        board.files.drop.asked_watch.connect(self.browse_watch)
        board.files.drop.asked_past.connect(lambda: self.go_step(steps.IMPORT))
        board.detection.asked_files.connect(self.browse)
        for panel in (board.detection, board.dates):
            panel.answered.connect(self.answer)
        board.detection.evidence.told.connect(self.record_evidence)
        board.mapping.laid_out.connect(self.answer)
        board.mapping.mapped.connect(self.map_column)
        board.problems.ruled.connect(lambda *rule: self._decide(deciding.rule, *rule))
        board.problems.valued.connect(lambda *value: self._decide(deciding.choose_value, *value))
        board.problems.renamed.connect(self.rename)
        board.problems.save_asked.connect(self.save_list)
        board.dry.allowed.connect(self.allow_mass_change)
        board.past.undo_asked.connect(self.work.take_back)
        board.foot.back.clicked.connect(self.go_back)
        board.foot.again.clicked.connect(self.check_again)
        board.foot.go.clicked.connect(self.import_all)

    def _connect_work(self) -> None:
        self.work.seen.connect(self._looked)
        self.work.checked.connect(self._checked)
        self.work.imported.connect(self._imported)
        self.work.undone.connect(self._undone)
        self.work.listed.connect(messages.done)
        self.work.failed.connect(self.error_bar.tell)
        self.work.changed.connect(self._show_foot)

    # what every page answers

    def refresh(self) -> None:
        """Read the list of past imports, the groups and the profiles that are known."""
        tower = self.tower
        self.run_query(
            lambda: (import_files.past_imports(tower), known_groups(tower), profiles(tower))
        )

    def show_result(self, result: Known) -> None:
        """Show the list of past imports, and offer groups and profiles."""
        lines, groups, self.profiles.known = result
        self.board.mapping.known_profiles = self.profiles.known
        self.board.past.show_batches(
            lines, self.tower.now(), self.tower.zone, can_undo=not self._read_only()
        )
        self.board.files.drop.show_past(len(lines))
        self.board.problems.show_groups(groups)
        self.show_all()

    def toolbar_actions(self) -> tuple[QAction, ...]:
        """The steps and the buttons of the foot."""
        return self._actions

    def add_files(self, paths: tuple[Path, ...]) -> None:
        """Take files, and the files in folders; look at each and run its dry run."""
        if any(path.is_dir() for path in paths):
            background.query(
                f"import:folders:{paths}", lambda: basket.spread(paths), self._take,
                self.error_bar.tell,
            )  # fmt: skip
        else:
            self._take(tuple(dict.fromkeys(paths)))

    def _take(self, paths: tuple[Path, ...]) -> None:
        before = {entry.path for entry in self.entries if entry.state != "imported"}
        self.entries = basket.add(self.entries, paths)
        fresh = [
            place
            for place, entry in enumerate(self.entries)
            if entry.state != "imported" and entry.path not in before
        ]
        if fresh:
            self.at = fresh[0]
            self.step = steps.FILES if self.step == steps.IMPORT else self.step
        self.show_all()
        for place in fresh:
            self.look_and_check(self.entries[place])

    def browse(self) -> None:
        """Choose files in the system's dialog."""
        self.asking.files(self.add_files)

    def show_watched(self, folder: Path | None) -> None:
        """Say which folder imports by itself."""
        self._watched = folder
        words = f"Stop watching {folder.name}" if folder else "Watch a folder…"
        self.board.files.drop.watch.set_words(words)

    def browse_watch(self) -> None:
        """Choose the folder that imports by itself, or stop watching the one there is."""
        if self._watched is not None:
            self._watch(None)
        else:
            self.asking.folder("Import what arrives in this folder", self._watch)

    def _watch(self, folder: Path | None) -> None:
        self.watch_asked.emit(folder)
        self.show_watched(folder)

    # steps and files

    def choose(self, place: int) -> None:
        """Select a file."""
        self.at = place
        first = steps.first_step(self.entry())
        if self.step in (steps.FILES, steps.IMPORT) or first == steps.DETECT:
            self.step = first
        self.show_all()

    def go_step(self, step: int) -> None:
        """Show the panels of one step and put the keyboard there."""
        self.step = min(max(step, steps.FILES), steps.IMPORT)
        self.show_all()
        self.board.focus_step(self.step)

    def go_back(self) -> None:
        """To the step before."""
        self.go_step(self.step - 1)

    def remove(self, place: int) -> None:
        """Take one file off the screen."""
        gone = self.entries[place]
        self.work.forget((gone.path,))
        self.entries = tuple(one for one in self.entries if one is not gone)
        self.at = min(self.at, len(self.entries) - 1)
        self.show_all()
        self.board.files.focus_chosen()

    def clear(self) -> None:
        """Take every file off the screen; what was imported stays imported."""
        self.work.forget([entry.path for entry in self.entries])
        self.entries = ()
        self.at = -1
        self.step = steps.FILES
        self.show_all()

    # what came of it

    def _looked(self, order: Order, seen: FilePreview) -> None:
        self.entries = basket.at(
            self.entries, order.path, lambda entry: basket.previewed(entry, seen)
        )
        entry = self.entry()
        if entry is not None and entry.path == order.path and self.step == steps.FILES:
            self.step = steps.first_step(entry)
        self.show_all()

    def _checked(self, order: Order, report: ImportReport) -> None:
        self.entries = basket.at(
            self.entries, order.path, lambda entry: basket.checked(entry, report)
        )
        self.show_all()

    def import_all(self) -> None:
        """Store every file whose dry run allows it; each is one batch."""
        remember = self.board.foot.keep.isChecked()
        for entry in self.entries:
            if entry.ready:
                options = replace(entry.options, remember=remember)
                self.work.store(order_of(replace(entry, options=options)))

    def _imported(self, order: Order, report: ImportReport, also: str) -> None:
        self.entries = basket.at(
            self.entries, order.path, lambda entry: basket.imported(entry, report)
        )
        self.show_all()
        stored = [r for r in report.files if r.batch is not None and (r.new or r.changed)]
        words = f"{report.message} {also}".strip()
        if report.status in ("imported", "imported_with_warnings"):
            batches = tuple(r.batch for r in reversed(stored) if r.batch is not None)
            back = (lambda: self._take_back_all(batches)) if batches else None
            messages.done(words, undo=back)
        else:
            messages.note(words)
        self.data_changed.emit()

    def _take_back_all(self, batches: tuple[int, ...]) -> None:
        for batch in batches:
            self.work.take_back(batch)

    def _undone(self, result: FileResult) -> None:
        messages.done(result.message)
        self.data_changed.emit()

    def save_list(self, problems: tuple[ProblemRows, ...]) -> None:
        """Write the problem rows to a CSV file that the user names: all, not only those listed."""
        entry = self.entry()
        if entry is None:
            return
        name = f"{entry.path.stem} problems.csv"
        if self.board.problems.cut and not entry.path.is_dir():
            order = order_of(entry)
            self.asking.list_file(name, lambda path: self.work.list_problems(order, path))
        else:
            self.asking.list_file(name, lambda path: self.write_list(path, problems))

    def write_list(self, path: Path, problems: tuple[ProblemRows, ...]) -> None:
        """Write the list off the UI thread and say where it is."""
        whole = sum(kind.rows for kind in problems)

        def said(rows: int) -> None:
            most = "" if rows >= whole else f" of {whole:,}; the others are listed by no dry run"
            messages.done(f"{counted(rows, 'problem row')}{most} saved to {path.name}.")

        background.query(
            "import:list", lambda: problem_list.save_problem_list(path, problems), said,
            messages.failed,
        )  # fmt: skip

    # showing

    def _read_only(self) -> str:
        return self.tower.store.read_only

    def show_all(self) -> None:
        """Show every panel as the entries are now."""
        entry, board = self.entry(), self.board
        board.steps.show_steps(steps.steps(self.entries, entry), self.step)
        board.files.show_entries(self.entries, self.at)
        board.detection.show_entry(entry, self.tower.zone)
        seen = entry.seen if entry else None
        name = entry.path.name if entry else ""
        board.mapping.show_file(seen, name, waiting=entry is not None and not entry.results)
        board.dates.show_entry(entry, self.tower.zone, self.tower.now())
        board.dry.show_entry(entry)
        board.problems.show_entry(entry)
        board.show_step(self.step, any_files=bool(self.entries))
        self._show_foot()

    def _show_foot(self) -> None:
        foot = self.board.foot
        ready = [entry for entry in self.entries if entry.ready]
        rows = sum(entry.total("rows") - entry.total("rejected") for entry in ready)
        busy = bool(self.work.busy)
        words, glyph = steps.summary(self.entries, busy=busy, read_only=self._read_only())
        foot.words.setText(words)
        foot.glyph.set_kind(glyph)
        foot.go.set_words(f"Import {counted(rows, 'row')}" if ready else "Import")
        foot.go.setEnabled(bool(ready) and not busy and not self._read_only())
        open_ones = any(entry.state != "imported" for entry in self.entries)
        foot.again.setEnabled(open_ones and not busy)
        foot.back.setEnabled(self.step > steps.FILES)
        foot.keep.setEnabled(any(entry.seen is not None for entry in self.entries))
