"""Which automatic backups stay: all of two days, then 12 daily, 10 weekly and 9 monthly ones."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

DAY_S = 86_400
RECENT_COUNT = 40
RECENT_BYTES = 5 << 30
LADDER: tuple[tuple[int, Callable[[datetime], tuple[int, ...]]], ...] = (
    (12, lambda at: (at.year, at.month, at.day)),
    (10, lambda at: tuple(at.isocalendar()[:2])),
    (9, lambda at: (at.year, at.month)),
)
"""(how many, what they are one of), one after the other: days, weeks, months."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One automatic backup: when it was made (UTC seconds, by its name) and its bytes."""

    path: Path
    made_at: int
    size: int


def superfluous(backups: Sequence[Kept], now: int) -> list[Kept]:
    """The backups that may go, oldest first. Pure; `now` and days are UTC.

    Of today and yesterday the newest 40, as long as they have no more than 5 GB together. A backup
    that is dated after `now` stays and takes no other's place, and so does the newest of the past:
    a clock that was wrong never costs a backup.
    """
    past = sorted((each for each in backups if each.made_at <= now), key=_when, reverse=True)
    yesterday = now - now % DAY_S - DAY_S
    recent = [each for each in past if each.made_at >= yesterday]
    kept: set[Path] = {each.path for each in past[:1]}
    room = RECENT_BYTES
    for each in recent[:RECENT_COUNT]:
        room -= each.size
        if room >= 0:
            kept.add(each.path)
    kept |= _ladder(past[len(recent) :])
    return [each for each in reversed(past) if each.path not in kept]


def _ladder(older: Sequence[Kept]) -> set[Path]:
    """The newest of each of 12 days, then of each of 10 weeks, then of each of 9 months."""
    kept: set[Path] = set()
    rungs = [of for many, of in LADDER for _ in range(many)]
    last: datetime | None = None
    for each in older:
        at = datetime.fromtimestamp(each.made_at, UTC)
        if not rungs:
            break
        if last is not None and rungs[0](last) == rungs[0](at):
            continue
        kept.add(each.path)
        last = at
        rungs.pop(0)
    return kept


def _when(backup: Kept) -> tuple[int, str]:
    return backup.made_at, backup.path.name
