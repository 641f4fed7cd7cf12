"""The backlog ahead, by weekday block bootstrap of arrivals and closures (METRICS §4.2).

Days are 24 hours long on the clock of the report zone and end at this time of day, so that every
one is whole and the forecast starts at the backlog of `now`. A block is seven days in a row that
begin on the weekday of the first day ahead. Nothing that happened after `now` is looked at.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from app.analysis.asof import OVER
from app.analysis.trends.incidents import incidents
from app.models.columns import I64, MISSING, Facts
from app.models.results.trends import FlowForecast, ForecastDay
from app.models.scope import EVERYTHING, Scope

RUNS = 5_000
AHEAD = 28
BAND = 85.0
WEEK = 7
MOST_WEEKS = 26
"""Of the newest weeks: older ones tell of another team and another demand."""
FEWEST_WEEKS = 8
RUN_IN_WEEKS = 4
"""Not drawn from, or half of what is there beyond 8 weeks when that is less: an export by opened
date lacks the closures of what was opened before it."""
TESTED_WEEKS = 12
FEWEST_TESTED = 14
"""Days past that a forecast must have been made from before its coverage is told."""
_TEST_RUNS = 1_000
_FEWEST_ARRIVALS = 1


@dataclass(frozen=True, slots=True)
class _Days:
    """Whole days up to now: arrivals and closures of each, and the backlog at each edge."""

    edges: I64
    arrivals: I64
    closures: I64
    backlog: I64
    """One more than days: at the beginning of the first day and at the end of each."""


def forecast_flow(
    facts: Facts,
    now: int,
    zone: str,
    scope: Scope = EVERYTHING,
    *,
    runs: int = RUNS,
    seed: int = 0,
) -> FlowForecast:
    """Open incidents at this time of day on each of the next 28 days (METRICS §4.2).

    `days[i].start` is the instant at which the i-th day ahead ends and the figures hold.
    `needs` says what is missing below 8 weeks of history; then there are no days.
    """
    days = _daily(facts, now, zone, scope)
    n = len(days.arrivals)
    recent = slice(_first_drawn(n, n), n)
    enough = n >= FEWEST_WEEKS * WEEK
    coverage, tested = _coverage(days, seed) if enough else (None, 0)
    return FlowForecast(
        open_now=int(days.backlog[-1]),
        days=_ahead(days, now, zone, runs, seed) if enough else (),
        band=BAND,
        coverage=coverage,
        tested=tested,
        runs=runs if enough else 0,
        history_days=n,
        arrivals_a_day=round(float(np.mean(days.arrivals[recent])), 2) if n else 0.0,
        closures_a_day=round(float(np.mean(days.closures[recent])), 2) if n else 0.0,
        needs="" if enough else _needs(n),
    )


def _needs(days: int) -> str:
    return (
        f"A forecast needs {FEWEST_WEEKS} weeks of incidents before now; "
        f"{days} {'day is' if days == 1 else 'days are'} known. Import a longer export."
    )


def _ahead(days: _Days, now: int, zone: str, runs: int, seed: int) -> tuple[ForecastDay, ...]:
    net = _net(days)
    net = net[_first_drawn(len(net), len(net)) :]
    paths = _paths(net, int(days.backlog[-1]), runs, np.random.default_rng(seed))
    low, middle, high = _bands(paths)
    ends = _same_time(now, zone, range(1, AHEAD + 1))
    return tuple(
        ForecastDay(int(end), float(m), float(a), float(b))
        for end, m, a, b in zip(ends, middle, low, high, strict=True)
    )


def _coverage(days: _Days, seed: int) -> tuple[float | None, int]:
    """Percent of later backlogs inside the band of forecasts made on each day past, and how many.

    Each forecast knows only the days before it; each day ahead of it that has come is judged.
    """
    net, n = _net(days), len(days.arrivals)
    run_in = _first_drawn(n, 0)
    first = max(run_in + FEWEST_WEEKS * WEEK, n - TESTED_WEEKS * WEEK)
    origins = range(first, n)
    if len(origins) < FEWEST_TESTED:
        return None, len(origins)
    held = judged = 0
    for origin in origins:
        dice = np.random.default_rng((seed, n - origin))
        known = net[_first_drawn(n, origin) : origin]
        paths = _paths(known, int(days.backlog[origin]), _TEST_RUNS, dice)
        low, _, high = _bands(paths)
        came = days.backlog[origin + 1 : origin + 1 + AHEAD]
        inside = (came >= low[: len(came)]) & (came <= high[: len(came)])
        held, judged = held + int(np.count_nonzero(inside)), judged + len(came)
    return round(100 * held / judged, 1), len(origins)


def _first_drawn(days: int, origin: int) -> int:
    """The first day past that a forecast made at the end of day `origin` draws from."""
    run_in = min(RUN_IN_WEEKS, max(0, days // WEEK - FEWEST_WEEKS) // 2) * WEEK
    return max(run_in, origin - MOST_WEEKS * WEEK)


def _net(days: _Days) -> I64:
    return days.arrivals - days.closures


def _paths(net: I64, start: int, runs: int, dice: np.random.Generator) -> I64:
    """Backlogs of `runs` futures, day by day; whole weeks of the past are drawn with return."""
    weeks = net[len(net) % WEEK :].reshape(-1, WEEK)
    drawn = dice.integers(0, len(weeks), (runs, AHEAD // WEEK))
    steps = weeks[drawn].reshape(runs, AHEAD)
    through = start + np.cumsum(steps, axis=1)
    # Nobody closes what isn't there: a path that would fall below nothing stays at nothing.
    debt = np.minimum(np.minimum.accumulate(through, axis=1), 0)
    held: I64 = through - debt
    return held


def _bands(paths: I64) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    tail = (100 - BAND) / 2
    low, middle, high = np.percentile(paths, (tail, 50, 100 - tail), axis=0)
    return low, middle, high


def _daily(facts: Facts, now: int, zone: str, scope: Scope) -> _Days:
    """By opened and resolved times: the backlog at an edge is what `asof.open_now` says."""
    opened, ended = _lives(facts, scope)
    opened, ended = opened[opened <= now], ended[ended <= now]
    if len(opened) < _FEWEST_ARRIVALS:
        none = np.zeros(0, np.int64)
        return _Days(none, none, none, np.zeros(1, np.int64))
    length = (now - int(opened.min())) // 86_400
    edges = np.sort(_same_time(now, zone, range(-length, 1)))
    arrived = np.searchsorted(np.sort(opened), edges, side="right")
    closed = np.searchsorted(np.sort(ended), edges, side="right")
    return _Days(edges, np.diff(arrived), np.diff(closed), arrived - closed)


def _lives(facts: Facts, scope: Scope) -> tuple[I64, I64]:
    """When each incident was opened, and when those that ended did, or left with their outcome.

    Records that were over without an end, or before they began, were never in the backlog.
    """
    tickets = facts.tickets
    mask = incidents(facts, scope)
    mask &= ~((tickets.resolved == MISSING) & OVER[tickets.state])
    mask &= (tickets.resolved == MISSING) | (tickets.resolved > tickets.opened)
    rows = np.flatnonzero(mask)
    opened = tickets.opened[rows]
    never = np.iinfo(np.int64).max
    end = np.where(tickets.resolved[rows] == MISSING, never, tickets.resolved[rows])
    gone = np.where(tickets.outcome_unknown[rows], tickets.as_of[rows] + 1, never)
    end = np.maximum(np.minimum(end, gone), opened)
    return opened, end[end != never]


def _same_time(now: int, zone: str, days: range) -> I64:
    """This time of day on other days, also where the clocks change between."""
    place = ZoneInfo(zone)
    wall = datetime.fromtimestamp(now, UTC).astimezone(place).replace(tzinfo=None)
    found = [
        int((wall + timedelta(days=day)).replace(tzinfo=place).timestamp()) if day else now
        for day in days
    ]
    return np.array(found, np.int64)
