"""What hangs together: problem, change, CI, service, alert, vendor case and more of a record."""

from app.models.errors import AppError
from app.services.tower import Tower
from app.store.links import TARGETS, LinkEnd, links_of

__all__ = ["LinkEnd", "linked"]


def linked(tower: Tower, kind: str, key: str) -> tuple[LinkEnd, ...]:
    """Everything that the record names and that names it, as the store knows it now.

    `kind` is ticket, change, ci, service, group, alert ...; AppError for another word.
    """
    if kind not in TARGETS:
        raise AppError(
            f"“{kind}” is not a kind of record. Use one of {', '.join(sorted(TARGETS))}."
        )
    return links_of(tower.store, kind, key)
