"""Which records a scope holds: of one service, assignment group, site or service tier."""

from collections.abc import Sequence

import numpy as np

from app.models.columns import I32, I64, ChangeColumns, Facts, Flags
from app.models.scope import Scope

Coded = tuple[I32 | I64, Sequence[str]]
"""Codes and the names that they stand for."""


def tickets_in(facts: Facts, scope: Scope) -> Flags | None:
    """Mask over tickets; None when the scope is everything."""
    tickets, details = facts.tickets, facts.details
    return _mask(
        facts,
        scope,
        service=(tickets.service, tickets.services),
        group=(tickets.group, tickets.groups),
        site=(details.location, details.locations),
    )


def changes_in(facts: Facts, scope: Scope) -> Flags | None:
    """Mask over changes; None when the scope is everything. Services as `service_of_change`."""
    changes = facts.changes
    return _mask(
        facts,
        scope,
        service=(service_of_change(changes), changes.services),
        group=(changes.group, changes.groups),
        site=(changes.location, changes.locations),
    )


def service_of_change(changes: ChangeColumns) -> I64:
    """Code into `changes.services` per change: its own, else of the first CI that has one; or -1.

    In every cohort and list of a service or tier (METRICS §2, §4.4).
    """
    theirs = changes.ci_service[changes.ci_ci] if len(changes.ci_ci) else changes.ci_ci
    has = np.flatnonzero(theirs >= 0)[::-1]
    by_ci = np.full(len(changes), -1, np.int64)
    by_ci[changes.ci_change[has]] = theirs[has]
    return np.where(changes.service >= 0, changes.service, by_ci).astype(np.int64)


def rows_in(
    facts: Facts,
    scope: Scope,
    rows: int,
    *,
    service: Coded | None = None,
    group: Coded | None = None,
    ticket: I64 | None = None,
) -> Flags | None:
    """Mask over `rows` other records by their own field, else by the ticket that each names.

    `ticket` holds rows of TicketColumns, -1 for none. None when the scope is everything. A record
    with a field of its own is of no other scope, so that the parts add up to the whole.
    """
    own = {"service": service, "tier": service, "group": group}.get(scope.field)
    mask = _mask(facts, scope, service=service, group=group)
    theirs = tickets_in(facts, scope)
    if theirs is None:
        return None
    inside = np.zeros(rows, np.bool_) if mask is None else mask
    if ticket is not None and len(theirs):
        nameless = np.ones(rows, np.bool_) if own is None else own[0] < 0
        inside = inside | (nameless & (ticket >= 0) & theirs[ticket])
    return inside


def recoded(names: Sequence[str], into: Sequence[str]) -> I64:
    """Per code of one vocabulary that of another, -1 where it isn't; its last is for code -1."""
    place = {name: code for code, name in enumerate(into)}
    return np.array([*(place.get(name, -1) for name in names), -1], np.int64)


def _mask(facts: Facts, scope: Scope, **fields: Coded | None) -> Flags | None:
    if not scope.field:
        return None
    coded = fields.get("service" if scope.field == "tier" else scope.field)
    if coded is None:
        return None
    codes, names = coded
    wanted = _of_tier(facts, scope.name) if scope.field == "tier" else {scope.name}
    table = np.array([name in wanted for name in names] + [False], np.bool_)
    return np.asarray(table[codes], np.bool_)


def _of_tier(facts: Facts, tier: str) -> set[str]:
    return {row.name for row in facts.registers.services if str(row.tier) == tier}
