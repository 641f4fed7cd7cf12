"""Recurrence and first contact over a real log equal a plain computation written apart."""

from dataclasses import replace

import pandas as pd
import pytest

from app.analysis.kpis import compute
from app.analysis.periods import parse_period
from app.models.columns import Facts
from app.models.settings import Settings
from tests.analysis.test_kpi_real import NOW, OVER, changed, resolution, working

MAY = parse_period("2016-05", "UTC")
DESK = "Group 70"
HOUR, DAY = 3600, 86_400


@pytest.fixture(scope="module")
def log(event_log: pd.DataFrame) -> list[dict]:
    """Every incident with what its newest version says, and all its versions in order."""
    found: dict[str, dict] = {}
    for row in event_log.itertuples(index=False):
        versions = found.get(row.number, {"versions": []})["versions"]
        priority = int(row.priority[0])
        versions.append((row.sys_updated_at, row.incident_state, row.assignment_group, priority))
        held = [version[3] for version in versions if version[1] not in OVER]
        found[row.number] = {
            "opened": int(row.opened_at),
            "resolved": (row.resolved_at, row.closed_at),
            "peak": min(held, default=priority),
            "versions": versions,
            **{
                name: None if pd.isna(getattr(row, name)) else getattr(row, name)
                for name in ("problem_id", "cmdb_ci", "subcategory", "contact_type")
            },
        }
    for incident in found.values():
        incident["resolved"] = resolution(incident["versions"], *incident["resolved"])
    return list(found.values())


@pytest.fixture(scope="module")
def kpis(log_facts: tuple[Facts, Settings]):
    facts, settings = log_facts
    desk = replace(settings, desk_groups=(DESK,))
    return {kpi.id: kpi for kpi in compute(facts, desk, MAY, NOW, only=["K3", "K6"])}


def ended(incident, window):
    """(resolved for good, reopened inside the window, later reopenings), by its versions."""
    since, again, soon, late = None, None, False, []
    end = incident["resolved"]
    for at, state in changed(incident["versions"], 1):
        if state in OVER and since is None:
            since = at
        elif state not in OVER and since is not None:
            if at - since > window and since >= incident["opened"]:
                late.append((since, at))
            else:
                soon = soon or not late
            since, again = None, at
    if late:
        return late[0][0], soon, [at for _, at in late]
    if again is not None and end < again:
        end = since
    return end, soon, []


def signature(incident):
    if incident["problem_id"]:
        return incident["problem_id"]
    if incident["cmdb_ci"] and incident["subcategory"]:
        return incident["cmdb_ci"], incident["subcategory"]
    return None


def test_recurrence(log, kpis):
    openings, firsts = [], []
    for incident in log:
        end, _, late = ended(incident, 7 * DAY)
        kind = signature(incident)
        if kind is None:
            continue
        openings.append((incident["opened"], kind))
        if end is not None and end < incident["opened"]:
            continue
        openings += [(at, kind) for at in late]
        if end is not None and incident["peak"] <= 3:
            firsts.append((end, kind))
    parts = {part.name: part for part in (*kpis["K3"].parts, *kpis["K3"].extra)}
    for days, month in ((30, "2016-04"), (60, "2016-03"), (90, "2016-02")):
        cohort = parse_period(month, "UTC")
        own = [
            any(end < at <= end + days * DAY and of == kind for at, of in openings)
            for end, kind in firsts
            if cohort.start <= end < cohort.end
        ]
        part = parts[f"forward {days}"]
        assert (part.trend[-1].period, part.n, part.numerator) == (month, len(own), sum(own))
    assert parts["forward 30"].n > 100


def at_first_contact(incident, end, soon):
    begin, stayed = incident["opened"], {version[2] for version in incident["versions"]}
    if soon or any(version[1] == "Awaiting User Info" for version in incident["versions"]):
        return False
    if any(isinstance(group, str) and group != DESK for group in stayed):
        return False
    if incident["contact_type"] == "Phone":
        return end - begin <= HOUR
    if incident["contact_type"] in ("Email", "Self service"):
        done = working(begin, end)
        return done < HOUR or (done == HOUR and working(begin, end - 1) < HOUR)
    return False


def test_first_contact(log, kpis):
    own = []
    for incident in log:
        groups = [v[2] for v in incident["versions"] if isinstance(v[2], str)]
        if not groups or groups[0] != DESK:
            continue
        end, soon, _ = ended(incident, 5 * DAY)
        if end is not None and MAY.start <= end < MAY.end and end >= incident["opened"]:
            own.append(at_first_contact(incident, end, soon))
    part = kpis["K6"].parts[0]
    assert (part.n, part.numerator) == (len(own), sum(own))
    assert part.n > 500
    assert 0 < part.numerator < part.n
