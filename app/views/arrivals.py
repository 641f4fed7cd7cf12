"""Files that arrive in the watched folder go into the store by themselves."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from app.models.counts import counted
from app.models.results import ImportReport
from app.services.import_files import import_files
from app.views import background, messages
from app.views.watch import FolderWatch

if TYPE_CHECKING:
    from app.views.main_window import MainWindow


class Arrivals(QObject):
    """Watches one folder for a window, imports what arrives, and says what became of it."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self.folder_watch = FolderWatch(window.remembered.given(), self)
        self.folder_watch.arrived.connect(self._import_arrived)
        self.folder_watch.lost.connect(messages.note)

    def start(self) -> None:
        """Watch the folder that was chosen in an earlier run."""
        if kept := self._window.remembered.text("watch/folder"):
            self.folder_watch.watch(Path(kept))

    def stop(self) -> None:
        """Stop, and remember what was imported."""
        self._window.remembered.keep_given(self.folder_watch.given())
        self.folder_watch.watch(None)

    def watch_folder(self, folder: Path | None) -> None:
        """Import what arrives in `folder` from now on; None stops."""
        self._window.remembered.keep("watch/folder", str(folder) if folder else "")
        self.folder_watch.watch(folder)

    @Slot(object)
    def _import_arrived(self, paths: tuple[Path, ...]) -> None:
        tower = self._window.tower
        background.change(
            f"Importing {paths[0].name if len(paths) == 1 else counted(len(paths), 'file')}",
            lambda progress: import_files(
                tower, paths, progress=lambda name, done, total: progress(done, total, name)
            ),
            self._arrived_imported,
            messages.failed,
        )

    def _arrived_imported(self, report: ImportReport) -> None:
        self._window.remembered.keep_given(self.folder_watch.given())
        if report.status.startswith("imported"):
            messages.done(f"Watched folder: {report.message}")
            self._window.recompute()
        else:
            waiting = tuple(
                Path(file.path) for file in report.files if not file.status.startswith("imported")
            )
            messages.note(
                f"Watched folder: {report.message}",
                action_text="Show",
                action=lambda: self._window.import_dropped(waiting),
            )
