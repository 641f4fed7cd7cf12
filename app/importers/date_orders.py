"""In which order day, month and year stand: decided on all values, told with the evidence."""

import re
from collections.abc import Iterable
from typing import Literal

from app.importers.plain_stamps import undirected
from app.importers.written_stamps import short as _short
from app.models.errors import Decision, DecisionNeeded

Order = Literal["dmy", "mdy", "ymd"]
ORDERS: tuple[Order, ...] = ("dmy", "mdy", "ymd")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
ORDER_WORDS = {"dmy": "day/month/year", "mdy": "month/day/year", "ymd": "year-month-day"}

NUMERIC_DATE = re.compile(
    r"(?:[^\W\d_]{2,12}\.?,? )?(\d{1,4}) ?([-/.]) ?(\d{1,2}) ?\2 ?(\d{1,4})(?!\d)"
)


def possible_orders(first: str, second: str, third: str) -> set[Order]:
    """The orders in which three numbers can be a date."""
    a, b, c = int(first), int(second), int(third)
    if len(first) > 2:
        return {"ymd"}
    orders: set[Order] = set()
    if a <= 31 and b <= 12:
        orders.add("dmy")
    if a <= 12 and b <= 31:
        orders.add("mdy")
    if len(third) <= 2 and b <= 12 and c <= 31:
        orders.add("ymd")
    return orders


def find_order(cells: Iterable[str]) -> tuple[Order | None, str]:
    """The one date order that the values allow, and the first value that leaves it open.

    Returns (None, "") when no value needs an order, (None, value) when all values leave it
    open; raises DecisionNeeded when values contradict each other. Stops at the first value
    that settles the matter: a later contradiction is met while reading.
    """
    candidates: set[Order] = set(ORDERS)
    example = ""
    for cell in cells:
        found = NUMERIC_DATE.match(undirected(cell))
        if found is None or len(found[1]) > 2:
            continue
        possible = possible_orders(found[1], found[3], found[4])
        if not possible:
            continue
        example = example or cell.strip()
        if not candidates & possible:
            raise DecisionNeeded(contradiction(cell.strip(), None))
        candidates &= possible
        if len(candidates) == 1:
            return next(iter(candidates)), example
    return None, example


def open_order(example: str) -> Decision:
    """The question when no value settles the date order."""
    first, _, second, third = NUMERIC_DATE.match(undirected(example)).groups()  # type: ignore[union-attr]
    orders = sorted(possible_orders(first, second, third))
    readings = [_day_words(*date_parts(first, second, third, order)[1:]) for order in orders]
    meanings = " or ".join(dict.fromkeys(readings))
    return Decision(
        f"{_short(example)} can be {meanings}, and no row settles it. Which?",
        "--date-order",
        tuple(order for order in ORDERS if order in orders),
    )


def contradiction(text: str, order: Order | None) -> Decision:
    """The question when values need different date orders."""
    beside = f"other rows are {ORDER_WORDS[order]}" if order else "other rows disagree"
    return Decision(
        f"{_short(text)} doesn't fit: {beside}. In which order are day, month and year?",
        "--date-order",
        ORDERS,
    )


def date_parts(first: str, second: str, third: str, order: Order) -> tuple[int, int, int]:
    """(year, month, day); of two-digit years 70 to 99 are of the last century."""
    a, b, c = int(first), int(second), int(third)
    year, month, day = {"ymd": (a, b, c), "dmy": (c, b, a), "mdy": (c, a, b)}[order]
    if year < 100:
        year += 2000 if year < 70 else 1900
    return year, month, day


def _day_words(month: int, day: int) -> str:
    return f"{day} {_MONTHS[month - 1]}"
