"""What is found out about facts once, for as long as somebody holds the facts themselves.

Facts are large and may be memory-mapped files: nothing here keeps them, and what was found goes
with them, so that a closed store leaves nothing open behind it.
"""

import weakref
from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from app.models.columns import Facts

MOST = 16
"""Answers kept of one function about the same facts; the oldest goes first."""
_UNASKED = object()
_Terms = ParamSpec("_Terms")
_Found = TypeVar("_Found")


def once_for_facts(
    function: Callable[Concatenate[Facts, _Terms], _Found],
) -> Callable[Concatenate[Facts, _Terms], _Found]:
    """The function, asked once for the same facts and terms; terms are told apart by value.

    Its answer must not hold the facts themselves, or they would never go.
    """
    known: dict[int, dict[Hashable, _Found]] = {}

    @wraps(function)
    def asked(facts: Facts, /, *terms: _Terms.args, **named: _Terms.kwargs) -> _Found:
        mine = known.get(id(facts))
        if mine is None:
            mine = known[id(facts)] = {}
            weakref.finalize(facts, known.pop, id(facts), None).atexit = False
        key = (terms, tuple(named.items()))
        found: Any = mine.get(key, _UNASKED)
        if found is _UNASKED:
            found = function(facts, *terms, **named)
            while len(mine) >= MOST:
                mine.pop(next(iter(mine)), None)
            mine[key] = found
        return found  # type: ignore[no-any-return]

    return asked
