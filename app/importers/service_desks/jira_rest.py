"""Jira issues and SLA clocks as the REST API answers them (FORMATS §2.2, §25 row 14)."""

import re
from collections.abc import Iterator
from typing import ClassVar

from app.importers.base import Collector, Desk, Importer, Look
from app.importers.columns import Column, Key, Raw
from app.importers.service_desks import sla_cycles
from app.importers.service_desks.jira_columns import columns_of
from app.importers.service_desks.jira_issue import Issues, Link, issue_plans, rating_of
from app.importers.service_desks.jira_text import Step, changelog, comments_text, inside, objects
from app.importers.service_desks.jira_words import CUSTOM
from app.importers.service_desks.spread import Spread, Values
from app.models.records import Plan, Value

SLA = "sla|"
_SLA_PATH = re.compile(r"(fields\.customfield_\d+)\.(?:completedcycles|ongoingcycle\b.*)")
_RATING_PATH = re.compile(r"fields\.customfield_\d+\.rating")
_CUSTOM_PATH = re.compile(r"fields\.(customfield_\d+)(?:\.value|\.name|\.content)?")
_REQUEST = re.compile(r"/request/([^/]+)/sla(?:/|$)")
_SITE = re.compile(r"(https?://.+?)/rest/")
_PIECES = (
    "name", "completedcycles", "ongoingcycle.starttime.epochmillis",
    "ongoingcycle.breachtime.epochmillis", "ongoingcycle.breached", "ongoingcycle.paused",
    "ongoingcycle.goalduration.millis", "ongoingcycle.elapsedtime.millis",
    "ongoingcycle.remainingtime.millis",
)  # fmt: skip
_PATHS: dict[str, tuple[str, ...]] = {
    "key": ("key",),
    "source_id": ("id",),
    "title": ("fields.summary",),
    "description": ("fields.description", "fields.description.content"),
    "issue_type": ("fields.issuetype.name",),
    "state_raw": ("fields.status.name",),
    "status_category": ("fields.status.statuscategory.key",),
    "category_changed_at": ("fields.statuscategorychangedate",),
    "priority": ("fields.priority.name",),
    "resolution_code": ("fields.resolution.name",),
    "assignee": ("fields.assignee.displayname", "fields.assignee.name"),
    "caller": ("fields.reporter.displayname", "fields.reporter.name"),
    "opened_by": ("fields.creator.displayname", "fields.creator.name"),
    "opened_at": ("fields.created",),
    "updated_at": ("fields.updated",),
    "resolved_at": ("fields.resolutiondate",),
    "due_at": ("fields.duedate",),
    "labels": ("fields.labels",),
    "parent_key": ("fields.parent.key",),
}
_CELLS = ("self", "fields.components", "fields.issuelinks", "fields.comment.comments",
          "changelog.histories")  # fmt: skip


class JiraSearch(Importer):
    """Issues with their `fields`; custom fields by shape, and by name when `names` stands by."""

    id: ClassVar[str] = "jira.search"
    system: ClassVar[str] = "Jira"
    kind: ClassVar[str] = "incident"
    containers: ClassVar[tuple[str, ...]] = ("json", "ndjson")
    table: ClassVar[str] = "ticket"
    key: ClassVar[tuple[str, ...]] = ("source", "kind", "key")
    hashed: ClassVar[bool] = False
    columns: ClassVar[tuple[Column, ...]] = (
        *(column for field, paths in _PATHS.items() for column in columns_of(field, paths)),
        *(Raw(cell, (cell,)) for cell in _CELLS),
    )

    def claims(self, look: Look) -> bool:
        """A key beside fields that every issue has."""
        return look.has("key") and look.count(
            "fields.summary", "fields.status.name", "fields.issuetype.name"
        ) > 0  # fmt: skip

    def columns_for(self, look: Look) -> tuple[Column, ...]:
        """SLA clocks and ratings by their shape; named custom fields by their name."""
        header = tuple(dict.fromkeys(look.header))
        clocks = dict.fromkeys(found[1] for name in header if (found := _SLA_PATH.fullmatch(name)))
        shaped = [
            Raw(f"{SLA}{path}|{piece}", (f"{path}.{piece}",))
            for path in clocks
            for piece in _PIECES
        ]
        stars = tuple(name for name in header if _RATING_PATH.fullmatch(name))
        return (
            *self.columns,
            *shaped,
            *(columns_of("rating", stars) if stars else ()),
            *_named_columns(look, header),
        )

    def plans(self, fields: tuple[str, ...]) -> dict[str, Plan]:
        """Tickets and changes, SLA clocks, ratings."""
        also = [name for name, cell in (
            ("components", "fields.components"), ("comments", "fields.comment.comments"),
            ("histories", "changelog.histories"), ("reopen_count", "changelog.histories"),
            ("reassignment_count", "changelog.histories"), ("url", "self"),
        ) if cell in fields]  # fmt: skip
        linked = "fields.issuelinks" in fields
        timed = any(field.startswith(SLA) for field in fields)
        sla = sla_cycles.CYCLES_PLAN if timed else None
        return issue_plans((*fields, *also), sla, links=linked)

    def collector(self, fields: tuple[str, ...], desk: Desk) -> Collector:
        """Reads the lists that stand within an issue."""
        return _Rows(fields, self.plans(fields), desk)


class _Rows(Issues):
    def __init__(self, fields: tuple[str, ...], plans: dict[str, Plan], desk: Desk) -> None:
        super().__init__(fields, plans, desk)
        found = (field.split("|")[1] for field in fields if field.startswith(SLA))
        self._clocks = tuple(dict.fromkeys(found))

    def issue(self, values: Values) -> Iterator[tuple[str, Values]]:
        """The issue, its clocks, its rating."""
        named = [str(each.get("name") or "") for each in objects(values.get("fields.components"))]
        values["components"] = ";".join(filter(None, named)) or None
        values["url"] = _page(values)
        changes = changelog(values.get("changelog.histories"))
        if values.get("changelog.histories") is not None:
            values |= _counts(changes)
        notes = comments_text(values.get("fields.comment.comments"))
        notes += [f"{at} {who}\n{what}: {old or '–'} → {new or '–'}"
                  for at, who, what, old, new in changes]  # fmt: skip
        values["work_notes"] = "\n\n".join(notes) or None
        yield self.main(values, _links(values.get("fields.issuelinks")))
        for path in self._clocks:
            start = f"{SLA}{path}|"
            cells = {name.removeprefix(start): value for name, value in values.items()
                     if name.startswith(start)}  # fmt: skip
            record = _clock(values, cells)
            if record is not None:
                yield "sla_record", record
        yield from rating_of(values)


class JiraSla(Importer):
    """The SLA clocks of one request, as the service desk API answers them."""

    id: ClassVar[str] = "jira.sla"
    system: ClassVar[str] = "Jira"
    kind: ClassVar[str] = "sla"
    containers: ClassVar[tuple[str, ...]] = ("json", "ndjson")
    table: ClassVar[str] = "sla_record"
    key: ClassVar[tuple[str, ...]] = ("source", "key")
    hashed: ClassVar[bool] = False
    columns: ClassVar[tuple[Column, ...]] = (
        Key("key", ("_links.self", "^_links.self")),
        *(Raw(piece, (piece,), required=piece == "name") for piece in _PIECES),
    )

    def claims(self, look: Look) -> bool:
        """Cycles at the top of each record."""
        cycles = look.has("completedcycles") or any(
            name.startswith("ongoingcycle") for name in look.header
        )
        return cycles and look.has("name") and look.count("_links.self", "^_links.self") > 0

    def plans(self, fields: tuple[str, ...]) -> dict[str, Plan]:
        """One row a clock."""
        del fields
        plan = sla_cycles.CYCLES_PLAN
        own = tuple(name for name in plan.fields if name != "updated_at")
        return {"sla_record": Plan(plan.table, own, plan.key)}

    def collector(self, fields: tuple[str, ...], desk: Desk) -> Collector:
        """Reads the cycles."""

        def turn(values: Values) -> Iterator[tuple[str, Values]]:
            found = _REQUEST.search(str(values["key"]))
            ticket: Values = {"key": found[1] if found else values["key"]}
            record = _clock(ticket, values)
            if record is None:
                desk.merged(1)
            else:
                yield "sla_record", record

        return Spread(fields, self.plans(fields), desk, turn)


def _clock(ticket: Values, cells: Values) -> Values | None:
    completed = cells.get("completedcycles")
    ongoing = {name.removeprefix("ongoingcycle."): value for name, value in cells.items()
               if name.startswith("ongoingcycle.")}  # fmt: skip
    name = str(cells.get("name") or "SLA")
    return sla_cycles.of_cycles(ticket, name, str(completed or ""), ongoing)


def _named_columns(look: Look, header: tuple[str, ...]) -> Iterator[Column]:
    """Custom fields that the answer's own `names` tell."""
    paths: dict[str, list[str]] = {}
    for path in header:
        found = _CUSTOM_PATH.fullmatch(path)
        told = look.values(f"^names.{found[1]}")[:1] if found else []
        if told:
            paths.setdefault(told[0].casefold(), []).append(path)
    for field, known in CUSTOM.items():
        named = tuple(path for name in known for path in paths.get(name, ()))
        if named:
            yield from columns_of(field, named)


def _links(text: Value) -> Iterator[Link]:
    for link in objects(text):
        kind = str(inside(link, "type", "name") or "").casefold()
        for way, name in (("in", "inwardIssue"), ("out", "outwardIssue")):
            key = inside(link, name, "key")
            if key:
                yield way, kind, str(key)


def _counts(changes: list[Step]) -> Values:
    """How often an issue lost its resolution, and how often it went to somebody else."""
    return {
        "reopen_count": sum(what == "resolution" and bool(old) and not new
                            for _, _, what, old, new in changes),
        "reassignment_count": sum(what == "assignee" and bool(old) and bool(new)
                                  for _, _, what, old, new in changes),
    }  # fmt: skip


def _page(values: Values) -> str | None:
    """The address that people open."""
    site = _SITE.match(str(values.get("self") or ""))
    return f"{site[1]}/browse/{values['key']}" if site else None
