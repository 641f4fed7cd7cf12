"""What every screen is: a page that asks for its data, shows it and says when it failed."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from PySide6.QtCore import QRectF, QTimer, Signal
from PySide6.QtGui import QAction, QGuiApplication, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.tower import Tower
from app.views import background, theme
from app.views.widgets import Button, GlyphLabel, PlainLabel, paint_box

T = TypeVar("T")
LOADING_MS = 300


class ErrorBar(QWidget):
    """An error in its place: what failed, what is still true, Try again, Copy details."""

    again = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._details = ""
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 6)
        row.setSpacing(8)
        self._words = PlainLabel("", "t1", 12, wrap=True)
        self._copy = Button("Copy details", icon="copy", small=True)
        self._again = Button("Try again", small=True)
        row.addWidget(GlyphLabel("breach"))
        row.addWidget(self._words, 1)
        row.addWidget(self._copy)
        row.addWidget(self._again)
        self._copy.clicked.connect(self._on_copy)
        self._again.clicked.connect(self.again)
        self.hide()

    def words(self) -> str:
        """The sentence that stands there."""
        return self._words.text()

    def tell(self, failed: background.Failure) -> None:
        """Show `failed`."""
        self._details = failed.details or failed.words
        self._words.setText(failed.words)
        self.setAccessibleName(failed.words)
        self._copy.setVisible(failed.is_bug)
        self.show()

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._details)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A tinted box."""
        paint_box(QPainter(self), QRectF(self.rect()), 8, "critt", "critf")


class Page(QWidget):
    """Base of the screens. A subclass fills `body`, and answers `refresh` and `show_result`.

    `refresh` calls `run_query`; its result reaches `show_result` unless `done` is given. Old
    values stay while new ones are being read. Pages ask to go elsewhere with `navigate` (page
    id, filter) and to open one record with `open_record` (key).
    """

    page_id: ClassVar[str] = ""
    navigate = Signal(str, object)
    open_record = Signal(str)
    badge = Signal(str, int, str)
    """(page id, count, "" or "breach"): the sign beside the page's name in the navigation."""
    subtitle = Signal(str)
    """Another subtitle for the top bar."""
    loaded = Signal()
    """A result was shown (or an error, in its place)."""
    data_changed = Signal()
    """The page changed the store: every page is stale now."""
    watch_asked = Signal(object)
    """A folder that shall import by itself, or None; only the import screen asks."""
    fast_tick: bool = False
    """True while the page wants `tick` each second instead of each 30."""

    def __init__(self, tower: Tower) -> None:
        super().__init__()
        self.tower = tower
        self.stale = True
        self.last_error: background.Failure | None = None
        self._seen = False
        self._failed_key = ""
        root = QVBoxLayout(self)
        root.setContentsMargins(14, 12, 14, 12)
        root.setSpacing(10)
        self.error_bar = ErrorBar()
        self.error_bar.again.connect(self.refresh)
        root.addWidget(self.error_bar)
        self.body = QVBoxLayout()
        self.body.setSpacing(10)
        root.addLayout(self.body, 1)
        self._updating = PlainLabel("updating", "t3", 11)
        self._updating.setParent(self)
        self._updating.hide()
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(LOADING_MS)
        self._patience.timeout.connect(self._show_updating)

    # what a subclass answers

    def refresh(self) -> None:
        """Ask for the data again."""

    def show_result(self, result: Any) -> None:
        """Show what was read."""

    def toolbar_actions(self) -> tuple[QAction, ...]:
        """Actions of this page that the registry shall list while it is seen."""
        return ()

    def tick(self, now: int) -> None:
        """Redraw running clocks; `now` in UTC seconds."""

    def apply_filter(self, wanted: object) -> None:
        """Show what another page asked for with `navigate`."""

    def primary_export(self) -> None:
        """Ctrl+E: export what is seen. Pages without an export leave it."""

    def export_words(self) -> str:
        """What Ctrl+E does here ("Export PDF"); empty when the page has no export."""
        return ""

    def add_files(self, paths: tuple[Path, ...]) -> None:
        """Files were dropped on the window; only the import screen takes them."""

    def browse(self) -> None:
        """Ctrl+O: choose files; only the import screen does."""

    def show_watched(self, folder: Path | None) -> None:
        """Which folder imports by itself; only the import screen shows it."""

    # what it does itself

    def run_query(
        self,
        fn: Callable[[], T],
        done: Callable[[T], None] | None = None,
        key: str = "",
        failed: Callable[[background.Failure], None] | None = None,
    ) -> None:
        """Run `fn` off the UI thread; show errors in place. `key` names parallel questions.

        An error stays until the same question or the page's own is answered; `failed` is told
        of it as well.
        """
        if not key:
            self._patience.start()

        def good(result: T) -> None:
            self._end(key)
            if key in ("", self._failed_key):
                self.error_bar.hide()
                self.last_error = None
            (done or self.show_result)(result)
            self.loaded.emit()

        def bad(why: background.Failure) -> None:
            self._end(key)
            self.last_error, self._failed_key = why, key
            self.error_bar.tell(why)
            if failed is not None:
                failed(why)
            self.loaded.emit()

        name = f"{self.page_id}:{key}"
        background.query(name, fn, _Guarded(self, good), _Guarded(self, bad))

    def _end(self, key: str) -> None:
        if not key:
            self._patience.stop()
            self._updating.hide()
            self._seen = True

    def mark_stale(self) -> None:
        """The store changed: refresh now when seen, else when seen next."""
        self.stale = True
        if self.isVisible():
            self.freshen()

    def freshen(self) -> None:
        """Refresh when stale."""
        if self.stale:
            self.stale = False
            self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """A stale page refreshes when it is seen."""
        super().showEvent(event)
        self.freshen()

    def _show_updating(self) -> None:
        self._updating.setText("updating" if self._seen else "reading the store")
        self._updating.adjustSize()
        self._updating.move(self.width() - self._updating.width() - 16, 0)
        self._updating.show()
        self._updating.raise_()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The window's ground."""
        QPainter(self).fillRect(self.rect(), theme.colour("bg"))


class _Guarded:
    """A callback that is dropped with the page it belongs to."""

    def __init__(self, owner: QWidget, fn: Callable[[Any], None]) -> None:
        self.__self__ = owner
        self._fn = fn

    def __call__(self, value: Any) -> None:
        self._fn(value)
