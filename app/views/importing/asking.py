"""Asking for files and folders in the system's dialogs, which block nothing."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from app.views.save_file import ask_where

PROFILE = "Profile (*.json)"
CSV = "CSV for Excel (*.csv)"


class Asking:
    """The dialogs of one screen; the newest is held so that it lives as long as it is open."""

    def __init__(self, owner: QWidget) -> None:
        self._owner = owner
        self.dialog: QFileDialog | None = None

    def files(self, chosen: Callable[[tuple[Path, ...]], None]) -> None:
        """Several files to import."""
        self._ask(
            QFileDialog.FileMode.ExistingFiles,
            "Choose exports",
            lambda names: chosen(tuple(Path(name) for name in names)),
        )

    def folder(self, title: str, chosen: Callable[[Path], None]) -> None:
        """One folder."""
        self._ask(QFileDialog.FileMode.Directory, title, lambda names: chosen(Path(names[0])))

    def list_file(self, name: str, chosen: Callable[[Path], None]) -> None:
        """Where the list of problem rows goes; `name` is proposed."""
        self.dialog = ask_where(self._owner, "Save the list of problem rows", name, (CSV,), chosen)

    def profile_to_read(self, chosen: Callable[[Path], None]) -> None:
        """A profile that somebody else wrote."""
        self._ask(
            QFileDialog.FileMode.ExistingFile,
            "Choose a profile",
            lambda names: chosen(Path(names[0])),
        )

    def profile_to_write(self, name: str, chosen: Callable[[Path], None]) -> None:
        """Where a profile goes; `name` is proposed."""
        self.dialog = ask_where(self._owner, "Write the profile", name, (PROFILE,), chosen)

    def _ask(
        self, mode: QFileDialog.FileMode, title: str, then: Callable[[list[str]], None]
    ) -> None:
        dialog = QFileDialog(self._owner, title)
        dialog.setFileMode(mode)
        dialog.filesSelected.connect(then)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        self.dialog = dialog
