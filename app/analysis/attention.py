"""The ranked "needs attention now" list (METRICS §5, attention score)."""

from dataclasses import replace

import numpy as np

from app.analysis.attention_changes import collided, unapproved
from app.analysis.attention_score import Listed, order, scored
from app.analysis.attention_tickets import misjudged, pressing, unowned
from app.analysis.moments import Moments
from app.models.columns import Facts, SourceFreshness
from app.models.counts import counted
from app.models.duration import duration
from app.models.results import AttentionItem, CollisionReport, QueueHealth
from app.models.settings import HOUR, Settings

_STALE_IMPACT = 0.3


def needs_attention(
    facts: Facts,
    settings: Settings,
    health: QueueHealth,
    report: CollisionReport | None,
    now: int,
) -> tuple[AttentionItem, ...]:
    """What somebody must look at now, highest score first, ties by clock and then by key.

    Of every source the most pressing rows stand alone and the others as one row, so that the
    list stays readable. A ticket stands in it once. Instants are UTC seconds.
    """
    moments = Moments(settings.report_zone, now)
    tiers = service_tiers(facts)
    majors = frozenset(facts.tickets.key[np.flatnonzero(facts.tickets.is_major)].tolist())
    tickets, kind = health.tickets, health.kind.replace("_", " ")
    first = pressing(tickets, kind, majors, tiers, now, moments)
    alone = frozenset(item.key for item in first.single)
    sources = [
        first,
        collided(facts.changes, report, now, moments) if report else Listed(),
        unapproved(facts.changes, now, moments),
        misjudged(tickets, kind, tiers, now),
        unowned(tickets, kind, tiers, alone, now),
        outdated(facts.sources, settings, health.total.breached_if_open, now, moments),
    ]
    items = sorted((item for source in sources for item in source.items()), key=order)
    kept = _once(items, frozenset(ticket.key for ticket in tickets))
    return tuple(replace(item, rank=rank) for rank, item in enumerate(kept, start=1))


def _once(items: list[AttentionItem], tickets: frozenset[str]) -> list[AttentionItem]:
    """The ranked rows with every ticket only in its first one."""
    kept: list[AttentionItem] = []
    seen: set[str] = set()
    for item in items:
        if item.key in tickets and item.key in seen:
            continue
        seen.add(item.key)
        kept.append(item)
    return kept


def service_tiers(facts: Facts) -> dict[str, int]:
    """Tier by the name of the service, as far as known."""
    changes = facts.changes
    pairs = zip(changes.services, changes.service_tier.tolist(), strict=True)
    return {name: tier for name, tier in pairs if tier}


def outdated(
    sources: tuple[SourceFreshness, ...],
    settings: Settings,
    breached_if_open: int,
    now: int,
    moments: Moments,
) -> Listed:
    """Exports past their limit, as one row (METRICS §1 freshness)."""
    old = [
        source
        for source in sources
        if (limit := fresh_limit(settings, source.kind)) is not None and now - source.as_of > limit
    ]
    if not old:
        return Listed()
    oldest = min(old, key=lambda source: (source.as_of, source.label))
    limit = fresh_limit(settings, oldest.kind) or settings.fresh_limit_s
    unsure = (
        f"; {counted(breached_if_open, 'ticket')} breached if still open"
        if breached_if_open
        else ""
    )
    score = scored("Stale export", _STALE_IMPACT, 1.0)
    several = len(old) > 1
    return Listed(
        rest=AttentionItem(
            rank=0,
            kind="source",
            key=", ".join(sorted({source.label for source in old})),
            level="note",
            what=f"{counted(len(old), 'export')} past their limit" if several
            else f"{oldest.label} export is from {moments.at(oldest.as_of)}",
            context="Data trust",
            why=f"{oldest.label}: {duration(now - oldest.as_of)} old; the limit is "
            f"{duration(limit)}{unsure}",
            next=f"Import a newer {oldest.label} export",
            owner="You",
            due_at=oldest.as_of,
            clock_word="age",
            score=score.points,
            terms=score.terms,
        )
    )  # fmt: skip


def fresh_limit(settings: Settings, kind: str) -> int | None:
    """Seconds after which an export of this kind is stale; None for calendars of windows."""
    if kind == "window":
        return None
    return 24 * HOUR if kind in {"change", "ci"} else settings.fresh_limit_s
