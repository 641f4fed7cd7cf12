"""Evidence about the approval of changes: in time, and by somebody else (METRICS K11, K18)."""

import numpy as np

from app.analysis.kpis.base import Context, known
from app.analysis.kpis.change_cohort import EMERGENCY, STANDARD
from app.models.change import APPROVED
from app.models.columns import I64, MISSING, Facts, Flags

_YES, _ASKED, _NO, _NOT_REQUIRED, _CALLED_OFF = 1, 0, -1, 2, 3


def begun(facts: Facts, rows: I64) -> I64:
    """When each change started, else was to start; MISSING when neither is known."""
    changes = facts.changes
    actual = changes.actual_start[rows]
    return np.where(known(actual), actual, changes.planned_start[rows])


def approved_in_time(ctx: Context, rows: I64) -> Flags:
    """Approved when it started: the last decision by then says yes, or none was required.

    None was required where an approver was told so by then and no other rejected or is still
    asked; an approval that was called off counts as nothing. A standard change is approved by its
    model. An emergency may be ratified up to `ratify_s` after its start (METRICS K11, K18).
    """
    changes = ctx.facts.changes
    kind = changes.type[rows]
    start = begun(ctx.facts, rows)
    grace = np.where(kind == EMERGENCY, ctx.settings.ratify_s, 0)
    limit = np.where(known(start), start + grace, MISSING)
    return np.asarray((kind == STANDARD) | _decided(ctx.facts, rows, limit), np.bool_)


def said_approved(facts: Facts, rows: I64) -> Flags:
    """Changes whose own field says approved, without an approval record that counts."""
    changes = facts.changes
    words = np.array([word.lower() in APPROVED for word in changes.approvals] + [False], np.bool_)
    told = np.zeros(len(changes), np.bool_)
    told[facts.approvals.change[facts.approvals.state != _CALLED_OFF]] = True
    return np.asarray(words[changes.approval[rows]] & ~told[rows], np.bool_)


def duties_apart(ctx: Context, rows: I64) -> Flags:
    """Approver, requester and implementer are three people, each known by a raw user id.

    One approval by a third person is enough. A standard change needs no approver of its own, so
    its duties are not looked at (METRICS K18).
    """
    facts = ctx.facts
    log, records = facts.approvals, facts.records
    requester, implementer = records.requester, records.implementer
    asked = (log.state == _YES) & (log.approver >= 0)
    asked &= (log.approver != requester[log.change]) & (log.approver != implementer[log.change])
    other = np.zeros(len(facts.changes), np.bool_)
    other[log.change[asked]] = True
    named = (requester[rows] >= 0) & (implementer[rows] >= 0)
    apart = named & (requester[rows] != implementer[rows]) & other[rows]
    return np.asarray(apart | (facts.changes.type[rows] == STANDARD), np.bool_)


def _decided(facts: Facts, rows: I64, limit: I64) -> Flags:
    """Whether the last decision up to each row's limit is a yes, or none was required by then."""
    log, size = facts.approvals, len(facts.changes)
    until = np.full(size, MISSING, np.int64)
    until[rows] = limit
    dated = known(log.decided)
    by_then = dated & known(until[log.change]) & (log.decided <= until[log.change])
    places = np.flatnonzero(np.isin(log.state, (_YES, _NO)) & by_then)
    last = np.zeros(size, np.int64)
    last[log.change[places]] = log.state[places]
    free, barred = np.zeros(size, np.bool_), np.zeros(size, np.bool_)
    free[log.change[(log.state == _NOT_REQUIRED) & (by_then | ~dated)]] = True
    barred[log.change[np.isin(log.state, (_NO, _ASKED))]] = True
    return np.asarray((last[rows] == _YES) | (free & ~barred)[rows], np.bool_)
