"""What time it is: the computer's clock, a fixed instant, or one that ticks on from an instant."""

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime

from app.models.errors import AppError


@dataclass(frozen=True, slots=True)
class Clock:
    """`start` None = the computer's clock. A fixed clock stands still unless it ticks."""

    start: int | None = None
    ticking: bool = False
    _since: float = field(default_factory=time.monotonic)

    def now(self) -> int:
        """UTC seconds."""
        if self.start is None:
            return wall()
        return self.start + (int(time.monotonic() - self._since) if self.ticking else 0)


def wall() -> int:
    """The computer's clock, UTC seconds."""
    return int(time.time())


def parse_instant(text: str, zone: str) -> int:
    """An ISO 8601 instant as UTC seconds; without an offset it is local time of `zone`."""
    from zoneinfo import ZoneInfo

    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise AppError(
            f"“{text}” is not a time. Write it like 2026-11-23T08:12 or 2026-11-23T07:12Z."
        ) from error
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(zone))
    return int(moment.timestamp())


def iso(at: int | None) -> str | None:
    """UTC seconds as ISO 8601 in UTC; None stays None."""
    return None if at is None else datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
