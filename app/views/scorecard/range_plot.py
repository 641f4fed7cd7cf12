"""The lower of the chart's two plots: how far each value moved from the one before."""

from math import isnan

from app.charts.control import moving_ranges
from app.charts.naming import TICK_SIZE
from app.charts.numbers import decimals, number
from app.charts.phases import phase_starts
from app.models.results import KpiPart
from app.views import theme
from app.views.scorecard import plot_items as items
from app.views.scorecard.one_plot import OnePlot

_NAN = float("nan")


class RangePlot:
    """Draws moving ranges with their limit into `plot`, under a title of its own."""

    def __init__(self, plot: OnePlot, title_room: int) -> None:
        self.plot = plot
        plot.item.layout.setContentsMargins(0, title_room, 0, 0)
        self._title = items.words("Moving range", "t3", int(TICK_SIZE))
        self._title.setParentItem(plot.item)

    def draw(self, part: KpiPart) -> bool:
        """Draw the steps inside each phase; without any the plot hides and this is False."""
        begins = set(phase_starts(part))
        found = dict(step for step in moving_ranges(part.trend) if step[0] not in begins)
        self.plot.item.setVisible(bool(found))
        if not found:
            return False
        limit = part.limits.range_limit if part.limits and part.chart == "xmr" else None
        self._draw_steps([found.get(at, _NAN) for at in range(len(part.trend))], limit)
        levels = [] if limit is None else [(limit, number(limit, decimals(part.unit, part.target)))]
        self.plot.right.show_levels(levels)
        most = max([*found.values(), limit or 0.0]) * 1.12 or 1.0
        self.plot.left.top = (0.0, most)
        self.plot.view.setYRange(-0.03 * most, most, padding=0)
        self._title.setColor(theme.colour("t3"))
        return True

    def _draw_steps(self, steps: list[float], limit: float | None) -> None:
        item = self.plot.item
        item.addItem(items.level_line(0.0, "bds"))
        item.addItem(items.broken_line(steps, "t2"))
        lone = [v if _alone(steps, at) else _NAN for at, v in enumerate(steps)]
        item.addItem(items.dots(lone, "t2", 3.0))
        if limit is not None:
            item.addItem(items.level_line(limit, "t3", dashed=True))
            above = [v if v > limit else _NAN for v in steps]
            item.addItem(items.dots(above, "critf", 6.0))

    def place_title(self) -> None:
        """Stand the title over the left end of the line."""
        self._title.setPos(self.plot.left.width(), 1.0)


def _alone(steps: list[float], at: int) -> bool:
    """No line leads to or from the step: without a disc of its own it would not be seen."""
    beside = [steps[i] for i in (at - 1, at + 1) if 0 <= i < len(steps)]
    return all(isnan(value) for value in beside)
