"""Monitors whose alerts go away by themselves and that nobody acts on (METRICS K13, §4.6)."""

import numpy as np

from app.analysis.kpis.scoping import rows_in
from app.models.alert import ALERT_STATES
from app.models.columns import MISSING, AlertColumns, Facts, Flags
from app.models.counts import counted
from app.models.results.trends import ProcessFinding
from app.models.scope import Scope

FEWEST = 20
SHARE = 0.9
_SHOWN = 3
_RESOLVED = ALERT_STATES.index("resolved")


def noisy_monitors(facts: Facts, scope: Scope, since: int, now: int) -> ProcessFinding | None:
    """Monitors with 20 episodes or more of which 90 % ended without anybody doing anything.

    They went away by themselves; nobody acknowledged, linked, noted or ran a runbook. Keys are
    those of alerts, of the noisiest monitor first. A monitor is a team and an alert's template.
    """
    alerts = facts.alerts
    rows = np.flatnonzero((alerts.fired >= since) & (alerts.fired < now) & (alerts.template >= 0))
    mine = rows_in(
        facts,
        scope,
        len(alerts),
        service=(alerts.service, alerts.services),
        group=(alerts.team, alerts.teams),
        ticket=alerts.ticket,
    )
    rows = rows if mine is None else rows[mine[rows]]
    code = alerts.template[rows] * np.int64(len(alerts.teams) + 1) + alerts.team[rows] + 1
    monitors, place = np.unique(code, return_inverse=True)
    n = np.bincount(place, minlength=len(monitors))
    idle = np.bincount(place, weights=_left_alone(alerts, now)[rows], minlength=len(monitors))
    noisy = np.flatnonzero((n >= FEWEST) & (idle >= SHARE * n))
    if not len(noisy):
        return None
    noisy = noisy[np.lexsort((noisy, -n[noisy]))]
    rank = np.full(len(monitors), len(noisy))
    rank[noisy] = np.arange(len(noisy))
    of = np.flatnonzero(rank[place] < len(noisy))
    of = of[np.lexsort((rows[of], rank[place[of]]))]
    named = ", ".join(
        f"“{alerts.templates[int(monitors[i] // (len(alerts.teams) + 1))]}” ({int(n[i]):,})"
        for i in noisy[:_SHOWN]
    )
    more = f" and {len(noisy) - _SHOWN} more" if len(noisy) > _SHOWN else ""
    return ProcessFinding(
        kind="noisy_monitors",
        title="Noisy monitors",
        words=f"{counted(len(noisy), 'monitor')} raised {counted(len(of), 'alert')} of which "
        f"{100 * idle[noisy].sum() / len(of):.0f} % ended without anybody acting: {named}{more}.",
        n=len(of),
        hours=None,
        keys=tuple(alerts.key[rows[of]].tolist()),
    )


def _left_alone(alerts: AlertColumns, now: int) -> Flags:
    """Ended by itself with nobody's acknowledgement, or closed as needing nothing (METRICS K13)."""
    ended = (alerts.state == _RESOLVED) & (alerts.resolved <= now)
    nobody = (alerts.acknowledged == MISSING) | (alerts.human_acknowledged == 0)
    worked_on = alerts.linked | alerts.noted | alerts.runbook
    alone = ended & (alerts.auto_resolved == 1) & nobody & ~worked_on
    return np.asarray(alone | alerts.no_action, np.bool_)
