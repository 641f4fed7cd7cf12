"""What the dates of a file say about their order, against plain counting."""

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from app.importers.date_evidence import evidence_of, order_of, why_order
from app.importers.date_orders import ORDERS

PARTS = st.tuples(st.integers(1, 40), st.integers(1, 40))


def fits(first, second):
    """With a year of four digits the third number is the year."""
    return (first <= 31 and second <= 12, first <= 12 and second <= 31, False)


@examples(max_examples=80)
@given(counts=st.dictionaries(PARTS, st.integers(1, 5), max_size=8))
def test_any_dates_against_plain_counting(counts) -> None:
    evidence = evidence_of({f"{a}/{b}/2026 10:00": rows for (a, b), rows in counts.items()})
    dates = {pair: rows for pair, rows in counts.items() if any(fits(*pair))}
    assert evidence.values == sum(dates.values())
    assert evidence.fits == tuple(
        sum(rows for pair, rows in dates.items() if fits(*pair)[place]) for place in range(3)
    )
    assert evidence.first_above == sum(rows for (a, _), rows in dates.items() if a > 12)
    assert evidence.second_above == sum(rows for (_, b), rows in dates.items() if b > 12)
    sole = [order for order, fit in zip(ORDERS, evidence.fits, strict=True)
            if dates and fit == evidence.values]  # fmt: skip
    assert order_of(evidence) == (sole[0] if len(sole) == 1 else None)
    if evidence.first_above and not evidence.second_above:
        assert order_of(evidence) == "dmy"
    if evidence.second_above and not evidence.first_above:
        assert order_of(evidence) == "mdy"


@pytest.mark.parametrize(
    ("other", "order", "why"),
    [
        ("14/03/2026", "dmy", "1 of 1 value has a first number above 12"),
        ("03/14/2026", "mdy", "1 of 1 value has a second number above 12"),
        ("03/04/2026", None, "None of 1 value has a number that settles the order."),
    ],
)
def test_a_date_in_no_order_is_evidence_for_none(other, order, why) -> None:
    evidence = evidence_of({"13/31/2026": 7, other: 1})
    assert order_of(evidence) == order
    assert why_order(evidence, order or "", declared=False).startswith(why)


def test_only_dates_in_no_order_ask_for_none() -> None:
    evidence = evidence_of({"13/31/2026": 7, "45/45/2026": 2})
    assert (evidence.values, order_of(evidence)) == (0, None)
    assert why_order(evidence, "", declared=False) == ""
