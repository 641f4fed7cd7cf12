"""Charts of the days between rare events (METRICS §4.1)."""

import numpy as np

from app.analysis.control_charts import CHARTS, Series, draw
from app.analysis.kpis.base import Context
from app.analysis.kpis.parts import FEW, SECONDS, Line
from app.models.columns import I64, Text
from app.models.results import KpiPart, TrendPoint


def between_part(ctx: Context, line: Line, at: I64, keys: Text) -> KpiPart | None:
    """Days between rare events, each event a point of a t chart, or g by the definition.

    Events up to the end of the period, newest last, at most as many as a trend has points. None
    where they aren't rare: more than one a period on average, or fewer than two (METRICS §4.1).
    """
    inside = np.flatnonzero(ctx.within(at))
    if not 2 <= len(inside) <= len(ctx.periods):
        return None
    order = inside[np.argsort(at[inside], kind="stable")]
    gaps = np.diff(at[order]) / SECONDS["d"]
    kind = "g" if ctx.parameter(line.kpi, "chart", 0) == CHARTS.index("g") else "t"
    values = [float(gap) for gap in (np.floor(gaps) if kind == "g" else gaps)]
    names, days = keys[order[1:]].tolist(), at[order[1:]].tolist()
    chart = draw(Series(names, list(values), [1] * len(values), line.better, kind))
    return KpiPart(
        name=line.name,
        label=line.label,
        unit=line.unit,
        value=values[-1],
        n=len(values),
        previous=values[-2] if len(values) > 1 else None,
        trend=tuple(
            TrendPoint(name, name, when, gap, 1)
            for name, when, gap in zip(names, days, values, strict=True)
        ),
        limits=chart.limits,
        signal=chart.signal if len(values) >= FEW else None,
        rows=tuple(np.sort(keys[order]).tolist()),
        chart=kind,
    )
