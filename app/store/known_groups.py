"""The teams that the group list or an alias knows (METRICS §1: one name, one queue)."""

from app.store.aliases import folded
from app.store.database import Store
from app.store.sqlite import cursor as cursor_of


def known_groups(store: Store) -> frozenset[str]:
    """Names of teams, folded; empty as long as no group list was imported."""
    with store.reading() as connection:
        cursor = cursor_of(connection)
        listed = {folded(key) for (key,) in cursor.execute("SELECT key FROM support_group")}
        if not listed:
            return frozenset()
        aliases = cursor.execute("SELECT alias, name FROM alias WHERE kind = 'group'").fetchall()
    return frozenset(listed | {folded(word) for pair in aliases for word in pair})
