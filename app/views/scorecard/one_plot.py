"""One plot of the explored chart: its view, and the axes that stand around it."""

from dataclasses import dataclass
from typing import Any

from app.views.scorecard.plot_axes import LevelAxis, PeriodAxis, PeriodView, ValueAxis


@dataclass(slots=True)
class OnePlot:
    """A plot of pyqtgraph with what is asked of it by name."""

    item: Any
    view: PeriodView
    left: ValueAxis
    right: LevelAxis
    bottom: PeriodAxis

    def empty(self, names: tuple[str, ...], ends: tuple[float, float], least: float) -> None:
        """Take out what was drawn; new period names, and how far one may move and zoom."""
        self.item.clear()
        for axis in (self.left, self.right, self.bottom):
            axis.dress()
        self.bottom.names = names
        low, high = ends
        whole = high - low
        self.view.setLimits(
            xMin=low, xMax=high, maxXRange=whole, minXRange=min(whole, max(1.0, least))
        )


def add_plot(grid: Any, row: int, least_ticks: int) -> OnePlot:
    """A plot in a row of `grid`, with at least so many round levels at its left."""
    view, left, right, bottom = PeriodView(), ValueAxis(least_ticks), LevelAxis(), PeriodAxis()
    axes = {"left": left, "right": right, "bottom": bottom}
    item = grid.addPlot(row=row, col=0, viewBox=view, axisItems=axes)
    item.hideButtons()
    item.setMenuEnabled(False)
    left.setZValue(-100)
    for side in axes:
        item.showAxis(side)
    return OnePlot(item, view, left, right, bottom)
