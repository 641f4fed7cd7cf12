"""The sentences of a scorecard, made by rule: headline, three messages, decisions asked for.

They say no more than the numbers do: a signal is named as a signal, a miss inside the natural
limits as normal variation, and where limits aren't known that is said (METRICS §1, §4.1).
"""

from collections.abc import Sequence

from app.analysis.kpis import kpi_met
from app.analysis.kpis.words import number
from app.analysis.requested import decisions
from app.analysis.sentences import (
    Row,
    evidence,
    getting_worse,
    inside,
    judged_rows,
    movement,
    when,
    why_missed,
)
from app.models.counts import counted
from app.models.results import KpiResult

__all__ = ["decisions", "headline", "messages"]

_MOST = 3
_NAMED = 5
"""More measures than these are counted, not named."""
_NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")


def headline(kpis: Sequence[KpiResult]) -> str:
    """One sentence with the finding: a bad signal first, then misses, then what is well."""
    rows = judged_rows(kpis)
    if not any(row.part.n for row in rows):
        return "No records fall in this period"
    worse = getting_worse(rows)
    if worse:
        first = _finding(worse[0])
        second = f"; {inside(worse[1].part.label)} {movement(worse[1])}" if len(worse) > 1 else ""
        return first + second
    missed = [row for row in rows if row.missed]
    if missed:
        return _misses(missed, kpis)
    judged = [kpi for kpi in kpis if kpi_met(kpi) is not None]
    if not judged:
        return "No target can be judged in this period"
    improved = next((row for row in rows if row.improved), None)
    well = "All targets met" if len(judged) > 1 else f"{judged[0].label} met its target"
    if improved is None:
        return well
    return f"{well}; {inside(improved.part.label)} {movement(improved)}"


def messages(kpis: Sequence[KpiResult]) -> tuple[tuple[str, str], ...]:
    """Three of (finding, support): targets, what gets worse, what improves or where it hurts."""
    rows = judged_rows(kpis)
    return _targets(kpis, rows), _getting_worse(rows), _third(kpis, rows)


def _finding(row: Row) -> str:
    words = f"{row.part.label} {movement(row)}"
    if row.missed:
        return f"{words} and missed its target"
    return f"{words} but still met its target" if row.part.met else words


def _misses(missed: Sequence[Row], kpis: Sequence[KpiResult]) -> str:
    if len(missed) == 1:
        words = f"{missed[0].part.label} missed its target"
    else:
        judged = [kpi for kpi in kpis if kpi_met(kpi) is not None]
        n = sum(1 for kpi in judged if not kpi_met(kpi))
        if n == 1:
            words = f"{missed[0].kpi.label} missed its targets"
        else:
            words = f"{n} of {len(judged)} targets missed"
    return f"{words}, {why_missed(missed)}"


def _targets(kpis: Sequence[KpiResult], rows: Sequence[Row]) -> tuple[str, str]:
    verdicts = [(kpi, kpi_met(kpi)) for kpi in kpis]
    judged = [(kpi, met) for kpi, met in verdicts if met is not None]
    if not judged:
        return "No target can be judged", "No records fall in the periods of these measures."
    n = sum(1 for _, met in judged if met)
    words = f"{n} of {counted(len(judged), 'target')} met"
    met = [kpi.label for kpi, well in judged if well]
    support = [f"{_sentence(met)} on target."] if met else []
    signalled = {row.kpi.id for row in rows if row.worse}
    plain = [row for row in rows if row.missed and row.kpi.id not in signalled]
    if plain:
        missed = len({row.kpi.id for row in plain})
        support.append(f"{_amount(missed, 'miss', 'misses')} {why_missed(plain)}.")
    silent = [kpi.label for kpi, well in verdicts if well is None]
    if len(silent) > _NAMED:
        support.append(f"No verdict for {len(silent)} measures without records or a target.")
    elif silent:
        support.append(f"No verdict for {_listed([inside(label) for label in silent])}.")
    return words, " ".join(support)


def _getting_worse(rows: Sequence[Row]) -> tuple[str, str]:
    worse = getting_worse(rows)
    if worse:
        n = len(worse)
        finding = f"{_amount(n, 'measure is', 'measures are')} getting worse"
        return finding, " ".join(f"{evidence(row)}." for row in worse[:_MOST])
    limited = sum(1 for row in rows if row.part.limits is not None and row.part.n >= 5)
    if not limited:
        return (
            "Too little history for signals",
            "Natural limits need 6 earlier periods and a value from 5 records or more.",
        )
    return (
        "No measure shows a bad signal",
        f"Natural limits are known for {limited} of {len(rows)} rows.",
    )


def _third(kpis: Sequence[KpiResult], rows: Sequence[Row]) -> tuple[str, str]:
    improved = next((row for row in rows if row.improved), None)
    if improved is not None:
        return f"{improved.part.label} {movement(improved)}", f"{evidence(improved)}."
    shared = [
        kpi for kpi in kpis if len(kpi.drivers) > 1 and kpi.drivers[0].count > kpi.drivers[1].count
    ]
    drawn = [kpi for kpi in shared if kpi_met(kpi) is False] or shared
    if not drawn:
        return "Nothing stands out", "No group gathers cases that pulled a measure down."
    kpi = drawn[0]
    (top, second, *_), total = kpi.drivers, sum(bar.count for bar in kpi.drivers)
    finding = f"{top.label} has {number(100 * top.count / total)} % of the cases"
    support = f"{kpi.drivers_label} {when(kpi.period)}: {top.count:,} of {total:,}"
    return finding, f"{support}; next is {second.label} with {second.count:,}."


def _amount(n: int, one: str, many: str) -> str:
    return f"{_NUMBERS[n] if n < len(_NUMBERS) else n} {one if n == 1 else many}"


def _sentence(labels: Sequence[str]) -> str:
    listed = _listed([labels[0], *(inside(label) for label in labels[1:])])
    return f"{listed} {'is' if len(labels) == 1 else 'are'}"


def _listed(words: Sequence[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"
