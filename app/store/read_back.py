"""What an import brought, read from the disk before anybody is told that it is there."""

import hashlib
import json

from sqlalchemy import Connection

from app.models.errors import AppError
from app.models.records import Value
from app.store.change_links import LINKS
from app.store.database import Store
from app.store.sqlite import cursor


def read_back(store: Store, file_name: str, batch: int, brought: str) -> None:
    """AppError when what the disk holds of a batch is not what was `brought`."""
    try:
        with store.reading() as connection:
            same = brought_by(connection, batch) == brought
    except AppError as error:
        raise AppError(
            f"{file_name} was stored as batch {batch}, but could not be read back ({error}). "
            "Run `tower check`."
        ) from error
    if not same:
        raise AppError(
            f"{file_name} was stored as batch {batch}, but what was read back from the disk "
            "differs. Run `tower check`."
        )


def brought_by(connection: Connection, batch: int) -> str:
    """Hash of the batch's row and rejects, with how many records and history rows it brought."""
    read = cursor(connection)
    digest = hashlib.sha256()
    digest.update(
        repr(read.execute("SELECT * FROM batch WHERE id = ?", (batch,)).fetchone()).encode()
    )
    row: Value
    for row in read.execute(
        "SELECT row, column_name, value, reason FROM rejected_row WHERE batch_id = ?", (batch,)
    ):
        digest.update(repr(row).encode("utf-8", "surrogatepass"))
    history = "SELECT count(*), total(at) FROM field_history WHERE batch_id = ?"
    digest.update(repr(read.execute(history, (batch,)).fetchone()).encode())
    contents = json.loads(
        read.execute("SELECT contents FROM batch WHERE id = ?", (batch,)).fetchone()[0]
    )
    for table, brought in sorted(contents.items()):
        if table != LINKS:
            first, end = brought["ids"]
            count = f'SELECT count(*) FROM "{table}" WHERE id >= ? AND id < ?'  # noqa: S608
            digest.update(repr(read.execute(count, (first, end)).fetchone()).encode())
    return digest.hexdigest()
