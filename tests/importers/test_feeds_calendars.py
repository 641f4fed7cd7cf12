"""Calendars: the providers' real notices against their expected reading, zones, repetitions."""

import json
from datetime import UTC, datetime

import pytest

from app.importers import read
from app.models.errors import AppError, DecisionNeeded
from app.models.records import Options
from tests.importers.making import drain, write

NOTICES = [f"ical{number}" for number in range(1, 8)]
LEFT_OUT = {
    "ical_no_account": "account is empty",
    "ical_no_end": "The notice has no end",
    "ical_no_maintenance_id": "maintenance-id is empty",
    "ical_no_provider": "provider is empty",
    "ical_no_stamp": "The notice has no time stamp (DTSTAMP)",
    "ical_no_start": "The notice has no start",
}
SAID = {
    "ical_no_object_id": "1 notice names no object",
    "ical_no_organizer": "1 notice names no organizer",
}


def calendar(*events: str, zones: str = "") -> str:
    body = "".join(f"BEGIN:VEVENT\n{event.strip()}\nEND:VEVENT\n" for event in events)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//t//t//EN\n{zones}{body}END:VCALENDAR\n"


def event(times: str, title: str = "Firmware", more: str = "") -> str:
    return f"UID:e1\nDTSTAMP:20260105T000000Z\nSUMMARY:{title}\n{times}\n{more}"


def entries(folder, text: str | bytes, zone: str | None = None):
    reading = read(write(folder, "calendar.ics", text), Options(timezone=zone))
    return reading, drain(reading)


def utc(stamp: str) -> int:
    return int(datetime.fromisoformat(stamp).replace(tzinfo=UTC).timestamp())


@pytest.mark.parametrize("name", NOTICES)
def test_real_notice_reads_as_expected(shared, name):
    folder = shared / "data/calendars"
    (wanted,) = json.loads((folder / f"{name}_result.json").read_text("utf-8"))
    reading = read(folder / name, Options())
    rows = drain(reading)["outage"]
    assert reading.recognised.format == "calendar.maintenance_notices"
    assert reading.rejected == 0
    row = rows[0]
    assert len(rows) == max(len(wanted["circuits"]), 1)
    assert {
        "account": row["message"].splitlines()[0].removeprefix("Account "),
        "end": row["end_at"],
        "maintenance_id": row["source_id"],
        "provider": row["provider"],
        "sequence": -1 if row["revision"] is None else row["revision"],
        "stamp": row["announced_at"],
        "start": row["start_at"],
        "status": row["state"].upper().replace("_", "-"),
        "summary": row["title"],
        "circuits": [
            {"circuit_id": each["ci"], "impact": each["impact"].upper().replace("_", "-")}
            for each in rows
            if each["ci"]
        ],
    } == {name: wanted[name] for name in wanted if name not in {"organizer", "uid"}}


@pytest.mark.parametrize("name", LEFT_OUT)
def test_real_broken_notice_is_left_out_with_its_reason(shared, name):
    reading = read(shared / "data/calendars" / name, Options())
    rows = drain(reading)["outage"]
    assert (rows, reading.rejected, reading.rows_read) == ([], 1, 1)
    assert reading.rejects[0].reason.endswith(LEFT_OUT[name])


@pytest.mark.parametrize("name", SAID)
def test_real_notice_that_leaves_something_open_says_so(shared, name):
    reading = read(shared / "data/calendars" / name, Options())
    assert len(drain(reading)["outage"]) == 1
    assert reading.warnings[0].startswith(SAID[name])


@pytest.mark.parametrize(
    ("times", "start", "end"),
    [
        ("DTSTART:20260701T080000Z\nDTEND:20260701T090000Z", "2026-07-01T08", "2026-07-01T09"),
        (
            "DTSTART;TZID=W. Europe Standard Time:20260701T080000\nDURATION:P1DT1H",
            "2026-07-01T06",
            "2026-07-02T07",
        ),
        (
            "DTSTART;TZID=/citadel.org/20260101_1/America/New_York:20260701T080000",
            "2026-07-01T12",
            None,
        ),
        (
            'DTSTART;TZID="UTC+05:30":20260701T080000\nDTEND;TZID=Asia/Tokyo:20260701T123000',
            "2026-07-01T02",
            "2026-07-01T03",
        ),
        (
            "DTSTART;TZID=Europe/Berlin:20261025T020000\nDTEND;TZID=Europe/Berlin:20261025T050000",
            "2026-10-25T00",
            "2026-10-25T04",
        ),
    ],
)
def test_times_are_instants(tmp_path, times, start, end):
    _, tables = entries(tmp_path, calendar(event(times)))
    row = tables["change"][0]
    half = 1_800 if "05:30" in times else 0
    assert row["planned_start_at"] == utc(f"{start}:00") + half
    assert row["planned_end_at"] == (end and utc(f"{end}:00") + half)


@pytest.mark.parametrize(
    "times", ["DTSTART:20260701T080000", "DTSTART;VALUE=DATE:20260701\nDTEND;VALUE=DATE:20260702"]
)
def test_a_time_without_a_zone_asks(tmp_path, times):
    text = calendar(event(times))
    with pytest.raises(DecisionNeeded) as asked:
        entries(tmp_path, text)
    assert asked.value.decision.option == "--timezone"
    _, tables = entries(tmp_path, text, "Asia/Tokyo")
    wanted = "2026-06-30T23:00" if "T08" in times else "2026-06-30T15:00"
    assert tables["change"][0]["planned_start_at"] == utc(wanted)


def test_whole_days_end_where_the_next_begins(tmp_path):
    text = calendar(event("DTSTART;VALUE=DATE:20261221\nDTEND;VALUE=DATE:20270104", "Freeze"))
    _, tables = entries(tmp_path, text, "UTC")
    row = tables["schedule_window"][0]
    assert (row["start_at"], row["end_at"]) == (utc("2026-12-21T00:00"), utc("2027-01-04T00:00"))


ZONE = """BEGIN:VTIMEZONE
TZID:Works
BEGIN:STANDARD
DTSTART:20071104T020000
TZOFFSETFROM:-0400
TZOFFSETTO:-0500
RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:20070311T020000
TZOFFSETFROM:-0500
TZOFFSETTO:-0400
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU
END:DAYLIGHT
END:VTIMEZONE
"""


@pytest.mark.parametrize("day", ["20260115", "20260307", "20260309", "20261031", "20261102"])
def test_a_zone_that_the_file_defines_is_followed(tmp_path, day):
    """The rules are New York's, so the reading must be the same under either name."""
    named = [f"DTSTART;TZID={zone}:{day}T093000" for zone in ("Works", "America/New_York")]
    starts = [
        entries(tmp_path, calendar(event(times), zones=ZONE))[1]["change"][0]["planned_start_at"]
        for times in named
    ]
    assert starts[0] == starts[1]


def test_an_unknown_zone_leaves_its_entry_out(tmp_path):
    text = calendar(
        event("DTSTART;TZID=Moon/Base:20260701T080000"), event("DTSTART:20260701T080000Z")
    )
    reading, tables = entries(tmp_path, text)
    assert len(tables["change"]) == reading.rejected == 1
    assert "Moon/Base" in reading.rejects[0].reason
    assert "“Firmware”" in reading.rejects[0].reason


def test_a_series_follows_the_wall_clock_over_summer_time(tmp_path):
    times = (
        "DTSTART;TZID=Europe/Berlin:20261023T210000\nDTEND;TZID=Europe/Berlin:20261023T233000\n"
        "RRULE:FREQ=DAILY;UNTIL=20261026T200000Z\nEXDATE;TZID=Europe/Berlin:20261024T210000"
    )
    _, tables = entries(tmp_path, calendar(event(times)))
    windows = [(row["planned_start_at"], row["planned_end_at"]) for row in tables["change"]]
    assert windows == [
        (utc(f"2026-10-{day}T{start}:00"), utc(f"2026-10-{day}T{end}:30"))
        for day, start, end in ((23, 19, 21), (25, 20, 22), (26, 20, 22))
    ]


def test_a_moved_date_of_a_series_is_read_once(tmp_path):
    series = "DTSTART:20260105T080000Z\nDTEND:20260105T090000Z\nRRULE:FREQ=WEEKLY;COUNT=3"
    moved = "DTSTART:20260113T100000Z\nRECURRENCE-ID;TZID=Europe/Berlin:20260112T090000"
    _, tables = entries(tmp_path, calendar(event(series), event(moved, "Moved")))
    rows = {row["key"]: (row["title"], row["planned_start_at"]) for row in tables["change"]}
    assert rows == {
        "e1/20260105T080000Z": ("Firmware", utc("2026-01-05T08:00")),
        "e1/20260112T080000Z": ("Moved", utc("2026-01-13T10:00")),
        "e1/20260119T080000Z": ("Firmware", utc("2026-01-19T08:00")),
    }


def test_an_old_series_is_read_around_the_making_of_the_file(tmp_path):
    times = "DTSTART:20190107T080000Z\nDTEND:20190107T090000Z\nRRULE:FREQ=WEEKLY"
    reading, tables = entries(tmp_path, calendar(event(times)))
    starts = [row["planned_start_at"] for row in tables["change"]]
    assert starts[0] == utc("2025-12-01T08:00")
    assert len(starts) == 58
    assert max(starts) < utc("2025-12-01T00:00") + 400 * 86_400
    assert "1 without an end" in reading.warnings[0]


@pytest.mark.parametrize(
    ("title", "categories", "kind", "hard"),
    [
        ("Quarter end", "FREEZE", "freeze", True),
        ("Soft freeze in retail", "", "freeze", False),
        ("Trading moratorium", "", "freeze", True),
        ("Maintenance: storage", "", "maintenance", False),
    ],
)
def test_windows_are_told_by_their_words(tmp_path, title, categories, kind, hard):
    times = "DTSTART:20260701T080000Z\nDTEND:20260701T090000Z"
    _, tables = entries(tmp_path, calendar(event(times, title, f"CATEGORIES:{categories}")))
    assert tables["change"] == []
    (row,) = tables["schedule_window"]
    assert (row["kind"], row["hard"], row["key"]) == (kind, hard, "e1")


@pytest.mark.parametrize(
    "title", ["Freezer firmware", "Unfreeze the sync", "CHG0012345 exception from the freeze"]
)
def test_other_words_make_no_freeze(tmp_path, title):
    _, tables = entries(tmp_path, calendar(event("DTSTART:20260701T080000Z", title)))
    assert [row["title"] for row in tables["change"]] == [title]


def test_a_change_number_makes_a_change(tmp_path):
    times = "DTSTART:20260701T080000Z\nDTEND:20260701T090000Z\nSTATUS:CANCELLED"
    _, tables = entries(tmp_path, calendar(event(times, "CHG0012345 maintenance of the press")))
    (row,) = tables["change"]
    assert (row["key"], row["state"], row["source_id"]) == ("CHG0012345", "cancelled", "e1")


def test_a_fold_inside_a_character_is_healed(tmp_path):
    text = calendar(event("DTSTART:20260701T080000Z", "Kühlung Halle 2")).encode()
    folded = text.replace("ü".encode(), b"\xc3\r\n \xbc")
    _, tables = entries(tmp_path, folded)
    assert tables["change"][0]["title"] == "Kühlung Halle 2"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_encodings(tmp_path, encoding):
    text = calendar(event("DTSTART:20260701T080000Z", "Kühlung")).replace("\n", "\r\n")
    _, tables = entries(tmp_path, text.encode(encoding))
    assert tables["change"][0]["title"] == "Kühlung"


def test_a_calendar_without_entries_is_refused(tmp_path):
    with pytest.raises(AppError, match="is a calendar without entries"):
        entries(tmp_path, calendar())


def test_the_primary_of_several_maintenance_ids_counts(tmp_path):
    more = (
        "X-MAINTNOTE-PROVIDER:p\nX-MAINTNOTE-ACCOUNT:a\nX-MAINTNOTE-OBJECT-ID:o\n"
        "X-MAINTNOTE-MAINTENANCE-ID;X-MAINTNOTE-PRECEDENCE=SECONDARY:two\n"
        "X-MAINTNOTE-MAINTENANCE-ID;X-MAINTNOTE-PRECEDENCE=PRIMARY:one"
    )
    times = "DTSTART:20260701T080000Z\nDTEND:20260701T090000Z"
    _, tables = entries(tmp_path, calendar(event(times, more=more)))
    assert [row["key"] for row in tables["outage"]] == ["p/one/o"]


def test_a_message_that_cancels_cancels_its_entries(tmp_path):
    text = calendar(event("DTSTART:20260701T080000Z"))
    cancelled = text.replace("VERSION:2.0", "METHOD:CANCEL\nVERSION:2.0")
    states = [entries(tmp_path, each)[1]["change"][0]["state"] for each in (text, cancelled)]
    assert states == ["scheduled", "cancelled"]


@pytest.mark.parametrize("times", ["DTEND:20260703T080000Z", "X-NOTE:no end"])
def test_a_cancelled_freeze_is_kept_as_cancelled(tmp_path, times):
    start = "DTSTART:20260701T080000Z\n"
    text = calendar(event(f"{start}DTEND:20260703T080000Z", "Freeze"))
    cancelled = calendar(event(f"{start}{times}", "Freeze")).replace(
        "VERSION:2.0", "METHOD:CANCEL\nVERSION:2.0"
    )
    windows = [entries(tmp_path, each)[1]["schedule_window"][0] for each in (text, cancelled)]
    assert [window["state"] for window in windows] == [None, "cancelled"]
    assert windows[0]["key"] == windows[1]["key"]
