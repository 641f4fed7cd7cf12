"""Opening a store, and the only two ways into it: `reading()` and `writing()`."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection

from app.models.base import APPLICATION_ID
from app.models.errors import AppError
from app.store import audit, lock, sqlite
from app.store.files import make_folder, private, sweep
from app.store.integrity import SCHEMA_VERSION, page_problems, schema_problems
from app.store.schema import create_file, migrate
from app.store.sealing import Watch


class Store:
    """One open store. Each use takes a connection of its own, so threads may share it.

    `read_only` is empty, or says why nothing can be written. `note` is empty, or one sentence
    about how the store was left: somebody's write was cut off.
    """

    def __init__(self, path: Path, read_only: str = "") -> None:
        self.path = path
        self.read_only = read_only
        self.note = ""
        self._place = _identity(path)
        self._reader = sqlite.reader(path, immutable=bool(read_only) and sqlite.wal_is_empty(path))
        self._writer = sqlite.writer(path)

    @property
    def cache_folder(self) -> Path:
        """Where columns are cached, beside the store."""
        return self.path.with_name(self.path.name + "-cache")

    @property
    def backups_folder(self) -> Path:
        """Where automatic backups go."""
        return self.path.with_name("backups")

    @property
    def sources_folder(self) -> Path:
        """Where imported files are kept by their SHA-256."""
        return self.path.with_name("sources")

    def revision(self) -> int:
        """Increases with every committed write of any process: the audit log's last number."""
        with self.reading() as connection:
            return audit.head(connection)[0]

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A snapshot that never blocks and is never blocked; AppError when the file is damaged."""
        with (
            sqlite.plain_words(self.path),
            self._reader.connect() as connection,
            connection.begin() as transaction,
        ):
            try:
                yield connection
            finally:
                transaction.rollback()

    @contextmanager
    def writing(self, *, keep: bool = True) -> Iterator[Connection]:
        """One transaction, all or nothing, under the store's lock (RELIABILITY §4 Store).

        Every writer appends an audit entry, which is what makes a new revision. With `keep`
        false all is rolled back at the end (a dry run). AppError when the store is read-only, is
        being written by somebody else for more than five seconds, was moved or replaced while
        open, or the disk refuses; nothing is stored then.
        """
        if self.read_only:
            raise AppError(f"{self.path} is open read-only: {self.read_only} Nothing was stored.")
        with lock.held(self.path), private(), sqlite.plain_words(self.path):
            self._check_place()
            with self._writer.connect() as connection, connection.begin() as transaction:
                before = audit.head(connection)[0]
                watch = Watch(connection)
                written = sqlite.writes(connection)
                yield connection
                if not keep:
                    transaction.rollback()
                    return
                if sqlite.writes(connection) != written and audit.head(connection)[0] == before:
                    raise RuntimeError("a write without an audit entry")
                watch.seal()
                self._check_place()

    def close(self) -> None:
        """Let go of the file; the store can't be used afterwards."""
        self._reader.dispose()
        self._writer.dispose()

    def _check_place(self) -> None:
        if _identity(self.path) != self._place:
            raise AppError(
                f"{self.path} was moved, deleted or replaced while it was open. "
                "Nothing was stored; close it and open it again."
            )


def open_store(path: Path, *, create: bool = True) -> Store:
    """Open the store at `path`, making it (and its folder) when it isn't there and `create`.

    A file or folder that can't be written opens read-only. An older store is backed up and
    migrated. AppError, before anything is written, for: a newer store (both versions named), a
    file of another program, no database at all, a damaged one, a hostile schema.
    """
    path = path.absolute()
    if not path.exists():
        if not create:
            raise AppError(f"There is no store at {path}. Import an export to make one.")
        _create(path)
    check_header(path)
    read_only = _why_read_only(path)
    if not read_only:
        sweep(path.parent)
        sweep(path.with_name("backups"))
    store = Store(path, read_only)
    try:
        _bring_up_to_date(store)
        _check_content(store)
        if not read_only and (writer := lock.interrupted(path)):
            store.note = (
                f"The last write, by {writer}, was cut off. What it had not finished was not "
                "kept: run it again."
            )
    except BaseException:
        store.close()
        raise
    return store


def _create(path: Path) -> None:
    try:
        with private():
            make_folder(path.parent)
            create_file(path)
    except OSError as error:
        raise AppError(
            f"No store can be made at {path} ({error.strerror}). Choose another folder."
        ) from error


def check_header(path: Path) -> int:
    """The store version in the file's header; AppError when it is no store this program reads."""
    if path.is_dir():
        raise AppError(f"{path} is a folder, not a store. Name a file in it.")
    try:
        header = sqlite.read_header(path)
    except OSError as error:
        raise AppError(f"{path} can't be read ({error.strerror}).") from error
    if header is None:
        raise AppError(f"{path} is not a Control Tower store, nor any database. Name another file.")
    if header.application_id != APPLICATION_ID:
        raise AppError(f"{path} is a database of another program. Name another file.")
    _refuse_newer(path, header.user_version)
    if sqlite.wal_is_empty(path) and not header.whole:
        raise AppError(sqlite.damaged(path, "the file is cut off"))
    return header.user_version


def _refuse_newer(path: Path, version: int) -> None:
    if version > SCHEMA_VERSION:
        raise AppError(
            f"{path} has store version {version}, made by a newer Control Tower; this one reads "
            f"up to version {SCHEMA_VERSION}. The file was not touched: update Control Tower."
        )


def _why_read_only(path: Path) -> str:
    if not os.access(path, os.W_OK):
        return "the file may only be read."
    if not os.access(path.parent, os.W_OK):
        return "its folder may only be read."
    return ""


def _bring_up_to_date(store: Store) -> None:
    with store.reading() as connection:
        version = int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
    _refuse_newer(store.path, version)
    if version == SCHEMA_VERSION:
        return
    if store.read_only:
        raise AppError(
            f"{store.path} has the older store version {version} and must be brought to version "
            f"{SCHEMA_VERSION}, but {store.read_only} Copy it to a folder you may write."
        )
    from app.store.backup import backup_before_migration

    with lock.held(store.path), private():
        backup_before_migration(store, version)
        engine = sqlite.writer(store.path)
        migrate(engine, store.path)
        engine.dispose()


def _check_content(store: Store) -> None:
    unclean = not sqlite.wal_is_empty(store.path) and not lock.is_held(store.path)
    with store.reading() as connection:
        problems = schema_problems(connection)
        if not problems and unclean:
            problems = page_problems(connection, quick=True)
    if problems:
        raise AppError(sqlite.damaged(store.path, problems[0]))


def _identity(path: Path) -> tuple[int, int]:
    try:
        status = path.stat()
    except OSError:
        return (0, 0)
    return (status.st_dev, status.st_ino)
