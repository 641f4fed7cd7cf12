"""What the panel says of one KPI in words: definition, evidence, spread, variants, owner (pure)."""

from collections.abc import Sequence
from dataclasses import replace

from app.charts.numbers import number
from app.models.duration import duration
from app.models.results import BaselineLine, KpiPart
from app.models.results.drilldown import EventLink
from app.views.scorecard.rows import (
    DASH,
    KpiRow,
    counted_share,
    difference_words,
    interval_words,
    places,
    value_text,
)

Facts = tuple[tuple[str, str], ...]
FEW_CASES = 5


def meaning(row: KpiRow, baselines: Sequence[BaselineLine] = ()) -> Facts:
    """What lacks, then definition, cohort and clock; what stands above the exclusions.

    A frozen baseline says its "before" with today's "after" beside it.
    """
    kpi = row.kpi
    of = kpi.definition
    facts = [("No data", kpi.needs)]
    facts += [("Compared", difference_words(row)), ("Cases", _cases(row.part))]
    facts += [
        ("Before, after", _before_after(each, row))
        for each in baselines
        if (each.kpi, each.part) == row.key
    ]
    facts += [("Definition", of.formula), ("Cohort", of.cohort), ("Clock", of.clock)]
    facts += [("Included", of.inclusion), ("Exclusions", of.exclusion)]
    return tuple((name, text) for name, text in facts if text)


def told(row: KpiRow) -> Facts:
    """What stands below the exclusions: pairs, evidence, intervals, spread, variants, who."""
    kpi, part = row.kpi, row.part
    facts = [("Paired with", kpi.definition.pairs), ("Evidence", kpi.fallback)]
    facts += [("95% interval", interval_words(part)), ("Exact", _exact(part))]
    facts += [("Spread", _spread(part)), ("Still open", _open(part))]
    if part.stretch is not None:
        facts.append(("Stretch", f"{number(part.stretch, places(part))} {part.unit}"))
    if len(kpi.variants) > 1:
        others = ", ".join(name for name in kpi.variants if name != kpi.variant)
        facts.append(("Variant", f"{kpi.variant or kpi.variants[0]} (others: {others})"))
    facts += [(extra.label, _beside(replace(extra, target=None))) for extra in _extras(row)]
    facts += list(kpi.facts)
    facts += [("Caveat", words) for words in kpi.caveats]
    facts.append(("Owner", kpi.owner or "No owner"))
    approver = f", approved by {kpi.approver}" if kpi.approver else ""
    facts.append(
        ("Version", f"definition {kpi.definition.version}, target {kpi.target_version}{approver}")
    )
    return tuple((name, text) for name, text in facts if text)


def without_event(row: KpiRow, event: EventLink | None) -> str:
    """What a share would be without the rows that link to `event`; the value is not adjusted."""
    if row.kpi.without_event:
        return row.kpi.without_event
    part = row.part
    if event is None or part.unit != "%" or not part.denominator or part.numerator is None:
        return ""
    rest = part.denominator - event.count
    kept = part.numerator - (event.count if row.kpi.better == "lower" else 0)
    if rest <= 0 or not 0 <= kept <= rest:
        return ""
    value = number(100 * kept / rest, places(part))
    return f"Without them {value}%, for context only; the value is not adjusted."


def _before_after(line: BaselineLine, row: KpiRow) -> str:
    digits = places(row.part)
    before = f"{number(line.value, digits)} {line.unit} (n {line.n:,})"
    after = DASH if line.after is None else f"{number(line.after, digits)} (n {line.after_n:,})"
    return f"“{line.name}”, {line.scope}: {before}, since then {after}; {line.verdict}"


def _cases(part: KpiPart) -> str:
    """The records themselves where they are too few for a rate (METRICS §1)."""
    return ", ".join(part.rows) if 0 < part.n < FEW_CASES else ""


def _extras(row: KpiRow) -> tuple[KpiPart, ...]:
    """The figures beside: those of this part, and those that belong to none ("P1, to close")."""
    others = {part.name for part in row.kpi.parts if part.name and part is not row.part}
    return tuple(
        extra
        for extra in row.kpi.extra
        if not any(extra.label.startswith(f"{name},") for name in others)
    )


def _beside(part: KpiPart) -> str:
    if part.value is None:
        return DASH
    return f"{value_text(part)} {part.unit} ({counted_share(part)})"


def _exact(part: KpiPart) -> str:
    if part.exact is None or not part.n:
        return ""
    low, high = part.exact
    return f"{number(low, 1)} to {number(high, 1)} (Clopper-Pearson)"


def _open(part: KpiPart) -> str:
    if not part.open_n:
        return ""
    words = f"{part.open_n:,} still open at the end"
    if part.km_median is None:
        return f"{words}; their median is not reached"
    median = number(part.km_median, places(part))
    return f"{words}; Kaplan-Meier median with them {median} {part.unit}"


def _spread(part: KpiPart) -> str:
    spread = part.distribution
    if spread is None or not spread.n:
        return ""
    ends = f"{duration(spread.least)} to {duration(spread.most)}"
    return f"median {duration(spread.median)}, P90 {duration(spread.p90)}, {ends}"
