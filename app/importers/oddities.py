"""Rows that were read but are odd: unknown values, odd hours, keys that come twice, wrong order."""

import re
from array import array
from collections import Counter
from collections.abc import Sequence
from itertools import islice
from operator import itemgetter, lt
from typing import Any

from app.importers.base import Binding, Bound, Importer, Row
from app.importers.columns import WORDS, Choice, Stamp
from app.importers.problem_tally import ProblemTally, key_of
from app.importers.stamps import MISSING_HOUR, REPEATED, StampReader

_ID = re.compile(r"[0-9a-f]{32}")
_HOURS = {REPEATED: "repeated_hour", MISSING_HOUR: "missing_hour"}


class Oddities:
    """Belongs to one reading; looks closer only at blocks in which something was remarked."""

    def __init__(
        self,
        importer: Importer,
        binding: Binding,
        fields: Sequence[str],
        stamps: StampReader,
        notes: Counter[str],
        tally: ProblemTally,
    ) -> None:
        self._notes, self._seen_notes = notes, notes.copy()
        self._stamps, self._tally = stamps, tally
        self._choices = [each for each in binding.bound if isinstance(each.column, Choice)]
        self._times = [each for each in binding.bound if isinstance(each.column, Stamp)]
        keys = [each for each in binding.bound if each.column.field == "key"]
        self._key_place = keys[0].place if keys else None
        self.groups: frozenset[str] = frozenset()
        """Teams that are known; while it is empty nobody looks at teams."""
        self._teams = [each for each in binding.bound if each.column.field == "assignment_group"]
        self._strange: dict[str, bool] = {"": False}
        alone = type(importer).collector is Importer.collector or importer.singly
        self._keys: set[int] = set()
        self._ascending: list[array[int]] = []
        """Hashes of the keys of each block, as long as every key is greater than all before it."""
        self._highest: Any = None
        parts = _places(fields, [name for name in importer.key if name not in importer.constants])
        self._key_of = itemgetter(*parts) if alone and not importer.log and keys and parts else None
        ends = _places(fields, ("opened_at", "resolved_at"))
        self._ends = (ends[0], ends[1]) if len(ends) == 2 and not importer.log else None
        self._end_columns = [
            each
            for field in ("opened_at", "resolved_at")
            for each in binding.bound
            if each.column.field == field
        ]

    def look(self, numbers: list[int], cells: list[list[str]], rows: list[Row]) -> set[int]:
        """Count the odd rows of one block; the places of those that are to be left out."""
        if self._notes != self._seen_notes:
            self._remarked(numbers, cells)
            self._seen_notes = self._notes.copy()
        if self.groups and self._teams:
            self._unknown_teams(numbers, cells)
        if self._key_of is not None and rows:
            self._twice(numbers, cells, rows)
        return self._wrong_order(numbers, cells, rows) if self._ends else set()

    def _remarked(self, numbers: list[int], cells: list[list[str]]) -> None:
        new = {note for note, count in self._notes.items() if count != self._seen_notes[note]}
        for each in self._choices:
            start = f"{each.header}\t"
            words = {note.removeprefix(start) for note in new if note.startswith(start)}
            if words and not each.column.silent:  # type: ignore[attr-defined]
                self._unknown(each, words, numbers, cells)
        for note, kind in _HOURS.items():
            if note in new:
                self._odd_hours(note, kind, numbers, cells)

    def _unknown(
        self, bound: Bound, words: set[str], numbers: list[int], cells: list[list[str]]
    ) -> None:
        different = {row[bound.place] for row in cells}
        spelled = {cell for cell in different if cell.strip()[:WORDS] in words}
        for number, row in zip(numbers, cells, strict=True):
            if (cell := row[bound.place]) in spelled:
                self._tally.add("unknown_value", number, key_of(row, self._key_place), cell.strip())

    def _unknown_teams(self, numbers: list[int], cells: list[list[str]]) -> None:
        place, strange = self._teams[0].place, self._strange
        for cell in {row[place] for row in cells} - strange.keys():
            name = " ".join(cell.split()).casefold()
            strange[cell] = bool(name) and name not in self.groups and not _ID.fullmatch(name)
        for number, row in zip(numbers, cells, strict=True):
            if strange[row[place]]:
                key = key_of(row, self._key_place)
                self._tally.add("unknown_group", number, key, row[place].strip())

    def _odd_hours(self, note: str, kind: str, numbers: list[int], cells: list[list[str]]) -> None:
        for number, row in zip(numbers, cells, strict=True):
            times = [row[each.place] for each in self._times]
            odd = next((cell for cell in times if cell and self._stamps.oddity(cell) == note), "")
            if odd:
                self._tally.add(kind, number, key_of(row, self._key_place), odd)

    def _twice(self, numbers: list[int], cells: list[list[str]], rows: list[Row]) -> None:
        assert self._key_of is not None
        keys = list(map(self._key_of, rows))
        hashes = array("q", map(hash, keys))
        if not self._keys and self._goes_on(keys):
            self._ascending.append(hashes)
            return
        for earlier in self._ascending:
            self._keys.update(earlier)
        self._ascending.clear()
        again = self._keys.intersection(hashes)
        known = len(self._keys)
        self._keys.update(hashes)
        if not again and len(self._keys) - known == len(hashes):
            return
        for number, row, key in zip(numbers, cells, hashes, strict=True):
            if key in again:
                text = key_of(row, self._key_place)
                self._tally.add("repeated_key", number, text, text)
            again.add(key)

    def _goes_on(self, keys: list[Any]) -> bool:
        """Whether the keys ascend, from above those of the earlier blocks: none comes twice."""
        try:
            ascends = self._highest is None or self._highest < keys[0]
            ascends = ascends and all(map(lt, keys, islice(keys, 1, None)))
        except TypeError:  # a key with an empty part
            return False
        self._highest = keys[-1]
        return bool(ascends)

    def _wrong_order(self, numbers: list[int], cells: list[list[str]], rows: list[Row]) -> set[int]:
        assert self._ends is not None
        begin, end = self._ends
        try:
            if not any(map(lt, map(itemgetter(end), rows), map(itemgetter(begin), rows))):
                return set()
        except TypeError:  # a time is missing
            pass
        wrong = [
            place
            for place, row in enumerate(rows)
            if (ended := row[end]) is not None
            and (began := row[begin]) is not None
            and ended < began  # type: ignore[operator]
        ]
        for place in wrong:
            row = cells[place]
            times = " > ".join(row[each.place].strip() for each in self._end_columns)
            self._tally.add(
                "resolved_before_opened", numbers[place], key_of(row, self._key_place), times
            )
        return set(wrong) if self._tally.action("resolved_before_opened") == "reject" else set()


def _places(fields: Sequence[str], wanted: Sequence[str]) -> list[int]:
    return [fields.index(field) for field in wanted if field in fields]
