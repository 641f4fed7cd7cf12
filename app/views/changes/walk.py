"""Moving over the calendar by keys: the next bar in a lane, the nearest in the next lane. No Qt."""

import numpy as np

from app.views.changes.lanes import Plan


def along(plan: Plan, index: int | None, step: int, at: int) -> int | None:
    """Return the next bar (`step` 1) or the one before (-1) in the same lane, by start.

    Without a bar in hand: the first bar that ends after the instant `at`.
    """
    if not plan.bars:
        return None
    if index is None:
        return _first_after(plan, at)
    members = np.flatnonzero(plan.lane == plan.lane[index])
    place = int(np.searchsorted(members, index)) + step
    return int(members[min(max(place, 0), len(members) - 1)])


def across(plan: Plan, index: int | None, step: int, at: int) -> int | None:
    """Return the bar nearest in time in the next lane down (`step` 1) or up (-1) with bars."""
    if not plan.bars:
        return None
    if index is None:
        return _first_after(plan, at)
    lane = int(plan.lane[index]) + step
    if not 0 <= lane < len(plan.lanes):
        return index
    members = np.flatnonzero(plan.lane == lane)
    middle = (plan.start[index] + plan.end[index]) // 2
    away = np.maximum(plan.start[members] - middle, middle - plan.end[members])
    return int(members[int(np.argmin(away))])


def _first_after(plan: Plan, at: int) -> int:
    later = np.flatnonzero(plan.end > at)
    return int(later[0]) if len(later) else len(plan.bars) - 1
