"""Finding a scope by what somebody typed."""

from types import SimpleNamespace

import pytest

from app.models.errors import AppError
from app.models.scope import Scope
from app.services.scopes import find_scope, scopes


def facts(services=("SAP Finance", "Mail"), tiers=(1, 2)):
    return SimpleNamespace(
        tickets=SimpleNamespace(services=services, groups=("Network Ops", "Service Desk")),
        changes=SimpleNamespace(services=("Payments API",), groups=("CAB",), locations=()),
        details=SimpleNamespace(locations=("Berlin", "")),
        registers=SimpleNamespace(
            services=tuple(SimpleNamespace(name=f"S{tier}", tier=tier) for tier in tiers)
        ),
    )


def test_every_field_lists_its_names_sorted_and_without_empty_ones():
    assert scopes(facts()) == {
        "service": ("Mail", "Payments API", "S1", "S2", "SAP Finance"),
        "group": ("CAB", "Network Ops", "Service Desk"),
        "site": ("Berlin",),
        "tier": ("1", "2"),
    }


@pytest.mark.parametrize(
    ("field", "typed", "found"),
    [
        ("service", "SAP Finance", "SAP Finance"),
        ("service", " sap  finance ", "SAP Finance"),
        ("group", "network ops", "Network Ops"),
        ("tier", "1", "1"),
    ],
)
def test_a_name_is_found_however_it_is_cased(field, typed, found):
    assert find_scope(facts(), field, typed) == Scope(field, found)


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("service", "SAP Finanse", "Did you mean “SAP Finance”"),
        ("group", "network", "Did you mean “Network Ops”"),
        ("site", "Rome", "Known are Berlin"),
        ("tier", "7", "Known are 1, 2"),
        ("colour", "red", "no scope"),
    ],
)
def test_an_unknown_name_says_which_are_near(field, typed, words):
    with pytest.raises(AppError, match=words):
        find_scope(facts(), field, typed)


def test_a_store_without_tiers_says_so():
    with pytest.raises(AppError, match="knows no tier"):
        find_scope(facts(tiers=()), "tier", "1")
