"""Waste in the flow of incidents, each kind with its tickets and hours (METRICS §4.6)."""

from app.analysis.trends.closing import mass_closes, same_hands
from app.analysis.trends.handovers import hops, loops
from app.analysis.trends.incidents import incidents, opened_between
from app.analysis.trends.monitors import noisy_monitors
from app.analysis.trends.waiting import first_touch, hold_churn, reopened
from app.models.columns import Facts
from app.models.results.trends import ProcessFinding
from app.models.scope import EVERYTHING, Scope
from app.models.settings import DAY, Settings

WINDOW_S = 91 * DAY


def process_findings(
    facts: Facts, settings: Settings, now: int, scope: Scope = EVERYTHING
) -> tuple[ProcessFinding, ...]:
    """Kinds of waste among incidents opened in the 3 months before `now`, most hours first.

    Majors are of a year, mass closes by when they were resolved. Kinds without a case are left
    out. Keys stand the heaviest first; what happened after `now` is not looked at. (METRICS §4.6)
    """
    since = now - WINDOW_S
    mask = incidents(facts, scope)
    rows = opened_between(facts, mask, since, now)
    found = (
        loops(facts, rows, now),
        hops(facts, rows, now),
        first_touch(facts, settings, rows, now),
        hold_churn(facts, rows, now),
        reopened(facts, rows, now),
        mass_closes(facts, mask, since, now),
        same_hands(facts, mask, now),
        noisy_monitors(facts, scope, since, now),
    )
    told = [each for each in found if each is not None]
    return tuple(sorted(told, key=lambda each: (-(each.hours or 0.0), each.kind)))
