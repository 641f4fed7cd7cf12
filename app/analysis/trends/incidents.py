"""The incidents that trends speak of."""

import numpy as np

from app.analysis.asof import CANCELLED
from app.analysis.kpis.scoping import tickets_in
from app.models.columns import I64, MISSING, Facts, Flags
from app.models.scope import Scope
from app.models.settings import HOUR
from app.models.ticket import TICKET_KINDS

INCIDENT = TICKET_KINDS.index("incident")


def incidents(facts: Facts, scope: Scope) -> Flags:
    """Mask over tickets: incidents of the scope with an opened time that were not cancelled."""
    tickets = facts.tickets
    mask = (tickets.kind == INCIDENT) & (tickets.opened != MISSING) & (tickets.state != CANCELLED)
    mine = tickets_in(facts, scope)
    return np.asarray(mask if mine is None else mask & mine, np.bool_)


def opened_between(facts: Facts, mask: Flags, start: int, end: int) -> I64:
    """Rows of the mask that were opened in [start, end)."""
    opened = facts.tickets.opened
    return np.flatnonzero(mask & (opened >= start) & (opened < end))


def whole_hours(seconds: float) -> float:
    """Seconds as hours, to a tenth."""
    return round(float(seconds) / HOUR, 1)


def heaviest_keys(facts: Facts, rows: I64, weight: I64) -> tuple[str, ...]:
    """Keys of the rows with their weights in falling order; ties by row."""
    return tuple(facts.tickets.key[rows[np.lexsort((rows, -weight))]].tolist())
