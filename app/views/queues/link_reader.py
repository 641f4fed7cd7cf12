"""Reads the links of the ticket that is shown: one question at a time, the newest wish next."""

from PySide6.QtCore import QObject, Signal

from app.services.tower import Tower
from app.views import background
from app.views.queues.reading import NO_LINKS, Linked, read_links


class LinkReader(QObject):
    """`told` gives Linked, `failed` a Failure.

    Stepping quickly through a list asks for many tickets: those between are never read, so that
    a large store stays free for the tickets themselves.
    """

    told = Signal(object)
    failed = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._known = NO_LINKS
        self._wanted: tuple[Tower, str] | None = None
        self._reading = False

    def ask(self, tower: Tower, key: str) -> None:
        """Read the links of ticket `key` as soon as what is being read has ended."""
        self._wanted = (tower, key)
        if not self._reading:
            self._next()

    def _next(self) -> None:
        self._reading = self._wanted is not None
        if self._wanted is None:
            return
        (tower, key), self._wanted = self._wanted, None
        known = self._known
        background.query(
            "queues:links", lambda: read_links(tower, key, known), self._read, self._failed
        )

    def _read(self, linked: Linked) -> None:
        self._known = linked
        self.told.emit(linked)
        self._next()

    def _failed(self, failure: background.Failure) -> None:
        self.failed.emit(failure)
        self._next()
