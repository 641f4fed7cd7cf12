"""Words of monitoring tools for how bad and how far an alert is (FORMATS §3 to §11)."""

from app.models.records import Value

SEVERITIES: dict[str, Value] = {
    "critical": "critical", "crit": "critical", "fatal": "critical", "emergency": "critical",
    "disaster": "critical", "page": "critical", "p1": "critical", "sev0": "critical",
    "sev-0": "critical", "sev1": "critical", "sev-1": "critical",
    "high": "high", "error": "high", "err": "high", "major": "high", "p2": "high",
    "sev2": "high", "sev-2": "high",
    "warning": "warning", "warn": "warning", "medium": "warning", "moderate": "warning",
    "minor": "warning", "average": "warning", "p3": "warning", "sev3": "warning",
    "sev-3": "warning",
    "low": "low", "p4": "low", "sev4": "low", "sev-4": "low",
    "info": "info", "informational": "info", "information": "info", "notice": "info",
    "none": "info", "ok": "info", "debug": "info", "success": "info", "p5": "info",
    "sev5": "info", "sev-5": "info",
}  # fmt: skip
"""The usual words; a tool whose own scale differs has its own table."""

STATES: dict[str, Value] = {
    "firing": "firing", "triggered": "firing", "active": "firing", "alerting": "firing",
    "open": "firing", "opened": "firing", "fired": "firing", "alarm": "firing",
    "alert": "firing", "down": "firing", "new": "firing", "pending": "firing", "problem": "firing",
    "acknowledged": "acknowledged", "acked": "acknowledged", "ack": "acknowledged",
    "resolved": "resolved", "closed": "resolved", "ok": "resolved", "recovered": "resolved",
    "recovery": "resolved", "inactive": "resolved", "normal": "resolved", "up": "resolved",
    "canceled": "resolved", "cancelled": "resolved", "completed": "resolved",
    "suppressed": "suppressed", "muted": "suppressed", "silenced": "suppressed",
    "snoozed": "suppressed", "ignore": "suppressed", "ignored": "suppressed",
    "unprocessed": "firing",
    "no data": "no_data", "nodata": "no_data", "no_data": "no_data",
    "insufficient_data": "no_data",
    "unknown": "unknown",
}  # fmt: skip


def known(words: dict[str, Value], value: Value) -> Value:
    """What a table makes of a word; None when it isn't in there."""
    return words.get(value.strip().casefold()) if isinstance(value, str) else None
