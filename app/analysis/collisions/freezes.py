"""Which changes a freeze is about, and which of them meet it (COLLISIONS §4 C20)."""

from collections.abc import Iterator, Sequence

import numpy as np

from app.analysis.collisions.estate import Estate
from app.models.change import CHANGE_TYPES
from app.models.columns import I8, I32, I64, ChangeColumns, Flags, WindowRow

_SCOPES = ("ci", "class", "service", "location", "environment", "type", "risk")


class Scopes:
    """Masks over all changes per scope word, each made once a run. Words match in any case."""

    def __init__(self, changes: ChangeColumns) -> None:
        self._changes = changes
        self._masks: dict[tuple[str, object], Flags] = {}

    def mask(self, window: WindowRow) -> Flags | None:
        """Changes that match every filled scope field; None when no field is filled."""
        result: Flags | None = None
        for field, word in filled(window):
            known = self._masks.get((field, word))
            if known is None:
                known = self._masks[field, word] = self._match(field, word)
            result = known if result is None else result & known
        return result

    def _match(self, field: str, word: object) -> Flags:
        changes, text = self._changes, str(word)
        if field == "risk":
            return (changes.risk > 0) & (changes.risk <= int(text))
        if field == "ci":
            return self._with_ci(_codes(changes.cis, text))
        if field == "class":
            return self._with_ci(np.isin(changes.ci_class, _codes(changes.ci_classes, text)))
        columns: dict[str, tuple[I8 | I32, Sequence[str]]] = {
            "service": (changes.service, changes.services),
            "location": (changes.location, changes.locations),
            "environment": (changes.environment, changes.environments),
            "type": (changes.type, CHANGE_TYPES),
        }
        column, words = columns[field]
        codes = _codes(words, text)
        named = np.isin(column, codes)
        if field == "service":
            named |= self._with_ci(np.isin(changes.ci_service, codes))
        return named

    def _with_ci(self, wanted: I32 | Flags) -> Flags:
        """Changes that touch one of the CIs given as codes or as a mask over CIs."""
        changes = self._changes
        codes = np.flatnonzero(wanted) if wanted.dtype == np.bool_ else wanted
        result = np.zeros(len(changes), np.bool_)
        result[changes.ci_change[np.isin(changes.ci_ci, codes)]] = True
        return result


def filled(window: WindowRow) -> Iterator[tuple[str, object]]:
    """The scope fields of a window that say anything."""
    for field in _SCOPES:
        word = getattr(window, f"scope_{field}")
        if word is not None and word != "":
            yield field, word


def frozen(estate: Estate) -> tuple[I64, I64]:
    """Every (change row, freeze number) whose core meets a freeze that is about it."""
    rows = np.flatnonzero(estate.taking_part & (estate.cores.fault == 0))
    rows = rows[np.argsort(estate.cores.start[rows], kind="stable")]
    start, end = estate.cores.start[rows], estate.cores.end[rows]
    reach = np.maximum.accumulate(end) if len(end) else end
    scopes = Scopes(estate.changes)
    found: list[tuple[I64, int]] = []
    for number, window in enumerate(estate.freezes):
        first = int(np.searchsorted(reach, window.start, "right"))
        last = int(np.searchsorted(start, window.end, "left"))
        if first >= last:
            continue
        met = rows[first:last][end[first:last] > window.start]
        scope = scopes.mask(window)
        found.append((met if scope is None else met[scope[met]], number))
    if not found:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    windows = [np.full(len(met), number, np.int64) for met, number in found]
    return np.concatenate([met for met, _ in found]), np.concatenate(windows)


def unmatched_scopes(estate: Estate) -> tuple[str, ...]:
    """Scope fields that freezes use but no change fills: nothing can match them."""
    changes = estate.changes
    nothing = {
        "ci": not len(changes.ci_ci),
        "class": not (changes.ci_class >= 0).any(),
        "service": not ((changes.service >= 0).any() or (changes.ci_service >= 0).any()),
        "location": not (changes.location >= 0).any(),
        "environment": not (changes.environment >= 0).any(),
        "type": not (changes.type >= 0).any(),
        "risk": not (changes.risk > 0).any(),
    }
    used = {field for window in estate.freezes for field, _ in filled(window)}
    return tuple(field for field in _SCOPES if field in used and nothing[field])


def _codes(words: Sequence[str], text: str) -> I32:
    wanted = text.strip().casefold()
    return np.array(
        [code for code, word in enumerate(words) if word.strip().casefold() == wanted], np.int32
    )
