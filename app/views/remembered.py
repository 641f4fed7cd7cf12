"""What the window remembers between two runs, in window.ini beside the store."""

import json
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from app.views.watch import State


class Remembered:
    """Geometry, theme, zone and watched folder. A damaged file counts as empty.

    Only its owner may read it: it names folders and filters.
    """

    def __init__(self, store: Path) -> None:
        path = store.with_name("window.ini")
        with suppress(OSError):  # a read-only folder: nothing is remembered
            path.touch(mode=0o600)
            path.chmod(0o600)
        self._settings = QSettings(str(path), QSettings.Format.IniFormat)

    def text(self, name: str, default: str = "") -> str:
        """One remembered word."""
        value = self._settings.value(name, default)
        return value if isinstance(value, str) else default

    def keep(self, name: str, value: str) -> None:
        """Remember one word."""
        self._settings.setValue(name, value)

    def keep_geometry(self, window: QWidget) -> None:
        """Remember where the window is."""
        self._settings.setValue("geometry", window.saveGeometry())

    def restore_geometry(self, window: QWidget) -> bool:
        """Put the window where it was, if that place is still on a screen."""
        value = self._settings.value("geometry")
        if not isinstance(value, QByteArray) or not window.restoreGeometry(value):
            return False
        middle = window.geometry().center()
        if QGuiApplication.screenAt(middle) is None:
            window.move(40, 40)
        return True

    def given(self) -> dict[str, State]:
        """Files of the watched folder that were imported already."""
        try:
            loaded = json.loads(self.text("watch/given", "{}"))
            return {str(name): (int(size), int(when)) for name, (size, when) in loaded.items()}
        except (ValueError, TypeError, AttributeError):
            return {}

    def keep_given(self, given: dict[str, State]) -> None:
        """Remember them."""
        self.keep("watch/given", json.dumps(given))
