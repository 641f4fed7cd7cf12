"""ServiceNow incidents: list exports, Table API answers, and the event log (FORMATS §1, §25)."""

from typing import ClassVar

from app.importers.base import Look
from app.importers.columns import (
    Choice,
    Column,
    Flag,
    Identifier,
    Integer,
    Level,
    Name,
    Raw,
    Stamp,
    Text,
)
from app.importers.servicenow.numbers import Numbered
from app.importers.servicenow.tables import ServiceNowTable
from app.importers.servicenow.task_columns import measures
from app.importers.servicenow.values import (
    HOLD_REASONS,
    MAJOR,
    RANKS,
    STATE_HOLDS,
    THIRDS,
    TICKET_STATES,
)
from app.models.records import Value

_STATE = ("state", "incident_state", "incident state", "status")
_PRIORITY = ("priority",)


def _people() -> tuple[Column, ...]:
    return (
        Name("assignment_group", ("assignment_group", "assignment group"), reference=True),
        Name("assignee", ("assigned_to", "assigned to"), reference=True),
        Name("caller", ("caller_id", "caller"), reference=True),
        Name("opened_by", ("opened_by", "opened by"), reference=True),
        Name("resolved_by", ("resolved_by", "resolved by")),
    )


def _times() -> tuple[Column, ...]:
    created = ("sys_created_on", "sys_created_at", "created")
    return (
        Stamp("opened_at", ("opened_at", "opened", *created)),
        Stamp("created_at", created),
        Stamp("acknowledged_at", ("acknowledged_at", "u_acknowledged_at", "acknowledged")),
        Stamp("restored_at", ("restored_at", "u_restored_at", "restored")),
        Stamp("resolved_at", ("resolved_at", "resolved")),
        Stamp("closed_at", ("closed_at", "closed")),
        Stamp("due_at", ("due_date", "due date", "sla_due", "sla due")),
        Stamp("updated_at", ("sys_updated_on", "sys_updated_at", "updated")),
    )


def _links() -> tuple[Column, ...]:
    return (
        Name("parent_key", ("parent_incident", "parent incident"), reference=True),
        Name("problem_key", ("problem_id", "problem"), reference=True),
        Name("change_fix_key", ("rfc", "change request"), reference=True),
        Name("change_cause_key", ("caused_by", "caused by change"), reference=True),
        Name("vendor", ("vendor",), reference=True),
    )


_COLUMNS: tuple[Column, ...] = (
    Numbered("key", ("number",), own=("INC",)),
    Identifier("source_id", ("sys_id", "sys id")),
    Text("title", ("short_description", "short description")),
    Text("description", ("description",)),
    Choice("state", _STATE, choices=TICKET_STATES, otherwise="unknown", when_empty="unknown",
           starts=(("awaiting ", "on_hold"),)),
    Raw("state_raw", _STATE),
    Level("priority", _PRIORITY, choices=RANKS),
    Raw("priority_raw", _PRIORITY),
    Level("impact", ("impact",), choices=THIRDS),
    Level("urgency", ("urgency",), choices=THIRDS),
    Choice("is_major", ("major_incident_state", "major incident state"), choices=MAJOR,
           silent=True),
    Name("category", ("category",)),
    Name("subcategory", ("subcategory",)),
    Name("symptom", ("u_symptom", "symptom")),
    Name("channel", ("contact_type", "channel", "contact type")),
    Name("service", ("business_service", "service", "business service"), reference=True),
    Name("ci", ("cmdb_ci", "configuration item"), reference=True),
    Name("location", ("location",), reference=True),
    *_people(),
    *_times(),
    Name("resolution_code", ("close_code", "closed_code", "resolution code", "close code")),
    Text("resolution_notes", ("close_notes", "resolution notes", "close notes")),
    Integer("reopen_count", ("reopen_count", "reopen count")),
    Integer("reassignment_count", ("reassignment_count", "reassignment count")),
    *_links(),
    Flag("made_sla", ("made_sla", "made sla")),
    Text("work_notes", ("work_notes", "work notes", "comments_and_work_notes")),
    Integer("revision", ("sys_mod_count", "updates")),
    Name("severity", ("severity",)),
    Name("service_offering", ("service_offering", "service offering"), reference=True),
    Name("company", ("company",), reference=True),
    Name("closed_by", ("closed_by", "closed by"), reference=True),
    Stamp("first_response_at", ("first_response_at", "u_first_response", "first response")),
    *measures(),
    Identifier("vendor_case_key", ("correlation_id", "correlation id")),
    Name("knowledge_keys", ("u_kb_article", "kb_article", "knowledge article")),
    Identifier("url", ("url", "u_url", "record url")),
)  # fmt: skip

_HOLD = Choice("hold_reason", ("hold_reason", "on hold reason"), choices=HOLD_REASONS, keep=True)
_HOLD_IN_STATE = Choice(
    "hold_reason", ("incident_state", "incident state"), choices=STATE_HOLDS, silent=True
)
_LOG = ("incident_state", "sys_mod_count", "sys_updated_at")
_TELLING = (
    "opened_at", "opened", "short_description", "short description", "sys_updated_on", "updated",
    "sys_created_on", "created", "sys_id", "sys id",
)  # fmt: skip
_OF_INCIDENTS = (
    "caller_id", "caller", "incident_state", "incident state", "hold_reason", "close_code",
    "resolution code", "on hold reason",
)  # fmt: skip
_OF_OTHERS = (
    "start_date", "end_date", "planned start date", "planned end date", "chg_model",
    "cab_required", "backout_plan", "problem_state", "known_error", "workflow_state",
    "request_item", "change id", "type",
)  # fmt: skip
_OF_CLOCKS = ("has_breached", "has breached", "taskslatable_stage", "breach time")


class ServiceNowIncident(ServiceNowTable):
    """One row an incident: CSV by field name or label, workbook, JSON, XML, Table API, ndjson."""

    id: ClassVar[str] = "servicenow.incident"
    kind: ClassVar[str] = "incident"
    table: ClassVar[str] = "ticket"
    tables: ClassVar[tuple[str, ...]] = ("incident",)
    key: ClassVar[tuple[str, ...]] = ("source", "kind", "key")
    constants: ClassVar[dict[str, Value]] = {"source": "servicenow", "kind": "incident"}
    columns: ClassVar[tuple[Column, ...]] = (*_COLUMNS, _HOLD)

    def fits(self, look: Look) -> bool:
        """No log of updates."""
        return super().fits(look) and not look.has(*_LOG)

    def recognises(self, look: Look) -> bool:
        """`number` beginning with INC and one telling column; no log, no SLA of incidents."""
        if not look.has("number") or look.has(*_LOG) or not look.count(*_TELLING):
            return False
        prefix = look.prefix()
        if prefix == "":
            return look.count(*_OF_INCIDENTS) > 0 and look.count(*_OF_OTHERS) == 0
        return prefix == "INC" and look.count(*_OF_CLOCKS) == 0


class ServiceNowIncidentLog(ServiceNowTable):
    """Several rows an incident, one an update, numbered by sys_mod_count (FORMATS §25 row 8a)."""

    id: ClassVar[str] = "servicenow.incident_log"
    kind: ClassVar[str] = "incident"
    containers: ClassVar[tuple[str, ...]] = ("csv", "xlsx", "xls", "ods")
    table: ClassVar[str] = "ticket"
    tables: ClassVar[tuple[str, ...]] = ("incident",)
    key: ClassVar[tuple[str, ...]] = ("source", "kind", "key")
    constants: ClassVar[dict[str, Value]] = {"source": "servicenow", "kind": "incident"}
    columns: ClassVar[tuple[Column, ...]] = (*_COLUMNS, _HOLD_IN_STATE)
    log: ClassVar[bool] = True

    def fits(self, look: Look) -> bool:
        """The log's three own columns beside `number`."""
        return look.has("number", *_LOG)

    def recognises(self, look: Look) -> bool:
        """The same."""
        return self.fits(look)
