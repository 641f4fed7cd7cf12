"""Finding a record by its number or a word of its title, for the command palette."""

from app.services.tower import Tower
from app.store.records import search


def find(tower: Tower, text: str, limit: int = 20) -> tuple[tuple[str, str, str], ...]:
    """(kind, key, title) of the records that match, numbers first."""
    return tuple(search(tower.store, text.strip(), limit)) if text.strip() else ()
