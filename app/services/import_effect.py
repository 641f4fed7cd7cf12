"""What a dry run would do to the numbers, out of its transaction before it is taken back."""

import sqlite3

from app.analysis.import_effect import effect
from app.analysis.periods import last_complete
from app.services.settings import computer_zone, load_settings
from app.services.text_rules import TEXT_RULES
from app.services.tower import settings_file
from app.store.database import Store
from app.store.facts import load_facts, read_facts

MOST_TICKETS = 300_000
"""In a store with more the effect is left out: the facts would have to be read twice."""


def effect_of(store: Store, cursor: sqlite3.Cursor, zone: str, now: int) -> tuple[str, ...]:
    """Sentences on what the transaction behind `cursor` changes; empty in a large store.

    KPIs are those of the last whole week in `zone` (the computer's when empty).
    """
    if cursor.execute("SELECT count(*) FROM ticket").fetchone()[0] > MOST_TICKETS:
        return ()
    before = load_facts(store, TEXT_RULES)
    after = read_facts(cursor, before.revision, TEXT_RULES)
    zone = zone or computer_zone()
    settings = load_settings(zone, settings_file(store.path))
    newest = max((source.as_of for source in after.sources), default=now)
    return effect(before, after, settings, last_complete("week", min(now, newest), zone), now)
