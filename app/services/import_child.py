"""The process that reads and stores files for the window: no file can take the window with it."""

import multiprocessing
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from app.models.errors import AppError, Cancelled
from app.models.results import FileResult
from app.services.import_job import ImportJob, serve
from app.services.tower import Tower
from app.store.records import batches

FileProgress = Callable[[str, int, int], None]
"""Called with (file name, done, total); raises Cancelled to stop."""
SECONDS_CAP = 1800
_TICK_S = 0.2
_SMALL = 16 << 20
"""After a file above this a new process begins: what was fragmented or left over is given back."""


class ImportCancelled(Cancelled):
    """Cancelled when something was stored already; its words say what."""


class ImportChild:
    """Imports one file after the other in one process, and begins a new one after any trouble."""

    def __init__(self, tower: Tower) -> None:
        self._tower = tower
        self._process: SpawnProcess | None = None
        self._pipe: Connection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end()

    def run(self, job: ImportJob, progress: FileProgress | None) -> FileResult:
        """Import one file. Cancelled or KeyboardInterrupt kills the process and goes on."""
        before, copied = newest(self._tower), ""
        process, pipe = self._ready()
        good = False
        try:
            pipe.send(job)
            for message in _messages(pipe):
                if message[0] == "result":
                    result: FileResult = message[1]
                    good = result.status.startswith("imported") and _size(job.path) <= _SMALL
                    return result
                if message[0] == "keeps":
                    copied = message[1]
                elif progress is not None:
                    progress(job.path.name, message[1], message[2])
            process.kill()
            process.join()
            return self._died(job, before, "took too long")
        except (EOFError, OSError):
            process.join(5)
            return self._died(job, before, f"stopped the reader (exit code {process.exitcode})")
        except (Cancelled, KeyboardInterrupt):
            process.kill()
            process.join()
            kept = newest(self._tower)
            if kept > before:
                raise ImportCancelled(
                    f"Cancelled after {job.path.name} was stored as batch {kept}. "
                    f"`tower undo {kept}` takes it back."
                ) from None
            raise
        finally:
            if not good:
                self._end()
            if copied:
                _drop_copy(self._tower, copied, process.pid)

    def _died(self, job: ImportJob, before: int, what: str) -> FileResult:
        """What became of a file whose reader ended without a word: stored in whole, or not."""
        rows = (row for row in batches(self._tower.store) if int(row["id"]) > before)
        row = next((each for each in rows if each["file_name"] == job.path.name), None)
        if row is None:
            return FileResult(
                job.shown_path,
                "rejected",
                f"{job.path.name} {what}; it may be damaged or made to do harm. Open it in the "
                "tool it came from and export it again. Nothing was imported.",
            )
        return FileResult(
            job.shown_path,
            "imported_with_warnings",
            f"{job.path.name} was stored whole as batch {row['id']}, but then {what}. "
            f"`tower undo {row['id']}` takes it back.",
            format=row["format"],
            kind=row["kind"],
            rows=row["rows"],
            new=row["new"],
            changed=row["changed"],
            unchanged=row["unchanged"],
            rejected=row["rejected"],
            batch=int(row["id"]),
            as_of=row["as_of"],
            warnings=(f"Its reader {what} after it was stored.",),
        )

    def _ready(self) -> tuple[SpawnProcess, Connection]:
        if self._process is None or self._pipe is None:
            context = multiprocessing.get_context("spawn")
            self._pipe, theirs = context.Pipe()
            self._process = context.Process(target=serve, args=(theirs,), daemon=True)
            self._process.start()
            theirs.close()
        return self._process, self._pipe

    def _end(self) -> None:
        process, pipe = self._process, self._pipe
        self._process = self._pipe = None
        if pipe is not None:
            pipe.close()
        if process is not None:
            process.join(1)
            if process.is_alive():
                process.kill()
                process.join()


def newest(tower: Tower) -> int:
    """The number of the newest batch; 0 where there is none."""
    return max((int(row["id"]) for row in batches(tower.store)), default=0)


def _messages(pipe: Connection) -> Iterator[tuple[Any, ...]]:
    """What the child says, and between two sayings the last count again.

    So a wish to stop is heard while the child is at one long step. Ends when it says nothing for
    too long.
    """
    told: tuple[Any, ...] = ("progress", 0, 0)
    last = time.monotonic()
    while time.monotonic() - last < SECONDS_CAP:
        if not pipe.poll(_TICK_S):
            yield told
            continue
        last = time.monotonic()
        message: tuple[Any, ...] = pipe.recv()
        told = message if message[0] == "progress" else told
        yield message


def _size(path: Path) -> int:
    with suppress(OSError):
        return path.stat().st_size
    return 0


def _drop_copy(tower: Tower, digest: str, pid: int | None) -> None:
    """Take a source away again that was copied beside the store for an import that never came."""
    with suppress(AppError):  # a store that is gone holds no import
        if any(row["sha256"] == digest for row in batches(tower.store)):
            return
    folder = tower.store.sources_folder
    for name in (digest, f".~{digest}.{pid}"):
        (folder / name).unlink(missing_ok=True)
