"""Calendars made to hurt: bounded rows, time and memory, each line accounted for."""

import time
import tracemalloc
from datetime import datetime, timedelta

import pytest
from dateutil.rrule import rrulestr
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from icalendar.prop import vRecur

from app.importers import read
from app.importers.ics_recurrence import INSTANCES_LIMIT, Budget, occurrences, rule_of
from app.importers.ics_rows import ROWS_LIMIT
from app.models.errors import AppError
from app.models.records import Options
from tests.importers.goldens import SAMPLES
from tests.importers.making import drain, write
from tests.importers.test_feeds_calendars import calendar, event

TIMES = "DTSTART:20260105T080000Z\nDTEND:20260105T083000Z\n"
SAMPLE = (SAMPLES / "calendar.events/change_calendar.ics").read_bytes()
QUIET = {"deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture]}


def whole(folder, text: str | bytes):
    """Read to the end; every row is a record, left out or merged."""
    reading = read(write(folder, "hostile.ics", text), Options(timezone="UTC"))
    tables = drain(reading)
    kept = sum(len(rows) for rows in tables.values())
    assert kept + reading.rejected + reading.merged == reading.rows_read
    return reading, tables


@pytest.mark.parametrize(
    ("rule", "rows"),
    [
        ("FREQ=DAILY", 400),
        ("FREQ=DAILY;BYHOUR=0,1,2,3,4,5,6,7,8,9;BYMINUTE=0,30", INSTANCES_LIMIT),
        ("FREQ=DAILY;COUNT=99999999", 400),
        ("FREQ=WEEKLY;UNTIL=99991231T235959Z", 58),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", 1),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=5", 1),
        ("FREQ=SECONDLY", 1),
        ("FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=30", 1),
        ("FREQ=DAILY;INTERVAL=999999999999", 1),
        ("FREQ=DAILY;INTERVAL=0", 1),
        ("FREQ=YEARLY;BYWEEKNO=20", 1),
        ("FREQ=SOMETIMES", 1),
    ],
)
def test_a_rule_is_bounded(tmp_path, rule, rows):
    begun = time.process_time()
    reading, tables = whole(tmp_path, calendar(event(f"{TIMES}RRULE:{rule}")))
    assert len(tables["change"]) == rows
    assert time.process_time() - begun < 5
    assert reading.warnings


def test_a_calendar_of_endless_rules_is_bounded(tmp_path):
    rule = "RRULE:FREQ=DAILY;BYHOUR=0,1,2,3,4,5,6,7,8,9;BYMINUTE=0,15,30,45"
    many = [f"UID:u{number}\n{TIMES}{rule}" for number in range(80)]
    reading, tables = whole(tmp_path, calendar(*many))
    assert len(tables["change"]) <= ROWS_LIMIT + len(many)
    assert any("repeats too much" in warning for warning in reading.warnings)


def test_counting_from_far_back_spends_a_budget(tmp_path):
    old = "DTSTART:16000101T080000Z\nRRULE:FREQ=DAILY;COUNT=9999999"
    many = [f"UID:u{number}\nDTSTAMP:20260101T000000Z\n{old}" for number in range(50)]
    begun = time.process_time()
    reading, _ = whole(tmp_path, calendar(*many))
    assert time.process_time() - begun < 30
    assert any("repeats too much" in warning for warning in reading.warnings)
    assert reading.rejected == 0


def test_many_honest_rules_are_all_followed(tmp_path):
    """Yearly rules look at the most days: together more than the budget that a file begins with."""
    rule = "DTSTART:20200301T080000Z\nDURATION:PT1H\nRRULE:FREQ=YEARLY"
    many = [f"UID:u{number}\nDTSTAMP:20260101T000000Z\n{rule}" for number in range(600)]
    reading, tables = whole(tmp_path, calendar(*many))
    assert Budget().days < 600 * 1_098
    assert len(tables["change"]) == 600
    assert not any("repeats too much" in warning for warning in reading.warnings)


def test_giant_lines_cost_their_entry_only(tmp_path):
    giant = event(f"{TIMES}DESCRIPTION:{'x' * 1_050_000}")
    folded = event(f"{TIMES}DESCRIPTION:" + "folded line\n " * 90_000)
    tracemalloc.start()
    reading, tables = whole(tmp_path, calendar(giant, event(TIMES), folded))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (len(tables["change"]), reading.rejected) == (1, 2)
    assert "longer than 1,000,000 characters" in reading.rejects[0].reason
    assert peak < 60_000_000


def test_an_entry_of_endless_lines_is_left_out(tmp_path):
    lines = "\n".join(f"X-{number}:y" for number in range(20_000))
    reading, tables = whole(tmp_path, calendar(event(f"{TIMES}{lines}"), event(TIMES)))
    assert (len(tables["change"]), reading.rejected) == (1, 1)
    assert "more than 5,000 lines" in reading.rejects[0].reason


def test_nested_beginnings_end(tmp_path):
    deep = "BEGIN:VALARM\n" * 3_000
    reading, _ = whole(tmp_path, calendar(event(TIMES + deep), event(TIMES)))
    assert reading.rows_read >= 1


@pytest.mark.parametrize("size", range(40, len(SAMPLE), 311))
def test_a_truncated_file_keeps_what_came_before(tmp_path, size):
    try:
        said = whole(tmp_path, SAMPLE[:size])[0].warnings
    except AppError as refusal:
        said = [str(refusal)]
    assert any("cut short" in words or "hostile.ics" in words for words in said)


@settings(max_examples=60, **QUIET)
@given(st.data())
def test_damaged_calendars(tmp_path, data):
    content = bytearray(SAMPLE)
    for _ in range(data.draw(st.integers(1, 8))):
        place = data.draw(st.integers(0, len(content) - 1))
        match data.draw(st.sampled_from(["set", "cut", "insert"])):
            case "set":
                content[place] = data.draw(st.integers(0, 255))
            case "cut":
                del content[place : place + data.draw(st.integers(1, 60))]
            case _:
                content[place:place] = data.draw(
                    st.sampled_from(
                        [
                            b"\n",
                            b":",
                            b";",
                            b'"',
                            b"\0",
                            b"BEGIN:VEVENT\n",
                            b"END:VEVENT\n",
                            b"\xff",
                        ]
                    )
                )
    words = ""
    try:
        whole(tmp_path, bytes(content))
    except AppError as refusal:
        words = str(refusal)
    assert not words or "hostile.ics" in words or "--" in words


WEEKDAYS = st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"])


@st.composite
def rules(draw):
    frequency = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    parts = [f"FREQ={frequency}", f"INTERVAL={draw(st.integers(1, 5))}"]
    if draw(st.booleans()):
        months = draw(st.sets(st.integers(1, 12), min_size=1, max_size=3))
        parts.append("BYMONTH=" + ",".join(map(str, sorted(months))))
    if draw(st.booleans()):
        ordinals = ["", "1", "2", "-1", "5"] if frequency in {"MONTHLY", "YEARLY"} else [""]
        days = draw(st.sets(WEEKDAYS, min_size=1, max_size=3))
        parts.append("BYDAY=" + ",".join(draw(st.sampled_from(ordinals)) + day for day in days))
    elif frequency != "WEEKLY" and draw(st.booleans()):
        parts.append("BYMONTHDAY=" + draw(st.sampled_from(["1", "15,31", "-1", "-3,2", "30"])))
    if draw(st.booleans()):
        parts.append("BYHOUR=9,17")
    if frequency in {"MONTHLY", "YEARLY"} and draw(st.booleans()):
        parts.append("BYSETPOS=" + draw(st.sampled_from(["1", "-1", "2", "1,-1"])))
    parts.append("WKST=" + draw(st.sampled_from(["MO", "SU"])))
    ends = ["", f"COUNT={draw(st.integers(1, 60))}", "UNTIL=20270601T120000"]
    return ";".join(parts), draw(st.sampled_from(ends))


@settings(max_examples=150, **QUIET)
@given(rules(), st.integers(0, 500), st.sampled_from([0, 300, 1_000]))
def test_dates_agree_with_another_library(drawn, day, skipped):
    rule, end = drawn
    seed = datetime(2024, 1, 1, 9, 30) + timedelta(days=day)
    start = rrulestr(f"RRULE:{rule}", dtstart=seed).after(seed, inc=True)
    assume(start is not None and start.year < 2030)
    text = ";".join(filter(None, (rule, end)))
    first = start + timedelta(days=skipped)
    last = first + timedelta(days=400)
    other = rrulestr(f"RRULE:{text}", dtstart=start)
    wanted = [moment for moment in other.between(first, last, inc=True) if moment < last]
    assume(skipped or wanted)
    parsed = vRecur.from_ical(text)
    until = next(iter(parsed.get("UNTIL", ())), None)
    assert list(occurrences(start, rule_of(parsed, start, until), first, last, Budget())) == wanted


@pytest.mark.parametrize(
    "line", ["DTSTART:120000", "DTSTART:20261301T000000", "TZOFFSETTO:+9999", "RRULE:FREQ=SECONDLY"]
)
def test_a_zone_that_is_nonsense_costs_its_entry_only(tmp_path, line):
    zone = (
        "BEGIN:VTIMEZONE\nTZID:Odd\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0100\n"
        "TZOFFSETTO:+0100\nEND:STANDARD\nEND:VTIMEZONE\n"
    )
    name = line.partition(":")[0]
    old = next((each for each in zone.splitlines() if each.startswith(name)), "END:STANDARD")
    odd = zone.replace(old, line if name != "RRULE" else f"{line}\n{old}", 1)
    inside = event("DTSTART;TZID=Odd:20260105T080000")
    reading, tables = whole(tmp_path, calendar(inside, event(TIMES), zones=odd))
    assert len(tables["change"]) + reading.rejected == 2
    assert len(tables["change"]) >= 1


def test_a_zone_of_endless_beginnings_is_read_in_bounded_time(tmp_path):
    filler = "\n".join(f"COMMENT:{'x' * 30_000}" for _ in range(100))
    beginnings = "BEGIN:STANDARD\n" * 4_800
    zone = f"BEGIN:VTIMEZONE\nTZID:Odd\n{beginnings}{filler}\nEND:VTIMEZONE\n"
    begun = time.process_time()
    inside = event("DTSTART;TZID=Odd:20260105T080000")
    reading, _ = whole(tmp_path, calendar(inside, zones=zone))
    assert reading.rejected == 1
    assert time.process_time() - begun < 10
