"""Slow work away from the UI thread (ARCHITECTURE rules 9 and 10).

`query` reads: of several asked under one key only the latest answer counts. `change` writes: one
at a time, in the order asked, with progress and cancel. Neither knows a widget: what they call
back is a plain function, and always on the UI thread. One application-wide object owns every
signal, because one that a runnable owned would be gone before its answer arrives.
"""

import contextlib
import gc
import time
import traceback
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QCoreApplication, QObject, QRunnable, QThreadPool, QTimer, Signal, Slot

from app.models.errors import AppError, Cancelled

T = TypeVar("T")
Progress = Callable[..., None]
"""`progress(done, total, words="")`; raises Cancelled when the user cancelled."""
Result = tuple[bool, Any]
"""(True, what came out) or (False, the exception)."""
GC_MS = 5000


@dataclass(frozen=True, slots=True)
class Failure:
    """Why work failed in one plain sentence; `details` to copy when the program is at fault."""

    words: str
    details: str = ""

    @property
    def is_bug(self) -> bool:
        """True when the program, not the world, is at fault."""
        return bool(self.details)


def failure(error: BaseException, doing: str = "") -> Failure:
    """`error` in words (ARCHITECTURE rule 7)."""
    if isinstance(error, AppError):
        return Failure(str(error))
    what = f"{doing} stopped" if doing else "This step stopped"
    words = f"{what} because of a fault in the program. The stored data is unchanged."
    return Failure(words, "".join(traceback.format_exception(error)))


@dataclass(slots=True)
class Job:
    """One change in work or waiting; read by the status bar."""

    title: str
    fn: Callable[[Progress], Any]
    done: Callable[[Any], None]
    failed: Callable[[Failure], None] | None
    cancelled: bool = False
    last_told: float = field(default=0.0)

    def report(self, done: int, total: int, words: str = "") -> None:
        """Called by the work on its own thread; raises Cancelled when the user cancelled."""
        if self.cancelled:
            raise Cancelled(self.title)
        now = time.monotonic()
        if now - self.last_told >= 0.05 or done >= total:
            self.last_told = now
            hub().progressed.emit(self.title, words, done, total)


class _Work(QRunnable):
    """Runs `fn` and hands what came of it to the hub under `ticket`."""

    def __init__(self, owner: "Hub", ticket: int, fn: Callable[[], Any]) -> None:
        super().__init__()
        self._owner = owner
        self._ticket = ticket
        self._fn = fn

    def run(self) -> None:
        """On a pool thread."""
        try:
            result: Result = (True, self._fn())
        except BaseException as error:  # noqa: BLE001 - every end of the work must be told
            result = (False, error)
        with contextlib.suppress(RuntimeError):  # the window is gone, nobody waits for the answer
            self._owner.ended.emit(self._ticket, result)


class Hub(QObject):
    """Owns the signals and both pools; lives on the UI thread for the whole run."""

    ended = Signal(int, object)
    progressed = Signal(str, str, object, object)
    """(title, words, done, total) of the change in work; counts may exceed 32 bits."""
    rested = Signal()
    """Nothing is in work any more and every answer was delivered."""
    changed = Signal()
    """The list of changes in work or waiting is another one."""

    def __init__(self) -> None:
        super().__init__()
        self._readers = QThreadPool(self)
        self._readers.setMaxThreadCount(2)
        self._writer = QThreadPool(self)
        self._writer.setMaxThreadCount(1)
        self._next = 0
        self._latest: dict[str, int] = {}
        self._waiting: dict[int, Callable[[Result], None]] = {}
        self._jobs: deque[Job] = deque()
        self._gc = QTimer(self)
        self._gc.setInterval(GC_MS)
        self._gc.timeout.connect(self._collect)
        self.ended.connect(self._on_ended)

    @Slot()
    def _collect(self) -> None:
        gc.collect()

    def own_gc(self) -> None:
        """Collect garbage on this thread only: a worker's collection can destroy widgets."""
        gc.disable()
        self._gc.start()

    def query(
        self,
        key: str,
        fn: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[Failure], None] | None,
    ) -> None:
        """See the module's `query`."""
        self._next += 1
        ticket = self._next
        self._latest[key] = ticket

        def settle(result: Result) -> None:
            good, value = result
            if self._latest.get(key) != ticket:
                return
            del self._latest[key]
            if good:
                _call(done, value)
            elif failed is not None:
                _call(failed, failure(value))

        self._waiting[ticket] = settle
        self._readers.start(_Work(self, ticket, fn))

    def change(self, job: Job) -> None:
        """Put `job` at the end of the line."""
        self._jobs.append(job)
        if len(self._jobs) == 1:
            self._begin()
        self.changed.emit()

    def _begin(self) -> None:
        job = self._jobs[0]
        self._next += 1
        self._waiting[self._next] = self._settle_job
        self._writer.start(_Work(self, self._next, lambda: _run(job)))

    def _settle_job(self, result: Result) -> None:
        good, value = result
        job = self._jobs.popleft()
        if self._jobs:
            self._begin()
        self.changed.emit()
        if good:
            _call(job.done, value)
        elif job.failed is not None:
            is_wish = isinstance(value, Cancelled)
            told = str(value) if str(value) != job.title else ""
            words = told or f"{job.title} was cancelled. Nothing of it was kept."
            _call(job.failed, Failure(words) if is_wish else failure(value, job.title))

    @Slot(int, object)
    def _on_ended(self, ticket: int, result: Result) -> None:
        try:
            self._waiting.pop(ticket)(result)
        finally:
            if self.idle():
                self.rested.emit()

    def jobs(self) -> tuple[Job, ...]:
        """The change in work first, then those that wait."""
        return tuple(self._jobs)

    def cancel(self) -> None:
        """Ask the change in work to stop; it ends at its next report of progress."""
        if self._jobs:
            self._jobs[0].cancelled = True
            self.changed.emit()

    def idle(self) -> bool:
        """True when nothing is in work and every answer was delivered."""
        return not self._waiting

    def stop(self) -> None:
        """Cancel what waits, forget every answer and wait for what runs."""
        self._gc.stop()
        for job in self._jobs:
            job.cancelled = True
        self._readers.clear()
        self._writer.clear()
        self._readers.waitForDone(10_000)
        self._writer.waitForDone(10_000)
        self._latest.clear()
        self._jobs.clear()
        self._waiting = dict.fromkeys(self._waiting, _forget)


def _forget(_result: Result) -> None:
    """What is done with an answer nobody waits for."""


def _run(job: Job) -> Any:
    if job.cancelled:
        raise Cancelled(job.title)
    return job.fn(job.report)


def _call(fn: Callable[[Any], None], value: Any) -> None:
    """Call `fn` unless it belongs to a widget that is already gone."""
    owner = getattr(fn, "__self__", None)
    if isinstance(owner, QObject) and not shiboken6.isValid(owner):
        return
    fn(value)


class _Held:
    hub: Hub | None = None


def hub() -> Hub:
    """The one hub, made on the UI thread at first use."""
    if _Held.hub is None or not shiboken6.isValid(_Held.hub):
        app = QCoreApplication.instance()
        if app is None:
            raise RuntimeError("background work needs the application")
        _Held.hub = Hub()
    return _Held.hub


def query(
    key: str,
    fn: Callable[[], T],
    done: Callable[[T], None],
    failed: Callable[[Failure], None] | None = None,
) -> None:
    """Run `fn` in a thread and give its result to `done`; a newer query of `key` replaces it."""
    hub().query(key, fn, done, failed)


def change(
    title: str,
    fn: Callable[[Progress], T],
    done: Callable[[T], None],
    failed: Callable[[Failure], None] | None = None,
) -> None:
    """Run `fn(progress)` after earlier changes; `progress(done, total)` may raise Cancelled."""
    hub().change(Job(title, fn, done, failed))


def cancel() -> None:
    """Cancel the change in work."""
    hub().cancel()
