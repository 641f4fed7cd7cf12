"""How the figures of trends are written in cells."""

from app.charts.numbers import number
from app.models.duration import duration
from app.models.results.trends import Lift, ShrunkRate
from app.views.tables import Num, Txt, Word

DASH = "–"
_LEAST_P = 0.001
_LABELS = {
    "linked": Word("", "Linked by source", "t1"),
    "confirmed": Word("", "Confirmed", "t1"),
    "strong": Word("risk", "Strong"),
    "weak": Word("note", "Weak"),
}
LABEL_TIPS = {
    "linked": "The source names an incident as caused by this change.",
    "confirmed": "A person said that this change caused them.",
    "strong": "Far more incidents than usual: q ≤ 0.05, three or more. Nobody has confirmed it.",
    "weak": "More than usual, or one heavy incident. Nobody has confirmed it.",
}


def lasted(seconds: float | None) -> Num:
    """A duration, a muted dash where none is known; it sorts by its seconds."""
    return Num(seconds, DASH, ink="t3") if seconds is None else Num(seconds, duration(seconds))


def hours(value: float | None) -> Num:
    """Hours, with their unit."""
    if value is None:
        return Num(None, DASH, ink="t3")
    return Num(value, number(value, 0 if value >= 10 else 1), "h")


def percent(value: float | None) -> Num:
    """A share to a tenth."""
    return Num(None, DASH, ink="t3") if value is None else Num(value, number(value, 1), "%")


def chance(value: float) -> Num:
    """A p or q to three decimals."""
    return Num(value, f"< {_LEAST_P}" if value < _LEAST_P else f"{value:.3f}")


def effect_label(lift: Lift) -> Word:
    """How sure it is that the change caused them."""
    return _LABELS[lift.label]


def problem(name: str) -> Txt:
    """The problem of a cluster, or that it has none."""
    return Txt(name) if name else Txt("No problem", "t3")


def interval(rate: ShrunkRate) -> str:
    """ "88.1 to 97.0"."""  # noqa: D210 - the example begins with a quotation mark
    return f"{number(rate.low, 1)} to {number(rate.high, 1)}"
