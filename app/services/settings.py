"""Settings out of resources/defaults.toml and an optional settings.toml beside the store."""

import re
import tomllib
from collections.abc import Mapping
from math import isfinite
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.models.errors import AppError
from app.models.moments import DAYS
from app.models.settings import (
    DAY,
    HOUR,
    KPI_PARAMETERS,
    MINUTE,
    CalendarRule,
    KpiTarget,
    KpiVariant,
    RelativeTarget,
    Settings,
    SlaTarget,
    Span,
)
from app.services.resources import resource
from app.services.thresholds import check_names, thresholds, words

_UNITS = {"m": MINUTE, "h": HOUR, "d": DAY}
_HOLIDAY_YEARS = range(2005, 2046)
_TABLES = (
    "calendar",
    "definitions_version",
    "holds",
    "priority_matrix",
    "relative_target",
    "sla",
    "target",
    "thresholds",
    "variant",
)
_LISTS = ("calendar", "relative_target", "sla", "target", "variant")


def load_settings(report_zone: str, override: Path | None = None) -> Settings:
    """The defaults, with the tables of `override` in place of the same tables.

    Raises AppError for an unknown zone or a settings file that can't be read.
    """
    check_zone(report_zone)
    tables = _read(resource("defaults.toml"))
    if override is not None and override.is_file():
        tables |= _read(override)
    try:
        return _settings(report_zone, tables)
    except (KeyError, ValueError, TypeError) as error:
        place = override or resource("defaults.toml")
        why = f"“{error.args[0]}” is missing" if isinstance(error, KeyError) else error
        raise AppError(
            f"The settings in {place} can't be used: {why}. Mend or remove the file."
        ) from error


def check_zone(zone: str) -> ZoneInfo:
    """The IANA zone, or an AppError that names it."""
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise AppError(
            f"“{zone}” is not a time zone. Use an IANA name such as Europe/Berlin or UTC."
        ) from error


def computer_zone() -> str:
    """The computer's own IANA zone, UTC when it can't be told."""
    import tzlocal

    try:
        return str(tzlocal.get_localzone_name())
    except (LookupError, ValueError, OSError):
        return "UTC"


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise AppError(
            f"{path} can't be read as settings: {error}. Mend or remove the file."
        ) from error


def _settings(report_zone: str, tables: Mapping[str, Any]) -> Settings:
    check_names("a table of settings", tables, _TABLES)
    for name in _LISTS:
        if not _is_list_of_tables(tables.get(name, [])):
            raise TypeError(f"“{name}” is not a list of tables; write each as [[{name}]]")
    calendars = tuple(_calendar(entry, report_zone) for entry in tables["calendar"])
    return Settings(
        report_zone=report_zone,
        calendars=calendars,
        sla=tuple(_sla(entry, calendars) for entry in tables["sla"]),
        targets=tuple(
            KpiTarget(
                entry["kpi"],
                entry.get("part", ""),
                _finite(entry["target"]),
                _finite(entry["stretch"]) if "stretch" in entry else None,
                entry.get("owner", "No owner"),
            )
            for entry in tables["target"]
        ),
        priority_matrix=_matrix(tables["priority_matrix"]["rows"]),
        hold_reasons=words(tables["holds"]["pause_the_clock"]),
        definitions_version=_version(tables["definitions_version"]),
        variants=tuple(_variant(entry) for entry in tables.get("variant", ())),
        relative=tuple(_relative(entry) for entry in tables.get("relative_target", ())),
        **thresholds(tables.get("thresholds", {})),
    )


def _is_list_of_tables(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(entry, dict) for entry in value)


def _version(value: Any) -> int:
    if type(value) is not int or value < 1:
        raise ValueError(f"definitions_version: “{value}” is not a whole number from 1")
    return value


def _variant(entry: Mapping[str, Any]) -> KpiVariant:
    """A definition that holds from the beginning; the store's versions come after it."""
    check_names("part of a variant", entry, ("kpi", "variant", "parameters", "reason"))
    kpi, name, reason = (entry.get(part, "") for part in ("kpi", "variant", "reason"))
    if not all(isinstance(each, str) for each in (kpi, name, reason)):
        raise TypeError("variant: kpi, variant and reason are words in quotes")
    if not re.fullmatch(r"K([1-9]|1[0-8])", kpi):
        raise ValueError(f"variant: “{kpi}” is not a KPI from K1 to K18")
    given = entry.get("parameters", {})
    if not isinstance(given, Mapping) or not all(type(n) in (int, float) for n in given.values()):
        raise TypeError(f"variant: parameters of {kpi} are numbers, as in {{ three_of_four = 1 }}")
    check_names(f"a parameter of {kpi}", given, KPI_PARAMETERS)
    parameters = tuple(sorted((word, _finite(number)) for word, number in given.items()))
    return KpiVariant(kpi, name, parameters=parameters, reason=reason)


def _finite(given: Any) -> float:
    """A number that can be reckoned with; ValueError for nan, inf and what has no float."""
    try:
        number = float(given)
    except OverflowError:
        number = float("inf")
    if not isfinite(number):
        raise ValueError(f"“{str(given)[:20]}” is not a finite number")
    return number


def _relative(entry: Mapping[str, Any]) -> RelativeTarget:
    stretch = entry.get("stretch_factor")
    return RelativeTarget(
        entry["kpi"],
        entry["words"],
        _finite(entry.get("factor", 1)),
        None if stretch is None else _finite(stretch),
    )


def _calendar(entry: Mapping[str, Any], report_zone: str) -> CalendarRule:
    zone = report_zone if entry["zone"] == "report" else entry["zone"]
    check_zone(zone)
    holidays: list[tuple[str, int, int]] = []
    for holiday in entry.get("holidays", ()):
        holidays += _holidays(holiday)
    return CalendarRule(
        name=entry["name"],
        zone=zone,
        spans=tuple(_span(text) for text in entry["spans"]),
        holidays=tuple(holidays),
        extra=tuple((text, 0, 1440) for text in entry.get("extra", ())),
    )


def _holidays(text: str) -> list[tuple[str, int, int]]:
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return [(text, 0, 1440)]
    import holidays

    country, _, region = text.partition("-")
    days = holidays.country_holidays(country, subdiv=region or None, years=_HOLIDAY_YEARS)
    return [(day.isoformat(), 0, 1440) for day in sorted(days)]


def _span(text: str) -> Span:
    match = re.fullmatch(r"(\w{3}) (\d\d):(\d\d)-(\d\d):(\d\d)", text)
    if match is None or match[1] not in DAYS:
        raise ValueError(f"“{text}” is not a span like “Mon 08:00-18:00”")
    start = int(match[2]) * 60 + int(match[3])
    return Span(DAYS.index(match[1]), start, int(match[4]) * 60 + int(match[5]))


def _matrix(rows: list[list[Any]]) -> tuple[tuple[int, ...], ...]:
    if not 3 <= len(rows) <= 5 or any(len(row) != len(rows[0]) for row in rows):
        raise ValueError("priority_matrix has 3 to 5 rows of equal length")
    return tuple(tuple(_priority(value) for value in row) for row in rows)


def _priority(value: Any) -> int:
    if type(value) is not int or not 1 <= value <= 5:
        raise ValueError(f"“{value}” is not a priority from 1 to 5")
    return value


def _sla(entry: Mapping[str, Any], calendars: tuple[CalendarRule, ...]) -> SlaTarget:
    name = entry["calendar"]
    day = DAY
    if name != "24x7":
        rule = next((rule for rule in calendars if rule.name == name), None)
        if rule is None:
            raise ValueError(f"calendar “{name}” is not defined")
        spans = [(span.end_minute - span.start_minute) % 1440 or 1440 for span in rule.spans]
        day = max(spans) * MINUTE
    return SlaTarget(
        priority=_priority(entry["priority"]),
        response_s=_duration(entry.get("response"), day),
        resolution_s=_duration(entry.get("resolution"), day),
        response_calendar=name,
        resolution_calendar=name,
    )


def _duration(text: str | None, day: int) -> int | None:
    if text is None:
        return None
    match = re.fullmatch(r"(\d+)([mhd])", text)
    if match is None:
        raise ValueError(f"“{text}” is not a duration like 15m, 4h or 3d")
    return int(match[1]) * (day if match[2] == "d" else _UNITS[match[2]])
