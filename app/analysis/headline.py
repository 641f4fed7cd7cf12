"""The sentences of a scorecard, made by rule: headline, three messages, decisions asked for.

They say no more than the numbers do: a signal is named as a signal, a miss inside the natural
limits as normal variation, and where limits aren't known that is said (METRICS §1, §4.1).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from app.analysis.kpis import kpi_met
from app.analysis.kpis.words import count, day, moment, number
from app.models.period import Period
from app.models.results import (
    Collision,
    CollisionReport,
    Finding,
    KpiPart,
    KpiResult,
    RequestedDecision,
)

_MOST = 3
_SETTLED = {"Accepted", "Dismissed"}
_SEVERE = ("Critical", "High")
_NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")
_MOVES = {
    "above_limit": "rose above its normal range",
    "below_limit": "fell below its normal range",
    "run_above": "has run 8 periods above its mean",
    "run_below": "has run 8 periods below its mean",
}


@dataclass(frozen=True, slots=True)
class _Row:
    """One judged part with the KPI it belongs to."""

    kpi: KpiResult
    part: KpiPart

    @property
    def missed(self) -> bool:
        return self.part.met is False

    @property
    def worse(self) -> bool:
        return self.part.signal is not None and not self.part.signal.good

    @property
    def improved(self) -> bool:
        return self.part.signal is not None and self.part.signal.good

    @property
    def outside(self) -> bool:
        return self.part.signal is not None and self.part.signal.rule.endswith("limit")


def headline(kpis: Sequence[KpiResult]) -> str:
    """One sentence with the finding: a bad signal first, then misses, then what is well."""
    rows = _rows(kpis)
    if not any(row.part.n for row in rows):
        return "No records fall in this period"
    worse = _worse(rows)
    if worse:
        first = _finding(worse[0])
        second = f"; {_inside(worse[1].part.label)} {_move(worse[1])}" if len(worse) > 1 else ""
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
    return f"{well}; {_inside(improved.part.label)} {_move(improved)}"


def messages(kpis: Sequence[KpiResult]) -> tuple[tuple[str, str], ...]:
    """Three of (finding, support): targets, what gets worse, what improves or where it hurts."""
    rows = _rows(kpis)
    return _targets(kpis, rows), _getting_worse(rows), _third(kpis, rows)


def decisions(
    kpis: Sequence[KpiResult], report: CollisionReport | None
) -> tuple[RequestedDecision, ...]:
    """At most three decisions: open severe collisions, then bad signals, then misses."""
    zone = kpis[0].period.zone if kpis else "UTC"
    asked = [_of_collision(one, zone) for one in _open_collisions(report)]
    rows = _rows(kpis)
    asked += [_of_signal(row) for row in _worse(rows)]
    missed = {row.kpi.id: row for row in reversed(rows) if row.missed and not row.worse}
    told = {row.kpi.id for row in _worse(rows)}
    asked += [_of_miss(row) for id_, row in sorted(missed.items()) if id_ not in told]
    return tuple(asked[:_MOST])


def _rows(kpis: Sequence[KpiResult]) -> list[_Row]:
    return [_Row(kpi, part) for kpi in kpis for part in kpi.parts]


def _worse(rows: Sequence[_Row]) -> list[_Row]:
    """Rows with a bad signal, the gravest first: missed and outside its limits."""
    found = [row for row in rows if row.worse]
    return sorted(found, key=lambda row: (not row.missed, not row.outside))


def _move(row: _Row) -> str:
    return _MOVES[row.part.signal.rule] if row.part.signal else ""


def _finding(row: _Row) -> str:
    words = f"{row.part.label} {_move(row)}"
    if row.missed:
        return f"{words} and missed its target"
    return f"{words} but still met its target" if row.part.met else words


def _misses(missed: Sequence[_Row], kpis: Sequence[KpiResult]) -> str:
    if len(missed) == 1:
        words = f"{missed[0].part.label} missed its target"
    else:
        judged = [kpi for kpi in kpis if kpi_met(kpi) is not None]
        n = sum(1 for kpi in judged if not kpi_met(kpi))
        if n == 1:
            words = f"{missed[0].kpi.label} missed its targets"
        else:
            words = f"{n} of {len(judged)} targets missed"
    return f"{words}, {_why_missed(missed)}"


def _why_missed(missed: Sequence[_Row]) -> str:
    """Whether misses without a signal may be called normal variation."""
    known = [row.part.limits is not None and row.part.n >= 5 for row in missed]
    if all(known):
        return "within normal variation"
    if any(known):
        return "without a signal where limits are known"
    return "with too few points or cases to tell variation from change"


def _targets(kpis: Sequence[KpiResult], rows: Sequence[_Row]) -> tuple[str, str]:
    verdicts = [(kpi, kpi_met(kpi)) for kpi in kpis]
    judged = [(kpi, met) for kpi, met in verdicts if met is not None]
    if not judged:
        return "No target can be judged", "No records fall in the periods of these measures."
    n = sum(1 for _, met in judged if met)
    words = f"{n} of {count(len(judged), 'target')} met"
    met = [kpi.label for kpi, well in judged if well]
    support = [f"{_sentence(met)} on target."] if met else []
    missed = [row for row in rows if row.missed]
    plain = [row for row in missed if not row.worse]
    if plain:
        support.append(f"{_amount(len(plain), 'miss', 'misses')}: {_why_missed(plain)}.")
    silent = [kpi.label for kpi, well in verdicts if well is None]
    if silent:
        support.append(f"No verdict for {_listed([_inside(label) for label in silent])}.")
    return words, " ".join(support)


def _getting_worse(rows: Sequence[_Row]) -> tuple[str, str]:
    worse = _worse(rows)
    if worse:
        n = len(worse)
        finding = f"{_amount(n, 'measure is', 'measures are')} getting worse"
        return finding, " ".join(f"{_evidence(row)}." for row in worse[:_MOST])
    limited = sum(1 for row in rows if row.part.limits is not None and row.part.n >= 5)
    if not limited:
        return (
            "Too little history for signals",
            "Natural limits need 6 earlier periods and a value from 5 records or more.",
        )
    return (
        "No measure shows a bad signal",
        f"{_amount(limited, 'row is', 'rows are')} inside natural limits, out of {len(rows)}.",
    )


def _third(kpis: Sequence[KpiResult], rows: Sequence[_Row]) -> tuple[str, str]:
    improved = next((row for row in rows if row.improved), None)
    if improved is not None:
        return f"{improved.part.label} {_move(improved)}", f"{_evidence(improved)}."
    shared = [kpi for kpi in kpis if len(kpi.drivers) > 1]
    drawn = [kpi for kpi in shared if kpi_met(kpi) is False] or shared
    if not drawn:
        return "Nothing stands out", "No group gathers cases that pulled a measure down."
    kpi = drawn[0]
    (top, second, *_), total = kpi.drivers, sum(bar.count for bar in kpi.drivers)
    finding = f"{top.label} has {number(100 * top.count / total)} % of the cases"
    support = f"{kpi.drivers_label} {_when(kpi.period)}: {top.count:,} of {total:,}"
    return finding, f"{support}; next is {second.label} with {second.count:,}."


def _evidence(row: _Row) -> str:
    """What the signal rests on: value, limits or mean, and target."""
    part, limits = row.part, row.part.limits
    if limits is None or part.signal is None:
        return f"{part.label} {_value(part, part.value)} {_when(row.kpi.period)}"
    rule = part.signal.rule
    if rule.endswith("limit"):
        edge = limits.upper if rule == "above_limit" else limits.lower
        against = f"against a {'upper' if rule == 'above_limit' else 'lower'} limit of "
    else:
        edge, against = limits.mean, "against a mean of "
    firm = "" if limits.firm else f" (provisional, {limits.points} points)"
    head = f"{part.label} {_value(part, part.value)} {_when(row.kpi.period)}"
    return f"{head} {against.replace('a upper', 'an upper')}{_value(part, edge)}{firm}"


def _of_signal(row: _Row) -> RequestedDecision:
    part = row.part
    words = _inside(part.label)
    title = (
        f"Find the event behind {words}" if row.outside else f"Decide what changes {words} for good"
    )
    return RequestedDecision(title, f"{_evidence(row)}.", _cost(row), row.kpi.owner, _due(row.kpi))


def _of_miss(row: _Row) -> RequestedDecision:
    part = row.part
    value, target = _value(part, part.value), _value(part, part.target)
    why = f"{value} against {target}{_gap(part)}; {_why_missed([row])}."
    return RequestedDecision(
        f"Change the process behind {_inside(part.label)}, or its target",
        why,
        _cost(row),
        row.kpi.owner,
        _due(row.kpi),
    )


def _gap(part: KpiPart) -> str:
    if part.better_by is None or part.better_by >= 0:
        return ""
    unit = "points" if part.unit == "%" else part.unit
    return f", worse by {number(-part.better_by)} {unit}"


def _cost(row: _Row) -> str:
    """What a further period like this one costs, in cases counted in it."""
    total = sum(bar.count for bar in row.kpi.drivers)
    if not total:
        return "Not known from these data."
    noun = _inside(row.kpi.drivers_label)
    return (
        f"{total:,} {noun} {_when(row.kpi.period)}; a {row.kpi.period.kind} like it adds as many."
    )


def _open_collisions(report: CollisionReport | None) -> list[Collision]:
    if report is None or report.retrospective:
        return []
    severe = [
        one
        for one in report.collisions
        if one.strongest.severity in _SEVERE and one.strongest.state not in _SETTLED
    ]
    return sorted(severe, key=lambda one: (-one.strongest.score, one.number))[:2]


def _of_collision(one: Collision, zone: str) -> RequestedDecision:
    found = one.strongest
    start = found.overlap_start
    when = moment(start, zone) if start is not None else ""
    cost = (
        f"The overlap of {count(found.overlap_minutes, 'minute')} begins {when}."
        if when
        else "It stands until one of them moves or the risk is accepted."
    )
    return RequestedDecision(
        found.suggestion.rstrip(".") or f"Settle {_pair(found)}",
        found.sentence,
        cost,
        "No owner",
        f"before {when}" if when else "before the change starts",
    )


def _pair(found: Finding) -> str:
    return " and ".join(found.changes) + (f" in {found.window}" if found.window else "")


def _due(kpi: KpiResult) -> str:
    """The first Friday on or after the end of the period."""
    end = datetime.fromtimestamp(kpi.period.end, UTC).astimezone(ZoneInfo(kpi.period.zone))
    friday = end + timedelta(days=(4 - end.weekday()) % 7)
    return day(int(friday.timestamp()), kpi.period.zone)


def _when(period: Period) -> str:
    name = f"w{period.label.split(',')[0][1:]}" if period.kind == "week" else period.label
    return f"in {name}"


def _value(part: KpiPart, value: float | None) -> str:
    return "n/a" if value is None else f"{number(value)} {part.unit}"


def _amount(n: int, one: str, many: str) -> str:
    return f"{_NUMBERS[n] if n < len(_NUMBERS) else n} {one if n == 1 else many}"


def _inside(label: str) -> str:
    """A label inside a sentence: its first letter small unless it begins an abbreviation."""
    return label if label[1:2].isupper() or label[1:2].isdigit() else label[:1].lower() + label[1:]


def _sentence(labels: Sequence[str]) -> str:
    listed = _listed([labels[0], *(_inside(label) for label in labels[1:])])
    return f"{listed} {'is' if len(labels) == 1 else 'are'}"


def _listed(words: Sequence[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"
