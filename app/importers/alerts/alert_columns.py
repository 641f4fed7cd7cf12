"""Columns that most alert formats share, by the names that each has for them."""

from app.importers.alerts.vocabulary import SEVERITIES, STATES
from app.importers.columns import Choice, Column, Raw
from app.models.records import Value

JSON: tuple[str, ...] = ("json", "ndjson")
"""The containers of what tools send and answer."""


def state(*names: str, choices: dict[str, Value] = STATES) -> tuple[Column, ...]:
    """The state, and its own words."""
    return (
        Choice("state", names, choices=choices, otherwise="unknown", when_empty="unknown"),
        Raw("state_raw", names),
    )


def severity(*names: str, choices: dict[str, Value] = SEVERITIES) -> tuple[Column, ...]:
    """The severity, and its own words."""
    return (Choice("severity", names, choices=choices), Raw("severity_raw", names))
