"""The morning's stamped checks and sign-offs."""

from sqlalchemy import Connection, insert, select

from app.models.review import ReviewCheck, SignOff
from app.store.database import Store
from app.store.tables import table_of

_CHECK, _SIGN_OFF = table_of(ReviewCheck), table_of(SignOff)


def add_check(
    connection: Connection, *, check_id: str, done_at: int, done_by: str, result: str
) -> None:
    """Stamp one check as done at an instant (UTC seconds); the caller adds the audit entry."""
    connection.execute(
        insert(_CHECK).values(check_id=check_id, done_at=done_at, done_by=done_by, result=result)
    )


def checks_since(store: Store, since: int, until: int) -> dict[str, tuple[int, str]]:
    """(done at, result) of the newest stamp of each check in `[since, until]`, UTC seconds."""
    query = (
        select(_CHECK.c.check_id, _CHECK.c.done_at, _CHECK.c.result)
        .where(_CHECK.c.done_at >= since, _CHECK.c.done_at <= until)
        .order_by(_CHECK.c.done_at, _CHECK.c.id)
    )
    with store.reading() as connection:
        return {check: (at, result) for check, at, result in connection.execute(query)}


def add_sign_off(connection: Connection, *, signed_at: int, signed_by: str, snapshot: str) -> None:
    """Sign the review off; `snapshot` is JSON. The caller adds the audit entry."""
    connection.execute(
        insert(_SIGN_OFF).values(signed_at=signed_at, signed_by=signed_by, snapshot=snapshot)
    )


def last_sign_off(store: Store) -> tuple[int, str] | None:
    """(signed at, snapshot) of the newest sign-off."""
    query = (
        select(_SIGN_OFF.c.signed_at, _SIGN_OFF.c.snapshot)
        .order_by(_SIGN_OFF.c.signed_at.desc(), _SIGN_OFF.c.id.desc())
        .limit(1)
    )
    with store.reading() as connection:
        row = connection.execute(query).first()
    return (row[0], row[1]) if row else None
