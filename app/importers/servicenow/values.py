"""ServiceNow's choice values to canonical ones (FORMATS §1.3); unknown ones stay raw."""

from app.models.records import Value

TICKET_STATES: dict[str, Value] = {
    "1": "new", "2": "in_progress", "3": "on_hold", "4": "on_hold", "5": "on_hold",
    "6": "resolved", "7": "closed", "8": "cancelled",
    "new": "new", "open": "new", "assigned": "in_progress",
    "active": "in_progress", "in progress": "in_progress", "work in progress": "in_progress",
    "on hold": "on_hold", "pending": "on_hold",
    "resolved": "resolved", "closed": "closed",
    "canceled": "cancelled", "cancelled": "cancelled",
}  # fmt: skip
"""incident.state, and incident_state of older releases whose 3, 4 and 5 are kinds of waiting."""

HOLD_REASONS: dict[str, Value] = {
    "1": "awaiting_caller", "3": "awaiting_problem", "4": "awaiting_vendor",
    "5": "awaiting_change",
    "awaiting caller": "awaiting_caller", "awaiting user info": "awaiting_caller",
    "awaiting user": "awaiting_caller", "awaiting problem": "awaiting_problem",
    "awaiting vendor": "awaiting_vendor", "awaiting change": "awaiting_change",
    "awaiting evidence": "awaiting_evidence",
}  # fmt: skip

STATE_HOLDS: dict[str, Value] = {
    words: reason for words, reason in HOLD_REASONS.items() if not words.isdigit()
}
"""Older releases name the reason in the state itself."""

RANKS: dict[str, Value] = {
    "critical": 1, "high": 2, "moderate": 3, "medium": 3, "low": 4, "planning": 5,
}  # fmt: skip
THIRDS: dict[str, Value] = {"high": 1, "medium": 2, "moderate": 2, "low": 3}

CHANGE_STATES: dict[str, Value] = {
    "-5": "new", "-4": "assess", "-3": "authorize", "-2": "scheduled", "-1": "implement",
    "0": "review", "3": "closed", "4": "cancelled",
    "new": "new", "draft": "new", "open": "new", "pending": "new",
    "assess": "assess", "authorize": "authorize", "authorise": "authorize",
    "scheduled": "scheduled", "implement": "implement", "work in progress": "implement",
    "review": "review", "closed": "closed", "closed complete": "closed",
    "closed incomplete": "closed", "canceled": "cancelled", "cancelled": "cancelled",
    "rejected": "rejected",
}  # fmt: skip

CHANGE_TYPES: dict[str, Value] = {
    "standard": "standard", "normal": "normal", "emergency": "emergency",
    "routine": "standard", "comprehensive": "normal", "expedited": "emergency",
}  # fmt: skip

CHANGE_RISKS: dict[str, Value] = {
    "1": 1, "2": 2, "3": 3, "4": 4, "very high": 1, "high": 2, "moderate": 3, "medium": 3,
    "low": 4, "none": 4,
}  # fmt: skip

APPROVALS: dict[str, Value] = {
    "not requested": "not_requested", "not yet requested": "not_requested",
    "requested": "requested", "approved": "approved", "rejected": "rejected",
    "cancelled": "cancelled", "canceled": "cancelled", "not required": "not_required",
    "not_required": "not_required", "duplicate": "not_required",
    "no longer required": "not_required",
}  # fmt: skip

CLOSE_CODES: dict[str, Value] = {
    "successful": "successful", "successful_issues": "successful_issues",
    "successful with issues": "successful_issues", "unsuccessful": "unsuccessful",
    "failed": "unsuccessful", "backed out": "unsuccessful",
}  # fmt: skip

MAJOR: dict[str, Value] = {
    "accepted": True,
    "proposed": False,
    "rejected": False,
    "canceled": False,
}
