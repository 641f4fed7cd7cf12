"""Instants in words against the zone database, second by second."""

from datetime import datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from app.analysis.moments import Moments
from app.models.counts import counted
from tests.analysis.sample_facts import at

NOW = at("2026-11-23T08:12")
ZONES = ("UTC", "Europe/Amsterdam", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Monrovia")


@given(st.sampled_from(ZONES), st.lists(st.integers(-(10**9), 3 * 10**9), min_size=1, max_size=5))
def test_every_instant_reads_as_the_zone_database_says(zone: str, instants: list[int]) -> None:
    moments = Moments(zone, NOW)
    for instant in [*instants, *instants]:
        local = datetime.fromtimestamp(instant, ZoneInfo(zone))
        year = "" if local.year == 2026 else f" {local.year}"
        day = f"{local:%a} {local.day} {local:%b}{year}"
        assert moments.at(instant) == f"{day} {local:%H:%M}"
        assert moments.clock(instant) == f"{local:%H:%M}"
        assert moments.zone_at(instant) == local.tzname()


def test_a_shared_day_is_said_once() -> None:
    moments = Moments("UTC", NOW)
    start = at("2026-11-23T22:30")
    assert moments.between(start, start + 3_600) == "Mon 23 Nov 22:30 to 23:30 UTC"
    assert moments.between(start, start + 9_000) == "Mon 23 Nov 22:30 to Tue 24 Nov 01:00 UTC"


def test_counted() -> None:
    assert [counted(n, "change") for n in (0, 1, 2_819)] == [
        "0 changes", "1 change", "2,819 changes",
    ]  # fmt: skip
