"""What the queue screen asks the store for."""

from dataclasses import dataclass

from app.models.results import QueueHealth
from app.services.review_queues import queue_health
from app.services.tower import Tower
from app.views.queues.filters import QUICK_FILTERS


@dataclass(frozen=True, slots=True)
class Reading:
    """What one question to the store brought: the queues and when they were read."""

    health: QueueHealth
    now: int
    as_of: int
    """As-of instant of the newest export of this kind of ticket."""
    counts: dict[str, int]


def read(tower: Tower, kind: str) -> Reading:
    """Queue health of `kind` now, with the count of every quick filter."""
    health = queue_health(tower, kind)
    counts = {each.id: sum(map(each.keeps, health.tickets)) for each in QUICK_FILTERS}
    known = [source.as_of for source in tower.facts().sources if source.kind == kind]
    return Reading(health, tower.now(), max(known, default=health.as_of), counts)
