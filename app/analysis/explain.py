"""Why a KPI's number is this number: step by step from the period to the signal (METRICS §1)."""

from app.models.moments import local
from app.models.results import KpiPart, KpiResult
from app.models.results.drilldown import Step

_CHARTS = {
    "xmr": "XmR",
    "p": "p′",
    "u": "u′",
    "log": "XmR of logarithms",
    "t": "t",
    "g": "g",
}
_CLOCKS = ("response", "resolution")


def explain(kpi: KpiResult, part: KpiPart) -> tuple[Step, ...]:
    """Period, candidates, exclusions, denominator, numerator, definition, verdict, signal.

    Numbers are those of the result and are never computed anew, so that what is explained is
    what is shown; each step carries the keys of its own rows.
    """
    if kpi.needs and not part.n:
        return (_period(kpi), Step("No data", kpi.needs, "–"))
    records = part.records or kpi.records
    steps = [_period(kpi), _candidates(kpi, part, records)]
    keys = dict(kpi.excluded_rows)
    steps += [
        Step("Left out", _sentence(reason), f"−{count:,}", keys.get(reason, ()), records)
        for reason, count in kpi.excluded
    ]
    steps += [_counted(part, records), _value(part, records), _definition(kpi)]
    steps += _evidence(kpi)
    steps += [_verdict(kpi, part), _signal(part)]
    return tuple(steps)


def missed_rows(kpi: KpiResult, part: KpiPart) -> tuple[str, ...]:
    """Keys of what pulled the value down: the worse side of a share, or outside the target.

    Where one record is several units (response and resolution), it stands once for each unit
    that was missed, so that the keys are as many as the misses.
    """
    if part.unit == "%" and kpi.better == "lower":
        return part.numerator_rows
    pieces = [each for each in kpi.extra if each.name.startswith(f"{part.name}, ")]
    pieces = [each for each in pieces if each.name.removeprefix(f"{part.name}, ") in _CLOCKS]
    units = sum(each.denominator or 0 for each in pieces)
    if pieces and units == part.denominator:
        return tuple(key for each in pieces for key in _beyond(each))
    return _beyond(part)


def _beyond(part: KpiPart) -> tuple[str, ...]:
    """The rows that are not in the numerator, in their order."""
    hits = set(part.numerator_rows)
    return tuple(key for key in part.rows if key not in hits)


def all_rows(kpi: KpiResult, part: KpiPart) -> tuple[str, ...]:
    """Keys of the denominator and of everything left out, each once."""
    out = [key for _, keys in kpi.excluded_rows for key in keys]
    return tuple(dict.fromkeys((*part.rows, *out)))


def _period(kpi: KpiResult) -> Step:
    period = kpi.period
    first, after = local(period.start, period.zone), local(period.end, period.zone)
    span = f"{first:%Y-%m-%d %H:%M} up to and without {after:%Y-%m-%d %H:%M}, {period.zone}"
    words = f"{period.label}: {span}. {_sentence(kpi.definition.cohort)}"
    return Step("Period and cohort", words.strip(), period.short)


def _candidates(kpi: KpiResult, part: KpiPart, records: str) -> Step:
    out = sum(count for _, count in kpi.excluded)
    words = "Everything the cohort finds, before anything is left out"
    if len(kpi.parts) > 1 and kpi.excluded:
        words += f"; exclusions are those of {kpi.label} as a whole"
    total = part.n + out
    return Step("Candidates", f"{words}.", f"{total:,}", all_rows(kpi, part), records)


def _counted(part: KpiPart, records: str) -> Step:
    n = part.n if part.denominator is None else part.denominator
    words = "Counted"
    if len(part.rows) != n and part.rows:
        words += f": {n:,} units of {len(part.rows):,} records"
    if part.open_n:
        words += f"; {part.open_n:,} more were still open at the end and are not in it"
    return Step("Denominator", f"{words}.", f"{n:,}", part.rows, records)


def _value(part: KpiPart, records: str) -> Step:
    shown = _number(part.value, part.unit)
    if part.numerator is not None and part.denominator:
        words = f"{part.numerator:,} ÷ {part.denominator:,} = {shown}."
        if part.interval:
            words += f" 95 % interval {part.interval[0]:.1f} to {part.interval[1]:.1f} (Wilson)."
        return Step("Numerator", words, f"{part.numerator:,}", part.numerator_rows, records)
    spread = part.distribution
    if spread is not None and spread.n and spread.mean is not None:
        words = f"Mean of {spread.n:,} durations, {_hours(spread.mean * spread.n)} in all."
        if spread.median is not None and spread.p90 is not None:
            words += f" Median {_hours(spread.median)}, P90 {_hours(spread.p90)}."
        if spread.inside is not None:
            words += f" {spread.inside:,} inside the target."
        return Step("Value", words, shown, part.rows, records)
    return Step("Value", "By the formula of the definition.", shown, part.rows, records)


def _definition(kpi: KpiResult) -> Step:
    meaning = kpi.definition
    words = [f"Definition v{meaning.version}: {_sentence(meaning.formula)}"]
    if kpi.variant:
        words.append(f"Variant “{kpi.variant}”.")
    if meaning.clock:
        words.append(f"Clock: {_sentence(meaning.clock)}")
    return Step("Definition", " ".join(words), f"v{meaning.version}")


def _evidence(kpi: KpiResult) -> list[Step]:
    return [Step("Evidence", f"{_sentence(kpi.fallback)}")] if kpi.fallback else []


def _verdict(kpi: KpiResult, part: KpiPart) -> Step:
    if part.target is None:
        return Step("Verdict", "There is no target for this period.", part.verdict or "–")
    sign = "≤" if kpi.better == "lower" else "≥"
    words = f"Target {sign} {_number(part.target, part.unit)}, version {kpi.target_version}"
    if kpi.approver:
        words += f", approved by {kpi.approver}"
    if part.better_by is not None:
        side = "better" if part.better_by > 0 else "worse"
        unit = "points" if part.unit == "%" else part.unit
        gap = f"{abs(part.better_by):.4g} {unit}".strip()
        words += f": {side} by {gap}" if part.better_by else ": exactly on it"
    return Step("Verdict", f"{words}.", part.verdict or "–")


def _signal(part: KpiPart) -> Step:
    limits = part.limits
    kind = _CHARTS.get(part.chart, part.chart)
    if limits is None:
        known = sum(point.value is not None for point in part.trend)
        return Step("Signal", f"{kind} chart: {known} points are too few for limits.", "None")
    state = "firm" if limits.firm else "provisional"
    words = (
        f"{kind} chart, {state} limits {limits.lower:.4g} to {limits.upper:.4g} "
        f"around {limits.mean:.4g} from {limits.points} points"
    )
    if limits.first and limits.last:
        words += f" ({limits.first} to {limits.last})"
    if part.signal is None and 0 < part.n < 5:
        return Step("Signal", f"{words}. Under 5 records there is no signal.", "None")
    return Step("Signal", f"{words}.", part.signal.words if part.signal else "None")


def _sentence(words: str) -> str:
    said = words.strip()
    said = said[:1].upper() + said[1:]
    return said if not said or said.endswith((".", "!", "?")) else f"{said}."


def _number(value: float | None, unit: str) -> str:
    return "–" if value is None else f"{value:,.4g} {unit}".strip()


def _hours(seconds: float) -> str:
    return f"{seconds / 3600:,.1f} h" if seconds >= 3600 else f"{seconds / 60:,.1f} min"
