"""What people decided about collisions (COLLISIONS §6): append-only, the last one counts."""

from sqlalchemy import Connection, insert, select

from app.models.change import CollisionDecision
from app.models.columns import DecisionRow
from app.store.database import Store
from app.store.tables import table_of

_TABLE = table_of(CollisionDecision)
CHANGE_EFFECT = "change effect|"
"""Begins the key of a decision about the incidents after a change."""


def record_decision(
    connection: Connection,
    *,
    finding_key: str,
    decision: str,
    reason: str,
    decided_by: str,
    recorded_by: str,
    decided_at: int,
    until: int | None,
    fingerprint: str,
) -> None:
    """Add one decision: accepted, dismissed or reopened. The caller adds the audit entry."""
    connection.execute(
        insert(_TABLE).values(
            finding_key=finding_key,
            decision=decision,
            reason=reason,
            decided_by=decided_by,
            recorded_by=recorded_by,
            decided_at=decided_at,
            until=until,
            fingerprint=fingerprint,
        )
    )


def decisions(store: Store) -> dict[str, DecisionRow]:
    """The newest decision about each finding, by the finding's key."""
    query = select(
        _TABLE.c.finding_key,
        _TABLE.c.decision,
        _TABLE.c.reason,
        _TABLE.c.decided_by,
        _TABLE.c.recorded_by,
        _TABLE.c.decided_at,
        _TABLE.c.until,
        _TABLE.c.fingerprint,
    ).order_by(_TABLE.c.id)
    with store.reading() as connection:
        return {row[0]: DecisionRow(*row) for row in connection.execute(query)}
