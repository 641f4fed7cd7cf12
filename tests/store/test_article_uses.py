"""Uses of articles: listed by the article, by the ticket or by a list of uses (METRICS K15)."""

import itertools
from contextlib import closing

import pytest

from app.models.configuration import AFFECTS, USES
from app.store.database import open_store
from app.store.facts import load_facts
from app.store.links import links_of
from tests.store.test_links import OTHER, RAW, of, record, ticket_of

ARTICLE_ID = "9" * 32


def seen(store):
    """Uses by article, and the tickets that used any."""
    facts = load_facts(store)
    tickets = facts.tickets.key[facts.details.knowledge]
    return {row.key: row.tickets for row in facts.registers.articles}, set(tickets.tolist())


def test_what_each_side_says_is_joined_once(store) -> None:
    ticket_of(store, "INC1", knowledge_keys="KB1; KB2")
    ticket_of(store, "INC2", knowledge_keys=ARTICLE_ID, source_id=RAW)
    ticket_of(store, "INC3", knowledge_keys="KB404")
    ticket_of(store, "INC4")
    ticket_of(store, "INC5")
    of(store, "knowledge_article", record("KB1", ticket_keys=f"INC99;{RAW};INC1"),
       record("KB2", source_id=ARTICLE_ID), record("KB3"))  # fmt: skip
    of(store, "relation", record("a", parent="INC4", verb=USES, child="KB2"),
       record("b", parent=RAW, verb=USES, child="KB2"),
       record("c", parent="INC404", verb=USES, child="KB3"),
       record("d", parent="INC5", verb=USES, child="KB505"))  # fmt: skip
    assert seen(store) == (
        {"KB1": ("INC99", "INC2", "INC1"), "KB2": ("INC1", "INC2", "INC4"), "KB3": ("INC404",)},
        {"INC1", "INC2", "INC3", "INC4", "INC5"},
    )


def test_only_a_list_of_uses_tells_of_uses(store) -> None:
    ticket_of(store, "INC1")
    ticket_of(store, "INC2")
    of(store, "knowledge_article", record("KB1"))
    of(store, "relation", record("a", parent="INC1", verb=AFFECTS, child="KB1"),
       record("b", parent="INC2", verb="depends on", child="KB1"),
       record("c", parent="INC2", child="KB1"))  # fmt: skip
    assert seen(store) == ({"KB1": ()}, set())


def test_a_change_that_used_an_article_is_no_ticket_that_it_solved(store) -> None:
    ticket_of(store, "INC1")
    of(store, "change", {**record("CHG1"), "type": "normal", "state": "new", "row_hash": "c"})
    of(store, "knowledge_article", record("KB1"))
    of(store, "relation", record("a", parent="CHG1", verb=USES, child="KB1"),
       record("b", parent="INC1", verb=USES, child="KB1"))  # fmt: skip
    assert seen(store) == ({"KB1": ("INC1",)}, {"INC1"})


def test_of_articles_of_one_number_that_of_the_own_source_is_meant(store) -> None:
    ticket_of(store, "INC1", knowledge_keys="KB1")
    of(store, "knowledge_article", record("KB1"), record("KB1", source=OTHER, title="Theirs"))
    found = load_facts(store).registers.articles
    assert {row.title: row.tickets for row in found} == {None: ("INC1",), "Theirs": ()}


def test_nothing_hangs_on_the_order_of_the_files(tmp_path) -> None:
    def tickets(store):
        ticket_of(store, "INC1", knowledge_keys="KB1")
        ticket_of(store, "INC2")

    def articles(store):
        of(store, "knowledge_article", record("KB1", ticket_keys="INC3"))

    def uses(store):
        of(store, "relation", record("a", parent="INC2", verb=USES, child="KB1"))

    for place, order in enumerate(itertools.permutations((tickets, articles, uses))):
        with closing(open_store(tmp_path / f"{place}.db")) as store:
            for each in order:
                each(store)
            assert seen(store) == ({"KB1": ("INC3", "INC1", "INC2")}, {"INC1", "INC2"})


@pytest.mark.parametrize("verb", [AFFECTS, USES])
def test_a_relation_of_a_task_is_no_dependency(store, verb) -> None:
    """Only change × CI pairs come of it, and those of `affects` alone."""
    of(store, "change", {**record("CHG1"), "type": "normal", "state": "new", "row_hash": "c"})
    named = [{"source": "servicenow", "name": name, "ident": ""} for name in ("web", "db")]
    of(store, "ci", *named, key=("name", "source", "ident"))
    of(store, "relation", record("a", parent="CHG1", verb=verb, child="web"),
       record("b", parent="web", verb=verb, child="db"))  # fmt: skip
    changes = load_facts(store).changes
    touched = [changes.cis[ci] for ci in changes.ci_ci.tolist()]
    assert touched == (["web"] if verb == AFFECTS else [])
    assert not [end for end in links_of(store, "ci", "web") if end.key == "db"]
