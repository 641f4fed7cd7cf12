"""ServiceNow's choice values to canonical ones (FORMATS §1.3); unknown ones stay raw."""

from app.importers.servicenow.local_words import (
    LOCAL_CHANGE_STATES,
    LOCAL_CHANGE_TYPES,
    LOCAL_RISKS,
    LOCAL_STATES,
)
from app.models.records import Value

TICKET_STATES: dict[str, Value] = {
    "1": "new", "2": "in_progress", "3": "on_hold", "4": "on_hold", "5": "on_hold",
    "6": "resolved", "7": "closed", "8": "cancelled",
    "new": "new", "open": "new", "assigned": "in_progress",
    "active": "in_progress", "in progress": "in_progress", "work in progress": "in_progress",
    "on hold": "on_hold", "pending": "on_hold",
    "resolved": "resolved", "closed": "closed",
    "canceled": "cancelled", "cancelled": "cancelled",
    **LOCAL_STATES,
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
    **LOCAL_CHANGE_STATES,
}  # fmt: skip

CHANGE_TYPES: dict[str, Value] = {
    "standard": "standard", "normal": "normal", "emergency": "emergency",
    "routine": "standard", "comprehensive": "normal", "expedited": "emergency",
    **LOCAL_CHANGE_TYPES,
}  # fmt: skip

CHANGE_RISKS: dict[str, Value] = {
    "1": 1, "2": 2, "3": 3, "4": 4, "very high": 1, "high": 2, "moderate": 3, "medium": 3,
    "low": 4, "none": 4,
    **LOCAL_RISKS,
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

TASK_STATES: dict[str, Value] = {
    "-5": "new", "1": "new", "2": "in_progress", "3": "closed", "4": "closed", "7": "cancelled",
    "pending": "new", "open": "new", "new": "new",
    "work in progress": "in_progress", "in progress": "in_progress", "assess": "in_progress",
    "closed complete": "closed", "closed incomplete": "closed", "closed": "closed",
    "closed skipped": "cancelled", "skipped": "cancelled",
    "canceled": "cancelled", "cancelled": "cancelled", "on hold": "on_hold",
    **LOCAL_STATES,
}  # fmt: skip
"""change_task, sc_task, sc_req_item and sc_request: what was skipped was never done."""

REQUEST_STATES: dict[str, Value] = {
    **TASK_STATES,
    "requested": "new", "pending approval": "new", "waiting_for_approval": "new",
    "waiting for approval": "new", "in_process": "in_progress", "in process": "in_progress",
    "approved": "in_progress", "delivery": "in_progress", "fulfillment": "in_progress",
    "closed_complete": "closed", "closed_incomplete": "closed", "complete": "closed",
    "completed": "closed", "delivered": "closed", "closed_rejected": "cancelled",
    "closed rejected": "cancelled", "request_approved": "in_progress",
    "closed_cancelled": "cancelled", "closed cancelled": "cancelled",
    "request cancelled": "cancelled", "request_cancelled": "cancelled",
    "closed_skipped": "cancelled",
}  # fmt: skip

PROBLEM_STATES: dict[str, Value] = {
    "101": "new", "102": "in_progress", "103": "in_progress", "104": "in_progress",
    "106": "resolved", "107": "closed",
    "1": "new", "2": "in_progress", "3": "on_hold", "4": "closed",
    "new": "new", "open": "new", "assess": "in_progress",
    "root cause analysis": "in_progress", "fix in progress": "in_progress",
    "known error": "in_progress", "pending change": "on_hold", "resolved": "resolved",
    "closed": "closed", "closed/resolved": "closed", "work in progress": "in_progress",
    "canceled": "cancelled", "cancelled": "cancelled",
    **LOCAL_STATES,
}  # fmt: skip
"""problem.state, and the four states of releases before Madrid."""

PROBLEM_TASK_STATES: dict[str, Value] = {
    **TASK_STATES, "151": "new", "152": "in_progress", "154": "in_progress", "157": "closed",
}  # fmt: skip

SECURITY_STATES: dict[str, Value] = {
    "10": "new", "16": "in_progress", "18": "in_progress", "19": "in_progress",
    "20": "in_progress", "100": "resolved", "3": "closed", "7": "cancelled",
    "draft": "new", "new": "new", "analysis": "in_progress", "contain": "in_progress",
    "eradicate": "in_progress", "recover": "in_progress", "review": "resolved",
    "closed": "closed", "canceled": "cancelled", "cancelled": "cancelled",
    **LOCAL_STATES,
}  # fmt: skip
"""In review the threat is gone and the write-up is open."""

STAGES: dict[str, Value] = {
    "in_progress": "in_progress", "in progress": "in_progress", "paused": "paused",
    "completed": "completed", "complete": "completed", "achieved": "completed",
    "cancelled": "cancelled", "canceled": "cancelled", "breached": "breached",
}  # fmt: skip

INSTALL_STATES: dict[str, Value] = {
    "1": "installed", "2": "on_order", "3": "in_maintenance", "4": "pending_install",
    "5": "pending_repair", "6": "in_stock", "7": "retired", "8": "stolen", "100": "absent",
    "installed": "installed", "in use": "installed", "on order": "on_order",
    "in maintenance": "in_maintenance", "pending install": "pending_install",
    "pending repair": "pending_repair", "in stock": "in_stock", "retired": "retired",
    "stolen": "stolen", "absent": "absent",
}  # fmt: skip

OPERATIONAL_STATES: dict[str, Value] = {
    "1": "operational", "2": "non_operational", "3": "repair_in_progress", "4": "dr_standby",
    "5": "ready", "6": "retired", "7": "pipeline", "8": "catalog",
    "operational": "operational", "non-operational": "non_operational",
    "repair in progress": "repair_in_progress", "dr standby": "dr_standby", "ready": "ready",
    "retired": "retired", "pipeline": "pipeline", "catalog": "catalog",
}  # fmt: skip

OUTAGE_TYPES: dict[str, Value] = {
    "outage": "outage", "planned": "planned", "planned outage": "planned",
    "degradation": "degradation",
}  # fmt: skip

ARTICLE_STATES: dict[str, Value] = {
    "draft": "draft", "review": "review", "in review": "review", "published": "published",
    "pending_retirement": "pending_retirement", "pending retirement": "pending_retirement",
    "retired": "retired", "outdated": "outdated",
}  # fmt: skip
