"""Changes, overlaps and durations in words, for labels, tooltips and the panel."""

import re
from collections.abc import Sequence

from app.models.counts import counted
from app.models.moments import stamp
from app.models.results import ChangeBar, WindowBand
from app.views.changes.axis import DAY, short_stamp

RISKS = {1: "Very high risk", 2: "High risk", 3: "Moderate risk", 4: "Low risk"}
OPEN_STATES = frozenset({"New", "Seen", "Reopened"})
_MOST_CIS = 6
_CHECK_IDS = re.compile(r"C(\d+)(?:–C(\d+))?")


def window_words(bar: ChangeBar, zone: str) -> str:
    """Say when a change is planned: "Mon 22:00 to Tue 01:00"."""
    long = bar.end - bar.start > 6 * DAY
    say = stamp if long else short_stamp
    words = f"{say(bar.start, zone)} to {say(bar.end, zone)}"
    return f"{words} (end estimated)" if bar.estimated else words


def kind_words(bar: ChangeBar) -> str:
    """Say type and risk: "Normal · High risk"."""
    return " · ".join(part for part in (bar.type.capitalize(), RISKS.get(bar.risk, "")) if part)


def owner_words(bar: ChangeBar) -> str:
    """Say who has it and whether it is approved."""
    approved = "approved" if bar.approved else "not approved"
    return " · ".join(part for part in (bar.assignee or "No owner", bar.group, approved) if part)


def bar_words(bar: ChangeBar, zone: str) -> str:
    """Say all of a change, as in its tooltip, one fact a line."""
    service = bar.service or "No service"
    tier = f" · tier {bar.tier}" if bar.tier else ""
    lines = [
        f"{bar.key}  {bar.title}",
        window_words(bar, zone),
        kind_words(bar),
        owner_words(bar),
        service + tier,
    ]
    if bar.cis:
        more = f" and {len(bar.cis) - _MOST_CIS} more" if len(bar.cis) > _MOST_CIS else ""
        lines.append(", ".join(bar.cis[:_MOST_CIS]) + more)
    if bar.readiness is not None and bar.readiness.gap:
        lines.append(f"Readiness {bar.readiness.score}: {bar.readiness.gap}")
    return "\n".join(lines)


def block_words(bars: Sequence[ChangeBar], zone: str) -> str:
    """Say what a density block holds."""
    first, last = min(b.start for b in bars), max(b.end for b in bars)
    head = f"{counted(len(bars), 'change')}, {stamp(first, zone)} to {stamp(last, zone)}"
    return "\n".join([head, *(f"{bar.key}  {bar.title}" for bar in bars[:8])])


def band_words(band: WindowBand, zone: str) -> str:
    """Say a freeze or maintenance window."""
    kind = "Maintenance window"
    if band.kind == "freeze":
        kind = "Hard freeze" if band.hard else "Soft freeze"
    return f"{kind}: {band.title}\n{stamp(band.start, zone)} to {stamp(band.end, zone)}"


def coverage_words(checked: str, not_checked: Sequence[str]) -> str:
    """Say in one short line how much was looked at; the tooltip has each check by its id."""
    count = 0
    for line in not_checked:
        head = line.partition(" not checked")[0]
        if " by " in head:  # a part of a check; the rest of it was made
            continue
        for first, last in _CHECK_IDS.findall(head):
            count += int(last or first) - int(first) + 1
    if not count:
        return checked
    return f"{checked}. {counted(count, 'check')} not checked; point here for what they need."
