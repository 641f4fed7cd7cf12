"""Profiles as files that can be shared: a small JSON of their own, checked when it is read."""

import codecs
import json
from pathlib import Path
from typing import Any

from app.importers import IMPORTERS
from app.importers.base import Look
from app.importers.columns import with_choices
from app.importers.date_orders import ORDERS
from app.importers.decisions import check_mapping
from app.importers.problem_tally import ProblemTally
from app.importers.recognition import named
from app.importers.zones import zone_of
from app.models.errors import AppError
from app.models.profile import Profile
from app.models.records import Options

VERSION = 1
_MARK = "control_tower_profile"
_LARGEST = 1_000_000
_SCOPES = ("full", "open-only", "delta")
_TEXTS = ("timezone", "date_order", "scope", "encoding", "delimiter", "quotes")
_KNOWN = {_MARK, "name", "format", "header_hash", *_TEXTS, "header_row", "mapping", "choices",
          "rules"}  # fmt: skip


def written(profile: Profile) -> bytes:
    """The profile as the text of a file."""
    options = profile.options
    choices: dict[str, dict[str, str]] = {}
    for field, words, value in options.choices:
        choices.setdefault(field, {})[words] = value
    whole: dict[str, Any] = {
        _MARK: VERSION,
        "name": profile.name,
        "format": profile.format,
        "header_hash": profile.header_hash,
        **{name: getattr(options, name) for name in (*_TEXTS, "header_row")},
        "mapping": dict(options.mapping),
        "choices": choices,
        "rules": dict(options.rules),
    }
    kept = {name: value for name, value in whole.items() if value not in (None, {}, "")}
    return (json.dumps(kept, ensure_ascii=False, indent=2) + "\n").encode()


def read_profile(path: Path) -> Profile:
    """The profile in a file; AppError in a plain sentence for anything that isn't one."""
    try:
        if path.stat().st_size > _LARGEST:
            raise AppError(f"{path.name} is too large to be a profile.")
        whole = json.loads(path.read_text("utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not JSON"
        raise AppError(f"{path.name} can't be read as a profile ({reason}).") from error
    if not isinstance(whole, dict) or _MARK not in whole:
        raise AppError(f"{path.name} is not a profile. Export one with `tower profiles`.")
    if whole[_MARK] != VERSION:
        raise AppError(
            f"{path.name} is a profile of version {whole[_MARK]}; this program reads {VERSION}."
        )
    try:
        return _profile(whole)
    except AppError as trouble:
        raise AppError(f"{path.name}: {trouble}") from trouble


def _profile(whole: dict[str, Any]) -> Profile:
    strange = sorted(set(whole) - _KNOWN)
    if strange:
        raise AppError(f"“{strange[0]}” is nothing that a profile says.")
    texts = {name: _text(whole, name) for name in (*_TEXTS, "name", "format", "header_hash")}
    header_row = whole.get("header_row")
    if header_row is not None and (type(header_row) is not int or header_row < 1):
        raise AppError("“header_row” is a row counted from 1.")
    options = Options(
        format=texts["format"],
        timezone=texts["timezone"],
        date_order=texts["date_order"],
        scope=texts["scope"],
        encoding=texts["encoding"],
        delimiter=texts["delimiter"],
        quotes=texts["quotes"],
        header_row=header_row,
        mapping=tuple(_words(whole, "mapping").items()),
        choices=tuple(
            (field, words, value)
            for field, said in _table(whole, "choices").items()
            for words, value in _words({field: said}, field).items()
        ),
        rules=tuple(_words(whole, "rules").items()),
    )
    _check(options)
    name, format_, header = texts["name"], texts["format"], texts["header_hash"]
    return Profile(0, name or "", format_ or "", header or "", options)


def _check(options: Options) -> None:
    """Whether each decision is one that can be made."""
    if not options.format:
        raise AppError("it doesn't say its format.")
    importer = named(IMPORTERS, options.format)
    columns = (*importer.columns, *importer.columns_for(Look((), ())))
    check_mapping(columns, options.mapping)
    with_choices(columns, options.choices)
    ProblemTally(options.rules)
    if options.timezone:
        zone_of(options.timezone)
    _one_of("date_order", options.date_order, ORDERS)
    _one_of("scope", options.scope, _SCOPES)
    _one_of("quotes", options.quotes, ("plain",))
    if options.delimiter and len(options.delimiter) != 1:
        raise AppError("“delimiter” is one character.")
    if options.encoding:
        try:
            codecs.lookup(options.encoding)
        except LookupError as error:
            raise AppError(f"“{options.encoding}” is not an encoding known here.") from error


def _one_of(name: str, value: str | None, allowed: tuple[str, ...]) -> None:
    if value and value not in allowed:
        raise AppError(f"“{value}” is no {name}; it is one of {', '.join(allowed)}.")


def _text(whole: dict[str, Any], name: str) -> str | None:
    value = whole.get(name)
    if value is not None and not isinstance(value, str):
        raise AppError(f"“{name}” is a text.")
    return value or None


def _table(whole: dict[str, Any], name: str) -> dict[str, Any]:
    value = whole.get(name, {})
    if not isinstance(value, dict):
        raise AppError(f"“{name}” is a table of names.")
    return value


def _words(whole: dict[str, Any], name: str) -> dict[str, str]:
    value = _table(whole, name)
    if not all(isinstance(each, str) for each in value.values()):
        raise AppError(f"“{name}” maps texts to texts.")
    return value
