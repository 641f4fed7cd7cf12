"""The rows of a file that have a problem, as a list to mend them in the tool they came from."""

import contextlib
import csv
import io
import multiprocessing
import signal
import time
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from pathlib import Path

from app.importers.known import Known
from app.importers.tower.registers import escaped
from app.models.errors import AppError
from app.models.problems import ACTION_WORDS
from app.models.records import Options
from app.models.results.preview import ProblemRows, problem_rows
from app.services.import_child import SECONDS_CAP
from app.services.import_limits import cap_memory
from app.services.tower import Tower
from app.store.known_groups import known_groups
from app.store.profiles import saved_profiles

HEADER = ("problem", "what_happens", "row", "key", "value")
MOST = 100_000
"""Rows of each kind that the whole list holds."""
_TICK_S = 0.1


def save_problem_list(path: Path, problems: Sequence[ProblemRows]) -> int:
    """Write the listed rows of every kind as CSV; how many that were.

    UTF-8 with a byte order mark, CRLF; text that a spreadsheet would run gets an apostrophe
    (FORMATS §0.4). Only the rows listed with each kind are known here, not all that it counts.
    AppError in plain words when the file can't be written.
    """
    from app.reports.files import write_file

    text = io.StringIO()
    out = csv.writer(text, lineterminator="\r\n")
    out.writerow(HEADER)
    rows = 0
    for kind in problems:
        action = ACTION_WORDS.get(kind.action, kind.action)
        for row, key, value in kind.sample:
            out.writerow((escaped(kind.label), action, row, escaped(key), escaped(value)))
            rows += 1
    write_file(path, text.getvalue().encode("utf-8-sig"))
    return rows


def every_problem_row(
    tower: Tower, path: Path, options: Options, progress: Callable[[int, int], None]
) -> tuple[ProblemRows, ...]:
    """Every kind of problem row in the file, with up to MOST of its rows; nothing is stored.

    The file is read once more with `options`, in a child process under the caps of an import.
    `progress(bytes, of)` may raise Cancelled. AppError, DecisionNeeded too, when it can't be read.
    """
    known = Known(saved_profiles(tower.store), known_groups(tower.store), MOST)
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=child_main, args=(sender, path, options, known), daemon=True)
    child.start()
    sender.close()
    try:
        return _received(receiver, path, progress)
    except EOFError:
        raise AppError(
            f"{path.name} stopped the reader; it may be damaged. Export it again."
        ) from None
    finally:
        receiver.close()
        child.kill()
        child.join()


def _received(
    receiver: Connection, path: Path, progress: Callable[[int, int], None]
) -> tuple[ProblemRows, ...]:
    ends, last = time.monotonic() + SECONDS_CAP, (0, 0)
    while time.monotonic() < ends:
        if not receiver.poll(_TICK_S):
            progress(*last)
            continue
        kind, what = receiver.recv()
        if kind == "problems":
            found: tuple[ProblemRows, ...] = what
            return found
        if kind == "trouble":
            raise AppError(what)
        last = what
    raise AppError(f"{path.name} took too long. Split the export by month.")


def child_main(pipe: Connection, path: Path, options: Options, known: Known) -> None:
    """Entry of the child: sends ("progress", (done, total)), then ("problems" or "trouble", it)."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    cap_memory()
    from app import importers

    with contextlib.suppress(BrokenPipeError):
        try:
            tell = lambda done, total: pipe.send(("progress", (done, total)))  # noqa: E731
            reading = importers.read(path, options, known, tell)
            for _ in reading.chunks:
                pass
            pipe.send(("problems", tuple(map(problem_rows, reading.problems))))
        except (AppError, OSError, MemoryError) as trouble:
            pipe.send(("trouble", str(trouble) or f"{path.name} needs more memory than is given."))
