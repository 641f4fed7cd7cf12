"""Counts in the navigation for screens that were not opened yet."""

from app.services.plan_changes import collisions
from app.services.quality import quality
from app.services.review_queues import queue_health
from app.services.tower import Tower

AHEAD_S = 72 * 3600
FEW = 100_000
"""Up to so many tickets their quality is looked at before its screen is opened."""
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
    if "quality" in wanted and len(tower.facts().tickets) <= FEW:
        found = quality(tower).findings
        made.append(("quality", sum(one.severity != "note" for one in found), ""))
    return tuple((name, count, level if count else "") for name, count, level in made)
