"""Periods in the report zone (METRICS §1)."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.analysis.periods import containing, earlier, last_complete, parse_period, run_of
from app.models.errors import AppError
from tests.analysis.sample_facts import at

BERLIN = "Europe/Berlin"


LABELS = [
    ("2026-W47", "Week 47, 16 to 22 November 2026", "W47"),
    ("2026-W01", "Week 1, 29 December 2025 to 4 January 2026", "W1"),
    ("2026-W14", "Week 14, 30 March to 5 April 2026", "W14"),
    ("2026-11", "November 2026", "Nov"),
    ("2026-Q4", "Q4 2026", "Q4"),
]
BOUNDS = [
    ("2025-12-28T23:00", "2026-01-04T23:00", "2026-W01"),
    ("2026-11-15T23:00", "2026-11-22T23:00", "2026-W47"),
    ("2026-03-29T22:00", "2026-04-05T22:00", "2026-W14"),
    ("2026-10-31T23:00", "2026-11-30T23:00", "2026-11"),
    ("2026-09-30T22:00", "2026-12-31T23:00", "2026-Q4"),
]
WRONG = ("", "2026", "2026-13", "2026-00", "2026-W54", "2025-W53", "2026-Q5", "26-11", "9999-12")


@pytest.mark.parametrize(("id_", "label", "short"), LABELS)
def test_ids_and_labels(id_, label, short):
    period = parse_period(id_, BERLIN)
    assert (period.id, period.label, period.short) == (id_, label, short)
    assert parse_period(id_.lower(), BERLIN) == period


@pytest.mark.parametrize(("start", "end", "id_"), BOUNDS)
def test_bounds_are_local_midnights(start, end, id_):
    period = parse_period(id_, BERLIN)
    assert (period.start, period.end) == (at(start), at(end))


@pytest.mark.parametrize("id_", [*WRONG, "2026-1٢"])
def test_what_is_no_period_says_how_one_is_written(id_):
    with pytest.raises(AppError, match=r"is not a period. Write a week like 2026-W47"):
        parse_period(id_, BERLIN)


def test_week_of_clock_change_has_an_hour_less():
    week = parse_period("2026-W13", BERLIN)
    assert week.end - week.start == 7 * 86400 - 3600


def test_last_complete_at_the_very_boundary():
    november = parse_period("2026-11", BERLIN)
    assert last_complete("month", november.end, BERLIN) == november
    assert last_complete("month", november.end - 1, BERLIN).id == "2026-10"


@given(
    st.sampled_from(("week", "month", "quarter")),
    st.integers(1_000_000_000, 4_000_000_000),
    st.sampled_from((BERLIN, "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC")),
    st.integers(-30, 30),
)
def test_periods_tile_time(kind, instant, zone, n):
    period = containing(kind, instant, zone)
    assert period.start <= instant < period.end
    assert parse_period(period.id, zone) == period
    assert earlier(period, 1).end == period.start
    assert earlier(earlier(period, n), -n) == period
    local = datetime.fromtimestamp(period.start, UTC).astimezone(ZoneInfo(zone))
    assert (local.hour, local.minute) == (0, 0)
    assert local.weekday() == 0 if kind == "week" else local.day == 1


def test_run_ends_with_the_period():
    period = parse_period("2026-Q1", "UTC")
    assert [one.id for one in run_of(period, 3)] == ["2025-Q3", "2025-Q4", "2026-Q1"]
