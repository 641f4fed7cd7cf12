"""Whole columns of ISO times equal the same cells read one by one."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.importers.iso_stamps import wall_seconds
from app.importers.stamps import StampReader
from app.importers.written_stamps import BadValueError
from app.importers.zones import zone_of

ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe")
MASKS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S")
moments = st.one_of(
    st.datetimes(datetime(1971, 1, 1), datetime(2036, 1, 1)),
    st.integers(-200, 200).map(lambda m: datetime(2024, 3, 31, 2) + timedelta(minutes=m)),
    st.integers(-200, 200).map(lambda m: datetime(2024, 10, 27, 2) + timedelta(minutes=m)),
)
plain = st.builds(lambda moment, mask: moment.strftime(mask), moments, st.sampled_from(MASKS))
cells = st.one_of(plain, st.just(""))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.one_of(plain, cells), max_size=40), st.sampled_from(ZONES))
def test_a_column_equals_its_cells(column, zone):
    counted, told = Counter(), Counter()
    whole = StampReader(zone_of(zone), "ymd", counted, declared=True)
    single = StampReader(zone_of(zone), "ymd", told, declared=True)
    assert list(whole.column(column)) == [single.read(cell) if cell else None for cell in column]
    assert counted == told


@pytest.mark.parametrize(
    "odd",
    [
        "0000-00-00 00:00:00",
        "0001-01-01 00:00:00",
        "9999-12-31 00:00:00",
        "2024-11-01T00:00+01",
        " 024-11-01 00:00:00",
        "2024-11-01 00:00:0x",
        "2024-11-01 00:00:60",
        "2024-11-31 00:00:00",
        "２024-11-01 00:00:00",
        "2024-11-01 00:00",
        "NaT",
    ],
)
def test_anything_else_is_left_to_the_reader(odd):
    assert wall_seconds(["2024-11-01 00:00:00", odd]) is None


def test_a_bad_cell_of_a_plain_column_is_named():
    reader = StampReader(zone_of("UTC"), "ymd", Counter(), declared=True)
    with pytest.raises(BadValueError, match="2024-02-30"):
        reader.column(["2024-02-01 10:00:00", "2024-02-30 10:00:00"])
