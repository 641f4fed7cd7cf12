"""ServiceNow problems and their tasks (FORMATS §1.4, §25 row 7)."""

from typing import ClassVar

from app.importers.columns import Choice, Column, Flag, Identifier, Integer, Name, Stamp, Text
from app.importers.servicenow.tables import TicketTable
from app.importers.servicenow.task_columns import (
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
from app.importers.servicenow.values import PROBLEM_STATES, PROBLEM_TASK_STATES
from app.models.records import Value

_CAUSE = Text("root_cause", ("cause_notes", "cause notes", "u_root_cause", "root cause"))


class ServiceNowProblem(TicketTable):
    """One row a problem (PRB…)."""

    id: ClassVar[str] = "servicenow.problem"
    kind: ClassVar[str] = "problem"
    tables: ClassVar[tuple[str, ...]] = ("problem",)
    prefixes: ClassVar[tuple[str, ...]] = ("PRB",)
    constants: ClassVar[dict[str, Value]] = {"source": "servicenow", "kind": "problem"}
    columns: ClassVar[tuple[Column, ...]] = (
        *identity("PRB"),
        *state(("state", "problem_state", "problem state"), PROBLEM_STATES),
        *ranks(),
        Name("category", ("category",)),
        Name("subcategory", ("subcategory",)),
        *people(("caller_id",)),
        *times(),
        Stamp("resolved_at", ("resolved_at", "resolved")),
        Name("resolved_by", ("resolved_by", "resolved by")),
        *places(),
        *measures(),
        Flag("is_major", ("major_problem", "major problem")),
        Flag("known_error", ("known_error", "known error")),
        _CAUSE,
        Text("workaround", ("workaround", "work_around")),
        Name("resolution_code", ("resolution_code", "resolution code", "close_code", "close code")),
        Text("resolution_notes", ("fix_notes", "fix notes", "close_notes", "close notes")),
        Name("duplicate_of", ("duplicate_of", "duplicate of"), reference=True),
        Name("related_keys", ("first_reported_by_task", "origin task", "first reported by task"),
             reference=True),
        Name("change_fix_key", ("rfc", "change request"), reference=True),
        Name("parent_key", ("parent",), reference=True),
        Integer("reopen_count", ("reopen_count", "reopen count")),
        *bookkeeping(),
    )  # fmt: skip


class ServiceNowProblemTask(TicketTable):
    """One row a problem task (PTASK…)."""

    id: ClassVar[str] = "servicenow.problem_task"
    kind: ClassVar[str] = "problem_task"
    tables: ClassVar[tuple[str, ...]] = ("problem_task",)
    prefixes: ClassVar[tuple[str, ...]] = ("PTASK",)
    constants: ClassVar[dict[str, Value]] = {"source": "servicenow", "kind": "problem_task"}
    columns: ClassVar[tuple[Column, ...]] = (
        *identity("PTASK"),
        *state(("state",), PROBLEM_TASK_STATES),
        *ranks(),
        Choice("category", ("problem_task_type", "problem task type"), keep=True, silent=True,
               choices={"rca": "root cause analysis", "general": "general"}),
        *course(("caller_id",)),
        _CAUSE,
        Text("workaround", ("workaround",)),
        Name("resolution_code", ("close_code", "close code", "cause_code", "cause code")),
        Text("resolution_notes", ("close_notes", "close notes", "fix_notes")),
        Name("problem_key", ("problem", "parent"), reference=True),
        Identifier("duplicate_of", ("duplicate_of",), reference=True),
        *bookkeeping(),
    )  # fmt: skip
