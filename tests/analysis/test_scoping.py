"""The service of a change; vocabularies of one kind of record put into those of another."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from app.analysis.kpis.scoping import changes_in, recoded, rows_in, service_of_change
from app.models.scope import Scope
from tests.analysis.sample_facts import make_facts

SERVICES = ("Mail", "SAP", "Portal")
names = st.sampled_from((*SERVICES, None))
lists_of_cis = st.lists(st.sampled_from("abcd"), max_size=4, unique=True)


def facts_of(changes, service_of_ci):
    """Changes as (service, CIs); CIs have services by name."""
    rows = [{"service": service, "cis": cis} for service, cis in changes]
    facts = make_facts(changes=rows)
    codes = [service_of_ci.get(ci) for ci in facts.changes.cis]
    own = facts.changes.services
    words = (*own, *(name for name in SERVICES if name not in own))
    theirs = np.array([-1 if name is None else words.index(name) for name in codes], np.int32)
    return replace(facts, changes=replace(facts.changes, ci_service=theirs, services=words))


@settings(max_examples=60)
@given(st.lists(st.tuples(names, lists_of_cis), max_size=6), st.dictionaries(
    st.sampled_from("abcd"), names
))  # fmt: skip
def test_a_change_is_of_its_service_else_of_the_first_ci_that_has_one(changes, service_of_ci):
    facts = facts_of(changes, service_of_ci)
    plain = [
        service or next((service_of_ci[ci] for ci in cis if service_of_ci.get(ci)), None)
        for service, cis in changes
    ]
    codes = service_of_change(facts.changes).tolist()
    assert [facts.changes.services[code] if code >= 0 else None for code in codes] == plain
    mask = changes_in(facts, Scope("service", "Mail"))
    assert mask.tolist() == [name == "Mail" for name in plain]


@settings(max_examples=60)
@given(
    st.lists(names, min_size=1, max_size=4),
    st.lists(st.tuples(names, st.integers(-1, 3)), min_size=1, max_size=8),
)
def test_the_parts_of_a_scope_add_up_to_what_has_a_field_at_all(of_tickets, rows):
    facts = make_facts([{"service": name} for name in of_tickets])
    ticket = np.array([at if at < len(of_tickets) else -1 for _, at in rows], np.int64)
    own = np.array([SERVICES.index(name) if name else -1 for name, _ in rows], np.int32)
    plain = [
        name or (of_tickets[at] if at >= 0 else None)
        for (name, _), at in zip(rows, ticket.tolist(), strict=True)
    ]
    for wanted in SERVICES:
        mask = rows_in(
            facts, Scope("service", wanted), len(rows), service=(own, SERVICES), ticket=ticket
        )
        assert mask is not None
        assert mask.tolist() == [name == wanted for name in plain]
    assert rows_in(facts, Scope(), len(rows), service=(own, SERVICES), ticket=ticket) is None


def test_names_are_found_in_another_vocabulary_and_none_stays_none():
    table = recoded(("Mail", "Payroll", "SAP"), ("SAP", "Mail"))
    assert table[np.array([2, 0, 1, -1])].tolist() == [0, 1, -1, -1]
    assert recoded((), ("SAP",))[np.array([-1])].tolist() == [-1]
