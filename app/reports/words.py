"""Instants, targets and results in the words that every report prints (DESIGN_LANGUAGE §8)."""

import re
import unicodedata
from dataclasses import replace

from app.charts.numbers import NOT_APPLICABLE, decimals, number
from app.models.duration import duration
from app.models.moments import full
from app.models.results import KpiPart, KpiResult, Scorecard

CUT_MARK = " […cut]"
CADENCES = {"week": "Weekly", "month": "Monthly", "quarter": "Quarterly"}
GROUPS = (
    "Restore and respond",
    "Flow and service",
    "Problem and follow-through",
    "Change",
    "Signals and efficiency",
)
_UNIT_AFTER = re.compile(r"(?<=\d) (?=%|(?:min|points?|h|d|m|s)\b|/ \d)|(?<=\d /) (?=\d)")
_BIDI = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def stamp(at: int | None, zone: str) -> str:
    """Write an instant with day and zone: "Mon 23 Nov 2026 07:45 CET"; "unknown" for None."""
    if at is None:
        return "unknown"
    return full(at, zone)


def plain(text: str, most: int = 600) -> str:
    """Make text safe to print: controls and direction overrides visible, cut at `most` characters.

    Line breaks become spaces. The text stays text; nothing is escaped for any markup.
    """
    shown = visible(text[: most + 1])
    if len(text) > most:
        return shown[:most].rstrip() + CUT_MARK
    return shown


def visible(text: str) -> str:
    """Show controls, lone surrogates and direction overrides as "[U+202E]"; breaks as spaces."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_visible(char) for char in text)


def _visible(char: str) -> str:
    if char in "\n\r\t":
        return " "
    if char in _BIDI or unicodedata.category(char) in {"Cc", "Cs"} or char in "\ufffe\uffff":
        return f"[U+{ord(char):04X}]"
    return char


def unit_words(unit: str) -> str:
    """A unit inside a title: "out of 5" for "/ 5"."""
    return unit.replace("/ ", "out of ")


def places(part: KpiPart) -> int:
    """Decimals that value, target and previous of a row share."""
    return decimals(part.unit, part.value if part.target is None else part.target)


def value_text(part: KpiPart) -> str:
    """Write the value without its unit: "91.6", "n/a"."""
    return number(part.value, places(part))


def tight(words: str) -> str:
    """Keep a number and its unit on one line."""
    return words.replace(" ", "\N{NO-BREAK SPACE}")


def opened(words: str) -> str:
    """A phrase with a capital at its beginning; "n under 5" keeps its sign for a number."""
    return words if words.startswith("n ") else words[:1].upper() + words[1:]


def kept(words: str) -> str:
    """A sentence whose numbers stay on one line with their units: "68.4 %", "2 h 30 m"."""
    return _UNIT_AFTER.sub("\N{NO-BREAK SPACE}", words)


def value_with_unit(part: KpiPart, value: float | None) -> str:
    """Write any value of a row with its unit: "91.6 %", "94 min", "n/a"."""
    return NOT_APPLICABLE if value is None else tight(f"{number(value, places(part))} {part.unit}")


def target_text(part: KpiPart, better: str) -> str:
    """Write the target with its direction: "≥ 93.0", "≤ 120"; empty without one."""
    if part.target is None:
        return ""
    sign = "≤" if better == "lower" else "≥"
    return f"{sign} {number(part.target, places(part))}"


def better_text(part: KpiPart) -> str:
    """Write the distance to the target: "26 better", "1.4 worse", "on target", or nothing."""
    if part.better_by is None:
        return ""
    amount = number(abs(part.better_by), places(part))
    if not any(digit in "123456789" for digit in amount):
        return "on target"
    return f"{amount} {'better' if part.better_by > 0 else 'worse'}"


def result_glyph(part: KpiPart) -> str:
    """Name the glyph of a verdict: missed with a bad signal is ◆, without one ▲."""
    if part.met is None:
        return "dashed"
    if part.met:
        return "met"
    return "breach" if part.signal is not None and not part.signal.good else "risk"


def result_text(part: KpiPart) -> str:
    """Write the verdict in words; "No verdict" without target or rows."""
    return part.verdict or "No verdict"


def caveat_text(kpi: KpiResult) -> str:
    """Write the short caveat of a row: the export it needs, else the first of its KPI.

    >>> needs_text("Import alerts (PagerDuty or our own alert list).")
    'needs alerts'
    """
    if kpi.needs:
        return needs_text(kpi.needs)
    return kpi.caveats[0] if kpi.caveats else ""


def needs_text(needs: str) -> str:
    """Shorten what a KPI needs to the records: "needs alerts"; a refusal to its first sentence."""
    said, imported, records = needs.partition("Import ")
    if said or not imported:
        return needs.partition(". ")[0].rstrip(".")
    return "needs " + re.split(r" \(|: |; |\.|, or |, which ", records, maxsplit=1)[0]


def by_group(card: Scorecard) -> Scorecard:
    """The card with its KPIs in the order of the groups, outcomes first (DESIGN_LANGUAGE §9)."""
    place = {name: at for at, name in enumerate(GROUPS)}
    kpis = sorted(card.kpis, key=lambda kpi: place.get(kpi.group, len(place)))
    return replace(card, kpis=tuple(kpis))


def sentences(text: str, most: int) -> str:
    """Whole sentences of a text, as many as fit into `most` characters; at least a cut first one.

    >>> sentences("One is met. Two are not.", 12)
    'One is met.'
    """
    shown = plain(text, 4 * most)
    if len(shown) <= most:
        return shown
    end = shown.rfind(". ", 0, most)
    return shown[: end + 1] if end > 0 else shortened(shown, most)


def shortened(text: str, most: int) -> str:
    """A text cut between words to at most `most` characters, with an ellipsis."""
    shown = plain(text, 4 * most)
    if len(shown) <= most:
        return shown
    cut = shown[: most - 1]
    words = cut.rpartition(" ")[0] if " " in cut[most // 2 :] else cut
    return words.rstrip(" ,;:.") + "…"


def left_out(kpi: KpiResult) -> str:
    """Write how many records were left out, by reason: "child of a major: 14"."""
    found = [f"{reason}: {number(count)}" for reason, count in kpi.excluded if count]
    return "; ".join(found) or "none"


def spread_text(part: KpiPart, *, ends: bool = True) -> str:
    """Write what the value is made of: the distribution of durations, or k of n.

    Without `ends` the least and the most are left out.
    """
    words: list[str] = []
    if part.denominator is not None:
        words.append(f"{number(part.numerator)} of {number(part.denominator)}")
    spread = part.distribution
    if spread is not None and spread.n:
        facts = [("median", spread.median), ("P90", spread.p90)]
        if part.denominator is None:
            facts.insert(0, ("mean", spread.mean))
        if spread.n == 1 and part.denominator is None and spread.mean is not None:
            return f"one record, {tight(duration(spread.mean))}"
        words += [f"{name} {tight(duration(value))}" for name, value in facts if value is not None]
        if ends and spread.least is not None:
            least, most = tight(duration(spread.least)), tight(duration(spread.most))
            words.append(f"range {least} to {most}")
    return ", ".join(words) or NOT_APPLICABLE


def sureness_text(part: KpiPart) -> str:
    """Write k of n inside the target, or the 95 % interval of a share."""
    if part.interval is not None:
        low, high = (number(end, places(part)) for end in part.interval)
        return f"95 % interval {low} to {high}"
    spread = part.distribution
    if spread is not None and spread.inside is not None:
        return f"{number(spread.inside)} of {number(spread.n)} inside target"
    return ""


def spotlight(card: Scorecard) -> tuple[KpiResult, KpiPart] | None:
    """Choose the KPI to chart: a miss with a bad signal, any bad signal, a miss, any signal."""
    with_trend = [
        (kpi, part)
        for kpi in card.kpis
        for part in kpi.parts
        if any(point.value is not None for point in part.trend)
    ]
    return min(with_trend, key=lambda pair: _urgency(*pair), default=None)


def _urgency(kpi: KpiResult, part: KpiPart) -> tuple[int, bool, bool]:
    """Rank a row for the chart; among equals one with drivers and firm limits says more."""
    firm = part.limits is not None and part.limits.firm
    bad = part.signal is not None and not part.signal.good
    rank = 3 if part.signal is not None else 4
    if part.met is False:
        rank = 0 if bad else 2
    elif bad:
        rank = 1
    return rank, not kpi.drivers, not firm
