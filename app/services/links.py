"""What hangs together: problem, change, CI, service, alert, vendor case and more of a record."""

from collections.abc import Sequence
from difflib import get_close_matches

from app.models.errors import AppError
from app.services.tower import Tower
from app.store.declared_links import TARGETS
from app.store.links import LinkEnd, links_of
from app.store.spelling import near, spelled

__all__ = ["LinkEnd", "known_key", "linked", "not_one_of"]


def linked(tower: Tower, kind: str, key: str) -> tuple[LinkEnd, ...]:
    """Everything that the record names and that names it, as the store knows it now.

    `kind` is ticket, change, ci, service, group, alert ...; AppError for another word.
    """
    _check_kind(kind)
    return links_of(tower.store, kind, key)


def known_key(tower: Tower, kind: str, key: str) -> str:
    """The key or name as the store spells it, however its letters were typed.

    A name that only other records use counts too. AppError, with the names that are near, when
    nothing is known by it.
    """
    _check_kind(kind)
    found = spelled(tower.store, kind, key)
    if found is not None:
        return found
    if links_of(tower.store, kind, key):
        return key
    close = near(tower.store, kind, key)
    asked = f"Did you mean {' or '.join(close)}?" if close else "Import an export that holds it."
    raise AppError(f"{key} is not in the store. {asked}")


def _check_kind(kind: str) -> None:
    if kind not in TARGETS:
        raise AppError(not_one_of(kind, "kind of record", sorted(TARGETS)))


def not_one_of(word: str, what: str, known: Sequence[str]) -> str:
    """The sentence for a word that is none of those known, with the nearest one."""
    close = get_close_matches(word.casefold(), known, 1)
    asked = f"Did you mean {close[0]}? " if close else ""
    return f"“{word}” is not a {what}. {asked}Use one of {', '.join(known)}."
