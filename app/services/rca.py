"""The RCA package of one incident: what its records say, and what people still have to add."""

from app import __version__
from app.models.counts import counted
from app.models.duration import duration
from app.models.errors import AppError
from app.models.results import RcaEvent, RcaPackage, TicketDetail
from app.services.review_queues import ticket_detail
from app.services.score import chain_head, provenance
from app.services.tower import Tower
from app.store.records import ticket

_GAP_S = 15 * 60
_FIELDS = {
    "state": "State",
    "priority": "Priority",
    "assignment_group": "Assignment group",
    "assignee": "Owner",
    "hold_reason": "Hold reason",
    "category": "Category",
    "subcategory": "Subcategory",
    "impact": "Impact",
    "urgency": "Urgency",
    "problem_key": "Problem",
    "change_fix_key": "Fixing change",
    "change_cause_key": "Causing change",
    "reopen_count": "Times reopened",
}
_PHASES = {
    "state": "state",
    "assignment_group": "assigned",
    "assignee": "assigned",
    "priority": "priority",
    "hold_reason": "held",
}


def rca_package(tower: Tower, number: str) -> RcaPackage:
    """Header, impact, timeline from history, candidate factors and open fields (METRICS §1 times).

    AppError when the store doesn't hold the incident. Always a draft: factors, actions and
    verification are people's to write.
    """
    record = ticket(tower.store, number)
    if record is None:
        raise AppError(f"{number} is not in the store. Import an export that holds it.")
    detail = ticket_detail(tower, number)
    milestones = {
        name: _instant(record.get(name))
        for name in ("opened_at", "acknowledged_at", "restored_at", "resolved_at", "closed_at")
    }
    restored, level = milestones["restored_at"], "restored"
    if restored is None:
        restored, level = milestones["resolved_at"], "resolved"
    if restored is None:
        restored, level = milestones["closed_at"], "closed"
    timeline = _timeline(detail, milestones)
    return RcaPackage(
        key=number,
        title=detail.row.title,
        priority=detail.row.priority,
        state=detail.row.state.replace("_", " "),
        service=detail.row.service,
        ci=detail.row.ci,
        group=detail.row.group,
        assignee=detail.row.assignee,
        opened=milestones["opened_at"],
        restored=restored,
        restored_level=level if restored is not None else "not yet restored",
        resolved=milestones["resolved_at"],
        closed=milestones["closed_at"],
        summary=_summary(detail, milestones["opened_at"], restored),
        impact=_impact(detail, record, milestones["opened_at"], restored),
        durations=_durations(milestones, restored),
        timeline=timeline,
        factors=_factors(detail, record, timeline),
        actions=(),
        links=_links(record),
        missing=_missing(record),
        draft=True,
        zone=tower.zone,
        now=tower.now(),
        marks=tower.marks(),
        provenance=provenance(tower),
        chain_head=chain_head(tower),
        app_version=__version__,
    )


def _instant(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _timeline(detail: TicketDetail, milestones: dict[str, int | None]) -> tuple[RcaEvent, ...]:
    events: list[tuple[int, str, str, str]] = []
    words = {
        "opened_at": ("opened", "Incident opened"),
        "acknowledged_at": ("acknowledged", "Acknowledged"),
        "restored_at": ("restored", "Service restored"),
        "resolved_at": ("resolved", "Resolved"),
        "closed_at": ("closed", "Closed"),
    }
    for name, at in milestones.items():
        if at is not None:
            events.append((at, *words[name], "ticket"))
    for at, field, old, new in detail.history:
        if field in _FIELDS and (old or new):
            before, after = _shown(field, old), _shown(field, new)
            change = f"{before} → {after}" if old else after
            events.append(
                (at, _PHASES.get(field, "note"), f"{_FIELDS[field]}: {change}", "history")
            )
    events.sort(key=lambda event: event[0])
    closed = milestones["resolved_at"] or milestones["closed_at"]
    opened = milestones["opened_at"]
    result: list[RcaEvent] = []
    for place, (at, phase, event, source) in enumerate(events):
        gap = at - events[place - 1][0] if place else 0
        live = opened is not None and at > opened and (closed is None or at <= closed)
        result.append(RcaEvent(at, phase, event, source, gap if live and gap > _GAP_S else 0))
    return tuple(result)


def _shown(field: str, value: str) -> str:
    if not value:
        return "none"
    return f"P{value}" if field == "priority" else value.replace("_", " ")


def _summary(detail: TicketDetail, opened: int | None, restored: int | None) -> str:
    row = detail.row
    where = f" on {row.service or row.ci}" if row.service or row.ci else ""
    priority = f"P{row.priority}" if row.priority else "no priority"
    words = f"{row.key} ({priority}){where}: {row.title}."
    if opened is not None and restored is not None and restored >= opened:
        words += f" It lasted {duration(restored - opened)} from opening to restoration."
    elif opened is not None:
        words += " It is not restored yet."
    if len(detail.path) > 1:
        words += f" {len(detail.path)} groups held it in turn."
    return words


def _impact(
    detail: TicketDetail, record: dict[str, object], opened: int | None, restored: int | None
) -> tuple[tuple[str, str], ...]:
    row = detail.row
    rows = [
        ("Priority", f"P{row.priority}" if row.priority else "not recorded"),
        ("Impact and urgency", f"{detail.impact or 'n/a'} × {detail.urgency or 'n/a'}"),
    ]
    if opened is not None and restored is not None and restored >= opened:
        rows.append(("Time to restore", duration(restored - opened)))
    sla = row.sla
    if sla.target_s is not None and sla.remaining_s is not None:
        verdict = "met" if sla.remaining_s >= 0 else "missed"
        rows.append(
            ("Resolution SLA", f"{verdict}, {duration(sla.elapsed_s)} of {duration(sla.target_s)}")
        )
    if record.get("reopen_count"):
        rows.append(("Times reopened", str(record["reopen_count"])))
    if detail.similar:
        rows.append(("Similar tickets", f"{len(detail.similar)} recent on the same item"))
    return tuple(rows)


def _durations(
    milestones: dict[str, int | None], restored: int | None
) -> tuple[tuple[str, int], ...]:
    opened = milestones["opened_at"]
    if opened is None:
        return ()
    ends = (
        ("Time to acknowledge", milestones["acknowledged_at"]),
        ("Time to restore", restored),
        ("Time to resolve", milestones["resolved_at"]),
        ("Time to close", milestones["closed_at"]),
    )
    return tuple((label, end - opened) for label, end in ends if end is not None and end >= opened)


def _factors(
    detail: TicketDetail, record: dict[str, object], timeline: tuple[RcaEvent, ...]
) -> tuple[tuple[str, str, str], ...]:
    """What the records show, as candidates; never a cause by itself."""
    rows: list[tuple[str, str, str]] = []
    if record.get("change_cause_key"):
        rows.append(
            (
                "Change",
                f"Recorded as caused by {record['change_cause_key']}",
                "ticket field caused_by",
            )
        )
    if detail.row.hops >= 2:
        rows.append(
            (
                "Process",
                f"Reassigned {detail.row.hops} times before it was solved",
                "assignment history",
            )
        )
    gaps = [event.gap_s for event in timeline if event.gap_s]
    if gaps:
        rows.append(
            (
                "Response",
                f"{counted(len(gaps), 'gap')} without an entry, longest {duration(max(gaps))}",
                "timeline",
            )
        )
    if detail.similar:
        rows.append(
            ("Recurrence", f"Similar: {', '.join(detail.similar[:3])}", "same configuration item")
        )
    return tuple(rows)


def _links(record: dict[str, object]) -> tuple[tuple[str, str], ...]:
    names = (
        ("Problem", "problem_key"),
        ("Fixing change", "change_fix_key"),
        ("Causing change", "change_cause_key"),
        ("Parent incident", "parent_key"),
    )
    return tuple((label, str(record[name])) for label, name in names if record.get(name))


def _missing(record: dict[str, object]) -> tuple[str, ...]:
    rows = [
        "Users and transactions affected, with numbers",
        "Contributing factors with evidence, confirmed by the people who worked on it",
        "Corrective actions with owner, due date and verification",
    ]
    if not record.get("resolution_notes"):
        rows.insert(0, "How service was restored: the ticket has no resolution notes")
    if not record.get("service") and not record.get("ci"):
        rows.insert(0, "Service or configuration item: the ticket names neither")
    return tuple(rows)
