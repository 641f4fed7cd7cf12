"""Verified copies of a store, and putting one back (RELIABILITY §1.8, §4, F12, F19)."""

import time
from pathlib import Path

from sqlalchemy import func, select

from app.models.audit import AuditEntry
from app.models.base import APPLICATION_ID
from app.models.errors import AppError
from app.store import audit, lock, sqlite
from app.store.database import Store, check_header
from app.store.files import (
    SIDE_FILES,
    durable_rename,
    make_folder,
    private,
    remove_database,
    sync_folder,
    temporary_beside,
)
from app.store.health import forget, read_health
from app.store.integrity import SCHEMA_VERSION, page_problems, schema_problems
from app.store.tables import table_of


def backup(store: Store, target: Path) -> None:
    """Write a verified copy of the store to `target`: one file, without a write-ahead log.

    The copy is read back (pages, schema, audit chain, and every row against the original) before
    it takes its name. AppError when it can't be written or doesn't verify; a file that stood
    under the name is then still there.
    """
    if target.absolute() == store.path:
        raise AppError(f"{target} is the store itself. Name another file for the backup.")
    if target.is_dir():
        raise AppError(f"{target} is a folder. Name a file in it for the backup.")
    if target.is_file() and not _is_store(target):
        raise AppError(f"{target} holds something else than a backup. Name another file.")
    copy_verified(store, target.absolute())


def _is_store(path: Path) -> bool:
    header = sqlite.read_header(path)
    return header is not None and header.application_id == APPLICATION_ID


def backup_before_migration(store: Store, version: int) -> Path:
    """A backup in the folder `backups` beside the store; its path."""
    name = f"{store.path.stem}-version-{version}-{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime())}"
    target = store.backups_folder / f"{name}{store.path.suffix}"
    copy_verified(store, target, of_this_version=False)
    return target


def copy_verified(
    store: Store, target: Path, *, of_this_version: bool = True, bytewise: bool = False
) -> None:
    """Copy the store and read the copy back before it takes its name; AppError when it differs.

    `bytewise` compares the files themselves, ten times as fast as every value: only for a process
    that has the store open nowhere else.
    """
    temporary = temporary_beside(target)
    try:
        with private():
            make_folder(target.parent)
            if not (bytewise and _copied_exactly(store, temporary)):
                content = _copy_database(store, temporary)
                _verify(temporary, content, of_this_version=of_this_version)
            durable_rename(temporary, target)
    except OSError as error:
        raise AppError(
            f"The backup {target} could not be written ({error.strerror}). Choose another place."
        ) from error
    finally:
        remove_database(temporary)


def _copied_exactly(store: Store, temporary: Path) -> bool:
    """Copy, and compare page by page; False when a reader keeps the log from being empty.

    What the pages hold was checked within the week (`check_weekly`); here the copy has to be them.
    """
    sqlite.checkpoint(store.path, wait=0.2)
    with store.reading() as connection, sqlite.plain_words(temporary):
        head = audit.head(connection)
        sqlite.copy_into(connection, temporary)
    if not sqlite.wal_is_empty(store.path) or not sqlite.same_pages(store.path, temporary):
        remove_database(temporary)
        return False
    engine = sqlite.reader(temporary)
    with sqlite.plain_words(temporary), engine.connect() as copy, copy.begin():
        problems = schema_problems(copy)
        if not problems and audit.head(copy) != head:
            problems = ["its log does not end where the store's does"]
    if problems:
        raise AppError(f"The backup was not kept, because it did not verify: {problems[0]}")
    return True


def _copy_database(store: Store, temporary: Path) -> str:
    with store.reading() as connection:
        content = sqlite.content_hash(connection)
        with sqlite.plain_words(temporary):
            sqlite.copy_into(connection, temporary)
    return content


def _verify(copy: Path, content: str, *, of_this_version: bool) -> None:
    engine = sqlite.reader(copy)
    with sqlite.plain_words(copy), engine.connect() as connection, connection.begin():
        problems = page_problems(connection, quick=False)
        if not problems and of_this_version:
            problems = schema_problems(connection) + audit.verify(connection)
        if not problems and sqlite.content_hash(connection) != content:
            problems = ["its content is not the store's"]
    if problems:
        raise AppError(f"The backup was not kept, because it did not verify: {problems[0]}")


def restore(store_path: Path, backup_path: Path) -> Path | None:
    """Put a backup in the store's place; the path the old store was kept under, if there was one.

    The backup is verified first. The old file moves aside together with its `-wal` and `-shm`:
    a stale one beside the restored file would silently undo the restore.
    """
    store_path, backup_path = store_path.absolute(), backup_path.absolute()
    if store_path == backup_path:
        raise AppError(f"{backup_path} is the store itself. Name the backup to put back.")
    if not backup_path.is_file():
        raise AppError(f"There is no backup at {backup_path}. Nothing was restored.")
    make_folder(store_path.parent)
    temporary = temporary_beside(store_path)
    try:
        with private(), lock.held(store_path):
            content = _bring_beside(backup_path, temporary)
            aside = _set_aside(store_path)
            forget(store_path)
            durable_rename(temporary, store_path)
            if _content_of(store_path) != content:
                raise AppError(f"{store_path} does not hold what the backup holds: restore again.")
    except OSError as error:
        raise AppError(
            f"{backup_path} could not be restored to {store_path} ({error.strerror})."
        ) from error
    finally:
        remove_database(temporary)
    return aside


def _bring_beside(backup_path: Path, temporary: Path) -> str:
    version = check_header(backup_path)
    source = Store(backup_path, "a backup is only read.")
    try:
        content = _copy_database(source, temporary)
    finally:
        source.close()
    _verify(temporary, content, of_this_version=version == SCHEMA_VERSION)
    return content


def _set_aside(store_path: Path) -> Path | None:
    """Keep the old store under a new name, its log with it; the old name stays until replaced."""
    if not store_path.exists():
        for suffix in SIDE_FILES:
            store_path.with_name(store_path.name + suffix).unlink(missing_ok=True)
        return None
    sqlite.checkpoint(store_path)
    aside = _free_name(store_path)
    for suffix in SIDE_FILES:
        part = store_path.with_name(store_path.name + suffix)
        if part.exists():
            part.replace(aside.with_name(aside.name + suffix))
    try:
        aside.hardlink_to(store_path)
    except OSError:  # a file system without links
        store_path.replace(aside)
    sync_folder(store_path.parent)
    return aside


def _free_name(store_path: Path) -> Path:
    stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    why = "damaged" if read_health(store_path).damage else "before-restore"
    stem, number = f"{store_path.stem}-{why}-{stamp}", 1
    aside = store_path.with_name(stem + store_path.suffix)
    while aside.exists():
        number += 1
        aside = store_path.with_name(f"{stem}-{number}{store_path.suffix}")
    return aside


def _content_of(path: Path) -> str:
    store = Store(path, "it is being verified.")
    try:
        with store.reading() as connection:
            return sqlite.content_hash(connection)
    finally:
        store.close()


def last_backup(store_path: Path) -> int | None:
    """When the newest backup was made, by the audit log and the automatic ones, UTC seconds.

    What is dated in the future by a wrong clock doesn't count.
    """
    try:
        made = [int(each.stat().st_mtime) for each in store_path.with_name("backups").glob("*")]
    except OSError:
        made = []
    store = Store(store_path, "only its audit log is read.")
    try:
        with store.reading() as connection:
            entry = table_of(AuditEntry)
            logged = connection.execute(
                select(func.max(entry.c.at)).where(entry.c.action == "backup")
            ).scalar()
    finally:
        store.close()
    times = [*made, *([logged] if logged is not None else [])]
    return max((at for at in times if at <= time.time()), default=None)
