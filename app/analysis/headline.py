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
    why_missed,
)
from app.models.counts import counted
from app.models.results import KpiResult

__all__ = ["decisions", "headline", "messages"]

_MOST = 3
_NAMED = 5
"""More measures than these are counted, not named."""
_UNNAMED = "No "
"""How the bar of records begins that don't name what the others are gathered by."""
_NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")


def headline(kpis: Sequence[KpiResult], now: int) -> str:
    """One sentence with the finding: a bad signal first, then misses, then what is well.

    While a period runs at `now` (UTC seconds) it begins with "So far".
    """
    rows = judged_rows(kpis, now)
    words = _headline(kpis, rows)
    return f"So far, {inside(words)}" if any(row.running for row in rows) else words


def _headline(kpis: Sequence[KpiResult], rows: Sequence[Row]) -> str:
    if not any(row.part.n for row in rows):
        return "No records fall in this period"
    worse = getting_worse(rows)
    if worse:
        first = _finding(worse[0])
        second = f"; {inside(worse[1].part.label)} {movement(worse[1])}" if len(worse) > 1 else ""
        return first + second
    missed = [row for row in rows if row.missed]
    if missed:
        return _misses(missed, kpis, rows)
    judged = [kpi for kpi, met in _verdicts(kpis, rows) if met is not None]
    if not judged:
        return "No target can be judged in this period"
    improved = next((row for row in rows if row.improved), None)
    well = "All targets met" if len(judged) > 1 else f"{judged[0].label} met its target"
    if improved is None:
        return well
    return f"{well}; {inside(improved.part.label)} {movement(improved)}"


def messages(kpis: Sequence[KpiResult], now: int) -> tuple[tuple[str, str], ...]:
    """Three of (finding, support): targets, what gets worse, what improves or where it hurts.

    `now` in UTC seconds.
    """
    rows = judged_rows(kpis, now)
    return _targets(kpis, rows), _getting_worse(rows), _third(kpis, rows)


def _finding(row: Row) -> str:
    words = f"{row.part.label} {movement(row)}"
    if row.missed:
        return f"{words} and missed its target"
    return f"{words} but still met its target" if row.part.met else words


def _verdicts(
    kpis: Sequence[KpiResult], rows: Sequence[Row]
) -> list[tuple[KpiResult, bool | None]]:
    """Each KPI with its verdict; none yet of a sum that lacks something and still grows."""
    growing = {row.kpi.id for row in rows if row.grows}
    verdicts = [(kpi, kpi_met(kpi)) for kpi in kpis]
    return [(kpi, None if kpi.id in growing and not met else met) for kpi, met in verdicts]


def _misses(missed: Sequence[Row], kpis: Sequence[KpiResult], rows: Sequence[Row]) -> str:
    if len(missed) == 1:
        words = f"{missed[0].part.label} missed its target"
    else:
        verdicts = [met for _, met in _verdicts(kpis, rows) if met is not None]
        n = verdicts.count(False)
        if n == 1:
            words = f"{missed[0].kpi.label} missed its targets"
        else:
            words = f"{n} of {len(verdicts)} targets missed"
    return f"{words}, {why_missed(missed)}"


def _targets(kpis: Sequence[KpiResult], rows: Sequence[Row]) -> tuple[str, str]:
    verdicts = _verdicts(kpis, rows)
    judged = [(kpi, met) for kpi, met in verdicts if met is not None]
    if not judged:
        return "No target can be judged", "No records fall in the periods of these measures."
    n = sum(1 for _, met in judged if met)
    so_far = " so far" if any(row.running for row in rows) else ""
    words = f"{n} of {counted(len(judged), 'target')} met{so_far}"
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
    if any(row.running for row in rows):
        return (
            "No bad signal in a period that is over",
            "Those that still run are told at their end.",
        )
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
    share = f"{number(100 * top.count / total)} % of the cases"
    finding = f"{top.label} has {share}"
    if top.label.startswith(_UNNAMED):
        finding = f"{share} name no {top.label.removeprefix(_UNNAMED)}"
    row = next(row for row in rows if row.kpi is kpi)
    support = f"{kpi.drivers_label} {row.when}: {top.count:,} of {total:,}"
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
