"""What every command runs in: the store opened, JSON out, plain errors and exit codes (CLI)."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, NoReturn

import typer

from app.models.errors import AppError, Cancelled, DecisionNeeded
from app.services.clock import iso, parse_instant
from app.services.keep import WHOLE
from app.services.settings import check_zone, computer_zone
from app.services.tower import Tower, open_tower

EXIT_DONE, EXIT_COULD_NOT, EXIT_LEFT_OUT, EXIT_DECISION = 0, 1, 3, 4


def zone_of(report_zone: str | None) -> str:
    """The zone asked for, checked, else the computer's."""
    zone = report_zone or computer_zone()
    check_zone(zone)
    return zone


def instant(option: str, text: str | None, zone: str) -> int | None:
    """The time that an option gives, UTC seconds; a wrong one is an error of usage."""
    if not text:
        return None
    try:
        return parse_instant(text, zone)
    except AppError as error:
        raise typer.BadParameter(str(error), param_hint=option) from error


@contextmanager
def opened(
    store: Path | None,
    report_zone: str | None,
    now: str | None,
    *,
    create: bool = False,
    told: bool = True,
) -> Iterator[Tower]:
    """The tower that a command works on, closed at its end.

    With `create` a store that isn't there is made. `told` false leaves out that the store is whole.
    """
    zone = zone_of(report_zone)
    tower = open_tower(store, now=instant("--now", now, zone), report_zone=zone, create=create)
    note = tower.store.note if told else tower.store.note.removesuffix(WHOLE).strip()
    if note:
        sys.stderr.write(f"tower: {note}\n")
    try:
        yield tower
    finally:
        tower.close()


@contextmanager
def command(*, as_json: bool) -> Iterator[None]:
    """Turn the world's trouble into one plain line and the exit code; --json prints its object."""
    try:
        yield
    except DecisionNeeded as question:
        decision = question.decision
        fail(
            str(question),
            EXIT_DECISION,
            as_json=as_json,
            status="needs_decision",
            decision={
                "question": decision.question,
                "option": decision.option,
                "choices": list(decision.choices),
            },
        )
    except AppError as error:
        fail(str(error), error.exit_code, as_json=as_json)
    except (Cancelled, KeyboardInterrupt) as stop:
        words = str(stop) or "Cancelled; nothing of the unfinished work was kept."
        fail(words, EXIT_COULD_NOT, as_json=as_json)


def fail(message: str, code: int, *, as_json: bool, **more: Any) -> NoReturn:
    """End with one plain line on stderr, and with --json its object on stdout."""
    if as_json:
        write_json({"status": "failed", "message": message} | more)
    sys.stderr.write(f"tower: {message}\n")
    raise typer.Exit(code)


def out(*, as_json: bool, value: Callable[[], Any], words: Callable[[], None]) -> None:
    """The JSON object, or the words for people."""
    if as_json:
        write_json(value())
        return
    with reader_may_leave():
        words()


def write_json(value: Any) -> None:
    """One object on stdout."""
    with reader_may_leave():
        sys.stdout.write(json.dumps(plain(value), ensure_ascii=False) + "\n")


@contextmanager
def reader_may_leave() -> Iterator[None]:
    """A reader of stdout that went away, as `| head -1` does, is not an error."""
    try:
        yield
        sys.stdout.flush()
    except (BrokenPipeError, SystemExit):  # rich turns the one into the other
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


_INSTANTS = (
    "as_of",
    "now",
    "start",
    "end",
    "at",
    "opened",
    "updated",
    "due_at",
    "imported_at",
    "since",
    "overlap_start",
    "overlap_end",
    "restored",
    "resolved",
    "closed",
    "last_backup",
    "cmdb_as_of",
)


def plain(value: Any, name: str = "") -> Any:
    """Dataclasses as objects, paths as text, instants as ISO 8601 in UTC."""
    if is_dataclass(value) and not isinstance(value, type):
        return {item.name: plain(getattr(value, item.name), item.name) for item in fields(value)}
    if isinstance(value, dict):
        return {str(key): plain(item, str(key)) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, Path):
        return str(value)
    if name in _INSTANTS and isinstance(value, int):
        return iso(value)
    return value
