"""Azure DevOps work items as actions: a query's CSV or the REST API (FORMATS §20, §25 row 35)."""

import re
from collections.abc import Iterator
from typing import ClassVar

from app.importers.base import Collector, Desk, Importer, Look
from app.importers.columns import Choice, Column, Key, Name, Raw, Stamp, Text
from app.importers.service_desks.spread import Spread, Values, those
from app.models.records import Plan, Value

_SYSTEM, _VSTS = "fields.system.", "fields.microsoft.vsts."
_STATE = ("state", f"{_SYSTEM}state")
_STATES: dict[str, Value] = {
    "new": "open", "to do": "open", "proposed": "open", "approved": "open", "requested": "open",
    "open": "open", "design": "open", "ready": "open",
    "active": "in_progress", "committed": "in_progress", "doing": "in_progress",
    "in progress": "in_progress", "accepted": "in_progress", "in review": "in_progress",
    "resolved": "in_progress", "done": "done", "closed": "done", "completed": "done",
    "removed": "cancelled", "cut": "cancelled", "cancelled": "cancelled",
}  # fmt: skip
_LEVEL_TITLE = re.compile(r"title \d+")
_NUMBER = re.compile(r"\b(?:INC|PRB|CHG|PIR|RISK|PTASK|CRQ)[- ]?\d+\b")
_ISSUE = re.compile(r"\b[A-Z][A-Z0-9_]+-\d+\b")
_FIELDS = (
    "title", "kind", "state", "state_raw", "owner", "team", "priority", "opened_at", "due_at",
    "closed_at", "updated_at",
)  # fmt: skip


class AzureDevOpsItems(Importer):
    """One row a work item; those that a query shows as a tree have one title column a level."""

    id: ClassVar[str] = "ado.csv"
    system: ClassVar[str] = "Azure DevOps"
    kind: ClassVar[str] = "action"
    table: ClassVar[str] = "action"
    key: ClassVar[tuple[str, ...]] = ("source", "key")
    constants: ClassVar[dict[str, Value]] = {"source": "azure_devops"}
    hashed: ClassVar[bool] = False
    columns: ClassVar[tuple[Column, ...]] = (
        Key("key", ("id",)),
        Text("title", ("title", f"{_SYSTEM}title")),
        Name("kind", ("work item type", f"{_SYSTEM}workitemtype")),
        Choice("state", _STATE, choices=_STATES, otherwise="open", when_empty="open"),
        Raw("state_raw", _STATE),
        Name("owner", ("assigned to", f"{_SYSTEM}assignedto.displayname",
                       f"{_SYSTEM}assignedto")),
        Name("team", ("area path", "node name", "team project", f"{_SYSTEM}areapath")),
        Name("priority", ("priority", f"{_VSTS}common.priority")),
        Stamp("opened_at", ("created date", f"{_SYSTEM}createddate")),
        Stamp("due_at", ("due date", "target date", f"{_VSTS}scheduling.duedate",
                         f"{_VSTS}scheduling.targetdate")),
        Stamp("closed_at", ("closed date", f"{_VSTS}common.closeddate")),
        Stamp("updated_at", ("changed date", "state change date", f"{_SYSTEM}changeddate")),
        Name("tags", ("tags", f"{_SYSTEM}tags")),
    )  # fmt: skip

    def claims(self, look: Look) -> bool:
        """A number, the kind of work item and a title."""
        if look.has("id", f"{_SYSTEM}workitemtype", f"{_SYSTEM}title"):
            return True
        titled = look.has("title") or any(map(_LEVEL_TITLE.fullmatch, look.header))
        return look.has("id", "work item type") and titled

    def columns_for(self, look: Look) -> tuple[Column, ...]:
        """The title of each level of a tree."""
        levels = dict.fromkeys(filter(_LEVEL_TITLE.fullmatch, look.header))
        return (*self.columns, *(Text(name, (name,)) for name in levels))

    def plans(self, fields: tuple[str, ...]) -> dict[str, Plan]:
        """Actions."""
        levels = any(map(_LEVEL_TITLE.fullmatch, fields))
        own = those((*fields, "title") if levels else fields, *_FIELDS)
        origin = ("origin_key",) if {"tags", "title"} & {*fields, *own} else ()
        return {"action": Plan("action", ("source", "key", *own, *origin), self.key)}

    def collector(self, fields: tuple[str, ...], desk: Desk) -> Collector:
        """Finds the title, the owner's name and what the item came from."""
        levels = tuple(name for name in fields if _LEVEL_TITLE.fullmatch(name))

        def turn(values: Values) -> Iterator[tuple[str, Values]]:
            shown = (values.get(name) for name in ("title", *levels))
            title = next((each for each in shown if each), None)
            tags = str(values.get("tags") or "")
            origin = _NUMBER.search(f"{tags} {title or ''}") or _ISSUE.search(tags)
            owner = str(values.get("owner") or "").partition(" <")[0].strip()
            yield (
                "action",
                values
                | {
                    "title": title,
                    "owner": owner or None,
                    "origin_key": origin[0] if origin else None,
                },
            )

        return Spread(fields, self.plans(fields), desk, turn)
