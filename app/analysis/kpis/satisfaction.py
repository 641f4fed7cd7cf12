"""K16: what stakeholders and users say, each survey by itself (METRICS K16)."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from app.analysis.kpis.base import Context, Kpi, Outcome, known
from app.analysis.kpis.left_out import LeftOut, left_out
from app.analysis.kpis.pareto import pareto
from app.analysis.kpis.parts import FEW, Line, share_part, value_part
from app.analysis.kpis.scoping import rows_in
from app.analysis.kpis.shares import Share
from app.analysis.kpis.signatures import joint
from app.analysis.kpis.words import percent
from app.analysis.statistics import wilson
from app.models.columns import I64, Flags
from app.models.counts import counted
from app.models.results import KpiDefinition, KpiPart

GREY_N = 20
NEEDS = "Import survey answers (Microsoft Forms, SurveyMonkey or the template survey responses)."
_FAVOURABLE = 4.0
_FAVOURABLE_SHARE = 85
"""Percent of 4 and 5 from which the target is met whatever the mean (METRICS §3)."""
_SURVEYS = {"Stakeholders": 1, "Tickets": 0}
_LABELS = {"Stakeholders": "Stakeholder satisfaction", "Tickets": "Ticket satisfaction"}


@dataclass(frozen=True, slots=True)
class _Voices:
    """One survey's latest responses per period: a person or ticket counts once in each.

    `score` is 1 to 5, the mean of the answers given at that instant; `row` is one of them.
    """

    row: I64
    bins: I64
    score: NDArray[np.float64]
    older: int
    nameless: int


def _satisfaction(ctx: Context) -> Outcome:
    answers = ctx.facts.surveys
    out = _left_out(ctx)
    voices = {name: _latest(ctx, out.kept, code) for name, code in _SURVEYS.items()}
    shown = [n for n, of in voices.items() if n == "Stakeholders" or _asked(ctx, _SURVEYS[n])]
    parts = tuple(_mean(ctx, name, voices[name]) for name in shown)
    due = ctx.bins(answers.taken) == len(ctx.periods) - 1
    mine = _mine(ctx)
    due = (due | ~known(answers.taken)) & mine
    first = next((name for name, part in zip(shown, parts, strict=True) if part.n), shown[0])
    of = voices[first]
    low = of.row[(of.bins == len(ctx.periods) - 1) & (of.score < _FAVOURABLE)]
    unhappy = answers.service[low]
    return Outcome(
        parts=parts,
        extra=tuple(_favourable(ctx, name, voices[name]) for name in shown),
        excluded=out.counts(due),
        excluded_rows=out.keys(due, answers.key),
        caveats=_caveats(parts),
        facts=_facts(ctx, voices, shown, out),
        drivers=pareto(unhappy, answers.services, "No service", "services"),
        drivers_label=f"{_LABELS[first]}, responses under 4",
        needs="" if len(answers.key) else NEEDS,
        records="survey_response",
    )


def _mine(ctx: Context) -> Flags:
    answers = ctx.facts.surveys
    mask = rows_in(
        ctx.facts,
        ctx.scope,
        len(answers.key),
        service=(answers.service, answers.services),
        ticket=answers.ticket,
    )
    return np.ones(len(answers.key), np.bool_) if mask is None else mask


def _left_out(ctx: Context) -> LeftOut:
    answers = ctx.facts.surveys
    tickets = ctx.facts.tickets
    opened = np.append(tickets.opened, np.iinfo(np.int64).min)[answers.ticket]
    return left_out(
        len(answers.key),
        {
            "no time": ~known(answers.taken),
            "no score": np.isnan(answers.score),
            "survey not said": ~np.isin(answers.survey, tuple(_SURVEYS.values())),
            "before its ticket was opened": known(opened) & (answers.taken < opened),
        },
    )


def _asked(ctx: Context, survey: int) -> bool:
    return bool((ctx.facts.surveys.survey == survey).any())


def _latest(ctx: Context, kept: Flags, survey: int) -> _Voices:
    """The latest response of each period per person (stakeholders) or ticket."""
    answers = ctx.facts.surveys
    rows = np.flatnonzero(
        kept & _mine(ctx) & (answers.survey == survey) & ctx.within(answers.taken)
    )
    who = answers.ticket[rows] if survey == 0 else answers.respondent[rows].astype(np.int64)
    nameless = who < 0
    who = np.where(nameless, -2 - rows, who)
    bins = ctx.bins(answers.taken[rows])
    voice = joint(np.unique(who, return_inverse=True)[1].astype(np.int64), bins)
    size = int(voice.max(initial=-1)) + 1
    newest = np.full(size, np.iinfo(np.int64).min)
    np.maximum.at(newest, voice, answers.taken[rows])
    final = answers.taken[rows] == newest[voice]
    score = 1 + 4 * answers.score[rows].astype(np.float64)
    n = np.bincount(voice[final], minlength=size)
    total = np.bincount(voice[final], weights=score[final], minlength=size)
    one = np.unique(voice[final], return_index=True)[1]
    chosen = np.flatnonzero(final)[one]
    last = len(ctx.periods) - 1
    older = _moments(voice[bins == last], answers.taken[rows][bins == last])
    return _Voices(
        rows[chosen],
        bins[chosen],
        np.round(total / np.maximum(n, 1), 6),
        older - int(np.count_nonzero(bins[chosen] == last)),
        int(np.count_nonzero(nameless[chosen] & (bins[chosen] == last))),
    )


def _moments(voice: I64, taken: I64) -> int:
    """How many responses there are: instants at which a voice spoke."""
    order = np.lexsort((taken, voice))
    voice, taken = voice[order], taken[order]
    again = (voice[1:] == voice[:-1]) & (taken[1:] == taken[:-1])
    return len(voice) - int(np.count_nonzero(again))


def _mean(ctx: Context, name: str, of: _Voices) -> KpiPart:
    size = len(ctx.periods)
    n = np.bincount(of.bins, minlength=size)
    total = np.bincount(of.bins, weights=of.score, minlength=size)
    values = [float(t) / c if c else None for t, c in zip(total, n.tolist(), strict=True)]
    line = Line("K16", name, _LABELS[name], "/ 5", "higher")
    last = of.bins == size - 1
    goal = ctx.target("K16", name)
    inside = int(np.count_nonzero(last & (of.score >= goal.target - 1e-9))) if goal else None
    keys = ctx.facts.surveys.key[of.row]
    happy = last & (of.score >= _FAVOURABLE)
    part = value_part(
        ctx, line, values, n.tolist(), rows=keys[last], hits=keys[happy], inside=inside,
        measured=of.score[last],
    )  # fmt: skip
    return _or_favourable(ctx, part, int(np.count_nonzero(happy)))


def _or_favourable(ctx: Context, part: KpiPart, happy: int) -> KpiPart:
    """The part, met also where its mean is not but enough are favourable: all of under 5."""
    if part.met is not False:
        return part
    few = part.n < FEW
    share = 100 if few else ctx.parameter("K16", "favourable", _FAVOURABLE_SHARE)
    if 100 * happy / part.n < share:
        return part
    words = f"{happy} of {part.n} favourable" if few else "Met, favourable"
    return replace(part, met=True, verdict=words)


def _favourable(ctx: Context, name: str, of: _Voices) -> KpiPart:
    size, happy = len(ctx.periods), of.score >= _FAVOURABLE
    n = np.bincount(of.bins, minlength=size).astype(np.int64)
    k = np.bincount(of.bins[happy], minlength=size).astype(np.int64)
    keys, last = ctx.facts.surveys.key[of.row], of.bins == size - 1
    line = Line(
        "K16", f"{name}, favourable", f"{_LABELS[name]}, share 4 to 5", "%", "higher", judged=False
    )
    return share_part(ctx, line, Share(k, n, np.sort(keys[last]), np.sort(keys[last & happy])))


def _caveats(parts: tuple[KpiPart, ...]) -> tuple[str, ...]:
    caveats = [f"n under {GREY_N}"] if any(0 < part.n < GREY_N for part in parts) else []
    if len(parts) > 1 and not parts[0].n and parts[1].n:
        caveats.append("no stakeholder survey")
    return tuple(caveats)


def _facts(
    ctx: Context, voices: dict[str, _Voices], shown: list[str], out: LeftOut
) -> tuple[tuple[str, str], ...]:
    lines = []
    for name in shown:
        of = voices[name]
        last = of.bins == len(ctx.periods) - 1
        n, k = int(np.count_nonzero(last)), int(np.count_nonzero(last & (of.score >= _FAVOURABLE)))
        among = wilson(k, n)
        span = f", 95 % interval {among[0]:.1f} to {among[1]:.1f} %" if among else ""
        lines.append((f"{name}, favourable (4–5)", f"{k:,} of {n:,} ({percent(k, n)}){span}"))
        lines.append((f"{name}, response rate", _rate(ctx, out, _SURVEYS[name], n)))
        if of.older:
            lines.append((f"{name}, replaced by a later one", counted(of.older, "response")))
        if of.nameless:
            who = "ticket" if name == "Tickets" else "name"
            lines.append((f"{name}, without a {who}", f"{of.nameless:,}, each counted once"))
    return tuple(lines)


def _rate(ctx: Context, out: LeftOut, survey: int, n: int) -> str:
    """Answered of asked, where the export also holds those that were asked in vain."""
    answers = ctx.facts.surveys
    silent = (out.reason == out.reasons.index("no score")) & (answers.survey == survey)
    silent &= _mine(ctx) & (ctx.bins(answers.taken) == len(ctx.periods) - 1)
    asked = n + int(np.count_nonzero(silent))
    return f"{percent(n, asked)} of {asked:,}" if silent.any() else "not in this export"


K16 = Kpi(
    id="K16",
    label="Stakeholder satisfaction",
    group="Flow and service",
    unit="/ 5",
    better="higher",
    cadence="quarter",
    function=_satisfaction,
    definition=KpiDefinition(
        formula="Mean score, every scale mapped to 1 to 5; stakeholder and ticket survey apart, "
        "never pooled. The share of 4 and 5, the favourable, stands beside; from 85 % on, or "
        "the share that its definition gives, it meets the target too.",
        cohort="Responses taken in the period, the latest of each person or ticket.",
        clock="None.",
        inclusion="Answers of one response to several questions are averaged first. Responses "
        "without a name or ticket count once each.",
        exclusion="No time; no score; survey not said; given before its ticket was opened.",
        pairs="First-contact resolution; SLA compliance",
        version=1,
    ),
)
