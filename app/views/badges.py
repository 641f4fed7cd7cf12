"""Counts in the navigation for screens that were not opened yet."""

from app.services.plan_changes import collisions
from app.services.review_queues import queue_health
from app.services.tower import Tower

AHEAD_S = 72 * 3600
SETTLED = ("Accepted", "Dismissed")

Badges = tuple[tuple[str, int, str], ...]
"""(page id, count, glyph kind)."""


def read_badges(tower: Tower, wanted: frozenset[str]) -> Badges:
    """Breached incidents and open collisions of the next 72 hours, for the pages `wanted`."""
    made: list[tuple[str, int, str]] = []
    if "queues" in wanted:
        made.append(("queues", queue_health(tower).total.breached, "breach"))
    if "changes" in wanted:
        now = tower.now()
        report = collisions(tower, now, now + AHEAD_S)
        unsettled = [one for one in report.collisions if one.strongest.state not in SETTLED]
        made.append(("changes", len(unsettled), "breach"))
    return tuple((name, count, level if count else "") for name, count, level in made)
