"""The timeline of one incident: phases, events, silences on one axis (DESIGN_LANGUAGE §9)."""

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from app.charts.scale import Scale, fitted, text_width
from app.charts.shapes import Dot, Figure, Glyph, Label, Line, Rect, Shape
from app.models.counts import counted
from app.models.duration import duration
from app.models.moments import MONTHS
from app.models.results import RcaEvent, RcaPackage

_STEPS = (300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200)
_DAY = 86_400
_LANE = 52.0
_SIZE = 10.0
_ROW = 18.0
_FIRST_ROW = 66.0
_MILESTONES = frozenset({"opened", "acknowledged", "restored", "resolved", "closed"})


@dataclass(frozen=True, slots=True)
class _Mark:
    event: RcaEvent
    x: float
    words: str


def timeline(package: RcaPackage, width: float, height: float) -> Figure:
    """Draw phases above and events below; silences over 15 minutes are tinted and named.

    Times are wall time of the package's zone. Labels that would overlap are left out; the table
    beside the figure holds every event. A closing long after the end of the work is not drawn.
    """
    events = _drawn(package)
    if not events:
        empty = Label(width / 2, height / 2, "No events recorded", "t3", 11.0, anchor="middle")
        return Figure(width, height, (empty,), "No events recorded.")
    start, end = events[0].at, max(events[-1].at, events[0].at + 60)
    x = Scale(start, end, _LANE + 8.0, width - 12.0)
    shapes: list[Shape] = []
    shapes += _axis(package, x, height)
    shapes += _silences(events, x, height)
    shapes.append(Label(0.0, 40.0, "Phase", "t3", _SIZE))
    shapes.append(Label(0.0, _FIRST_ROW + 4.0, "Event", "t3", _SIZE))
    shapes += _phases(package, x, end)
    shapes += _events(events, x, width, height)
    gaps = sum(1 for event in package.timeline if event.gap_s)
    words = (
        f"Timeline of {package.key}: {len(package.timeline)} events over {duration(end - start)}, "
        f"{counted(gaps, 'silence')} of more than 15 minutes."
    )
    return Figure(width, height, tuple(shapes), words)


def phases(package: RcaPackage) -> tuple[tuple[str, int, int], ...]:
    """Name the stretches between the milestones that are known: (name, start, end)."""
    marks = [("Acknowledge", _at(package, "acknowledged")), ("Restore", package.restored)]
    marks += [("Verify", package.resolved), ("Close", package.closed)]
    found: list[tuple[str, int, int]] = []
    before = package.opened
    for name, at in marks:
        if before is not None and at is not None and at > before:
            found.append((name, before, at))
            before = at
    return tuple(found)


def _at(package: RcaPackage, phase: str) -> int | None:
    return next((event.at for event in package.timeline if event.phase == phase), None)


def _drawn(package: RcaPackage) -> list[RcaEvent]:
    events = sorted(package.timeline, key=lambda event: event.at)
    done = package.resolved or package.restored
    if not events or done is None or done <= events[0].at:
        return events
    horizon = done + (done - events[0].at) // 4
    return [event for event in events if event.at <= horizon]


def _axis(package: RcaPackage, x: Scale, height: float) -> list[Shape]:
    zone = ZoneInfo(package.zone)
    span = x.high - x.low
    step = next((step for step in _STEPS if span / step <= 7), 0)
    if not step:
        step = _DAY * max(1, -int(-span // (_DAY * 7)))
    offset = datetime.fromtimestamp(int(x.low), UTC).astimezone(zone).utcoffset()
    shift = int(offset.total_seconds()) if offset else 0
    first = -(-(int(x.low) + shift) // step) * step - shift
    shapes: list[Shape] = []
    for at in range(first, int(x.high) + 1, step):
        moment = datetime.fromtimestamp(at, UTC).astimezone(zone)
        midnight = step >= _DAY or (moment.hour, moment.minute) == (0, 0)
        words = f"{moment.day} {MONTHS[moment.month - 1]}" if midnight else f"{moment:%H:%M}"
        shapes.append(Line(((x(at), 16.0), (x(at), height - 4.0)), "grid"))
        anchor = "end" if x(at) > x.at_high - 14.0 else "middle"
        shapes.append(Label(x(at), 10.0, words, "t3", _SIZE, anchor=anchor))
    return shapes


def _silences(events: list[RcaEvent], x: Scale, height: float) -> list[Shape]:
    shapes: list[Shape] = []
    for event in events:
        if not event.gap_s:
            continue
        left, right = x(event.at - event.gap_s), x(event.at)
        shapes.append(
            Rect(left, 54.0, right - left, height - 60.0, "warnt", "warn", 2.0, (2.0, 2.0))
        )
        words = f"{duration(event.gap_s)}, no entries"
        if text_width(words, _SIZE) + 8.0 < right - left:
            middle = (left + right) / 2
            shapes.append(Label(middle, height - 10.0, words, "warn", _SIZE, 600, "middle"))
    return shapes


def _phases(package: RcaPackage, x: Scale, end: int) -> list[Shape]:
    shapes: list[Shape] = []
    for (name, start, stop), fill in zip(
        phases(package), ("seq1", "seq2", "seq0", "track"), strict=False
    ):
        if start >= end:
            continue
        left, right = x(start), x(min(stop, end))
        shapes.append(Rect(left, 26.0, max(1.0, right - left - 1.0), 20.0, fill, radius=2.0))
        room = right - left - 10.0
        words = next(
            (
                text
                for text in (f"{name} {duration(stop - start)}", name)
                if text_width(text, _SIZE) <= room
            ),
            "",
        )
        if words:
            shapes.append(Label(left + 5.0, 39.5, words, "t1", _SIZE, 500))
    return shapes


def _events(events: list[RcaEvent], x: Scale, width: float, height: float) -> list[Shape]:
    rows = max(1, int((height - _FIRST_ROW - 18.0) // _ROW) + 1)
    taken: list[list[tuple[float, float]]] = [[] for _ in range(rows)]
    marks = [_Mark(event, x(event.at), fitted(event.event, _SIZE, 175.0)) for event in events]
    marks.sort(key=lambda mark: (mark.event.phase not in _MILESTONES, mark.event.at))
    leaders: list[Shape] = []
    labels: list[Shape] = []
    for mark in marks:
        wide = text_width(mark.words, _SIZE) + 20.0
        to_left = mark.x - 8.0 + wide > width
        span = (mark.x - wide, mark.x + 8.0) if to_left else (mark.x - 8.0, mark.x + wide)
        row = next((i for i, spans in enumerate(taken) if _free(spans, span)), None)
        if row is None or span[0] < _LANE:
            labels.append(Dot(mark.x, 50.0, 1.5, "t3"))
            continue
        taken[row].append(span)
        level = _FIRST_ROW + row * _ROW
        text_x = mark.x - 9.0 if to_left else mark.x + 9.0
        leaders.append(Line(((mark.x, 46.0), (mark.x, level - 6.0)), "bds"))
        back = span[0] if to_left else mark.x + 7.0
        labels.append(Rect(back, level - 7.0, wide - 7.0, 14.0, "surf", radius=2.0))
        labels.append(_sign(mark.event, mark.x, level))
        anchor = "end" if to_left else "start"
        labels.append(Label(text_x, level + 3.5, mark.words, "t1", _SIZE, anchor=anchor))
    return leaders + labels


def _free(spans: list[tuple[float, float]], wanted: tuple[float, float]) -> bool:
    return all(wanted[1] <= left or wanted[0] >= right for left, right in spans)


def _sign(event: RcaEvent, x: float, y: float) -> Shape:
    kinds = {"opened": "breach", "restored": "met", "resolved": "met", "closed": "met"}
    if event.phase in kinds:
        return Glyph(x, y, kinds[event.phase], 12.0)
    if event.phase == "acknowledged":
        return Glyph(x, y, "note", 12.0)
    return Dot(x, y, 3.0, "surf", "t2", 1.2)
