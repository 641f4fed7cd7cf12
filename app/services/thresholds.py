"""The [thresholds] table of settings.toml: every limit checked before anything relies on it."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

from app.models.settings import Settings

_LONGEST_S = 366 * 86400


def thresholds(table: Mapping[str, Any]) -> dict[str, Any]:
    """Fields of Settings by name; ValueError for one that is unknown or out of range.

    Priorities that a table doesn't name keep their default.
    """
    read: dict[str, Any] = {}
    for name, value in table.items():
        if name not in _READERS:
            known = ", ".join(sorted(_READERS))
            raise ValueError(f"“{name}” is not a threshold; known are {known}")
        try:
            read[name] = _READERS[name](value)
        except ValueError as error:
            raise ValueError(f"{name}: {error}") from error
    for field in fields(Settings):
        if field.name in ("at_risk_s", "stale_s") and field.name in read:
            assert callable(field.default_factory)
            read[field.name] = {**field.default_factory(), **read[field.name]}
    return read


def _seconds(value: Any) -> int:
    if type(value) is not int or not 0 <= value <= _LONGEST_S:
        raise ValueError(f"“{value}” is not a number of seconds up to a year")
    return value


def _by_priority(value: Any) -> dict[int, int]:
    """TOML's keys are text: `{ 1 = 1800, 2 = 7200 }`."""
    if not isinstance(value, Mapping) or not value.keys() <= set("12345"):
        raise ValueError("needs seconds by priority, as in { 1 = 1800, 2 = 7200 }")
    return {int(priority): _seconds(seconds) for priority, seconds in value.items()}


def _share(value: Any) -> float:
    if type(value) not in (int, float) or not 0 <= value <= 1:
        raise ValueError(f"“{value}” is not a share from 0 to 1")
    return float(value)


def _weeks(value: Any) -> int:
    if type(value) is not int or not 1 <= value <= 26:
        raise ValueError(f"“{value}” is not a number of weeks from 1 to 26")
    return value


def _flag(value: Any) -> bool:
    if type(value) is not bool:
        raise ValueError(f"“{value}” is neither true nor false")
    return value


_READERS: dict[str, Callable[[Any], Any]] = {
    "at_risk_s": _by_priority,
    "stale_s": _by_priority,
    "reopen_window_s": _seconds,
    "fresh_limit_s": _seconds,
    "emergency_lead_s": _seconds,
    "old_share_limit": _share,
    "unassigned_share_limit": _share,
    "wrong_priority_share_limit": _share,
    "net_inflow_weeks": _weeks,
    "single_keys": _flag,
}
