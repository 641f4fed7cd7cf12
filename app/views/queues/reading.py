"""What the queue screen asks the store for."""

from dataclasses import dataclass

from app.models.results import QueueHealth, TicketDetail
from app.services.links import LinkEnd, linked
from app.services.review_queues import queue_health, ticket_detail
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


Detail = tuple[TicketDetail | None, int]
"""A ticket and when it was read; None for one that has left."""


def read_detail(tower: Tower, key: str, *, seen: bool) -> Detail:
    """Everything about ticket `key`; AppError when the store doesn't know it and nobody saw it."""
    left = seen and not bool((tower.facts().tickets.key == key).any())
    return None if left else ticket_detail(tower, key), tower.now()


@dataclass(frozen=True, slots=True)
class Linked:
    """What hangs together with ticket `key`, as of one revision of the store."""

    key: str
    revision: int
    ends: tuple[LinkEnd, ...]


NO_LINKS = Linked("", -1, ())


def read_links(tower: Tower, key: str, known: Linked) -> Linked:
    """The links of ticket `key`; what is `known` when the store is still the same."""
    revision = tower.store.revision()
    if (known.key, known.revision) == (key, revision):
        return known
    return Linked(key, revision, linked(tower, "ticket", key))
