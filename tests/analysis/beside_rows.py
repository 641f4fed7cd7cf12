"""What stands beside tickets and changes out of plain dicts, for `make_facts`.

Details are keys of a ticket's dict and ratings keys of a change's; a `ticket`, `change` or
`parent` is named by key. Whatever isn't named is absent.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any, get_type_hints

import numpy as np

from app.models.columns import (
    MISSING,
    ActionRow,
    ApprovalColumns,
    ArticleRow,
    AutomationRow,
    ChangeRecords,
    ContractRow,
    PirRow,
    Registers,
    ServiceRow,
    SurveyColumns,
    TicketDetails,
)
from app.models.text_rules import Rating
from tests.analysis import signal_rows
from tests.analysis.sample_facts import Row, instant

SURVEYS = ("ticket", "stakeholder")
_REGISTERS: Mapping[str, type] = {
    "services": ServiceRow, "contracts": ContractRow, "automations": AutomationRow,
    "articles": ArticleRow, "pirs": PirRow, "actions": ActionRow,
}  # fmt: skip
_INSTANTS = (
    "starts", "ends", "baseline_at", "published", "updated", "due", "held", "approved", "opened",
    "original_due", "closed",
)  # fmt: skip
_DEFAULTS: Mapping[str, Any] = {"tier": 0, "tickets": (), "evidence": False, "vendor": "Acme"}
_SIGNALS: Mapping[str, tuple[str, Callable[[Sequence[Row]], Any]]] = {
    "alerts": ("alerts", signal_rows.make_alerts),
    "outages": ("outages", signal_rows.make_outages),
    "runs": ("runs", signal_rows.make_runs),
    "cases": ("vendor_cases", signal_rows.make_cases),
    "sla": ("sla_records", signal_rows.make_sla),
}


def beside(
    tickets: Sequence[Row],
    changes: Sequence[Row],
    keys: Sequence[str],
    change_keys: Sequence[str],
    given: Mapping[str, Any],
) -> dict[str, Any]:
    """The fields of Facts beside tickets and changes; columns that are given stand as they are."""
    row_of = {key: row for row, key in enumerate(keys)}
    change_of = {key: row for row, key in enumerate(change_keys)}
    found = dict(given)
    for name, (field, make) in _SIGNALS.items():
        if name in found and not is_dataclass(found[name]):
            found[field] = make([_placed(row, "ticket", row_of) for row in found.pop(name)])
    if "surveys" in found and not is_dataclass(found["surveys"]):
        found["surveys"] = make_surveys(
            [_placed(row, "ticket", row_of) for row in found["surveys"]]
        )
    people: dict[str, int] = {}
    found.setdefault("records", make_records(changes, people))
    if "approvals" in found and not is_dataclass(found["approvals"]):
        rows = [_placed(row, "change", change_of) for row in found["approvals"]]
        found["approvals"] = make_approvals(rows, people)
        found["records"] = make_records(changes, people)
    found.setdefault("details", make_details(tickets, row_of))
    registers = {name: found.pop(name) for name in (*_REGISTERS, "support_groups") if name in found}
    if registers:
        found["registers"] = make_registers(registers)
    return found


def make_details(rows: Sequence[Row], row_of: Mapping[str, int]) -> TicketDetails:
    """Details out of the keys `problem`, `template`, `parent`, `impact_start` ... of tickets."""
    people: dict[str, int] = {}
    coded = {
        name: _coded(rows, name, people if name.endswith("_by") else {})
        for name in (
            "problem", "template", "channel", "location", "resolution_code", "resolved_by",
            "opened_by",
        )
    }  # fmt: skip
    return TicketDetails(
        **{name: codes for name, (codes, _) in coded.items()},
        parent=np.array([row_of.get(row.get("parent", ""), -1) for row in rows], np.int64),
        duplicate=_flags(rows, "duplicate"),
        impact_start=np.array([instant(row.get("impact_start")) for row in rows], np.int64),
        outage=_flags(rows, "outage"),
        knowledge=_flags(rows, "knowledge"),
        noted=_flags(rows, "noted"),
        problems=coded["problem"][1],
        templates=coded["template"][1],
        channels=coded["channel"][1],
        locations=coded["location"][1],
        resolution_codes=coded["resolution_code"][1],
        people=tuple(people),
    )


def make_records(rows: Sequence[Row], people: dict[str, int]) -> ChangeRecords:
    """Ratings out of the keys `analysis`, `backout` ... of changes, 0 unless given."""
    ratings = {
        name: np.array([row.get(name, 0.0) for row in rows], np.float32) for name in Rating._fields
    }
    closed = [row.get("closed_with_code", bool(row.get("close_code"))) for row in rows]
    return ChangeRecords(
        **ratings,
        has_backout=np.array(
            [row.get("has_backout", row.get("backout", 0) > 0) for row in rows], np.bool_
        ),
        has_ci=np.array([row.get("has_ci", bool(row.get("cis"))) for row in rows], np.bool_),
        requester=_coded(rows, "requester", people)[0],
        implementer=_coded(rows, "implementer", people)[0],
        closed_with_code=np.array(closed, np.bool_),
        people=tuple(people),
    )


def make_approvals(rows: Sequence[Row], people: dict[str, int]) -> ApprovalColumns:
    """Approvals, approved unless `state` says 0, -1 or 2; `change` is a row number."""
    rows = sorted(rows, key=lambda row: (row["change"], instant(row.get("decided"))))
    return ApprovalColumns(
        change=np.array([row["change"] for row in rows], np.int64),
        approver=_coded(rows, "approver", people)[0],
        state=np.array([row.get("state", 1) for row in rows], np.int8),
        requested=np.array([instant(row.get("requested")) for row in rows], np.int64),
        decided=np.array([instant(row.get("decided")) for row in rows], np.int64),
    )


def make_surveys(rows: Sequence[Row]) -> SurveyColumns:
    """Answers about tickets unless `survey` says otherwise; no `score` is NaN."""
    named = [{"key": f"S{i + 1}", **row} for i, row in enumerate(rows)]
    rows = sorted(named, key=lambda row: instant(row.get("taken")))
    respondent, respondents = _coded(rows, "respondent", {})
    service, services = _coded(rows, "service", {})
    kinds = [row.get("survey", "ticket") for row in rows]
    scores = [row.get("score") for row in rows]
    return SurveyColumns(
        key=np.array([row["key"] for row in rows], np.str_),
        survey=np.array([SURVEYS.index(kind) if kind else -1 for kind in kinds], np.int8),
        respondent=respondent,
        ticket=np.array([row.get("ticket", -1) for row in rows], np.int64),
        taken=np.array([instant(row.get("taken")) for row in rows], np.int64),
        score=np.array([np.nan if score is None else score for score in scores], np.float32),
        service=service,
        respondents=respondents,
        services=services,
    )


def make_registers(given: Mapping[str, Sequence[Any]]) -> Registers:
    """Registers by key; a row is a dict, and fields that it doesn't name are absent."""
    made = {
        name: tuple(_register_row(_REGISTERS[name], row) for row in rows)
        for name, rows in given.items()
        if name in _REGISTERS
    }
    return Registers(**made, groups=tuple(given.get("support_groups", ())))


def _register_row(kind: type, row: Any) -> Any:
    if is_dataclass(row):
        return row
    known = get_type_hints(kind)
    assert row.keys() <= known.keys(), f"{kind.__name__} has no {row.keys() - known.keys()}"
    values = {each.name: row.get(each.name, _DEFAULTS.get(each.name)) for each in fields(kind)}
    for name in _INSTANTS:
        if values.get(name) is not None:
            at = instant(values[name])
            values[name] = None if at == MISSING else at
    return kind(**values)


def _placed(row: Row, field: str, row_of: Mapping[str, int]) -> Row:
    """The row with the number of the ticket or change that it names by key."""
    named = row.get(field, -1)
    return {**row, field: row_of.get(named, -1) if isinstance(named, str) else named}


def _coded(
    rows: Sequence[Row], field: str, words: dict[str, int]
) -> tuple[np.ndarray, tuple[str, ...]]:
    values = [row.get(field) for row in rows]
    codes = [-1 if word is None else words.setdefault(word, len(words)) for word in values]
    return np.array(codes, np.int32), tuple(words)


def _flags(rows: Sequence[Row], field: str) -> np.ndarray:
    return np.array([bool(row.get(field)) for row in rows], np.bool_)
