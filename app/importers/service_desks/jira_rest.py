"""Jira issues as the REST API answers them (FORMATS §2.2, §25 row 14)."""

import re
from collections.abc import Iterator, Sequence
from typing import ClassVar

from app.importers.base import Chunk, Collector, Desk, Importer, Look, Row
from app.importers.columns import Column, Raw
from app.importers.service_desks import sla_cycles
from app.importers.service_desks.jira_columns import columns_of, explained_columns
from app.importers.service_desks.jira_history import counts_of, versions
from app.importers.service_desks.jira_issue import Issues, Link, issue_plans, rating_of
from app.importers.service_desks.jira_sla import PIECES, clock_of
from app.importers.service_desks.jira_text import (
    Step,
    changelog,
    inside,
    names_in,
    notes_of,
    objects,
)
from app.importers.service_desks.jira_words import CUSTOM
from app.importers.service_desks.spread import Values
from app.models.counts import counted
from app.models.records import Plan, Value

SLA = "sla|"
_SLA_PATH = re.compile(r"(fields\.customfield_\d+)\.(?:completedcycles|ongoingcycle\b.*)")
_REQUEST_TYPE = re.compile(r"fields\.customfield_\d+\.requesttype\.name")
_RATING_PATH = re.compile(r"fields\.customfield_\d+\.rating")
_CUSTOM_PATH = re.compile(r"fields\.(customfield_\d+)(?:\.value|\.name|\.content)?")
_SITE = re.compile(r"(https?://.+?)/rest/")
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
_HISTORIES = "changelog.histories"
_CELLS = ("self", "fields.components", "fields.issuelinks", "fields.comment.comments",
          "changelog.total", _HISTORIES)  # fmt: skip
_STATUS = ("state_raw", "status_category")
_LISTED = ("affected", "company", "ci", "subcategory", "channel", "category")
"""Custom fields that may hold a list of objects."""


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
        *explained_columns(_PATHS["issue_type"], _PATHS["state_raw"], categories=True),
        *(column for field, paths in _PATHS.items() for column in columns_of(field, paths)),
        *(Raw(cell, (cell,)) for cell in _CELLS),
    )

    def claims(self, look: Look) -> bool:
        """A key beside fields that every issue has."""
        return look.has("key") and look.count(
            "fields.summary", "fields.status.name", "fields.issuetype.name"
        ) > 0  # fmt: skip

    def columns_for(self, look: Look) -> tuple[Column, ...]:
        """SLA clocks, ratings, request types by their shape; other custom fields by their name."""
        header = tuple(dict.fromkeys(look.header))
        clocks = dict.fromkeys(found[1] for name in header if (found := _SLA_PATH.fullmatch(name)))
        shaped = [
            Raw(f"{SLA}{path}|{piece}", (f"{path}.{piece}",)) for path in clocks for piece in PIECES
        ]
        asked = tuple(name for name in header if _REQUEST_TYPE.fullmatch(name))
        stars = tuple(name for name in header if _RATING_PATH.fullmatch(name))
        return (
            *self.columns,
            *shaped,
            *(columns_of("rating", stars) if stars else ()),
            *(columns_of("category", asked) if asked else ()),
            *(
                column
                for column in _named_columns(look, header)
                if not (asked and column.field == "category")
            ),
        )

    def plans(self, fields: tuple[str, ...]) -> dict[str, Plan]:
        """Tickets and changes, SLA clocks, ratings."""
        also = [name for name, cell in (
            ("components", "fields.components"), ("comments", "fields.comment.comments"),
            ("histories", _HISTORIES), ("reopen_count", _HISTORIES),
            ("reassignment_count", _HISTORIES), ("url", "self"),
        ) if cell in fields]  # fmt: skip
        if any(field.endswith("|completedcycles") for field in fields):
            also.append("first_response_at")
        linked = "fields.issuelinks" in fields
        timed = any(field.startswith(SLA) for field in fields)
        sla = sla_cycles.CYCLES_PLAN if timed else None
        logged = _HISTORIES in fields and set(_STATUS) <= set(fields)
        return issue_plans((*fields, *also), sla, links=linked, log=logged)

    def collector(self, fields: tuple[str, ...], desk: Desk) -> Collector:
        """Reads the lists that stand within an issue."""
        return _Rows(fields, self.plans(fields), desk)


class _Rows(Issues):
    def __init__(self, fields: tuple[str, ...], plans: dict[str, Plan], desk: Desk) -> None:
        super().__init__(fields, plans, desk)
        found = (field.split("|")[1] for field in fields if field.startswith(SLA))
        self._clocks = tuple(dict.fromkeys(found))
        self._logged = _HISTORIES in fields and set(_STATUS) <= set(fields)
        self._categories: dict[str, Value] = {}
        self._partly = 0

    def take(self, numbers: Sequence[int], rows: list[Row]) -> Iterator[Chunk]:
        """Learn first which category the statuses of these issues are of."""
        if self._logged:
            status, category = (self._fields.index(name) for name in _STATUS)
            self._categories |= {str(row[status]): row[category] for row in rows}
        yield from super().take(numbers, rows)

    def issue(self, values: Values) -> Iterator[tuple[str, Values]]:
        """The issue, its clocks, its rating."""
        for field in _LISTED:
            values[field] = names_in(values.get(field))
        values["components"] = names_in(values.get("fields.components"))
        values["url"] = _page(values)
        steps = changelog(values.get(_HISTORIES))
        if values.get(_HISTORIES) is not None:
            values |= counts_of(steps)
        values["work_notes"] = notes_of(values.get("fields.comment.comments"), steps)
        clocks = [self._clock(values, path) for path in self._clocks]
        values["first_response_at"] = next(filter(None, (first for _, first in clocks)), None)
        table, record = self.main(values, _links(values.get("fields.issuelinks")))
        if table == "ticket" and self._logged:
            self._desk.merged(1)
            for version in self._versions(record, steps):
                yield "ticket", version
        else:
            yield table, record
        for clock, _ in clocks:
            if clock is not None:
                yield "sla_record", clock
        yield from rating_of(values)

    def end(self) -> Iterator[Chunk]:
        """Remarks."""
        if self._partly:
            self._desk.warn(
                f"{counted(self._partly, 'issue')} with more changes than the page holds: "
                "only how they are now is kept."
            )
        return super().end()

    def _versions(self, record: Values, steps: list[Step]) -> Iterator[Values]:
        """The issue's history, if the page holds all of it."""
        total = str(record.get("changelog.total") or "")
        held = len(objects(record.get(_HISTORIES)))
        whole = not total.isdecimal() or int(total) <= held
        self._partly += not whole
        if whole and (held or total):
            yield from versions(record, steps, self._categories)
        else:
            yield record

    def _clock(self, values: Values, path: str) -> tuple[Values | None, int | None]:
        """One SLA clock, and when its first cycle ended if it is about the response."""
        start = f"{SLA}{path}|"
        cells = {
            name.removeprefix(start): value
            for name, value in values.items()
            if name.startswith(start)
        }
        clock = clock_of(values, cells)
        if clock is None or clock["target"] != "response":
            return clock, None
        return clock, sla_cycles.first_stop(str(cells.get("completedcycles") or ""))


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


def _page(values: Values) -> str | None:
    """The address that people open."""
    site = _SITE.match(str(values.get("self") or ""))
    return f"{site[1]}/browse/{values['key']}" if site else None
