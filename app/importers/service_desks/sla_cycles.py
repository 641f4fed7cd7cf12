"""SLA clocks of Jira Service Management: cycles of the REST API, cells of the CSV (FORMATS §2)."""

import json
import math
import re
from collections.abc import Iterator
from typing import Any

from app.importers.measures import seconds_of
from app.importers.service_desks.spread import Values
from app.models.records import Plan, Value

SLA_FIELDS = (
    "source", "key", "ticket_key", "sla_name", "target", "stage", "breached", "start_at",
    "stop_at", "breach_at", "goal_s", "elapsed_business_s", "remaining_s", "updated_at",
)  # fmt: skip
_CELL_FIELDS = (
    "source", "key", "ticket_key", "sla_name", "target", "stage", "breached", "remaining_s",
    "updated_at",
)  # fmt: skip
_KEY = ("source", "key")
CYCLES_PLAN = Plan("sla_record", SLA_FIELDS, _KEY, counted=False)
CELLS_PLAN = Plan("sla_record", _CELL_FIELDS, _KEY, counted=False)
"""A CSV knows only what remained at the export: it never blanks what the API said."""

_MOST_MILLIS = 1e15
_RESPONSE = re.compile(r"respon|respost|respuest|reaktion|réponse|reply")
_RESOLUTION = re.compile(
    r"resol|résol|conclu|lösung|erledig|done|close|finali|fulfil|complet|restor"
)


def target_of(name: str) -> str | None:
    """Which promise an SLA of this name is: response or resolution, None when it doesn't say."""
    words = name.casefold()
    if _RESPONSE.search(words):
        return "response"
    return "resolution" if _RESOLUTION.search(words) else None


def of_cell(ticket: Values, name: str, cell: str, *, done: bool) -> Values | None:
    """What remained of one SLA when the CSV was written; None for a cell that is no duration.

    `cell` is `H:MM` of the SLA's own calendar, negative when overdue.
    """
    try:
        remaining = seconds_of(cell)
    except ValueError:
        return None
    if remaining is None:
        return None
    return _record(ticket, name) | {
        "stage": "completed" if done else "in_progress",
        "breached": remaining < 0 or cell.strip().startswith("-"),
        "remaining_s": remaining,
    }


def of_cycles(ticket: Values, name: str, completed: str | None, ongoing: Values) -> Values | None:
    """One SLA: its ongoing cycle, else its last completed one; None when it never started.

    `completed` is the JSON text of `completedCycles`; `ongoing` holds the paths within
    `ongoingCycle` in small letters. A breach of an earlier cycle stays a breach.
    """
    cycles = [_paths(cycle) for cycle in _list(completed)]
    running = any(value not in {None, ""} for value in ongoing.values())
    if not cycles and not running:
        return None
    cycle = ongoing if running else cycles[-1]
    stage = "completed"
    if running:
        stage = "paused" if _true(cycle.get("paused")) else "in_progress"
    return _record(ticket, name) | {
        "stage": stage,
        "breached": any(_true(each.get("breached")) for each in (*cycles, cycle)),
        "start_at": _seconds(cycle.get("starttime.epochmillis")),
        "stop_at": _seconds(cycle.get("stoptime.epochmillis")),
        "breach_at": _seconds(cycle.get("breachtime.epochmillis")),
        "goal_s": _seconds(cycle.get("goalduration.millis")),
        "elapsed_business_s": _seconds(cycle.get("elapsedtime.millis")),
        "remaining_s": _seconds(cycle.get("remainingtime.millis")),
    }


def first_stop(completed: str) -> int | None:
    """When the first of the completed cycles ended, UTC seconds."""
    cycles = _list(completed)
    return _seconds(_paths(cycles[0]).get("stoptime.epochmillis")) if cycles else None


def _record(ticket: Values, name: str) -> Values:
    return {
        "source": "jira",
        "key": f"{ticket['key']}|{name.casefold()}",
        "ticket_key": ticket["key"],
        "sla_name": name,
        "target": target_of(name),
        "updated_at": ticket.get("updated_at"),
    }


def _list(text: str | None) -> list[dict[str, Any]]:
    try:
        whole = json.loads(text or "[]")
    except (ValueError, RecursionError):
        return []
    return [each for each in whole if isinstance(each, dict)] if isinstance(whole, list) else []


def _paths(record: dict[str, Any], prefix: str = "") -> Values:
    paths: Values = {}
    for path, value in _walk(record, prefix):
        paths[path] = value
    return paths


def _walk(record: dict[str, Any], prefix: str) -> Iterator[tuple[str, Value]]:
    for name, value in record.items():
        path = prefix + name.casefold()
        if isinstance(value, dict):
            if len(path) < 200:
                yield from _walk(value, f"{path}.")
        elif value is None or isinstance(value, (str, int, float)):
            yield path, value


def _true(value: Value) -> bool:
    return value is True or str(value).casefold() == "true"


def _seconds(value: Value) -> int | None:
    """Milliseconds as seconds; None for what no clock shows."""
    try:
        millis = float(str(value)) if value is not None else math.inf
    except ValueError:
        return None
    return int(millis // 1000) if abs(millis) < _MOST_MILLIS else None
