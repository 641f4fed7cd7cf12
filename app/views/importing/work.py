"""What the import screen does off the UI thread: look, dry run, import, take back."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.models.counts import counted
from app.models.errors import AppError, Cancelled
from app.models.evidence import Evidence
from app.models.records import Options
from app.models.results import ImportReport
from app.services import aliases, import_files, preview, problem_list
from app.services.import_child import FileProgress
from app.services.tower import Tower
from app.views import background
from app.views.importing.pace import Pace


@dataclass(frozen=True, slots=True)
class Order:
    """One file as it is to be looked at, checked or imported."""

    path: Path
    options: Options
    aliases: tuple[tuple[str, str], ...] = ()
    mass_change: bool = False
    evidence: Evidence = Evidence()  # noqa: RUF009 - frozen


class ImportWork(QObject):
    """Looks one after the other; dry runs and imports beside them, one by one, with Cancel.

    Of several looks at one file, and of several dry runs of it, only the latest counts.
    """

    seen = Signal(object, object)
    """(order, FilePreview)."""
    checked = Signal(object, object)
    """(order, ImportReport)."""
    imported = Signal(object, object, str)
    """(order, ImportReport, what else there is to say)."""
    undone = Signal(object)
    listed = Signal(str)
    """What came of writing every problem row to a file, in words."""
    failed = Signal(object)
    """A Failure; only of work that still matters."""
    changed = Signal()
    """Something began or ended."""

    def __init__(self, tower: Callable[[], Tower]) -> None:
        super().__init__()
        self._tower = tower
        self._dry: dict[Path, Order] = {}
        """The dry run that each file waits for; an older one no longer matters."""
        self._looks: dict[Path, Order] = {}
        """The newest look wanted of each file."""
        self._waiting: list[Path] = []
        self._looking: Order | None = None
        self.busy = 0

    def look(self, order: Order, *, first: bool = False) -> None:
        """Look at the first rows of a file, `first` of those that wait; it ends an older look.

        One file at a time, so that other screens can read meanwhile.
        """
        self._looks[order.path] = order
        others = [path for path in self._waiting if path != order.path]
        self._waiting = [order.path, *others] if first else [*others, order.path]
        self._next_look()

    def _next_look(self) -> None:
        if self._looking is not None or not self._waiting:
            return
        tower, order = self._tower(), self._looks[self._waiting.pop(0)]
        self._looking = order

        def still_wanted() -> None:
            if self._looks.get(order.path) is not order:
                raise Cancelled(order.path.name)

        background.query(
            "import:look",
            lambda: preview.preview(tower, order.path, order.options, still_wanted),
            _Held(self, lambda found: self._looked(order, self.seen.emit, order, found)),
            _Held(self, lambda failure: self._looked(order, self.failed.emit, failure)),
        )

    def _looked(self, order: Order, tell: Callable[..., None], *what: object) -> None:
        self._looking = None
        self._next_look()
        if self._looks.get(order.path) is order:
            tell(*what)

    def check(self, order: Order) -> None:
        """Count what would change; a dry run of the same file with other decisions is given up."""
        tower = self._tower()
        self._give_up(order.path)
        self._dry[order.path] = order
        self._change(
            f"Dry run of {order.path.name}",
            lambda progress: import_files.import_files(
                tower,
                [order.path],
                order.options,
                dry_run=True,
                progress=_told(progress),
                evidence=order.evidence,
                allow_mass_change=order.mass_change,
            ),
            lambda report: self._checked(order, report),
            lambda failure: self._lost(order, failure),
        )

    def _checked(self, order: Order, report: ImportReport) -> None:
        if self._dry.get(order.path) is order:
            del self._dry[order.path]
            self.checked.emit(order, report)

    def _lost(self, order: Order, failure: background.Failure) -> None:
        if self._dry.get(order.path) is order:
            del self._dry[order.path]
            self.failed.emit(failure)

    def _give_up(self, path: Path) -> None:
        """Stop the dry run of `path` if it is the one in work."""
        jobs = background.hub().jobs()
        if path in self._dry and jobs and jobs[0].title == f"Dry run of {path.name}":
            background.cancel()

    def forget(self, paths: Sequence[Path]) -> None:
        """The files left the screen: what is found out about them no longer matters."""
        for path in paths:
            self._give_up(path)
            self._dry.pop(path, None)
            self._looks.pop(path, None)
        self._waiting = [path for path in self._waiting if path in self._looks]

    def store(self, order: Order) -> None:
        """Import one file as one batch, then the names that were mapped with it."""
        tower = self._tower()

        def work(progress: background.Progress) -> tuple[ImportReport, str]:
            report = import_files.import_files(
                tower,
                [order.path],
                order.options,
                progress=_told(progress),
                evidence=order.evidence,
                allow_mass_change=order.mass_change,
            )
            system = next((result.system for result in report.files if result.system), "")
            return report, _rename(tower, order, report, system)

        self._change(
            f"Importing {order.path.name}",
            work,
            lambda found: self.imported.emit(order, found[0], found[1]),
        )

    def list_problems(self, order: Order, target: Path) -> None:
        """Read one file once more and write every problem row to `target`."""
        tower = self._tower()

        def work(progress: background.Progress) -> str:
            told = lambda done, total: progress(done, total, order.path.name)  # noqa: E731
            found = problem_list.every_problem_row(tower, order.path, order.options, told)
            rows, whole = problem_list.save_problem_list(target, found), sum(k.rows for k in found)
            most = f" of {whole:,}" if rows < whole else ""
            return f"{counted(rows, 'problem row')}{most} saved to {target.name}."

        self._change(f"Listing problem rows of {order.path.name}", work, self.listed.emit)

    def take_back(self, batch: int) -> None:
        """Undo one batch by a reversal entry."""
        tower = self._tower()
        self._change(
            f"Undo of batch {batch}",
            lambda _progress: import_files.undo(tower, batch),
            self.undone.emit,
        )

    def _change(
        self,
        title: str,
        fn: Callable[[background.Progress], Any],
        done: Callable[[Any], None],
        lost: Callable[[background.Failure], None] | None = None,
    ) -> None:
        self.busy += 1

        def good(result: Any) -> None:
            self.busy -= 1
            done(result)
            self.changed.emit()

        def bad(failure: background.Failure) -> None:
            self.busy -= 1
            (lost or self.failed.emit)(failure)
            self.changed.emit()

        background.change(title, fn, _Held(self, good), _Held(self, bad))
        self.changed.emit()


def known_groups(tower: Tower) -> tuple[str, ...]:
    """Every group that a ticket names, by name; what an unknown one may be read as."""
    return tuple(sorted(filter(None, tower.facts().tickets.groups), key=str.casefold))


def _told(progress: background.Progress) -> FileProgress:
    """Progress in the status bar's words, with the rate once there is one."""
    paces: dict[str, Pace] = {}

    def tell(name: str, done: int, total: int) -> None:
        now = time.monotonic()
        pace = paces.setdefault(name, Pace(now))
        pace.take(done, total)
        progress(*pace.told(name, now))

    return tell


def _rename(tower: Tower, order: Order, report: ImportReport, system: str) -> str:
    """Store what unknown groups are read as; why one could not be, in words."""
    if report.status not in ("imported", "imported_with_warnings"):
        return ""
    told = []
    for name, group in order.aliases:
        try:
            aliases.set_alias(tower, "group", name, group, system)
        except AppError as trouble:
            told.append(str(trouble))
    return " ".join(told)


class _Held:
    """A callback that is dropped with the object it belongs to."""

    def __init__(self, owner: QObject, fn: Callable[[Any], None]) -> None:
        self.__self__ = owner
        self._fn = fn

    def __call__(self, value: Any) -> None:
        self._fn(value)
