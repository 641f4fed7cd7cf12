"""Counts per group become a grade A to E with its reason (METRICS §5, queue health)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.analysis.live_clocks import SlaColumns
from app.analysis.ticket_rows import NO_GROUP, Known
from app.models.columns import I64, Flags
from app.models.results import GroupHealth
from app.models.settings import Settings

ALL_GROUPS = "All groups"
INSIDE = "All measures inside limits"
_LETTERS = "ABCDE"
_COUNTS = (
    "open", "unassigned", "at_risk", "breached", "breached_if_open", "wrong_priority", "stale",
    "on_hold",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Measured:
    """Counts per group, place 0 for tickets without one, place `code + 1` for group `code`."""

    rows: I64
    """Open ticket rows, in the order of the facts."""
    known: Known
    sla: SlaColumns
    stale: Flags
    computed: I64
    """Priority by the matrix per open row, 0 where it can't be computed."""
    counts: Mapping[str, I64]
    """open, unassigned, at_risk, breached, breached_if_open, wrong_priority, stale, on_hold."""
    ages: I64
    """group × age band."""
    inflow: I64
    """group × 14 days; the same for outflow."""
    outflow: I64
    weekly_in: I64
    """group × trailing weeks, newest first; the same for weekly_out."""
    weekly_out: I64


def graded(
    measured: Measured, names: tuple[str, ...], settings: Settings
) -> tuple[GroupHealth, ...]:
    """One row a group with open tickets or flow in the window: worst grade first, then size."""
    moving = measured.counts["open"] + measured.inflow.sum(1) + measured.outflow.sum(1)
    moving += measured.weekly_in[:, 0] + measured.weekly_out[:, 0]
    rows = [
        _health(measured, place, names[place - 1] if place else NO_GROUP, settings)
        for place in moving.nonzero()[0].tolist()
    ]
    return tuple(sorted(rows, key=lambda row: (-_LETTERS.index(row.health), -row.open, row.group)))


def totalled(measured: Measured, groups: tuple[GroupHealth, ...]) -> GroupHealth:
    """The row under the groups: sums, and how many groups stand at D or E. It has no grade."""
    poor = sum(1 for row in groups if row.health in "DE")
    said = (
        f"{poor} {'group' if poor == 1 else 'groups'} at D or E" if poor else "No group at D or E"
    )
    whole = _row(measured, slice(None), ALL_GROUPS)
    return replace(whole, reason=said)


def _health(measured: Measured, place: int, name: str, settings: Settings) -> GroupHealth:
    row = _row(measured, slice(place, place + 1), name)
    net = (measured.weekly_in[place] - measured.weekly_out[place]).tolist()
    weight_and_words = points(row, net, settings)
    weight_and_words.sort(key=lambda point: -point[0])
    reason = "; ".join(words for _, words in weight_and_words[:2])
    return replace(
        row,
        health=_LETTERS[min(len(weight_and_words), 4)],
        reason=reason[:1].upper() + reason[1:] if reason else INSIDE,
    )


def points(row: GroupHealth, net: list[int], settings: Settings) -> list[tuple[int, str]]:
    """The points against a group as (tickets concerned, words); the most tickets weigh heaviest.

    `net` is opened minus resolved in each trailing week, newest first.
    """
    found: list[tuple[int, str]] = []
    if row.older_than_30d > settings.old_share_limit * row.open:
        share = _share(row.older_than_30d, row.open, settings.old_share_limit)
        found.append((row.older_than_30d, f"{share} over 30 d"))
    if net and all(week > 0 for week in net):
        found.append((sum(net), f"net inflow for {len(net)} weeks"))
    if row.breached:
        found.append((row.breached, f"{row.breached} breached"))
    if row.unassigned > 1 and row.unassigned > settings.unassigned_share_limit * row.open:
        found.append((row.unassigned, f"{row.unassigned} unassigned"))
    if (
        row.wrong_priority > 1
        and row.wrong_priority > settings.wrong_priority_share_limit * row.open
    ):
        found.append((row.wrong_priority, f"{row.wrong_priority} with wrong priority"))
    return found


def _share(part: int, whole: int, limit: float) -> str:
    """A whole percentage, or one decimal where the whole one would read like the limit."""
    percent = 100 * part / whole
    return f"{percent:.1f}%" if round(percent) == round(100 * limit) else f"{percent:.0f}%"


def _row(measured: Measured, places: slice, name: str) -> GroupHealth:
    counts = {field: int(measured.counts[field][places].sum()) for field in _COUNTS}
    bands = tuple(measured.ages[places].sum(0).tolist())
    return GroupHealth(
        group=name,
        opened_7d=int(measured.weekly_in[places, 0].sum()),
        closed_7d=int(measured.weekly_out[places, 0].sum()),
        inflow=tuple(measured.inflow[places].sum(0).tolist()),
        outflow=tuple(measured.outflow[places].sum(0).tolist()),
        age_bands=bands,
        older_than_30d=bands[-1],
        health="",
        reason="",
        **counts,
    )
