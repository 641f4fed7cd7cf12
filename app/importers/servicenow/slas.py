"""ServiceNow SLA clocks: task_sla, and the incident_sla view (FORMATS §1.4, §25 row 5)."""

from typing import ClassVar

from app.importers.base import Collector, Desk, Look
from app.importers.columns import Choice, Column, Flag, Identifier, Key, Name, Stamp
from app.importers.measures import Duration, Number
from app.importers.servicenow.settling import Record, Settled, composed, kept, number_in
from app.importers.servicenow.tables import ServiceNowTable
from app.importers.servicenow.values import STAGES
from app.models.records import Plan

_VIEW = "taskslatable_"
_BREACHED = ("has_breached", "has breached", "taskslatable_has_breached")
_RESPONSE, _RESOLUTION = ("response", "respond", "reaction"), ("resol", "restor", "fix")


def _names(field: str, *labels: str) -> tuple[str, ...]:
    return (field, _VIEW + field, *labels)


def _columns(*ticket: str) -> tuple[Column, ...]:
    return (
        Identifier("source_id", _names("sys_id", "sys id")),
        Key("ticket_key", ticket, reference=True),
        Name("sla_name", _names("sla", "sla definition", "sla name"), reference=True),
        Name("target", _names("target", "sla.target", "taskslatable_sla.target")),
        Choice("stage", _names("stage"), choices=STAGES, required=True),
        Flag("breached", _BREACHED),
        Stamp("start_at", _names("start_time", "start time", "start")),
        Stamp("stop_at", _names("end_time", "stop time", "stop", "end time")),
        Stamp("breach_at", _names("planned_end_time", "breach time")),
        Stamp("original_breach_at", _names("original_breach_time", "original breach time")),
        Duration("goal_s", _names("sla.duration")),
        Duration("elapsed_business_s", _names("business_duration", "business elapsed time")),
        Duration("elapsed_actual_s", _names("duration", "actual elapsed time")),
        Duration("remaining_s", _names("business_time_left", "business time left", "time_left",
                                       "taskslatable_time_left", "actual time left")),
        Duration("pause_s", _names("business_pause_duration", "business pause duration",
                                   "pause_duration", "taskslatable_pause_duration",
                                   "pause duration")),
        Number("business_pct", _names("business_percentage", "business elapsed percentage")),
        Number("actual_pct", _names("percentage", "actual elapsed percentage")),
        Name("schedule", _names("schedule"), reference=True),
        Name("timezone", _names("timezone", "time zone")),
        Stamp("updated_at", _names("sys_updated_on", "updated")),
    )  # fmt: skip


class ServiceNowTaskSLA(ServiceNowTable):
    """One row a ticket × target."""

    id: ClassVar[str] = "servicenow.task_sla"
    kind: ClassVar[str] = "sla"
    table: ClassVar[str] = "sla_record"
    tables: ClassVar[tuple[str, ...]] = ("task_sla",)
    columns: ClassVar[tuple[Column, ...]] = _columns("task", "task.number")

    def recognises(self, look: Look) -> bool:
        """`has_breached` and `stage` beside `task`, in no view."""
        view = any(name.startswith(_VIEW) for name in look.header)
        return look.count(*_BREACHED) > 0 and self.fits(look) and not view

    def plans(self, fields: tuple[str, ...]) -> dict[str, Plan]:
        """Clocks."""
        return {self.table: Plan(self.table, kept(fields, "key", "target"), self.key)}

    def collector(self, fields: tuple[str, ...], desk: Desk) -> Collector:
        """Keys and targets are worked out."""
        return Settled(self.table, fields, kept(fields, "key", "target"), _settle, desk)


class ServiceNowIncidentSLA(ServiceNowTaskSLA):
    """The view of incidents with their clocks: `inc_*` and `taskslatable_*` columns."""

    id: ClassVar[str] = "servicenow.incident_sla"
    tables: ClassVar[tuple[str, ...]] = ("incident_sla",)
    columns: ClassVar[tuple[Column, ...]] = _columns("inc_number", "number")

    def recognises(self, look: Look) -> bool:
        """`has_breached` and `stage` beside the incident's number."""
        breached = look.count(*_BREACHED) > 0
        return breached and self.fits(look) and not look.has("task")


def _settle(record: Record) -> str:
    record["ticket_key"] = number_in(record["ticket_key"]) or record["ticket_key"]
    record["key"] = composed(record, "ticket_key", "sla_name", "start_at")
    record["target"] = _target(f"{record.get('target') or ''} {record.get('sla_name') or ''}")
    return ""


def _target(words: str) -> str | None:
    """Response or resolution, by the SLA's target or else its name; None when neither says."""
    text = words.casefold()
    if any(word in text for word in _RESPONSE):
        return "response"
    return "resolution" if any(word in text for word in _RESOLUTION) else None
