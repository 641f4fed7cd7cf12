"""The part of a change calendar that one view shows, with its own counts and numbers. No Qt."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.models.results import ChangeBar, ChangeCalendar, Collision, Finding
from app.views.changes.words import OPEN_STATES

UNKNOWN_CHECKS = frozenset({"C40", "C41", "C42"})


@dataclass(frozen=True, slots=True)
class Slice:
    """What one view of UTC `[start, end)` counts and lists.

    `collisions` are numbered 1, 2, 3 by severity, those that wait for a decision first;
    dismissed ones come last and keep their place in the panel only.
    """

    start: int
    end: int
    bars: tuple[ChangeBar, ...]
    collisions: tuple[Collision, ...]
    unknown: tuple[Finding, ...]
    checked: int
    """How many changes the view has without the filter."""

    @property
    def open(self) -> tuple[Collision, ...]:
        """The collisions that wait for a decision."""
        return tuple(c for c in self.collisions if c.strongest.state in OPEN_STATES)

    @property
    def drawn(self) -> tuple[Collision, ...]:
        """The collisions with a bracket: all but the dismissed."""
        return tuple(c for c in self.collisions if c.strongest.state != "Dismissed")

    @property
    def high_risk(self) -> int:
        """How many changes are of high or very high risk."""
        return sum(bar.risk in {1, 2} for bar in self.bars)

    @property
    def not_approved(self) -> int:
        """How many changes are not approved."""
        return sum(not bar.approved for bar in self.bars)

    def with_key(self, key: str) -> Collision | None:
        """Return the collision whose strongest finding has that key."""
        return next((c for c in self.collisions if c.strongest.key == key), None)

    def touching(self, keys: Iterable[str]) -> Collision | None:
        """Return the first collision that has most of these changes."""
        wanted = set(keys)
        best = max(
            self.collisions, key=lambda c: len(wanted & set(c.strongest.changes)), default=None
        )
        return best if best is not None and wanted & set(best.strongest.changes) else None


def cut(calendar: ChangeCalendar, start: int, end: int, *, only_collisions: bool = False) -> Slice:
    """Return the slice of `calendar` over UTC `[start, end)`."""
    bars = tuple(bar for bar in calendar.bars if bar.start < end and bar.end > start)
    seen = frozenset(bar.key for bar in bars)
    dated = frozenset(bar.key for bar in calendar.bars)
    shown = [c for c in calendar.report.collisions if _meets(c.strongest, start, end)]
    shown.sort(key=_rank)
    collisions = tuple(replace(c, number=number) for number, c in enumerate(shown, 1))
    if only_collisions:
        kept = colliding(collisions)
        bars = tuple(bar for bar in bars if bar.key in kept)
    unknown = tuple(
        finding
        for finding in calendar.report.findings
        if finding.check in UNKNOWN_CHECKS and _concerns(finding, seen, dated)
    )
    return Slice(start, end, bars, collisions, unknown, len(seen))


def colliding(collisions: Iterable[Collision]) -> frozenset[str]:
    """Return the keys of all changes that collide."""
    return frozenset(key for c in collisions for key in c.strongest.changes)


def _concerns(finding: Finding, seen: frozenset[str], dated: frozenset[str]) -> bool:
    """Say whether a change is in view, or stands nowhere because it has no dates."""
    return any(key in seen or key not in dated for key in finding.changes)


def _meets(finding: Finding, start: int, end: int) -> bool:
    if finding.check in UNKNOWN_CHECKS:
        return False
    if finding.overlap_start is None or finding.overlap_end is None:
        return True
    return finding.overlap_start < end and finding.overlap_end > start


def _rank(collision: Collision) -> tuple[int, int]:
    order = {"Accepted": 1, "Dismissed": 2}
    return order.get(collision.strongest.state, 0), collision.number
