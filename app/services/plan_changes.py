"""The change calendar, its collisions, and what is decided about them."""

from app.analysis.attention_changes import is_approved
from app.analysis.collisions import detect
from app.analysis.collisions.estate import Cores, make_cores
from app.analysis.kpis.scoping import service_of_change
from app.analysis.readiness import readiness
from app.models.change import CHANGE_STATES, CHANGE_TYPES
from app.models.columns import MISSING, ChangeColumns, WindowRow
from app.models.errors import AppError
from app.models.results import (
    ChangeBar,
    ChangeCalendar,
    CollisionReport,
    Finding,
    WindowBand,
)
from app.services.tower import Tower, wall_clock
from app.store.audit import append
from app.store.decisions import decisions, record_decision
from app.store.records import changes_by_key

_DEAD = (CHANGE_STATES.index("cancelled"), CHANGE_STATES.index("rejected"))
"""States whose changes the calendar leaves out."""
_DECISIONS = {"accepted": "accept", "dismissed": "dismiss", "reopened": "reopen"}


def collisions(tower: Tower, start: int | None = None, end: int | None = None) -> CollisionReport:
    """Every finding over `[start, end)`, or over all changes (COLLISIONS §1, retrospective)."""
    facts = tower.facts()
    return detect(
        facts.changes,
        facts.windows,
        start=start,
        end=end,
        now=tower.now(),
        decisions=decisions(tower.store),
        zone=tower.zone,
    )


def change_calendar(tower: Tower, start: int, end: int) -> ChangeCalendar:
    """Changes whose planned window meets `[start, end)`, with bands and collisions."""
    facts = tower.facts()
    report = collisions(tower, start, end)
    bars = _bars(tower, facts.changes, start, end)
    return ChangeCalendar(
        start=start,
        end=end,
        now=tower.now(),
        zone=tower.zone,
        bars=bars,
        windows=tuple(_bands(facts.windows, start, end)),
        report=report,
        high_risk=sum(1 for bar in bars if bar.risk in (1, 2)),
        not_approved=sum(1 for bar in bars if not bar.approved),
        cmdb_as_of=next((s.as_of for s in facts.sources if s.kind == "ci"), None),
    )


def change_place(tower: Tower, key: str) -> tuple[int, int] | None:
    """UTC [start, end) of the bar that a change has in the calendar; None for one without.

    A change has none without a start and an end that can be used, and when it was cancelled or
    rejected.
    """
    changes = tower.facts().changes
    cores = make_cores(changes, None)
    for row in (changes.key == key).nonzero()[0]:
        if (
            cores.start[row] != MISSING
            and cores.end[row] > cores.start[row]
            and (changes.state[row] not in _DEAD)
        ):
            return int(cores.start[row]), int(cores.end[row])
    return None


def decide(
    tower: Tower,
    finding: Finding,
    decision: str,
    reason: str,
    decided_by: str,
    until: int | None = None,
) -> None:
    """Record that a finding was accepted, dismissed or reopened; AppError when something lacks."""
    if decision not in _DECISIONS:
        raise AppError(f"“{decision}” is not a decision. Use accepted, dismissed or reopened.")
    if not reason.strip():
        raise AppError(
            f"Say why you {_DECISIONS[decision]} {finding.check}; a reason is kept with it."
        )
    if not decided_by.strip():
        raise AppError(f"Say who decided to {_DECISIONS[decision]} {finding.check}.")
    alone = decided_by.strip().casefold() == tower.user.strip().casefold()
    if decision == "accepted" and finding.severity == "Critical" and alone:
        raise AppError(
            "A critical collision needs two people: name who accepted it; you are the one who "
            "records it."
        )
    now = tower.now()
    if until is not None and until <= now:
        raise AppError("The acceptance would have ended already. Choose a later day.")
    with tower.store.writing() as conn:
        record_decision(
            conn,
            finding_key=finding.key,
            decision=decision,
            reason=reason.strip(),
            decided_by=decided_by.strip(),
            recorded_by=tower.user,
            decided_at=now,
            until=until,
            fingerprint=finding.fingerprint,
        )
        append(
            conn,
            action=f"collision {decision}",
            object=finding.key,
            detail={"reason": reason.strip(), "until": until, "severity": finding.severity},
            actor=decided_by.strip(),
            recorder=tower.user,
            now=now,
            wall=wall_clock(),
        )


def _bars(tower: Tower, changes: ChangeColumns, start: int, end: int) -> tuple[ChangeBar, ...]:
    cores = make_cores(changes, None)
    meets = (cores.start != MISSING) & (cores.start < end) & (cores.end > start)
    rows = [int(row) for row in meets.nonzero()[0] if changes.state[row] not in _DEAD]
    records = changes_by_key(tower.store, [str(changes.key[row]) for row in rows])
    services = service_of_change(changes)
    bars = [
        _bar(changes, cores, row, int(services[row]), records.get(str(changes.key[row]), {}),
             tower.now())
        for row in rows
    ]  # fmt: skip
    return tuple(sorted(bars, key=lambda bar: (bar.start, bar.key)))


def _bar(
    changes: ChangeColumns,
    cores: Cores,
    row: int,
    service: int,
    record: dict[str, object],
    now: int,
) -> ChangeBar:
    first, last = changes.ci_change.searchsorted([row, row + 1])
    state = CHANGE_STATES[int(changes.state[row])]
    kind = int(changes.type[row])
    cis = changes.ci_ci[first:last]
    names = tuple(changes.cis[code] for code in cis)
    return ChangeBar(
        key=str(changes.key[row]),
        title=_text(record, "title") or str(changes.key[row]),
        type=CHANGE_TYPES[kind] if kind >= 0 else "normal",
        risk=int(changes.risk[row]),
        state=state,
        approved=is_approved(changes, row),
        service=changes.services[service] if service >= 0 else "",
        tier=int(changes.service_tier[service]) if service >= 0 else 0,
        group=_text(record, "assignment_group"),
        assignee=_text(record, "assignee"),
        start=int(cores.start[row]),
        end=int(cores.end[row]),
        estimated=bool(cores.estimated[row]),
        cis=names,
        readiness=readiness(record | {"cis": names}, now) if record else None,
    )


def _text(record: dict[str, object], name: str) -> str:
    value = record.get(name)
    return "" if value is None else str(value)


def _bands(windows: tuple[WindowRow, ...], start: int, end: int) -> list[WindowBand]:
    return [
        WindowBand(
            key=window.key,
            kind=window.kind,
            title=window.title,
            start=window.start,
            end=window.end,
            hard=window.hard,
            services=(window.scope_service,) if window.scope_service else (),
        )
        for window in windows
        if window.start < end and start < window.end
    ]
