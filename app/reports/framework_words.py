"""Words of the KPI framework that workbook and PDF share."""

from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from app.charts.numbers import number
from app.models.results import FrameworkLine, FrameworkTarget


def day(at: int | None, zone: str) -> str:
    """A day in `zone`: "23 Nov 2026"; "from the start" for None."""
    if at is None:
        return "from the start"
    moment = datetime.fromtimestamp(at, UTC).astimezone(ZoneInfo(zone))
    return f"{moment.day} {moment:%b %Y}"


def better_words(line: FrameworkLine) -> str:
    """Which direction is better, in words."""
    return f"{line.better} is better"


def variants_words(line: FrameworkLine) -> str:
    """The variant in use, and the others that could be."""
    others = [name for name in line.variants if name != line.variant]
    if not line.variant:
        return ""
    return f"{line.variant} (also {', '.join(others)})" if others else line.variant


def amount(value: float | None) -> str:
    """A target in words: "15", "99.9", "none" for one that was taken away."""
    if value is None:
        return "none"
    return number(value, 0 if float(value).is_integer() else 1)


def changes_of(
    lines: tuple[FrameworkLine, ...],
) -> Iterator[tuple[FrameworkLine, FrameworkTarget]]:
    """Every change of every line, the newest of each line and part first."""
    for line in lines:
        for change in sorted(line.changes, key=lambda one: (one.part, -one.version)):
            yield line, change
