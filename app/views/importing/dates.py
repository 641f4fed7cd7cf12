"""How the times of a file are read, shown on values that stand in it."""

from typing import Any
from zoneinfo import available_timezones

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.models.moments import DAYS, MONTHS, local
from app.models.results.preview import DatePreview, FilePreview
from app.views import moments, plain, theme
from app.views.importing.basket import Entry, is_unclaimed
from app.views.select import Select
from app.views.tables import Column, ColumnTable, Txt, Word, cells
from app.views.widgets import EmptyState, Panel, PlainLabel

_UNREAD = "Can't be read as "
ORDER_WORDS = {
    "dmy": "Day / month / year",
    "mdy": "Month / day / year",
    "ymd": "Year / month / day",
}
_WHY = {"dmy": "Why day first", "mdy": "Why month first", "ymd": "Why year first"}
_ZONES = {
    "explicit": "Each time says its own zone.",
    "declared": "The zone was chosen by you.",
    "inferred": "The zone is inferred from the file: {zone}.",
    "profile": "The times carry no zone; the profile says {zone}.",
    "open": "The times carry no zone; choose the one the export was made in.",
}


def zone_sentence(seen: FilePreview) -> str:
    """Where the zone comes from."""
    if not seen.time_headers:
        return ""
    return _ZONES.get(seen.zone_confidence, "").format(zone=city(seen.timezone))


def city(zone: str) -> str:
    """“New York” for America/New_York."""
    return zone.rpartition("/")[2].replace("_", " ")


class HourChart(QWidget):
    """How many records were opened in each hour of the day, in the zone as read."""

    def __init__(self) -> None:
        super().__init__()
        self._hours: tuple[int, ...] = ()
        self._zone = ""
        self.setFixedSize(194, 76)

    def show_hours(self, hours: tuple[int, ...], zone: str) -> None:
        """Show 24 counts; `zone` is the one the times were read in."""
        self._hours, self._zone = hours, zone
        total = sum(hours) or 1
        day = sum(hours[7:19])
        words = f"Opened by hour, {city(zone)}: {day / total:.0%} between 07:00 and 19:00"
        self.setAccessibleName(words)
        most = max(range(len(hours)), key=hours.__getitem__) if hours else 0
        self.setToolTip(
            plain.tooltip(
                f"{words}, most at {most:02}:00. Office hours in the middle of the day speak for "
                "this zone; a peak at night speaks against it."
            )
        )
        self.setVisible(bool(sum(hours)))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Title, bars, hours."""
        painter = QPainter(self)
        where = f", {city(self._zone)}" if self._zone else ""
        cells.write(painter, QRectF(0, 0, self.width(), 15), f"Opened by hour{where}", ink="t3",
                    size=11)  # fmt: skip
        most = max(self._hours, default=0) or 1
        step = self.width() / 24
        for hour, count in enumerate(self._hours):
            tall = max(38 * count / most, 1.0)
            ink = "accf" if count >= most / 3 else "neu"
            painter.fillRect(QRectF(hour * step, 58 - tall, step - 1.5, tall), theme.colour(ink))
        painter.fillRect(QRectF(0, 58, self.width(), 1), theme.colour("bds"))
        for hour in (0, 6, 12, 18):
            box = QRectF(hour * step, 61, 30, 13)
            cells.write(painter, box, f"{hour:02}", ink="t3", size=10)


class DatesPanel(Panel):
    """`answered` gives (option, value) of the date order or the zone."""

    answered = Signal(str, object)

    def __init__(self) -> None:
        super().__init__("Dates and time zones")
        self._year = self._now = 0
        self.order = Select("Date order")
        self.zone = Select("Time zone of the file")
        self.order.activated.connect(lambda place: self._made(self.order, "date_order", place))
        self.zone.activated.connect(lambda place: self._made(self.zone, "timezone", place))
        for box in (self.order, self.zone):
            box.setFixedHeight(24)
            box.setMinimumWidth(100)
            box.setMaximumWidth(168)
            self.add_header_widget(box)
        self.order.setToolTip(plain.tooltip("The order of day, month and year in the file"))
        self.zone.setToolTip(plain.tooltip("The zone that the file's times were written in"))
        self.table = ColumnTable((Column("text", "Value in file", 100),), row_height=25,
                                 name="Times of the file")  # fmt: skip
        self.empty = EmptyState("No times to show.", "")
        self.body.addWidget(self.table, 100)
        self.body.addWidget(self.empty, 100)
        self._below = QWidget()
        row = QHBoxLayout(self._below)
        row.setContentsMargins(12, 6, 12, 2)
        row.setSpacing(16)
        words = QVBoxLayout()
        words.setSpacing(2)
        self.title = PlainLabel("", "t1", 12, 600)
        self.why = PlainLabel("", "t2", 11, wrap=True)
        self.why.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        words.addWidget(self.title)
        words.addWidget(self.why, 1)
        self.hours = HourChart()
        row.addLayout(words, 1)
        row.addWidget(self.hours)
        self._below.setFixedHeight(88)
        self.body.addWidget(self._below)
        self.body.addStretch(1)
        self._zones = tuple(sorted(available_timezones()))

    def show_entry(self, entry: Entry | None, zone: str, now: int) -> None:
        """Show the times of one file; `zone` is the one that the window shows."""
        self._year, self._now = local(now, zone).year, now
        seen = entry.seen if entry is not None else None
        usable = seen is not None and not seen.trouble
        self._offer(entry, seen if usable else None)
        has = bool(usable and seen and seen.dates)
        self.table.setVisible(has)
        self.empty.setVisible(not has)
        self._below.setVisible(has)
        self.set_title("Dates and time zones", ", ".join(seen.time_headers) if seen else "")
        if seen is None or not has:
            self.empty.set_words("No times to show.", _no_times(entry, seen))
            return
        self._show_dates(seen.dates, zone)
        self.title.setText(_WHY.get(seen.date_order, "How times are read"))
        self.why.setText(" ".join(part for part in (seen.why_order, zone_sentence(seen)) if part))
        self.hours.show_hours(seen.hours, seen.timezone)

    def wanted_height(self) -> int:
        """Height that shows every value; enough for the empty state."""
        return 36 + self.table.content_height() + 88 + 12 if not self.table.isHidden() else 130

    def _show_dates(self, dates: tuple[DatePreview, ...], zone: str) -> None:
        known = (one.utc if one.utc is not None else one.local for one in dates)
        some = next((at for at in known if at is not None), None)
        name = moments.zone_name(some if some is not None else self._now, zone)
        values: dict[str, list[Any]] = {
            "text": [Txt(one.text) for one in dates],
            "local": [self._read(one) for one in dates],
            "zone": [Txt(one.zone.replace(" -", " −"), _zone_ink(one)) for one in dates],
            "utc": [Txt(_clock(one.utc), "t2") for one in dates],
            "shown": [Txt(self._stamp(one.utc, zone), weight=500) for one in dates],
            "remark": [_remark(one) for one in dates],
        }
        wide = {name: _width(cells_) for name, cells_ in values.items()}
        self.table.columns = (
            Column("text", "Value in file", wide["text"] + 6, stretch=2, sortable=False),
            Column("local", "Read as", wide["local"], stretch=1, sortable=False),
            Column("zone", "Zone", wide["zone"], stretch=1, sortable=False),
            Column("utc", "UTC", wide["utc"], align="right", sortable=False, optional=1),
            Column("shown", f"Shown as {name}", wide["shown"], stretch=1, sortable=False),
            Column("remark", "", min(wide["remark"] + 6, 216), "word", stretch=2, sortable=False),
        )
        self.table.set_rows(values)
        self.table.setMaximumHeight(self.table.content_height() + 1)

    def _stamp(self, at: int | None, zone: str) -> str:
        """An instant in words: with its weekday in this year, else with the year."""
        if at is None:
            return ""
        then = local(at, zone)
        day = f"{then.day} {MONTHS[then.month - 1]}"
        if then.year == self._year:
            return f"{DAYS[then.weekday()]} {day} {then:%H:%M}"
        return f"{day} {then.year} {then:%H:%M}"

    def _read(self, one: DatePreview) -> Txt:
        if one.local is None:
            if not one.serious:
                return Txt("Order open", "warn")
            wanted, _count = _unread(one.remark)
            return Txt(f"Not {wanted}" if wanted else "Can't be read", "crit")
        return Txt(self._stamp(one.local, "UTC"))

    def _offer(self, entry: Entry | None, seen: FilePreview | None) -> None:
        one = entry.one if entry is not None else None
        given = entry.options if entry is not None else None
        asked = entry.decision if entry is not None else None
        option = asked[1] if asked else ""
        order = (
            (given and given.date_order)
            or (seen and seen.date_order)
            or (one.date_order if one else "")
        )
        zone = (
            (given and given.timezone) or (seen and seen.timezone) or (one.timezone if one else "")
        )
        open_zone = option == "--timezone" or (seen is not None and seen.zone_confidence == "open")
        zones = asked[2] if asked and option == "--timezone" and asked[2] else self._zones
        orders = asked[2] if asked and option == "--date-order" and asked[2] else ORDER_WORDS
        self._fill(self.zone, [(name, name) for name in zones], "" if open_zone else zone or "",
                   "Choose a zone", answered=bool(given and given.timezone))  # fmt: skip
        self._fill(self.order, [(name, ORDER_WORDS.get(name, name)) for name in orders],
                   order or "", "Choose an order",
                   answered=bool(given and given.date_order))  # fmt: skip
        no_zone = seen is not None and seen.zone_confidence == "explicit"
        self.zone.setVisible(bool(zone or open_zone) and not no_zone)
        open_order = seen is not None and any(
            one.local is None and not one.serious for one in seen.dates
        )
        self.order.setVisible(bool(order) or open_order or option == "--date-order")

    @staticmethod
    def _fill(
        box: Select, items: list[tuple[str, str]], current: str, ask: str, *, answered: bool
    ) -> None:
        box.answered = answered
        box.blockSignals(True)
        box.clear()
        if not current:
            box.addItem(ask, "")
        elif all(value != current for value, _words in items):
            items = [(current, ORDER_WORDS.get(current, current)), *items]
        for value, words in items:
            box.addItem(words, value)
        box.setCurrentIndex(max(box.findData(current), 0))
        box.blockSignals(False)
        box.updateGeometry()
        box.update()

    def _made(self, box: Select, option: str, place: int) -> None:
        value = box.itemData(place)
        if value:
            self.answered.emit(option, value)

    def focus_first(self) -> None:
        """Put the keyboard on what is to be decided."""
        boxes = [box for box in (self.order, self.zone) if box.isVisible()]
        asking = [box for box in boxes if not box.currentData()]
        target: QWidget = next(iter(asking or boxes), None) or self.table
        target.setFocus(Qt.FocusReason.TabFocusReason)


def _clock(at: int | None) -> str:
    return f"{local(at, 'UTC'):%H:%M}" if at is not None else ""


def _zone_ink(one: DatePreview) -> str:
    return "warn" if one.remark and not one.serious else "t2"


def _width(values: list[Any]) -> int:
    """Width that shows every value whole, unless one is very long."""
    weights = ((value.text, getattr(value, "weight", 400)) for value in values)
    most = max((cells.width_of(text, 12, weight) for text, weight in weights), default=0.0)
    glyph = 17 if isinstance(values[0], Word) else 0
    return min(int(most) + glyph + 12, 210)


def _remark(one: DatePreview) -> Word:
    if not one.remark and one.local is not None and one.utc is None:
        return Word("ring", "Zone open")
    if not one.remark:
        return Word("met", "")
    wanted, count = _unread(one.remark)
    words = count if wanted else one.remark.replace("?, ", "? ")
    return Word("breach" if one.serious else "risk", words)


def _unread(remark: str) -> tuple[str, str]:
    """(what it can't be read as, how many rows) out of a remark that says so."""
    if not remark.startswith(_UNREAD):
        return "", ""
    wanted, _, count = remark.removeprefix(_UNREAD).rpartition(", ")
    return wanted, count


def _no_times(entry: Entry | None, seen: FilePreview | None) -> str:
    if entry is None:
        return "Choose a file first."
    if seen is None:
        return "The file has not been looked at yet."
    if is_unclaimed(seen):
        return "They are shown once step 2 says what the file holds."
    if seen.trouble:
        return "The file can't be read; step 2 says why."
    return "No column of this file is read as a time."
