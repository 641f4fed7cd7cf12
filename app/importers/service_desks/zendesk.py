"""Zendesk tickets, as the full CSV export writes them."""

from collections.abc import Iterator
from typing import ClassVar

from app.importers.base import Collector, Desk, Importer, Look
from app.importers.columns import Choice, Column, Integer, Key, Level, Name, Raw, Stamp, Text
from app.importers.measures import Duration
from app.importers.service_desks.spread import Spread, Values
from app.models.records import Plan, Value

_STATUS = ("status",)
_PRIORITY = ("priority",)
_STATES: dict[str, Value] = {
    "new": "new", "open": "in_progress", "pending": "on_hold", "hold": "on_hold",
    "on-hold": "on_hold", "on hold": "on_hold", "solved": "resolved", "closed": "closed",
    "deleted": "cancelled",
}  # fmt: skip
_HOLDS: dict[str, Value] = {
    "pending": "awaiting_caller", "hold": "awaiting_vendor", "on-hold": "awaiting_vendor",
    "on hold": "awaiting_vendor",
}  # fmt: skip
_KINDS: dict[str, Value] = {
    "incident": "incident",
    "problem": "problem",
    "question": "request",
    "task": "case",
}
_RANKS: dict[str, Value] = {"urgent": 1, "high": 2, "normal": 3, "low": 4}
_MOODS = {"good": 1.0, "bad": 0.0}
_DERIVED = {
    "reply": "first_response_at", "stations": "reassignment_count", "mood": None,
}  # fmt: skip
_ANSWER = (
    "source", "key", "survey", "ticket_key", "respondent", "question", "score_raw", "scale_max",
    "score", "updated_at",
)  # fmt: skip
_MINUTE_S = 60


class ZendeskTickets(Importer):
    """One row a ticket; the first reply is told by the minutes that it took."""

    id: ClassVar[str] = "zendesk.tickets"
    system: ClassVar[str] = "Zendesk"
    kind: ClassVar[str] = "incident"
    containers: ClassVar[tuple[str, ...]] = ("csv", "xlsx", "xls", "ods")
    table: ClassVar[str] = "ticket"
    key: ClassVar[tuple[str, ...]] = ("source", "kind", "key")
    constants: ClassVar[dict[str, Value]] = {"source": "zendesk"}
    hashed: ClassVar[bool] = False
    columns: ClassVar[tuple[Column, ...]] = (
        Key("key", ("id",)),
        Choice("kind", ("ticket type",), choices=_KINDS, otherwise="case"),
        Text("title", ("subject",)),
        Choice("state", _STATUS, choices=_STATES, otherwise="unknown", when_empty="unknown"),
        Raw("state_raw", _STATUS),
        Choice("hold_reason", _STATUS, choices=_HOLDS, silent=True),
        Level("priority", _PRIORITY, choices=_RANKS),
        Raw("priority_raw", _PRIORITY),
        Name("channel", ("via",)),
        Name("company", ("organization",)),
        Name("assignment_group", ("group",)),
        Name("assignee", ("assignee",)),
        Name("caller", ("requester",)),
        Name("opened_by", ("submitter",)),
        Stamp("opened_at", ("created at",)),
        Stamp("acknowledged_at", ("initially assigned at",)),
        Stamp("resolved_at", ("solved at",)),
        Stamp("due_at", ("due date",)),
        Stamp("updated_at", ("updated at",)),
        Integer("reopen_count", ("reopens",)),
        Integer("stations", ("assignee stations",)),
        Duration("reply", ("first reply time in minutes",), unit=_MINUTE_S),
        Duration("calendar_duration_s", ("full resolution time in minutes",), unit=_MINUTE_S),
        Duration("work_duration_s", ("full resolution time in minutes within business hours",),
                 unit=_MINUTE_S),
        Name("labels", ("tags",)),
        Raw("mood", ("satisfaction score",)),
    )  # fmt: skip

    def claims(self, look: Look) -> bool:
        """Times and counts that only this export writes this way."""
        return look.has("id", "status", "created at", "solved at") and look.count(
            "ticket type", "via", "reopens", "assignee stations", "initially assigned at",
            "first reply time in minutes", "satisfaction score",
        ) > 1  # fmt: skip

    def plans(self, fields: tuple[str, ...]) -> dict[str, Plan]:
        """Tickets, and what their requesters thought."""
        own = [name for name in fields if name not in _DERIVED]
        own += [name for field, name in _DERIVED.items() if name and field in fields]
        if "kind" not in own:
            own.append("kind")
        plans = {"ticket": Plan("ticket", tuple(own), self.key)}
        if "mood" in fields:
            key = ("source", "key")
            plans["survey_response"] = Plan("survey_response", _ANSWER, key, counted=False)
        return plans

    def collector(self, fields: tuple[str, ...], desk: Desk) -> Collector:
        """Adds minutes to the opening; splits the answer off."""
        return Spread(fields, self.plans(fields), desk, _ticket)


def _ticket(values: Values) -> Iterator[tuple[str, Values]]:
    opened, reply, stations = (values.get(name) for name in ("opened_at", "reply", "stations"))
    replied = opened + reply if isinstance(opened, int) and isinstance(reply, int) else None
    yield (
        "ticket",
        values
        | {
            "kind": values.get("kind") or "incident",
            "first_response_at": replied,
            "labels": ";".join(str(values.get("labels") or "").split()) or None,
            "reassignment_count": max(stations - 1, 0) if isinstance(stations, int) else None,
        },
    )
    mood = str(values.get("mood") or "")
    score = _MOODS.get(mood.casefold())
    if score is not None:
        yield (
            "survey_response",
            {
                "source": "zendesk",
                "key": values["key"],
                "survey": "ticket",
                "ticket_key": values["key"],
                "respondent": values.get("caller"),
                "question": "Satisfaction",
                "score_raw": mood,
                "scale_max": 1.0,
                "score": score,
                "updated_at": values.get("updated_at"),
            },
        )
