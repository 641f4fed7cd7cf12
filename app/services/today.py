"""The Today screen: tiles, the morning's checks, what needs attention and what changed."""

import json
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from sqlalchemy import Connection

from app.analysis.asof import open_at
from app.analysis.attention import needs_attention
from app.analysis.changed import what_changed
from app.models.columns import Facts
from app.models.duration import duration
from app.models.results import (
    AttentionItem,
    ChangeCalendar,
    QueueHealth,
    Tile,
    Today,
)
from app.models.ticket import TICKET_KINDS
from app.services.morning import collisions_words, review_steps
from app.services.plan_changes import change_calendar
from app.services.review_queues import queue_health
from app.services.tower import Tower, wall_clock
from app.store.audit import append
from app.store.reviews import add_check, add_sign_off, last_sign_off

DAY = 86400
STRIP_S = 72 * 3600
_TREND_DAYS = 14


def attention(tower: Tower) -> tuple[AttentionItem, ...]:
    """The ranked "needs attention now" list (METRICS §5)."""
    now = tower.now()
    calendar = change_calendar(tower, now, now + STRIP_S)
    return _ranked(tower, queue_health(tower), calendar, now)


def today(tower: Tower, since: int | None = None) -> Today:
    """Everything Today shows; "what changed" compares with `since`, else the last sign-off."""
    now = tower.now()
    facts = tower.facts()
    health = queue_health(tower)
    calendar = change_calendar(tower, now - 4 * 3600, now + STRIP_S)
    items = _ranked(tower, health, calendar, now)
    signed = last_sign_off(tower.store)
    start, label = (since, "") if since is not None else _since(now, signed)
    return Today(
        now=now,
        zone=tower.zone,
        tiles=_tiles(facts, health, calendar, now),
        attention=items,
        steps=review_steps(tower, facts, health, calendar, now),
        since=start,
        since_label=label,
        changed=what_changed(facts, start, now),
        calendar=calendar,
        empty=not facts.sources,
    )


def _ranked(
    tower: Tower, health: QueueHealth, calendar: ChangeCalendar, now: int
) -> tuple[AttentionItem, ...]:
    items = needs_attention(tower.facts(), tower.settings, health, calendar.report, now)
    titles = {bar.key: bar.title for bar in calendar.bars}
    return tuple(_titled(item, titles) for item in items)


_WHAT = {
    "collision": "{0} meets {1}",
    "freeze": "{0} inside a freeze",
    "change": "{0} is not approved",
}


def _titled(item: AttentionItem, titles: Mapping[str, str]) -> AttentionItem:
    """Changes by their titles; their numbers stand below."""
    names = [titles.get(key, key) for key in item.key.split(", ")]
    pattern = _WHAT.get(item.kind)
    if pattern is None or not set(item.key.split(", ")) <= titles.keys():
        return item
    return replace(item, what=pattern.format(*names))


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


def _note(
    tower: Tower, conn: Connection, action: str, what: str, detail: Mapping[str, object]
) -> None:
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
            f"oldest {duration(oldest)}" if total.unassigned else "every ticket has an owner",
            "risk" if total.unassigned else "none",
            "queues",
            "unassigned",
        ),
        Tile(
            "majors",
            "Open P1",
            len(majors),
            (),
            f"oldest {duration(max(m.age_s for m in majors))}" if majors else "no P1 is open",
            "breach" if majors else "none",
            "queues",
            "p1",
        ),
        Tile(
            "changes",
            "Changes, next 72 h",
            len(calendar.bars),
            (),
            collisions_words(len(collided)),
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
