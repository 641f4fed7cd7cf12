"""How far an import is and how fast, for the status bar. Pure: the time passed is an argument."""

from dataclasses import dataclass

from app.models.counts import counted
from app.views import moments

_SOON_S = 1
"""A rate over less than this says little."""


@dataclass(slots=True)
class Pace:
    """One file in work: its reader tells bytes of the whole, what takes its rows tells rows."""

    begun: float
    """Seconds of a monotonic clock."""
    rows: int = 0
    read: int = 0
    size: int = 0
    """Bytes; 0 where the whole is not known."""

    def take(self, done: int, total: int) -> None:
        """Note one report; without a total, `done` counts rows."""
        if total:
            self.read, self.size = done, total
        else:
            self.rows = done

    def told(self, name: str, now: float) -> tuple[int, int, str]:
        """(done, total, words) at `now`: rows per second once rows are known, else bytes."""
        seconds = now - self.begun
        parts = [name]
        if self.size and self.rows:
            parts.append(counted(self.rows, "row"))
        if seconds > _SOON_S:
            by_rows = f"{int(self.rows / seconds):,} rows/s"
            parts.append(by_rows if self.rows else f"{self._speed(seconds)}/s")
        return self.read if self.size else self.rows, self.size, ", ".join(parts)

    def _speed(self, seconds: float) -> str:
        return moments.size_words(int(self.read / seconds))
