"""Decisions made now over those made before, and whether a file can follow them."""

from collections.abc import Sequence
from dataclasses import fields

from app.importers.columns import Column
from app.models.errors import AppError
from app.models.records import Options


def merged(kept: Options, asked: Options) -> Options:
    """The decisions of a profile with those made now over them.

    Mapping, choices and rules are joined: what is said now about a header, words or a kind of
    problem goes before what was said earlier.
    """
    values = {}
    for each in fields(Options):
        now, before = getattr(asked, each.name), getattr(kept, each.name)
        values[each.name] = before if now is None else now
    values["mapping"] = _joined(kept.mapping, asked.mapping, 1)
    values["choices"] = _joined(kept.choices, asked.choices, 2)
    values["rules"] = _joined(kept.rules, asked.rules, 1)
    return Options(**values)


def check_mapping(columns: Sequence[Column], mapping: Sequence[tuple[str, str]]) -> None:
    """AppError for a field that the format doesn't have."""
    known = {column.field for column in columns}
    for header, field in mapping:
        if field and field not in known:
            raise AppError(
                f"“{header}” can't become “{field}”: the format has no such field. "
                f"It has {', '.join(sorted(known))}."
            )


def _joined(
    before: Sequence[tuple[str, ...]], now: Sequence[tuple[str, ...]], key: int
) -> tuple[tuple[str, ...], ...]:
    kept = {each[:key]: each for each in before}
    return tuple((kept | {each[:key]: each for each in now}).values())
