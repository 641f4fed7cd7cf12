"""The public event log of 24,918 incidents, stored twice (an independent count beside it)."""

import csv
import lzma
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from app.models.columns import MISSING
from app.models.ticket import TICKET_STATES
from app.store.check import check
from app.store.facts import load_facts
from tests.store.builders import event_log, put, rows


@pytest.mark.timeout(240)
def test_the_event_log_in_and_in_again(store, shared: Path) -> None:
    path = shared / "data" / "incidents" / "uci_incident_event_log.csv.xz"
    first = put(store, event_log(path))
    assert (first.rows, first.new, first.changed, first.unchanged) == (141_712, 24_918, 0, 0)
    before = rows(store, "SELECT count(*), total(at) FROM field_history")
    second = put(store, event_log(path))
    assert (second.new, second.changed, second.unchanged) == (0, 0, 24_918)
    assert rows(store, "SELECT count(*), total(at) FROM field_history") == before
    assert check(store).problems == ()

    instant = int(datetime(2016, 6, 1, tzinfo=UTC).timestamp())
    facts = load_facts(store)
    early = facts.states.at < instant
    owner, value = facts.states.ticket[early], facts.states.value[early]
    last = np.append(owner[1:] != owner[:-1], True)
    over = [TICKET_STATES.index("resolved"), TICKET_STATES.index("closed")]
    assert int((~np.isin(value[last], over)).sum()) == backlog(path, instant) == 1_180
    assert (facts.tickets.resolved != MISSING).all()


def backlog(path: Path, instant: int) -> int:
    """Incidents whose last record before the instant is neither Resolved nor Closed."""
    newest: dict[str, tuple[int, int, str]] = {}
    with lzma.open(path, "rt") as file:
        for row in csv.DictReader(file):
            moment = datetime.strptime(row["sys_updated_at"], "%d/%m/%Y %H:%M").replace(tzinfo=UTC)
            at = int(moment.timestamp())
            if at < instant:
                version = (at, int(row["sys_mod_count"]), row["incident_state"])
                newest[row["number"]] = max(newest.get(row["number"], version), version)
    return sum(state not in ("Resolved", "Closed") for _, _, state in newest.values())
