"""Incidents that changes caused, whichever side names them, each once (METRICS K9)."""

import pytest

from app.services.clock import Clock
from app.services.text_rules import TEXT_RULES
from app.services.tower import Tower
from app.services.trends import decide_effect
from app.store.facts import load_facts
from tests.store.test_links import OTHER, RAW, of, record, ticket_of


@pytest.fixture
def asked(store):
    """Five incidents and a problem; the number of incidents by change is asked for."""
    for number in range(1, 6):
        ticket_of(store, f"INC{number}", source_id=RAW if number == 1 else None)
    ticket_of(store, "PRB1", kind="problem")

    def ask(*changes, relations=()):
        of(store, "change", *changes)
        if relations:
            of(store, "relation", *relations)
        found = load_facts(store, TEXT_RULES).changes
        return dict(zip(found.key.tolist(), found.linked_incidents.tolist(), strict=True))

    ask.store = store
    return ask


def chg(key, **values):
    return record(key, state="closed") | values


def test_a_change_lists_what_it_caused(asked) -> None:
    found = asked(
        chg("C1", incident_keys="INC1; INC2;INC2"), chg("C2", incident_keys=None), chg("C3")
    )
    assert found == {"C1": 2, "C2": 0, "C3": 0}


def test_both_sides_and_a_relation_name_one_incident_once(asked) -> None:
    ticket_of(asked.store, "INC6", change_cause_key="C1")
    ticket_of(asked.store, "INC7", change_cause_key=OTHER)
    found = asked(
        chg("C1", incident_keys=f"INC6;{RAW}", source_id=OTHER),
        relations=(
            record("a", parent="C1", verb="causes", child="INC1"),
            record("b", parent="INC3", verb="caused by", child="C1"),
            record("c", parent="C1", verb="affects", child="INC4"),
        ),
    )
    assert found == {"C1": 4}  # INC1 by its raw id and by number, INC3, INC6, INC7


def test_what_is_no_incident_does_not_count_and_one_that_is_unknown_does(asked) -> None:
    ticket_of(asked.store, "PRB2", kind="problem", change_cause_key="C1")
    assert asked(chg("C1", incident_keys="PRB1;INC404")) == {"C1": 1}


def test_the_sources_own_count_stands_where_it_is_greater(asked) -> None:
    found = asked(
        chg("C1", incident_keys="INC1", related_incidents=3),
        chg("C2", incident_keys="INC1;INC2", related_incidents=1),
    )
    assert found == {"C1": 3, "C2": 2}


def test_a_persons_last_word_is_known(asked, settings) -> None:
    asked(chg("C1"), chg("C2"), chg("C3"))
    tower = Tower(asked.store, settings, Clock(20_000))
    for key, word in (("C1", True), ("C2", True), ("C2", False), ("C3", False), ("C3", True)):
        decide_effect(tower, key, confirmed=word, reason="seen in the logs", decided_by="Ann")
    assert load_facts(asked.store, TEXT_RULES).confirmed_changes == ("C1", "C3")
    assert load_facts(asked.store, TEXT_RULES).confirmed_changes == ("C1", "C3")
