"""ServiceNow change tasks and security incidents (FORMATS §1.3, §1.4)."""

from typing import ClassVar

from app.importers.columns import Column, Name, Stamp
from app.importers.servicenow.tables import TicketTable
from app.importers.servicenow.task_columns import (
    CLOSE_CODE,
    CLOSE_NOTES,
    bookkeeping,
    course,
    identity,
    measures,
    people,
    places,
    ranks,
    state,
    times,
)
from app.importers.servicenow.values import SECURITY_STATES, TASK_STATES
from app.models.records import Value


class ServiceNowChangeTask(TicketTable):
    """One row a change task (CTASK…)."""

    id: ClassVar[str] = "servicenow.change_task"
    kind: ClassVar[str] = "change_task"
    tables: ClassVar[tuple[str, ...]] = ("change_task",)
    prefixes: ClassVar[tuple[str, ...]] = ("CTASK",)
    constants: ClassVar[dict[str, Value]] = {"source": "servicenow", "kind": "change_task"}
    columns: ClassVar[tuple[Column, ...]] = (
        *identity("CTASK"),
        *state(("state",), TASK_STATES),
        *ranks(),
        Name("category", ("change_task_type", "change task type", "type")),
        *course(),
        CLOSE_CODE,
        CLOSE_NOTES,
        Name("change_key", ("change_request", "change request", "parent"), reference=True),
        *bookkeeping(),
    )


class ServiceNowSecurityIncident(TicketTable):
    """One row a security incident (SIR…)."""

    id: ClassVar[str] = "servicenow.security_incident"
    kind: ClassVar[str] = "security_incident"
    tables: ClassVar[tuple[str, ...]] = ("sn_si_incident",)
    prefixes: ClassVar[tuple[str, ...]] = ("SIR",)
    constants: ClassVar[dict[str, Value]] = {"source": "servicenow", "kind": "security_incident"}
    columns: ClassVar[tuple[Column, ...]] = (
        *identity("SIR"),
        *state(("state",), SECURITY_STATES),
        *ranks(),
        Name("severity", ("severity", "business_criticality", "business impact")),
        Name("category", ("category",)),
        Name("subcategory", ("subcategory",)),
        *people(("affected_user", "affected user", "caller", "caller_id")),
        *times(),
        Stamp("resolved_at", ("resolved_at", "resolved")),
        *places(),
        *measures(),
        CLOSE_CODE,
        CLOSE_NOTES,
        Name("parent_key", ("parent_security_incident", "parent security incident", "parent"),
             reference=True),
        Name("change_fix_key", ("change_request", "change request"), reference=True),
        Name("problem_key", ("problem",), reference=True),
        Name("related_keys", ("incident",), reference=True),
        *bookkeeping(),
    )  # fmt: skip
