"""The lock file beside a store: one writer at a time, across processes (RELIABILITY §4 Store).

The operating system frees the lock when its holder dies, so there is never a stale lock to
delete; the text in the file only says who holds it.
"""

import getpass
import os
import platform
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.models.errors import AppError

WAIT_SECONDS = 5.0
_POLL_SECONDS = 0.05

if sys.platform == "win32":
    import msvcrt

    _FAR = 1 << 30  # beyond the text, which others may then still read

    def _try_lock(handle: int) -> bool:
        os.lseek(handle, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _unlock(handle: int) -> None:
        os.lseek(handle, _FAR, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _try_lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _unlock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_UN)


def current_user() -> str:
    """The operating system's name of the user, "unknown" when it has none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


def lock_path(store: Path) -> Path:
    """The lock file of a store."""
    return store.with_name(store.name + ".lock")


def holder(store: Path) -> str:
    """Who holds the lock, in words; "another process" when the file doesn't say."""
    try:
        pid, host, user = lock_path(store).read_text("utf-8").split("\n")[:3]
    except (OSError, ValueError):
        return "another process"
    return f"process {pid} of {user} on {host}"


@contextmanager
def held(store: Path) -> Iterator[None]:
    """Hold the store's lock; waits up to WAIT_SECONDS, then AppError names the holder."""
    path = lock_path(store)
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise AppError(f"{path} can't be written ({error.strerror}), so nothing was.") from error
    try:
        _wait_for(handle, store)
        try:
            _write(handle, f"{os.getpid()}\n{platform.node()}\n{current_user()}\n")
            yield
        finally:
            _write(handle, "")
            _unlock(handle)
    finally:
        os.close(handle)


def is_held(store: Path) -> bool:
    """Whether some process is writing just now."""
    try:
        handle = os.open(lock_path(store), os.O_RDWR)
    except OSError:
        return False
    try:
        if not _try_lock(handle):
            return True
        _unlock(handle)
        return False
    finally:
        os.close(handle)


def interrupted(store: Path) -> str:
    """Who was writing when it was killed, in words, told once; empty after a clean end."""
    path = lock_path(store)
    try:
        if not path.stat().st_size:
            return ""
        handle = os.open(path, os.O_RDWR)
    except OSError:
        return ""
    try:
        if not _try_lock(handle):
            return ""
        writer = holder(store)
        _write(handle, "")
        _unlock(handle)
        return writer
    finally:
        os.close(handle)


def _wait_for(handle: int, store: Path) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while not _try_lock(handle):
        if time.monotonic() >= deadline:
            raise AppError(
                f"{store} is being written by {holder(store)}. "
                "Try again when it is done; nothing was changed."
            )
        time.sleep(_POLL_SECONDS)


def _write(handle: int, text: str) -> None:
    try:
        os.ftruncate(handle, 0)
        os.lseek(handle, 0, os.SEEK_SET)
        os.write(handle, text.encode())
    except OSError:  # a full disk: the lock itself holds all the same
        return
