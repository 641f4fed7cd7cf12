"""Facts out of plain dicts, for tests of analysis.

`make_facts(tickets=[{"key": "INC1", "opened": at("2026-11-16T08:00"), "priority": 1}], ...)`.
Unnamed fields take the values of an ordinary, open, flat-export record. Instants may be int UTC
seconds, ISO text in UTC, or None for absent. Rows keep the order in which they are given.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import numpy as np

from app.models.change import CHANGE_STATES, CHANGE_TYPES
from app.models.columns import (
    MISSING,
    AlertColumns,
    ApprovalColumns,
    ChangeColumns,
    Facts,
    HistoryColumns,
    HoldColumns,
    OutageColumns,
    Registers,
    RunColumns,
    SourceFreshness,
    SurveyColumns,
    TicketColumns,
    VendorCaseColumns,
    WindowRow,
)
from app.models.columns.absent import no_rows
from app.models.ticket import TICKET_KINDS, TICKET_STATES

Instant = int | str | None
Row = Mapping[str, Any]
AS_OF = 4_000_000_000
"""As-of of sample records unless given: far ahead, so that clocks are always fresh."""

_CLOSE_CODES = {None: 0, "successful": 1, "successful_issues": 2, "unsuccessful": 3}


def at(text: str) -> int:
    """UTC seconds of ISO text; text without an offset is UTC."""
    moment = datetime.fromisoformat(text)
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())


def instant(value: Instant) -> int:
    if value is None:
        return MISSING
    return at(value) if isinstance(value, str) else int(value)


class _Codes:
    """A vocabulary that grows as words are met; None is -1."""

    def __init__(self) -> None:
        self.words: dict[str, int] = {}

    def of(self, word: str | None) -> int:
        return -1 if word is None else self.words.setdefault(word, len(self.words))

    def column(self, rows: Sequence[Row], field: str, default: str | None = None) -> np.ndarray:
        return np.array([self.of(row.get(field, default)) for row in rows], np.int32)

    def all(self) -> tuple[str, ...]:
        return tuple(self.words)


def _times(rows: Sequence[Row], field: str) -> np.ndarray:
    return np.array([instant(row.get(field)) for row in rows], np.int64)


def _small(rows: Sequence[Row], field: str, default: int = 0) -> np.ndarray:
    return np.array([row.get(field, default) for row in rows], np.int8)


def _counts(rows: Sequence[Row], field: str, default: int = 0) -> np.ndarray:
    return np.array([row.get(field, default) for row in rows], np.int32)


def _flags(rows: Sequence[Row], field: str) -> np.ndarray:
    return np.array([bool(row.get(field, False)) for row in rows], np.bool_)


def _keys(rows: Sequence[Row], prefix: str) -> np.ndarray:
    return np.array([row.get("key", f"{prefix}{i + 1}") for i, row in enumerate(rows)], np.str_)


def make_tickets(rows: Sequence[Row]) -> TicketColumns:
    """Ticket columns. `resolved`/`closed` given without a state make the ticket closed."""
    words = {
        name: _Codes()
        for name in ("group", "assignee", "category", "subcategory", "service", "ci", "caller")
    }
    codes = {name: words[name].column(rows, name) for name in words if name != "group"}
    codes["group"] = words["group"].column(rows, "group", "Service Desk")
    sources = _Codes()
    priority = _small(rows, "priority", 3)
    ended = [row.get("resolved") is not None or row.get("closed") is not None for row in rows]
    states = [
        row.get("state", "closed" if end else "in_progress")
        for row, end in zip(rows, ended, strict=True)
    ]
    resolved, closed = _times(rows, "resolved"), _times(rows, "closed")
    level = np.where(resolved != MISSING, 1, np.where(closed != MISSING, 3, 0)).astype(np.int8)
    opened = _times(rows, "opened")
    return TicketColumns(
        id=np.arange(1, len(rows) + 1, dtype=np.int64),
        key=_keys(rows, "INC"),
        kind=np.array([TICKET_KINDS.index(row.get("kind", "incident")) for row in rows], np.int8),
        state=np.array([TICKET_STATES.index(state) for state in states], np.int8),
        priority=priority,
        peak_priority=np.array(
            [row.get("peak_priority", row.get("priority", 3)) for row in rows], np.int8
        ),
        open_priority=np.array(
            [row.get("open_priority", row.get("priority", 3)) for row in rows], np.int8
        ),
        has_history=_flags(rows, "has_history"),
        impact=_small(rows, "impact"),
        urgency=_small(rows, "urgency"),
        source=sources.column(rows, "source", "ServiceNow"),
        opened=opened,
        acknowledged=_times(rows, "acknowledged"),
        restored=_times(rows, "restored"),
        resolved=np.where(resolved != MISSING, resolved, closed),
        resolved_level=level,
        closed=closed,
        updated=np.array(
            [instant(row.get("updated", row.get("opened"))) for row in rows], np.int64
        ),
        due=_times(rows, "due"),
        reopen_count=_counts(rows, "reopen_count"),
        reassignment_count=_counts(rows, "reassignment_count"),
        made_sla=_small(rows, "made_sla", -1),
        is_major=_flags(rows, "is_major"),
        is_child=_flags(rows, "is_child"),
        has_problem=_flags(rows, "has_problem"),
        caused_by_change=_flags(rows, "caused_by_change"),
        outcome_unknown=_flags(rows, "outcome_unknown"),
        as_of=np.array([instant(row.get("as_of", AS_OF)) for row in rows], np.int64),
        groups=words["group"].all(),
        assignees=words["assignee"].all(),
        categories=words["category"].all(),
        subcategories=words["subcategory"].all(),
        services=words["service"].all(),
        cis=words["ci"].all(),
        callers=words["caller"].all(),
        sources=sources.all(),
        **codes,
    )


def make_changes(rows: Sequence[Row]) -> ChangeColumns:
    """Change columns; `cis` of a row is a list of names (the first is primary)."""
    words = {
        name: _Codes()
        for name in ("approval", "model", "service", "group", "environment", "location")
    }
    codes = {name: words[name].column(rows, name) for name in words}
    cis, classes = _Codes(), _Codes()
    pairs = [
        (i, cis.of(name), place == 0)
        for i, row in enumerate(rows)
        for place, name in enumerate(row.get("cis", ()))
    ]
    times = (
        "opened", "planned_start", "planned_end", "actual_start", "actual_end", "downtime_start",
        "downtime_end", "closed", "updated",
    )  # fmt: skip
    tiers = {row["service"]: row.get("tier", 0) for row in rows if row.get("service")}
    return ChangeColumns(
        id=np.arange(1, len(rows) + 1, dtype=np.int64),
        key=_keys(rows, "CHG"),
        type=np.array(
            [
                -1
                if row.get("type", "normal") is None
                else CHANGE_TYPES.index(row.get("type", "normal"))
                for row in rows
            ],
            np.int8,
        ),
        state=np.array(
            [CHANGE_STATES.index(row.get("state", "scheduled")) for row in rows], np.int8
        ),
        risk=_small(rows, "risk", 3),
        close_code=np.array([_CLOSE_CODES[row.get("close_code")] for row in rows], np.int8),
        unauthorized=_flags(rows, "unauthorized"),
        linked_incidents=_counts(rows, "linked_incidents"),
        naive_time=_flags(rows, "naive_time"),
        approvals=words["approval"].all(),
        models=words["model"].all(),
        services=words["service"].all(),
        groups=words["group"].all(),
        environments=words["environment"].all(),
        locations=words["location"].all(),
        ci_change=np.array([pair[0] for pair in pairs], np.int64),
        ci_ci=np.array([pair[1] for pair in pairs], np.int32),
        ci_primary=np.array([pair[2] for pair in pairs], np.bool_),
        cis=cis.all(),
        ci_class=np.full(len(cis.words), -1, np.int32),
        ci_service=np.full(len(cis.words), -1, np.int32),
        ci_classes=classes.all(),
        service_tier=np.array([tiers.get(name, 0) for name in words["service"].all()], np.int8),
        **{name: _times(rows, name) for name in times},
        **codes,
    )


def make_facts(
    tickets: Sequence[Row] = (),
    *,
    states: Iterable[tuple[str, Instant, str]] = (),
    priorities: Iterable[tuple[str, Instant, int]] = (),
    groups: Iterable[tuple[str, Instant, str]] = (),
    assignees: Iterable[tuple[str, Instant, str]] = (),
    holds: Iterable[tuple[str, Instant, Instant, str | None]] = (),
    changes: Sequence[Row] = (),
    windows: Iterable[WindowRow] = (),
    sources: Iterable[SourceFreshness] = (),
    revision: int = 1,
    **given: Any,
) -> Facts:
    """Facts of the given rows; histories and holds name tickets by key.

    `given` is what stands beside tickets and changes: `alerts`, `outages`, `runs`, `surveys`,
    `cases`, `sla`, `approvals`, `services`, `contracts`, `automations`, `articles`, `pirs` and
    `actions` as dicts, `support_groups` as (name, parent), or whole columns by their name in
    Facts. Details are keys of a ticket's dict, ratings of a change's (tests.analysis.beside_rows).
    """
    from tests.analysis.beside_rows import beside  # it is made of what stands here

    columns, change_columns = make_tickets(tickets), make_changes(changes)
    row_of = {key: i for i, key in enumerate(columns.key.tolist())}
    vocabularies = {"groups": list(columns.groups), "assignees": list(columns.assignees)}

    def coded(name: str, word: str) -> int:
        if word not in vocabularies[name]:
            vocabularies[name].append(word)
        return vocabularies[name].index(word)

    history = {
        "states": _history(row_of, [(k, t, TICKET_STATES.index(v)) for k, t, v in states]),
        "priorities": _history(row_of, priorities),
        "groups": _history(row_of, [(k, t, coded("groups", v)) for k, t, v in groups]),
        "assignees": _history(row_of, [(k, t, coded("assignees", v)) for k, t, v in assignees]),
    }
    reasons = _Codes()
    held = sorted((row_of[k], instant(a), instant(b), reasons.of(r)) for k, a, b, r in holds)
    table = np.array(held, np.int64).reshape(-1, 4)
    columns = _with_words(columns, vocabularies)
    return Facts(
        revision=revision,
        tickets=columns,
        holds=HoldColumns(
            table[:, 0], table[:, 1], table[:, 2], table[:, 3].astype(np.int32), reasons.all()
        ),
        changes=change_columns,
        windows=tuple(windows),
        sources=tuple(sources),
        **history,
        **(
            _nothing_beside()
            | beside(tickets, changes, columns.key.tolist(), change_columns.key.tolist(), given)
        ),
    )


def _nothing_beside() -> dict[str, Any]:
    return {
        "approvals": no_rows(ApprovalColumns),
        "alerts": no_rows(AlertColumns),
        "outages": no_rows(OutageColumns),
        "runs": no_rows(RunColumns),
        "surveys": no_rows(SurveyColumns),
        "vendor_cases": no_rows(VendorCaseColumns),
        "registers": Registers(),
    }


def _with_words(columns: TicketColumns, words: Mapping[str, list[str]]) -> TicketColumns:
    return replace(columns, groups=tuple(words["groups"]), assignees=tuple(words["assignees"]))


def _history(
    row_of: Mapping[str, int], entries: Iterable[tuple[str, Instant, int]]
) -> HistoryColumns:
    rows = [(row_of[key], instant(when), value) for key, when, value in entries]
    rows.sort(key=lambda entry: entry[:2])
    table = np.array(rows, np.int64).reshape(-1, 3)
    return HistoryColumns(table[:, 0], table[:, 1], table[:, 2].astype(np.int32))
