"""The source files of imports, kept beside the store under their hash."""

import hashlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from app.models.errors import AppError


def sha256_of(path: Path) -> str:
    """The hash that a source file is known by."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def keep_source(path: Path, folder: Path, digest: str, keeps: Callable[[str], None] | None) -> None:
    """Keep the source file content-addressed beside the store, owner-only.

    `keeps` is told the hash before the file is copied; of one that is there already it isn't.
    Raises AppError when the folder can't take the copy.
    """
    folder.mkdir(mode=0o700, exist_ok=True)
    kept = folder / digest
    if kept.exists():
        return
    if keeps is not None:
        keeps(digest)
    part = folder / f".~{digest}.{os.getpid()}"
    try:
        shutil.copyfile(path, part)
        part.chmod(0o600)
        part.replace(kept)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise AppError(
            f"{path.name} can't be kept beside the store in {folder} ({error.strerror}). "
            "Free some space or choose another store"
        ) from error
