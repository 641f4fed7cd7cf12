"""Results as tables for people at a terminal."""

import re
from collections.abc import Callable, Sequence
from typing import Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from app.models.counts import counted
from app.models.moments import dated, full, stamp
from app.models.results import (
    AttentionItem,
    ChangeCalendar,
    CollisionReport,
    KpiPart,
    KpiResult,
    QueueHealth,
    Scorecard,
)

_LEAST_WIDTH = 140
_FEW = re.compile(r"n under (\d+)")


def queues_words(health: QueueHealth) -> None:
    """Queue health, worst first."""
    table = _table(
        "Group",
        "Health",
        "Main reason",
        numbers=("Open", "7 d", "> 30 d", "Unassigned", "At risk", "Breached", "Wrong prio."),
    )
    for group in (*health.groups, health.total):
        table.add_row(
            *map(Text, (group.group, group.health, group.reason)),
            f"{group.open:,}",
            f"{group.opened_7d - group.closed_7d:+d}".replace("-", "−"),
            *(
                f"{n:,}" if n else "–"
                for n in (
                    group.older_than_30d,
                    group.unassigned,
                    group.at_risk,
                    group.breached,
                    group.wrong_priority,
                )
            ),
        )
    _print(table)
    typer.echo(f"As of {dated(health.as_of, health.zone)} ({health.zone}).")
    for caveat in health.caveats:
        typer.echo(f"Note: {caveat}")


def attention_words(items: Sequence[AttentionItem], zone: str, *, known: bool) -> None:
    """The ranked list; `known` false where nothing was imported that could need attention."""
    if not items:
        nothing = "Nothing was imported yet. `tower import` takes exports in."
        typer.echo("Nothing needs attention." if known else nothing)
        return
    table = _table("#", "What", "Why", "Next", "Owner", numbers=("Score",))
    for item in items:
        table.add_row(
            *map(
                Text,
                (str(item.rank), f"{item.what}\n{item.context}", item.why, item.next, item.owner),
            ),
            str(item.score),
        )
    _print(table)
    typer.echo(f"Times in {zone}.")


def changes_words(calendar: ChangeCalendar) -> None:
    """The calendar as a list."""
    table = _table("Start", "End", "Change", "Title", "Type", "State", "Service")
    for bar in calendar.bars:
        table.add_row(
            *map(
                Text,
                (
                    stamp(bar.start, calendar.zone),
                    stamp(bar.end, calendar.zone),
                    bar.key,
                    bar.title,
                    bar.type,
                    bar.state,
                    bar.service or "–",
                ),
            )
        )
    _print(table)
    for band in calendar.windows:
        where = ", ".join(band.services) or "all services"
        typer.echo(
            f"{band.kind.capitalize()}: {band.title}, {stamp(band.start, calendar.zone)} to "
            f"{stamp(band.end, calendar.zone)}; {where}"
        )
    typer.echo(
        f"{counted(len(calendar.bars), 'change')}, {calendar.high_risk:,} high risk, "
        f"{calendar.not_approved:,} not approved, {dated(calendar.start, calendar.zone)} to "
        f"{dated(calendar.end, calendar.zone)}. Times in {calendar.zone}."
    )


def collisions_words(report: CollisionReport, zone: str) -> None:
    """Findings, strongest first, with what was not checked."""
    for row in report.collisions[:50]:
        finding = row.strongest
        typer.echo(
            f"{row.number:>4} {finding.check} {finding.severity:8} {finding.score:>3}  "
            f"{finding.sentence}"
        )
        typer.echo(f"              {finding.suggestion}")
    if len(report.collisions) > 50:
        typer.echo(f"     … and {len(report.collisions) - 50:,} more; --json lists them all.")
    counts = ", ".join(f"{check} {count:,}" for check, count in report.counts) or "none"
    typer.echo(
        f"{report.checked:,} changes checked, {report.unknown:,} unknown. "
        f"Findings: {counts}. Times in {zone}."
    )
    for line in report.not_checked:
        typer.echo(line)


def scorecard_words(card: Scorecard) -> None:
    """Headline and one row a KPI part."""
    typer.echo(f"{card.title}, {card.period.label}")
    scope = card.scope or "all groups"
    typer.echo(f"{scope[:1].upper()}{scope[1:]}. Data as of {full(card.as_of, card.zone)}.")
    typer.echo(card.headline)
    table = _table("KPI", "Period", "Result", "Signal", "Caveat", numbers=("Value", "Target", "n"))
    for kpi in card.kpis:
        for index, part in enumerate(kpi.parts):
            value = "n/a" if part.value is None else f"{part.value:,.1f} {part.unit}"
            table.add_row(
                *map(
                    Text,
                    (
                        part.label,
                        kpi.period.short,
                        part.verdict,
                        part.signal.words if part.signal else "None",
                        _caveat(kpi, part, first=index == 0),
                    ),
                ),
                value,
                "–" if part.target is None else f"{part.target:g}",
                f"{part.n:,}",
            )
    _print(table)


def first_of(rows: Sequence[Any], line: Callable[[Any], str], most: int) -> None:
    """The first rows, a line each, and how many were not shown."""
    for row in rows[:most]:
        typer.echo(f"  {line(row)}")
    if len(rows) > most:
        typer.echo(f"  … and {len(rows) - most:,} more; --json lists them all.")


def restated(
    period: str, kpi: str, part: str, issued: float | None, now: float | None, cause: str
) -> str:
    """One restatement as a line."""
    before, after = (("n/a" if one is None else f"{one:.1f}") for one in (issued, now))
    return f"Restated: {period} {f'{kpi} {part}'.strip()} was {before}, is {after}: {cause}."


def _caveat(kpi: KpiResult, part: KpiPart, *, first: bool) -> str:
    """What is said of few records stands on the parts that have few, the rest on the first row."""
    if first and kpi.needs:
        return kpi.needs
    for words in kpi.caveats:
        few = _FEW.fullmatch(words)
        if (0 < part.n < int(few[1])) if few else first:
            return words
    return ""


def _table(*words: str, numbers: Sequence[str] = ()) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in words:
        table.add_column(name, overflow="fold")
    for name in numbers:
        table.add_column(name, justify="right", no_wrap=True)
    return table


def _print(table: Table) -> None:
    console = Console(markup=False, highlight=False)
    console.width = max(console.width, _LEAST_WIDTH)
    console.print(table)
