"""Columns that every task of ServiceNow has: incidents, requests, problems (FORMATS §1.4)."""

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
from app.importers.measures import Duration
from app.importers.servicenow.numbers import Numbered
from app.importers.servicenow.values import RANKS, THIRDS
from app.models.records import Value

CREATED = ("sys_created_on", "sys_created_at", "created")
FOR = ("requested_for", "requested for")
CLOSE_CODE = Name("resolution_code", ("close_code", "close code"))
CLOSE_NOTES = Text("resolution_notes", ("close_notes", "close notes"))


def identity(*prefixes: str) -> tuple[Column, ...]:
    """Number with one of the table's prefixes, id, title, description."""
    return (
        Numbered("key", ("number",), own=prefixes),
        Identifier("source_id", ("sys_id", "sys id")),
        Text("title", ("short_description", "short description")),
        Text("description", ("description",)),
    )


def state(names: tuple[str, ...], choices: dict[str, Value]) -> tuple[Column, ...]:
    """The state by the table's own choices, and its own words."""
    return (
        Choice("state", names, choices=choices, otherwise="unknown", when_empty="unknown"),
        Raw("state_raw", names),
    )


def ranks() -> tuple[Column, ...]:
    """Priority, impact, urgency: the leading digit counts."""
    return (
        Level("priority", ("priority",), choices=RANKS),
        Raw("priority_raw", ("priority",)),
        Level("impact", ("impact",), choices=THIRDS),
        Level("urgency", ("urgency",), choices=THIRDS),
    )


def people(caller: tuple[str, ...] = FOR) -> tuple[Column, ...]:
    """Who has it, who asked for it, who opened and closed it."""
    return (
        Name("assignment_group", ("assignment_group", "assignment group"), reference=True),
        Name("assignee", ("assigned_to", "assigned to"), reference=True),
        Name("caller", caller, reference=True),
        Name("opened_by", ("opened_by", "opened by"), reference=True),
        Name("closed_by", ("closed_by", "closed by"), reference=True),
    )


def times() -> tuple[Column, ...]:
    """Opened, created, closed, due and updated."""
    return (
        Stamp("opened_at", ("opened_at", "opened", *CREATED)),
        Stamp("created_at", CREATED),
        Stamp("closed_at", ("closed_at", "closed")),
        Stamp("due_at", ("due_date", "due date", "sla_due", "sla due")),
        Stamp("updated_at", ("sys_updated_on", "sys_updated_at", "updated")),
    )


def places() -> tuple[Column, ...]:
    """Service, CI, location, company."""
    return (
        Name("service", ("business_service", "service", "business service"), reference=True),
        Name("service_offering", ("service_offering", "service offering"), reference=True),
        Name("ci", ("cmdb_ci", "configuration item"), reference=True),
        Name("location", ("location",), reference=True),
        Name("company", ("company",), reference=True),
    )


def measures() -> tuple[Column, ...]:
    """How long it took, on the schedule and on the clock; whole seconds go before durations."""
    return (
        Duration("work_duration_s", ("business_stc", "business resolve time", "business_duration",
                                     "business duration")),
        Duration("calendar_duration_s", ("calendar_stc", "resolve time", "calendar_duration",
                                         "duration")),
    )  # fmt: skip


def course(caller: tuple[str, ...] = FOR) -> tuple[Column, ...]:
    """Who, when, where and for how long, of a task whose table adds no time of its own."""
    return (*people(caller), *times(), *places(), *measures())


def bookkeeping() -> tuple[Column, ...]:
    """Journal, counters, the number in a third party's system, address."""
    return (
        Integer("reassignment_count", ("reassignment_count", "reassignment count")),
        Flag("made_sla", ("made_sla", "made sla")),
        Text("work_notes", ("work_notes", "work notes", "comments_and_work_notes",
                            "comments and work notes")),
        Identifier("vendor_case_key", ("correlation_id", "correlation id")),
        Identifier("url", ("url", "u_url", "record url")),
        Integer("revision", ("sys_mod_count", "updates")),
    )  # fmt: skip
