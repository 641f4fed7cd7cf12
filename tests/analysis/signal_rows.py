"""Alerts, outages, runs and vendor cases out of plain dicts, for tests of the KPIs about them.

Instants are int UTC seconds, ISO text in UTC, or None. Rows are put in the order of the columns.
`ticket` is the row number of a ticket, -1 for none.
"""

from collections.abc import Sequence

import numpy as np

from app.models.alert import ALERT_SEVERITIES, ALERT_STATES
from app.models.automation import RUN_STATES
from app.models.columns import (
    AlertColumns,
    OutageColumns,
    RunColumns,
    SlaRecordColumns,
    VendorCaseColumns,
)
from app.models.outage import OUTAGE_KINDS
from app.models.sla import SLA_STAGES
from tests.analysis.sample_facts import Instant, Row, instant


def _ordered(rows: Sequence[Row], by: str, prefix: str) -> list[Row]:
    named = [{"key": f"{prefix}{i + 1}", **row} for i, row in enumerate(rows)]
    return sorted(named, key=lambda row: instant(row.get(by)))


def _times(rows: Sequence[Row], field: str) -> np.ndarray:
    return np.array([instant(row.get(field)) for row in rows], np.int64)


def _flags(rows: Sequence[Row], field: str) -> np.ndarray:
    return np.array([bool(row.get(field)) for row in rows], np.bool_)


def _small(rows: Sequence[Row], field: str, default: int) -> np.ndarray:
    return np.array([row.get(field, default) for row in rows], np.int8)


def _coded(rows: Sequence[Row], field: str) -> tuple[np.ndarray, tuple[str, ...]]:
    words: dict[str, int] = {}
    values = [row.get(field) for row in rows]
    codes = [-1 if word is None else words.setdefault(word, len(words)) for word in values]
    return np.array(codes, np.int32), tuple(words)


def _keys(rows: Sequence[Row]) -> np.ndarray:
    return np.array([row["key"] for row in rows], np.str_)


def _rows_of_tickets(rows: Sequence[Row]) -> np.ndarray:
    return np.array([row.get("ticket", -1) for row in rows], np.int64)


def make_alerts(rows: Sequence[Row]) -> AlertColumns:
    """A critical alert that nothing more is known of, unless a row says otherwise."""
    rows = _ordered(rows, "fired", "A")
    rows = [{"source": "Pager", **row} for row in rows]
    names = ("source", "fingerprint", "template", "service", "ci", "team")
    coded = {name: _coded(rows, name) for name in names}
    severities = [row.get("severity", "critical") for row in rows]
    states = [row.get("state", "resolved" if row.get("resolved") else "firing") for row in rows]
    return AlertColumns(
        key=_keys(rows),
        severity=np.array(
            [-1 if word is None else ALERT_SEVERITIES.index(word) for word in severities], np.int8
        ),
        state=np.array([ALERT_STATES.index(word) for word in states], np.int8),
        fired=_times(rows, "fired"),
        acknowledged=_times(rows, "acknowledged"),
        resolved=_times(rows, "resolved"),
        human_acknowledged=_small(rows, "human", -1),
        auto_resolved=_small(rows, "auto", -1),
        linked=_flags(rows, "linked"),
        ticket=_rows_of_tickets(rows),
        noted=_flags(rows, "noted"),
        runbook=_flags(rows, "runbook"),
        no_action=_flags(rows, "no_action"),
        **{name: coded[name][0] for name in names},
        sources=coded["source"][1],
        fingerprints=coded["fingerprint"][1],
        templates=coded["template"][1],
        services=coded["service"][1],
        cis=coded["ci"][1],
        teams=coded["team"][1],
    )


def make_outages(rows: Sequence[Row]) -> OutageColumns:
    """Outages unless a row says otherwise."""
    rows = _ordered(rows, "start", "O")
    service, services = _coded(rows, "service")
    ci, cis = _coded(rows, "ci")
    return OutageColumns(
        key=_keys(rows),
        kind=np.array([OUTAGE_KINDS.index(row.get("kind", "outage")) for row in rows], np.int8),
        service=service,
        ci=ci,
        start=_times(rows, "start"),
        end=_times(rows, "end"),
        announced=_times(rows, "announced"),
        ticket=_rows_of_tickets(rows),
        cancelled=_flags(rows, "cancelled"),
        services=services,
        cis=cis,
    )


def make_runs(rows: Sequence[Row]) -> RunColumns:
    """Successful runs unless a row says otherwise."""
    rows = _ordered(rows, "started", "R")
    automation, automations = _coded(rows, "automation")
    states = [row.get("state", "successful") for row in rows]
    return RunColumns(
        key=_keys(rows),
        automation=automation,
        state=np.array(
            [-1 if word is None else RUN_STATES.index(word) for word in states], np.int8
        ),
        started=_times(rows, "started"),
        finished=_times(rows, "finished"),
        automations=automations,
    )


def make_cases(rows: Sequence[Row]) -> VendorCaseColumns:
    """Cases; `waits` of a row are (start, end) of the times it waited for us."""
    rows = [{"vendor": "Acme", **row} for row in _ordered(rows, "opened", "V")]
    vendor, vendors = _coded(rows, "vendor")
    severity, severities = _coded(rows, "severity")
    waits: list[tuple[int, Instant, Instant]] = [
        (i, *wait) for i, row in enumerate(rows) for wait in row.get("waits", ())
    ]
    ended = [row.get("resolved") or row.get("closed") for row in rows]
    return VendorCaseColumns(
        key=_keys(rows),
        vendor=vendor,
        severity=severity,
        open_state=np.array(
            [row.get("open", end is None) for row, end in zip(rows, ended, strict=True)], np.bool_
        ),
        opened=_times(rows, "opened"),
        first_response=_times(rows, "first_response"),
        resolved=_times(rows, "resolved"),
        closed=_times(rows, "closed"),
        ticket=_rows_of_tickets(rows),
        response_target=np.array([row.get("response_target", -1) for row in rows], np.int64),
        resolve_target=np.array([row.get("resolve_target", -1) for row in rows], np.int64),
        wait_case=np.array([case for case, _, _ in waits], np.int64),
        wait_start=np.array([instant(start) for _, start, _ in waits], np.int64),
        wait_end=np.array([instant(end) for _, _, end in waits], np.int64),
        vendors=vendors,
        severities=severities,
    )


def make_sla(rows: Sequence[Row]) -> SlaRecordColumns:
    """Completed clocks of the resolution unless a row says otherwise, in the order given."""
    rows = [{"key": f"L{i + 1}", "source": "ServiceNow", **row} for i, row in enumerate(rows)]
    source, sources = _coded(rows, "source")
    targets = [row.get("target", "resolution") for row in rows]
    seconds = {
        name: np.array([row.get(name, -1) for row in rows], np.int64)
        for name in ("goal", "elapsed", "pause")
    }
    return SlaRecordColumns(
        key=_keys(rows),
        ticket=_rows_of_tickets(rows),
        target=np.array(
            [-1 if word is None else ("response", "resolution").index(word) for word in targets],
            np.int8,
        ),
        stage=np.array([SLA_STAGES.index(row.get("stage", "completed")) for row in rows], np.int8),
        breached=_small(rows, "breached", -1),
        start=_times(rows, "start"),
        stop=_times(rows, "stop"),
        breach_at=_times(rows, "breach_at"),
        source=source,
        sources=sources,
        **seconds,
    )
