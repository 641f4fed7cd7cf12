"""Making a store, and bringing an older one up to date: alembic, imported only when it is due."""

import os
from pathlib import Path

from sqlalchemy import Connection, Engine

from app.models.base import APPLICATION_ID
from app.models.errors import AppError
from app.store import sqlite
from app.store.files import durable_rename, remove_database, temporary_beside
from app.store.integrity import SCHEMA_VERSION, page_problems, schema_problems
from app.store.sealing import seal_everything

MIGRATIONS = Path(__file__).with_name("migrations")


def create_file(path: Path) -> None:
    """Make an empty store at `path`: whole under its name, or not there at all."""
    temporary = temporary_beside(path)
    try:
        os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        engine = sqlite.plain_writer(temporary)
        with sqlite.plain_words(path), engine.connect() as connection:
            _allow_tables_made_anew(connection)
            with connection.begin():
                connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
                _upgrade(connection)
        durable_rename(temporary, path)
    except OSError as error:
        raise AppError(
            f"No store can be made at {path} ({error.strerror}). Choose another folder."
        ) from error
    finally:
        remove_database(temporary)


def migrate(engine: Engine, path: Path) -> None:
    """Bring the store to SCHEMA_VERSION in one transaction; a failure leaves it as it was."""
    with sqlite.plain_words(path), engine.connect() as connection:
        _allow_tables_made_anew(connection)
        with connection.begin():
            _upgrade(connection)
            seal_everything(connection)
            problems = schema_problems(connection) + page_problems(connection, quick=False)
            problems += [
                f"A row of {row[0]} points to a {row[2]} that is not there."
                for row in connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(20)
            ]
            if problems:
                raise AppError(
                    f"{path} could not be brought up to date and stays as it was: {problems[0]}"
                )


def _allow_tables_made_anew(connection: Connection) -> None:
    """What points to a table that is renamed and made anew shall go on pointing to its name.

    SQLite takes both settings outside a transaction only.
    """
    cursor = connection.connection.cursor()
    cursor.execute("PRAGMA foreign_keys=OFF")
    cursor.execute("PRAGMA legacy_alter_table=ON")


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    connection.exec_driver_sql(f"PRAGMA user_version={SCHEMA_VERSION}")
