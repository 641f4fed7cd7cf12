"""Decisions given once and remembered for files with the same format and header."""

import json
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from app.models.batch import SourceProfile
from app.models.profile import Profile
from app.models.records import Options
from app.store.database import Store
from app.store.tables import table_of

_TABLE = table_of(SourceProfile)
_SEEN = ("encoding", "timezone", "date_order", "scope")
"""Columns: what the newest file was read with, decided or found."""
_DECIDED = ("encoding", "delimiter", "header_row", "quotes", "mapping", "choices", "rules")
"""Kept as JSON: what somebody decided."""


def remembered(store: Store, format: str, header_hash: str) -> Options:  # noqa: A002
    """What was decided for this format and header; empty options when nothing was.

    With an empty format: what was decided last for any file with this header.
    """
    here = _TABLE.c.header_hash == header_hash
    if format:
        here &= _TABLE.c.format == format
    query = select(_TABLE).where(here).order_by(_TABLE.c.decided_at.desc(), _TABLE.c.id.desc())
    with store.reading() as connection:
        row = connection.execute(query).mappings().first()
    return _profile(row).options if row is not None else Options()


def saved_profiles(store: Store) -> tuple[Profile, ...]:
    """Every profile, the one decided last first."""
    query = select(_TABLE).order_by(_TABLE.c.decided_at.desc(), _TABLE.c.id.desc())
    with store.reading() as connection:
        return tuple(_profile(row) for row in connection.execute(query).mappings())


def remember(
    connection: Connection,
    format: str,  # noqa: A002
    header_hash: str,
    options: Options,
    decided: Options = Options(),  # noqa: B008 - frozen
) -> None:
    """Keep what a file was read with; what `options` leave open stays as it was before.

    `decided` is what somebody decided; it is kept beside.
    """
    here = (_TABLE.c.format == format) & (_TABLE.c.header_hash == header_hash)
    row = connection.execute(select(_TABLE).where(here)).mappings().first()
    seen = {name: getattr(options, name) for name in _SEEN}
    values: dict[str, Any] = {name: value for name, value in seen.items() if value is not None}
    before = json.loads(row["decisions"]) if row is not None else {}
    values["decisions"] = _written(before | decisions_of(decided))
    if row is None:
        connection.execute(insert(_TABLE).values(format=format, header_hash=header_hash, **values))
    elif any(row[name] != value for name, value in values.items()):
        connection.execute(update(_TABLE).where(here).values(**values))


def save(
    connection: Connection,
    profile: Profile,
    *,
    now: int,
    actor: str,
) -> int:
    """Keep a profile in the place of one for the same format and header; its id."""
    here = (_TABLE.c.format == profile.format) & (_TABLE.c.header_hash == profile.header_hash)
    values = {
        "name": profile.name or None,
        "timezone": profile.options.timezone,
        "date_order": profile.options.date_order,
        "scope": profile.options.scope,
        "encoding": profile.options.encoding,
        "decisions": _written(decisions_of(profile.options)),
        "decided_by": actor,
        "decided_at": now,
    }
    known = connection.execute(select(_TABLE.c.id).where(here)).scalar()
    if known is not None:
        connection.execute(update(_TABLE).where(here).values(**values))
        return int(known)
    added = connection.execute(
        insert(_TABLE).values(format=profile.format, header_hash=profile.header_hash, **values)
    )
    key = added.inserted_primary_key
    assert key is not None
    return int(key[0])


def rename(connection: Connection, profile: int, name: str) -> bool:
    """Give a profile another name; False when there is none of that id."""
    done = connection.execute(
        update(_TABLE).where(_TABLE.c.id == profile).values(name=name or None)
    )
    return done.rowcount > 0


def remove(connection: Connection, profile: int) -> bool:
    """Forget a profile; False when there is none of that id."""
    return connection.execute(delete(_TABLE).where(_TABLE.c.id == profile)).rowcount > 0


def decisions_of(options: Options) -> dict[str, Any]:
    """The decisions among options that JSON keeps; what is open isn't in it."""
    every = asdict(options)
    return {name: every[name] for name in _DECIDED if every[name] not in (None, (), [])}


def options_of(decisions: dict[str, Any]) -> Options:
    """Options out of what `decisions_of` wrote."""
    known = {name: value for name, value in decisions.items() if name in _DECIDED}
    for name in ("mapping", "choices", "rules"):
        known[name] = tuple(tuple(each) for each in known.get(name, ()))
    return Options(**known)


def _profile(row: RowMapping) -> Profile:
    options = replace(
        options_of(json.loads(row["decisions"])),
        format=row["format"],
        timezone=row["timezone"],
        date_order=row["date_order"],
        scope=row["scope"],
    )
    return Profile(
        row["id"],
        row["name"] or "",
        row["format"],
        row["header_hash"],
        options,
        row["decided_by"] or "",
        row["decided_at"],
    )


def _written(decisions: dict[str, Any]) -> str:
    return json.dumps(decisions, ensure_ascii=False, sort_keys=True)
