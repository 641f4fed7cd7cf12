"""Sorted bars of what drives a KPI (DESIGN_LANGUAGE §6, Pareto)."""

from app.charts.numbers import number
from app.charts.scale import fitted, text_width
from app.charts.shapes import Figure, Label, Rect, Shape
from app.models.results import Driver

_SIZE = 11.0
_HEADER = 14.0


def pareto(drivers: tuple[Driver, ...], width: float, height: float) -> Figure:
    """Bars from zero with the count at their end and the cumulative share at the right.

    As many rows as fit at 20 px; the order is the drivers' own ("Other" last).
    """
    shown = drivers[: max(1, int((height - _HEADER) // 20.0))]
    if not shown:
        empty = Label(width / 2, height / 2, "No drivers", "t3", _SIZE, anchor="middle")
        return Figure(width, height, (empty,), "No drivers.")
    names = min(width * 0.48, max(text_width(driver.label, _SIZE) for driver in shown) + 10.0)
    most = max(driver.count for driver in shown)
    count_room = text_width(number(most), _SIZE) + 10.0
    share_room = max(44.0, text_width("cumulative", 10.0))
    room = max(10.0, width - names - count_room - share_room)
    pitch = min(22.0, (height - _HEADER) / len(shown))
    shapes: list[Shape] = [Label(width, 9.0, "cumulative", "t3", 10.0, anchor="end")]
    for index, driver in enumerate(shown):
        middle = _HEADER + pitch * (index + 0.5)
        bar = room * driver.count / most if most else 0.0
        baseline = middle + 4.0
        shapes += [
            Label(0.0, baseline, fitted(driver.label, _SIZE, names - 8.0), "t1", _SIZE),
            Rect(names, middle - 5.0, max(bar, 1.0), 10.0, "neu"),
            *_linked(driver, names, middle, bar),
            Label(names + bar + 5.0, baseline, number(driver.count), "t1", _SIZE, 600),
            Label(width, baseline, f"{number(driver.cumulative)}%", "t2", _SIZE, anchor="end"),
        ]
    words = "; ".join(_said(driver) for driver in shown)
    return Figure(width, height, tuple(shapes), f"Sorted bars: {words}.")


def _linked(driver: Driver, left: float, middle: float, bar: float) -> list[Shape]:
    """The part of the bar that links to the KPI's one event, from its left end."""
    if not driver.linked or not driver.count:
        return []
    return [Rect(left, middle - 5.0, max(1.0, bar * driver.linked / driver.count), 10.0, "critf")]


def _said(driver: Driver) -> str:
    linked = f", {number(driver.linked)} linked" if driver.linked else ""
    return f"{driver.label[:60]} {number(driver.count)}{linked}"
