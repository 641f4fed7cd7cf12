"""The morning's checks: what each one says now, and when it was done today."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from app.models.columns import Facts
from app.models.counts import counted
from app.models.duration import duration
from app.models.results import ChangeCalendar, QueueHealth, ReviewStep
from app.services.tower import Tower
from app.store.reviews import checks_since, last_sign_off

Items = tuple[tuple[str, str], ...]


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


def collisions_words(count: int) -> str:
    """“3 collisions”, “no collisions”."""
    if not count:
        return "no collisions"
    return f"{count} collision" + ("" if count == 1 else "s")


def review_steps(
    tower: Tower, facts: Facts, health: QueueHealth, calendar: ChangeCalendar, now: int
) -> tuple[ReviewStep, ...]:
    """The checks in order, then the sign-off; the first that isn't done is the current one."""
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


_MOST_SOURCES = 6


def _trust(tower: Tower, facts: Facts, now: int) -> tuple[str, Items]:
    limit = tower.settings.fresh_limit_s
    items = tuple(
        (
            "risk" if now - source.as_of > limit else "met",
            f"{source.label}: {duration(max(0, now - source.as_of))} old",
        )
        for source in facts.sources
    )
    stale = sum(1 for level, _ in items if level == "risk")
    if not items:
        return "No export yet; import one to begin", ()
    sources = counted(len(items), "source")
    words = f"{sources}, {stale} past their limit" if stale else f"{sources}, all fresh"
    return words, _shortened(items)


def _shortened(items: Items) -> Items:
    """Every source past its limit, then the first fresh ones, and how many more there are."""
    stale = tuple(item for item in items if item[0] == "risk")
    fresh = tuple(item for item in items if item[0] != "risk")
    shown = fresh[: max(0, _MOST_SOURCES - len(stale))]
    more = len(fresh) - len(shown)
    return stale + shown + ((("met", f"{more} more, all fresh"),) if more else ())


def _queue_items(health: QueueHealth) -> tuple[str, Items]:
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
    return f"{total.open:,} open in {len(health.groups):,} groups", items


def _active_items(health: QueueHealth) -> tuple[str, Items]:
    counts = {p: sum(1 for t in health.tickets if t.priority == p) for p in (1, 2)}
    stale = [t for t in health.tickets if t.priority in (1, 2) and t.stale]
    items = (
        ("breach" if counts[1] else "met", f"P1 open: {counts[1]}"),
        ("risk" if counts[2] else "met", f"P2 open: {counts[2]}"),
        ("risk" if stale else "met", f"Without a fresh update: {len(stale)}"),
    )
    return f"{counts[1]} P1, {counts[2]} P2 · next step, owner, time", items


def _change_items(calendar: ChangeCalendar) -> tuple[str, Items]:
    hits = len(calendar.report.collisions)
    items = (
        ("breach" if hits else "met", f"Collisions: {hits}"),
        ("risk" if calendar.not_approved else "met", f"Approvals missing: {calendar.not_approved}"),
        (
            "risk" if calendar.report.unknown else "met",
            f"Can't be checked: {calendar.report.unknown}",
        ),
    )
    return f"{collisions_words(hits)} · {calendar.not_approved} approvals missing", items


def _local_midnight(now: int, zone: str) -> int:
    local = datetime.fromtimestamp(now, ZoneInfo(zone))
    return int(local.replace(hour=0, minute=0, second=0, microsecond=0).timestamp())


def _clock(at: int, zone: str) -> str:
    return datetime.fromtimestamp(at, ZoneInfo(zone)).strftime("%H:%M")
