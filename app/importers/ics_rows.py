"""Rows out of iCalendar: one a date of an entry and, in a maintenance notice, an object (§24).

Times with a zone become UTC, floating times and all-day dates stay wall-clock times, for which
the zone is asked. Repeating entries are written out for 400 days.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.importers.blocks import BLOCK, Block, Sheet
from app.importers.encoding import Packed
from app.importers.ics_entry import Event, EventError, Moment, read_event
from app.importers.ics_recurrence import INSTANCES_LIMIT, SHARE, Budget, occurrences
from app.importers.ics_text import Entries, Entry
from app.importers.ics_zones import Zones
from app.importers.written_stamps import short
from app.models.counts import counted
from app.models.errors import AppError

ICS_HEADER = (
    "uid", "recurrence-id", "sequence", "summary", "description", "location", "categories",
    "status", "organizer", "start", "end", "all-day", "created", "last-modified", "dtstamp",
    "transp", "url", "x-maintnote-provider", "x-maintnote-account", "x-maintnote-maintenance-id",
    "x-maintnote-object-id", "x-maintnote-object-impact", "x-maintnote-impact",
    "x-maintnote-status",
)  # fmt: skip
"""Columns of every calendar, whatever its entries hold."""
WINDOW = timedelta(days=400)
"""How far dates of a repeating entry are written out."""
BEFORE = timedelta(days=35)
"""How far before the file was made they begin."""
ROWS_LIMIT = 100_000
"""Rows that one calendar may bring out of repetitions."""


@dataclass(slots=True)
class _Survey:
    """What has to be known of a file before its first row."""

    zones: Zones
    moved: frozenset[tuple[str, str]]
    """(uid, date) of dates of repeating entries that have an entry of their own."""
    made: datetime | None
    """The newest time stamp of an entry: about when the file was made."""
    others: Counter[str]


class CalendarRows:
    """One iCalendar file."""

    def __init__(self, packed: Packed, encoding: str) -> None:
        self._name = packed.path.name
        self._entries = Entries(packed, encoding)
        self._encoding = encoding
        self._warnings: list[str] = []
        self._survey = self._look()

    def sheet(self) -> Sheet:
        """The file as a sheet with the columns of ICS_HEADER."""
        return Sheet(
            self._name,
            "ics",
            self.blocks,
            encoding=self._encoding,
            warnings=self._warnings,
        )

    def _look(self) -> _Survey:
        zones, others = Zones(), Counter[str]()
        stamps: list[datetime] = []
        single: list[Entry] = []
        events = 0
        for entry in self._entries:
            if entry.name == "VTIMEZONE":
                zones.define(entry)
            elif entry.name == "VEVENT":
                events += 1
                stamps = [max(stamps + _stamps(entry))] if _stamps(entry) else stamps
                if entry.value("RECURRENCE-ID") and not entry.trouble:
                    single.append(entry)
            else:
                others[entry.name] += 1
        if not events:
            raise AppError(f"{self._name} is a calendar without entries. Export it again.")
        moved = frozenset(filter(None, (_moved(entry, zones) for entry in single)))
        return _Survey(zones, moved, max(stamps, default=None), others)

    def blocks(self) -> Iterator[Block]:
        """The header as row 0, then the rows; an entry that can't be read is a broken row."""
        yield Block(0, [list(ICS_HEADER)])
        notes: Counter[str] = Counter()
        budget = Budget()
        number, rows = 1, list[list[str]]()
        for entry in self._entries:
            if entry.name != "VEVENT":
                continue
            try:
                rows += self._rows(entry, budget, notes)
            except EventError as reason:
                at = number + len(rows)
                title = short(entry.value("SUMMARY"))
                words = f"{reason} (entry “{title}”)" if title else str(reason)
                yield Block(number, rows, broken=(at, words), problem="line_broken")
                number, rows = at + 1, []
            while len(rows) >= BLOCK:
                yield Block(number, rows[:BLOCK])
                number, rows = number + BLOCK, rows[BLOCK:]
        if rows:
            yield Block(number, rows)
        elif number == 1:
            raise AppError(f"{self._name} has only repeating entries that ended long ago.")
        self._warnings[:] = self._remarks(notes)

    def _rows(self, entry: Entry, budget: Budget, notes: Counter[str]) -> list[list[str]]:
        event = read_event(entry, self._survey.zones)
        if self._entries.method == "CANCEL":
            event.cells["status"] = "CANCELLED"
        try:
            dates = self._dates(event, budget, notes)
            cells = [_cells(event, start, repeats=repeats) for start, repeats in dates]
        except OverflowError as error:
            raise EventError("A date of this entry lies outside of the calendar") from error
        return [
            [of.get(name, "") for name in ICS_HEADER]
            for each in cells
            for object_id, impact in event.objects
            for of in [
                each | {"x-maintnote-object-id": object_id, "x-maintnote-object-impact": impact}
            ]
        ]

    def _dates(
        self, event: Event, budget: Budget, notes: Counter[str]
    ) -> list[tuple[Moment | None, bool]]:
        """The starts of an entry, and whether each is one of several."""
        start = event.start
        notes["rule"] += event.rule_trouble
        if start is None or event.recurrence or (event.rule is None and not event.extra):
            return [(start, False)]
        starts = {moment.ident(): moment for moment in (start, *event.extra)}
        if event.rule is not None:
            notes["endless"] += event.rule.endless
            first, last = self._window(start)
            budget.days += SHARE
            walls = list(occurrences(start.wall, event.rule, first, last, budget))
            notes["many"] += len(walls) == INSTANCES_LIMIT
            notes["series"] += 1
            starts = {moment.ident(): moment for moment in (*event.extra, *map(start.at, walls))}
        uid = event.cells["uid"]
        kept: list[tuple[Moment | None, bool]] = [
            (moment, True)
            for ident, moment in sorted(starts.items())
            if ident not in event.excluded and (uid, ident) not in self._survey.moved
        ]
        notes["rows"] += len(kept) * len(event.objects)
        if notes["rows"] > ROWS_LIMIT or budget.spent:
            notes["large"] += 1
            return kept[:1] or [(start, False)]
        notes["past"] += not kept
        return kept

    def _window(self, start: Moment) -> tuple[datetime, datetime]:
        made = self._survey.made
        first = start.wall if made is None else max(start.wall, made - BEFORE)
        return first, first + WINDOW

    def _remarks(self, notes: Counter[str]) -> list[str]:
        said = []
        if not self._entries.whole:
            said.append(f"{self._name} doesn't end as a calendar must; it may be cut short.")
        if notes["series"]:
            said.append(
                f"{counted(notes['series'], 'entry repeats', 'entries repeat')}: dates are "
                f"written out for {WINDOW.days} days, from {BEFORE.days} days before the file was "
                f"made ({notes['endless']:,} without an end)."
            )
        if notes["many"]:
            said.append(
                f"{counted(notes['many'], 'entry has', 'entries have')} more than "
                f"{INSTANCES_LIMIT:,} dates; the first {INSTANCES_LIMIT:,} are kept."
            )
        if notes["past"]:
            said.append(
                f"{counted(notes['past'], 'repeating entry has', 'repeating entries have')} no "
                "date in that time and brought no row."
            )
        if notes["rule"]:
            said.append(
                f"{counted(notes['rule'], 'entry repeats', 'entries repeat')} by a rule that "
                "isn't followed here; only the date that is written is kept."
            )
        if notes["large"]:
            said.append(
                f"The calendar repeats too much: of {counted(notes['large'], 'entry', 'entries')} "
                "only one date is kept. Export a shorter time."
            )
        for name, count in sorted(self._survey.others.items()):
            said.append(f"{count:,} {name} passed over; only entries (VEVENT) are read.")
        return said


def _cells(event: Event, start: Moment | None, *, repeats: bool) -> dict[str, str]:
    times = {}
    if start is not None:
        times["start"] = start.text()
        if event.length is not None:
            times["end"] = start.later(event.length, on_the_wall=event.on_the_wall).text()
        if repeats:
            times["recurrence-id"] = start.ident()
    if event.recurrence is not None:
        times["recurrence-id"] = event.recurrence.ident()
    return event.cells | times


def _stamps(entry: Entry) -> list[datetime]:
    found = []
    for name in ("DTSTAMP", "LAST-MODIFIED"):
        try:
            found.append(datetime.strptime(entry.value(name).rstrip("Z"), "%Y%m%dT%H%M%S"))  # noqa: DTZ007 - wall time
        except ValueError:
            continue
    return found


def _moved(entry: Entry, zones: Zones) -> tuple[str, str] | None:
    try:
        event = read_event(entry, zones)
    except EventError:
        return None
    return (event.cells["uid"], event.recurrence.ident()) if event.recurrence else None
