"""What each row of the scorecard table says, in words and numbers (pure; METRICS §1, §2, §4.1)."""

from dataclasses import dataclass

from app.analysis.explain import missed_rows
from app.charts.numbers import decimals, number, signed
from app.models.results import Driver, KpiPart, KpiResult, Scorecard, Signal
from app.models.results.drilldown import Difference

DASH = "–"
FEW = "n under 5"
CADENCE = {"week": "W", "month": "M", "quarter": "Q"}
GROUPS = (
    "Restore and respond", "Flow and service", "Problem and follow-through", "Change",
    "Signals and efficiency",
)  # fmt: skip
VARIANCE_SPAN = 0.14
"""The better-by bar is full at ±14% of the target."""


@dataclass(frozen=True, slots=True)
class Said:
    """A glyph, its word and the token of the word; no glyph when `glyph` is empty."""

    glyph: str
    word: str
    token: str


@dataclass(frozen=True, slots=True)
class KpiRow:
    """One row of the table: a KPI, or one part of it."""

    kpi: KpiResult
    part: KpiPart
    label: str
    compared: Difference | None = None
    """Its difference to the period that was chosen to compare with."""

    @property
    def key(self) -> tuple[str, str]:
        """What identifies the row from one scorecard to the next."""
        return (self.kpi.id, self.part.name)


def table_rows(card: Scorecard) -> tuple[str | KpiRow, ...]:
    """Group headings, each once, and KPI rows: a KPI with parts gives a row a part."""
    names = [*GROUPS, *dict.fromkeys(kpi.group for kpi in card.kpis if kpi.group not in GROUPS)]
    rows: list[str | KpiRow] = []
    for group in names:
        mine = [kpi for kpi in card.kpis if kpi.group == group]
        if mine:
            rows.append(group)
        rows += [KpiRow(kpi, part, _label(kpi, part)) for kpi in mine for part in kpi.parts]
    return tuple(rows)


def _label(kpi: KpiResult, part: KpiPart) -> str:
    """The part's own label where it says more: "SLA compliance, incidents"."""
    says_more = len(kpi.parts) > 1 or part.label.startswith(kpi.label)
    return part.label if part.label and says_more else kpi.label


def places(part: KpiPart) -> int:
    """Decimals of the part's value, target and differences alike."""
    return decimals(part.unit, part.target if part.target is not None else part.value)


def value_text(part: KpiPart) -> str:
    """The value without its unit; a dash without rows."""
    return DASH if part.value is None else number(part.value, places(part))


def target_text(kpi: KpiResult, part: KpiPart) -> str:
    """Write the target with its direction: "≤ 120", "≥ 93.0"; a dash without a target."""
    if part.target is None:
        return DASH
    return f"{'≤' if kpi.better == 'lower' else '≥'} {number(part.target, places(part))}"


def better_text(part: KpiPart) -> str:
    """How much better than the target, signed: worse is negative."""
    return DASH if part.better_by is None else signed(part.better_by, places(part))


def better_words(part: KpiPart) -> str:
    """Write "worse by 1.4 points"; empty without target or value."""
    if part.better_by is None:
        return ""
    unit = "points" if part.unit == "%" else part.unit
    size = number(abs(part.better_by), places(part))
    if not any(digit in "123456789" for digit in size):
        return "on target"
    return f"{'better' if part.better_by > 0 else 'worse'} by {size} {unit}".rstrip()


def target_words(part: KpiPart) -> str:
    """Write "−1.4 points to target": how far the value lies from it; empty without both."""
    if part.better_by is None:
        return ""
    unit = "points" if part.unit == "%" else part.unit
    size = signed(part.better_by, places(part))
    if not any(digit in "123456789" for digit in size):
        return "on target"
    return f"{size} {unit} to target" if part.better_by < 0 else better_words(part)


def difference_words(row: KpiRow) -> str:
    """Write "+1.2 points, better; intervals overlap, so chance may explain it"."""
    found = row.compared
    if found is None or found.change is None:
        return "Nothing to compare: one of the two periods has no rows" if found else ""
    unit = "points" if row.part.unit == "%" else row.part.unit
    words = f"{signed(found.change, places(row.part))} {unit}".rstrip()
    if found.better is not None:
        words += ", better" if found.better else ", worse"
    if found.overlap is not None:
        words += (
            "; the 95 % intervals overlap, so chance may explain it"
            if found.overlap
            else "; the 95 % intervals do not overlap"
        )
    if found.definition_changed:
        words += "; definition or target are of another version"
    return words


def better_share(part: KpiPart) -> float | None:
    """Length of the better-by bar, −1 to 1 of ±14% of the target; right is better."""
    if part.better_by is None or not part.target:
        return None
    return max(-1.0, min(1.0, part.better_by / (abs(part.target) * VARIANCE_SPAN)))


def verdict(part: KpiPart) -> Said:
    """Met, missed with or without a bad signal, or why there is no verdict (METRICS §1)."""
    if part.met is None:
        if part.value is None:
            return Said("dashed", "No data", "t3")
        return Said("", "No target" if part.target is None else part.verdict, "t3")
    word = part.verdict.removesuffix(" inside target")
    if part.met:
        return Said("met", word or "Met", "t1")
    if part.signal is not None and not part.signal.good:
        return Said("breach", word or "Missed", "crit")
    return Said("risk", word or "Missed", "warn")


def signal_said(signal: Signal | None, *, known: bool = True) -> Said:
    """A point outside a limit or a run, good or bad by the KPI's direction; "None" without.

    Where nothing is `known`, a dash.
    """
    if signal is None:
        return Said("", "None" if known else DASH, "t3")
    if signal.good:
        return Said("note", signal.words, "acc")
    if signal.rule.startswith("run"):
        return Said("risk", signal.words, "t1")
    return Said("breach", signal.words, "crit")


def caveat(kpi: KpiResult, part: KpiPart | None = None) -> str:
    """The short caveat of the caveat column; for missing data, which export is missing.

    "n under 5" stands only in the row of the part that has so few.
    """
    if kpi.needs:
        return "No export" if part is None or not part.n else "Export missing"
    few = part is not None and 0 < part.n < 5
    kept = [words for words in kpi.caveats if part is None or words != FEW]
    return FEW if few else kept[0] if kept else ""


def own_drivers(row: KpiRow) -> tuple[Driver, ...]:
    """The KPI's drivers where they are those of this part: of several by name, else as many."""
    kpi = row.kpi
    named = [part.name for part in kpi.parts if kpi.drivers_label.startswith(f"{part.label},")]
    if named:
        return kpi.drivers if row.part.name in named else ()
    missed = sum(bar.count for bar in kpi.drivers)
    mine = len(kpi.parts) == 1 or missed == len(missed_rows(kpi, row.part))
    return kpi.drivers if mine else ()


def met_overall(kpi: KpiResult) -> bool | None:
    """Whether the KPI is met: all its parts that have a verdict are; None when none has one."""
    verdicts = [part.met for part in kpi.parts if part.met is not None]
    return all(verdicts) if verdicts else None


def counts(card: Scorecard) -> tuple[tuple[str, bool], ...]:
    """The line of counts above the table, as runs of (text, strong)."""
    met = sum(met_overall(kpi) is True for kpi in card.kpis)
    missed = sum(met_overall(kpi) is False for kpi in card.kpis)
    signals = [part.signal for kpi in card.kpis for part in kpi.parts if part.signal]
    good = sum(signal.good for signal in signals)
    caveats = sum(bool(caveat(kpi)) for kpi in card.kpis)
    runs: list[tuple[str, bool]] = [(_many(len(card.kpis), "KPI") + ": ", False)]
    told = [(met, "met"), (missed, "missed")]
    without = len(card.kpis) - met - missed
    if without:
        told.append((without, "no verdict"))
    if signals:
        told.append((len(signals), "signal" if len(signals) == 1 else "signals"))
    for index, (count, word) in enumerate(told):
        runs += [(" · " if index else "", False), (str(count), True), (f" {word}", False)]
    if good:
        runs.append((f", {good} good", False))
    if caveats:
        word = "data caveat" if caveats == 1 else "data caveats"
        runs += [(" · ", False), (str(caveats), True), (f" {word}", False)]
    return tuple(run for run in runs if run[0])


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def counted_share(part: KpiPart) -> str:
    """Write "1,052 of 1,148", or the cases behind a duration."""
    if not part.n:
        return "no cases"
    if part.numerator is not None and part.denominator is not None:
        return f"{part.numerator:,} of {part.denominator:,}"
    spread = part.distribution
    if spread is not None and spread.inside is not None:
        return f"{spread.inside:,} of {spread.n:,} inside target"
    return f"n {part.n:,}"


def interval_words(part: KpiPart) -> str:
    """The Wilson 95% interval of a share: "89.9 to 93.1"; empty without one."""
    if part.interval is None:
        return ""
    low, high = part.interval
    return f"{number(low, 1)} to {number(high, 1)}"


def missed_words(part: KpiPart) -> str:
    """What a miss without a signal means; empty when met, without a verdict or with a signal."""
    if part.met is not False or part.signal is not None:
        return ""
    if part.limits is None:
        return "Missed. Too few points to tell normal variation from a change."
    return "Missed without a signal: normal variation; change the process."


def signal_sentence(part: KpiPart) -> tuple[str, str]:
    """(level, sentence) for the box above the chart; empty when there is nothing to say."""
    signal, limits = part.signal, part.limits
    last = part.trend[-1].label if part.trend else ""
    if signal is None:
        words = missed_words(part)
        return ("risk", words) if words else ("", "")
    if limits is None:
        return ("note" if signal.good else "breach"), f"{last}: {signal.words}."
    level = "note" if signal.good else ("risk" if signal.rule.startswith("run") else "breach")
    if signal.rule.startswith("run"):
        side = "above" if signal.rule == "run_above" else "below"
        mean = number(limits.mean, places(part))
        cause = "better" if signal.good else "worse"
        return level, (
            f"Eight or more periods in a row {side} the mean of {mean}. "
            f"The process has changed for the {cause}; look for a lasting cause."
        )
    above = signal.rule == "above_limit"
    edge = number(limits.upper if above else limits.lower, places(part))
    side = "above the upper" if above else "below the lower"
    return level, (
        f"{last} is {side} limit of {edge}. "
        "A special cause is likely; look for one event, not a trend."
    )
