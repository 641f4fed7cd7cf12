"""Entries of a calendar: changes, freezes and maintenance windows (FORMATS §24)."""

import re
from collections.abc import Iterator, Sequence
from typing import ClassVar

from app.importers.base import Chunk, Collector, Desk, Importer, Look, Row
from app.importers.columns import Choice, Column, Integer, Key, Name, Raw, Stamp, Text
from app.importers.feeds.maintenance_notices import is_notice
from app.importers.ticket_keys import change_key
from app.models.records import Plan, Value

_FREEZE = re.compile(
    r"\b(?:freezes?|blackouts?|embargo(?:e?s)?|moratori(?:ums?|a))\b", re.IGNORECASE
)
_MAINTENANCE = re.compile(r"\bmaintenance\b", re.IGNORECASE)
_SOFT = re.compile(r"\bsoft\b", re.IGNORECASE)
_STATES: dict[str, Value] = {
    "confirmed": "scheduled", "tentative": "new", "cancelled": "cancelled",
    "canceled": "cancelled",
}  # fmt: skip
_CHANGE_FIELDS = (
    "source", "key", "source_id", "title", "description", "state", "state_raw", "category",
    "location", "requested_by", "planned_start_at", "planned_end_at", "opened_at", "updated_at",
    "kind", "url", "revision", "row_hash",
)  # fmt: skip
_WINDOW_FIELDS = ("key", "kind", "title", "start_at", "end_at", "hard", "state", "row_hash")


class CalendarEvents(Importer):
    """One row a date of an entry; what it is follows from its title and categories."""

    id: ClassVar[str] = "calendar.events"
    system: ClassVar[str] = "Calendar"
    kind: ClassVar[str] = "change"
    containers: ClassVar[tuple[str, ...]] = ("ics",)
    table: ClassVar[str] = "change"
    key: ClassVar[tuple[str, ...]] = ("source", "key")
    constants: ClassVar[dict[str, Value]] = {"source": "calendar"}
    columns: ClassVar[tuple[Column, ...]] = (
        Key("source_id", ("uid",)),
        Name("recurrence", ("recurrence-id",)),
        Text("title", ("summary",)),
        Text("description", ("description",)),
        Name("category", ("categories",)),
        Name("location", ("location",)),
        Name("requested_by", ("organizer",)),
        Choice("state", ("status",), choices=_STATES, otherwise="unknown", when_empty="scheduled"),
        Raw("state_raw", ("status",)),
        Stamp("planned_start_at", ("start",), required=True),
        Stamp("planned_end_at", ("end",)),
        Stamp("opened_at", ("created",)),
        Stamp("changed_at", ("last-modified",)),
        Stamp("stamped_at", ("dtstamp",)),
        Text("url", ("url",)),
        Integer("revision", ("sequence",)),
    )

    def claims(self, look: Look) -> bool:
        """A calendar without maintenance notices."""
        return look.container == "ics" and not is_notice(look)

    def plans(self, fields: tuple[str, ...]) -> dict[str, Plan]:
        """Changes, and the windows among them."""
        del fields
        return {
            "change": Plan("change", _CHANGE_FIELDS, self.key),
            "schedule_window": Plan("schedule_window", _WINDOW_FIELDS, ("key",)),
        }

    def collector(self, fields: tuple[str, ...], desk: Desk) -> Collector:
        """Tells changes and windows apart."""
        return _Entries(fields, desk)


class _Entries(Collector):
    """Freezes by their words, maintenance by its word, everything else a change."""

    def __init__(self, fields: tuple[str, ...], desk: Desk) -> None:
        super().__init__("change")
        self._fields = fields
        self._desk = desk

    def take(self, numbers: Sequence[int], rows: list[Row]) -> Iterator[Chunk]:
        """Changes first, then windows."""
        changes: list[Row] = []
        windows: list[Row] = []
        for number, row in zip(numbers, rows, strict=True):
            values = dict(zip(self._fields, row, strict=True))
            if not isinstance(values["planned_start_at"], int):
                self._desk.reject(number, "start", "", "The entry has no start")
                continue
            kind = window_kind(str(values["title"] or ""), str(values["category"] or ""))
            if kind is None:
                changes.append(_change(values))
            elif self._is_window(number, values):
                windows.append(_window(values, kind))
        if changes:
            yield "change", changes
        if windows:
            yield "schedule_window", windows

    def _is_window(self, number: int, values: dict[str, Value]) -> bool:
        start, end = values["planned_start_at"], values["planned_end_at"]
        if isinstance(end, int) and isinstance(start, int) and end > start:
            return True
        if values["state"] == "cancelled":
            values["planned_end_at"] = start
            return True
        title = str(values["title"] or "")
        self._desk.reject(number, "end", title, "The window has no end after its start")
        return False


def window_kind(title: str, categories: str) -> str | None:
    """Freeze or maintenance by the words of an entry; None for everything else.

    A title with a change number is a change, whatever it speaks of, unless its category says
    otherwise: “CHG0012345 exception from the freeze” must not stop every other change.
    """
    words = categories if change_key(title) else f"{title} {categories}"
    if _FREEZE.search(words):
        return "freeze"
    return "maintenance" if _MAINTENANCE.search(words) else None


def _change(values: dict[str, Value]) -> Row:
    number = change_key(values["title"])
    key = number or str(values["source_id"])
    values["key"] = f"{key}/{values['recurrence']}" if values["recurrence"] else key
    values["updated_at"] = values["changed_at"] or values["stamped_at"]
    values["requested_by"] = _address(values["requested_by"])
    values["kind"] = "calendar entry"
    return tuple(values[field] for field in _CHANGE_FIELDS)


def _window(values: dict[str, Value], kind: str) -> Row:
    words = f"{values['title'] or ''} {values['category'] or ''}"
    own = {
        "key": "/".join(filter(None, (str(values["source_id"]), str(values["recurrence"] or "")))),
        "kind": kind,
        "title": values["title"],
        "start_at": values["planned_start_at"],
        "end_at": values["planned_end_at"],
        "hard": kind == "freeze" and not _SOFT.search(words),
        "state": "cancelled" if values["state"] == "cancelled" else None,
        "row_hash": values["row_hash"],
    }
    return tuple(own[field] for field in _WINDOW_FIELDS)


def _address(organizer: Value) -> Value:
    text = str(organizer or "")
    return text[7:] if text.casefold().startswith("mailto:") else organizer
