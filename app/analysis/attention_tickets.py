"""Tickets that need attention: open P1 and P2, majors, breached, at risk, unowned, misjudged."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from statistics import fmean

from app.analysis.attention_score import (
    NO_OWNER,
    Listed,
    Score,
    cut,
    impact_of_priority,
    points_of,
    scored,
    urgency,
)
from app.analysis.moments import Moments
from app.analysis.ticket_rows import NO_GROUP
from app.models.counts import counted
from app.models.duration import duration
from app.models.results import AttentionItem, TicketRow
from app.models.settings import HOUR, MINUTE

SINGLE_TICKETS = 4
SINGLE_MISJUDGED = 1
_UPDATE_S = 30 * MINUTE
_HOPS = 3
_CAN_WAIT = 4
_QUEUE_LEADS = "Queue leads"
_LATE = ("breached", "at_risk")


def pressing(
    tickets: Sequence[TicketRow],
    kind: str,
    majors: frozenset[str],
    tiers: Mapping[str, int],
    now: int,
    moments: Moments,
) -> Listed:
    """Open P1 and P2, majors, breached and at-risk tickets; the most pressing by themselves."""
    chosen = [t for t in tickets if t.priority in (1, 2) or t.key in majors or t.sla.state in _LATE]
    ranked = _ranked(chosen, lambda t: t.priority, tiers, now)
    alone = cut(len(ranked), SINGLE_TICKETS)
    single = tuple(
        _ticket_item(ticket, _score(ticket, ticket.priority, tiers, now), majors, now, moments)
        for ticket in ranked[:alone]
    )
    rest = ranked[alone:]
    if not rest:
        return Listed(single)
    breached = sum(1 for ticket in rest if ticket.sla.state == "breached")
    at_risk = sum(1 for ticket in rest if ticket.sla.state == "at_risk")
    others = len(rest) - breached - at_risk
    parts = [
        f"{number:,} {word}"
        for number, word in (
            (breached, "breached"),
            (at_risk, "at risk"),
            (others, "P1 or P2 open"),
        )
        if number
    ]
    first = rest[0]
    score = _score(first, first.priority, tiers, now)
    return Listed(
        single,
        AttentionItem(
            rank=0,
            kind="tickets",
            key=f"{len(rest):,} {kind}s",
            level="breach" if breached else "risk",
            what=f"{counted(len(rest), f'more {kind}')} breached, at risk or urgent",
            context=_where(rest),
            why=f"{'; '.join(parts)}; the most pressing is {first.key}",
            next="Open list and work it down, least time left first",
            owner=_QUEUE_LEADS,
            due_at=first.sla.due_at,
            clock_word=_clock_word(first),
            score=score.points,
            terms=f"{first.key}: {score.terms}",
        ),
    )


def unowned(
    tickets: Sequence[TicketRow],
    kind: str,
    tiers: Mapping[str, int],
    alone: frozenset[str],
    now: int,
) -> Listed:
    """Tickets without an assignee as one row; none when each of them stands `alone` already."""
    lone = [ticket for ticket in tickets if not ticket.assignee]
    if all(ticket.key in alone for ticket in lone):
        return Listed()
    groups = {ticket.group for ticket in lone}
    oldest = min(lone, key=lambda t: (t.opened, t.key))
    priorities = [ticket.priority for ticket in lone if ticket.priority]
    top = min(priorities, default=0)
    mean = fmean(urgency(_left(ticket, now)) for ticket in lone)
    tier = min((tiers[t.service] for t in lone if tiers.get(t.service)), default=0)
    score = scored(f"P{top}" if top else "No priority", impact_of_priority(top), mean, tier=tier)
    return Listed(
        rest=AttentionItem(
            rank=0,
            kind="unassigned",
            key=counted(len(lone), kind),
            level="risk",
            what=f"No assignee in {counted(len(groups), 'group')}",
            context=_where(lone),
            why=f"Oldest {duration(now - oldest.opened)}: {oldest.key}; none has an owner",
            next="Open list and assign",
            owner=_QUEUE_LEADS,
            due_at=oldest.opened,
            clock_word="oldest",
            score=score.points,
            terms=f"{score.terms} (mean urgency)",
        )
    )


def misjudged(
    tickets: Sequence[TicketRow], kind: str, tiers: Mapping[str, int], now: int
) -> Listed:
    """Recorded priority against the matrix: the worst underrated one by itself, others as one."""
    wrong = [t for t in tickets if t.priority and t.computed_priority not in (0, t.priority)]
    ranked = _ranked(wrong, _due_priority, tiers, now)
    under = [t for t in ranked if t.computed_priority < t.priority]
    top = [ticket for ticket in under if ticket.computed_priority <= 2][:SINGLE_MISJUDGED]
    single = tuple(
        _misjudged_item(ticket, _score(ticket, ticket.computed_priority, tiers, now))
        for ticket in top
    )
    alone = {ticket.key for ticket in top}
    rest = [ticket for ticket in ranked if ticket.key not in alone]
    if not rest:
        return Listed(single)
    low = len(under) - len(top)
    first = rest[0]
    score = _score(first, _due_priority(first), tiers, now)
    more = "more " if single else ""
    return Listed(
        single,
        AttentionItem(
            rank=0,
            kind="wrong_priority",
            key=counted(len(rest), kind),
            level="risk",
            what=f"{counted(len(rest), f'{more}{kind}')} with a priority off the matrix",
            context=_where(rest),
            why=f"Impact × urgency disagrees: {low:,} too low, {len(rest) - low:,} too high",
            next=f"Open list and correct, {first.key} first",
            owner=_QUEUE_LEADS,
            due_at=first.sla.due_at,
            clock_word=_clock_word(first),
            score=score.points,
            terms=f"{first.key}: {score.terms}",
        ),
    )


def _due_priority(ticket: TicketRow) -> int:
    """By the matrix where that is more serious; one that is rated too high can wait."""
    by_matrix = ticket.computed_priority
    return by_matrix if by_matrix < ticket.priority else max(by_matrix, _CAN_WAIT)


def _ranked(
    tickets: Sequence[TicketRow],
    priority: Callable[[TicketRow], int],
    tiers: Mapping[str, int],
    now: int,
) -> list[TicketRow]:
    """By score, then by clock, then by key. Scores in words are made only for the rows shown."""
    no_clock = 1 << 62

    def place(ticket: TicketRow) -> tuple[int, int, str]:
        impact, left = impact_of_priority(priority(ticket)), _left(ticket, now)
        points = points_of(impact, urgency(left), tiers.get(ticket.service, 0))
        return -points, ticket.sla.due_at or no_clock, ticket.key

    return sorted(tickets, key=place)


def _score(ticket: TicketRow, priority: int, tiers: Mapping[str, int], now: int) -> Score:
    label = f"P{priority}" if priority else "No priority"
    impact = impact_of_priority(priority)
    return scored(label, impact, urgency(_left(ticket, now)), tier=tiers.get(ticket.service, 0))


def _left(ticket: TicketRow, now: int) -> int | None:
    """Wall seconds to the target; while paused or without an instant, what is left of it."""
    if ticket.sla.due_at is not None:
        return ticket.sla.due_at - now
    return ticket.sla.remaining_s


def _ticket_item(
    ticket: TicketRow, score: Score, majors: frozenset[str], now: int, moments: Moments
) -> AttentionItem:
    is_major = ticket.key in majors
    severe = ticket.priority == 1 or is_major or ticket.sla.state == "breached"
    return AttentionItem(
        rank=0,
        kind="major" if is_major else ticket.kind,
        key=ticket.key,
        level="breach" if severe else "risk",
        what=ticket.title or ticket.key,
        context=_context(ticket, is_major=is_major),
        why=_why(ticket, now, moments),
        next=_next(ticket, now, moments),
        owner=ticket.assignee or NO_OWNER,
        due_at=ticket.sla.due_at,
        clock_word=_clock_word(ticket),
        score=score.points,
        terms=score.terms,
    )


def _misjudged_item(ticket: TicketRow, score: Score) -> AttentionItem:
    computed = f"P{ticket.computed_priority}"
    owner = "" if ticket.assignee else "; no owner"
    return AttentionItem(
        rank=0,
        kind="wrong_priority",
        key=ticket.key,
        level="risk",
        what=ticket.title or ticket.key,
        context=_context(ticket, is_major=False),
        why=f"Recorded P{ticket.priority}; impact × urgency gives {computed}{owner}",
        next=f"Ask {_team(ticket, '{}', 'the service desk')} for {computed}"
        + ("" if ticket.assignee else "; assign to on-call"),
        owner=ticket.assignee or NO_OWNER,
        due_at=ticket.sla.due_at,
        clock_word=_clock_word(ticket),
        score=score.points,
        terms=score.terms,
    )


def _context(ticket: TicketRow, *, is_major: bool) -> str:
    priority = f"P{ticket.priority}" if ticket.priority else "no priority"
    parts = [priority, *(["major"] if is_major else []), ticket.service or ticket.group]
    return " · ".join(parts)


def _why(ticket: TicketRow, now: int, moments: Moments) -> str:
    sla = ticket.sla
    moved = f"; moved {ticket.hops} times" if ticket.hops >= _HOPS else ""
    limit = f"; the limit is {duration(sla.target_s)}" if sla.target_s is not None else ""
    if sla.state == "breached" and sla.due_at is not None:
        return f"Breached at {moments.at(sla.due_at)}{limit}{moved}"
    if sla.state == "breached_if_open" and sla.due_at is not None:
        return f"Breached at {moments.at(sla.due_at)} if still open then{limit}{moved}"
    if sla.state == "at_risk" and sla.remaining_s is not None:
        return f"{duration(sla.remaining_s)} left{limit}{moved}"
    paused = "; clock paused" if sla.state == "paused" else ""
    return f"P{ticket.priority} open {duration(now - ticket.opened)}{limit}{paused}{moved}"


def _next(ticket: TicketRow, now: int, moments: Moments) -> str:
    if not ticket.assignee:
        return f"Assign {_team(ticket, 'an owner in {}', 'a group and an owner')} now"
    if ticket.hops >= _HOPS:
        team = _team(ticket, "{}", "the service desk")
        return f"Agree with {team} on one owner; ask {ticket.assignee} for a plan"
    if ticket.sla.state == "breached":
        return f"Ask {ticket.assignee} for a new resolve time"
    if ticket.sla.state == "breached_if_open":
        return f"Ask {ticket.assignee} whether it is resolved; import a newer export"
    if ticket.sla.state == "at_risk" and ticket.sla.due_at is not None:
        return f"Ask {ticket.assignee} to resolve by {_soon(ticket.sla.due_at, now, moments)}"
    return f"Ask {ticket.assignee} for an update by {_soon(now + _UPDATE_S, now, moments)}"


def _team(ticket: TicketRow, named: str, without: str) -> str:
    """Words with the ticket's group in them, or the words for a ticket that has none."""
    return without if ticket.group == NO_GROUP else named.format(ticket.group)


def _soon(instant: int, now: int, moments: Moments) -> str:
    return moments.clock(instant) if instant - now < 12 * HOUR else moments.at(instant)


def _clock_word(ticket: TicketRow) -> str:
    if ticket.sla.due_at is None:
        return "paused" if ticket.sla.state == "paused" else ""
    words = {"breached": "breached", "breached_if_open": "if still open"}
    return words.get(ticket.sla.state, "to breach")


def _where(tickets: Sequence[TicketRow]) -> str:
    """The two groups with the most of them: "5 Service Desk L1, 3 Identity"."""
    most = sorted(Counter(t.group for t in tickets).items(), key=lambda pair: (-pair[1], pair[0]))
    return ", ".join(f"{number:,} {group}" for group, number in most[:2])
