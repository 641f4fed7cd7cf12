"""What stands in a ticket or change: state, priority, notes, outcome (FORMATS §1.3, METRICS §1)."""

from collections.abc import Iterator

import numpy as np

from app.analysis.quality.checks import Given, Hit
from app.analysis.queues import computed_priorities
from app.models.change import CHANGE_STATES
from app.models.columns import MISSING
from app.models.counts import counted
from app.models.ticket import TICKET_KINDS, TICKET_STATES

_UNKNOWN = TICKET_STATES.index("unknown")
_CANCELLED = TICKET_STATES.index("cancelled")
_ENDED = np.array([state in {"resolved", "closed"} for state in TICKET_STATES])
_WITH_PRIORITY = np.array([kind in {"incident", "problem"} for kind in TICKET_KINDS])


def content(given: Given) -> Iterator[Hit]:
    """Unknown states and priorities, wrong priorities, missing notes, unknown outcomes."""
    yield from _states(given)
    yield from _priorities(given)
    yield from _notes(given)
    yield from _outcomes(given)
    yield from _changes(given)


def _states(given: Given) -> Iterator[Hit]:
    tickets, raw = given.facts.tickets, given.quality.raw_states
    rows = np.flatnonzero(tickets.state == _UNKNOWN)
    if len(rows):
        words = sorted({raw.get(number, "") for number in tickets.id[rows].tolist()} - {""})
        said = f": “{'”, “'.join(words[:3])}”" if words else ""
        yield Hit(
            "value.state",
            "breach",
            "Unknown values",
            f"{counted(len(rows), 'ticket')} with a state that is not known{said}",
            "Say once on the Import screen what the word means; it is remembered for the source.",
            tickets=rows,
            say=lambda row: f"state “{raw.get(int(tickets.id[row]), 'empty')}”",
        )
    changes = given.facts.changes
    odd = np.flatnonzero(changes.state == CHANGE_STATES.index("unknown"))
    if len(odd):
        yield Hit(
            "value.change_state",
            "breach",
            "Unknown values",
            f"{counted(len(odd), 'change')} with a state that is not known",
            "Say once on the Import screen what the word means; it is remembered for the source.",
            changes=odd,
        )


def _priorities(given: Given) -> Iterator[Hit]:
    tickets = given.facts.tickets
    asked = _WITH_PRIORITY[tickets.kind] & (tickets.state != _CANCELLED)
    absent = np.flatnonzero(asked & (tickets.priority == 0))
    if len(absent):
        yield Hit(
            "value.no_priority",
            "risk",
            "Unknown values",
            f"{counted(len(absent), 'ticket')} without a priority that is known",
            "Add the priority column to the export, or say once what its words mean: without it a "
            "ticket has no SLA and is in no P1 or P2 figure.",
            tickets=absent,
        )
    right = computed_priorities(
        given.settings, tickets.impact.astype(np.int64), tickets.urgency.astype(np.int64)
    )
    wrong = asked & (right > 0) & (tickets.priority > 0) & (right != tickets.priority)
    under = wrong & (tickets.priority > right)
    for id_, mask, words in (
        ("priority.under", under, "recorded less urgent than impact × urgency"),
        ("priority.over", wrong & ~under, "recorded more urgent than impact × urgency"),
    ):
        rows = np.flatnonzero(mask)
        if len(rows):
            yield Hit(
                id_,
                "risk",
                "Wrong priority",
                f"{counted(len(rows), 'ticket')} {words}",
                "Have impact, urgency or priority put right in the source; the matrix that is "
                "used stands in settings.toml.",
                tickets=rows,
                say=lambda row: (
                    f"impact {tickets.impact[row]} × urgency {tickets.urgency[row]} gives "
                    f"P{right[row]}, recorded as P{tickets.priority[row]}"
                ),
            )
    fell = asked & tickets.has_history & (tickets.peak_priority > 0) & (tickets.peak_priority < 3)
    fell &= tickets.priority > tickets.peak_priority
    if (rows := np.flatnonzero(fell)).size:
        yield Hit(
            "priority.downgraded",
            "note",
            "Wrong priority",
            f"{counted(len(rows), 'ticket')} downgraded from P1 or P2 before the end",
            "Ask why: time to restore counts the highest priority held, SLA compliance the last.",
            tickets=rows,
            say=lambda row: f"P{tickets.peak_priority[row]} became P{tickets.priority[row]}",
        )


def _notes(given: Given) -> Iterator[Hit]:
    tickets = given.facts.tickets
    rows = np.searchsorted(tickets.id, given.quality.without_notes)
    rows = rows[rows < len(tickets)]
    if len(rows):
        yield Hit(
            "content.no_notes",
            "risk",
            "Closed without notes",
            f"{counted(len(rows), 'ticket')} resolved or closed without a note",
            "Ask the groups for a resolution note before closing: without it neither a cause nor "
            "an article can be found later.",
            tickets=rows,
            say=lambda row: (
                tickets.groups[tickets.group[row]] if tickets.group[row] >= 0 else "No group"
            ),
        )
    silent = np.flatnonzero(_ENDED[tickets.state] & (tickets.resolved == MISSING))
    if len(silent):
        yield Hit(
            "content.no_resolved",
            "breach",
            "Impossible times",
            f"{counted(len(silent), 'ticket')} resolved or closed without any time of it",
            "Add the resolved and closed columns to the export: such a ticket is over, but in no "
            "period.",
            tickets=silent,
        )


def _outcomes(given: Given) -> Iterator[Hit]:
    tickets = given.facts.tickets
    rows = np.flatnonzero(tickets.outcome_unknown)
    if len(rows):
        kinds = sorted({TICKET_KINDS[kind] for kind in np.unique(tickets.kind[rows]).tolist()})
        oldest = int(tickets.opened[rows].max())
        yield Hit(
            "scope.left",
            "risk",
            "Outcome unknown",
            f"{counted(len(rows), 'ticket')} left an open-only export with the outcome unknown",
            f"Import a full export of {' and '.join(kind.replace('_', ' ') for kind in kinds)} "
            "records that were updated since: it says how they ended and settles them."
            if oldest != MISSING
            else "Import a full export: it says how they ended and settles them.",
            tickets=rows,
            say=lambda row: (
                tickets.groups[tickets.group[row]] if tickets.group[row] >= 0 else "No group"
            ),
        )


def _changes(given: Given) -> Iterator[Hit]:
    changes = given.facts.changes
    closed = changes.state == CHANGE_STATES.index("closed")
    silent = np.flatnonzero(closed & (changes.close_code == 0))
    if len(silent) and (changes.close_code > 0).any():
        yield Hit(
            "content.no_close_code",
            "risk",
            "Closed without notes",
            f"{counted(len(silent), 'closed change')} without a close code",
            "Have the outcome recorded: change success leaves such a change out.",
            changes=silent,
        )
