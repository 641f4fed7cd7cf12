"""The lines above and below the table of the scorecard workbook."""

from textwrap import wrap

from app.models.results import Scorecard
from app.reports.scorecard_data import Live
from app.reports.words import stamp

_PAGE = 210
"""Characters of a note that fit the width of the printed page."""
_READING = (
    (
        "Result compares value with target. Signal compares value with natural limits (XmR, mean ± "
        "2.66 × mean moving range). A miss inside known limits is normal variation."
    ),
    (
        "Values are formulas over the sheets of their records, with formats, not text. Columns L "
        "to N are grouped and can be hidden. Meaning and what was left out: see Definitions and "
        "Exclusions."
    ),
)


def context_line(card: Scorecard) -> str:
    """Write period, freshness, scope, version and marks in one line."""
    words = [
        card.period.label,
        f"Data as of {stamp(card.as_of, card.zone)}",
        f"Scope: {card.scope or 'all groups'}",
        f"Definitions v{card.definitions_version}",
        f"Prepared by {card.prepared_by}" if card.prepared_by else "",
        *card.marks,
    ]
    return "  |  ".join(word for word in words if word)


def summary_line(card: Scorecard) -> str:
    """Write the headline and how many KPIs are on target, as the headline counts them."""
    verdicts = [[part.met for part in kpi.parts if part.met is not None] for kpi in card.kpis]
    judged = [found for found in verdicts if found]
    met = sum(1 for found in judged if all(found))
    parts = [part for kpi in card.kpis for part in kpi.parts]
    signals = [part.signal for part in parts if part.signal is not None]
    good = sum(1 for signal in signals if signal.good)
    caveats = sum(1 for kpi in card.kpis if kpi.caveats)
    ending = "" if card.headline.endswith((".", "!", "?")) else "."
    missed = len(judged) - met
    return (
        f"{card.headline}{ending} {met} of {len(judged)} KPIs on target, {missed} missed, "
        f"{len(signals)} signals ({good} favourable), {caveats} KPIs with data caveats."
    )


def notes(card: Scorecard, live: Live) -> list[str]:
    """Write the messages, the outlook and how to read the sheet."""
    found = [f"{finding}: {support}" for finding, support in card.messages if finding]
    if card.outlook:
        found.append(f"Outlook: {card.outlook}")
    plain = "; ".join(f"{line}: {reason}" for line, reason in live.plain)
    found += [*_READING, *([f"Values without a formula. {plain}."] if plain else [])]
    return [line for words in found for line in wrap(words, _PAGE) or [""]]


def links(behind: list[str]) -> list[tuple[int, str]]:
    """The columns of the first sheet that lead to other sheets, and their names."""
    names = ["Trends", *behind[:1], "Data", "Definitions", "Provenance"]
    return list(zip((0, 1, 2, 5, 8), names, strict=False))
