"""The options that several commands take, each declared once, and how commands get them (CLI).

A command asks for a group of options by a parameter of the group's class; `expanded` shows Typer
the group's fields in its place. The group then does what all its commands would do alike.
"""

import inspect
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import typer

from app.cli.frame import command, instant, opened, out
from app.models.errors import AppError
from app.models.scope import EVERYTHING, SCOPE_FIELDS, Scope
from app.services.clock import iso
from app.services.tower import Tower

StorePath = Annotated[
    Path | None, typer.Option("--store", help="The store; default: the user's data folder.")
]
Zone = Annotated[
    str | None, typer.Option("--report-zone", help="IANA zone of periods and times shown.")
]
Now = Annotated[str | None, typer.Option("--now", help="Fix the clock, ISO 8601.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")]
Excel = Annotated[Path | None, typer.Option("--excel", help="Write a workbook.")]
Pdf = Annotated[Path | None, typer.Option("--pdf", help="Write a PDF.")]


@dataclass(frozen=True, slots=True)
class Call:
    """The four options of every command, and the frame that every command runs in."""

    store: StorePath = None
    report_zone: Zone = None
    now: Now = None
    as_json: Json = False

    def framed(self) -> AbstractContextManager[None]:
        """Trouble as one plain line and the exit code, for a command that needs no store."""
        return command(as_json=self.as_json)

    @contextmanager
    def tower(self, *, create: bool = False, told: bool = True) -> Iterator[Tower]:
        """Framed, and the tower of the store; `create` makes one, `told` says how it was opened."""
        with (
            self.framed(),
            opened(self.store, self.report_zone, self.now, create=create, told=told) as tower,
        ):
            yield tower

    def out(
        self,
        *,
        value: Callable[[], dict[str, Any]],
        words: Callable[[], None],
        marks: tuple[str, ...] | None = None,
    ) -> None:
        """The JSON object, or the words for people; a result says its `marks` in both."""

        def marked() -> None:
            words()
            if marks:
                typer.echo(f"{', '.join(marks)}.")

        told = {} if marks is None else {"marks": list(marks)}
        out(as_json=self.as_json, value=lambda: value() | told, words=marked)


@dataclass(frozen=True, slots=True)
class Files:
    """A workbook and a PDF of the same result."""

    excel: Excel = None
    pdf: Pdf = None

    def write(self, excel: Callable[[Path], object], pdf: Callable[[Path], object]) -> None:
        """Call what writes each file that was asked for."""
        if self.excel is not None:
            excel(self.excel)
        if self.pdf is not None:
            pdf(self.pdf)


@dataclass(frozen=True, slots=True)
class Scoped:
    """One service, group, site or tier instead of everything."""

    service: Annotated[str, typer.Option("--service", help="One service only.")] = ""
    group: Annotated[str, typer.Option("--group", help="One assignment group only.")] = ""
    site: Annotated[str, typer.Option("--site", help="One location only.")] = ""
    tier: Annotated[str, typer.Option("--tier", help="Services of tier 1, 2 or 3.")] = ""

    def given(self) -> dict[str, str]:
        """What was given, by field."""
        named = {field: getattr(self, field) for field in SCOPE_FIELDS}
        return {field: name for field, name in named.items() if name}

    def of(self, tower: Tower) -> Scope:
        """The scope asked for; AppError for two at once or a name that no record has."""
        from app.services.scopes import find_scope

        named = self.given()
        if not named:
            return EVERYTHING
        if len(named) > 1:
            not_more = "not both" if len(named) == 2 else "not several"
            raise AppError(f"Give one of {', '.join(f'--{field}' for field in named)}, {not_more}.")
        ((field, name),) = named.items()
        return find_scope(tower.facts(), field, name)


@dataclass(frozen=True, slots=True)
class Range:
    """From one instant up to another."""

    start: Annotated[str | None, typer.Option("--from", help="Start, ISO 8601.")] = None
    end: Annotated[str | None, typer.Option("--to", help="End (not included), ISO 8601.")] = None

    def of(self, tower: Tower, *, since: int | None = None) -> tuple[int | None, int | None]:
        """Both ends, UTC seconds, half-open; `since` or None where not given.

        AppError when they are turned round.
        """
        first = instant("--from", self.start, tower.zone)
        first = since if first is None else first
        last = instant("--to", self.end, tower.zone)
        if first is not None and last is not None and last <= first:
            raise AppError(f"--to {iso(last)} is not after --from {iso(first)}. Turn them round.")
        return first, last


def only_with(what: str, options: Mapping[str, object], *, there: bool) -> None:
    """An error of usage for an option that says nothing without what it goes with."""
    for option, value in options.items():
        if not there and value is not None and value != "" and value is not False:
            raise typer.BadParameter(f"it goes with {what}", param_hint=option)


def expanded(function: Callable[..., None]) -> Callable[..., None]:
    """The command as Typer reads it: where it takes a group, the options of the group stand."""
    hints = get_type_hints(function, include_extras=True)
    groups: dict[str, type[Any]] = {
        name: hint for name, hint in hints.items() if isinstance(hint, type) and is_dataclass(hint)
    }
    shown: list[inspect.Parameter] = []
    for name, parameter in inspect.signature(function).parameters.items():
        if name in groups:
            shown += _options(groups[name])
        else:
            kind = inspect.Parameter.KEYWORD_ONLY
            shown.append(parameter.replace(kind=kind, annotation=hints[name]))

    def run(**given: Any) -> None:
        for name, group in groups.items():
            own = {each.name: given.pop(each.name) for each in fields(group)}
            given[name] = group(**own)
        function(**given)

    run.__name__, run.__doc__ = function.__name__, function.__doc__
    run.__dict__["__signature__"] = inspect.Signature(shown)
    return run


def _options(group: type[Any]) -> list[inspect.Parameter]:
    hints = get_type_hints(group, include_extras=True)
    kind = inspect.Parameter.KEYWORD_ONLY
    return [
        inspect.Parameter(each.name, kind, default=each.default, annotation=hints[each.name])
        for each in fields(group)
    ]
