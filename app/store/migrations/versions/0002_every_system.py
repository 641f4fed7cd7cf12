"""Every system's records: new tables, and more columns of the old ones.

The tables are written in 0002_every_system.sql, as they were when this version was made.
"""

from pathlib import Path

from alembic import op

revision = "0002"
down_revision = "0001"

_OLD = ("batch", "source_profile", "ci", "service", "ticket", "change", "schedule_window")
"""Tables made anew with their rows."""


def upgrade() -> None:
    """Make the new tables; copy the rows of those that got columns."""
    connection = op.get_bind()
    kept = {}
    for table in _OLD:
        columns = connection.exec_driver_sql(f'PRAGMA table_info("{table}")').fetchall()
        kept[table] = ", ".join(f'"{column[1]}"' for column in columns)
        connection.exec_driver_sql(f'ALTER TABLE "{table}" RENAME TO "old_{table}"')
    indexes = []
    for written in Path(__file__).with_suffix(".sql").read_text("utf-8").split(";\n"):
        statement = written.strip()
        if statement.startswith("CREATE INDEX"):
            indexes.append(statement)
        elif statement:
            connection.exec_driver_sql(statement)
    for table, names in kept.items():
        connection.exec_driver_sql(
            f'INSERT INTO "{table}" ({names}) SELECT {names} FROM "old_{table}" ORDER BY id'  # noqa: S608 - our own
        )
        connection.exec_driver_sql(f'DROP TABLE "old_{table}"')
    connection.exec_driver_sql("DROP TABLE setting")
    connection.exec_driver_sql(
        "UPDATE field_history SET field = '(version)' WHERE field = 'version'"
    )
    for statement in indexes:
        connection.exec_driver_sql(statement)
