"""Native Excel charts of trends and drivers, each with alternative text."""

import math
from typing import Any

from app.charts.control import describe
from app.charts.palette import PRINT
from app.charts.phases import outside
from app.charts.scale import tick_places, ticks
from app.models.results import KpiPart, KpiResult
from app.reports.words import unit_words
from app.reports.workbook import Book, caption, clean

CHART_ROWS, CHART_COLUMNS = 16, 11
"""Rows and columns of a sheet that a chart takes with the gap beside it."""
BAR_ROWS, _BAR_COLUMNS = 14, 8
"""The same of a chart of drivers."""
_PLOT = {"x": 0.07, "y": 0.14, "width": 0.83, "height": 0.6}
"""Where a line chart's plot stands: the last value's label has room at its right."""


def line_chart(
    book: Book, sheet: Any, part: KpiPart, first: int, last: int, index: int, kpi: KpiResult
) -> None:
    """Draw rows `first` to `last` of sheet Data; `index` is the chart's place on Trends."""
    chart = book.file.add_chart({"type": "line"})
    looks = [("Value", 8, "t2", 1.75, "solid")]
    if part.target is not None:
        looks.append(("Target", 10, "accf", 1.25, "solid"))
    if part.limits is not None or part.phases:
        looks += [
            ("Lower limit", 11, "neu", 0.75, "dash"),
            ("Mean", 12, "neu", 0.75, "solid"),
            ("Upper limit", 13, "neu", 0.75, "dash"),
        ]
    for name, column, token, width, dash in looks:
        series: dict[str, Any] = {
            "name": name,
            "categories": ["Data", first, 6, last, 6],
            "values": ["Data", first, column, last, column],
            "line": {"color": PRINT[token], "width": width, "dash_type": dash},
        }
        if name == "Value":
            series["marker"] = {
                "type": "circle",
                "size": 4,
                "fill": {"color": PRINT["t1"]},
                "border": {"color": PRINT["t1"]},
            }
            series["data_labels"] = _last_label(last - first)
            series["points"] = _points(part, kpi.better)
        chart.add_series(series)
    font = {"name": "Arial", "size": 9, "color": PRINT["t2"]}
    title = caption(f"{part.label or kpi.label}, {unit_words(part.unit)}")
    chart.set_title({"name": title, "name_font": font | {"size": 11}, "overlay": False})
    every = max(1, -(-(last - first + 1) // 9))
    chart.set_x_axis(
        {
            "num_font": font,
            "line": {"color": PRINT["bds"]},
            "interval_unit": every,
            "label_position": "low",
        }
    )
    grid = {"visible": True, "line": {"color": PRINT["grid"], "width": 0.75}}
    chart.set_y_axis(
        {"num_font": font, "major_gridlines": grid, "line": {"none": True}} | _axis(part)
    )
    chart.set_chartarea({"border": {"color": PRINT["bd"]}})
    chart.set_legend({"position": "bottom", "font": font})
    chart.set_plotarea({"layout": _PLOT})
    chart.show_blanks_as("gap")
    chart.set_size({"width": 688, "height": 300})
    row = 3 + (index // 2) * CHART_ROWS
    column = index % 2 * CHART_COLUMNS
    sheet.insert_chart(row, column, chart, {"description": clean(describe(part), 500)})


def _last_label(last: int) -> dict[str, Any]:
    """Label the last point alone; the others are deleted one by one."""
    custom: list[dict[str, Any]] = [{"delete": True} for _ in range(last)]
    return {
        "value": True,
        "custom": custom,
        "position": "right",
        "font": {"name": "Arial", "bold": True},
    }


def _points(part: KpiPart, better: str) -> list[dict[str, Any] | None]:
    """The colours of the points outside their limits, good or bad as `better` says."""
    looks: list[dict[str, Any] | None] = [None] * len(part.trend)
    for at, side in outside(part):
        good = better == ("higher" if side > 0 else "lower")
        tone = PRINT["accf" if good else "critf"]
        looks[at] = {"fill": {"color": tone}, "border": {"color": tone}}
    return looks


def _axis(part: KpiPart) -> dict[str, Any]:
    """Round ends and steps for the value axis, which need not start at zero."""
    values = [point.value for point in part.trend if point.value is not None]
    if part.limits is not None:
        values += [part.limits.lower, part.limits.upper]
    if part.target is not None:
        values.append(part.target)
    low, high = min(values), max(values)
    pad = (high - low) * 0.05 or max(abs(high) * 0.05, 0.5)
    share = 0.01 if part.unit == "%" else 1.0
    marks = ticks(low - pad, high + pad, 6)
    step = marks[1] - marks[0]
    least = math.floor((low - pad) / step) * step
    most = math.ceil((high + pad) / step) * step
    if low >= 0:
        least = max(0.0, least)
    if part.unit == "%":
        most = min(100.0, most)
    digits = tick_places(marks)
    tail = "." + "0" * digits if digits else ""
    return {
        "min": round(least * share, 8),
        "max": round(most * share, 8),
        "major_unit": round(step * share, 8),
        "num_format": f"0{tail}%" if part.unit == "%" else f"#,##0{tail}",
    }


def bar_chart(book: Book, sheet: Any, kpi: KpiResult, first: int, last: int, index: int) -> None:
    """Draw rows `first` to `last` of sheet Drivers as sorted bars from zero."""
    chart = book.file.add_chart({"type": "bar"})
    font = {"name": "Arial", "size": 9, "color": PRINT["t2"]}
    chart.add_series(
        {
            "name": caption(kpi.drivers_label or kpi.label),
            "categories": ["Drivers", first, 2, last, 2],
            "values": ["Drivers", first, 3, last, 3],
            "fill": {"color": PRINT["neu"]},
            "gap": 45,
            "data_labels": {"value": True, "font": font | {"bold": True}},
        }
    )
    title = caption(kpi.drivers_label or kpi.label)
    chart.set_title({"name": title, "name_font": font | {"size": 11}})
    chart.set_x_axis({"visible": False, "min": 0, "major_gridlines": {"visible": False}})
    chart.set_y_axis({"reverse": True, "num_font": font, "line": {"color": PRINT["bds"]}})
    chart.set_legend({"none": True})
    chart.set_chartarea({"border": {"color": PRINT["bd"]}})
    chart.set_size({"width": 496, "height": 260})
    words = "; ".join(f"{driver.label} {driver.count}" for driver in kpi.drivers[:12])
    place = {"description": clean(f"Sorted bars. {title}: {words}.", 500)}
    row, column = 1 + index // 2 * BAR_ROWS, 6 + index % 2 * _BAR_COLUMNS
    sheet.insert_chart(row, column, chart, place)
