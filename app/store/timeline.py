"""Versions of one record in order, and the field history that follows from them. Pure.

A record's history is a function of the set of its versions, never of the order in which files
brought them (RELIABILITY F22): versions are ordered by (at, revision, hash of the row), the last
one that speaks of a field gives its value, and each change between neighbours is a history row.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.models.history import TRACKED_FIELDS
from app.store.tables import BOOKKEEPING, VERSION_FIELD, Records, as_text

HistoryRow = tuple[str, int, int, str | None, str | None, str, int]
"""(field, at, sequence, old, new, origin, batch)."""

UNSAID = {"state": "unknown"}
"""What stands in columns that are never empty when nobody said anything."""
_TRACKED = frozenset(TRACKED_FIELDS)


@dataclass(frozen=True, slots=True)
class Version:
    """What one file said about one record at an instant (UTC seconds).

    `values` holds only the fields that the file has; a None among them is a value.
    """

    at: int
    revision: int
    """The source's own counter of updates, -1 when it has none."""
    row_hash: str
    origin: str
    batch: int
    values: Mapping[str, Any]
    silent: tuple[str, ...] = ()
    """Fields of its file that it says nothing about (Plan.additive), in order of the alphabet."""

    @property
    def place(self) -> tuple[int, int, str]:
        """What orders versions, and tells two of them apart."""
        return (self.at, self.revision, self.row_hash)

    @property
    def token(self) -> str:
        """The version as its history row names it."""
        return token_of(self.revision, self.row_hash)


def token_of(revision: int, row_hash: str) -> str:
    """How a history row names a version: `revision:row_hash`, the first part empty for -1."""
    return f"{revision if revision >= 0 else ''}:{row_hash}"


def unsaid_in(values: Mapping[str, Any]) -> tuple[str, ...]:
    """The fields that a row of an additive file says nothing about.

    What goes on again isn't resolved any more: there an empty `resolved_at` says so.
    """
    over = values.get("state") in {None, "unknown", "resolved"}
    said = BOOKKEEPING if over else BOOKKEEPING | {"resolved_at"}
    return tuple(
        sorted(
            field
            for field, value in values.items()
            if field not in said and value in {None, UNSAID.get(field)}
        )
    )


def merged(stored: Sequence[Version], incoming: Iterable[Version]) -> list[Version]:
    """All versions in order, each once."""
    known = {version.place: version for version in incoming}
    known |= {version.place: version for version in stored}
    return [known[place] for place in sorted(known)]


def replay(versions: Sequence[Version]) -> tuple[dict[str, Any], list[HistoryRow]]:
    """The record's values after the last version, and its whole field history."""
    from_log = any(version.origin == "log" for version in versions)
    marked = from_log or len(versions) > 1
    values: dict[str, Any] = {}
    rows: list[HistoryRow] = []
    for sequence, version in enumerate(versions):
        at, origin, batch = version.at, version.origin, version.batch
        if marked:
            unsaid = ",".join(version.silent) or None
            rows.append((VERSION_FIELD, at, sequence, unsaid, version.token, origin, batch))
        if sequence == 0:
            values.update(version.values)
            if from_log:
                rows += _baseline(version)
            continue
        for field, value in version.values.items():
            old = values.get(field)
            if old != value:
                values[field] = value
                if field not in BOOKKEEPING:
                    change = (as_text(old), as_text(value))
                    rows.append((field, at, sequence, *change, origin, batch))
    return values, rows


def _baseline(version: Version) -> list[HistoryRow]:
    return [
        (field, version.at, 0, None, as_text(value), version.origin, version.batch)
        for field, value in version.values.items()
        if field in _TRACKED and value is not None
    ]


def recall(
    records: Records,
    current: Mapping[str, Any],
    rows: Sequence[HistoryRow],
    fields_of: Mapping[int, frozenset[str]],
) -> list[Version]:
    """The versions behind stored history rows: the inverse of `replay`.

    `rows` are those of one record that carry versions (at least two, or a log's); `fields_of`
    says which fields each batch's file had.
    """
    marks = sorted((row for row in rows if row[0] == VERSION_FIELD), key=lambda row: row[2])
    changes: dict[str, list[HistoryRow]] = {}
    for row in sorted(rows, key=lambda row: row[2]):
        if row[0] != VERSION_FIELD and records.has(row[0]):
            changes.setdefault(row[0], []).append(row)
    versions = []
    for _, at, sequence, unsaid, token, origin, batch in marks:
        revision, _, row_hash = (token or ":").partition(":")
        silent = tuple(unsaid.split(",")) if unsaid else ()
        values = {
            field: _value_at(records, current, changes.get(field), field, sequence)
            for field in fields_of.get(batch, frozenset()).difference(silent)
        }
        _restore_bookkeeping(values, current, at, revision, row_hash)
        versions.append(
            Version(at, int(revision) if revision else -1, row_hash, origin, batch, values, silent)
        )
    return versions


def _value_at(
    records: Records,
    current: Mapping[str, Any],
    changes: Sequence[HistoryRow] | None,
    field: str,
    sequence: int,
) -> Any:
    if not changes:
        return current.get(field)
    text = changes[0][3]
    for row in changes:
        if row[2] > sequence:
            break
        text = row[4]
    return records.value(field, text)


def _restore_bookkeeping(
    values: dict[str, Any], current: Mapping[str, Any], at: int, revision: str, row_hash: str
) -> None:
    if "updated_at" in values:
        values["updated_at"] = at if current.get("updated_at") is not None else None
    if "revision" in values:
        values["revision"] = int(revision) if revision else None
    if "row_hash" in current:
        values["row_hash"] = row_hash
