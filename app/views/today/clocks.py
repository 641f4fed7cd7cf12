"""The clock of an attention row in words and colour, and the list as text for a stand-up. No Qt."""

from collections.abc import Sequence

from app.models.duration import duration
from app.models.results import AttentionItem
from app.views.changes.axis import stamp

HOUR = 3600
LEVELS = {"breach": "Breached", "risk": "At risk", "note": "Note"}


def clock_text(item: AttentionItem, now: int) -> str:
    """Say the time left, "−3 h 40 m" when it is over, "–" without a clock."""
    if item.due_at is None:
        return "–"
    left = item.due_at - now
    if 0 <= left < 60:
        return f"{left} s"
    return duration(left)


def clock_ink(item: AttentionItem, now: int) -> str:
    """Return the token of a clock: over or nearly over is critical, at risk is a warning."""
    if item.due_at is None:
        return "t3"
    left = item.due_at - now
    if left < 0 or (item.level == "breach" and left < HOUR):
        return "crit"
    return "warn" if item.level == "risk" else "t1"


def ticks_fast(items: Sequence[AttentionItem], now: int) -> bool:
    """Say whether a clock is under five minutes, and so moves each second."""
    return any(item.due_at is not None and 0 <= item.due_at - now < 300 for item in items)


def standup_text(items: Sequence[AttentionItem], now: int, zone: str) -> str:
    """Return the list as plain text, one item in two lines."""
    lines = [f"Needs attention, {stamp(now, zone)} ({zone})", ""]
    for item in items:
        clock = clock_text(item, now)
        when = f"{clock} {item.clock_word}".strip() if item.due_at is not None else item.clock_word
        level = LEVELS.get(item.level, "")
        head = f"{item.rank}. [{level}] {item.what} ({item.key} · {item.context})"
        owner = item.owner or "No owner"
        lines.append(head)
        lines.append(f"   {item.why} Next: {item.next}. Owner: {owner}. Clock: {when}.")
    return "\n".join(lines) + "\n"
