"""The daily health review note: the morning in words."""

from app.models.moments import stamp
from app.models.results import ReviewNote, Today
from app.services.today import today
from app.services.tower import Tower


def review_note(tower: Tower, since: int | None = None) -> ReviewNote:
    """Queues, what needs attention, changes and what changed, at the tower's now."""
    day = today(tower, since)
    return ReviewNote(
        now=day.now,
        since=day.since,
        zone=day.zone,
        headline=_headline(day),
        sections=(
            ("At a glance", tuple(f"{t.label}: {t.value:,} ({t.delta})" for t in day.tiles)),
            ("Needs attention", _attention(day)),
            ("Changes, next 72 hours", _changes(day)),
            ("What changed", tuple(f"{c.number} {c.words}" for c in day.changed) or ("Nothing.",)),
        ),
        marks=tower.marks(),
    )


def _headline(day: Today) -> str:
    worst = [item for item in day.attention if item.level == "breach"]
    if not day.attention:
        return "Nothing needs attention this morning."
    if not worst:
        return f"{len(day.attention)} items need attention; none is overdue."
    more = len(day.attention) - 1
    first = f"{worst[0].key}: {worst[0].what}" if worst[0].key else worst[0].what
    return f"{first} comes first" + (f"; {more} more items need attention." if more else ".")


def _attention(day: Today) -> tuple[str, ...]:
    lines = [
        f"{item.rank}. {item.what} ({item.context}): {item.why}. Next: {item.next}. "
        f"Owner: {item.owner}. Score {item.score}."
        for item in day.attention
    ]
    return tuple(lines) or ("Nothing needs attention.",)


def _changes(day: Today) -> tuple[str, ...]:
    if not day.calendar.bars:
        return ("No change is planned.",)
    lines = [f"{len(day.calendar.bars)} changes, {day.calendar.high_risk} high risk."]
    lines += [
        f"Collision {row.number} ({row.strongest.check}, {row.strongest.severity}): "
        f"{row.strongest.sentence}"
        for row in day.calendar.report.collisions
    ]
    lines += [
        f"{stamp(bar.start, day.zone)} {bar.key} {bar.title}"
        for bar in day.calendar.bars
        if bar.start >= day.now and not bar.approved
    ]
    return tuple(lines)
