"""What a Jira issue was before: its changelog, undone step by step (FORMATS §2.2)."""

from collections.abc import Iterable, Iterator

from app.importers.service_desks.inner_cells import instant_in
from app.importers.service_desks.jira_states import ticket_state
from app.importers.service_desks.jira_text import Step
from app.importers.service_desks.jira_words import PRIORITIES
from app.importers.service_desks.spread import Values
from app.models.records import Value

_FIELDS = {"status": "state_raw", "assignee": "assignee", "priority": "priority_raw",
           "resolution": "resolution_code"}  # fmt: skip
_DONE = frozenset({"resolved", "closed", "cancelled"})
_Known = tuple[int, Values]
"""From when something was so, in UTC seconds, and what."""


def versions(
    ticket: Values, steps: Iterable[Step], categories: dict[str, Value]
) -> Iterator[Values]:
    """The issue at its opening and after each change of status, assignee, priority, resolution.

    `ticket` is the issue as it is now and comes last. Everything else than those fields is as it
    is now in every version. `categories` tells the category of statuses that the file knows.
    """
    steps = list(steps)
    known = _undone(ticket, steps)
    resolved: Value = None
    last = known[-1][0] if known else 0
    updated = ticket.get("updated_at")
    at_end = max(last, updated) if isinstance(updated, int) else last or None
    for at, then in known:
        state: Value
        hold: Value
        state, hold = ticket_state(then["state_raw"], categories.get(str(then["state_raw"])))
        if then["state_raw"] == ticket.get("state_raw"):
            state, hold = ticket["state"], ticket["hold_reason"]
        resolved = (resolved if resolved is not None else at) if state in _DONE else None
        if at == at_end:
            continue
        version = ticket | then | {
            "state": state,
            "hold_reason": hold,
            "resolved_at": resolved,
            "priority": _rank(ticket, then),
            "updated_at": at,
        }  # fmt: skip
        yield version | counts_of(each for each in steps if (instant_in(each[0]) or 0) <= at)
    if ticket.get("resolved_at") is not None:
        resolved = ticket["resolved_at"]
    yield ticket | {"updated_at": at_end, "resolved_at": resolved}


def counts_of(steps: Iterable[Step]) -> Values:
    """How often an issue lost its resolution, and how often it went to somebody else."""
    moves = [(field, bool(before), bool(after)) for _, _, field, before, after in steps]
    return {
        "reopen_count": moves.count(("resolution", True, False)),
        "reassignment_count": moves.count(("assignee", True, True)),
    }


def _undone(ticket: Values, steps: Iterable[Step]) -> list[_Known]:
    """What the issue's fields were from when on, oldest first."""
    by_instant: dict[int, list[Step]] = {}
    for step in steps:
        at = instant_in(step[0])
        if at is not None and step[2] in _FIELDS:
            by_instant.setdefault(at, []).append(step)
    now: Values = {field: ticket.get(field) for field in _FIELDS.values()}
    found: list[_Known] = []
    for at in sorted(by_instant, reverse=True):
        found.append((at, dict(now)))
        for _, _, field, before, _ in reversed(by_instant[at]):
            now[_FIELDS[field]] = before or None
    opened = ticket.get("opened_at")
    if isinstance(opened, int) and (not found or opened < found[-1][0]):
        found.append((opened, dict(now)))
    return found[::-1]


def _rank(ticket: Values, then: Values) -> Value:
    if then["priority_raw"] == ticket.get("priority_raw"):
        return ticket.get("priority")
    return PRIORITIES.get(str(then["priority_raw"] or "").casefold())
