"""The [thresholds] table of settings.toml: every limit checked before anything relies on it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from typing import Any

from app.models.settings import DAY, Settings

_LONGEST_S = 366 * DAY
_MOST_WORDS, _LONGEST_WORD = 500, 200


def thresholds(table: Mapping[str, Any]) -> dict[str, Any]:
    """Fields of Settings by name; ValueError for one that is unknown or out of range.

    Priorities that a table doesn't name keep their default.
    """
    if not isinstance(table, Mapping):
        raise TypeError("“thresholds” is not a table; write it as [thresholds]")
    check_names("a threshold", table, _READERS)
    read: dict[str, Any] = {}
    for name, value in table.items():
        try:
            read[name] = _READERS[name](value)
        except ValueError as error:
            raise ValueError(f"{name}: {error}") from error
    for field in fields(Settings):
        if field.name in _PER_PRIORITY and field.name in read:
            assert callable(field.default_factory)
            read[field.name] = {**field.default_factory(), **read[field.name]}
    return read


def check_names(what: str, given: Iterable[str], known: Iterable[str]) -> None:
    """ValueError that names the first given name that isn't known, and those that are."""
    for name in given:
        if name not in known:
            raise ValueError(f"“{name}” is not {what}; known are {', '.join(sorted(known))}")


def words(value: Any) -> tuple[str, ...]:
    """A list of words without the blanks around them; ValueError for anything else."""
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise ValueError('needs a list of words, as in ["phone", "chat"]')
    if len(value) > _MOST_WORDS:
        raise ValueError(f"{len(value)} words are more than the {_MOST_WORDS} that are looked at")
    found = tuple(word.strip() for word in value)
    for word in found:
        if not 1 <= len(word) <= _LONGEST_WORD:
            raise ValueError(f"“{word[:20]}” is not a word of 1 to {_LONGEST_WORD} letters")
    return found


def _whole(low: int, high: int, what: str) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        if type(value) is not int or not low <= value <= high:
            raise ValueError(f"“{value}” is not {what}")
        return value

    return read


def _real(high: int, what: str) -> Callable[[Any], float]:
    def read(value: Any) -> float:
        if type(value) not in (int, float) or not 0 <= value <= high:
            raise ValueError(f"“{value}” is not {what}")
        return float(value)

    return read


def _by_priority(
    one: Callable[[Any], int], what: str, example: str
) -> Callable[[Any], dict[int, int]]:
    """TOML's keys are text: `{ 1 = 1800, 2 = 7200 }`."""

    def read(value: Any) -> dict[int, int]:
        if not isinstance(value, Mapping) or not value.keys() <= set("12345"):
            raise ValueError(f"needs {what} by priority, as in {{ {example} }}")
        return {int(priority): one(each) for priority, each in value.items()}

    return read


def _whole_days(value: Any) -> int:
    if type(value) is not int or not DAY <= value <= _LONGEST_S or value % DAY:
        raise ValueError(f"“{value}” is not a number of seconds that makes 1 to 366 whole days")
    return value


def _flag(value: Any) -> bool:
    if type(value) is not bool:
        raise ValueError(f"“{value}” is neither true nor false")
    return value


_seconds = _whole(0, _LONGEST_S, "a number of seconds up to a year")
_share = _real(1, "a share from 0 to 1")
_days = _whole(0, 366, "a number of days from 0 to 366")
_PER_PRIORITY: dict[str, Callable[[Any], dict[int, int]]] = {
    "at_risk_s": _by_priority(_seconds, "seconds", "1 = 1800, 2 = 7200"),
    "stale_s": _by_priority(_seconds, "seconds", "1 = 1800, 2 = 7200"),
    "pir_days": _by_priority(_days, "business days", "1 = 5, 2 = 10"),
}
_READERS: dict[str, Callable[[Any], Any]] = {
    **_PER_PRIORITY,
    "reopen_window_s": _seconds,
    "fresh_limit_s": _seconds,
    "emergency_lead_s": _seconds,
    "old_share_limit": _share,
    "unassigned_share_limit": _share,
    "wrong_priority_share_limit": _share,
    "net_inflow_weeks": _whole(1, 26, "a number of weeks from 1 to 26"),
    "single_keys": _flag,
    "recompute": _flag,
    "recurrence_s": _whole_days,
    "desk_groups": words,
    "contact_channels": words,
    "instant_channels": words,
    "not_for_desk": words,
    "ratify_s": _seconds,
    "audit_sample": _whole(1, 10_000, "a number of records from 1 to 10000"),
    "audit_seed": _whole(0, 2**32 - 1, "a whole number from 0 to 4294967295"),
    "tier_one_target": _real(100, "a percentage from 0 to 100"),
    "flapping_n": _whole(2, 1000, "a number of episodes from 2 to 1000"),
}
