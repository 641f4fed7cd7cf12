"""Changes with what is written in them and who approved them, for tests of K11 and K18."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from app.models.columns import MISSING, ApprovalColumns, ChangeRecords
from app.models.columns.absent import bare_records
from tests.analysis.sample_facts import instant, make_facts

RATINGS = ("analysis", "implementation", "backout", "test", "configuration", "schedule")
PEOPLE = ("Ada", "Bob", "Cyd", "Dee")
_STATES = {"approved": 1, "requested": 0, "rejected": -1, "not required": 2, "cancelled": 3}


def change(**more: Any) -> dict[str, Any]:
    """A whole record: every text rated 1, three people, approved the day before."""
    usual = {
        "planned_start": "2026-10-05T08:00", "planned_end": "2026-10-05T10:00",
        "closed": "2026-10-05T11:00", "state": "closed", "close_code": "successful", "risk": 2,
        "ratings": {}, "requester": "Ada", "implementer": "Bob",
        "approvals": [("Cyd", "approved", "2026-10-04T08:00")],
    }  # fmt: skip
    return {**usual, **more}


def written(rows: Sequence[Mapping[str, Any]]) -> ChangeRecords:
    def column(name: str) -> np.ndarray:
        return np.array([row["ratings"].get(name, 1.0) for row in rows], np.float32)

    def person(name: str) -> np.ndarray:
        codes = [PEOPLE.index(row[name]) if row[name] else -1 for row in rows]
        return np.array(codes, np.int32)

    ratings = {name: column(name) for name in RATINGS}
    return replace(
        bare_records(len(rows)),
        **ratings,
        has_backout=ratings["backout"] > 0,
        has_ci=np.array([row.get("has_ci", True) for row in rows], np.bool_),
        requester=person("requester"),
        implementer=person("implementer"),
        closed_with_code=np.array([row["close_code"] is not None for row in rows], np.bool_),
        people=PEOPLE,
    )


def approved(rows: Sequence[Mapping[str, Any]]) -> ApprovalColumns:
    table = [
        (place, PEOPLE.index(who) if who else -1, _STATES[state], instant(decided))
        for place, row in enumerate(rows)
        for who, state, decided in row["approvals"]
    ]
    table.sort(key=lambda entry: (entry[0], entry[3]))
    columns = np.array(table, np.int64).reshape(-1, 4)
    return ApprovalColumns(
        columns[:, 0], columns[:, 1].astype(np.int32), columns[:, 2].astype(np.int8),
        np.full(len(columns), MISSING), columns[:, 3],
    )  # fmt: skip


def evidence(rows: Sequence[Mapping[str, Any]], **more: Any):
    """Facts of such changes; `more` as make_facts takes it."""
    return make_facts(changes=rows, records=written(rows), approvals=approved(rows), **more)
