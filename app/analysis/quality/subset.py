"""The same facts with only some of the tickets and changes."""

from dataclasses import fields, replace
from typing import Any

import numpy as np

from app.models.columns import (
    ChangeColumns,
    Facts,
    Flags,
    HistoryColumns,
    HoldColumns,
    TicketColumns,
)

_OF_PAIRS = ("ci_change", "ci_ci", "ci_primary")
_OF_CIS = ("ci_class", "ci_service", "service_tier")


def subset(facts: Facts, tickets: Flags | None = None, changes: Flags | None = None) -> Facts:
    """Facts of the rows in the masks, as if the others had never been imported; None = all."""
    found = facts
    if tickets is not None:
        place = np.cumsum(tickets) - 1
        history: dict[str, Any] = {
            name: _history(getattr(facts, name), tickets, place)
            for name in ("states", "priorities", "groups", "assignees")
        }
        found = replace(
            found,
            tickets=_tickets(facts.tickets, tickets),
            holds=_holds(facts.holds, tickets, place),
            **history,
        )
    if changes is not None:
        found = replace(found, changes=_changes(facts.changes, changes))
    return found


def _tickets(columns: TicketColumns, mask: Flags) -> TicketColumns:
    arrays = {
        each.name: getattr(columns, each.name)[mask]
        for each in fields(columns)
        if isinstance(getattr(columns, each.name), np.ndarray)
    }
    return replace(columns, **arrays)


def _history(log: HistoryColumns, mask: Flags, place: Any) -> HistoryColumns:
    kept = mask[log.ticket]
    return HistoryColumns(place[log.ticket[kept]], log.at[kept], log.value[kept])


def _holds(holds: HoldColumns, mask: Flags, place: Any) -> HoldColumns:
    kept = mask[holds.ticket]
    return HoldColumns(
        place[holds.ticket[kept]],
        holds.enter[kept],
        holds.leave[kept],
        holds.reason[kept],
        holds.reasons,
    )


def _changes(columns: ChangeColumns, mask: Flags) -> ChangeColumns:
    place = np.cumsum(mask) - 1
    pairs = mask[columns.ci_change]
    arrays: dict[str, Any] = {
        each.name: getattr(columns, each.name)[mask]
        for each in fields(columns)
        if isinstance(getattr(columns, each.name), np.ndarray)
        and each.name not in (*_OF_PAIRS, *_OF_CIS)
    }
    arrays |= {name: getattr(columns, name)[pairs] for name in _OF_PAIRS}
    arrays["ci_change"] = place[arrays["ci_change"]]
    return replace(columns, **arrays)
