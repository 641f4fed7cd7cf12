"""Times with month names, compact ones and those that computers write in their own way."""

import calendar
from collections import Counter
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.importers.date_orders import find_order
from app.importers.month_names import month_of
from app.importers.plain_stamps import plain_stamp
from app.importers.stamps import StampReader
from app.importers.written_stamps import BadDateError
from app.importers.zones import zone_of


def at(*parts: int) -> int:
    return int(datetime(*parts, tzinfo=UTC).timestamp())


def reader(order: str | None = None, zone: str = "UTC") -> StampReader:
    return StampReader(zone_of(zone), order, Counter(), declared=True)


AFTERNOON = at(2024, 7, 21, 15, 4, 5)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("25/Feb/26 10:17 PM", at(2026, 2, 25, 22, 17)),
        ("05/set/23 9:50 AM", at(2023, 9, 5, 9, 50)),
        ("18/jul/26", at(2026, 7, 18)),
        ("21/Mär/26 12:05 AM", at(2026, 3, 21, 0, 5)),
        ("02/déc./25 11:00 PM", at(2025, 12, 2, 23)),
        ("07/paź/26 10:00", at(2026, 10, 7, 10)),
        ("07/mrt/26 10:00", at(2026, 3, 7, 10)),
        ("7/maj/26 10:00", at(2026, 5, 7, 10)),
        ("Jul 21, 2024 3:04 PM", at(2024, 7, 21, 15, 4)),
        ("July 21, 2024, 3:04:05 PM", AFTERNOON),
        ("Jul 21, 2024 @ 15:04:05.123", None),
        ("21-Jul-2024 15:04:05", AFTERNOON),
        ("2024-Jul-21 15:04:05", AFTERNOON),
        ("21. Juli 2024 um 15:04:05", AFTERNOON),
        ("21. Juli 2024, 15:04:05 Uhr", AFTERNOON),
        ("21 juillet 2024 à 15:04:05", AFTERNOON),
        ("dimanche 21 juillet 2024 15h04", at(2024, 7, 21, 15, 4)),
        ("21 de julio de 2024 3:04:05 p. m.", AFTERNOON),
        ("21 de julho de 2024 às 15:04:05", AFTERNOON),
        ("21 luglio 2024 alle 15.04.05", AFTERNOON),
        ("21 lipca 2024 15:04:05", AFTERNOON),
        ("21 juli 2024 kl. 15:04:05", AFTERNOON),
        ("Sun, 21 Jul 2024 15:04:05 +0000", AFTERNOON),
        ("Sun, 21 Jul 2024 17:04:05 +0200", AFTERNOON),
        ("Sun Jul 21 15:04:05 2024", AFTERNOON),
        ("Sun Jul 21 17:04:05 CEST 2024", AFTERNOON),
        ("Sun Jul 21 2024 17:04:05 GMT+0200 (Central European Summer Time)", AFTERNOON),
        ("20240721T150405Z", AFTERNOON),
        ("20240721T150405", AFTERNOON),
        ("20240721T150405.123+0000", AFTERNOON),
        ("20240721150405", AFTERNOON),
        ("20240721", at(2024, 7, 21)),
        ("2024-07-21T15:04:05.123456789Z", AFTERNOON),
        ("2024-07-21T17:04:05.123456789+0200", AFTERNOON),
        ("2024-07-21 17:04:05 +02", AFTERNOON),
        ("2024-07-21 17:04:05 CEST", AFTERNOON),
        ("2024-07-21 11:04:05 EDT", AFTERNOON),
        ("2024-07-21 15:04:05 GMT", AFTERNOON),
        ("2024-07-21, 15:04:05", AFTERNOON),
        ("/Date(1721574245000)/", AFTERNOON),
        ("/Date(1721574245000+0200)/", AFTERNOON),
    ],
)
def test_written_dates_need_no_date_order(cell: str, expected: int | None):
    if expected is None:
        with pytest.raises(BadDateError):
            reader().read(cell)
    else:
        assert reader().read(cell) == expected
        assert reader().column([cell, cell]) == [expected, expected]


@pytest.mark.parametrize(
    ("cell", "order"),
    [
        ("07/21/2024, 3:04:05 PM", "mdy"),
        ("7/21/2024 3:04:05\u202fPM", "mdy"),
        ("\u200e7\u200e/\u200e21\u200e/\u200e2024\u200e \u200e3:04:05\u200e \u200ePM", "mdy"),
        ("21.07.2024 15:04:05", "dmy"),
        ("21.07.2024 15.04.05", "dmy"),
        ("21. 7. 2024 15:04:05", "dmy"),
        ("21/7/2024 3:04:05 p. m.", "dmy"),
        ("21/7/2024 3:04:05 p.m.", "dmy"),
        ("Sun 21/07/2024 15:04:05", "dmy"),
        ("21.07.2024, 15:04:05", "dmy"),
    ],
)  # fmt: skip
def test_clocks_of_windows_and_browsers(cell: str, order: str):
    assert reader(order).read(cell) == AFTERNOON
    assert find_order([cell]) == (order, cell.strip())


@pytest.mark.parametrize(
    "cell",
    [
        "31/Feb/26 10:00 AM", "12/Foo/26", "21 Jul", "21 Jul 15:04", "Jul 2024", "20241399",
        "2024-07-21 15:04 CST", "2024-07-21 15:04 XYZ", "21/Jul/26 13:00 PM", "1234 days", "May",
        "Monday", "99/Jul/2024", "21/Jul/26 10:61",
    ],
)  # fmt: skip
def test_what_is_no_time_is_named(cell: str):
    with pytest.raises(BadDateError) as trouble:
        reader("dmy").column([cell])
    assert cell in str(trouble.value)
    assert "year-month" not in str(trouble.value)


def test_seconds_since_1970_are_still_told_by_their_magnitude():
    cells = ["1721574245", "1721574245000", "1721574245000000", "1721574245000000000"]
    assert reader().column(cells) == [AFTERNOON] * 4


NAMES = ("en", "de", "fr", "es", "pt", "it", "nl", "pl", "sv")


def test_every_month_of_every_language_has_one_number():
    for at_, name in enumerate(calendar.month_abbr):
        if name:
            assert month_of(name) == month_of(calendar.month_name[at_]) == at_
    assert month_of("Août") == 8
    assert month_of("września") == 9
    assert month_of("ABCD") is None


@settings(max_examples=100, deadline=None)
@given(st.datetimes(datetime(1971, 1, 1), datetime(2036, 1, 1)), st.sampled_from(
    ["%d/%b/%y %I:%M %p", "%b %d, %Y %I:%M:%S %p", "%d %B %Y %H:%M:%S", "%Y%m%dT%H%M%SZ",
     "%a, %d %b %Y %H:%M:%S +0000", "%Y-%b-%d %H:%M"]))  # fmt: skip
def test_written_times_become_what_the_standard_library_says(moment, mask):
    text = moment.strftime(mask)
    expected = datetime.strptime(text.replace("+0000", "").strip(), mask.replace(" +0000", ""))
    assert reader().column([text]) == [int(expected.replace(tzinfo=UTC).timestamp())]


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=100))
def test_no_text_breaks_the_reader(text):
    plain_stamp(text)
