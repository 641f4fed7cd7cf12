"""Opening the window, and taking pictures of every screen where there is no display."""

import faulthandler
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from app.models.errors import AppError
from app.services.tower import Tower
from app.views import background, messages, theme
from app.views.main_window import MainWindow
from app.views.page import Page
from app.views.window_frame import LEAST

LONGEST_MS = 60_000
Hook = Callable[[type[BaseException], BaseException, TracebackType | None], None]


def has_display() -> bool:
    """Whether a window can be shown; without a display Qt is to draw into memory."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def application() -> QApplication:
    """The one application object, made at first use."""
    made = QApplication.instance()
    if isinstance(made, QApplication):
        return made
    if not has_display():
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(
        Qt.HighDpiScaleFactorRoundingPolicy.PassThrough
    )
    app = QApplication(["tower"])
    app.setApplicationName("Control Tower")
    app.setDesktopFileName("control-tower")
    return app


def _tell_fault(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    sys.__excepthook__(kind, error, trace)
    messages.failed(background.failure(error))


def open_window(tower: Tower, *, theme_name: str = "") -> int:
    """Show the window on `tower` and run until it is closed; returns the exit code.

    `theme_name` ("light", "dark", "system") goes before the remembered one.
    """
    if sys.stderr is not None:
        faulthandler.enable()
    app = application()
    before = sys.excepthook
    sys.excepthook = _tell_fault
    try:
        window = MainWindow(tower)
        theme.apply(app, theme_name or window.remembered.text("theme", "light"))
        if not window.remembered.restore_geometry(window):
            window.resize(1440, 900)
        window.show()
        window.go("today")
        background.hub().own_gc()
        return app.exec()
    finally:
        sys.excepthook = before


def save_screens(
    tower: Tower, folder: Path, theme_name: str = "light", size: tuple[int, int] = (1440, 900)
) -> list[tuple[str, Path, int]]:
    """A PNG of every screen with its data: (page id, path, milliseconds until it was shown).

    AppError when a screen shows an error or isn't ready within a minute; any other exception is a
    fault of the program.
    """
    app = application()
    theme.apply(app, theme_name)
    faults: list[BaseException] = []
    before = sys.excepthook
    sys.excepthook = _collector(faults)
    folder.mkdir(parents=True, exist_ok=True)
    window = MainWindow(tower)
    window.resize(max(size[0], LEAST[0]), max(size[1], LEAST[1]))
    try:
        window.show()
        shots = [_shoot(window, name, folder, faults) for name in window.specs]
    finally:
        sys.excepthook = before
        window.close()
        window.deleteLater()
    return shots


def _collector(faults: list[BaseException]) -> Hook:
    def collect(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        sys.__excepthook__(kind, error, trace)
        faults.append(error)

    return collect


def _shoot(
    window: MainWindow, name: str, folder: Path, faults: list[BaseException]
) -> tuple[str, Path, int]:
    begun = time.perf_counter()
    window.go(name)
    page = window.pages[name]
    settle(page)
    taken = round((time.perf_counter() - begun) * 1000)
    path = folder / f"{name}.png"
    grabbed = window.grab()
    if faults:
        raise faults[0]
    if page.last_error is not None:
        raise AppError(f"The screen {name} shows an error: {page.last_error.words}")
    if not grabbed.save(str(path)):
        raise AppError(f"{path} can't be written. Choose another folder.")
    return name, path, taken


def settle(page: Page) -> None:
    """Run the event loop until nothing is in work and laid out; AppError after a minute."""
    hub = background.hub()
    loop = QEventLoop()
    late = QTimer()
    late.setSingleShot(True)
    late.timeout.connect(lambda: loop.exit(1))
    late.start(LONGEST_MS)
    hub.rested.connect(loop.quit)
    outcome = 0 if hub.idle() else loop.exec()
    late.stop()
    hub.rested.disconnect(loop.quit)
    for _pass in range(2):
        QTimer.singleShot(0, loop.quit)
        loop.exec()
    if outcome:
        raise AppError(f"The screen {page.page_id} was not ready within a minute.")
