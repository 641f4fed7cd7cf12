"""Settings that differ from their defaults, kept in the store as JSON."""

import json
from typing import Any

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert

from app.models.review import Setting
from app.store.database import Store
from app.store.tables import table_of

_TABLE = table_of(Setting)


def stored_settings(store: Store) -> dict[str, Any]:
    """Every stored setting by name."""
    with store.reading() as connection:
        rows = connection.execute(select(_TABLE.c.name, _TABLE.c.value).order_by(_TABLE.c.name))
        return {name: json.loads(value) for name, value in rows}


def store_setting(connection: Connection, name: str, value: Any) -> None:
    """Keep one setting; None means its default again. The caller adds the audit entry."""
    if value is None:
        connection.execute(delete(_TABLE).where(_TABLE.c.name == name))
        return
    text = json.dumps(value, sort_keys=True)
    statement = insert(_TABLE).values(name=name, value=text)
    connection.execute(
        statement.on_conflict_do_update(index_elements=["name"], set_={"value": text})
    )
