"""Durations, ages and instants as the queue screen writes them (design language §8)."""

from app.models.duration import duration
from app.models.moments import clock, local, stamp
from app.models.results import TicketDetail

MINUS = "−"
DASH = "–"


def short_duration(seconds: int) -> str:
    """The narrow form under a path step: "41 m", "2 h 06", "3 d"."""
    minutes = max(seconds, 0) // 60
    if minutes < 60:
        return f"{minutes} m"
    if minutes < 48 * 60:
        return f"{minutes // 60} h {minutes % 60:02d}"
    return f"{minutes // (24 * 60)} d"


def signed(number: int) -> str:
    """Write a difference with its sign: "+7", "−3", "0"."""
    if number > 0:
        return f"+{number:,}"
    return f"{MINUS}{-number:,}" if number < 0 else "0"


def share(part: int, whole: int) -> str:
    """A whole percentage, "–" for an empty queue; small shares aren't rounded away to 0%."""
    if whole <= 0:
        return DASH
    value = 100 * part / whole
    if 0 < value < 1:
        return "<1%"
    return f"{value:.0f}%"


def instant(at: int, zone: str, now: int) -> str:
    """Clock time, with the day when it isn't today: "07:45", "Fri 20 Nov 17:02"."""
    today = local(at, zone).date() == local(now, zone).date()
    return clock(at, zone) if today else stamp(at, zone)


KIND_WORDS = {
    "incident": "Incidents",
    "request": "Requests",
    "request_item": "Request items",
    "catalog_task": "Catalog tasks",
    "problem": "Problems",
    "problem_task": "Problem tasks",
    "case": "Cases",
}


def state_words(state: str) -> str:
    """The state's word on screen: "In progress"; a source's own words stay as they are."""
    return state.replace("_", " ").capitalize() if state.islower() else state


def rough(seconds: int) -> str:
    """The largest unit alone: "−22 h", "3 d"."""
    sign = MINUS if seconds < 0 else ""
    minutes = abs(seconds) // 60
    if minutes < 60:
        return f"{sign}{minutes} m"
    return f"{sign}{minutes // 60} h" if minutes < 24 * 60 else f"{sign}{minutes // 1440} d"


def clock_words(state: str, remaining_s: int | None) -> tuple[str, str, str]:
    """(glyph, words, token) of an SLA clock beside its bar (DESIGN §5 SLA bar)."""
    left = "" if remaining_s is None else duration(remaining_s)
    told = {
        "breached": ("breach", left, "crit"),
        "at_risk": ("risk", left, "warn"),
        "ok": ("met", left, "t2"),
        "paused": ("paused", left, "t2"),
        "met": ("met", "Met", "t2"),
        "breached_if_open": ("ring", f"{left} if still open", "t2"),
    }
    return told.get(state, ("", "No target", "t3"))


def priority_words(detail: TicketDetail) -> tuple[str, str]:
    """Whether the recorded priority is that of the matrix, and why, as (title, words)."""
    if detail.priority_reason:
        return "Priority does not match", detail.priority_reason
    computed = detail.row.computed_priority
    if computed:
        product = f"Impact {detail.impact} × urgency {detail.urgency}"
        return "Priority matches", f"{product} = P{computed}, as recorded."
    why = "The export gives no impact and urgency that the matrix knows."
    return "Priority can't be checked", why


def similar_words(detail: TicketDetail) -> str:
    """How many tickets are like it, where, and whether a problem record is known."""
    count = len(detail.similar)
    where = detail.row.ci or detail.row.service
    words = f"{count} similar" if count else "No similar tickets"
    words += f" on {where}" if where else ""
    return words + (", problem" if detail.problem_key else ", no problem record")


def subline(detail: TicketDetail, zone: str, now: int) -> str:
    """CI or service, state, when it was opened and by whom."""
    row = detail.row
    parts = [row.ci or row.service, state_words(row.state)]
    parts.append(f"opened {instant(row.opened, zone, now)}")
    if detail.caller:
        parts.append(f"caller {detail.caller}")
    return " · ".join(part for part in parts if part)
