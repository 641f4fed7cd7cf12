"""Business time against counting minutes one by one (METRICS §1)."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from app.analysis.clock import (
    add_business,
    business_seconds,
    calendar_of,
    disjoint,
)
from app.models.columns import MISSING
from app.models.settings import CalendarRule, Span
from tests.analysis.sample_facts import at

ZONES = (
    "Europe/Berlin", "Europe/London", "Europe/Dublin", "Europe/Istanbul", "America/New_York",
    "America/St_Johns", "America/Sao_Paulo", "America/Santiago", "Asia/Kolkata", "Asia/Kathmandu",
    "Asia/Tehran", "Asia/Gaza", "Africa/Casablanca", "Africa/Cairo", "Australia/Lord_Howe",
    "Pacific/Auckland", "Pacific/Chatham", "Pacific/Apia", "Antarctica/Troll", "UTC",
)  # fmt: skip
"""Half and quarter hours, moves of two hours, midnight that is skipped, a day that never was."""
CLOCK_CHANGES = (
    "2026-03-29", "2026-10-25", "2026-03-08", "2026-11-01", "2026-04-05", "2026-10-04",
    "2024-03-31", "2025-10-26", "2016-02-29", "2025-12-31", "2011-12-30", "2018-11-04",
    "2007-03-11", "2016-09-07", "2033-04-24", "2040-04-01", "1996-10-27", "2022-03-22",
)  # fmt: skip
"""Days near a change of clocks or of the year, from 1996 to 2040."""


def rule(*spans, zone="Europe/Berlin", holidays=(), extra=()):
    return CalendarRule("test", zone, tuple(Span(*span) for span in spans), holidays, extra)


OFFICE = [(day, 8 * 60, 18 * 60) for day in range(5)]


def of(text):
    return np.array([at(text)], np.int64)


def worked(calendar, start, end):
    return int(business_seconds(calendar, of(start), of(end))[0])


def due(calendar, start, seconds):
    return int(add_business(calendar, of(start), np.array([seconds], np.int64))[0])


def runs(calendar, minute):
    """Whether a calendar runs in the minute that begins at that instant."""
    wall = datetime.fromtimestamp(minute, UTC).astimezone(ZoneInfo(calendar.zone))
    day, of_day = wall.date(), wall.hour * 60 + wall.minute

    def dated(parts):
        return any(text == day.isoformat() and a <= of_day < b for text, a, b in parts)

    if dated(calendar.extra):
        return True
    if dated(calendar.holidays):
        return False
    for span in calendar.spans:
        over = span.end_minute <= span.start_minute
        begun = day.weekday() == span.weekday and of_day >= span.start_minute
        if begun and (over or of_day < span.end_minute):
            return True
        if over and (day.weekday() - 1) % 7 == span.weekday and of_day < span.end_minute:
            return True
    return False


def counted(calendar, start, end):
    return 60 * sum(runs(calendar, minute) for minute in range(start, end, 60))


@st.composite
def calendars(draw):
    """Several spans a day, over midnight too; whole and part holidays; extra days."""
    grid = draw(st.sampled_from((15, 7)))
    minutes = st.integers(0, 1439 // grid).map(lambda n: n * grid)
    spans = draw(st.lists(st.tuples(st.integers(0, 6), minutes, minutes), max_size=8))
    near = date.fromisoformat(draw(st.sampled_from(CLOCK_CHANGES)))
    days = [(near + timedelta(days=n)).isoformat() for n in range(-2, 3)]
    parts = st.tuples(st.sampled_from(days), st.integers(0, 700), st.integers(701, 1440))
    whole = st.tuples(st.sampled_from(days), st.just(0), st.just(1440))
    dated = st.lists(st.one_of(parts, whole), max_size=2).map(tuple)
    made = rule(*spans, zone=draw(st.sampled_from(ZONES)), holidays=draw(dated), extra=draw(dated))
    first = at(near.isoformat()) - 36 * 3600
    start = first + 60 * draw(st.integers(0, 2 * 1440))
    return made, start, start + 60 * draw(st.integers(0, 3 * 1440))


@hypothesis_settings(max_examples=60, deadline=None)
@given(calendars())
def test_business_seconds_equal_counting_minutes(case):
    calendar, start, end = case
    result = business_seconds(calendar, np.array([start]), np.array([end]))
    assert result.tolist() == [counted(calendar, start, end)]


@hypothesis_settings(max_examples=40, deadline=None)
@given(calendars(), st.integers(1, 900))
def test_due_is_the_first_instant_with_the_time_worked(case, minutes):
    calendar, start, _ = case
    ends = add_business(calendar, np.array([start]), np.array([minutes * 60]))
    end = int(ends[0])
    if end == MISSING:
        assert counted(calendar, start, start + 14 * 86400) < minutes * 60
        return
    assert business_seconds(calendar, np.array([start]), ends).tolist() == [minutes * 60]
    before = business_seconds(calendar, np.array([start]), ends - 1)
    assert before.tolist() == [minutes * 60 - 1]


def clock_changes(zone, years):
    """The hours in which the zone's offset from UTC moves, found by looking at every hour."""
    place = ZoneInfo(zone)
    hours = range(at(f"{years[0]}-01-01"), at(f"{years[-1]}-12-31"), 3600)
    offsets = [datetime.fromtimestamp(hour, place).utcoffset() for hour in hours]
    return [
        hour
        for hour, before, after in zip(hours[1:], offsets, offsets[1:], strict=False)
        if before != after
    ]


@pytest.mark.parametrize("zone", ZONES)
def test_every_zone_counts_minutes_over_its_own_clock_changes(zone):
    """Spans of a morning, an afternoon and a night over midnight; a part holiday, an extra day."""
    moved = clock_changes(zone, (2010, 2011)) + clock_changes(zone, (2026,))
    around = moved[::2][:3] or [at("2026-03-29")]
    for change in around:
        day = datetime.fromtimestamp(change, ZoneInfo(zone)).date()
        near = [(day + timedelta(days=n)).isoformat() for n in (-1, 0, 1)]
        calendar = rule(
            *[(n, 7 * 60 + 30, 12 * 60) for n in range(7)],
            *[(n, 13 * 60, 16 * 60 + 45) for n in range(7)],
            *[(n, 22 * 60, 3 * 60) for n in range(7)],
            zone=zone, holidays=((near[1], 60, 9 * 60),), extra=((near[1], 2 * 60, 150),),
        )  # fmt: skip
        start, end = change - 30 * 3600, change + 30 * 3600
        found = business_seconds(calendar, np.array([start]), np.array([end]))
        assert found.tolist() == [counted(calendar, start, end)], near[1]


@pytest.mark.parametrize(
    ("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-06-01", 24)]
)
def test_a_day_of_clock_change_has_its_real_length(day, hours):
    always = rule(*[(n, 0, 0) for n in range(7)])
    zone = ZoneInfo("Europe/Berlin")
    start = datetime.fromisoformat(day).replace(tzinfo=zone)
    end = (start.replace(tzinfo=None) + timedelta(days=1)).replace(tzinfo=zone)
    edges = [np.array([int(one.timestamp())]) for one in (start, end)]
    assert business_seconds(always, *edges).tolist() == [hours * 3600]


def test_lord_howe_moves_by_half_an_hour():
    night = rule((5, 22 * 60, 6 * 60), zone="Australia/Lord_Howe")
    start = "2026-04-04T06:00"
    assert worked(night, start, "2026-04-05T00:00") == (8 * 60 + 30) * 60


def test_span_over_midnight_belongs_to_both_days():
    night = rule((4, 22 * 60, 6 * 60), zone="UTC")
    assert worked(night, "2026-11-20T00:00", "2026-11-22T00:00") == 8 * 3600
    assert worked(night, "2026-11-21T00:00", "2026-11-22T00:00") == 6 * 3600


def test_part_holiday_takes_only_its_part():
    calendar = rule(*OFFICE, zone="UTC", holidays=(("2026-12-24", 12 * 60, 1440),))
    assert worked(calendar, "2026-12-24T00:00", "2026-12-25T00:00") == 4 * 3600


def test_extra_day_counts_though_it_is_a_holiday():
    day = ("2026-11-21", 9 * 60, 12 * 60)
    calendar = rule(*OFFICE, zone="UTC", holidays=(("2026-11-21", 0, 1440),), extra=(day,))
    assert worked(calendar, "2026-11-21T00:00", "2026-11-22T00:00") == 3 * 3600


def test_seconds_are_exact():
    calendar = rule(*OFFICE, zone="UTC")
    assert worked(calendar, "2026-11-20T17:59:59", "2026-11-23T08:00:01") == 2


def test_time_that_runs_out_at_closing_is_due_at_closing():
    calendar = rule(*OFFICE, zone="UTC")
    assert due(calendar, "2026-11-20T17:00", 3600) == at("2026-11-20T18:00")
    assert due(calendar, "2026-11-20T17:00", 3601) == at("2026-11-23T08:00:01")


def test_nothing_to_wait_for_is_due_at_once():
    calendar = rule(*OFFICE, zone="UTC")
    assert due(calendar, "2026-11-21T12:00", 0) == at("2026-11-21T12:00")


def test_due_lies_years_ahead_where_the_time_does():
    weekly = rule((0, 0, 60), zone="UTC")
    assert due(weekly, "2026-11-23T00:00", 3600 * 520) == at("2036-11-03T01:00")


def test_calendar_that_never_runs_is_never_due():
    assert due(rule(zone="UTC"), "2026-11-23T00:00", 60) == MISSING
    assert worked(rule(zone="UTC"), "2026-11-23T00:00", "2027-11-23T00:00") == 0


def test_no_calendar_is_elapsed_time():
    assert worked(None, "2026-03-28T12:00", "2026-03-29T12:00") == 86400
    assert due(None, "2026-03-28T12:00", 86400) == at("2026-03-29T12:00")


def test_absent_instants_stay_absent():
    absent = np.array([MISSING], np.int64)
    for calendar in (None, rule(*OFFICE)):
        assert business_seconds(calendar, absent, of("2026-01-01")).tolist() == [MISSING]
        assert business_seconds(calendar, of("2026-01-01"), absent).tolist() == [MISSING]
        assert add_business(calendar, absent, np.array([60])).tolist() == [MISSING]


def test_end_before_start_is_negative():
    assert worked(rule(*OFFICE, zone="UTC"), "2026-11-23T10:00", "2026-11-23T09:00") == -3600


def test_unknown_calendar_and_24x7_mean_elapsed(settings):
    assert calendar_of(settings, "24x7") is None
    assert calendar_of(settings, "business days").name == "business days"


intervals = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 40), st.integers(0, 40)), max_size=12
)


@hypothesis_settings(max_examples=80)
@given(intervals)
def test_overlapping_holds_count_once(rows):
    table = np.array(rows, np.int64).reshape(-1, 3)
    owner, start, end = table[:, 0], table[:, 1] - 20, table[:, 2] - 20
    expected = [
        len({s for o, a, b in zip(owner, start, end, strict=True) if o == n for s in range(a, b)})
        for n in range(4)
    ]
    whole = end > start
    owners, starts, ends = disjoint(owner[whole], start[whole], end[whole])
    found = np.bincount(owners, weights=ends - starts, minlength=4)
    assert found.tolist() == expected
