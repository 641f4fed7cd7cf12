"""Jira and Jira Service Management issues as CSV (FORMATS §2.1, §25 row 13)."""

import re
from collections.abc import Iterator
from typing import ClassVar

from app.importers.base import Chunk, Collector, Desk, Importer, Look
from app.importers.columns import Column, Raw
from app.importers.service_desks import sla_cycles
from app.importers.service_desks.jira_columns import columns_of, explained_columns
from app.importers.service_desks.jira_issue import Issues, Link, is_done, issue_plans, rating_of
from app.importers.service_desks.jira_words import CUSTOM, HEADERS
from app.importers.service_desks.spread import Values
from app.models.counts import counted
from app.models.records import Plan

SLA, INWARD, OUTWARD = "sla|", "in|", "out|"
_KEYS = r"[A-Z][A-Z0-9_]+-\d+"
_KEY_SHARE = 0.95
_FIRST_COLUMNS = 8
_WRAPPED = re.compile(
    r"(?:custom field|campo personalizado|benutzerdefiniertes feld|"
    r"champs? personnalisés?|champs? personnalisé\(e\)s?) \((.+)\)"
)
_INWARD_LINK = re.compile(r".*(?:inward|entrada|entrante|eingehend|entrant).*\((.+)\)")
_OUTWARD_LINK = re.compile(r".*(?:outward|saída|salida|saliente|ausgehend|sortant).*\((.+)\)")
_SLA_NAME = re.compile(
    r"(?:time (?:to|until)|tempo (?:até|para)|tiempo (?:hasta|para)|zeit bis|temps|délai)\b.*|"
    r".*\bsla\b.*"
)
_SLA_CELL = r"-?\d+:\d{2}"
_BEYOND_A_CLOCK = re.compile(r"-.*|2[4-9]:.*|[3-9]\d:.*|\d{3,}:.*")
_COMMENT = re.compile(r"(\d[^;\n]{5,40});([^;\n]{0,128});")


class JiraCsv(Importer):
    """One row an issue; labels, comments, links and custom fields repeat their headers."""

    id: ClassVar[str] = "jira.csv"
    system: ClassVar[str] = "Jira"
    kind: ClassVar[str] = "incident"
    containers: ClassVar[tuple[str, ...]] = ("csv", "xlsx", "xls", "ods")
    table: ClassVar[str] = "ticket"
    key: ClassVar[tuple[str, ...]] = ("source", "kind", "key")
    hashed: ClassVar[bool] = False
    cut_at: ClassVar[int | None] = 1_000
    columns: ClassVar[tuple[Column, ...]] = tuple(
        column for field, names in HEADERS.items() for column in columns_of(field, names)
    )

    def claims(self, look: Look) -> bool:
        """The English header, or one in another language beside a column of issue keys."""
        if look.has("issue key", "summary"):
            return look.count("issue id", "issue type", "work type", "status", "project key") >= 2
        return (
            _key_column(look) is not None
            and look.count(*HEADERS["title"]) > 0
            and look.count(*HEADERS["issue_type"]) > 0
            and look.count(*HEADERS["state_raw"], *HEADERS["opened_at"]) > 0
        )

    def columns_for(self, look: Look) -> tuple[Column, ...]:
        """Built-in fields, custom ones by their name, SLA clocks and links by their shape."""
        names = dict(HEADERS)
        found = _key_column(look)
        if found is not None and not look.count(*names["key"]):
            names["key"] = (found, *names["key"])
        custom = {match[1]: name for name in look.header if (match := _WRAPPED.fullmatch(name))}
        for field, known in CUSTOM.items():
            wrapped = tuple(custom[name] for name in known if name in custom)
            # Without such a header the field is still one that a column can be mapped to.
            names[field] = (*names.get(field, ()), *wrapped)
        columns = [column for field, own in names.items() for column in columns_of(field, own)]
        columns += [
            Raw(SLA + name, (header,))
            for name, header in custom.items()
            if _is_sla(look, name, header)
        ]
        categories = look.count(*HEADERS["status_category"]) > 0
        told = explained_columns(HEADERS["issue_type"], HEADERS["state_raw"], categories=categories)
        return (*told, *columns, *_link_columns(look.header))

    def plans(self, fields: tuple[str, ...]) -> dict[str, Plan]:
        """Tickets and changes, what remained of their SLAs, ratings."""
        linked = any(field.startswith((INWARD, OUTWARD)) for field in fields)
        timed = any(field.startswith(SLA) for field in fields)
        return issue_plans(fields, sla_cycles.CELLS_PLAN if timed else None, links=linked)

    def collector(self, fields: tuple[str, ...], desk: Desk) -> Collector:
        """Reads links and clocks of each row."""
        return _Rows(fields, self.plans(fields), desk)


class _Rows(Issues):
    def __init__(self, fields: tuple[str, ...], plans: dict[str, Plan], desk: Desk) -> None:
        super().__init__(fields, plans, desk)
        self._slas = [field for field in fields if field.startswith(SLA)]
        self._links = [field for field in fields if field.startswith((INWARD, OUTWARD))]
        self._unread = 0

    def issue(self, values: Values) -> Iterator[tuple[str, Values]]:
        """The issue, its clocks, its rating."""
        parent = values.get("parent_key")
        values["work_notes"] = _notes(values.get("comments"))
        values["parent_key"] = parent if re.fullmatch(_KEYS, str(parent)) else None
        yield self.main(values, self._links_of(values))
        done = is_done(values)
        for field in self._slas:
            cell = values.get(field)
            if cell is None:
                continue
            name = field.removeprefix(SLA)
            record = sla_cycles.of_cell(values, _titled(name), str(cell), done=done)
            if record is None:
                self._unread += 1
            else:
                yield "sla_record", record
        yield from rating_of(values)

    def end(self) -> Iterator[Chunk]:
        """Remarks."""
        if self._unread:
            self._desk.warn(
                f"{counted(self._unread, 'SLA cell')} held no hours and minutes; "
                "the clocks were left out."
            )
        return super().end()

    def _links_of(self, values: Values) -> Iterator[Link]:
        for field in self._links:
            way, _, kind = field.partition("|")
            for key in str(values.get(field) or "").split(";"):
                if key.strip():
                    yield way, kind, key.strip()


def _key_column(look: Look) -> str | None:
    """The column among the first that holds issue keys, whatever the language."""
    for name in look.header[:_FIRST_COLUMNS]:
        if name and look.matches(name, _KEYS) >= _KEY_SHARE:
            return name
    return None


def _is_sla(look: Look, name: str, header: str) -> bool:
    """An SLA by its name, or by cells that only hours left can be."""
    if _SLA_NAME.fullmatch(name):
        cells = look.values(header)
        return (
            not cells or look.matches(header, _SLA_CELL) > 0 or look.matches(header, r".*\dm") > 0
        )
    return look.matches(header, _SLA_CELL) == 1 and any(
        _BEYOND_A_CLOCK.fullmatch(cell) for cell in look.values(header)
    )


def _link_columns(header: tuple[str, ...]) -> Iterator[Column]:
    for name in dict.fromkeys(header):
        if inward := _INWARD_LINK.fullmatch(name):
            yield Raw(INWARD + inward[1], (name,), repeats=True)
        elif outward := _OUTWARD_LINK.fullmatch(name):
            yield Raw(OUTWARD + outward[1], (name,), repeats=True)


def _titled(name: str) -> str:
    return name[:1].upper() + name[1:]


def _notes(comments: object) -> str | None:
    """Comment cells: time and author on a line of their own, then what was said."""
    if comments is None:
        return None
    cells = str(comments).split("\n\n")
    return "\n\n".join(_said(cell) for cell in cells)


def _said(cell: str) -> str:
    head = _COMMENT.match(cell)
    return f"{head[1]} {head[2]}\n{cell[head.end() :]}" if head else cell
