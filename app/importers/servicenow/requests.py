"""ServiceNow requests, requested items and catalogue tasks (FORMATS §1.4, §25 row 9)."""

from typing import ClassVar

from app.importers.base import Look
from app.importers.columns import Column, Name
from app.importers.servicenow.tables import TicketTable
from app.importers.servicenow.task_columns import (
    CLOSE_CODE,
    bookkeeping,
    course,
    identity,
    ranks,
    state,
)
from app.importers.servicenow.values import REQUEST_STATES, TASK_STATES
from app.models.records import Value


class ServiceNowRequest(TicketTable):
    """One row a request (REQ…), the basket that requested items belong to."""

    id: ClassVar[str] = "servicenow.request"
    kind: ClassVar[str] = "request"
    tables: ClassVar[tuple[str, ...]] = ("sc_request",)
    prefixes: ClassVar[tuple[str, ...]] = ("REQ",)
    constants: ClassVar[dict[str, Value]] = {"source": "servicenow", "kind": "request"}
    columns: ClassVar[tuple[Column, ...]] = (
        *identity("REQ"),
        *state(("request_state", "request state", "state", "stage"), REQUEST_STATES),
        *ranks(),
        *course(),
        CLOSE_CODE,
        Name("parent_key", ("parent",), reference=True),
        *bookkeeping(),
    )


class ServiceNowRequestItem(TicketTable):
    """One row a requested item (RITM…); its request is the parent, what was asked the category."""

    id: ClassVar[str] = "servicenow.request_item"
    kind: ClassVar[str] = "request_item"
    tables: ClassVar[tuple[str, ...]] = ("sc_req_item",)
    prefixes: ClassVar[tuple[str, ...]] = ("RITM",)
    constants: ClassVar[dict[str, Value]] = {"source": "servicenow", "kind": "request_item"}
    columns: ClassVar[tuple[Column, ...]] = (
        *identity("RITM"),
        *state(("state", "stage"), REQUEST_STATES),
        *ranks(),
        *course(),
        CLOSE_CODE,
        Name("category", ("cat_item", "item", "catalog item"), reference=True),
        Name("parent_key", ("request", "parent"), reference=True),
        *bookkeeping(),
    )


class ServiceNowCatalogTask(TicketTable):
    """One row a catalogue task (SCTASK…); its requested item is the parent."""

    id: ClassVar[str] = "servicenow.catalog_task"
    kind: ClassVar[str] = "catalog_task"
    tables: ClassVar[tuple[str, ...]] = ("sc_task",)
    prefixes: ClassVar[tuple[str, ...]] = ("SCTASK",)
    constants: ClassVar[dict[str, Value]] = {"source": "servicenow", "kind": "catalog_task"}
    columns: ClassVar[tuple[Column, ...]] = (
        *identity("SCTASK", "TASK"),
        *state(("state",), TASK_STATES),
        *ranks(),
        *course(("requested_for", "requested for", "request.requested_for")),
        CLOSE_CODE,
        Name("category", ("request_item.cat_item", "cat_item", "item"), reference=True),
        Name("parent_key", ("request_item", "request item", "requested item", "parent"),
             reference=True),
        Name("related_keys", ("request",), reference=True),
        *bookkeeping(),
    )  # fmt: skip

    def recognises(self, look: Look) -> bool:
        """Older releases number these TASK…, as other tasks: there the requested item tells."""
        if look.prefix() == "TASK":
            return look.count("request_item", "request item", "requested item", "request") > 0
        return super().recognises(look)
