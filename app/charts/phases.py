"""Where the limits of a control chart stand, point by point, and which part of it is looked at."""

from dataclasses import dataclass, replace

from app.models.results import KpiPart, Limits, Phase

LEAST_N = 5
"""Records under which a share is read and not judged."""
KIND_WORDS = {
    "xmr": "XmR",
    "p": "p′",
    "u": "u′",
    "log": "XmR of logarithms",
    "t": "t (time between)",
    "g": "g (cases between)",
}


@dataclass(frozen=True, slots=True)
class Band:
    """Limits of the points `first` to `last` (places in the trend), in the part's unit."""

    first: int
    last: int
    lower: float
    upper: float
    mean: float
    firm: bool
    phase: int
    """Which phase it belongs to, from 0."""


def bands(part: KpiPart) -> tuple[Band, ...]:
    """The limits from left to right: one a phase, or one a point where each has its own."""
    found: list[Band] = []
    for number, (first, last, limits) in enumerate(_phases(part)):
        if limits is None:
            continue
        for at in range(first, last + 1):
            own = part.point_limits[at] if at < len(part.point_limits) else None
            if own is None and part.point_limits:
                continue
            lower, upper = own or (limits.lower, limits.upper)
            before = found[-1] if found else None
            if (
                before is not None
                and before.last == at - 1
                and before.phase == number
                and (before.lower, before.upper) == (lower, upper)
            ):
                found[-1] = replace(before, last=at)
            else:
                found.append(Band(at, at, lower, upper, limits.mean, limits.firm, number))
    return tuple(found)


def limits_at(part: KpiPart, at: int) -> tuple[float, float, float] | None:
    """Lower limit, mean and upper limit of one point; None where it has none."""
    for band in bands(part):
        if band.first <= at <= band.last:
            return band.lower, band.mean, band.upper
    return None


def outside(part: KpiPart) -> tuple[tuple[int, int], ...]:
    """(place in the trend, 1 above or -1 below) of every point beyond its own limits.

    A value on a limit is inside, and a share of fewer than 5 records has no signal (METRICS §4.1).
    """
    found: list[tuple[int, int]] = []
    for band in bands(part):
        for at in range(band.first, band.last + 1):
            point = part.trend[at]
            if point.value is None or (part.unit == "%" and point.n < LEAST_N):
                continue
            if point.value > band.upper + _slack(band.upper):
                found.append((at, 1))
            elif point.value < band.lower - _slack(band.lower):
                found.append((at, -1))
    return tuple(found)


def _slack(limit: float) -> float:
    """What rounding of sums may do: a value that equals a limit must not seem to pass it."""
    return 1e-9 * max(1.0, abs(limit))


def phase_starts(part: KpiPart) -> tuple[int, ...]:
    """Places in the trend at which limits begin anew, without the first phase."""
    return tuple(first for first, _, _ in _phases(part) if first > 0)


def sliced(part: KpiPart, first: int, last: int) -> KpiPart:
    """The part with the points `first` to `last` of its trend only.

    A phase that began before is that of the first point. Its signal, which is the last point's,
    leaves with that point.
    """
    trend = part.trend[first : last + 1]
    kept: list[Phase] = []
    for begin, end, limits in _phases(part):
        if part.phases and begin <= last and end >= first:
            at = max(begin, first)
            kept.append(Phase(part.trend[at].period, limits, ""))
    whole = last >= len(part.trend) - 1
    return replace(
        part,
        trend=trend,
        phases=tuple(kept),
        point_limits=part.point_limits[first : last + 1],
        limits=kept[-1].limits if kept else part.limits,
        signal=part.signal if whole else None,
    )


def _phases(part: KpiPart) -> list[tuple[int, int, Limits | None]]:
    """(first, last, limits) of each phase that lies in the trend."""
    end = len(part.trend) - 1
    if not part.phases:
        return [(0, end, part.limits)] if part.trend else []
    place = {point.period: at for at, point in enumerate(part.trend)}
    starts = [place.get(phase.first, 0) for phase in part.phases]
    stops = [*(start - 1 for start in starts[1:]), end]
    return [
        (start, stop, phase.limits)
        for start, stop, phase in zip(starts, stops, part.phases, strict=True)
        if stop >= start
    ]
