"""The text of one cell, tidied and understood: blanks, empty words, numbers, yes and no."""

import ast
import json
import re
from collections.abc import Sequence
from operator import itemgetter
from typing import Any

from app.importers.blocks import FIELD_LIMIT
from app.importers.json_shape import CELL
from app.importers.written_stamps import BadValueError, LongCellError
from app.models.records import Value

NULLS = frozenset({"", "?", "#N/B"})
_FORMULA = ("=", "+", "-", "@")
_WHOLE = re.compile(r"-?(?:[0-9]{1,18}|[0-9]{1,3}(?:,[0-9]{2,3}){0,4},[0-9]{3})")
_FIRST = itemgetter(slice(0, 1))
_YES = frozenset(
    {"true", "1", "yes", "y", "wahr", "ja", "vrai", "oui", "verdadero", "sí", "verdadeiro",
     "sim", "vero", "sì", "si", "waar"}
)  # fmt: skip
_NO = frozenset(
    {"false", "0", "no", "n", "falsch", "nein", "faux", "non", "falso", "não", "onwaar", "nee"}
)  # fmt: skip
"""A spreadsheet in another language writes its own words for true and false."""


def all_plain(cells: Sequence[str]) -> bool:
    """Whether every cell begins with a letter or digit, so that only its end may need a trim."""
    return all(map(str.isalnum, set(map(_FIRST, cells))))


def check_length(cells: Sequence[str]) -> None:
    """LongCellError for a cell that is longer than any field may be."""
    if sum(map(len, cells)) > FIELD_LIMIT < max(map(len, cells)):
        raise LongCellError(f"A cell is longer than {FIELD_LIMIT:,} characters")


def trimmed(cells: Sequence[str]) -> Sequence[Value]:
    """`tidy_text` of each cell."""
    if not all_plain(cells):
        return list(map(tidy_text, cells))
    check_length(cells)
    return list(map(str.rstrip, cells))


def tidy_text(cell: str) -> str | None:
    """Trimmed text; None for an empty cell; what a dict cell of a home-made dump displays."""
    text = cell.strip()
    if text in NULLS:
        return None
    if len(text) > FIELD_LIMIT:
        raise LongCellError(f"A cell is longer than {FIELD_LIMIT:,} characters")
    if text[0] == "'" and text[1:2] in _FORMULA:
        return text[1:]
    if text[0] == "{" and text[-1] == "}":
        return _shown(text)
    return text


def _shown(text: str) -> str | None:
    """Python or JSON text of {display_value, value, link}: what it displays; else the text."""
    if len(text) > 4000:
        return text
    value: Any = None
    for read in (json.loads, ast.literal_eval):
        try:
            value = read(text)
        except (ValueError, SyntaxError, RecursionError, MemoryError, TypeError):
            continue
        break
    named = isinstance(value, dict) and value.keys() & {"display_value", "value"}
    if not named or not value.keys() <= CELL:
        return text
    shown = value.get("display_value", value.get("value"))
    return str(shown).strip() or None if shown is not None else None


def whole_number(cell: str) -> int | None:
    """A whole number; None for an empty cell; BadValueError for what is none."""
    text = tidy_text(cell)
    if text is None:
        return None
    digits = text.removesuffix(".0")
    if _WHOLE.fullmatch(digits) is None:
        raise BadValueError(f"{text[:60]} can't be read as a whole number")
    return int(digits.replace(",", ""))


def yes_or_no(cell: str) -> bool | None:
    """True or False; None for an empty cell; BadValueError for what is neither."""
    text = tidy_text(cell)
    if text is None:
        return None
    key = text.casefold()
    if key in _YES:
        return True
    if key in _NO:
        return False
    raise BadValueError(f"{text[:60]} can't be read as yes or no")
