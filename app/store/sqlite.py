"""What is SQLite's own: connections, pragmas, the file header and the meaning of its errors."""

import os
import sqlite3
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from app.models.errors import AppError

_MAGIC = b"SQLite format 3\x00"
_PRAGMAS = (
    "PRAGMA busy_timeout=5000",
    "PRAGMA foreign_keys=ON",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA cell_size_check=ON",
)
_WRITER_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA secure_delete=ON",
    "PRAGMA cache_size=-16384",  # more is slower where rows are only added
)
_COMPARED = 1 << 20
_READER_PRAGMAS = ("PRAGMA query_only=ON", "PRAGMA cache_size=-32768")


@dataclass(frozen=True, slots=True)
class Header:
    """What the first hundred bytes of a database file say."""

    application_id: int
    user_version: int
    whole: bool
    """The file is as long as it says."""


def read_header(path: Path) -> Header | None:
    """The header, or None when the file is no SQLite database."""
    with path.open("rb") as file:
        head = file.read(100)
    if len(head) < 100 or not head.startswith(_MAGIC):
        return None
    page_size = struct.unpack(">H", head[16:18])[0]
    page_size = 65536 if page_size == 1 else page_size
    pages, user_version, application_id = struct.unpack(">I28xI4xI", head[28:72])
    return Header(application_id, user_version, path.stat().st_size >= pages * page_size)


def wal_is_empty(path: Path) -> bool:
    """Whether no write-ahead log waits beside the store."""
    wal = path.with_name(path.name + "-wal")
    return not wal.exists() or wal.stat().st_size == 0


def writer(path: Path) -> Engine:
    """An engine whose transactions are `BEGIN IMMEDIATE`; each connection closes after use."""
    return _engine(path, "rw", "BEGIN IMMEDIATE", (*_PRAGMAS, *_WRITER_PRAGMAS))


def plain_writer(path: Path) -> Engine:
    """The same without a write-ahead log: for a file that is being made and will be moved."""
    pragmas = (*_PRAGMAS, "PRAGMA journal_mode=DELETE", "PRAGMA synchronous=EXTRA")
    return _engine(path, "rwc", "BEGIN IMMEDIATE", pragmas)


def reader(path: Path, *, immutable: bool = False) -> Engine:
    """An engine that can't write; its transactions are one snapshot each."""
    mode = "ro&immutable=1" if immutable else "ro"
    return _engine(path, mode, "BEGIN", (*_PRAGMAS, *_READER_PRAGMAS))


def cursor(connection: Connection) -> sqlite3.Cursor:
    """The driver's own cursor inside the connection's transaction: for bulk work."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver.cursor()


def writes(connection: Connection) -> int:
    """How many rows the connection has written so far."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver.total_changes


def _engine(path: Path, mode: str, begin: str, pragmas: tuple[str, ...]) -> Engine:
    uri = f"{path.absolute().as_uri()}?mode={mode}"

    def connect() -> sqlite3.Connection:
        # Without isolation_level=None the driver opens transactions of its own, and neither DDL
        # nor savepoints are rolled back (RELIABILITY §1.1).
        connection = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
        try:
            for pragma in pragmas:
                connection.execute(pragma)
        except UnicodeDecodeError as error:  # SQLite's message quotes the harmed name of a table
            connection.close()
            raise sqlite3.DatabaseError(_HARMED_NAMES) from error
        return connection

    engine = create_engine("sqlite://", creator=connect, poolclass=NullPool)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


@contextmanager
def plain_words(path: Path) -> Iterator[None]:
    """Turn what the disk or the file is to blame for into an AppError; bugs pass unchanged."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        cause: Any = error.orig if isinstance(error, DBAPIError) else error
        sentence = _sentence(path, cause)
        if sentence is None:
            raise
        raise AppError(sentence) from error


def _sentence(path: Path, error: BaseException) -> str | None:
    name = getattr(error, "sqlite_errorname", "")
    if name in {"SQLITE_CORRUPT", "SQLITE_NOTADB"} or name.startswith("SQLITE_CORRUPT_"):
        return damaged(path, str(error))
    if str(error).startswith(_UNDECODED):  # by the driver, without a code; it quotes the text
        return damaged(path, "stored text is no UTF-8; `tower check` names its row")
    if str(error) == _HARMED_NAMES:
        return damaged(path, _HARMED_NAMES)
    if name == "SQLITE_FULL" or name.startswith("SQLITE_IOERR"):
        return (
            f"Writing to {path} failed ({error}; {_free_space(path)} free there). "
            "Nothing was stored; make room or check the disk, then try again."
        )
    for start, words in _TROUBLE.items():
        if name.startswith(start):
            return f"{path} {words}"
    return None


_HARMED_NAMES = "the names of its tables are no text"
_UNDECODED = "Could not decode to UTF-8"
_TROUBLE = {
    "SQLITE_READONLY": "can't be written: it or its folder is read-only. Nothing was stored.",
    "SQLITE_BUSY": "is busy in another program. Try again when it is done.",
    "SQLITE_CANTOPEN": "can't be opened. Check that it exists and that its folder may be read.",
    "SQLITE_PERM": "can't be opened. Check that you may read and write it.",
}


_REMEDY = "Put a backup back with `tower restore`; the damaged file will be kept beside it."


def damaged(path: Path, detail: str, remedy: str = _REMEDY) -> str:
    """The sentence for a store that isn't whole, and what can be done."""
    return f"The store {path} is damaged ({detail}). {remedy}"


def _free_space(path: Path) -> str:
    try:
        status = os.statvfs(path.parent)
    except (OSError, AttributeError):
        return "unknown space"
    return f"{status.f_bavail * status.f_frsize / 1e6:,.0f} MB"


def copy_into(connection: Connection, target: Path) -> None:
    """Copy the snapshot that the connection reads to a file of its own, without a log beside it."""
    source = cursor(connection).connection
    copy = sqlite3.connect(target, isolation_level=None)
    try:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
    finally:
        copy.close()


def same_pages(path: Path, copy: Path) -> bool:
    """Whether two files hold the same pages, the first one apart: it counts the writes.

    Nothing in this process may have either open through SQLite: closing a file drops the locks
    that SQLite has on it.
    """
    with path.open("rb") as ours, copy.open("rb") as theirs:
        size = struct.unpack(">H", ours.read(18)[16:18])[0] or 65536
        size = 65536 if size == 1 else size
        ours.seek(size)
        theirs.seek(size)
        while part := ours.read(_COMPARED):
            if part != theirs.read(_COMPARED):
                return False
        return not theirs.read(1)


def checkpoint(path: Path, *, wait: float = 5.0) -> None:
    """Bring the write-ahead log into the file, as far as the file still allows it.

    Readers are waited for `wait` seconds; what they still need stays in the log.
    """
    if wal_is_empty(path):
        return
    try:
        connection = sqlite3.connect(path, timeout=wait, isolation_level=None)
        try:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            connection.close()
    except sqlite3.Error:  # damaged: it is set aside with its log
        return


def needs_recovery(path: Path) -> bool:
    """Whether something lies beside the file that a connection which may only read can't use.

    That is a journal to be rolled back, and a write-ahead log without its index.
    """
    journal, index = (path.with_name(path.name + suffix) for suffix in ("-journal", "-shm"))
    if journal.exists() and journal.stat().st_size:
        return True
    return not wal_is_empty(path) and not index.exists()


def recover(path: Path) -> None:
    """Let SQLite replay the log that lies beside a file; what is damaged shows when it is read."""
    try:
        connection = sqlite3.connect(path, isolation_level=None)
        try:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        finally:
            connection.close()
    except sqlite3.Error:
        return


def content_hash(connection: Connection) -> str:
    """SHA-256 over every row of every table, in order: equal content, equal hash."""
    import hashlib

    digest = hashlib.sha256()
    rows = cursor(connection)
    rows.execute("SELECT name FROM sqlite_master WHERE type='table' ORDER BY name")
    for (table,) in rows.fetchall():
        digest.update(table.encode())
        quoted = table.replace('"', '""')
        for row in rows.execute(f'SELECT * FROM "{quoted}" ORDER BY 1'):  # noqa: S608 - a name
            digest.update(repr(row).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
