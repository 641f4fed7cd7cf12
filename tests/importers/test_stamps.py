"""Times: fast path against slow path, and both against the standard library."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.importers.date_orders import find_order, open_order, possible_orders
from app.importers.stamps import MISSING_HOUR, REPEATED, StampReader
from app.importers.written_stamps import BadValueError
from app.importers.zones import zone_of
from app.models.errors import AppError, DecisionNeeded

ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe",
         "Pacific/Auckland", "America/St_Johns")  # fmt: skip
SHAPES = {
    "ymd": ("%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y/%m/%d %H:%M:%S"),
    "dmy": ("%d/%m/%Y %H:%M:%S", "%d.%m.%Y %H:%M:%S", "%d-%m-%y %H:%M:%S"),
    "mdy": ("%m/%d/%Y %H:%M:%S", "%m-%d-%Y %I:%M:%S %p", "%m/%d/%y %H:%M:%S"),
}
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2037, 12, 31)).map(
    lambda moment: moment.replace(microsecond=0)
)


def reader(zone: str | None = "UTC", order: str | None = None, *, declared: bool = True):
    return StampReader(zone_of(zone) if zone else None, order, Counter(), declared=declared)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(ZONES), st.sampled_from(sorted(SHAPES)), st.lists(MOMENTS, max_size=20),
       st.integers(0, 2))  # fmt: skip
@example("Europe/Berlin", "ymd", [datetime(2026, 10, 25, 2, 30), datetime(2026, 3, 29, 2, 30)], 0)
@example(
    "Australia/Lord_Howe", "dmy", [datetime(2026, 4, 5, 1, 45), datetime(2026, 4, 5, 1, 15)], 0
)
def test_local_times_become_what_the_standard_library_says(zone, order, moments, shape):
    cells = [moment.strftime(SHAPES[order][shape]) for moment in moments for _ in (0, 1)]
    expected = [
        int(moment.replace(tzinfo=ZoneInfo(zone), fold=0).timestamp())
        for moment in moments
        for _ in (0, 1)
    ]
    read = reader(zone, order)
    assert read.column(cells) == expected
    assert read.column(cells) == [reader(zone, order).read(cell) for cell in cells]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2024-07-21T15:04:05.000+0000", 1721574245),
        ("2015-10-06T21:30:42Z", 1444167042),
        ("2015-10-06T21:30:42+01:00", 1444163442),
        ("2019-03-22T13:58:24.3713213Z", 1553263104),
        ("29/2/2016 01:16", 1456708560),
        ("03-12-2025 15:21:08", 1764775268),
        ("2026-01-05", 1767571200),
        ("5/3/2016 12", 1457179200),
        ("05/01/2026 12:00:00 AM", 1767571200),
        ("05/01/2026 12:30 pm", 1767616200),
    ],
)
def test_shapes_seen_in_exports(cell: str, expected: int):
    assert reader("UTC", "dmy").read(cell) == expected


@pytest.mark.parametrize(
    "cell",
    [
        "",
        "?",
        "#N/B",
        "UNKNOWN",
        "0000-00-00 00:00:00",
        "0001-01-01T00:00:00Z",
        "9999-12-31 23:59:59",
        "31/12/9999",
    ],
)
def test_sentinels_are_missing(cell: str):
    assert reader("UTC", "dmy").column([cell]) == [None]


@pytest.mark.parametrize(
    ("cell", "order", "words"),
    [
        ("13/11/2026", "mdy", "13/11/2026 can't be read as month/day/year"),
        ("11/13/2026", "dmy", "11/13/2026 can't be read as day/month/year"),
        ("2026-13-01", "ymd", "2026-13-01 can't be read as year-month-day"),
        ("31/04/2026", "dmy", "31/04/2026 can't be read as day/month/year"),
        ("next Tuesday", "dmy", "next Tuesday can't be read as a date and time"),
        ("01/02/2026 25:00", "dmy", "01/02/2026 25:00 can't be read as day/month/year"),
        ("01/02/2026 13:00 PM", "dmy", "01/02/2026 13:00 PM can't be read as a time of day"),
    ],
)
def test_bad_values_say_why(cell: str, order: str, words: str):
    with pytest.raises(BadValueError) as trouble:
        reader("UTC", order).column([cell])
    assert str(trouble.value) == words


def test_repeated_hour_is_first_pass_and_missing_hour_moves_forward():
    notes: Counter[str] = Counter()
    read = StampReader(zone_of("Europe/Berlin"), "ymd", notes, declared=True)
    values = read.column(["2026-10-25 02:30:00"] * 3 + ["2026-03-29 02:30:00"])
    assert values[0] == int(datetime(2026, 10, 25, 0, 30, tzinfo=UTC).timestamp())
    assert values[3] == int(datetime(2026, 3, 29, 1, 30, tzinfo=UTC).timestamp())
    assert notes == {REPEATED: 3, MISSING_HOUR: 1}


def test_naive_time_without_zone_asks():
    with pytest.raises(DecisionNeeded) as question:
        reader(None).column(["2026-01-05T10:00:00Z", "2026-01-05 10:00:00"])
    assert question.value.decision.option == "--timezone"


def test_unknown_zone_is_named():
    with pytest.raises(AppError, match="“Mars/Olympus” is not a time zone"):
        zone_of("Mars/Olympus")


DATES = st.tuples(st.dates(datetime(1990, 1, 1).date(), datetime(2037, 1, 1).date()),
                  st.sampled_from(["%d/%m/%Y", "%m/%d/%Y"]))  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(st.lists(DATES, min_size=1, max_size=8))
def test_order_is_found_only_when_every_value_allows_exactly_one(dates):
    cells = [day.strftime(shape) for day, shape in dates]

    def fits(cell: str, shape: str) -> bool:
        try:
            datetime.strptime(cell, shape)
        except ValueError:
            day, month = (int(part) for part in cell.split("/")[:2])
            return shape == "%d/%m/%Y" and month <= 12 and day <= 31
        return True

    possible = [
        order
        for order, shape in (("dmy", "%d/%m/%Y"), ("mdy", "%m/%d/%Y"))
        if all(fits(cell, shape) for cell in cells)
    ]
    try:
        found, _ = find_order(cells)
    except DecisionNeeded:
        found = "contradiction"
    if len(possible) == 2:
        assert found is None
    elif len(possible) == 1:
        assert found == possible[0]
    else:  # a contradiction is met here or, after the first decisive value, while reading
        with pytest.raises(DecisionNeeded):
            reader("UTC", found if found in {"dmy", "mdy"} else None, declared=False).column(cells)


def test_open_order_names_both_readings():
    assert find_order(["01/02/2026 10:00", "03/04/2026 10:00"]) == (None, "01/02/2026 10:00")
    decision = open_order("01/02/2026 10:00")
    assert decision.question == (
        "01/02/2026 10:00 can be 1 February or 2 January, and no row settles it. Which?"
    )
    assert decision.choices == ("dmy", "mdy")


def test_iso_dates_need_no_order():
    assert find_order(["2026-01-02", "", "2026-02-01"]) == (None, "")
    assert possible_orders("2026", "01", "02") == {"ymd"}


def test_whole_hours_are_cached_without_changing_values():
    read = reader("Europe/Berlin", "ymd")
    start = datetime(2026, 3, 28, 23, 0)
    cells = [(start + timedelta(minutes=n)).strftime("%Y-%m-%d %H:%M") for n in range(0, 600, 7)]
    assert read.column(cells) == [reader("Europe/Berlin", "ymd").read(cell) for cell in cells]
