"""K18: share of a random sample of records whose every control has its evidence (METRICS K18)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from random import Random

import numpy as np

from app.analysis.asof import CANCELLED
from app.analysis.kpis.base import Context, Kpi, Outcome, known
from app.analysis.kpis.change_cohort import Cohort, cohort, excluded, left_out
from app.analysis.kpis.change_controls import approved_in_time, duties_apart
from app.analysis.kpis.pareto import pareto
from app.analysis.kpis.parts import Line, share_part, value_part
from app.analysis.kpis.shares import Share
from app.models.change import CHANGE_TYPES
from app.models.columns import I64, Flags, Text
from app.models.counts import counted
from app.models.period import Period
from app.models.results import KpiDefinition, KpiInputs, KpiPart
from app.models.settings import Settings

CONTROLS = (
    "Approval before the start, or ratified",
    "Approver, requester and implementer apart",
    "Test and backout evidence",
    "Closure code",
    "PIR of a major incident",
)
_APPROVAL, _DUTIES, _TEXTS, _CODE, _PIR = range(len(CONTROLS))
_MAJORS = "Major incidents"
_NEEDS = (
    "Import changes with their approvals (ServiceNow change_request and sysapproval_approver: "
    "CSV, XLSX or JSON)."
)


@dataclass(frozen=True, slots=True)
class _Stratum:
    """Records of one kind: key, period (-1 none) and failed controls, rows × CONTROLS."""

    name: str
    keys: Text
    bins: I64
    failed: Flags


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What was drawn of one stratum in one period: places among its records, in order drawn."""

    population: int
    places: I64


def draw(keys: list[str], n: int, seed: int) -> list[str]:
    """`n` of the keys in the order drawn, by a generator that is the same everywhere.

    The keys are put in order first, so that a sample depends on what is in the population and
    the seed alone (METRICS K18).
    """
    left, random = sorted(keys), Random(seed)  # noqa: S311 - a sample anyone can draw again
    for place in range(min(n, len(left))):
        other = place + int(random.random() * (len(left) - place))
        left[place], left[other] = left[other], left[place]
    return left[: min(n, len(left))]


def seed_of(settings: Settings, period: Period) -> int:
    """The seed that was set, else one made of the period's id."""
    return settings.audit_seed or int.from_bytes(sha256(period.id.encode()).digest()[:4])


def _audit(ctx: Context) -> Outcome:
    of = cohort(ctx)
    strata = [one for one in (*_changes(ctx, of), _majors(ctx)) if (one.bins >= 0).any()]
    drawn = [[_drawn(ctx, one, place) for place in range(len(ctx.periods))] for one in strata]
    part = _weighted(ctx, strata, drawn)
    counts, keys = excluded(ctx, left_out(ctx, of))
    last = [(one, draws[-1]) for one, draws in zip(strata, drawn, strict=True)]
    failed = np.concatenate(
        [np.zeros((0, len(CONTROLS)), np.bool_), *(one.failed[of_.places] for one, of_ in last)]
    )
    needs = "" if _has_evidence(ctx) else _NEEDS
    return Outcome(
        parts=(part,),
        extra=tuple(_of_stratum(ctx, *pair) for pair in zip(strata, drawn, strict=True)),
        excluded=counts,
        caveats=("n under 5",) if 0 < part.n < 5 else (),
        facts=_facts(ctx, last, failed) if part.n else (),
        drivers=pareto(np.nonzero(failed)[1].astype(np.int64), CONTROLS, "", "controls"),
        drivers_label="Deviations by control",
        needs=needs,
        records="change",
        excluded_rows=keys,
    )


def _has_evidence(ctx: Context) -> bool:
    majors = ctx.facts.tickets.is_major.any() and bool(ctx.facts.registers.pirs)
    return bool(len(ctx.facts.approvals.change)) or bool(majors)


def _changes(ctx: Context, of: Cohort) -> list[_Stratum]:
    """Implemented changes by type, with the controls that failed or have no evidence."""
    facts = ctx.facts
    if not len(facts.approvals.change):
        return []
    rows, bins = of.rows[of.implemented], of.bins[of.implemented]
    records = facts.records
    failed = np.zeros((len(rows), len(CONTROLS)), np.bool_)
    failed[:, _APPROVAL] = ~approved_in_time(ctx, rows)
    failed[:, _DUTIES] = ~duties_apart(ctx, rows)
    failed[:, _TEXTS] = (records.test[rows] <= 0) | (records.backout[rows] <= 0)
    failed[:, _CODE] = ~records.closed_with_code[rows] & (facts.changes.close_code[rows] == 0)
    kind, keys = facts.changes.type[rows], facts.changes.key[rows]
    names = {code: f"{name.capitalize()} changes" for code, name in enumerate(CHANGE_TYPES)}
    return [
        _Stratum(name, keys[kind == code], bins[kind == code], failed[kind == code])
        for code, name in (*names.items(), (-1, "Changes without a type"))
    ]


def _majors(ctx: Context) -> _Stratum:
    """Major incidents resolved in each period: a review held or approved, and a closure code."""
    facts, tickets = ctx.facts, ctx.facts.tickets
    mask = tickets.is_major & (tickets.kind == 0) & (tickets.state != CANCELLED)
    mask &= ~tickets.is_child & ~facts.details.duplicate & known(tickets.resolved)
    mine = ctx.tickets_in_scope()
    rows = np.flatnonzero(mask if mine is None else mask & mine)
    reviewed = {
        row.incident
        for row in facts.registers.pirs
        if (row.approved is not None or row.held is not None)
        and min(at for at in (row.approved, row.held) if at is not None) <= ctx.now
    }
    failed = np.zeros((len(rows), len(CONTROLS)), np.bool_)
    keys = tickets.key[rows]
    failed[:, _PIR] = [key not in reviewed for key in keys.tolist()]
    failed[:, _CODE] = facts.details.resolution_code[rows] < 0
    return _Stratum(_MAJORS, keys, ctx.bins(tickets.resolved[rows]), failed)


def _drawn(ctx: Context, of: _Stratum, place: int) -> _Drawn:
    inside = np.flatnonzero(of.bins == place)
    place_of: Mapping[str, int] = dict(zip(of.keys[inside].tolist(), inside.tolist(), strict=True))
    seed = seed_of(ctx.settings, ctx.periods[place])
    chosen = draw(list(place_of), ctx.settings.audit_sample, seed)
    return _Drawn(len(inside), np.array([place_of[key] for key in chosen], np.int64))


def _passes(of: _Stratum, drawn: _Drawn) -> Flags:
    return np.asarray(~of.failed[drawn.places].any(axis=1), np.bool_)


def _of_stratum(ctx: Context, of: _Stratum, drawn: list[_Drawn]) -> KpiPart:
    """One stratum's share of records without a deviation, with its exact interval."""
    n = np.array([len(one.places) for one in drawn], np.int64)
    k = np.array([np.count_nonzero(_passes(of, one)) for one in drawn], np.int64)
    last = drawn[-1]
    keys = of.keys[last.places]
    line = Line("K18", of.name, of.name, "%", "higher", judged=False)
    share = Share(k, n, np.sort(keys), np.sort(keys[_passes(of, last)]))
    part = share_part(ctx, line, share)
    return replace(part, records="ticket") if of.name == _MAJORS else part


def _weighted(ctx: Context, strata: list[_Stratum], drawn: list[list[_Drawn]]) -> KpiPart:
    """The rates of the strata weighted by their populations, which is for the trend."""
    values, counts = [], []
    for place in range(len(ctx.periods)):
        whole = passed = n = 0.0
        for of, draws in zip(strata, drawn, strict=True):
            one = draws[place]
            if one.population:
                whole += one.population
                passed += one.population * float(_passes(of, one).mean())
                n += len(one.places)
        values.append(100 * passed / whole if whole else None)
        counts.append(int(n))
    pairs = list(zip(strata, (draws[-1] for draws in drawn), strict=True))
    nothing = np.zeros(0, np.str_)
    rows = [of.keys[one.places] for of, one in pairs]
    hits = [of.keys[one.places][_passes(of, one)] for of, one in pairs]
    good = np.concatenate([nothing, *hits])
    line = Line("K18", "all", "Audit evidence pass rate", "%", "higher")
    part = value_part(
        ctx, line, values, counts, rows=np.concatenate([nothing, *rows]), hits=good,
        inside=len(good),
    )  # fmt: skip
    drew = tuple(
        (of.name, (float(one.population), float(len(one.places)), float(_passes(of, one).sum())))
        for of, one in pairs
        if one.population
    )
    return replace(part, inputs=KpiInputs("strata", ("Population", "Drawn", "Passed"), drew))


def _facts(
    ctx: Context, last: list[tuple[_Stratum, _Drawn]], failed: Flags
) -> tuple[tuple[str, str], ...]:
    lines = [("Seed", f"{seed_of(ctx.settings, ctx.period)}"), *_population(ctx, last)]
    for of, one in last:
        if one.population:
            bad = len(one.places) - int(np.count_nonzero(_passes(of, one)))
            words = f"{len(one.places)} of {one.population:,}, {counted(bad, 'record')} deviating"
            lines.append((f"{of.name} drawn", words))
            lines.append((f"{of.name}, in order", ", ".join(of.keys[one.places].tolist())))
    for name, n in zip(CONTROLS, failed.sum(axis=0).tolist(), strict=True):
        if n:
            lines.append((f"Deviations, {name.lower() if name[:3] != 'PIR' else name}", f"{n:,}"))
    return tuple(lines)


def _population(ctx: Context, last: list[tuple[_Stratum, _Drawn]]) -> Iterator[tuple[str, str]]:
    """Whether the newest file behind each kind of record has as many as its exporter counted."""
    kinds = {
        ("incident" if of.name == _MAJORS else "change"): None for of, one in last if one.population
    }
    newest = {source.kind: source for source in ctx.facts.sources}
    for kind in kinds:
        source = newest.get(kind)
        label = f"{kind.capitalize()}s, population"
        if source is None or source.exported is None:
            yield label, "not recorded: nobody gave the exporter's count at the import"
            continue
        same = source.exported == source.rows
        query = f"; query: {source.query}" if source.query else ""
        counts = f"the exporter counted {source.exported:,}, {source.file_name} has {source.rows:,}"
        yield label, f"{'reconciled' if same else 'not reconciled'}: {counts}{query}"


K18 = Kpi(
    id="K18",
    label="Audit evidence pass rate",
    group="Problem and follow-through",
    unit="%",
    better="higher",
    cadence="quarter",
    function=_audit,
    definition=KpiDefinition(
        formula="Records of a random sample whose every control has its evidence ÷ records drawn, "
        "each kind of record weighted by how many there are.",
        cohort="Implemented changes whose planned end falls in the quarter, by type, and major "
        "incidents resolved in it; up to 25 of each are drawn by a recorded seed.",
        clock="Approvals by the start; an emergency ratified within 3 days of it.",
        inclusion="Approval; approver, requester and implementer three people by user id; test and "
        "backout texts; closure code; a review held or approved for a major incident.",
        exclusion="Cancelled or rejected; never started; no planned end. The model approves "
        "standard changes, so their duties are not compared.",
        pairs="Change record quality; emergency change rate",
        version=1,
    ),
)
