"""Changes that need attention: collisions, freezes and missing approvals of the next 72 hours."""

from collections.abc import Sequence

import numpy as np

from app.analysis.attention_score import (
    HORIZON_S,
    NO_OWNER,
    Listed,
    Score,
    cut,
    impact_of_severity,
    order,
    scored,
    urgency,
)
from app.analysis.kpis.scoping import service_of_change
from app.analysis.moments import Moments
from app.models.change import APPROVED, CHANGE_STATES
from app.models.columns import ChangeColumns
from app.models.counts import counted
from app.models.duration import duration
from app.models.results import AttentionItem, Collision, CollisionReport

SINGLE_COLLISIONS = 3
SINGLE_APPROVALS = 1
_SETTLED = ("Accepted", "Dismissed")
_ASKING = tuple(CHANGE_STATES.index(s) for s in ("new", "assess", "authorize", "unknown"))
_OVER = tuple(CHANGE_STATES.index(s) for s in ("review", "closed", "cancelled", "rejected"))
_RISK = {1: ("Very high risk", 0.8), 2: ("High risk", 0.8), 3: ("Moderate risk", 0.5)}
_LOW_RISK = ("Low risk", 0.3)


def collided(changes: ChangeColumns, report: CollisionReport, now: int, moments: Moments) -> Listed:
    """Collisions and freeze hits that start within 72 h or run now and aren't settled."""
    rows = _row_of(changes)
    items = sorted(
        (
            _collision_item(row, changes, rows, now, moments)
            for row in report.collisions
            if _counts(row, now)
        ),
        key=order,
    )
    alone = cut(len(items), SINGLE_COLLISIONS)
    rest = items[alone:]
    if not rest:
        return Listed(tuple(items))
    return Listed(
        tuple(items[:alone]),
        AttentionItem(
            rank=0,
            kind="collisions",
            key=counted(len(rest), "collision"),
            level=rest[0].level,
            what=f"{counted(len(rest), 'more collision')} in the next 72 h",
            context=rest[0].context,
            why=f"The worst is {rest[0].key}: {rest[0].why[:1].lower()}{rest[0].why[1:]}",
            next="Open Changes and settle them before CAB",
            owner="Change managers",
            due_at=rest[0].due_at,
            clock_word="starts",
            score=rest[0].score,
            terms=f"{rest[0].key}: {rest[0].terms}",
        ),
    )


def unapproved(changes: ChangeColumns, now: int, moments: Moments) -> Listed:
    """Changes that are planned to start within 72 h without approval."""
    start = changes.planned_start
    soon = np.flatnonzero((start >= now) & (start < now + HORIZON_S))
    asking = [
        row
        for row in soon.tolist()
        if changes.state[row] not in _OVER and not is_approved(changes, row)
    ]
    tiers = _tiers(changes, asking)
    items = sorted(
        (
            _approval_item(changes, row, tier, now, moments)
            for row, tier in zip(asking, tiers, strict=True)
        ),
        key=order,
    )
    alone = cut(len(items), SINGLE_APPROVALS)
    rest = items[alone:]
    if not rest:
        return Listed(tuple(items))
    first = min(rest, key=lambda item: (item.due_at or now, item.key))
    return Listed(
        tuple(items[:alone]),
        AttentionItem(
            rank=0,
            kind="approvals",
            key=counted(len(rest), "change"),
            level="risk",
            what=f"{counted(len(rest), 'more change')} without approval",
            context="starts within 72 h",
            why=f"Not approved; the first, {first.key}, starts in "
            f"{duration((first.due_at or now) - now)}",
            next=f"Get them approved or moved before {moments.at(first.due_at or now)}",
            owner="Change managers",
            due_at=first.due_at,
            clock_word="starts",
            score=rest[0].score,
            terms=f"{rest[0].key}: {rest[0].terms}",
        ),
    )


def is_approved(changes: ChangeColumns, row: int) -> bool:
    """By the record's approval where there is one, else by the state having passed it."""
    code = int(changes.approval[row])
    if code >= 0:
        return changes.approvals[code].casefold() in APPROVED
    return changes.state[row] not in _ASKING


def _counts(row: Collision, now: int) -> bool:
    found = row.strongest
    if found.overlap_start is None or found.overlap_end is None or found.state in _SETTLED:
        return False
    soon = found.overlap_end > now and found.overlap_start < now + HORIZON_S
    return soon and found.severity not in {"Info", "Unknown"}


def _collision_item(
    row: Collision, changes: ChangeColumns, rows: dict[str, int], now: int, moments: Moments
) -> AttentionItem:
    found = row.strongest
    start = found.overlap_start if found.overlap_start is not None else now
    tier = 1 if any(f.words == "Tier 1" for f in found.factors) else 0
    score = scored(
        found.severity, impact_of_severity(found.severity), urgency(start - now), tier=tier
    )
    where = _places(found.cis)
    length = duration(found.overlap_minutes * 60)
    pair = found.window == ""
    named = found.suggestion.split()
    owning = next((key for key in named if key in rows), found.changes[-1])
    return AttentionItem(
        rank=0,
        kind="collision" if pair else "freeze",
        key=", ".join(found.changes),
        level="breach" if found.severity in {"Critical", "High"} else "risk",
        what=f"{found.changes[0]} meets {found.changes[1]}" if pair
        else f"{found.changes[0]} is planned inside a freeze",
        context=f"collision {row.number} · {found.check} · {moments.at(start)}",
        why=f"Overlap {length}{where}" if pair else found.sentence,
        next=found.suggestion,
        owner=_group(changes, rows[owning]) if owning in rows else NO_OWNER,
        due_at=start,
        clock_word="starts" if start > now else "started",
        score=score.points,
        terms=score.terms,
    )  # fmt: skip


def _approval_item(
    changes: ChangeColumns, row: int, tier: int, now: int, moments: Moments
) -> AttentionItem:
    start, key = int(changes.planned_start[row]), str(changes.key[row])
    label, impact = _RISK.get(int(changes.risk[row]), _LOW_RISK)
    score: Score = scored(label, impact, urgency(start - now), tier=tier)
    return AttentionItem(
        rank=0,
        kind="change",
        key=key,
        level="risk",
        what=f"{key} is not approved",
        context=f"{label} · {moments.at(start)}",
        why=f"Starts in {duration(start - now)}; approval is missing",
        next=f"Get {key} approved or moved before {moments.at(start)}",
        owner=_group(changes, row),
        due_at=start,
        clock_word="starts",
        score=score.points,
        terms=score.terms,
    )


def _row_of(changes: ChangeColumns) -> dict[str, int]:
    return {key: row for row, key in enumerate(changes.key.tolist())}


def _group(changes: ChangeColumns, row: int) -> str:
    code = int(changes.group[row])
    return changes.groups[code] if code >= 0 else NO_OWNER


def _tiers(changes: ChangeColumns, rows: Sequence[int]) -> list[int]:
    """The tier of the service of each change, 0 unknown."""
    tiers = np.append(changes.service_tier, 0)
    return [int(tier) for tier in tiers[service_of_change(changes)[list(rows)]].tolist()]


def _places(cis: Sequence[str]) -> str:
    if not cis:
        return ""
    more = f" and {len(cis) - 1} more" if len(cis) > 1 else ""
    return f" on {cis[0]}{more}"
