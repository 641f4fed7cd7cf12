"""What all dates of a file say about their order, with counts (METRICS §1, FORMATS §0.3)."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.importers.date_orders import (
    NUMERIC_DATE,
    ORDER_WORDS,
    ORDERS,
    Order,
    possible_orders,
)
from app.importers.plain_stamps import undirected


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the dates of a file say about their order; counts of rows."""

    values: int = 0
    """Dates that need an order: day, month and year as numbers, the year not first. What is a
    date in no order, such as 13/31/2026, is none of them and evidence for nothing."""
    fits: tuple[int, int, int] = (0, 0, 0)
    """How many of them are dates in each of ORDERS."""
    first_above: int = 0
    """First number above 12: no month."""
    second_above: int = 0
    others: int = 0
    """Dates that need none: the year first, or the month by its name."""


def why_order(evidence: Evidence, order: str, *, declared: bool) -> str:
    """Why the order is what it is, in a sentence; empty when no date needs one."""
    values = evidence.values
    if not values:
        return "Every date begins with its year or names its month." if evidence.others else ""
    if declared and order in ORDERS:
        against = values - evidence.fits[ORDERS.index(order)]
        rest = f"; {_values(against)} can't be read so" if against else ""
        return f"Decided: {ORDER_WORDS[order]}{rest}."
    if not order:
        return _why_open(evidence)
    if order == "mdy":
        return f"{_share(evidence.second_above, values, 'second')}, so day first would fail."
    if order == "dmy":
        return f"{_share(evidence.first_above, values, 'first')}, so month first would fail."
    return "Only with the year first is every value a date."


def _why_open(evidence: Evidence) -> str:
    if evidence.first_above and evidence.second_above:
        return (
            f"{_values(evidence.first_above)} can only be day first and "
            f"{_values(evidence.second_above)} only month first."
        )
    return f"None of {_values(evidence.values)} has a number that settles the order."


def _share(count: int, values: int, place: str) -> str:
    have = "has" if count == 1 else "have"
    return f"{count:,} of {_values(values)} {have} a {place} number above 12"


def _values(count: int) -> str:
    return "1 value" if count == 1 else f"{count:,} values"


def evidence_of(cells: Mapping[str, int]) -> Evidence:
    """Count what each date (with the number of its rows) allows."""
    values = first_above = second_above = others = 0
    fits = [0, 0, 0]
    for cell, rows in cells.items():
        found = NUMERIC_DATE.match(undirected(cell))
        if found is None:
            others += rows * bool(cell.strip())
            continue
        if len(found[1]) > 2:
            others += rows
            continue
        possible = possible_orders(found[1], found[3], found[4])
        if not possible:
            continue
        values += rows
        first_above += rows * (int(found[1]) > 12)
        second_above += rows * (int(found[3]) > 12)
        for place, order in enumerate(ORDERS):
            fits[place] += rows * (order in possible)
    return Evidence(values, (fits[0], fits[1], fits[2]), first_above, second_above, others)


def order_of(evidence: Evidence) -> Order | None:
    """The one order in which every value is a date; None when there is none or several."""
    if not evidence.values:
        return None
    fits = zip(ORDERS, evidence.fits, strict=True)
    whole = [order for order, fit in fits if fit == evidence.values]
    return whole[0] if len(whole) == 1 else None
