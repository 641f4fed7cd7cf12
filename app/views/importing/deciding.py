"""What each decision of the import screen changes in a file's options. Pure: no Qt, no store."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from app.models.records import Options
from app.models.results.preview import ColumnPreview

_LAYOUT = ("encoding", "delimiter", "header_row", "quotes")
"""Decisions about how the bytes become cells; every other one hangs on them."""


def decide(options: Options, name: str, value: object) -> Options:
    """`options` with one answer; `name` as in Options or as on the command line (`--date-order`).

    Another format or header makes the decisions about columns and values meaningless.
    """
    field = name.removeprefix("--").replace("-", "_")
    answer: dict[str, Any] = {field: value or None}
    if field in ("format", "header_row") and getattr(options, field) != answer[field]:
        answer |= {"mapping": (), "choices": ()}
    return replace(options, **answer)


def map_column(
    options: Options, columns: Sequence[ColumnPreview], header: str, field: str
) -> Options:
    """`options` with column `header` read as `field`; a field that another column had moves here.

    An empty field is not imported.
    """
    answers = dict(options.mapping)
    for column in columns:
        if field and column.field == field and column.header != header:
            answers[column.header] = ""
    answers[header] = field
    return replace(options, mapping=tuple(answers.items()))


def choose_value(options: Options, field: str, words: str, value: str) -> Options:
    """`options` with what `words` mean in `field`; an empty value takes the answer back."""
    answers = {(known, said): meant for known, said, meant in options.choices}
    answers.pop((field, words), None)
    if value:
        answers[field, words] = value
    return replace(
        options, choices=tuple((known, said, meant) for (known, said), meant in answers.items())
    )


def rule(options: Options, problem: str, action: str) -> Options:
    """`options` with what happens to rows of one kind of problem."""
    answers = dict(options.rules)
    answers[problem] = action
    return replace(options, rules=tuple(answers.items()))


def use_profile(options: Options, profile: Options) -> Options:
    """The decisions of a saved profile in place of those that were made here."""
    kept = {name: getattr(options, name) for name in _LAYOUT if getattr(profile, name) is None}
    return replace(profile, **kept)


def forget_all(options: Options) -> Options:
    """Only how the bytes become cells stays decided."""
    return Options(**{name: getattr(options, name) for name in _LAYOUT})
