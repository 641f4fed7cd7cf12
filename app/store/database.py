"""Opening a store, and the only two ways into it: `reading()` and `writing()`."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from sqlalchemy import Connection

from app.models.base import APPLICATION_ID
from app.models.errors import AppError
from app.store import audit, health, lock, sqlite
from app.store.files import make_folder, private, sweep
from app.store.inspection import file_problems, is_of_index, row_problems
from app.store.integrity import SCHEMA_VERSION, schema_problems
from app.store.places import place_warning
from app.store.schema import create_file, migrate
from app.store.sealing import Watch

WHOLE = "The store was checked from end to end and is whole."

_WRITABLE = "Allow yourself to write there, or copy the store to a folder of your own."


class Store:
    """One open store. Each use takes a connection of its own, so threads may share it.

    `read_only` is empty, or says why nothing can be written. `note` is empty, or one sentence
    about how the store was left: somebody's write was cut off. `warning` is empty, or one
    sentence about its folder: a network or a cloud.
    """

    def __init__(self, path: Path, read_only: str = "") -> None:
        self.path = path
        self.read_only = read_only
        self.note = ""
        self.warning = place_warning(path)
        self.place = _identity(path)
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
            self.check_place()
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
                sequence, head = audit.head(connection)
                self.check_place()
            health.note(self.path, sequence=sequence, head=head)

    def close(self) -> None:
        """Let go of the file; the store can't be used afterwards."""
        self._reader.dispose()
        self._writer.dispose()

    def check_place(self) -> None:
        """AppError when another file, or none, is where the store was opened (RELIABILITY F10)."""
        if _identity(self.path) != self.place:
            raise AppError(_moved(self.path))


def open_store(path: Path, *, create: bool = True, place: tuple[int, int] | None = None) -> Store:
    """Open the store at `path`, making it (and its folder) when it isn't there and `create`.

    A file or folder that can't be written opens read-only. An older store is backed up and
    migrated. AppError, before anything is written, for: a newer store (both versions named), a
    file of another program, no database at all, a damaged one, a hostile schema. With `place`, the
    `Store.place` of one that is open already, for any other file than that one too (RELIABILITY
    F10).
    """
    path = path.absolute()
    made = not path.exists()
    if place is not None and _identity(path) != place:
        raise AppError(_moved(path))
    if made:
        if not create:
            raise AppError(f"There is no store at {path}. Import an export to make one.")
        _create(path)
    check_header(path)
    read_only = _why_read_only(path)
    if not read_only:
        sweep(path.parent)
        sweep(path.with_name("backups"))
    held = lock.is_held(path)
    left = not sqlite.wal_is_empty(path) and not held
    if not read_only and not held and sqlite.needs_recovery(path):
        left = True
        with lock.held(path):
            sqlite.recover(path)
    store = Store(path, read_only)
    try:
        _bring_up_to_date(store)
        store.note = _look_after(store, left=left) or (store.warning if made else "")
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
    if header is None and not path.stat().st_size:
        raise AppError(
            f"{path} is an empty file, not a Control Tower store. Remove it or name another file."
        )
    if header is None:
        raise AppError(f"{path} is not a Control Tower store, nor any database. Name another file.")
    if header.application_id != APPLICATION_ID:
        raise AppError(f"{path} is a database of another program. Name another file.")
    _refuse_newer(path, header.user_version)
    if sqlite.wal_is_empty(path) and not header.whole:
        raise AppError(sqlite.damaged(path, "the file is cut off", health.remedy(path)))
    return header.user_version


def _refuse_newer(path: Path, version: int) -> None:
    if version > SCHEMA_VERSION:
        raise AppError(
            f"{path} has store version {version}, made by a newer Control Tower; this one reads "
            f"up to version {SCHEMA_VERSION}. The file was not touched: update Control Tower."
        )


def _why_read_only(path: Path) -> str:
    if not os.access(path, os.W_OK):
        return f"the file may only be read. {_WRITABLE}"
    if not os.access(path.parent, os.W_OK):
        return f"its folder may only be read. {_WRITABLE}"
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
            f"{SCHEMA_VERSION}, but {store.read_only}"
        )
    from app.store.backup import backup_before_migration

    with lock.held(store.path), private():
        backup_before_migration(store, version)
        engine = sqlite.writer(store.path)
        migrate(engine, store.path)
        engine.dispose()


def _look_after(store: Store, *, left: bool) -> str:
    """Check what has to be checked before the store is used; what there is to tell, or empty.

    `left` = a write-ahead log lay beside it and nobody was writing.

    AppError when the file is damaged; a store of which only rows are is open read-only.
    """
    noted = health.read_health(store.path)  # before the store's own log is read
    with store.reading() as connection:
        problems = schema_problems(connection)
        sequence, head = (0, "") if problems else audit.head(connection)
    if problems:
        _refuse(store, problems[0])
    writer = "" if store.read_only else lock.interrupted(store.path)
    words = [health.lost_entries(store.path, noted, sequence, head)]
    if writer:
        words.append(
            f"The last write, by {writer}, was cut off. What it had not finished was not kept: "
            "run it again."
        )
    if left or writer or noted.damage:
        words.append(_check_fully(store))
    if left and not store.read_only and not lock.is_held(store.path):
        with lock.held(store.path):
            sqlite.checkpoint(store.path, wait=0.2)
    return " ".join(filter(None, words))


def _check_fully(store: Store) -> str:
    """Every page, row and audit entry; what was found, in one sentence."""
    if not health.read_health(store.path).damage:
        health.note(store.path, damage="The check of it was cut off.")
    with store.reading() as connection:
        pages = file_problems(connection)
        indexes = [each for each in pages if is_of_index(each)]
        if len(indexes) < len(pages):
            _refuse(store, next(each for each in pages if each not in indexes))
        problems = row_problems(connection) + indexes
    if not problems:
        health.note(store.path, damage="")
        return WHOLE
    more = f" and {len(problems) - 1} more" if len(problems) > 1 else ""
    health.note(store.path, damage=problems[0])
    what = problems[0].rstrip(".")
    store.read_only = f"it is damaged ({what}{more}). {health.remedy(store.path)}"
    return f"{store.path} is open read-only: {store.read_only}"


def check_weekly(store: Store, wall: int) -> None:
    """The full check when none was made for a week, by the computer's clock (UTC seconds).

    AppError when something is damaged, in words that say what to do.
    """
    if store.read_only or not health.check_is_due(store.path, wall):
        return
    _check_fully(store)
    if store.read_only:
        raise AppError(f"{store.path} is open read-only: {store.read_only}")
    health.note(store.path, checked_at=wall)


def _refuse(store: Store, problem: str) -> NoReturn:
    health.note(store.path, damage=problem)
    raise AppError(sqlite.damaged(store.path, problem, health.remedy(store.path)))


def _moved(path: Path) -> str:
    return (
        f"{path} was moved, deleted or replaced while it was open. "
        "Nothing was stored; close it and open it again."
    )


def _identity(path: Path) -> tuple[int, int]:
    try:
        status = path.stat()
    except OSError:
        return (0, 0)
    return (status.st_dev, status.st_ino)
