"""Providers' maintenance notices: iCalendar with X-MAINTNOTE properties (BCOP; FORMATS §24)."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from app.importers.base import Chunk, Collector, Desk, Importer, Look, Row
from app.importers.columns import Choice, Column, Integer, Key, Name, Stamp, Text
from app.importers.ticket_keys import change_key, ticket_key
from app.models.counts import counted
from app.models.records import Plan, Value

_STATES: dict[str, Value] = {
    "tentative": "tentative", "confirmed": "confirmed", "cancelled": "cancelled",
    "canceled": "cancelled", "in-process": "in_process", "in-progress": "in_process",
    "completed": "completed", "rescheduled": "rescheduled", "no-change": "no_change",
}  # fmt: skip
_IMPACTS: dict[str, Value] = {
    "no-impact": "no_impact", "reduced-redundancy": "reduced_redundancy", "degraded": "degraded",
    "outage": "outage",
}  # fmt: skip
_FIELDS = (
    "source", "key", "source_id", "kind", "title", "state", "ci", "provider", "impact",
    "start_at", "end_at", "announced_at", "ticket_key", "message", "url", "updated_at",
    "revision", "row_hash",
)  # fmt: skip
_NEEDED = (
    ("start_at", "start", "The notice has no start"),
    ("end_at", "end", "The notice has no end"),
    ("announced_at", "dtstamp", "The notice has no time stamp (DTSTAMP)"),
)


class MaintenanceNotices(Importer):
    """One row a date and object: a circuit or service that the provider works on."""

    id: ClassVar[str] = "calendar.maintenance_notices"
    system: ClassVar[str] = "Provider notices"
    kind: ClassVar[str] = "outage"
    containers: ClassVar[tuple[str, ...]] = ("ics",)
    table: ClassVar[str] = "outage"
    key: ClassVar[tuple[str, ...]] = ("source", "key")
    constants: ClassVar[dict[str, Value]] = {"source": "maintenance_notice", "kind": "planned"}
    columns: ClassVar[tuple[Column, ...]] = (
        Key("source_id", ("x-maintnote-maintenance-id",)),
        Key("provider", ("x-maintnote-provider",)),
        Key("account", ("x-maintnote-account",)),
        Name("ci", ("x-maintnote-object-id",)),
        Choice("object_impact", ("x-maintnote-object-impact",), choices=_IMPACTS, keep=True),
        Choice("impact", ("x-maintnote-impact",), choices=_IMPACTS, keep=True),
        Choice("state", ("x-maintnote-status",), choices=_STATES, keep=True,
               when_empty="no_change"),
        Name("recurrence", ("recurrence-id",)),
        Name("organizer", ("organizer",)),
        Text("title", ("summary",)),
        Text("message", ("description",)),
        Stamp("start_at", ("start",)),
        Stamp("end_at", ("end",)),
        Stamp("announced_at", ("dtstamp",)),
        Integer("revision", ("sequence",)),
        Text("url", ("url",)),
    )  # fmt: skip

    def claims(self, look: Look) -> bool:
        """A calendar with one property that only notices have."""
        return look.container == "ics" and is_notice(look)

    def plans(self, fields: tuple[str, ...]) -> dict[str, Plan]:
        """Announced outages."""
        del fields
        return {"outage": Plan("outage", _FIELDS, self.key)}

    def collector(self, fields: tuple[str, ...], desk: Desk) -> Collector:
        """Completes each row."""
        return _Notices(fields, desk)


class _Notices(Collector):
    """Refuses a notice without its times; counts those that leave out whom or what."""

    def __init__(self, fields: tuple[str, ...], desk: Desk) -> None:
        super().__init__("outage")
        self._fields = fields
        self._desk = desk
        self._nameless = self._senderless = 0

    def take(self, numbers: Sequence[int], rows: list[Row]) -> Iterator[Chunk]:
        """The rows that have all their times."""
        kept: list[Row] = []
        for number, row in zip(numbers, rows, strict=True):
            values = dict(zip(self._fields, row, strict=True))
            lacking = [need[1:] for need in _NEEDED if values[need[0]] is None]
            if lacking:
                self._desk.reject(number, lacking[0][0], "", lacking[0][1])
                continue
            self._nameless += values["ci"] is None
            self._senderless += values["organizer"] is None
            kept.append(_outage(values))
        if kept:
            yield "outage", kept

    def end(self) -> Iterator[Chunk]:
        """Says what the notices leave open."""
        if self._nameless:
            notices = counted(self._nameless, "notice names", "notices name")
            self._desk.warn(f"{notices} no object: which circuit is worked on isn't told.")
        if self._senderless:
            notices = counted(self._senderless, "notice names", "notices name")
            self._desk.warn(f"{notices} no organizer: whom to ask isn't told.")
        yield from ()


def _outage(values: dict[str, Value]) -> Row:
    parts = (values["provider"], values["source_id"], values["ci"], values["recurrence"])
    values["key"] = "/".join(str(part) for part in parts if part)
    values["impact"] = values["object_impact"] or values["impact"]
    values["updated_at"] = values["announced_at"]
    texts = (values["title"], values["message"])
    values["ticket_key"] = change_key(*texts) or ticket_key(*texts)
    account = f"Account {values['account']}"
    values["message"] = f"{account}\n{values['message']}" if values["message"] else account
    return tuple(values[field] for field in _FIELDS)


def is_notice(look: Look) -> bool:
    """Whether a calendar's first entries say that they announce maintenance."""
    named = ("x-maintnote-maintenance-id", "x-maintnote-provider", "x-maintnote-object-id")
    return any(look.values(name) for name in named)
