"""What the registers hold of one service, as plain dicts."""

from typing import Any

from sqlalchemy import select

from app.models.risk import Risk
from app.store.database import Store
from app.store.tables import table_of

_RISK = table_of(Risk)


def open_risks(store: Store, service: str) -> list[dict[str, Any]]:
    """Risks of a service that nobody has closed, heaviest (likelihood × impact) first."""
    query = select(_RISK).where(_RISK.c.service == service, _RISK.c.closed_at.is_(None))
    with store.reading() as connection:
        rows = [dict(row) for row in connection.execute(query).mappings()]
    return sorted(
        rows, key=lambda row: (-(row["likelihood"] or 0) * (row["impact"] or 0), row["key"])
    )
