"""Bytes to disk so that a reader sees the old file or the whole new one (RELIABILITY §4 Export)."""

import contextlib
import errno
import os
import tempfile
import time
from pathlib import Path

from app.models.errors import AppError

_WAITS = (0.1, 0.2, 0.4, 0.8, 1.0)
_PREFIX = ".~tower-"
_LEFT_OVER_S = 3_600
_IN_USE = frozenset({5, 32, 33})


def write_file(path: Path, content: bytes) -> None:
    """Replace `path` with `content` in one step; the temporary file beside it is never left over.

    Raises AppError in plain words when the folder is missing or read-only, the disk is full or
    another program holds the file open. Then the old file is unchanged.
    """
    target = Path(path)
    try:
        handle, name = tempfile.mkstemp(prefix=_PREFIX, suffix=target.suffix, dir=target.parent)
    except OSError as trouble:
        raise AppError(_sentence(target, trouble, len(content))) from trouble
    temporary = Path(name)
    _sweep(temporary)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        _replace(temporary, target)
    except OSError as trouble:
        raise AppError(_sentence(target, trouble, len(content))) from trouble
    finally:
        with contextlib.suppress(OSError):  # what can't go now is swept later
            temporary.unlink(missing_ok=True)
    try:
        _sync_folder(target.parent)
    except OSError as trouble:
        raise AppError(
            f"{target} was written, but the disk did not confirm it ({trouble.strerror}). "
            "Check the disk and write it again."
        ) from trouble


def _sweep(fresh: Path) -> None:
    """Remove own temporary files that a crash left over an hour before this one was made."""
    made = fresh.stat().st_mtime
    for path in fresh.parent.glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            if made - path.stat().st_mtime > _LEFT_OVER_S:
                path.unlink()


def _replace(temporary: Path, target: Path) -> None:
    """Rename over the target; on Windows wait up to 2.5 s for a program that has it open."""
    for wait in _WAITS:
        try:
            temporary.replace(target)
        except OSError as trouble:
            if getattr(trouble, "winerror", None) not in _IN_USE:
                raise
            time.sleep(wait)
        else:
            return
    temporary.replace(target)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as trouble:
        if trouble.errno not in {errno.EINVAL, errno.ENOTSUP}:
            raise
    finally:
        os.close(handle)


def _sentence(target: Path, trouble: OSError, size: int) -> str:
    folder = target.parent
    if getattr(trouble, "winerror", None) in _IN_USE and target.exists():
        return f"{target.name} is open in another program. Close it, or save under another name."
    match trouble.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return (
                f"Not enough space in {folder} for {target.name} ({max(1, size // 1024):,} KB). "
                "Free some, or save elsewhere. The old file is unchanged."
            )
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return f"{folder} can't be written to. Save {target.name} in another folder."
        case errno.ENOENT | errno.ENOTDIR:
            return f"There is no folder {folder}. Create it, or save {target.name} elsewhere."
        case errno.EISDIR:
            return f"{target} is a folder. Choose a file name."
        case _:
            words = trouble.strerror or "the system refused"
            return f"{target.name} could not be written: {words}. The old file is unchanged."
