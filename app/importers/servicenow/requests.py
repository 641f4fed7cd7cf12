"""ServiceNow requests, requested items and catalogue tasks (FORMATS §1.4, §25 row 9)."""

from typing import ClassVar

from app.importers.base import Look
from app.importers.columns import Column, Name
from app.importers.servicenow.tables import NumberedTable
from app.importers.servicenow.task_columns import (
    bookkeeping,
    identity,
    measures,
    people,
    places,
    ranks,
    state,
    times,
)
from app.importers.servicenow.values import REQUEST_STATES, TASK_STATES
from app.models.records import Value

_KEY = ("source", "kind", "key")
_CLOSED = (Name("resolution_code", ("close_code", "close code")),)


class ServiceNowRequest(NumberedTable):
    """One row a request (REQ…), the basket that requested items belong to."""

    id: ClassVar[str] = "servicenow.request"
    kind: ClassVar[str] = "request"
    table: ClassVar[str] = "ticket"
    tables: ClassVar[tuple[str, ...]] = ("sc_request",)
    prefixes: ClassVar[tuple[str, ...]] = ("REQ",)
    key: ClassVar[tuple[str, ...]] = _KEY
    constants: ClassVar[dict[str, Value]] = {"source": "servicenow", "kind": "request"}
    columns: ClassVar[tuple[Column, ...]] = (
        *identity("REQ"),
        *state(("request_state", "request state", "state", "stage"), REQUEST_STATES),
        *ranks(),
        *people(),
        *times(),
        *places(),
        *measures(),
        *_CLOSED,
        Name("parent_key", ("parent",), reference=True),
        *bookkeeping(),
    )


class ServiceNowRequestItem(NumberedTable):
    """One row a requested item (RITM…); its request is the parent, what was asked the category."""

    id: ClassVar[str] = "servicenow.request_item"
    kind: ClassVar[str] = "request_item"
    table: ClassVar[str] = "ticket"
    tables: ClassVar[tuple[str, ...]] = ("sc_req_item",)
    prefixes: ClassVar[tuple[str, ...]] = ("RITM",)
    key: ClassVar[tuple[str, ...]] = _KEY
    constants: ClassVar[dict[str, Value]] = {"source": "servicenow", "kind": "request_item"}
    columns: ClassVar[tuple[Column, ...]] = (
        *identity("RITM"),
        *state(("state", "stage"), REQUEST_STATES),
        *ranks(),
        *people(),
        *times(),
        *places(),
        *measures(),
        *_CLOSED,
        Name("category", ("cat_item", "item", "catalog item"), reference=True),
        Name("parent_key", ("request", "parent"), reference=True),
        *bookkeeping(),
    )


class ServiceNowCatalogTask(NumberedTable):
    """One row a catalogue task (SCTASK…); its requested item is the parent."""

    id: ClassVar[str] = "servicenow.catalog_task"
    kind: ClassVar[str] = "catalog_task"
    table: ClassVar[str] = "ticket"
    tables: ClassVar[tuple[str, ...]] = ("sc_task",)
    prefixes: ClassVar[tuple[str, ...]] = ("SCTASK",)
    key: ClassVar[tuple[str, ...]] = _KEY
    constants: ClassVar[dict[str, Value]] = {"source": "servicenow", "kind": "catalog_task"}
    columns: ClassVar[tuple[Column, ...]] = (
        *identity("SCTASK", "TASK"),
        *state(("state",), TASK_STATES),
        *ranks(),
        *people(("requested_for", "requested for", "request.requested_for")),
        *times(),
        *places(),
        *measures(),
        *_CLOSED,
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
