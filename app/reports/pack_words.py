"""Sentences and budgets of a service review pack, for PDF and workbook."""

from app.charts.numbers import NOT_APPLICABLE, number
from app.models.results import FlowForecast, KpiPart, PackBudget, ServicePack, TrendPoint

_FAR = 10.0
"""Points between what a band promised and what it held from which a reader is cautioned."""


def title(pack: ServicePack) -> str:
    """The name of the pack: "SAP Finance: monthly service review"."""
    return f"{pack.service}: monthly service review"


def headline(pack: ServicePack) -> str:
    """What the pack finds: its own words, else those of its scorecard."""
    return pack.headline or pack.card.headline or "Monthly service review"


def flow_words(flow: FlowForecast) -> str:
    """The backlog ahead in one or two sentences, its band as tested; or what it lacks."""
    if flow.needs or not flow.days:
        return flow.needs or "No forecast of the backlog yet."
    last = flow.days[-1]
    held = (
        f"on {number(flow.tested)} days past the band held {_held(flow.coverage, flow.band)}"
        if flow.coverage is not None
        else "the band is not tested yet"
    )
    return (
        f"{number(flow.open_now)} open now. In {len(flow.days)} days {number(last.middle)}, "
        f"{number(last.low)} to {number(last.high)} ({number(flow.band)} % band; {held}). "
        f"{number(flow.arrivals_a_day, 1)} arrive and {number(flow.closures_a_day, 1)} close a day."
    )


def _held(coverage: float, promised: float) -> str:
    """How much the band held, with a caution where that is far from its promise."""
    gap = coverage - promised
    if abs(gap) <= _FAR:
        return f"{number(coverage)} %"
    which = "less" if gap < 0 else "more"
    return f"{number(coverage)} %, {which} than the {number(promised)} % it should"


def budget_words(budget: PackBudget) -> str:
    """What is left of a budget: "31 of 43 min left", "overspent by 12 min"."""
    places = 0 if budget.unit != "min" or budget.allowed >= 10 else 1
    if budget.left < 0:
        return f"overspent by {number(-budget.left, places)} {budget.unit}"
    return f"{number(budget.left, places)} of {number(budget.allowed, places)} {budget.unit} left"


def percent(value: float | None) -> str:
    """A share with two decimals near 100 %, else one."""
    if value is None:
        return NOT_APPLICABLE
    return f"{number(value, 2 if 99 <= value < 100 else 1)} %"


def months_part(budget: PackBudget) -> KpiPart:
    """The months of a budget as a row that a sparkline draws."""
    points = tuple(TrendPoint(name, name, 0, value, 1) for name, value in budget.months)
    met = None if budget.value is None else budget.value >= budget.target - 1e-9
    return KpiPart(
        budget.name, budget.name, "%", budget.value, 1, target=budget.target, met=met, trend=points
    )
