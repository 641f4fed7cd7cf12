"""Files that are whole or not there: private temporary names, fsync, rename, folder fsync."""

import os
import secrets
import shutil
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_PREFIX = ".~tower-"
_STALE_SECONDS = 3600
SIDE_FILES = ("-wal", "-shm", "-journal")


@contextmanager
def private() -> Iterator[None]:
    """New files are readable by their owner alone (umask 077)."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


def make_folder(folder: Path) -> None:
    """Make a folder that only its owner may enter; one that exists stays as it is."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def temporary_beside(target: Path) -> Path:
    """A free name in the same folder, so that the rename at the end is atomic."""
    return target.with_name(f"{_PREFIX}{secrets.token_hex(4)}-{target.name}")


def durable_rename(source: Path, target: Path) -> None:
    """Put `source` in the place of `target` so that a power cut leaves one of the two whole."""
    with source.open("rb+") as file:
        os.fsync(file.fileno())
    source.replace(target)
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Make renames in a folder durable, where the system lets a folder be opened."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def remove_database(path: Path) -> None:
    """Remove a temporary database and what SQLite keeps beside it; what can't go is swept later."""
    for suffix in ("", *SIDE_FILES):
        with suppress(OSError):
            path.with_name(path.name + suffix).unlink(missing_ok=True)


def sweep(folder: Path) -> None:
    """Remove temporary files and folders of ours that a crash left more than an hour ago."""
    try:
        leftovers = list(folder.glob(_PREFIX + "*"))
    except OSError:
        return
    for path in leftovers:
        try:
            status = path.lstat()
            if status.st_mtime > time.time() - _STALE_SECONDS:
                continue
            if stat.S_ISDIR(status.st_mode):
                shutil.rmtree(path)
            else:
                path.unlink()
        except OSError:
            continue
