"""Records behind a number, made ready for their table off the UI thread."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from app.models.duration import duration
from app.models.moments import stamp
from app.models.results.drilldown import RecordLine
from app.views.scorecard.rows import DASH
from app.views.tables import Num, Txt
from app.views.tables.lazy import Made


@dataclass(frozen=True, slots=True)
class Listed:
    """Records with what sorting and filtering them needs."""

    lines: tuple[RecordLine, ...]
    sort_keys: dict[str, Any]
    folded: tuple[str, ...]
    """What the filter looks at, a text a record."""
    is_measured: bool
    """The KPI measured a duration of at least one."""


def listed(lines: Sequence[RecordLine]) -> Listed:
    """`lines` in their order; takes a second for a million, so not on the UI thread."""
    return Listed(
        tuple(lines),
        {
            "opened": _numbers([line.opened for line in lines]),
            "ended": _numbers([line.ended for line in lines]),
            "lasted": _numbers([line.lasted for line in lines]),
            "measured": _numbers([line.measured for line in lines]),
        },
        tuple(f"{line.key}\n{line.title}\n{line.group}".casefold() for line in lines),
        any(line.measured is not None for line in lines),
    )


def _numbers(values: list[int | None] | list[float | None]) -> Any:
    """Sort keys; what is unknown comes last either way."""
    return np.array([np.nan if each is None else each for each in values], np.float64)


def cells(lines: tuple[RecordLine, ...], zone: str) -> dict[str, Made]:
    """A column an id; instants are shown in `zone`."""

    def when(at: int | None) -> Any:
        return Txt(DASH, "t3") if at is None else stamp(at, zone)

    def lasted(seconds: float | None) -> Num:
        return Num(seconds, DASH if seconds is None else duration(seconds))

    makers: dict[str, Callable[[RecordLine], Any]] = {
        "key": lambda line: line.key,
        "title": lambda line: line.title or DASH,
        "group": lambda line: Txt(line.group or DASH, "t2"),
        "opened": lambda line: when(line.opened),
        "ended": lambda line: when(line.ended),
        "lasted": lambda line: lasted(line.lasted),
        "measured": lambda line: lasted(line.measured),
        "state": lambda line: Txt(line.state.replace("_", " ").capitalize() or DASH, "t2"),
    }
    return {name: Made(lines, make) for name, make in makers.items()}
