"""The backup before an import: copied, read back, and thinned out with age (RELIABILITY §4)."""

import shutil
import time
from contextlib import suppress
from pathlib import Path

from app.models.errors import AppError
from app.store import audit, lock, sqlite
from app.store.backup import copy_verified
from app.store.database import Store
from app.store.files import make_folder
from app.store.health import STAMP, automatic_backups, space_of
from app.store.retention import Kept, superfluous

_MARGIN = 1.05


def backup_before_import(store: Store, wall: int, *, coming: int = 0) -> Path | None:
    """A verified copy of the store as it is; None when a backup already holds exactly this.

    `wall` is the computer's clock, UTC seconds; `coming` the bytes that are about to be imported.
    A store without an entry in its log has nothing to lose and gets none. AppError when there is
    not enough space for the copy and the import, or the copy does not verify: nothing may be
    imported then. Superfluous older backups go afterwards.
    """
    with store.reading() as connection:
        head = audit.head(connection)
    if not head[0]:
        return None
    past = [path for at, path in automatic_backups(store.path) if at <= wall]
    if any(_holds(path, head) for path in reversed(past)):
        return None
    _check_space(store, coming)
    target = _free_name(store, wall)
    with lock.held(store.path):
        copy_verified(store, target, bytewise=True)
    _thin_out(store.path, wall)
    return target


def _holds(backup: Path, head: tuple[int, str]) -> bool:
    """Whether a backup ends with the same entry of the audit log: then it holds the same."""
    try:
        header = sqlite.read_header(backup)
        if header is None or not header.whole:
            return False
        engine = sqlite.reader(backup, immutable=True)
        with sqlite.plain_words(backup), engine.connect() as connection, connection.begin():
            return audit.head(connection) == head
    except (OSError, AppError):
        return False


def _check_space(store: Store, coming: int) -> None:
    folder = store.backups_folder
    there = folder if folder.is_dir() else folder.parent
    needed = int(space_of(store.path) * _MARGIN) + coming
    free = shutil.disk_usage(there).free
    if free < needed:
        raise AppError(
            f"There is not enough space in {there}: the backup before this import and the import "
            f"need about {needed / 1e6:,.1f} MB, {free / 1e6:,.1f} MB are free. Make room and "
            "import again"
        )


def _free_name(store: Store, wall: int) -> Path:
    make_folder(store.backups_folder)
    stem = f"{store.path.stem}-{time.strftime(STAMP, time.gmtime(wall))}"
    target, number = store.backups_folder / f"{stem}{store.path.suffix}", 1
    while target.exists():
        number += 1
        target = store.backups_folder / f"{stem}-{number}{store.path.suffix}"
    return target


def _thin_out(store: Path, wall: int) -> None:
    kept = []
    for at, path in automatic_backups(store):
        with suppress(OSError):
            kept.append(Kept(path, at, path.stat().st_size))
    for each in superfluous(kept, wall):
        with suppress(OSError):
            each.path.unlink(missing_ok=True)
