"""Numbers as they are printed: one style for screen, PDF and chart (DESIGN_LANGUAGE §1, §8)."""

from decimal import ROUND_HALF_UP, Decimal

MINUS = "−"
NOT_APPLICABLE = "n/a"


def decimals(unit: str, reference: float | None = None) -> int:
    """How many decimals a value of `unit` is shown with.

    `reference` is the target or the value itself: minutes of 100 and
    more need no decimals, shares between 99.5 and 100 % two.
    """
    if unit == "%" and reference is not None and 99.5 < reference < 100:
        return 2
    if unit in {"%", "points", "h", "d"}:
        return 1
    if unit.startswith("/") or unit == "1-5":
        return 2
    if unit in {"min", "s"}:
        return 0 if reference is not None and abs(reference) >= 100 else 1
    return 0 if reference is None or float(reference).is_integer() else 1


def number(value: float | None, places: int = 0) -> str:
    """Write a value with thousands separators and a real minus sign; "n/a" for None.

    Halves are rounded up, as spreadsheets do: 6.25 is 6.3 on paper and in a cell.
    """
    if value is None:
        return NOT_APPLICABLE
    exact = Decimal(repr(abs(float(value))))
    text = f"{exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):,f}"
    negative = value < 0 and any(digit in "123456789" for digit in text)
    return (MINUS if negative else "") + text


def signed(value: float | None, places: int = 0) -> str:
    """Write a difference with its sign always shown: "+0.4", "−1.4", "0"."""
    if value is None:
        return ""
    text = number(value, places)
    shown_zero = not any(digit in "123456789" for digit in text)
    return text if value < 0 or shown_zero else f"+{text}"
