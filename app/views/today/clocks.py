"""Attention rows: the clock in words and colour, where a row leads, text for a stand-up. No Qt."""

from collections.abc import Sequence

from app.models.duration import duration
from app.models.moments import stamp
from app.models.results import AttentionItem

HOUR = 3600
_SINCE = frozenset({"oldest", "age", "started"})
"""Clock words whose instant is past by nature: the time since, not an overrun."""
UNSURE = "if still open"
"""Run out only after the export was made: no breach is known."""
_LISTS = {"tickets": "triage", "unassigned": "unassigned", "wrong_priority": "wrong"}
"""Items that stand for many tickets, and the filter of the queue screen that lists them."""
_CHANGES = frozenset({"change", "collision", "freeze"})
LEVELS = {"breach": "Breached", "risk": "At risk", "note": "Note"}


def clock_text(item: AttentionItem, now: int) -> str:
    """Say the time left, "−3 h 40 m" when it is over, "–" without a clock."""
    if item.due_at is None:
        return "–"
    left = item.due_at - now
    if item.clock_word in _SINCE:
        return duration(max(0, -left))
    return duration(left)


def clock_ink(item: AttentionItem, now: int) -> str:
    """Return the token of a clock: over or nearly over is critical, at risk is a warning."""
    if item.due_at is None:
        return "t3"
    left = item.due_at - now
    over = left < 0 and item.clock_word not in {*_SINCE, UNSURE}
    if over or (item.level == "breach" and 0 <= left < HOUR):
        return "crit"
    return "warn" if item.level == "risk" else "t1"


def ticks_fast(items: Sequence[AttentionItem], now: int) -> bool:
    """Say whether a clock is under five minutes, and so moves each second."""
    return any(item.due_at is not None and 0 <= item.due_at - now < 300 for item in items)


def where(item: AttentionItem) -> tuple[str, str]:
    """Return the page that an item leads to, and what it shall show there."""
    many = item.key[:1].isdigit() and " " in item.key
    if item.kind == "source":
        return "import", ""
    if item.kind in _CHANGES:
        return "changes", item.key
    if item.kind in {"collisions", "approvals"}:
        return "changes", ""
    return "queues", _LISTS.get(item.kind, "") if many else item.key


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
