"""How incidents are closed: many in one minute, and majors by the same two people (§4.6)."""

import numpy as np

from app.analysis.trends.incidents import heaviest_keys
from app.models.columns import I64, MISSING, Facts, Flags
from app.models.counts import counted
from app.models.results.trends import ProcessFinding
from app.models.settings import DAY, MINUTE

MASS = 5
"""Resolved in one minute by one person, or by one group where no person is known."""
MAJORS_S = 365 * DAY
FEWEST_MAJORS = 5
KEY_PEOPLE = 2
SHARE = 0.5


def mass_closes(facts: Facts, mask: Flags, since: int, now: int) -> ProcessFinding | None:
    """Incidents resolved five or more in the same minute by the same hands.

    Children of another ticket end with it and are left out. (METRICS §4.6)
    """
    tickets = facts.tickets
    resolved = tickets.resolved
    mine = mask & (resolved >= since) & (resolved <= now) & ~tickets.is_child
    rows = np.flatnonzero(mine)
    who = _resolver(facts, rows)
    hands = np.where(who >= 0, who, -2 - tickets.group[rows])
    rows, hands = rows[hands != -1], hands[hands != -1]
    code = np.stack((hands, resolved[rows] // MINUTE), axis=1)
    _, place, n = np.unique(code, axis=0, return_inverse=True, return_counts=True)
    crowd = n[place.ravel()] if len(rows) else n
    many = crowd >= MASS
    if not many.any():
        return None
    times = int(np.count_nonzero(n >= MASS))
    return ProcessFinding(
        kind="mass_closes",
        title="Many closed in the same minute",
        words=f"{counted(int(many.sum()), 'incident')} were resolved {MASS} or more in one minute "
        f"by the same hands, {counted(times, 'time')}, up to {int(n.max())} at once: their "
        "resolution times say little.",
        n=int(many.sum()),
        hours=None,
        keys=heaviest_keys(facts, rows[many], crowd[many]),
    )


def same_hands(facts: Facts, mask: Flags, now: int) -> ProcessFinding | None:
    """Majors of a year of which the same two people resolved half or more (METRICS §4.6)."""
    tickets = facts.tickets
    resolved = tickets.resolved
    mine = mask & (resolved >= now - MAJORS_S) & (resolved <= now) & (resolved != MISSING)
    rows = np.flatnonzero(mine & (tickets.is_major | (tickets.peak_priority == 1)))
    who = _resolver(facts, rows)
    rows, who = rows[who >= 0], who[who >= 0]
    people, n = np.unique(who, return_counts=True)
    order = np.lexsort((people, -n))[:KEY_PEOPLE]
    solved = int(n[order].sum())
    if len(rows) < FEWEST_MAJORS or len(people) <= KEY_PEOPLE or solved < SHARE * len(rows):
        return None
    names = " and ".join(_name(facts, code) for code in people[order].tolist())
    theirs = rows[np.isin(who, people[order])]
    return ProcessFinding(
        kind="same_hands",
        title="Majors rest on two people",
        words=f"{names} resolved {solved} of {counted(len(rows), 'major')} of the last year, "
        f"{100 * solved / len(rows):.0f} %. What happens when they are away?",
        n=solved,
        hours=None,
        keys=heaviest_keys(facts, theirs, resolved[theirs]),
    )


def _resolver(facts: Facts, rows: I64) -> I64:
    """Who resolved each: one code for a name, be it resolved-by or, else, assignee; -1 unknown."""
    by = facts.details.resolved_by[rows].astype(np.int64)
    people = {name: code for code, name in enumerate(facts.details.people)}
    behind = len(people)
    table = np.array(
        [*(people.get(n, behind + i) for i, n in enumerate(facts.tickets.assignees)), -1], np.int64
    )
    return np.where(by >= 0, by, table[facts.tickets.assignee[rows]])


def _name(facts: Facts, code: int) -> str:
    people = facts.details.people
    return people[code] if code < len(people) else facts.tickets.assignees[code - len(people)]
