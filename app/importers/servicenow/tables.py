"""What all ServiceNow tables share: how they are told apart, their caps, other languages."""

import re
from abc import abstractmethod
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar

from app.importers.base import Importer, Look, canonical
from app.importers.columns import Column
from app.importers.servicenow.labels import ENGLISH
from app.models.records import Value

_NUMBER = r"(?:INC|CHG|PRB|PTASK|CTASK|REQ|RITM|SCTASK|TASK|KB|SIR)\d{7,8}"
"""ServiceNow pads its numbers to seven digits; other tools that use INC have more or fewer."""
_VOTES = 0.9
_LOCAL_LEAST = 3
_ANONYMOUS = frozenset({"", "result", "record", "records", "row", "item"})
CLASSES: Mapping[str, str] = {
    "incident": "incident", "problem": "problem", "problem task": "problem_task",
    "change request": "change_request", "change task": "change_task", "request": "sc_request",
    "requested item": "sc_req_item", "catalog task": "sc_task",
    "security incident": "sn_si_incident",
}  # fmt: skip
"""Task types as they are displayed."""


class ServiceNowTable(Importer):
    """One table. Claims its own records by their name in XML, their class, or their columns."""

    system: ClassVar[str] = "ServiceNow"
    key: ClassVar[tuple[str, ...]] = ("source", "key")
    constants: ClassVar[dict[str, Value]] = {"source": "servicenow"}
    cut_at: ClassVar[int | None] = 10_000
    cut_cells: ClassVar[int | None] = 500_000
    tables: ClassVar[tuple[str, ...]]
    """Names of the table itself, as XML and `sys_class_name` spell it."""

    def claims(self, look: Look) -> bool:
        """By the table that the records name; else by what their columns say."""
        look = english(look)
        named = named_table(look)
        if named:
            return self.is_named(named) and self.fits(look)
        return self.recognises(look)

    def is_named(self, table: str) -> bool:
        """Whether records that name their table are of this one."""
        return table in self.tables

    def fits(self, look: Look) -> bool:
        """Whether records of this table have what is needed of them."""
        return all(look.count(*column.names) for column in self.columns if column.required)

    @abstractmethod
    def recognises(self, look: Look) -> bool:
        """Whether the columns, in English, are those of this table."""

    def likeness(self, look: Look) -> float:
        """As for every format, with headers of other languages understood."""
        return super().likeness(english(look))

    def columns_for(self, look: Look) -> tuple[Column, ...]:
        """The columns, with the names that a file in another language has for them."""
        local: dict[str, list[str]] = {}
        for own, label in zip(look.header, english(look).header, strict=True):
            if own != label:
                local.setdefault(label, []).append(own)
        if not local:
            return self.columns
        return tuple(
            replace(column, names=(*column.names, *_more(column, local))) for column in self.columns
        )


class TicketTable(ServiceNowTable):
    """A table of tickets, whose numbers have a prefix of their own."""

    table: ClassVar[str] = "ticket"
    key: ClassVar[tuple[str, ...]] = ("source", "kind", "key")
    prefixes: ClassVar[tuple[str, ...]]

    def recognises(self, look: Look) -> bool:
        """`number` with the prefix, beside any other column that is known."""
        others = {name for column in self.columns for name in column.names} - {"number"}
        return look.prefix() in self.prefixes and look.count(*others) > 0


def _more(column: Column, local: Mapping[str, list[str]]) -> list[str]:
    return [own for name in column.names for own in local.get(name, ())]


def english(look: Look) -> Look:
    """The look with labels in another language put into English, and `number` found by vote.

    Several labels must be foreign, since one alone may be an English word too. In such a file
    the first unknown column of ServiceNow numbers is `number` when nothing is called so.
    """
    header = look.header
    if sum(name in ENGLISH and name != "status" for name in header) < _LOCAL_LEAST:
        return look
    header = tuple(ENGLISH.get(name, name) for name in header)
    if "number" not in header:
        place = _voted(look, header)
        if place is not None:
            header = (*header[:place], "number", *header[place + 1 :])
    return replace(look, header=header)


def _voted(look: Look, header: tuple[str, ...]) -> int | None:
    """The first unknown column whose cells are ServiceNow numbers, each its own."""
    for place, name in enumerate(header):
        if name != look.header[place]:
            continue
        cells = [row[place].strip() for row in look.sample if len(row) > place and row[place]]
        fitting = sum(re.fullmatch(_NUMBER, cell) is not None for cell in cells)
        if fitting and fitting >= _VOTES * len(cells) and len(set(cells)) == len(cells):
            return place
    return None


def named_table(look: Look) -> str:
    """The table that the records name themselves; "" when they don't, or name none of these."""
    if look.container == "xml" and look.envelope not in _ANONYMOUS:
        return look.envelope
    for header in ("sys_class_name", "task type"):
        found = Counter(canonical(cell) for cell in look.values(header))
        if found:
            name = found.most_common(1)[0][0]
            name = CLASSES.get(name, name)
            return name if name in CLASSES.values() else ""
    return ""
