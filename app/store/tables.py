"""The tables that imports fill: keys, columns kept apart from history, statements."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import Any

from sqlalchemy import Float, Table
from sqlalchemy.dialects import sqlite as sqlite_dialect

from app.models.action import Action
from app.models.alert import Alert, AlertEvent
from app.models.automation import Automation, AutomationRun
from app.models.base import Base, Imported
from app.models.change import Approval, Change
from app.models.change_feed import ChangeEvent
from app.models.configuration import CI, Relation, Service, SupportGroup
from app.models.errors import AppError
from app.models.knowledge import KnowledgeArticle
from app.models.outage import Outage
from app.models.rca import PostIncidentReview
from app.models.risk import Risk
from app.models.schedule import OnCallShift, Window
from app.models.sla import SLARecord
from app.models.survey import SurveyResponse
from app.models.ticket import Ticket
from app.models.vendor import Contract, VendorCase

BOOKKEEPING = frozenset({"id", "batch_id", "row_hash", "updated_at", "revision"})
"""Columns whose change is not field history."""

VERSION_FIELD = "(version)"
"""The pseudo-field of history that marks each known version of a record; no column's name."""

_PREPARER = sqlite_dialect.dialect().identifier_preparer


def table_of(model: type[Base] | type[Imported]) -> Table:
    """The table behind a declarative class."""
    table = getattr(model, "__table__", None)
    assert isinstance(table, Table)
    return table


@dataclass(frozen=True, slots=True)
class Records:
    """One table of records: `wide` is the key column that tells most of them apart."""

    table: Table
    key: tuple[str, ...]
    wide: str

    @property
    def name(self) -> str:
        """Name of the table, which is the `record_kind` of its history."""
        return self.table.name

    def has(self, column: str) -> bool:
        """Whether the table has the column."""
        return column in self.table.c

    def value(self, column: str, text: str | None) -> Any:
        """A value of history, which is text, as the column holds it."""
        if text is None:
            return None
        kind = self.table.c[column].type
        if kind.python_type is int:
            return int(text)
        return float(text) if isinstance(kind, Float) else text


_BY_KEY: tuple[tuple[str, type[Imported]], ...] = (
    ("action", Action),
    ("alert", Alert),
    ("alert_event", AlertEvent),
    ("approval", Approval),
    ("automation", Automation),
    ("automation_run", AutomationRun),
    ("change_event", ChangeEvent),
    ("contract", Contract),
    ("group", SupportGroup),
    ("knowledge", KnowledgeArticle),
    ("on_call", OnCallShift),
    ("outage", Outage),
    ("pir", PostIncidentReview),
    ("relation", Relation),
    ("risk", Risk),
    ("sla", SLARecord),
    ("survey", SurveyResponse),
    ("vendor_case", VendorCase),
)
"""Kinds of record whose key within a source is `key`, and nothing else."""

RECORDS = {
    records.name: records
    for records in (
        Records(table_of(Ticket), ("kind", "key", "source"), "key"),
        Records(table_of(Change), ("key", "source"), "key"),
        Records(table_of(CI), ("name", "source", "ident"), "name"),
        Records(table_of(Service), ("name",), "name"),
        Records(table_of(Window), ("key",), "key"),
        *(Records(table_of(model), ("key", "source"), "key") for _, model in _BY_KEY),
    )
}

MAIN_TABLES = {
    "change": "change",
    "ci": "ci",
    "service": "service",
    "window": "schedule_window",
    **{kind: table_of(model).name for kind, model in _BY_KEY},
}
"""The table of a file's main records by the kind that was recognised; tickets otherwise."""


def row_digest(records: Records, values: Mapping[str, Any]) -> str:
    """A hash of what a file says of a record, the same before and after it was stored."""
    said = [[name, as_text(_stored(records, name, values[name]))] for name in sorted(values)]
    return sha256(json.dumps(said).encode()).hexdigest()[:16]


def _stored(records: Records, name: str, value: Any) -> Any:
    is_real = isinstance(records.table.c[name].type, Float)
    return float(value) if is_real and value is not None else value


def as_text(value: Any) -> str | None:
    """A value as history keeps it."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(int(value))
    return str(value)


def records_of(table: str) -> Records:
    """The declared table; a bug in an importer names another."""
    if table not in RECORDS:
        raise AppError(f"Rows for “{table}” can't be stored: there is no such kind of record.")
    return RECORDS[table]


@cache
def insert_statement(table: Table, columns: tuple[str, ...]) -> str:
    """INSERT with one `?` a column, in the given order, quoted as the dialect asks."""
    names = ", ".join(_quoted(table.c[name].name) for name in columns)
    places = ", ".join("?" for _ in columns)
    return f"INSERT INTO {_quoted(table.name)} ({names}) VALUES ({places})"  # noqa: S608


def append_statement(table: Table, columns: tuple[str, ...], words: Mapping[str, str]) -> str:
    """INSERT of rows that get the id after the highest one; `words` are SQL for further columns."""
    names = ", ".join(map(_quoted, (*columns, *words)))
    places = ", ".join((*("?" for _ in columns), *words.values()))
    return f"INSERT INTO {_quoted(table.name)} ({names}) VALUES ({places})"  # noqa: S608


@cache
def update_statement(table: Table, columns: tuple[str, ...]) -> str:
    """UPDATE of one row by id: values in the given order, then the id."""
    settings = ", ".join(f"{_quoted(table.c[name].name)} = ?" for name in columns)
    return f"UPDATE {_quoted(table.name)} SET {settings} WHERE id = ?"  # noqa: S608


@cache
def _quoted(name: str) -> str:
    return _PREPARER.quote(name)
