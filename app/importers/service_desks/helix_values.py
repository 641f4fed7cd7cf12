"""BMC Helix (Remedy) choice values to canonical ones; unknown ones stay raw."""

from app.models.records import Value

INCIDENT_STATES: dict[str, Value] = {
    "0": "new", "1": "in_progress", "2": "in_progress", "3": "on_hold", "4": "resolved",
    "5": "closed", "6": "cancelled",
    "new": "new", "assigned": "in_progress", "in progress": "in_progress",
    "pending": "on_hold", "resolved": "resolved", "closed": "closed", "cancelled": "cancelled",
    "canceled": "cancelled",
}  # fmt: skip
HOLD_STARTS: tuple[tuple[str, Value], ...] = (
    ("client", "awaiting_caller"), ("customer", "awaiting_caller"),
    ("third party", "awaiting_vendor"), ("supplier", "awaiting_vendor"),
    ("infrastructure change", "awaiting_change"),
)  # fmt: skip
RANKS: dict[str, Value] = {"critical": 1, "high": 2, "medium": 3, "low": 4}
IMPACTS: dict[str, Value] = {
    "extensive/widespread": 1, "significant/large": 2, "moderate/limited": 3,
    "minor/localized": 4,
}  # fmt: skip
CHANGE_STATES: dict[str, Value] = {
    "draft": "new", "request for authorization": "assess", "request for change": "assess",
    "planning in progress": "assess", "scheduled for review": "assess",
    "scheduled for approval": "authorize", "scheduled": "scheduled",
    "implementation in progress": "implement", "pending": "implement",
    "completed": "review", "closed": "closed", "cancelled": "cancelled",
    "canceled": "cancelled", "rejected": "rejected",
}  # fmt: skip
CHANGE_CLASSES: dict[str, Value] = {
    "standard": "standard", "no impact": "standard", "normal": "normal", "expedited": "emergency",
    "emergency": "emergency", "latent": "emergency",
}  # fmt: skip
RISKS: dict[str, Value] = {
    "risk level 1": 4, "risk level 2": 4, "risk level 3": 3, "risk level 4": 2,
    "risk level 5": 1, "1": 4, "2": 4, "3": 3, "4": 2, "5": 1, "low": 4, "moderate": 3,
    "medium": 3, "high": 2, "very high": 1, "critical": 1,
}  # fmt: skip
CLOSE_STARTS: tuple[tuple[str, Value], ...] = (
    ("successful with", "successful_issues"), ("successful", "successful"),
    ("unsuccessful", "unsuccessful"), ("backed out", "unsuccessful"),
)  # fmt: skip
