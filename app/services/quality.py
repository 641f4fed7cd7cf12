"""Data quality of the whole store, with what each finding does to the KPIs."""

from dataclasses import replace

import numpy as np

from app.analysis.periods import last_complete, parse_period
from app.analysis.quality import examine, twins
from app.models.errors import AppError
from app.models.period import Period
from app.models.results import QualityReport
from app.services.tower import Tower
from app.store.quality_columns import load_quality
from app.store.records import titles


def quality(tower: Tower, period_id: str = "") -> QualityReport:
    """Every finding, worst first; KPIs are those of `period_id`, by default the last whole week.

    AppError when the period has not begun or cannot be read.
    """
    facts = tower.facts()
    now = tower.now()
    period = _period(tower, period_id)
    again, first = twins(facts)
    asked = np.unique(np.concatenate((facts.tickets.id[again], facts.tickets.id[first])))
    texts = titles(tower.store, asked.tolist())
    report = examine(facts, load_quality(tower.store), tower.settings, period, now, texts)
    return replace(report, marks=tower.marks())


def _period(tower: Tower, period_id: str) -> Period:
    now = tower.now()
    if period_id:
        period = parse_period(period_id, tower.zone)
        if period.start > now:
            raise AppError(f"{period.id} has not begun. Choose a period up to now.")
        return period
    newest = max((source.as_of for source in tower.facts().sources), default=now)
    return last_complete("week", min(now, newest), tower.zone)
