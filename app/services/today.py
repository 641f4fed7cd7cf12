"""The Today screen: tiles, the morning's checks, what needs attention and what changed."""

import json
from dataclasses import dataclass

import numpy as np

from app.analysis.asof import open_at
from app.analysis.attention import needs_attention
from app.analysis.changed import what_changed
from app.models.columns import Facts
from app.models.results import (
    AttentionItem,
    ChangeCalendar,
    QueueHealth,
    ReviewStep,
    Tile,
    Today,
)
from app.models.ticket import TICKET_KINDS
from app.services.plan_changes import change_calendar, collisions
from app.services.review_queues import queue_health
from app.services.tower import Tower, wall_clock
from app.store.audit import append
from app.store.reviews import add_check, add_sign_off, checks_since, last_sign_off

DAY = 86400
STRIP_S = 72 * 3600
_TREND_DAYS = 14


@dataclass(frozen=True, slots=True)
class _Check:
    id: str
    title: str
    page: str


CHECKS = (
    _Check("trust", "Data trust", "import"),
    _Check("queues", "Incident queue health", "queues"),
    _Check("active", "Active incidents and escalations", "queues"),
    _Check("changes", "Change schedule, 24 to 72 h", "changes"),
)


def attention(tower: Tower) -> tuple[AttentionItem, ...]:
    """The ranked "needs attention now" list (METRICS §5)."""
    now = tower.now()
    health = queue_health(tower)
    report = collisions(tower, now, now + STRIP_S)
    return needs_attention(tower.facts(), tower.settings, health, report, now)


def today(tower: Tower, since: int | None = None) -> Today:
    """Everything Today shows; "what changed" compares with `since`, else the last sign-off."""
    now = tower.now()
    facts = tower.facts()
    health = queue_health(tower)
    calendar = change_calendar(tower, now - 4 * 3600, now + STRIP_S)
    items = needs_attention(facts, tower.settings, health, calendar.report, now)
    signed = last_sign_off(tower.store)
    start, label = (since, "") if since is not None else _since(now, signed)
    return Today(
        now=now,
        zone=tower.zone,
        tiles=_tiles(facts, health, calendar, now),
        attention=items,
        steps=_steps(tower, facts, health, calendar, now),
        since=start,
        since_label=label,
        changed=what_changed(facts, start, now),
        calendar=calendar,
    )


def mark_check(tower: Tower, check_id: str, result: str) -> None:
    """Stamp one of the morning's checks as done."""
    now = tower.now()
    with tower.store.writing() as conn:
        add_check(conn, check_id=check_id, done_at=now, done_by=tower.user, result=result)
        _note(tower, conn, "review check", check_id, {"result": result})


def sign_off(tower: Tower) -> None:
    """Sign the morning's review off; its snapshot is what the next "since" compares with."""
    now = tower.now()
    health = queue_health(tower)
    snapshot = {
        "open": health.total.open,
        "breached": health.total.breached,
        "at_risk": health.total.at_risk,
        "unassigned": health.total.unassigned,
    }
    with tower.store.writing() as conn:
        text = json.dumps(snapshot, sort_keys=True)
        add_sign_off(conn, signed_at=now, signed_by=tower.user, snapshot=text)
        _note(tower, conn, "review signed off", "", snapshot)


def _note(tower: Tower, conn: object, action: str, what: str, detail: dict[str, object]) -> None:
    append(
        conn,
        action=action,
        object=what,
        detail=detail,
        actor=tower.user,
        recorder=tower.user,
        now=tower.now(),
        wall=wall_clock(),
    )


def _since(now: int, signed: tuple[int, str] | None) -> tuple[int, str]:
    if signed is not None and signed[0] <= now:
        return signed[0], "Since last sign-off"
    return now - DAY, "Last 24 hours"


def _tiles(
    facts: Facts, health: QueueHealth, calendar: ChangeCalendar, now: int
) -> tuple[Tile, ...]:
    total = health.total
    trend = _open_trend(facts, now)
    before = int(trend[-2]) if len(trend) > 1 else total.open
    majors = [ticket for ticket in health.tickets if ticket.priority == 1]
    collided = [row for row in calendar.report.collisions if row.strongest.score > 0]
    oldest = max((ticket.age_s for ticket in health.tickets if not ticket.assignee), default=0)
    return (
        Tile(
            "open",
            "Open incidents",
            total.open,
            trend,
            _delta(total.open - before),
            "none",
            "queues",
            "",
        ),
        Tile(
            "breached",
            "SLA breached",
            total.breached,
            (),
            f"{total.at_risk} more at risk",
            "breach" if total.breached else "none",
            "queues",
            "breached",
        ),
        Tile(
            "unassigned",
            "Unassigned",
            total.unassigned,
            (),
            f"oldest {_age(oldest)}" if total.unassigned else "every ticket has an owner",
            "risk" if total.unassigned else "none",
            "queues",
            "unassigned",
        ),
        Tile(
            "majors",
            "Open P1",
            len(majors),
            (),
            f"oldest {_age(max(m.age_s for m in majors))}" if majors else "no P1 is open",
            "breach" if majors else "none",
            "queues",
            "p1",
        ),
        Tile(
            "changes",
            "Changes, next 72 h",
            len(calendar.bars),
            (),
            _collisions_words(len(collided)),
            "breach" if collided else "none",
            "changes",
            "",
        ),
        Tile(
            "wrong",
            "Wrong priority",
            total.wrong_priority,
            (),
            "against the matrix" if total.wrong_priority else "all match the matrix",
            "risk" if total.wrong_priority else "none",
            "queues",
            "wrong_priority",
        ),
    )


def _open_trend(facts: Facts, now: int) -> tuple[float, ...]:
    """Open incidents at the end of each of the last 14 days and now, as known then."""
    kind = TICKET_KINDS.index("incident")
    moments = [now - DAY * back for back in range(_TREND_DAYS, -1, -1)]
    return tuple(float(np.count_nonzero(open_at(facts, kind, moment))) for moment in moments)


def _delta(change: int) -> str:
    if change == 0:
        return "same as yesterday"
    return f"{'▲' if change > 0 else '▼'} {abs(change)} since yesterday"


def _collisions_words(count: int) -> str:
    if not count:
        return "no collisions"
    return f"{count} collision" + ("" if count == 1 else "s")


def _age(seconds: int) -> str:
    days, hours, minutes = seconds // DAY, seconds // 3600 % 24, seconds // 60 % 60
    if days:
        return f"{days} d {hours} h"
    return f"{hours} h {minutes:02d} m" if hours else f"{minutes} m"


def _steps(
    tower: Tower, facts: Facts, health: QueueHealth, calendar: ChangeCalendar, now: int
) -> tuple[ReviewStep, ...]:
    midnight = _local_midnight(now, tower.zone)
    done = checks_since(tower.store, midnight, now)
    details = {
        "trust": _trust(tower, facts, now),
        "queues": _queue_items(health),
        "active": _active_items(health),
        "changes": _change_items(calendar),
    }
    steps: list[ReviewStep] = []
    current_given = False
    for check in CHECKS:
        words, items = details[check.id]
        if check.id in done:
            at, result = done[check.id]
            steps.append(
                ReviewStep(
                    check.id,
                    check.title,
                    "done",
                    f"Done {_clock(at, tower.zone)} · {result}",
                    items,
                    check.page,
                )
            )
            continue
        state = "open" if current_given else "current"
        current_given = True
        steps.append(ReviewStep(check.id, check.title, state, words, items, check.page))
    signed = last_sign_off(tower.store)
    if signed is not None and midnight <= signed[0] <= now:
        steps.append(
            ReviewStep(
                "sign_off", "Sign off", "done", f"Signed {_clock(signed[0], tower.zone)}", (), ""
            )
        )
    else:
        state = "open" if current_given else "current"
        steps.append(
            ReviewStep(
                "sign_off", "Sign off", state, "Saves the snapshot for the next “since”", (), ""
            )
        )
    return tuple(steps)


def _trust(tower: Tower, facts: Facts, now: int) -> tuple[str, tuple[tuple[str, str], ...]]:
    limit = tower.settings.fresh_limit_s
    items = tuple(
        (
            "risk" if now - source.as_of > limit else "met",
            f"{source.label}: {_age(max(0, now - source.as_of))} old",
        )
        for source in facts.sources
    )
    stale = sum(1 for level, _ in items if level == "risk")
    words = (
        f"{len(items)} sources, {stale} past their limit"
        if stale
        else f"{len(items)} sources, all fresh"
    )
    return words, items


def _queue_items(health: QueueHealth) -> tuple[str, tuple[tuple[str, str], ...]]:
    total = health.total
    items = (
        (
            "risk" if total.older_than_30d else "met",
            f"Ageing: {total.older_than_30d} older than 30 d",
        ),
        ("risk" if total.unassigned else "met", f"Assignment: {total.unassigned} without owner"),
        (
            "risk" if total.wrong_priority else "met",
            f"Priority: {total.wrong_priority} do not match matrix",
        ),
        (
            "breach" if total.breached else "met",
            f"SLA: {total.at_risk} at risk, {total.breached} breached",
        ),
    )
    return f"{total.open} open in {len(health.groups)} groups", items


def _active_items(health: QueueHealth) -> tuple[str, tuple[tuple[str, str], ...]]:
    counts = {p: sum(1 for t in health.tickets if t.priority == p) for p in (1, 2)}
    stale = [t for t in health.tickets if t.priority in (1, 2) and t.stale]
    items = (
        ("breach" if counts[1] else "met", f"P1 open: {counts[1]}"),
        ("risk" if counts[2] else "met", f"P2 open: {counts[2]}"),
        ("risk" if stale else "met", f"Without a fresh update: {len(stale)}"),
    )
    return f"{counts[1]} P1, {counts[2]} P2 · next step, owner, time", items


def _change_items(calendar: ChangeCalendar) -> tuple[str, tuple[tuple[str, str], ...]]:
    hits = len(calendar.report.collisions)
    items = (
        ("breach" if hits else "met", f"Collisions: {hits}"),
        ("risk" if calendar.not_approved else "met", f"Approvals missing: {calendar.not_approved}"),
        (
            "risk" if calendar.report.unknown else "met",
            f"Can't be checked: {calendar.report.unknown}",
        ),
    )
    return f"{_collisions_words(hits)} · {calendar.not_approved} approvals missing", items


def _local_midnight(now: int, zone: str) -> int:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    local = datetime.fromtimestamp(now, ZoneInfo(zone))
    return int(local.replace(hour=0, minute=0, second=0, microsecond=0).timestamp())


def _clock(at: int, zone: str) -> str:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    return datetime.fromtimestamp(at, ZoneInfo(zone)).strftime("%H:%M")
