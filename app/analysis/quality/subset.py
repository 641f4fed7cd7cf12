"""The same facts with only some of the tickets and changes."""

from dataclasses import fields, replace
from typing import Any, TypeVar

import numpy as np

from app.models.columns import (
    I64,
    ApprovalColumns,
    ChangeColumns,
    Facts,
    Flags,
    HistoryColumns,
    HoldColumns,
    SeenColumns,
    TicketDetails,
)

_OF_PAIRS = ("ci_change", "ci_ci", "ci_primary")
_OF_CIS = ("ci_class", "ci_service", "service_tier")
_LOGS = ("states", "priorities", "groups", "assignees")
_NAME_TICKETS = ("alerts", "outages", "surveys", "vendor_cases", "sla_records")
_Columns = TypeVar("_Columns")


def subset(facts: Facts, tickets: Flags | None = None, changes: Flags | None = None) -> Facts:
    """Facts of the rows in the masks, as if the others had never been imported; None = all.

    What names a row that is left out names none; approvals of changes left out go with them. What
    tickets were found to be by the records beside them (`linked`, `impact_start`) stays.
    """
    found = facts
    if tickets is not None:
        place = _places(tickets)
        logs: dict[str, Any] = {
            name: _history(getattr(facts, name), tickets, place) for name in _LOGS
        }
        seen = {name: _history(getattr(facts.seen, name), tickets, place) for name in _LOGS}
        beside: dict[str, Any] = {
            name: _renamed(getattr(facts, name), "ticket", place) for name in _NAME_TICKETS
        }
        found = replace(
            found,
            tickets=_rows(facts.tickets, tickets),
            details=_details(facts.details, tickets, place),
            holds=_holds(facts.holds, tickets, place),
            seen=SeenColumns(**seen),
            **logs,
            **beside,
        )
    if changes is not None:
        found = replace(
            found,
            changes=_changes(facts.changes, changes),
            records=_rows(facts.records, changes),
            approvals=_approvals(facts.approvals, changes),
        )
    return found


def _places(mask: Flags) -> I64:
    """The new row of each old one, -1 for those left out; the last place is that of no row."""
    return np.append(np.where(mask, np.cumsum(mask) - 1, -1), -1)


def _rows(columns: _Columns, mask: Flags, apart: tuple[str, ...] = ()) -> _Columns:
    """The columns with the masked rows only, but for the arrays of other lengths in `apart`."""
    arrays: dict[str, Any] = {
        each.name: getattr(columns, each.name)[mask]
        for each in fields(columns)  # type: ignore[arg-type]
        if isinstance(getattr(columns, each.name), np.ndarray) and each.name not in apart
    }
    return replace(columns, **arrays)  # type: ignore[type-var]


def _renamed(columns: _Columns, field: str, place: I64) -> _Columns:
    rows: Any = {field: place[getattr(columns, field)]}
    return replace(columns, **rows)  # type: ignore[type-var]


def _details(details: TicketDetails, mask: Flags, place: I64) -> TicketDetails:
    return _renamed(_rows(details, mask), "parent", place)


def _history(log: HistoryColumns, mask: Flags, place: I64) -> HistoryColumns:
    kept = mask[log.ticket]
    return HistoryColumns(place[log.ticket[kept]], log.at[kept], log.value[kept])


def _holds(holds: HoldColumns, mask: Flags, place: I64) -> HoldColumns:
    kept = mask[holds.ticket]
    return HoldColumns(
        place[holds.ticket[kept]],
        holds.enter[kept],
        holds.leave[kept],
        holds.reason[kept],
        holds.reasons,
    )


def _approvals(approvals: ApprovalColumns, mask: Flags) -> ApprovalColumns:
    return _renamed(_rows(approvals, mask[approvals.change]), "change", _places(mask))


def _changes(columns: ChangeColumns, mask: Flags) -> ChangeColumns:
    place = _places(mask)
    pairs = mask[columns.ci_change]
    arrays: dict[str, Any] = {name: getattr(columns, name)[pairs] for name in _OF_PAIRS}
    arrays["ci_change"] = place[arrays["ci_change"]]
    return replace(_rows(columns, mask, (*_OF_PAIRS, *_OF_CIS)), **arrays)
