"""What the import wizard shows of a file, looked at in a child process of its own."""

import contextlib
import multiprocessing
import signal
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

from app.importers.known import Known
from app.models.records import Options
from app.models.results.preview import FilePreview
from app.services.import_limits import FILE_CAP, cap_memory
from app.services.tower import Tower
from app.store.known_groups import known_groups
from app.store.profiles import saved_profiles

SECONDS_CAP = 300
_TICK_S = 0.1

StillWanted = Callable[[], None]
"""Called some ten times a second; raises Cancelled when nobody waits for the preview any more."""


def preview(
    tower: Tower,
    path: Path,
    options: Options = Options(),  # noqa: B008 - frozen
    still_wanted: StillWanted | None = None,
) -> FilePreview:
    """The file as it would be read with `options`; nothing is stored.

    A file that can't be read has its plain sentence in `trouble`. Raises only what
    `still_wanted` raises.
    """
    trouble = _trouble(path)
    if trouble:
        return FilePreview(str(path), trouble=trouble, options=options)
    profiles, groups = saved_profiles(tower.store), known_groups(tower.store)
    return _in_child(path, options, Known(profiles, groups), still_wanted)


def _trouble(path: Path) -> str:
    """Why the file isn't even opened; empty for one that is."""
    if path.is_dir():
        return f"{path.name} is a folder. Name the files in it."
    try:
        size = path.stat().st_size
    except OSError as error:
        return f"{path.name} can't be read ({error.strerror or error})."
    if size > FILE_CAP:
        return f"{path.name} is {size >> 20:,} MB; files up to {FILE_CAP >> 20:,} MB are read."
    return ""


def _in_child(
    path: Path, options: Options, known: Known, still_wanted: StillWanted | None
) -> FilePreview:
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=child_main, args=(sender, path, options, known), daemon=True)
    child.start()
    sender.close()
    ends = time.monotonic() + SECONDS_CAP
    try:
        while not receiver.poll(_TICK_S):
            if still_wanted is not None:
                still_wanted()
            if time.monotonic() > ends:
                return _died(path, options, "took too long")
        seen: FilePreview = receiver.recv()
    except EOFError:
        child.join(5)
        return _died(path, options, f"stopped the reader (exit code {child.exitcode})")
    finally:
        receiver.close()
        child.join(1) if child.exitcode is not None else child.kill()
        child.join()
    return seen


def child_main(pipe: Connection, path: Path, options: Options, known: Known) -> None:
    """Entry of the child: sends one FilePreview."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    cap_memory()
    from app.importers import preview as look

    try:
        seen = look(path, options, known)
    except Exception as defect:  # noqa: BLE001 - a defect must be told too
        words = f"{path.name}: a defect of the program ({type(defect).__name__}: {defect})."
        seen = FilePreview(str(path), trouble=words, options=options)
    with contextlib.suppress(BrokenPipeError):
        pipe.send(seen)
        pipe.close()


def _died(path: Path, options: Options, what: str) -> FilePreview:
    words = (
        f"{path.name} {what}; it may be damaged or made to do harm. Open it in the tool it came "
        "from and export it again."
    )
    return FilePreview(str(path), trouble=words, options=options)
