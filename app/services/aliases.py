"""The alias list: one group, person, CI or service under several names (FORMATS §26).

Every change is in the audit log and makes a new revision, so that queues and KPIs follow at once.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from app.models.alias import ALIAS_KINDS
from app.models.errors import AppError
from app.services.links import not_one_of
from app.services.tower import Tower, wall_clock
from app.store.aliases import (
    AliasRow,
    chained,
    folded,
    group_list,
    load_aliases,
    save_aliases,
    systems_of,
)

__all__ = [
    "AliasRow",
    "UnknownName",
    "alias_of",
    "export_aliases",
    "import_aliases",
    "list_aliases",
    "remove_alias",
    "set_alias",
    "systems",
    "unknown_names",
]

_SERVICE_HEADER = ("system", "external_name", "service")
_HEADER = ("kind", "system", "alias", "name")


@dataclass(frozen=True, slots=True)
class UnknownName:
    """A name that records use and neither a list nor an alias knows."""

    name: str
    system: str
    records: int


def list_aliases(tower: Tower, kind: str = "") -> tuple[AliasRow, ...]:
    """The alias list, of one kind or whole, by kind, system and alias; AppError for no kind."""
    if kind and kind not in ALIAS_KINDS:
        raise AppError(not_one_of(kind, "kind of name", ALIAS_KINDS))
    rows = load_aliases(tower.store)
    return tuple(row for row in rows if not kind or row.kind == kind)


def alias_of(tower: Tower, kind: str, alias: str, system: str = "") -> AliasRow | None:
    """The line of exactly this alias and system, however they are spelt; None without one."""
    wanted = (kind, folded(system), folded(alias))
    for row in load_aliases(tower.store):
        if (row.kind, folded(row.system), folded(row.alias)) == wanted:
            return row
    return None


def set_alias(tower: Tower, kind: str, alias: str, name: str, system: str = "") -> AliasRow:
    """From now on `alias` (in `system`, else everywhere) reads as `name`.

    AppError when a word is empty, the kind is unknown, or the name would lead back to itself.
    """
    row = _checked(tower, kind, system, alias, name, "")
    if chained(load_aliases(tower.store), row):
        raise AppError(
            f"“{row.name}” already reads as “{row.alias}”. Remove that line first, "
            "or turn the two names round."
        )
    save_aliases(tower.store, [row], now=tower.now(), wall=wall_clock(), actor=tower.user)
    return row


def remove_alias(tower: Tower, kind: str, alias: str, system: str = "") -> None:
    """Take one line out; records then read as their source wrote them."""
    row = alias_of(tower, kind, alias, system)
    if row is None:
        where = f" of {system}" if system else ""
        close = get_close_matches(alias, [row.alias for row in list_aliases(tower, kind)], 1)
        asked = f"Did you mean “{close[0]}”?" if close else "`tower aliases` prints it."
        raise AppError(f"The alias list has no {kind} “{alias}”{where}. {asked}")
    save_aliases(tower.store, [], [row], now=tower.now(), wall=wall_clock(), actor=tower.user)


def unknown_names(tower: Tower, kind: str = "group") -> tuple[UnknownName, ...]:
    """Groups that tickets and changes name and no group list or alias knows, commonest first.

    Empty without a group list: then every name is as good as another.
    """
    if kind != "group":
        return ()
    known, named = group_list(tower.store)
    return tuple(
        UnknownName(name, system, records)
        for system, name, records in named
        if known and folded(name) not in known
    )


def systems(tower: Tower) -> tuple[str, ...]:
    """Systems that an alias can be kept to: those of the store's records and of the list."""
    listed = (row.system for row in load_aliases(tower.store) if row.system)
    return tuple(sorted({*systems_of(tower.store), *listed}))


def export_aliases(tower: Tower, kind: str, path: Path) -> Path:
    """Write the list of one kind as CSV; services as `system,external_name,service`."""
    text = io.StringIO()
    out = csv.writer(text, lineterminator="\r\n")
    rows = list_aliases(tower, kind)
    if kind == "service":
        out.writerow(_SERVICE_HEADER)
        out.writerows((row.system, row.alias, row.name) for row in rows)
    else:
        out.writerow(_HEADER)
        out.writerows((row.kind, row.system, row.alias, row.name) for row in rows)
    from app.reports.files import write_file

    write_file(path, text.getvalue().encode("utf-8-sig"))
    return path


def import_aliases(tower: Tower, path: Path) -> int:
    """Add every line of such a CSV in one transaction; how many lines it had.

    AppError names the first line that can't be taken; nothing is stored then.
    """
    rows = list(_read(tower, path))
    known = {
        (row.kind, folded(row.system), folded(row.alias)): row for row in load_aliases(tower.store)
    }
    for row in rows:
        if chained(known.values(), row):
            raise AppError(
                f"{path.name}: “{row.alias}” and “{row.name}” lead back to each other. "
                "Nothing was stored."
            )
        known[row.kind, folded(row.system), folded(row.alias)] = row
    added = {(row.kind, folded(row.system), folded(row.alias)): row for row in rows}
    if added:
        save_aliases(
            tower.store,
            list(added.values()),
            now=tower.now(),
            wall=wall_clock(),
            actor=tower.user,
        )
    return len(rows)


def _read(tower: Tower, path: Path) -> Iterator[AliasRow]:
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise AppError(f"{path} can't be read: {error.strerror}. Name a CSV file.") from error
    except UnicodeError as error:
        raise AppError(f"{path} is not in UTF-8. Save it as CSV in UTF-8 and try again.") from error
    lines = csv.DictReader(io.StringIO(text), skipinitialspace=True)
    header = tuple((name or "").strip().casefold() for name in lines.fieldnames or ())
    lines.fieldnames = list(header)
    services = set(_SERVICE_HEADER) <= set(header)
    if not services and not set(_HEADER) <= set(header):
        raise AppError(
            f"{path.name} has the columns {', '.join(header) or 'none'}. An alias list has "
            f"{', '.join(_HEADER)}, one of services {', '.join(_SERVICE_HEADER)}."
        )
    for line in lines:
        where = f"{path.name}, line {lines.line_num}: "
        cells = {name: value or "" for name, value in line.items() if isinstance(value, str)}
        if not any(value.strip() for value in cells.values()):
            continue
        if services:
            given = ("service", cells["system"], cells["external_name"], cells["service"])
        else:
            given = (cells["kind"], cells["system"], cells["alias"], cells["name"])
        yield _checked(tower, *given, where)


def _checked(tower: Tower, kind: str, system: str, alias: str, name: str, where: str) -> AliasRow:
    kind, system, alias, name = (" ".join(word.split()) for word in (kind, system, alias, name))
    if kind not in ALIAS_KINDS:
        raise AppError(
            f"{where}“{kind}” is not a kind of name. Use one of {', '.join(ALIAS_KINDS)}."
        )
    if not alias or not name:
        raise AppError(f"{where}an alias needs both names. Fill the empty one.")
    if alias == name:
        raise AppError(f"{where}“{alias}” is that name already. Name another spelling.")
    return AliasRow(kind, system, alias, name, tower.user, tower.now())
