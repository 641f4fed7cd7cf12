"""One control chart of a run of periods: its phases, limits and the sign of the last point."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from app.analysis.control_charts.kinds import (
    g_limits,
    laney,
    laney_limits,
    log_limits,
    t_limits,
)
from app.analysis.spc import signal, xmr_limits
from app.models.results import Limits, Phase, Signal


@dataclass(frozen=True, slots=True)
class Series:
    """Points oldest first; the last is the tested one.

    `names` are the periods' ids, `counts` the n of each point. `phases` maps the id at which
    limits begin anew to the reason; `left_out` ids stay drawn, but in no baseline.
    """

    names: Sequence[str]
    values: Sequence[float | None]
    counts: Sequence[int]
    better: str
    kind: str = "xmr"
    low: float | None = 0.0
    high: float | None = None
    phases: Mapping[str, str] | None = None
    left_out: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """What is drawn and found; `limits` are those of the newest phase at the last point."""

    limits: Limits | None
    phases: tuple[Phase, ...]
    point_limits: tuple[tuple[float, float] | None, ...]
    signal: Signal | None


def draw(series: Series, *, runs: bool = True, near: bool = False) -> Chart:
    """Limits per phase and the signal of the last point, which is in no baseline (METRICS §4.1).

    `runs` is off for autocorrelated snapshots, `near` on for three of four near a limit. A run
    never reaches back over the beginning of a phase.
    """
    size = len(series.values)
    starts = [0, *sorted(_begins(series))]
    bounds = list(zip(starts, [*starts[1:], size], strict=True))
    phases, edges = [], []
    for begin, end in bounds:
        limits, own = _phase(series, begin, end)
        reason = (series.phases or {}).get(series.names[begin], "") if begin < size else ""
        phases.append(Phase(series.names[begin] if size else "", limits, reason))
        edges += own
    newest = phases[-1].limits
    found = signal(series.values[starts[-1] :], newest, series.better, runs=runs, near=near)
    varying = tuple(edges) if series.kind in {"p", "u"} else ()
    return Chart(newest, tuple(phases) if len(phases) > 1 else (), varying, found)


def assurance(limits: Limits | None, target: float | None, better: str) -> str:
    """Whether the process as it runs will hit its target, hit or miss it, or miss it."""
    if limits is None or target is None:
        return ""
    slack = 1e-9 * max(1.0, abs(target))
    worst, best = limits.upper, limits.lower
    if better == "higher":
        worst, best, target = -limits.lower, -limits.upper, -target
    if worst <= target + slack:
        return "will hit"
    return "will miss" if best > target + slack else "hit or miss"


def _begins(series: Series) -> set[int]:
    places = {name: place for place, name in enumerate(series.names)}
    return {places[name] for name in series.phases or {} if places.get(name, 0) > 0}


def _phase(
    series: Series, begin: int, end: int
) -> tuple[Limits | None, list[tuple[float, float] | None]]:
    """Limits of [begin, end), and those of each of its points where they differ."""
    last = len(series.values) - 1
    of = [
        place
        for place in range(begin, min(end, last))
        if series.values[place] is not None and series.names[place] not in series.left_out
    ]
    values = [value for place in of if (value := series.values[place]) is not None]
    window = (series.names[of[0]], series.names[of[-1]]) if of else ("", "")
    nothing: list[tuple[float, float] | None] = [None] * (end - begin)
    if series.kind in {"p", "u"}:
        counts = [series.counts[place] for place in of]
        found = laney(series.kind, values, counts, 100.0 if series.kind == "p" else 1.0)
        if found is None:
            return None, nothing
        limits = laney_limits(found, len(of), series.counts[end - 1])
        edges = [found.at(n) if n else None for n in series.counts[begin:end]]
        return replace(limits, first=window[0], last=window[1]), edges
    plain = _limits(series, values)
    if plain is None:
        return None, nothing
    return replace(plain, first=window[0], last=window[1]), nothing


def _limits(series: Series, values: Sequence[float]) -> Limits | None:
    if series.kind == "log":
        return log_limits(values)
    if series.kind == "t":
        return t_limits(values)
    if series.kind == "g":
        return g_limits(values)
    return xmr_limits(values, low=series.low, high=series.high)
