"""The watched folder: what arrives there is imported by itself once it has stopped growing."""

import os
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from app.views import background

POLL_MS = 5000
SUFFIXES = (
    *(".csv", ".tsv", ".txt", ".xlsx", ".xls", ".ods", ".json", ".ndjson", ".jsonl"),
    *(".xml", ".ics", ".xz", ".gz", ".zip"),
)

State = tuple[int, int]
"""(size, modified in nanoseconds)."""


def scan(folder: Path) -> dict[str, State]:
    """Name and state of each export in `folder`; OSError when it can't be read."""
    found = {}
    with os.scandir(folder) as entries:
        for entry in entries:
            name = entry.name
            if name.startswith((".", "~")) or not name.lower().endswith(SUFFIXES):
                continue
            if entry.is_file(follow_symlinks=False):
                stat = entry.stat(follow_symlinks=False)
                found[name] = (stat.st_size, stat.st_mtime_ns)
    return found


class FolderWatch(QObject):
    """Polls one folder off the UI thread. A file is ready when two polls saw it the same.

    `arrived` gives the paths that are ready and were not given before in this state; `lost` tells
    once that the folder can't be read.
    """

    arrived = Signal(object)
    lost = Signal(str)

    def __init__(
        self, known: dict[str, State] | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._folder: Path | None = None
        self._last: dict[str, State] = {}
        self._given: dict[str, State] = dict(known or {})
        self._told = False
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self.poll)

    def folder(self) -> Path | None:
        """The folder watched, or None."""
        return self._folder

    def given(self) -> dict[str, State]:
        """What was given already, to be remembered."""
        return dict(self._given)

    def watch(self, folder: Path | None) -> None:
        """Watch `folder` from now on; None stops."""
        if folder != self._folder:
            self._last = {}
        self._folder = folder
        self._told = False
        if folder is None:
            self._timer.stop()
        else:
            self._timer.start()
            self.poll()

    def poll(self) -> None:
        """Look once; the answer comes later."""
        if self._folder is not None:
            background.query("watch", _scanner(self._folder), self._seen, self._failed)

    def _seen(self, answer: tuple[Path, dict[str, State]]) -> None:
        folder, found = answer
        if folder != self._folder:
            return
        self._told = False
        ready = [
            name
            for name, state in sorted(found.items())
            if self._last.get(name) == state and self._given.get(name) != state
        ]
        self._last = found
        if ready:
            self._given.update({name: found[name] for name in ready})
            self.arrived.emit(tuple(folder / name for name in ready))

    def _failed(self, failure: background.Failure) -> None:
        if not self._told:
            self._told = True
            self.lost.emit(failure.words)


def _scanner(folder: Path) -> Callable[[], tuple[Path, dict[str, State]]]:
    def look() -> tuple[Path, dict[str, State]]:
        from app.models.errors import AppError

        try:
            return folder, scan(folder)
        except OSError as error:
            raise AppError(
                f"The watched folder {folder} can't be read ({error.strerror or error}). "
                "Nothing is imported from it until it can."
            ) from error

    return look
