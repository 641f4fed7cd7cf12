"""Targets on sums: one is given for a month, and a quarter adds up three of them (METRICS §3)."""

from dataclasses import replace

from app.analysis.kpis.base import Context
from app.analysis.kpis.words import number
from app.models.settings import KpiTarget

_MONTHS = {"month": 1, "quarter": 3}


def summed(ctx: Context, kpi: str) -> Context:
    """The context with the monthly targets of a KPI whose value is a sum, times the months."""
    months = _MONTHS.get(ctx.period.kind, 1)
    targets = tuple(
        _times(line, months) if line.kpi == kpi else line for line in ctx.settings.targets
    )
    return replace(ctx, settings=replace(ctx.settings, targets=targets))


def summed_words(ctx: Context, kpi: str, part: str, unit: str) -> tuple[tuple[str, str], ...]:
    """What a target of more than one month is made of, as a fact; `ctx` is the unscaled one."""
    held, months = ctx.target(kpi, part), _MONTHS.get(ctx.period.kind, 1)
    if held is None or months == 1:
        return ()
    whole = f"{number(months * held.target)} {unit} for the {ctx.period.kind}"
    return (("Target", f"{whole}: {months} months of {number(held.target)} {unit}"),)


def _times(line: KpiTarget, months: int) -> KpiTarget:
    stretch = None if line.stretch is None else months * line.stretch
    return replace(line, target=months * line.target, stretch=stretch)
