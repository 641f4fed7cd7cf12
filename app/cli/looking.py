"""queues, attention, changes, collisions, review."""

from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli.frame import instant, plain
from app.cli.options import Call, Excel, Range
from app.cli.words import attention_words, changes_words, collisions_words, queues_words
from app.models.errors import AppError
from app.models.results import GroupHealth, QueueHealth
from app.services.clock import iso
from app.services.tower import Tower

_DEFAULT_HOURS = 72


def queues(
    kind: Annotated[
        str, typer.Option(help="incident, request, problem or another kind of ticket.")
    ] = "incident",
    at: Annotated[
        str | None, typer.Option("--at", help="As of this instant, by times in the records.")
    ] = None,
    known: Annotated[
        str | None, typer.Option("--known", help="Only with what was imported up to then.")
    ] = None,
    excel: Excel = None,
    *,
    call: Call,
) -> None:
    """Queue health by assignment group."""
    with call.tower() as tower:
        from app.services.review_queues import queue_health

        moment = _past(tower, "--at", at)
        imported = _past(tower, "--known", known)
        if imported is not None and moment is not None and moment > imported:
            raise AppError(f"--at {iso(moment)} is after --known {iso(imported)}. Turn them round.")
        health = queue_health(tower, kind, moment, imported)
        if excel is not None:
            from app.services.export import queue_excel

            queue_excel(tower, health, excel)
        call.out(
            value=lambda: queues_json(health),
            words=lambda: queues_words(health),
            marks=tower.marks(),
        )


def attention(call: Call) -> None:
    """Rank what needs attention now."""
    with call.tower() as tower:
        from app.services.today import attention as ranked

        items = ranked(tower)
        known = bool(tower.facts().sources)
        call.out(
            value=lambda: {"items": plain(items)},
            words=lambda: attention_words(items, tower.zone, known=known),
            marks=tower.marks(),
        )


def changes(span: Range, call: Call) -> None:
    """Show the change calendar; by default the next 72 hours."""
    with call.tower() as tower:
        from app.services.plan_changes import change_calendar

        first, last = span.of(tower, since=tower.now())
        assert first is not None
        calendar = change_calendar(tower, first, last or first + _DEFAULT_HOURS * 3600)
        call.out(
            value=lambda: {
                "from": iso(calendar.start),
                "to": iso(calendar.end),
                "changes": plain(calendar.bars),
                "windows": plain(calendar.windows),
            },
            words=lambda: changes_words(calendar),
            marks=tower.marks(),
        )


def collisions(span: Range, call: Call) -> None:
    """Detect collisions; without a range over every change, as a retrospective run."""
    with call.tower() as tower:
        from app.services.plan_changes import collisions as detect

        first, last = span.of(tower)
        report = detect(tower, first, last)
        call.out(
            value=lambda: {
                **plain(report),
                "from": iso(report.start),
                "to": iso(report.end),
                "counts": dict(report.counts),
            },
            words=lambda: collisions_words(report, tower.zone),
            marks=tower.marks(),
        )


def review(
    since: Annotated[
        str | None,
        typer.Option("--since", help="What is new since then, ISO 8601; default: a day ago."),
    ] = None,
    markdown: Annotated[
        Path | None, typer.Option("--markdown", help="Write the note as Markdown.")
    ] = None,
    *,
    call: Call,
) -> None:
    """Write the daily health review note."""
    with call.tower() as tower:
        from app.services.export import review_markdown
        from app.services.review import review_note

        note = review_note(tower, _past(tower, "--since", since))
        if markdown is not None:
            review_markdown(tower, note, markdown)
        from app.reports.review_note import review_markdown as build

        call.out(value=lambda: plain(note), words=lambda: typer.echo(build(note)))


def _past(tower: Tower, option: str, text: str | None) -> int | None:
    """The time that an option gives, UTC seconds; AppError when it is yet to come."""
    moment = instant(option, text, tower.zone)
    if moment is not None and moment > tower.now():
        raise AppError(f"{iso(moment)} is yet to come. Choose a time up to {iso(tower.now())}.")
    return moment


def queues_json(health: QueueHealth) -> dict[str, Any]:
    """The object of `tower queues --json` (CLI)."""
    return {
        "kind": health.kind,
        "as_of": iso(health.as_of),
        "groups": [_group(group) for group in health.groups],
        "total": _group(health.total),
        "left_outcome_unknown": health.left_outcome_unknown,
        "caveats": list(health.caveats),
    }


def _group(group: GroupHealth) -> dict[str, Any]:
    value = plain(group)
    assert isinstance(value, dict)
    return value


COMMANDS = (queues, attention, changes, collisions, review)
