"""Files that arrive in the watched folder go into the store by themselves."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from app.models.counts import counted
from app.models.results import ImportReport
from app.services.import_files import import_files
from app.services.tower import Tower
from app.views import background, messages
from app.views.remembered import Remembered
from app.views.watch import FolderWatch


class Arrivals(QObject):
    """Watches one folder for a window, imports what arrives, and says what became of it."""

    imported = Signal()
    """The store holds more than before."""
    waiting = Signal(object)
    """Paths that wait for a decision and that somebody wants to see."""

    def __init__(self, window: QObject, remembered: Remembered, tower: Callable[[], Tower]) -> None:
        super().__init__(window)
        self._remembered = remembered
        self._tower = tower
        self.folder_watch = FolderWatch(remembered.given(), self)
        self.folder_watch.arrived.connect(self._import_arrived)
        self.folder_watch.lost.connect(messages.note)

    def start(self) -> None:
        """Watch the folder that was chosen in an earlier run."""
        if kept := self._remembered.text("watch/folder"):
            self.folder_watch.watch(Path(kept))

    def stop(self) -> None:
        """Stop, and remember what was imported."""
        self._remembered.keep_given(self.folder_watch.given())
        self.folder_watch.watch(None)

    def watch_folder(self, folder: Path | None) -> None:
        """Import what arrives in `folder` from now on; None stops."""
        self._remembered.keep("watch/folder", str(folder) if folder else "")
        self.folder_watch.watch(folder)

    @Slot(object)
    def _import_arrived(self, paths: tuple[Path, ...]) -> None:
        tower = self._tower()
        background.change(
            f"Importing {paths[0].name if len(paths) == 1 else counted(len(paths), 'file')}",
            lambda progress: import_files(
                tower, paths, progress=lambda name, done, total: progress(done, total, name)
            ),
            self._arrived_imported,
            messages.failed,
        )

    def _arrived_imported(self, report: ImportReport) -> None:
        self._remembered.keep_given(self.folder_watch.given())
        if report.status.startswith("imported"):
            messages.done(f"Watched folder: {report.message}")
            self.imported.emit()
        else:
            waiting = tuple(
                Path(file.path) for file in report.files if not file.status.startswith("imported")
            )
            messages.note(
                f"Watched folder: {report.message}",
                action_text="Show",
                action=lambda: self.waiting.emit(waiting),
            )
